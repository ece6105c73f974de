"""The small models: they learn the same from the same, come back from disk as they were, and bear any text."""

import io
import random
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from beslutsnlp.errors import ModelError
from beslutsnlp.learning.calibration import Calibration
from beslutsnlp.learning.span_model import LabelledSpan, SpanExample, SpanModel, Step
from beslutsnlp.learning.text_classifier import MarkedText, TextClassifier
from beslutsnlp.learning.tokens import make_doc

PAIRS = [
    (MarkedText("att uppdra åt chefen att ta fram en plan", ("section=decision",)), "decided"),
    (MarkedText("att ge nämnden i uppdrag att utreda", ("section=decision",)), "decided"),
    (MarkedText("Ärendet har beretts av kansliet.", ("section=summary",)), "none"),
    (MarkedText("Protokollet justeras i dag.", ("section=frame",)), "none"),
    (MarkedText("Chefen föreslås få i uppdrag att utreda.", ("section=proposal",)), "proposed"),
    (MarkedText("Nämnden föreslås ge chefen uppdraget.", ("section=proposal",)), "proposed"),
]
TEXTS, LABELS = [text for text, _ in PAIRS], [label for _, label in PAIRS]
HOSTILE = {
    "empty": "",
    "blanks": " \n\t\u00a0",
    "signs alone": "§§–;:%" * 50 + "¤¶†" * 50,
    "one long word": "a" * 100_000,
    "many words": "att uppdra åt " * 7_200,
    "signs without end": "(" * 100_000,
    "odd letters": "\U0001d518e\u0301👩‍👧\u0000\ufffd" * 20,
}


def learn(texts: list[MarkedText] = TEXTS, labels: list[str] = LABELS) -> TextClassifier:
    return TextClassifier.fit(texts, labels)


@pytest.fixture(scope="module")
def classifier() -> TextClassifier:
    return learn()


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("sv")


def spans(nlp: Language, labels: tuple[str, ...] = ("task",)) -> SpanModel:
    return SpanModel(nlp.vocab, nlp.tokenizer, labels)


def example(who: str, what: str) -> SpanExample:
    text = f"{who} ska {what}."
    return SpanExample(text, (LabelledSpan(len(text) - len(what) - 1, len(text) - 1, "task"),))


SPANS = [
    example(who, what) for who in ("Chefen", "Nämnden", "Ekonomen") for what in ("mäta luften", "utreda kostnaden")
]


def trained(nlp: Language, examples: list[SpanExample] = SPANS, *, epochs: int = 8, seed: int = 1) -> SpanModel:
    model = spans(nlp)
    model.initialize(seed)
    assert len(list(model.update(examples, epochs=epochs, seed=seed))) == epochs
    return model


# the classifier of texts


def test_classifier_tells_what_it_has_learnt(classifier: TextClassifier) -> None:
    shares = classifier.predict(TEXTS)
    assert [classifier.classes[place] for place in shares.argmax(axis=1)] == LABELS
    assert shares.shape == (6, 3)


def test_classifier_learns_the_same_bytes_from_the_same_texts(classifier: TextClassifier) -> None:
    assert learn().to_bytes() == classifier.to_bytes()


def test_classifier_reads_its_marks(classifier: TextClassifier) -> None:
    words = "uppdrag"
    decided, proposed = (
        classifier.predict([MarkedText(words, (f"section={name}",))])[0] for name in ("decision", "proposal")
    )
    place = classifier.classes.index("decided")
    assert decided[place] > proposed[place]


def test_classifier_of_two_classes_gives_probabilities_of_both() -> None:
    two = learn(TEXTS[:4], LABELS[:4])
    shares = two.predict(TEXTS[:4])
    assert two.classes == ("decided", "none")
    assert shares.argmax(axis=1).tolist() == [0, 0, 1, 1]
    assert shares.sum(axis=1) == pytest.approx(1)


