"""Measure the base pipeline on the test treebank, and what each of its parts costs: training/build/base/scores.json.

    python training/evaluate_base.py [--build training/build] [--model training/build/base/pipeline]

Two cores, about two minutes. Times are those of one core; the accuracies are the same on every run.
"""

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import use_ops
from threadpoolctl import threadpool_limits

import beslutsnlp
from beslutsnlp.corpus import read_corpus
from beslutsnlp.corpus.conllu import TreebankSentence, read_conllu

HERE = Path(__file__).resolve().parent
PROTOCOLS = HERE.parent / "corpora" / "protocols"
GROUP = 10
ROUNDS = 5
WIDTH = 78
SENTENCIZER = "spaCy's sentencizer for senter"
BATCH = 32
BASE = ("tok2vec", "morphologizer", "beslutsnlp_lines", "senter", "beslutsnlp_lemmas")
# what is left out, and what then has nothing to work with
WITHOUT: dict[str, tuple[str, ...]] = {
    "everything": (),
    "without morphologizer": ("morphologizer",),
    "without senter": ("senter",),
    "without lemmas": ("beslutsnlp_lemmas",),
    "without lines": ("beslutsnlp_lines",),
    SENTENCIZER: ("senter",),
    "lines alone": ("tok2vec", "morphologizer", "senter", "beslutsnlp_lemmas"),
    "tokeniser alone": BASE,
}


def gold_docs(nlp: Language, sentences: Sequence[TreebankSentence]) -> list[Doc]:
    """Return ten sentences a Doc with everything that the treebank says."""
    docs = []
    for i in range(0, len(sentences), GROUP):
        group = sentences[i : i + GROUP]
        words = [word for sentence in group for word in sentence.words]
        docs.append(
            Doc(
                nlp.vocab,
                words=[word.form for word in words],
                spaces=[word.space_after for word in words],
                pos=[word.upos for word in words],
                morphs=[word.feats for word in words],
                lemmas=[word.lemma or "" for word in words],
                sent_starts=[i == 0 for sentence in group for i in range(len(sentence.words))],
            )
        )
    return docs


def scores_of(nlp: Language, gold: Sequence[Doc], *, given_tokens: bool) -> dict[str, float | None]:
    """Return the scores of a pipeline's base, with the treebank's tokens or from its text."""
    unparsed = [
        Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        if given_tokens
        else nlp.make_doc(doc.text)
        for doc in gold
    ]
    examples = [Example(found, right) for found, right in zip(nlp.pipe(unparsed, batch_size=BATCH), gold, strict=True)]
    found: dict[str, Any] = {
        **Scorer.score_tokenization(examples),
        **Scorer.score_token_attr(examples, "pos"),
        **Scorer.score_token_attr(examples, "morph", getter=_features),
        **Scorer.score_token_attr(examples, "lemma"),
        **Scorer.score_spans(
            examples, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"), getter=_sentences
        ),
    }
    names = {
        "tokens": "token_f",
        "upos": "pos_acc",
        "features": "morph_acc",
        "lemmas": "lemma_acc",
        "sentences": "sents_f",
    }
    return {name: None if found.get(key) is None else round(found[key], 4) for name, key in names.items()}


def _features(token: Any, _: str) -> int:
    key: int = token.morph.key
    return key


def _sentences(doc: Doc, _: str) -> list[Any]:
    return list(doc.sents)


def fastest(runs: dict[str, Callable[[], object]], words: int) -> dict[str, int]:
    """Return the words a second of processor time of each run, the best of some rounds in which they take turns."""
    seconds = dict.fromkeys(runs, float("inf"))
    for _ in range(ROUNDS):
        for name, run in runs.items():
            started = time.process_time()
            run()
            seconds[name] = min(seconds[name], time.process_time() - started)
    return {name: int(round(words / taken, -2)) for name, taken in seconds.items()}


def laid_out(sentences: Sequence[TreebankSentence]) -> tuple[str, set[tuple[int, int]]]:
    """Return the treebank's paragraphs as lines of a page with blank lines between, and where its sentences stand in it."""
    text, spans, line, paragraph = "", set(), 0, sentences[0].paragraph
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            text, line, paragraph = text.rstrip() + "\n\n", 0, sentence.paragraph
        start = -1
        for word in sentence.words:
            if line + len(word.form) > WIDTH and text.endswith(" "):
                text, line = text[:-1] + "\n", 0
            if start < 0:
                start = len(text)
            text += word.form + (" " if word.space_after else "")
            line += len(word.form) + word.space_after
        spans.add((start, len(text.rstrip())))
    return text, spans


