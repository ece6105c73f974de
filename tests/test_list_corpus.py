"""Corpora of lists and statuses: read, written, checked, and how what is found is scored against them."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from beslutsnlp import read_corpus
from beslutsnlp.corpus import AnnotatedDocument, AnnotatedList, read_lists, write_lists
from beslutsnlp.errors import DataError
from beslutsnlp.evaluation import Report, evaluate_lists, evaluate_statuses, macro_f1
from beslutsnlp.labels import COLUMN_FACTS, STAGE_LABELS
from tests.list_files import HEADINGS, ROWS, make_csv

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
SPLITS = ("train", "dev", "test")


def list_as_data() -> dict[str, Any]:
    """Return a list of two rows, as JSON has it."""
    first = {
        "date": "2025-02-11",
        "paragraphs": ["14"],
        "case_number": "KS 2025/101",
        "title": "Cykelväg till Ekby",
        "assignment_text": ROWS[0][3],
        "status_text": "Arbetet pågår.",
        "done": "Nej",
        "label": "in_progress",
        "stage": "started",
        "assignments": [
            {
                "text": "Teknisk chef får i uppdrag att ta fram en plan för en cykelväg",
                "assertion": "decided",
                "task": "ta fram en plan för en cykelväg",
                "responsible": [{"text": "Teknisk chef", "kind": "role", "name": "teknisk chef"}],
            }
        ],
    }
    second = {
        "date": "2025-04-08",
        "paragraphs": ["41"],
        "case_number": "KS 2025/177",
        "title": "Skolskjuts på landet",
        "assignment_text": ROWS[2][3],
        "label": "open",
        "stage": "none",
        "assignments": [
            {"text": ROWS[2][3].rstrip("."), "assertion": "decided", "task": ROWS[2][3].rstrip(".")},
        ],
    }
    return {
        "id": "prov-1",
        "body": "Kommunstyrelsen",
        "organisation": "Ekby kommun",
        "title": "Uppföljning av uppdrag",
        "columns": [{"heading": heading, "facts": ["title"]} for heading in HEADINGS],
        "sections": [{"rows": [{"cells": list(ROWS[0]), "gold": first}, {"cells": list(ROWS[2]), "gold": second}]}],
    }


def annotated() -> AnnotatedList:
    """Return the list of two rows."""
    return AnnotatedList.model_validate_json(json.dumps(list_as_data()))


def status_text(text: str, stage: str, **meta: str) -> AnnotatedDocument:
    """Return an annotated status text."""
    return AnnotatedDocument(id=f"s-{len(text)}", kind="status", text=text, meta={"stage": stage, "body": "p", **meta})


# reading and writing


def test_lists_that_are_written_read_the_same(tmp_path: Path) -> None:
    lists = [annotated(), annotated().model_copy(update={"id": "prov-2", "intro": ["Läget i juni – å, ä, ö."]})]
    write_lists(lists, tmp_path / "listor.jsonl")
    assert read_lists(tmp_path / "listor.jsonl") == lists


def test_file_of_lists_has_one_a_line_in_plain_letters(tmp_path: Path) -> None:
    write_lists([annotated()] * 2, tmp_path / "listor.jsonl")
    lines = (tmp_path / "listor.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert "Cykelväg" in lines[0]


def test_blank_lines_between_lists_are_let_be(tmp_path: Path) -> None:
    path = tmp_path / "listor.jsonl"
    line = json.dumps(list_as_data())
    path.write_text(f"{line}\n\n  \n{line}\n", encoding="utf-8")
    assert len(read_lists(path)) == 2


def test_rows_of_a_list_come_with_their_sections_heading() -> None:
    data = list_as_data()
    data["sections"].append({"heading": "Socialnämnden", "rows": data["sections"][0]["rows"][:1]})
    rows = AnnotatedList.model_validate_json(json.dumps(data)).rows
    assert [(heading, row.gold.title) for heading, row in rows] == [
        (None, "Cykelväg till Ekby"),
        (None, "Skolskjuts på landet"),
        ("Socialnämnden", "Cykelväg till Ekby"),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sections": [{"rows": [{"cells": ["x"]}]}]}, r"sections\.0\.rows\.0\.gold: Field required"),
        ({"titel": "Lista"}, r"titel: Extra inputs are not permitted"),
        ({"columns": []}, r"a row has 6 cells for 0 columns\. Mend the row"),
        ({"id": 7}, r"id: Input should be a valid string"),
    ],
)
def test_list_that_breaks_the_format_is_an_error_with_file_and_line(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = tmp_path / "listor.jsonl"
    lines = [json.dumps(list_as_data()), json.dumps({**list_as_data(), **change})]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=rf"listor\.jsonl, line 2: {message}"):
        read_lists(path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("stage", "klar", r"sections\.0\.rows\.0\.gold\.stage: Input should be"),
        ("stage", "reported", r"the stage reported is not in_progress\. Mend one of them"),
        ("label", "halvklar", r"sections\.0\.rows\.0\.gold\.label: Input should be"),
        ("status", "x", r"sections\.0\.rows\.0\.gold\.status: Extra inputs are not permitted"),
    ],
)
def test_row_that_breaks_the_format_is_an_error_with_file_and_line(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    data = list_as_data()
    data["sections"][0]["rows"][0]["gold"][key] = value
    path = tmp_path / "listor.jsonl"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DataError, match=rf"listor\.jsonl, line 1: {message}"):
        read_lists(path)


@pytest.mark.parametrize("line", ["{", "inte json", "[]", "7"])
def test_line_that_is_no_list_is_an_error_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "listor.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"listor\.jsonl, line 2: list: "):
        read_lists(path)


def test_missing_file_of_lists_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"saknas\.jsonl cannot be opened: .* Check the path"):
        read_lists(tmp_path / "saknas.jsonl")


# scores of lists


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "prov-1.csv"
    found.write_text(make_csv(HEADINGS, ROWS[0], ROWS[2]), encoding="utf-8")
    return found


def counts(report: Report, name: str) -> tuple[int, int, int]:
    """Return how many of a field are right, wrong and missed."""
    score = report.scores[name]
    return score.right, score.wrong, score.missed


def test_list_that_is_read_right_scores_full(nlp: Language, path: Path) -> None:
    report = evaluate_lists([(annotated(), path)], nlp=nlp)
    assert report.errors == []
    assert {counts(report, name) for name in ("row", "all_cells", "assignment", "label")} == {(2, 0, 0)}
    assert counts(report, "responsible") == (1, 0, 0)


def test_row_that_is_not_found_is_missed_with_its_assignments(nlp: Language, path: Path) -> None:
    path.write_text(make_csv(HEADINGS, ROWS[0]), encoding="utf-8")
    report = evaluate_lists([(annotated(), path)], nlp=nlp)
    assert counts(report, "row") == (1, 0, 1)
    assert counts(report, "assignment") == (1, 0, 1)
    assert len(report.errors) == 1
    assert report.errors[0].startswith("prov-1: row: there and not found: 2025-04-08 § 41")


def test_row_with_half_of_its_cells_or_more_is_found_but_not_whole(nlp: Language, path: Path) -> None:
    path.write_text(make_csv(HEADINGS, ROWS[0], (*ROWS[2][:4], "Klart.", "")), encoding="utf-8")
    report = evaluate_lists([(annotated(), path)], nlp=nlp)
    assert (counts(report, "row"), counts(report, "all_cells")) == ((2, 0, 0), (1, 1, 1))


def test_row_with_fewer_of_its_cells_is_wrong_and_missed(nlp: Language, path: Path) -> None:
    path.write_text(make_csv(HEADINGS, ROWS[0], (*ROWS[1][:3], ROWS[2][3], "", "")), encoding="utf-8")
    report = evaluate_lists([(annotated(), path)], nlp=nlp)
    assert counts(report, "row") == counts(report, "all_cells") == (1, 1, 1)


def test_fact_that_differs_is_wrong_in_its_field_alone(nlp: Language, path: Path) -> None:
    data = list_as_data()
    data["sections"][0]["rows"][0]["gold"] |= {"case_number": "KS 2025/999", "label": "open", "stage": "waiting"}
    report = evaluate_lists([(AnnotatedList.model_validate_json(json.dumps(data)), path)], nlp=nlp)
    fields = ("row", "case_number", "label", "stage", "title")
    assert [counts(report, name) for name in fields] == [(2, 0, 0), (1, 1, 1), (1, 1, 1), (1, 1, 1), (2, 0, 0)]


# scores of statuses


def test_statuses_are_scored_by_label_and_stage() -> None:
    texts = [
        status_text("Arbetet pågår enligt plan.", "started"),
        status_text("Har ej skett.", "none"),
        # right label, wrong stage
        status_text("Ännu inte påbörjat.", "planned"),
    ]
    report = evaluate_statuses(texts)
    assert (counts(report, "label"), counts(report, "stage")) == ((3, 0, 0), (2, 1, 1))
    assert counts(report, "stage planned") == (0, 0, 1)
    assert counts(report, "stage none") == (1, 1, 0)


def test_klart_cell_of_a_status_text_counts() -> None:
    report = evaluate_statuses([status_text("Skyltarna är uppsatta.", "completed", done="Ja")])
    assert counts(report, "stage") == (1, 0, 0)


def test_macro_f1_is_the_mean_over_classes() -> None:
    report = Report()
    for name, (right, wrong, missed) in {
        "label open": (1, 1, 1),
        "label done": (2, 0, 0),
        "stage none": (0, 3, 3),
    }.items():
        score = report.score(name)
        score.right, score.wrong, score.missed = right, wrong, missed
    assert macro_f1(report, "label") == pytest.approx((0.5 + 1) / 2)
    assert macro_f1(report, "stage") == 0


# the corpora


@pytest.mark.parametrize("split", SPLITS)
def test_lists_of_the_corpus_are_valid(split: str) -> None:
    lists = read_lists(CORPORA / "lists" / "sources" / f"{split}.jsonl")
    assert lists
    for entry in lists:
        assert all(row.merged == sorted(set(row.merged)) for _, row in entry.rows), entry.id
        assert {fact for column in entry.columns for fact in column.facts} <= {
            *COLUMN_FACTS,
            "date",
            "paragraphs",
            "none",
        }
        days = [day for day in (entry.date, entry.read_on, *(row.gold.date for _, row in entry.rows)) if day]
        assert all(dt.date.fromisoformat(day) for day in days)
        for _, row in entry.rows:
            words = " ".join(" ".join(row.cells).split())
            for assignment in row.gold.assignments:
                for party in (*assignment.responsible, *assignment.report_to, *assignment.executor):
                    assert party.text in words, (entry.id, party.text)


def test_splits_of_lists_share_no_list_and_no_body() -> None:
    seen: dict[tuple[str, str] | str, str] = {}
    for split in SPLITS:
        for entry in read_lists(CORPORA / "lists" / "sources" / f"{split}.jsonl"):
            assert seen.setdefault(entry.id, split) == split
            assert seen.setdefault((entry.organisation, entry.body), split) == split


def test_splits_of_statuses_share_no_text_and_no_body() -> None:
    bodies: dict[str, str] = {}
    ids: set[str] = set()
    for split in SPLITS:
        for document in read_corpus(CORPORA / "status" / f"{split}.jsonl"):
            assert document.meta["stage"] in STAGE_LABELS
            assert bodies.setdefault(document.meta["body"], split) == split
            assert document.id not in ids
            ids.add(document.id)
