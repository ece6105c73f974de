"""The components that a model is in: they give the same through every way that spaCy stores and shares a pipeline."""

import copy
import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import beslutsnlp
from beslutsnlp import Extraction, extract
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.errors import ModelError
from beslutsnlp.extraction import own_classifier, rule_pipeline
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.learning.text_classifier import MarkedText, TextClassifier
from beslutsnlp.pipeline.candidates import NO_ASSIGNMENT
from beslutsnlp.pipeline.learned import FILES, LearnedModel
from beslutsnlp.profile import Profile, component_settings, unpacked
from beslutsnlp.status import StatusClassifier, default_classifier
from beslutsnlp.status.classifier import to_bytes
from tests.list_files import HEADINGS, ROWS, make_csv
from tests.test_learning import HOSTILE
from tests.tiny_models import CANDIDATES, SCORES, STATUSES, fitted, odd_protocol, protocol

CLAUSES = "beslutsnlp_clauses"
TEXTS = [protocol(number).text for number in (20, 33)] + [odd_protocol(5).text]
PART = "Sammanträde.\n\nBeslut\n\nNämnden beslutar att uppdra åt chefen att ta fram en plan."
ODD_KEY = 'Så: här = [går] #vi; "vidare" ${nu}'


def all_of(text: str, nlp: Language) -> Extraction:
    return extract(text, nlp=nlp, include=ASSERTIONS)


@pytest.fixture(scope="module")
def wanted(fitted_nlp: Language) -> list[Extraction]:
    return [all_of(text, fitted_nlp) for text in TEXTS]


def small_classifier() -> StatusClassifier:
    """Return a status classifier that takes every text for one of two stages."""
    texts = ["Klart."] * 4 + ["Pågår."] * 4
    return StatusClassifier(folds=2).fit(texts, ["planned"] * 4 + ["waiting"] * 4)


# what the candidates component does


def test_findings_carry_a_score_and_say_who_found_them(wanted: list[Extraction]) -> None:
    (assignment,) = wanted[0].assignments
    assert assignment.evidence == "rule:uppdra"
    assert assignment.score is not None
    assert 0.5 < assignment.score < 1


def test_candidates_hold_the_probability_of_each_assertion(fitted_nlp: Language) -> None:
    doc = fitted_nlp(TEXTS[0])
    shares = [span._.assignment["shares"] for span in doc.spans["assignments"]]
    assert [set(entry) for entry in shares] == [{"decided", NO_ASSIGNMENT}]
    assert [round(sum(entry.values()), 6) for entry in shares] == [1]


def test_component_without_a_model_changes_nothing() -> None:
    nlp = rule_pipeline(Profile(), Meetings())
    plain = rule_pipeline(Profile(), Meetings())
    plain.remove_pipe(CANDIDATES)
    plain.remove_pipe(SCORES)
    assert [all_of(text, nlp) for text in TEXTS] == [all_of(text, plain) for text in TEXTS]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "§", "att", "Beslut", "§ 1\n\nBeslut\n\n" + "(" * 30_000])
def test_any_doc_goes_through_the_model(text: str, fitted_nlp: Language) -> None:
    if len(text) < 100:
        assert fitted_nlp(text).text == text
    if text.strip():
        assert extract(text, nlp=fitted_nlp).assignments == []


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"empty", "blanks"}))
def test_hostile_decision_goes_through_the_model(name: str, fitted_nlp: Language) -> None:
    text = f"§ 7 Plan\n\nBeslut\n\natt uppdra åt skolchefen att ta fram {HOSTILE[name].replace(chr(0), '')[:20_000]}"
    assert len(all_of(text, fitted_nlp).items) == 1


def test_docs_of_a_batch_do_not_change_each_other(fitted_nlp: Language) -> None:
    together = [doc.to_bytes() for doc in fitted_nlp.pipe([*TEXTS, ""], batch_size=4)]
    assert together == [fitted_nlp(text).to_bytes() for text in (*TEXTS, "")]


# the same scores on every run and through every store


def test_same_input_gives_the_same_model_and_the_same_records(examples: Any, fitted_nlp: Language) -> None:
    again = fitted(examples)
    for name in (CANDIDATES, SCORES):
        assert again.get_pipe(name).to_bytes() == fitted_nlp.get_pipe(name).to_bytes()
    assert [all_of(text, again) for text in TEXTS] == [all_of(text, fitted_nlp) for text in TEXTS]


