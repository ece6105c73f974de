"""The model that ships: it learns the house style of a body that it had not seen, and forgets nothing by that."""

from pathlib import Path

import pytest
from spacy.language import Language

import beslutsnlp
from beslutsnlp import evaluate, read_corpus, train
from beslutsnlp.corpus import write_corpus
from beslutsnlp.training import Trained
from tests.tiny_models import odd_protocol

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ("decision", "decision_type", "decided_assignment", "responsible", "deadline")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return ten protocols of a house style, with three of another mixed in, which are odd."""
    folder = tmp_path_factory.mktemp("corpora") / "vretasa"
    folder.mkdir()
    for split, odd in (("train", [odd_protocol(number) for number in range(3)]), ("test", [])):
        write_corpus([*read_corpus(ROOT / "corpora" / "vretasa" / f"{split}.jsonl"), *odd], folder / f"{split}.jsonl")
    return folder


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train(corpus, tmp_path_factory.mktemp("trained") / "vretasa", epochs=1)


@pytest.mark.slow
def test_house_style_is_read_better_after_ten_documents_of_it(trained: Trained) -> None:
    assert trained.measured_on == "test"
    assert trained.after["decided_assignment"][2] > trained.before["decided_assignment"][2] + 0.02
    assert trained.after["decision_type"][2] >= trained.before["decision_type"][2]
    assert trained.aliases["EkC"] == "ekonomichefen"
    assert trained.headings["utfall"] == "decision"


@pytest.mark.slow
def test_bundled_protocols_are_read_about_as_before(trained: Trained, nlp: Language) -> None:
    known = read_corpus(ROOT / "corpora" / "protocols" / "dev.jsonl")[::30][:3]
    before, after = (evaluate(known, nlp=pipeline).scores for pipeline in (nlp, beslutsnlp.load(Path(trained.folder))))
    assert len(known) == 3
    for name in FIELDS:
        assert after[name].f1 > before[name].f1 - 0.03, name