def on_lines(nlp: Language, sentences: Sequence[TreebankSentence]) -> float | None:
    """Return the F of sentences in text that is broken into lines and paragraphs."""
    right = found = known = 0
    for document in sorted({sentence.document for sentence in sentences}):
        text, spans = laid_out([sentence for sentence in sentences if sentence.document == document])
        doc = nlp(text)
        if not doc.has_annotation("SENT_START"):
            return None
        own = {_stripped(sent.text, sent.start_char) for sent in doc.sents if sent.text.strip()}
        right, found, known = right + len(own & spans), found + len(own), known + len(spans)
    return round(2 * right / (found + known), 4)


def _stripped(text: str, start: int) -> tuple[int, int]:
    begin = start + len(text) - len(text.lstrip())
    return begin, begin + len(text.strip())


def ablation(model: Path, test: Sequence[TreebankSentence]) -> list[dict[str, Any]]:
    """Return for each part left out what is lost and what is gained in speed."""
    rows: list[dict[str, Any]] = []
    runs: dict[str, Callable[[], object]] = {}
    words = 0
    for name, left_out in WITHOUT.items():
        nlp = spacy.load(model)
        for pipe in nlp.pipe_names:
            if pipe not in BASE or pipe in left_out:
                nlp.remove_pipe(pipe)
        if name == SENTENCIZER:
            nlp.add_pipe("sentencizer", config={"overwrite": False})
        gold = gold_docs(nlp, test)
        words = sum(map(len, gold))
        texts = [doc.text for doc in gold]
        scores = scores_of(nlp, gold, given_tokens=True) if nlp.pipe_names else {}
        lost = {"upos": "morphologizer", "features": "morphologizer", "lemmas": "beslutsnlp_lemmas"}
        scores.update({field: None for field, pipe in lost.items() if pipe not in nlp.pipe_names})
        if not scores.get("sentences"):
            scores["sentences"] = None
        on_page = on_lines(nlp, test) if nlp.pipe_names else None
        rows.append({"pipeline": name, "pipes": nlp.pipe_names, **scores, "sentences_on_lines": on_page})
        runs[name] = partial(_run, nlp, texts)
    for name, speed in fastest(runs, words).items():
        next(row for row in rows if row["pipeline"] == name)["words_a_second"] = speed
    return rows


def _run(nlp: Language, texts: Sequence[str]) -> None:
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass


def cost_to_extract(model: Path) -> dict[str, Any]:
    """Return how fast protocols are read with and without the trained part, and whether the records differ."""
    texts = [document.text for document in read_corpus(PROTOCOLS / "train.jsonl")]
    words = sum(len(text.split()) for text in texts)
    pipelines = {"rules alone": beslutsnlp.load(), "with the trained part": spacy.load(model)}
    found: dict[str, Any] = {"documents": len(texts), "words": words}
    records = {
        name: [beslutsnlp.extract(text, nlp=nlp).model_dump_json() for text in texts] for name, nlp in pipelines.items()
    }

    def read_all(nlp: Language) -> None:
        for text in texts:
            beslutsnlp.extract(text, nlp=nlp)

    found["words_a_second"] = fastest({name: partial(read_all, nlp) for name, nlp in pipelines.items()}, words)
    found["same_records"] = records["rules alone"] == records["with the trained part"]
    return found


def main() -> int:
    """Write the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--model", type=Path, default=None, help="the pipeline; BUILD/base/pipeline where left out")
    options = parser.parse_args()
    model: Path = options.model or options.build / "base" / "pipeline"
    known = tomllib.loads((HERE / "treebanks.toml").read_text(encoding="utf-8"))
    test, dev = (
        read_conllu(options.build / "treebanks" / known[name]["file"]) for name in ("talbanken-test", "talbanken-dev")
    )
    with threadpool_limits(1), use_ops("numpy", use_blis=False):
        nlp = spacy.load(model)
        gold = gold_docs(nlp, test)
        scores: dict[str, Any] = {
            "test": {
                "treebank": "talbanken-test",
                "sentences": len(test),
                "words": sum(map(len, gold)),
                "texts": len(gold),
            },
            "tokens_given": scores_of(nlp, gold, given_tokens=True),
            "from_text": scores_of(nlp, gold, given_tokens=False),
            # its lemmas were learnt from: none are measured on it
            "dev_tokens_given": {**scores_of(nlp, gold_docs(nlp, dev), given_tokens=True), "lemmas": None},
            "ablation": ablation(model, test),
            "extract": cost_to_extract(model),
        }
    with threadpool_limits(1), use_ops("numpy", use_blis=True):
        nlp = spacy.load(model)
        base = [pipe for pipe in nlp.pipe_names if pipe in BASE]
        texts = [doc.text for doc in gold]
        with nlp.select_pipes(enable=base):
            scores["blis_words_a_second"] = fastest({"": partial(_run, nlp, texts)}, scores["test"]["words"])[""]
    (options.build / "base" / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(scores, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
