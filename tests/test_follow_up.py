"""Rows of follow-up lists: what each tells of its decision, matter and mark, and that no cell is lost."""

import datetime as dt

import pytest
from spacy.language import Language

from beslutsnlp import extract
from beslutsnlp.records import Extraction, Row
from tests.list_files import HEADINGS, ROWS, make_csv

REST = ("Cykelväg till Ekby", "Ta fram en plan för cykelvägen.", "Arbetet pågår.")
OTHER = ("2024-01-16 § 3", "Fiskvägar i Lillån", "Utred fiskvägar förbi dammen.", "Klart.")


def listed(nlp: Language, headings: tuple[str, ...], *rows: tuple[str, ...], as_of: dt.date | None = None) -> list[Row]:
    """Return the rows of a list."""
    return extract(make_csv(headings, *rows).encode(), nlp=nlp, as_of=as_of).rows


def first(nlp: Language, heading: str, cell: str) -> Row:
    """Return the first of two rows of a list, whose first column has a heading and a cell."""
    found = listed(nlp, (heading, "Ärende", "Uppdrag", "Status"), (cell, *REST), OTHER)
    assert len(found) == 2
    return found[0]


def test_record_of_a_row_is_whole(nlp: Language) -> None:
    row = listed(nlp, HEADINGS, *ROWS)[1]
    assert row.model_dump(exclude={"assignments", "status"}) == {
        "date": dt.date(2025, 3, 4),
        "paragraphs": ["27"],
        "case_number": "KS 2025/140",
        "title": "Fiskvägar i Lillån",
        "assignment_text": "Miljöchefen får i uppdrag att utreda fiskvägar förbi dammen.",
        "status_text": "Redovisat i kommunstyrelsen 2025-05-06 § 88.",
        "done": "Ja",
        "section": None,
        "cells": dict(zip(HEADINGS, ROWS[1], strict=True)),
        "flags": [],
        "page": None,
    }
    assert row.status is not None
    assert (row.status.label, row.status.stage) == ("done", "reported")


def test_empty_cell_is_unknown_and_kept(nlp: Language) -> None:
    row = listed(nlp, HEADINGS, *ROWS)[2]
    assert (row.status_text, row.done) == (None, None)
    assert (row.cells["Status"], row.cells["Klart"]) == ("", "")


@pytest.mark.parametrize(
    ("cell", "day", "paragraphs", "case_number"),
    [
        ("2025-04-08", dt.date(2025, 4, 8), [], None),
        ("2025-04-08 § 91", dt.date(2025, 4, 8), ["91"], None),
        ("2025-04-08 § 91 RV250361", dt.date(2025, 4, 8), ["91"], "RV250361"),
        ("2025-04-08 § 114 och 115", dt.date(2025, 4, 8), ["114", "115"], None),
        ("2025-04-08 §§ 66-68", dt.date(2025, 4, 8), ["66", "67", "68"], None),
        ("2025-04-08 § 12, § 15", dt.date(2025, 4, 8), ["12", "15"], None),
        ("2025-04-08 § 12 (återremiss)", dt.date(2025, 4, 8), ["12"], None),
        ("KS 2025-04-08 § 12", dt.date(2025, 4, 8), ["12"], None),
        ("8 april 2025, § 12", dt.date(2025, 4, 8), ["12"], None),
        ("250408 § 12", dt.date(2025, 4, 8), ["12"], None),
        ("2025-04-08\n§ 12", dt.date(2025, 4, 8), ["12"], None),
        ("2025-02-30 § 4", None, ["4"], None),
        ("okänt", None, [], None),
        ("", None, [], None),
    ],
)
def test_cell_of_the_decision_tells_day_paragraphs_and_case_number(
    nlp: Language, cell: str, day: dt.date | None, paragraphs: list[str], case_number: str | None
) -> None:
    row = first(nlp, "Datum", cell)
    assert (row.date, row.paragraphs, row.case_number) == (day, paragraphs, case_number)
    assert row.cells["Datum"] == cell