def test_other_seed_gives_another_model(examples: Any, fitted_nlp: Language) -> None:
    assert fitted(examples, seed=5).get_pipe(CANDIDATES).to_bytes() != fitted_nlp.get_pipe(CANDIDATES).to_bytes()


def test_pipeline_from_bytes_gives_the_same_records(fitted_nlp: Language, tiny: Path) -> None:
    wanted = [all_of(text, beslutsnlp.load(tiny)) for text in TEXTS]
    back = rule_pipeline(Profile(), Meetings()).from_bytes(fitted_nlp.to_bytes())
    assert [all_of(text, back) for text in TEXTS] == wanted


def test_pipeline_from_disk_gives_the_same_records(fitted_nlp: Language, tiny: Path, tmp_path: Path) -> None:
    nlp = beslutsnlp.load(tiny)
    wanted = [all_of(text, nlp) for text in TEXTS]
    nlp.to_disk(tmp_path / "a")
    assert [all_of(text, spacy.load(tmp_path / "a")) for text in TEXTS] == wanted
    assert [all_of(text, spacy.load(tiny)) for text in TEXTS] == wanted


def test_pipeline_is_stored_where_it_came_from(tiny: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "a"))
    nlp = spacy.load(folder)
    nlp.get_pipe(STATUSES).classifier = to_bytes(small_classifier())
    for _ in range(2):
        nlp.to_disk(folder)
        nlp = spacy.load(folder)
    assert nlp.get_pipe(STATUSES).classifier == to_bytes(small_classifier())
    assert nlp.get_pipe(CANDIDATES).model is not None


@pytest.mark.parametrize("name", [CANDIDATES, SCORES, STATUSES])
def test_component_comes_back_from_bytes_disk_and_pickle(name: str, fitted_nlp: Language, tmp_path: Path) -> None:
    component: Any = fitted_nlp.get_pipe(name)
    blank: Any = rule_pipeline(Profile(), Meetings())
    component.to_disk(tmp_path / "a")
    by_disk = copy.copy(blank.get_pipe(name)).from_disk(tmp_path / "a")
    by_bytes = blank.get_pipe(name).from_bytes(component.to_bytes())
    by_pickle = pickle.loads(pickle.dumps(component))
    for back in (by_disk, by_bytes, by_pickle):
        assert len(back.to_bytes()) == len(component.to_bytes())
    if name == SCORES:
        assert by_disk.calibrations == by_bytes.calibrations == by_pickle.calibrations == component.calibrations


def test_kinds_of_sections_come_back_from_bytes_disk_and_pickle(tmp_path: Path) -> None:
    texts = [MarkedText("att uppdra", ("heading=utfall",)), MarkedText("Kansliet skriver", ("heading=läge",))]
    clauses: Any = rule_pipeline(Profile(), Meetings()).get_pipe(CLAUSES)
    clauses.kinds = TextClassifier.fit(texts, ["decision", "summary"])
    clauses.to_disk(tmp_path / "a")
    blank: Any = rule_pipeline(Profile(), Meetings())
    by_disk = copy.copy(blank.get_pipe(CLAUSES)).from_disk(tmp_path / "a")
    by_bytes = blank.get_pipe(CLAUSES).from_bytes(clauses.to_bytes())
    for back in (by_disk, by_bytes, pickle.loads(pickle.dumps(clauses))):
        assert back.kinds.classes == ("decision", "summary")
        assert back.to_bytes() == clauses.to_bytes()


def test_component_without_a_model_comes_back_without_one() -> None:
    for name in (CANDIDATES, STATUSES, CLAUSES):
        empty: Any = rule_pipeline(Profile(), Meetings()).get_pipe(name)
        back: Any = rule_pipeline(Profile(), Meetings()).get_pipe(name)
        assert back.from_bytes(empty.to_bytes()).to_bytes() == empty.to_bytes()


def test_bytes_that_lack_a_part_are_refused(fitted_nlp: Language) -> None:
    component: Any = fitted_nlp.get_pipe(CANDIDATES)
    files = component.model.to_files()
    assert set(files) == set(FILES)
    for name in FILES:
        fewer = {key: value for key, value in files.items() if key != name}
        with pytest.raises(ModelError, match=f"{name} is missing. Train the model anew."):
            LearnedModel.from_files(fewer, fitted_nlp.vocab, fitted_nlp.tokenizer)