def test_classifier_comes_back_from_disk_as_it_was(classifier: TextClassifier, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    classifier.to_disk(path)
    back = TextClassifier.from_disk(path)
    assert back.classes == classifier.classes
    assert back.predict(TEXTS) == pytest.approx(classifier.predict(TEXTS), abs=2e-3)
    assert back.to_bytes() == path.read_bytes()


def test_classifier_that_came_from_disk_gives_the_same_to_the_bit(classifier: TextClassifier) -> None:
    once = TextClassifier.from_bytes(classifier.to_bytes())
    twice = TextClassifier.from_bytes(once.to_bytes())
    assert np.array_equal(once.predict(TEXTS), twice.predict(TEXTS))


@pytest.mark.parametrize("name", HOSTILE)
def test_classifier_bears_any_text_at_once(name: str, classifier: TextClassifier) -> None:
    start = time.perf_counter()
    shares = classifier.predict([MarkedText(HOSTILE[name], (HOSTILE[name][:40],))])
    assert time.perf_counter() - start < 1
    assert np.isfinite(shares).all()
    assert shares.sum() == pytest.approx(1)


@cache
def learnt_once() -> TextClassifier:
    return learn()


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_probabilities_of_any_texts_sum_to_one_each(texts: list[str]) -> None:
    shares = learnt_once().predict([MarkedText(text) for text in texts])
    assert shares.shape == (len(texts), 3)
    assert np.allclose(shares.sum(axis=1), 1)


def test_texts_are_classified_each_on_its_own(classifier: TextClassifier) -> None:
    alone = np.vstack([classifier.predict([text]) for text in TEXTS])
    assert np.allclose(alone, classifier.predict(TEXTS))


def test_more_important_texts_count_more() -> None:
    same = [MarkedText("en rad"), MarkedText("en rad")]
    shares = TextClassifier.fit(same, ["a", "b"], importance=[1.0, 9.0]).predict(same[:1])[0]
    assert shares[1] > 0.8


def npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"no archive",
        b"PK\x03\x04 and no more",
        npz(classes=np.zeros(2)),
        npz(classes=np.frombuffer(b"{", np.uint8), places=0, rarity=0, weights=0, offsets=0),
        npz(
            classes=np.frombuffer(b'["a", "b"]', np.uint8),
            places=np.asarray([1]),
            rarity=np.ones(1),
            weights=np.ones((1, 3)),
            offsets=np.ones(3),
        ),
        npz(classes=np.asarray([{}], dtype=object)),
    ],
)
def test_file_that_is_no_classifier_is_refused(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "assertions.npz"
    path.write_bytes(damage)
    with pytest.raises(ModelError) as raised:
        TextClassifier.from_disk(path)
    assert str(raised.value).startswith(f"{path} cannot be loaded as a classifier: ")
    assert str(raised.value).endswith(" Train the model anew.")


def test_file_that_is_cut_off_is_refused(classifier: TextClassifier, tmp_path: Path) -> None:
    path = tmp_path / "assertions.npz"
    path.write_bytes(cut(classifier.to_bytes()))
    with pytest.raises(ModelError, match="cannot be loaded as a classifier"):
        TextClassifier.from_disk(path)


def test_file_that_is_missing_is_named(tmp_path: Path, blank: Language) -> None:
    path = tmp_path / "not there"
    with pytest.raises(ModelError) as raised:
        TextClassifier.from_disk(path)
    assert str(raised.value) == f"{path} cannot be opened: No such file or directory. Train the model anew."
    with pytest.raises(ModelError) as raised:
        spans(blank).from_disk(path)
    assert str(raised.value) == f"{path} cannot be opened: No such file or directory. Train the model anew."


# the model of spans


def test_span_model_finds_what_it_has_learnt(blank: Language) -> None:
    found = trained(blank, epochs=30).predict([entry.text for entry in SPANS])
    assert found == [list(entry.spans) for entry in SPANS]


def test_span_model_learns_the_same_bytes_from_the_same_texts(blank: Language) -> None:
    first, second = trained(blank), trained(spacy.blank("sv"))
    assert first.to_bytes() == second.to_bytes()
    assert trained(blank, seed=2).to_bytes() != first.to_bytes()


def test_span_model_comes_back_from_disk_as_it_was(blank: Language, tmp_path: Path) -> None:
    model, path = trained(blank, epochs=30), tmp_path / "tasks.spans"
    model.to_disk(path)
    other = spacy.blank("sv")
    back = spans(other).from_disk(path)
    texts = [entry.text for entry in SPANS]
    assert back.predict(texts) == model.predict(texts)
    assert back.to_bytes() == path.read_bytes()


def test_span_model_goes_on_from_another(blank: Language) -> None:
    model, copy = trained(blank), spans(blank)
    copy.copy_weights(model)
    assert copy.to_bytes() == model.to_bytes()
    list(copy.update(SPANS, epochs=1, seed=0))
    assert copy.to_bytes() != model.to_bytes()


def test_learning_and_loading_leave_the_callers_dice_alone(blank: Language) -> None:
    random.seed(7)
    np.random.seed(7)
    wanted = random.random(), np.random.random()
    random.seed(7)
    np.random.seed(7)
    spans(blank).from_bytes(trained(blank).to_bytes())
    assert (random.random(), np.random.random()) == wanted


def test_learning_does_not_hang_on_the_callers_dice(blank: Language) -> None:
    random.seed(1)
    first = trained(blank).to_bytes()
    random.seed(2)
    np.random.seed(2)
    assert trained(blank).to_bytes() == first


@pytest.mark.parametrize("name", HOSTILE)
def test_span_model_bears_any_text(name: str, blank: Language) -> None:
    model, text = trained(blank), HOSTILE[name]
    start = time.perf_counter()
    found = model.predict(["", text, ""])
    assert time.perf_counter() - start < 10
    assert found[0] == found[2] == []
    assert all(0 <= span.start < span.end <= len(text) for span in found[1])


def test_spans_of_a_text_do_not_hang_on_its_neighbours(blank: Language) -> None:
    model = trained(blank, epochs=30)
    texts = [entry.text for entry in SPANS] * 12
    assert model.predict(texts) == [model.predict([text])[0] for text in texts]


@pytest.mark.parametrize(
    "odd",
    [
        SpanExample("", ()),
        SpanExample("   ", ()),
        # one over another: the longer is learnt
        SpanExample("Chefen ska mäta", (LabelledSpan(0, 10, "task"), LabelledSpan(7, 15, "task"))),
        SpanExample("Chefen ska mäta", (LabelledSpan(0, 15, "task"), LabelledSpan(7, 10, "task"))),
        # half a word, a label that is not the model's, out of the text
        SpanExample("Chefen ska mäta", (LabelledSpan(2, 4, "task"),)),
        SpanExample("Chefen ska mäta", (LabelledSpan(0, 6, "party"),)),
        SpanExample("Chefen ska mäta", (LabelledSpan(40, 46, "task"),)),
    ],
)
def test_odd_examples_are_learnt_without_harm(odd: SpanExample, blank: Language) -> None:
    model = trained(blank, [*SPANS, odd], epochs=2)
    assert model.f1_on([odd]) >= 0


def test_model_without_examples_stays_as_it_was(blank: Language) -> None:
    model = spans(blank)
    model.initialize(0)
    before = model.to_bytes()
    list(model.update([], epochs=1, seed=0))
    assert model.to_bytes() == before


def test_learning_stops_once_it_gets_no_better_and_keeps_the_best(
    blank: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter([0.2, 0.6, 0.5, 0.6, 0.9])
    weights: list[bytes] = []

    def score(model: SpanModel, _: object) -> float:
        weights.append(model.to_bytes())
        return next(told)

    monkeypatch.setattr(SpanModel, "f1_on", score)
    model = spans(blank)
    model.initialize(0)
    steps = list(model.update(SPANS, epochs=20, seed=0, dev=SPANS, patience=2))
    assert [(step.epoch, step.f1) for step in steps] == [(1, 0.2), (2, 0.6), (3, 0.5), (4, 0.6)]
    assert model.to_bytes() == weights[1]
    assert weights[1] != weights[2]


def test_learning_goes_on_to_the_end_without_texts_to_stop_by(blank: Language) -> None:
    model = spans(blank)
    model.initialize(0)
    steps = list(model.update(SPANS, epochs=5, seed=0))
    assert [(type(step), step.epoch, step.f1) for step in steps] == [(Step, number, None) for number in range(1, 6)]


def test_learning_for_no_epoch_is_refused(blank: Language) -> None:
    with pytest.raises(ValueError, match="epochs is 0; it is 1 at least"):
        list(spans(blank).update(SPANS, epochs=0, seed=0))


def test_f1_counts_exact_spans_alone(blank: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    model = spans(blank)
    gold = (LabelledSpan(0, 6, "task"), LabelledSpan(7, 10, "task"))
    monkeypatch.setattr(model, "predict", lambda _: [[LabelledSpan(0, 6, "task"), LabelledSpan(8, 10, "task")]])
    assert model.f1_on([SpanExample("Chefen ska mäta", gold)]) == 0.5
    monkeypatch.setattr(model, "predict", lambda _: [[]])
    assert model.f1_on([SpanExample("Chefen ska mäta", ())]) == 1


@pytest.mark.parametrize("damage", [b"", b"no weights", b"\x81\xa5nodes\x90", b"\xff" * 50, b"\x90"])
def test_file_that_holds_no_weights_is_refused(damage: bytes, blank: Language, tmp_path: Path) -> None:
    path = tmp_path / "tasks.spans"
    path.write_bytes(damage)
    with pytest.raises(ModelError) as raised:
        spans(blank).from_disk(path)
    assert str(raised.value).startswith(f"{path} cannot be loaded as a span model: ")
    assert str(raised.value).endswith(" Train the model anew.")


def test_weights_of_other_labels_are_refused(blank: Language) -> None:
    with pytest.raises(ModelError, match="cannot be loaded as a span model"):
        spans(blank, ("a", "b", "c")).from_bytes(trained(blank).to_bytes())


# calibration


def test_calibration_gives_what_is_right_more_often_a_higher_score() -> None:
    marks = [{"sure": 1.0}, {"sure": 1.0}, {"sure": 1.0}, {"sure": 0.0}, {"sure": 0.0}, {}]
    learnt = Calibration.fit(marks, [True, True, True, False, False, True])
    assert 0 < learnt.score({}) < learnt.score({"sure": 1.0}) < 1
    assert Calibration.fit(marks, [True, True, True, False, False, True]) == learnt


@pytest.mark.parametrize(("right", "score"), [([True] * 4, 5 / 6), ([False] * 4, 1 / 6), ([], 1 / 2)])
def test_calibration_is_never_certain_where_all_are_alike(right: list[bool], score: float) -> None:
    assert Calibration.fit([{"sure": 1.0}] * len(right), right).score({"sure": 1.0}) == pytest.approx(score)


def test_mark_that_is_not_known_counts_nothing() -> None:
    learnt = Calibration({"known": 2.0}, 0.0)
    assert learnt.score({"other": 9.0}) == 0.5
    assert 0 <= learnt.score({"known": -1e9}) < 1e-9
    assert 1 - 1e-9 < learnt.score({"known": 1e9}) <= 1


# texts as Docs


@pytest.mark.parametrize("sign", ["(", '"', "§", "…", "👩", "*", "=", "–", "'", ".", "-", "a)", ("(" * 59) + " "])
def test_any_run_of_signs_is_split_at_once(sign: str, blank: Language) -> None:
    text = (sign * 100_000)[:100_000]
    start = time.perf_counter()
    assert make_doc(blank.tokenizer, text).text == text
    assert time.perf_counter() - start < 5


@settings(deadline=None)
@given(st.text(st.sampled_from("aå1 \n\t\u00a0.,(§")), st.text(st.sampled_from("a. \n("), max_size=30))
def test_text_with_a_run_of_signs_is_kept_to_the_letter(before: str, after: str) -> None:
    text = f"{before}{'(' * 60}{after}"
    assert make_doc(spacy_blank().tokenizer, text).text == text


@cache
def spacy_blank() -> Language:
    return spacy.blank("sv")


def test_text_without_runs_of_signs_is_split_by_the_tokeniser(blank: Language) -> None:
    text = (
        "Nämnden (t.ex. KS) beslutar . . . ..........................................................................3"
    )
    assert [token.text for token in make_doc(blank.tokenizer, text)] == [token.text for token in blank.make_doc(text)]