@pytest.mark.parametrize(
    ("cell", "case_number", "paragraphs"),
    [
        ("2025-04-08 § 91 RV250361", "RV250361", ["91"]),
        ("2025-04-08 § 91\nKS 2025/14", "KS 2025/14", ["91"]),
        ("2025-04-08 Dnr KS 2025/14", "KS 2025/14", []),
        ("2025-04-08 § 91", None, ["91"]),
    ],
)
def test_heading_of_two_facts_shares_its_cell(
    nlp: Language, cell: str, case_number: str | None, paragraphs: list[str]
) -> None:
    row = first(nlp, "Datum/§ och dnr", cell)
    assert (row.date, row.paragraphs, row.case_number) == (dt.date(2025, 4, 8), paragraphs, case_number)


@pytest.mark.parametrize("cell", ["Cykelväg till Ekby\nKS 2025/14", "Cykelväg till Ekby (KS 2025/14)"])
def test_title_leaves_the_case_number_in_its_cell_out(nlp: Language, cell: str) -> None:
    (row,) = listed(
        nlp,
        ("Datum", "Ärende och dnr", "Uppdrag", "Status"),
        ("2025-04-08 § 12", cell, "Ta fram en plan.", "Arbetet pågår."),
    )
    assert (row.title, row.case_number, row.cells["Ärende och dnr"]) == ("Cykelväg till Ekby", "KS 2025/14", cell)


def test_day_and_paragraph_may_stand_in_columns_of_their_own(nlp: Language) -> None:
    rows = listed(
        nlp,
        ("Datum", "§", "Uppdrag", "Status"),
        ("2025-04-08", "91", *REST[1:]),
        ("2025-05-06", "114", "Utred fiskvägar.", "Klart."),
    )
    assert [(str(row.date), row.paragraphs) for row in rows] == [("2025-04-08", ["91"]), ("2025-05-06", ["114"])]


# marks


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        ("x", "done"),
        ("J", "done"),
        ("Ja", "done"),
        ("2025-06-03", "done"),
        ("AVSLUTAT", "done"),
        ("N", "open"),
        ("Nej", "open"),
        ("", "open"),
        ("PÅGÅENDE", "in_progress"),
    ],
)
@pytest.mark.parametrize("heading", ["Klart", "Avslutas J/N"])
def test_mark_tells_the_status_of_a_row_without_text(nlp: Language, heading: str, mark: str, label: str) -> None:
    (row,) = listed(nlp, ("Datum", "Ärende", "Uppdrag", "Kommentar", heading), ("2025-04-08 § 12", *REST[:2], "", mark))
    assert row.status is not None
    assert (row.done, row.status.label, row.status_text, row.flags) == (mark or None, label, None, [])


@pytest.mark.parametrize("heading", ["Status", "Trafikljus"])
def test_label_beside_a_comment_is_no_status_text(nlp: Language, heading: str) -> None:
    rows = listed(
        nlp,
        ("Datum", "Uppdrag", heading, "Kommentar"),
        ("2025-04-08 § 12", "Ta fram en plan.", "Pågår", "Samråd med byalaget hålls i maj."),
        ("2025-04-08 § 13", "Utred frågan.", "Klart", "Redovisat i nämnden 2025-05-06 § 70."),
    )
    assert [row.status_text for row in rows] == [
        "Samråd med byalaget hålls i maj.",
        "Redovisat i nämnden 2025-05-06 § 70.",
    ]
    assert [row.status.label for row in rows if row.status] == ["in_progress", "done"]


@pytest.mark.parametrize(
    ("text", "mark", "label"),
    [("Har ej skett.", "Ja", "done"), ("Återrapporterat i nämnden 2025-03-11 § 44.", "Nej", "done")],
)
def test_mark_and_text_that_contradict_are_flagged_and_the_row_is_done(
    nlp: Language, text: str, mark: str, label: str
) -> None:
    (row,) = listed(nlp, HEADINGS, (*ROWS[0][:4], text, mark))
    assert row.status is not None
    assert (row.flags, row.status.label) == (["contradiction"], label)


