"""Learn the lemmas of the base pipeline: training/build/base/lemmas/lemmas.msgpack.

    python training/learn_lemmas.py [--build training/build] [--words FILE …]

Forms with lemmas come from the treebanks whose lemmas may be used, and from irregular_forms.toml. Which base forms there are is told
by the treebanks' tags, and by FILEs: JSON Lines, also as .gz, with a "text" each, which the network of train_base.py tags. The same
files give the same lemmas. Also writes lemmas.json beside it: what was used, and how right lemmas are on parts of the development
treebank that were held out in turn, with the tags of the treebank.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import spacy
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

from beslutsnlp.corpus.conllu import TreebankSentence, harmonise, read_conllu
from beslutsnlp.pipeline.lemma_learning import LemmaLearner, count_words
from beslutsnlp.pipeline.lemmas import LemmasComponent

HERE = Path(__file__).resolve().parent
IRREGULAR = HERE / "irregular_forms.toml"
FOLDS = 5
# the development treebank is Talbanken's own, as the test is; the other treebank has some lemmas in another way
OWN_WEIGHT = 5
# a tagger errs: a base form must be tagged so this often
LEAST_TAGGED = 3
Words = list[tuple[str, str, str, str | None]]


def words_of(sentences: Iterable[TreebankSentence]) -> Words:
    """Return the words of sentences as the learner counts them."""
    return [(word.form, word.upos, word.feats, word.lemma) for sentence in sentences for word in sentence.words]


def read_texts(path: Path) -> list[str]:
    """Return the texts of a JSON Lines file."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line)["text"] for line in data.decode("utf-8").splitlines() if line.strip()]


def tagged_forms(network: Path, texts: Iterable[str]) -> Counter[tuple[str, str, str]]:
    """Return how often each form, part of speech and features were tagged together in texts."""
    nlp = spacy.load(network, exclude=["senter"])
    nlp.max_length = 10_000_000
    counted: Counter[tuple[str, str, str]] = Counter()
    for doc in nlp.pipe(texts, batch_size=32):
        for token in doc:
            if token.is_alpha:
                counted[token.text if token.pos_ == "PROPN" else token.lower_, token.pos_, str(token.morph)] += 1
    return counted


def learner_of(
    lemmas: Words, own: Words, forms: Words, tagged: Counter[tuple[str, str, str]], irregular: dict[str, Any]
) -> LemmaLearner:
    """Return a learner that has counted everything."""
    learner = LemmaLearner()
    count_words(learner, forms)
    for (form, upos, feats), count in sorted(tagged.items()):
        # names tagged in texts are too often none
        if count >= LEAST_TAGGED and upos != "PROPN":
            learner.see(form, upos, feats, weight=count)
    count_words(learner, lemmas)
    count_words(learner, own, weight=OWN_WEIGHT)
    learner.write_irregular(irregular)
    return learner


def held_out(
    lemmas: Words,
    own: Sequence[TreebankSentence],
    forms: Words,
    tagged: Counter[tuple[str, str, str]],
    irregular: dict[str, Any],
) -> dict[str, Any]:
    """Return how many lemmas of each fold are right when it is held out."""
    right = total = 0
    for fold in range(FOLDS):
        kept = [sentence for i, sentence in enumerate(own) if i // 20 % FOLDS != fold]
        tables = learner_of(lemmas, words_of(kept), forms, tagged, irregular).tables()
        for form, upos, feats, lemma in words_of(s for i, s in enumerate(own) if i // 20 % FOLDS == fold):
            right += tables.lemma(form, upos, feats) == lemma
            total += 1
    return {"folds": FOLDS, "words": total, "right": right, "accuracy": round(right / total, 4)}


def main() -> int:
    """Write the lemmas and what they were learnt from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument(
        "--words", nargs="*", default=[], help="JSON Lines with texts in which base forms are looked for"
    )
    options = parser.parse_args()
    # an empty one is a variable that is not set
    texts = [Path(name) for name in options.words if name]
    build: Path = options.build
    set_current_ops(NumpyOps(use_blis=False))
    known = tomllib.loads((HERE / "treebanks.toml").read_text(encoding="utf-8"))
    fetched = json.loads((build / "treebanks" / "fetched.json").read_text(encoding="utf-8"))
    irregular = tomllib.loads(IRREGULAR.read_text(encoding="utf-8"))
    read = {
        name: read_conllu(build / "treebanks" / known[name]["file"], lemmas=known[name].get("lemmas", True))
        for name in fetched
        if known[name]["part"] != "test"
    }
    habit = [s for name in read if not known[name].get("harmonise") for s in read[name]]
    own: list[TreebankSentence] = []
    forms: Words = []
    lemmas: Words = []
    for name, sentences in read.items():
        if not known[name].get("lemmas", True):
            forms += words_of(sentences)
        elif known[name].get("harmonise"):
            lemmas += words_of(harmonise(sentences, habit))
        else:
            own += sentences
    with threadpool_limits(1):
        tagged = tagged_forms(build / "base" / "network", (text for path in texts for text in read_texts(path)))
    tables = learner_of(lemmas, words_of(own), forms, tagged, irregular).tables()
    folder = build / "base" / "lemmas"
    LemmasComponent(tables).to_disk(folder)
    measured = held_out(lemmas, own, forms, tagged, irregular)
    report = {
        "lemmas_from": [known[name]["source"] for name in read if known[name].get("lemmas", True)],
        "forms_from": [known[name]["source"] for name in read if not known[name].get("lemmas", True)],
        "texts": [
            {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "texts": len(read_texts(path))}
            for path in texts
        ],
        "tagged_words": tagged.total(),
        "irregular_forms_sha256": hashlib.sha256(IRREGULAR.read_bytes()).hexdigest(),
        "known_forms": sum(map(len, tables.lexicon.values())),
        "base_forms": sum(map(len, tables.bases.values())),
        "rules": sum(len(listed) for table in tables.rules.values() for listed in table.values()),
        "held_out": measured,
    }
    (folder.parent / "lemmas.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(
        f"{folder}: {report['known_forms']:,} forms, {report['base_forms']:,} base forms, held-out accuracy {measured['accuracy']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
