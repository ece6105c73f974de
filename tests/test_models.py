"""What ships scores on the closed splits what models/thresholds.csv asks for: a gate against getting worse, not a target."""

import pytest

from benchmarks.accuracy import ROOT, measured
from beslutsnlp.evaluation import find_shortfalls, read_thresholds

PATH = ROOT / "models" / "thresholds.csv"
THRESHOLDS = read_thresholds(PATH)
CORPORA = sorted({(entry.corpus, entry.split) for entry in THRESHOLDS})


@pytest.mark.parametrize(("corpus", "split"), CORPORA, ids="/".join)
def test_bundled_corpus_meets_its_thresholds(corpus: str, split: str) -> None:
    checked, short = find_shortfalls(THRESHOLDS, {corpus: measured(corpus, split)}, corpus=corpus, split=split)
    assert short == []
    assert checked == sum((entry.corpus, entry.split) == (corpus, split) for entry in THRESHOLDS)


def test_every_bundled_corpus_has_thresholds_for_its_test_split() -> None:
    folders = {path.parent.name for path in (ROOT / "corpora").glob("*/test.jsonl")}
    assert {corpus for corpus, split in CORPORA if split == "test"} == folders


def test_thresholds_ask_for_what_users_look_at_first() -> None:
    asked = {entry.field for entry in THRESHOLDS if (entry.corpus, entry.split) == ("protocols", "test")}
    assert {
        "decision",
        "decision_type",
        "decided_assignment",
        "assignment_is_decided",
        "responsible",
        "deadline",
    } <= asked


def test_no_threshold_asks_for_nothing() -> None:
    empty = [entry.place for entry in THRESHOLDS if entry.n == 0 or (entry.measure != "ece" and entry.threshold < 0.5)]
    assert empty == []