def test_as_of_decides_a_status_that_is_a_bare_day(nlp: Language) -> None:
    cells = (*ROWS[0][:4], "KS 2025-09-02", "")
    found = [listed(nlp, HEADINGS, cells, as_of=day)[0].status for day in (None, dt.date(2025, 8, 1))]
    assert [status.stage for status in found if status] == ["reported", "planned"]


def test_assignments_have_the_status_of_their_row(nlp: Language) -> None:
    row = listed(nlp, HEADINGS, *ROWS)[0]
    assert [assignment.status for assignment in row.assignments] == [row.status]
    assert row.status is not None


# sections and cells


def test_row_of_one_cell_is_the_section_of_the_rows_below(nlp: Language) -> None:
    rows = listed(
        nlp,
        HEADINGS,
        ("Kommunstyrelsen", "", "", "", "", ""),
        ROWS[0],
        ROWS[1],
        ("Tidigare redovisade uppdrag", "", "", "", "", ""),
        ROWS[2],
    )
    assert [(row.section, row.title) for row in rows] == [
        ("Kommunstyrelsen", "Cykelväg till Ekby"),
        ("Kommunstyrelsen", "Fiskvägar i Lillån"),
        ("Tidigare redovisade uppdrag", "Skolskjuts på landet"),
    ]


def test_cells_of_unknown_columns_are_kept(nlp: Language) -> None:
    (row,) = listed(nlp, (*HEADINGS, "Zebra"), (*ROWS[0], "Se pärm 4"))
    assert row.cells == {**dict(zip(HEADINGS, ROWS[0], strict=True)), "Zebra": "Se pärm 4"}


def test_heading_that_comes_twice_or_is_empty_keeps_both_cells(nlp: Language) -> None:
    (row,) = listed(
        nlp,
        ("Datum", "Uppdrag", "Status", "Status", ""),
        ("2025-04-08 § 12", "Ta fram en plan.", "Arbetet pågår.", "Samråd i maj.", "Se pärm 4"),
    )
    assert row.cells == {
        "Datum": "2025-04-08 § 12",
        "Uppdrag": "Ta fram en plan.",
        "Status": "Arbetet pågår.",
        "Status (4)": "Samråd i maj.",
        "(5)": "Se pärm 4",
    }


def test_points_of_a_cell_are_lines_in_cells_and_one_line_in_facts(nlp: Language) -> None:
    text = "1. Ta fram en plan.\n2. Söka statsbidrag."
    (row,) = listed(nlp, HEADINGS, (*ROWS[0][:3], text, "", ""))
    assert row.cells["Uppdrag"] == text
    assert row.assignment_text == "1. Ta fram en plan. 2. Söka statsbidrag."


# the list itself


@pytest.fixture
def extraction(nlp: Language) -> Extraction:
    title = ("Uppföljning av uppdrag 2025-06-03", *[""] * 5)
    return extract(make_csv(title, HEADINGS, *ROWS).encode(), nlp=nlp)


def test_list_is_of_kind_follow_up(extraction: Extraction) -> None:
    assert (extraction.kind, len(extraction.rows), extraction.items) == ("follow_up", 3, [])


def test_assignments_of_a_list_are_those_of_its_rows(extraction: Extraction) -> None:
    assert extraction.assignments == [entry for row in extraction.rows for entry in row.assignments]
    assert len(extraction.assignments) == 3


def test_status_phrases_are_pieces_of_the_text(extraction: Extraction) -> None:
    found = [(phrase.text, phrase.stage) for phrase in extraction.status_phrases]
    assert found == [("Arbetet pågår", "started"), ("Redovisat i kommunstyrelsen 2025-05-06", "reported")]
    assert extraction.status_phrases[1].end == dt.date(2025, 5, 6)
