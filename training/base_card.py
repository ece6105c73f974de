"""Write the card of a trained pipeline, models/sv_beslut_sm/README.md, from its meta.json.

    python training/base_card.py [--model models/sv_beslut_sm]

No number in the card is typed by hand. What stands between `<!-- extractor -->` and `<!-- end of extractor -->` in the card that is
there is kept.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from beslutsnlp.export import write_whole

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent / "models" / "sv_beslut_sm"
KEPT = ("<!-- extractor -->", "<!-- end of extractor -->")
FIELDS = ("upos", "features", "lemmas", "sentences")

TEMPLATE = """\
---
language: sv
license: cc-by-sa-4.0
library_name: spacy
---

# sv_beslut_sm

A Swedish spaCy pipeline for protocols and follow-up lists. It gives each word its part of speech, features and lemma, tells where
sentences end, and holds the components of beslutsnlp that find decisions, assignments, parties, deadlines and statuses.

```python
import spacy

nlp = spacy.load("models/sv_beslut_sm")  # beslutsnlp must be installed
```

Version {version}, {megabytes} MB, made with spaCy {spacy} and thinc {thinc}. This page is generated from `meta.json` by
`training/base_card.py`.

## What is in it

| component | what it does | made of |
| --- | --- | --- |
| `tok2vec`, `morphologizer` | part of speech and features (Universal Dependencies) | a network of width 64 and depth 2, trained |
| `beslutsnlp_lines` | starts sentences at paragraphs, § and list items, and joins wrapped lines | rules |
| `senter` | ends sentences within a paragraph | the same network, trained |
| `beslutsnlp_lemmas` | lemmas | {known_forms} known forms, {rules} learnt rules of endings, {base_forms} base forms |
| {components} | decisions and what they hold | rules, and what is learnt beside them: see below |

There is no parser and there are no named entities: in a trial a parser took two thirds of the time, and the records need neither.
The tokeniser is spaCy's Swedish one with the abbreviations of minutes.

## Data and licences

The pipeline is under **CC BY-SA 4.0**, as the treebanks are that it was trained on.

{sources}

- **Lemmas** are learnt from {lemmas_from}, and from `training/irregular_forms.toml`, which was written for this project (CC BY-SA 4.0).{forms_from}
- **Base forms**: which words there are is told by the tags of the treebanks{texts}
- PUD's features are brought to Talbanken's habit before training.

Seed {seed}, {words_in_training} words. The same files give the same scores, whatever the number of cores.

## Scores

On the test part of UD Swedish-Talbanken: {sentences} sentences, {words} words, ten sentences a text. The network was chosen on the
development part, and so were the weights of the lemmas' rules. The test part was measured on in a trial before, when the size of the network
was settled, and a few times while this pipeline was made, when nothing was chosen by it. Its text is brochures, textbooks and newspapers
of the 1970s, not protocols.

{scores}

`upos`, `features` and `lemmas` are shares of words, `sentences` is F1 of whole sentences. From the text all are F1, and a word that
the tokeniser parts in another way counts as missed. A lemma is right if it is the treebank's, capitals included.
The development part has no lemma score, for its lemmas were learnt from; with a fifth of it held out in turn, and its own tags
given, {held_out} of lemmas are right.

The figures of `sv_core_news_*` are the published ones, on UD 2.8. They seem to be from the development part: their recall of sentences is a
whole number of 504ths. They are not measured here, and annotation has changed between the two releases; compare with care.

## What each part earns

{ablation}

`on lines`: F1 of sentences where the test part's paragraphs are wrapped at 78 characters with blank lines between, as text out of a PDF
is. Words a second are of one core, of the best of five rounds in which the pipelines took turns, on a busy machine: read them as ±30 %. BLIS is off
(`thinc.api.use_ops("numpy", use_blis=False)`); with it, the whole base made {blis} words a second. The batch size is 32.

Each part stays because something is lost without it that nothing else gives. None of it is needed to extract records:

{extract}

(words are those between blanks, so the two tables do not compare). Of {documents} protocols the records with and without the trained part
are {same}. `beslutsnlp.load()` therefore starts without it.

{extractor}

## Limits

- It has not been measured on annotated protocols. Headings in capitals and single words in lists are where a tagger trained on prose
  errs most.
- A lemma follows the tags: a word that is tagged wrong often gets the wrong lemma too.
- Participles are adjectives with their own lemma ("beslutad"), "det" has the lemma "den", and abbreviations are written out ("t.ex.":
  "till exempel"): that is the treebank's habit.
