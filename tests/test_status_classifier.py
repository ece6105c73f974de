"""The status classifier: what it promises scikit-learn, when it abstains, and the files that it comes in."""

from pathlib import Path

import numpy as np
import pytest
import skops.io
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

import beslutsnlp
from beslutsnlp import StatusClassifier, classify_status
from beslutsnlp.errors import ModelError
from beslutsnlp.labels import STATUS_STAGES
from beslutsnlp.reading.document import Offsets, Paragraph
from beslutsnlp.status import (
    MODEL,
    default_classifier,
    load_classifier,
    read_row_status,
    rules,
    save_classifier,
    status_input,
)
from beslutsnlp.status.classifier import best_stage
from beslutsnlp.structure import RowOutline
from tests.documents import make_zip

TEXTS = {
    "none": ["Har ej skett.", "Inget är gjort.", "Ännu inte påbörjat.", "Ej påbörjat än."],
    "started": ["Arbetet pågår.", "Arbete pågår med planen.", "Påbörjat i mars.", "Arbetet är igång."],
    "completed": ["Klart.", "Uppdraget är genomfört.", "Genomfört och klart.", "Slutfört i maj."],
}
PAIRS = [(text, name) for name, texts in TEXTS.items() for text in texts]


@pytest.fixture(scope="module")
def small() -> StatusClassifier:
    return StatusClassifier(folds=2).fit([text for text, _ in PAIRS], [name for _, name in PAIRS])


class Undecided:
    """A model that finds every stage as likely as every other."""

    classes_ = np.asarray(STATUS_STAGES)

    def predict_proba(self, texts: list[str]) -> NDArray[np.float64]:
        # labels have three, two and three stages: these shares make each label as likely as the others
        shares = {"started": 0.165, "partial": 0.165}
        return np.asarray([[shares.get(name, 0.67 / 6) for name in self.classes_] for _ in texts])


def test_fit_gives_the_classifier_back() -> None:
    classifier = StatusClassifier(folds=2)
    assert classifier.fit([text for text, _ in PAIRS], [name for _, name in PAIRS]) is classifier


def test_classes_are_the_stages_of_the_training_texts(small: StatusClassifier) -> None:
    assert list(small.classes_) == ["completed", "none", "started"]


def test_training_texts_are_told_apart(small: StatusClassifier) -> None:
    assert list(small.predict([text for text, _ in PAIRS])) == [name for _, name in PAIRS]


def test_probabilities_have_a_row_a_text_and_a_column_a_class(small: StatusClassifier) -> None:
    probabilities = small.predict_proba(["Arbetet pågår.", "", "Klart."])
    assert probabilities.shape == (3, 3)
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert (probabilities >= 0).all()


def test_a_text_gets_the_same_probabilities_alone_and_among_others(small: StatusClassifier) -> None:
    texts = [text for text, _ in PAIRS]
    alone = np.vstack([small.predict_proba([text]) for text in texts])
    assert np.allclose(alone, small.predict_proba(texts))


def test_options_are_those_of_scikit_learn() -> None:
    classifier = StatusClassifier(strength=0.5, folds=3)
    assert classifier.get_params() == {"strength": 0.5, "folds": 3}
    assert clone(classifier).get_params() == classifier.get_params()


def test_score_is_the_share_of_right_predictions(small: StatusClassifier) -> None:
    assert small.score(["Klart.", "Arbetet pågår."], ["completed", "none"]) == 0.5


def test_best_stage_is_that_of_the_best_label() -> None:
    # reported is the likeliest stage, but two open ones together are likelier than it
    stage, score = best_stage(np.asarray([0.3, 0.25, 0.45]), ["none", "planned", "reported"])
    assert stage == "none"
    assert score == pytest.approx(0.55)


def test_bundled_classifier_knows_all_stages() -> None:
    assert set(default_classifier().classes_) == set(STATUS_STAGES)


@pytest.mark.parametrize(
    ("text", "done", "label", "expected"),
    [
        (" Pågår. ", None, None, "Pågår."),
        ("", None, None, "TOMCELL"),
        ("", "x", None, "TOMCELL \nKLARTJA"),
        ("Pågår.", False, None, "Pågår. \nKLARTNEJ"),
        ("Pågår.", "delvis", None, "Pågår. \nKLART delvis"),
        ("Pågår.", None, "Gul", "Pågår. \nSTATUSORD Gul"),
    ],
)
def test_input_of_a_row_is_its_text_and_words_for_its_marks(
    text: str, done: bool | str | None, label: str | None, expected: str
) -> None:
    assert status_input(text, done, label) == expected