def test_docbin_keeps_what_the_model_found(fitted_nlp: Language) -> None:
    docs = [fitted_nlp(text) for text in TEXTS]
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    for doc, back in zip(docs, DocBin().from_bytes(data).get_docs(fitted_nlp.vocab), strict=True):
        # tuples come back for lists
        held, wanted = (
            json.dumps([each._.passages, *(span._.assignment for span in each.spans["assignments"])])
            for each in (back, doc)
        )
        assert held == wanted
        assert extract(back, nlp=fitted_nlp) == extract(doc, nlp=fitted_nlp)
    assert any(doc.spans["assignments"] for doc in docs)


def test_two_processes_find_the_same_as_one(fitted_nlp: Language) -> None:
    alone = [doc.to_bytes() for doc in fitted_nlp.pipe(TEXTS)]
    assert [doc.to_bytes() for doc in fitted_nlp.pipe(TEXTS, n_process=2, batch_size=1)] == alone


# a body's own words, whatever signs are in them


def test_profile_with_any_signs_goes_through_a_spacy_folder(tmp_path: Path) -> None:
    profile = Profile(
        {"FN": ODD_KEY, ODD_KEY: "nämnden"}, (r"\d{2}\$\d",), {ODD_KEY: ("status_text",)}, {ODD_KEY: "decision"}
    )
    nlp = rule_pipeline(profile, Meetings())
    nlp.to_disk(tmp_path / "a")
    back = spacy.load(tmp_path / "a")
    for name, settings in component_settings(profile).items():
        held = back.config["components"][f"beslutsnlp_{name}"]
        assert {key: unpacked(held[key]) for key in settings} == {key: unpacked(settings[key]) for key in settings}
    text = PART.replace("Beslut\n", f"{ODD_KEY}\n")
    assert [clause.type for clause in all_of(text, back).items[0].decisions] == ["assign"]
    assert all_of(text, back) == all_of(text, nlp)


def test_tables_may_be_given_as_they_are() -> None:
    nlp = spacy.blank("sv")
    nlp.add_pipe("beslutsnlp_clauses", config={"headings": {"Utfall": "decision"}, "case_numbers": [r"\d{2}X\d"]})
    assert nlp.get_pipe("beslutsnlp_clauses").headings == {"utfall": "decision"}


# the status classifier


def listed(tmp_path: Path, nlp: Language) -> list[str | None]:
    path = tmp_path / "lista.csv"
    path.write_text(make_csv(HEADINGS, *ROWS), encoding="utf-8")
    return [row.status.stage if row.status else None for row in extract(path, nlp=nlp).rows]


def test_rows_are_read_by_the_status_classifier_of_the_pipeline(tiny: Path, tmp_path: Path) -> None:
    nlp = beslutsnlp.load(tiny)
    before = listed(tmp_path, nlp)
    nlp.get_pipe(STATUSES).classifier = to_bytes(small_classifier())
    own = own_classifier(nlp)
    assert isinstance(own, StatusClassifier)
    assert own is own_classifier(nlp)
    assert own.classes_.tolist() == ["planned", "waiting"]
    assert set(before) - {None}
    assert set(listed(tmp_path, nlp)) != set(before)


def test_pipeline_without_a_status_classifier_of_its_own_has_the_librarys(tiny: Path) -> None:
    assert own_classifier(beslutsnlp.load(tiny)) is None
    assert len(default_classifier().classes_) == 8


def test_status_classifier_that_is_damaged_is_refused(tiny: Path) -> None:
    nlp = beslutsnlp.load(tiny)
    nlp.get_pipe(STATUSES).classifier = b"no archive"
    with pytest.raises(ModelError, match="^The pipeline's status classifier cannot be loaded"):
        own_classifier(nlp)


def test_scores_that_are_damaged_are_refused(fitted_nlp: Language) -> None:
    component: Any = rule_pipeline(Profile(), Meetings()).get_pipe(SCORES)
    for data in (b"", b"[]", b'{"a": {}}', json.dumps({"a": {"weights": {"x": "y"}, "offset": 1}}).encode()):
        with pytest.raises(ModelError, match="^The calibration cannot be read: .* Train the model anew.$"):
            component.from_bytes(data)


def test_extraction_of_a_doc_is_that_of_its_text(fitted_nlp: Language) -> None:
    doc: Doc = fitted_nlp(TEXTS[0])
    assert extract(doc, nlp=fitted_nlp).assignments == extract(TEXTS[0], nlp=fitted_nlp).assignments