- "kommunfullmäktige" is its own lemma, against the treebank's habit ("fullmäktig").
- Names keep their form: genitives of names are right only where the tag says genitive.
"""


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table; the first column is text and the others are numbers."""
    columns = list(head)
    lines = [f"| {' | '.join(columns)} |", "| --- |" + " ---: |" * (len(columns) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(map(shown, row))} |" for row in rows)])


def shown(value: object) -> str:
    """Return a value as a cell shows it: a share with three decimals, a count with commas, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def sources_table(corpora: list[dict[str, Any]]) -> str:
    """Return what the pipeline was made of."""
    head = "| source | part | licence | lemmas | sha256 |\n| --- | --- | --- | --- | --- |"
    rows = [
        f"| {entry['source']} | {entry['part']} | {entry['licence']} | {'used' if entry['lemmas_used'] else 'not used'} | `{entry['sha256'][:16]}…` |"
        for entry in corpora
    ]
    return "\n".join([head, *rows])


def scores_table(scores: dict[str, Any], megabytes: float) -> str:
    """Return the scores beside those that others publish."""
    own = (
        ("test, tokens given", "tokens_given"),
        ("test, from the text", "from_text"),
        ("development, tokens given", "dev_tokens_given"),
    )
    rows: list[list[object]] = [
        [f"**sv_beslut_sm**, {name}", *(scores[key][field] for field in FIELDS), f"{megabytes:.0f}"]
        for name, key in own
    ]
    published = tomllib.loads((HERE / "published.toml").read_text(encoding="utf-8"))["pipelines"]
    rows += [
        [f"{entry['name']}, published", *(entry[field] for field in FIELDS), entry["megabytes"]] for entry in published
    ]
    return table(["", *FIELDS, "MB"], rows)


def text_of(meta: dict[str, Any], megabytes: float, extractor: str) -> str:
    """Return the card."""
    made = meta["beslutsnlp"]
    scores, lemmas = made["scores"], made["lemmas"]
    columns = (*FIELDS, "sentences_on_lines", "words_a_second")
    extract = scores["extract"]
    used = [
        f"`{entry['file']}` ({entry['texts']:,} texts, sha256 `{entry['sha256'][:16]}…`)" for entry in lemmas["texts"]
    ]
    texts = "."
    if used:
        texts = (
            f", and by {' and '.join(used)}: {lemmas['tagged_words']:,} words that the network tagged. They are decisions of the Swedish "
            "government, which are not protected by copyright (9 § of the copyright act), and are not in this repository."
        )
    return TEMPLATE.format(
        version=meta["version"],
        megabytes=f"{megabytes:.1f}",
        spacy=made["made_with"]["spacy"],
        thinc=made["made_with"]["thinc"],
        known_forms=f"{lemmas['known_forms']:,}",
        rules=f"{lemmas['rules']:,}",
        base_forms=f"{lemmas['base_forms']:,}",
        components=", ".join(
            f"`{name}`"
            for name in meta["pipeline"]
            if name not in ("tok2vec", "morphologizer", "beslutsnlp_lines", "senter", "beslutsnlp_lemmas")
        ),
        sources=sources_table(made["corpora"]),
        lemmas_from=" and ".join(lemmas["lemmas_from"]),
        forms_from=f" Of {' and '.join(lemmas['forms_from'])} only words and tags are used."
        if lemmas["forms_from"]
        else "",
        texts=texts,
        seed=made["training"]["seed"],
        words_in_training=f"{made['training']['words_in_training']:,}",
        sentences=f"{scores['test']['sentences']:,}",
        words=f"{scores['test']['words']:,}",
        scores=scores_table(scores, megabytes),
        held_out=f"{lemmas['held_out']['accuracy']:.3f}",
        ablation=table(
            ["", *FIELDS, "on lines", "words a second"],
            [[row["pipeline"], *(row.get(column) for column in columns)] for row in scores["ablation"]],
        ),
        blis=f"{scores['blis_words_a_second']:,}",
        extract=table(["`extract`", "words a second"], extract["words_a_second"].items()),
        documents=extract["documents"],
        same="the same" if extract["same_records"] else "not the same",
        extractor=extractor,
    )


def main() -> int:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL)
    folder: Path = parser.parse_args().model
    card = folder / "README.md"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    before = card.read_text(encoding="utf-8") if card.is_file() else ""
    start, end = (before.find(mark) for mark in KEPT)
    kept = before[start : end + len(KEPT[1])] if 0 <= start < end else "\n".join(KEPT)
    # without the card and its pictures, which are written after it
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".md", ".png")]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    write_whole(card, text_of(meta, megabytes, kept).encode("utf-8"))
    print(f"{card} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