# abstention


def test_text_that_the_model_is_unsure_of_has_no_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "default_classifier", Undecided)
    found = classify_status("Se bilaga.")
    assert found.model_dump() == {
        "label": None,
        "stage": None,
        "text": "Se bilaga.",
        "score": None,
        "evidence": None,
        "start": None,
        "end": None,
        "span": None,
    }


def test_row_that_the_model_is_unsure_of_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "default_classifier", Undecided)
    row = RowOutline(texts={"status_text": [Paragraph("Se bilaga.", Offsets.shifted(0))]})
    found = read_row_status(row)
    assert (found.status, found.flags) == (None, ("unclear_status",))


def test_mark_decides_where_the_model_is_unsure_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "default_classifier", Undecided)
    assert classify_status("Se bilaga.", done="x").label == "done"


# files


def test_saved_classifier_predicts_the_same(small: StatusClassifier, tmp_path: Path) -> None:
    save_classifier(small, tmp_path / MODEL)
    loaded = load_classifier(tmp_path / MODEL)
    texts = [text for text, _ in PAIRS] + ["", "Planen är i gång."]
    assert list(loaded.predict(texts)) == list(small.predict(texts))
    assert np.allclose(loaded.predict_proba(texts), small.predict_proba(texts))


def test_bundled_file_is_smaller_than_three_megabytes() -> None:
    assert (Path(beslutsnlp.__file__).parent.parent / "models" / "status" / MODEL).stat().st_size < 3_000_000


def test_same_texts_give_the_same_file(small: StatusClassifier, tmp_path: Path) -> None:
    again = StatusClassifier(folds=2).fit([text for text, _ in PAIRS], [name for _, name in PAIRS])
    save_classifier(small, tmp_path / "a.skops")
    save_classifier(again, tmp_path / "b.skops")
    assert (tmp_path / "a.skops").read_bytes() == (tmp_path / "b.skops").read_bytes()
    texts = [text for text, _ in PAIRS]
    assert np.array_equal(load_classifier(tmp_path / "a.skops").predict_proba(texts), small.predict_proba(texts))


def test_row_that_a_mark_says_is_done_is_so_without_such_a_class() -> None:
    texts = ["Pågår."] * 3 + ["Ej påbörjat."] * 3
    without = StatusClassifier(folds=2).fit(texts, ["started"] * 3 + ["none"] * 3)
    assert classify_status("Bollen ligger still.", done=True, classifier=without).stage == "completed"


def test_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"saknas\.skops cannot be opened: No such file or directory\. Train it anew"):
        load_classifier(tmp_path / "saknas.skops")


def test_zip_file_that_is_no_skops_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "trasig.skops"
    path.write_bytes(make_zip({"brev.txt": b"Hej"}))
    with pytest.raises(ModelError, match=r"trasig\.skops cannot be loaded as a status classifier"):
        load_classifier(path)


def test_file_with_a_type_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "okand.skops"
    skops.io.dump({"model": StatusClassifier(), "path": Undecided()}, path)
    with pytest.raises(ModelError, match=r"holds .*Undecided, which no status classifier has\. Do not use that file"):
        load_classifier(path)


def test_file_with_another_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annan.skops"
    skops.io.dump(LogisticRegression(), path)
    with pytest.raises(ModelError, match=r"holds a LogisticRegression, not a StatusClassifier"):
        load_classifier(path)


@pytest.mark.parametrize("data", [b"", b"inte en modell", b"PK\x03\x04 avklippt"])
def test_file_that_is_no_model_is_a_model_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / MODEL
    path.write_bytes(data)
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_classifier(path)


def test_two_stages_are_told_apart() -> None:
    some = [(text, name) for text, name in PAIRS if name in ("none", "completed")]
    model = StatusClassifier(folds=2).fit([text for text, _ in some], [name for _, name in some])
    assert model.predict_proba(["Klart."]).shape == (1, 2)
    assert model.predict(["Klart.", "Har ej skett."]).tolist() == ["completed", "none"]


def test_same_texts_give_the_same_model() -> None:
    texts, stages = [text for text, _ in PAIRS], [name for _, name in PAIRS]
    first, second = (StatusClassifier(folds=2).fit(texts, stages) for _ in range(2))
    assert np.array_equal(first.predict_proba(texts), second.predict_proba(texts))
