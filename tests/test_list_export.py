"""Follow-up lists out again: CSV and XLSX in the body's own headings, the table on a terminal, the command line."""

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

from beslutsnlp import Extraction, extract
from beslutsnlp.cli import app
from beslutsnlp.export import to_csv
from beslutsnlp.export.lists import NORMALISED, list_table
from beslutsnlp.export.xlsx import to_xlsx
from tests.documents import PROTOCOL
from tests.list_files import HEADINGS, ROWS, make_csv
from tests.list_pages import HEADINGS as PRINTED
from tests.list_pages import ROWS as PRINTED_ROWS
from tests.list_pages import ListPages

OWN = ("Datum", "Dnr", "Uppdrag", "Ansvarig", "Klart senast", "Status")
ROW = ("2025-02-11 § 14", "KS 2025/101", "Ta fram en plan.", "Skolchef", "2025-09-30", "Arbetet pågår enligt plan.")


def run(*arguments: str | Path) -> Result:
    """Return what the command line answers."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def made(nlp: Language, headings: tuple[str, ...] = OWN, *rows: tuple[str, ...]) -> Extraction:
    """Return the extraction of a list."""
    return extract(make_csv(headings, *(rows or (ROW,))).encode(), nlp=nlp)


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    """Return the values of the sheets of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    pages = ListPages()
    pages.text("Uppföljning av uppdrag", bold=True, size=14)
    pages.table(PRINTED, PRINTED_ROWS)
    path = tmp_path / "lista.pdf"
    path.write_bytes(pages.save())
    return path


def test_table_has_the_bodys_own_headings_and_the_normalised_ones_beside(nlp: Language) -> None:
    headings, rows = list_table([made(nlp)])
    assert headings == [*OWN, *NORMALISED]
    (row,) = rows
    assert row[: len(OWN)] == list(ROW)
    read = dict(zip(NORMALISED, row[len(OWN) :], strict=True))
    score = read.pop("score")
    assert isinstance(score, float)
    assert read == {
        "source": None,
        "section": None,
        "page": None,
        "date": dt.date(2025, 2, 11),
        "paragraphs": "14",
        "case_number": "KS 2025/101",
        "responsible": "skolchef",
        "report_to": "",
        "deadline": "2025-09-30",
        "deadline_end": dt.date(2025, 9, 30),
        "label": "in_progress",
        "stage": "started",
        "flags": "",
    }


def test_lists_with_other_headings_share_a_table(nlp: Language) -> None:
    other = made(nlp, ("Datum", "Uppdrag", "Läge"), ("2025-03-04 § 2", "Söka bidrag.", "Klart."))
    headings, rows = list_table([made(nlp), other])
    assert headings[: len(OWN) + 1] == [*OWN, "Läge"]
    assert rows[1][: len(OWN) + 1] == ["2025-03-04 § 2", "", "Söka bidrag.", "", "", "", "Klart."]


def test_own_heading_that_is_called_as_a_normalised_one_is_kept_apart(nlp: Language) -> None:
    found = made(nlp, ("Datum", "Uppdrag", "Status", "label"), ("2025-03-04 § 2", "Söka bidrag.", "Klart.", "Prio A"))
    headings, ((*_,),) = list_table([found])
    assert headings.count("label") == 1
    assert "label (read)" in headings


@pytest.mark.parametrize(
    ("as_of", "status", "overdue"),
    [
        (dt.date(2025, 10, 1), ROW[5], "yes"),
        (dt.date(2025, 9, 30), ROW[5], ""),
        (dt.date(2025, 10, 1), "Genomfört och klart.", ""),
    ],
)
def test_row_is_overdue_when_its_day_has_passed_and_it_is_not_done(
    nlp: Language, as_of: dt.date, status: str, overdue: str
) -> None:
    headings, (row,) = list_table([made(nlp, OWN, (*ROW[:5], status))], as_of=as_of)
    assert (headings[-1], row[-1]) == ("overdue", overdue)


def test_csv_is_the_table(nlp: Language) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv([made(nlp)])))
    assert {key: row[key] for key in OWN} == dict(zip(OWN, ROW, strict=True))
    assert (row["date"], row["deadline_end"], row["label"]) == ("2025-02-11", "2025-09-30", "in_progress")


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://exempel.se")'])
def test_formula_in_a_cell_stays_text_in_csv(nlp: Language, formula: str) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv([made(nlp, OWN, (*ROW[:5], formula))])))
    assert row["Status"] == f"'{formula}"


def test_formula_in_a_heading_stays_text_in_csv(nlp: Language) -> None:
    text = to_csv([made(nlp, (*OWN, "=1+1"), (*ROW, "Zebra"))])
    assert next(csv.reader(io.StringIO(text)))[len(OWN)] == "'=1+1"


# XLSX


def test_workbook_has_a_row_for_each_row_of_the_list(nlp: Language) -> None:
    found = sheets(to_xlsx([made(nlp, HEADINGS, *ROWS)]))
    assert list(found) == ["lists"]
    head, *rows = found["lists"]
    assert head == [*HEADINGS, *NORMALISED]
    assert [[value or "" for value in row[: len(HEADINGS)]] for row in rows] == [list(row) for row in ROWS]
    assert [row[head.index("label")] for row in rows] == ["in_progress", "done", "open"]


def test_days_are_days_in_a_workbook(nlp: Language) -> None:
    head, row = sheets(to_xlsx([made(nlp)]))["lists"]
    value = row[head.index("date")]
    assert isinstance(value, dt.datetime)
    assert value.date() == dt.date(2025, 2, 11)


def test_status_is_coloured(nlp: Language) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx([made(nlp, HEADINGS, *ROWS)])))["lists"]
    place = len(HEADINGS) + NORMALISED.index("label") + 1
    colours = [sheet.cell(row, place).fill.fgColor.rgb for row in (2, 3, 4)]
    assert len(set(colours)) == 3
    assert sheet.cell(2, 1).fill.fill_type is None


def test_cell_keeps_its_lines_in_a_workbook(nlp: Language) -> None:
    task = "1. Ta fram en plan.\n2. Söka bidrag."
    head, row = sheets(to_xlsx([made(nlp, OWN, (*ROW[:2], task, *ROW[3:]))]))["lists"]
    assert row[head.index("Uppdrag")] == task


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "@SUM(A1)", '=HYPERLINK("http://exempel.se")'])
def test_formula_in_a_cell_stays_text_in_a_workbook(nlp: Language, formula: str) -> None:
    data = to_xlsx([made(nlp, OWN, (*ROW[:5], formula))])
    cell = openpyxl.load_workbook(io.BytesIO(data))["lists"].cell(2, len(OWN))
    assert (cell.value, cell.data_type) == (formula, "s")


def test_characters_that_a_workbook_cannot_hold_are_blanks(nlp: Language) -> None:
    found = made(nlp)
    row = found.rows[0].model_copy(update={"cells": {"Status": "a\x00b\x1fc\nd"}})
    head, values = sheets(to_xlsx([found.model_copy(update={"rows": [row]})]))["lists"]
    assert (head[0], values[0]) == ("Status", "a b c\nd")


def test_protocols_and_lists_are_on_sheets_of_their_own(nlp: Language) -> None:
    found = sheets(to_xlsx([made(nlp), extract(PROTOCOL, nlp=nlp)]))
    assert {name: len(rows) for name, rows in found.items()} == {"lists": 2, "assignments": 2}


# the command line


def test_list_is_printed_as_a_table_of_rows(printed: Path) -> None:
    result = run("extract", printed)
    assert result.exit_code == 0
    head = result.stdout.splitlines()[0]
    assert head.startswith("lista.pdf")
    assert head.endswith("3 rows, 1 done, 3 assignments")
    for text in (
        "Status",
        "2025-02-11",
        "§ 14",
        "KS 2025/101",
        "in progress:",
        "started",
        "done:",
        "reported",
        "open: none",
    ):
        assert text in result.stdout


def test_protocol_is_not_printed_as_a_list(tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(PROTOCOL, encoding="utf-8")
    result = run("extract", path)
    assert result.exit_code == 0
    assert "rows" not in result.stdout.splitlines()[0]
    assert "Status" not in result.stdout


def test_csv_of_a_printed_list_has_its_cells(printed: Path) -> None:
    result = run("extract", printed, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [[row[heading] for heading in PRINTED] for row in rows] == [list(row) for row in PRINTED_ROWS]
    assert [(row["source"], row["page"]) for row in rows] == [("lista.pdf", "1")] * 3


@pytest.mark.parametrize("options", [("--format", "xlsx"), ()])
def test_workbook_of_a_printed_list_is_written_to_a_file(printed: Path, options: tuple[str, ...]) -> None:
    output = printed.with_suffix(".xlsx")
    result = run("extract", printed, *options, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    rows = sheets(output.read_bytes())["lists"][1:]
    assert [[value or "" for value in row[: len(PRINTED)]] for row in rows] == [list(row) for row in PRINTED_ROWS]


def test_workbook_comes_on_standard_output_too(printed: Path) -> None:
    result = run("extract", printed, "--format", "xlsx")
    assert result.exit_code == 0
    assert list(sheets(result.stdout_bytes)) == ["lists"]


def test_as_of_marks_what_is_overdue(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(make_csv(OWN, ROW), encoding="utf-8")
    assert "overdue" in run("extract", path, "--as-of", "2026-01-31").stdout
    assert "overdue" not in run("extract", path).stdout


def test_profile_names_headings_on_the_command_line(tmp_path: Path) -> None:
    profile, path = tmp_path / "profil.toml", tmp_path / "lista.csv"
    profile.write_text('[columns]\n"Krux" = "assignment_text"\n"Blänk" = "status_text"\n', encoding="utf-8")
    path.write_text(make_csv(("Krux", "Blänk"), ("Ta fram en plan.", "Arbetet pågår.")), encoding="utf-8")
    assert "rows" not in run("extract", path).stdout.splitlines()[0]
    head, *_ = (shown := run("extract", path, "--profile", profile).stdout).splitlines()
    assert head.endswith("1 rows, 0 done, 1 assignments")
    assert "in progress:" in shown


def test_list_that_is_read_again_from_its_workbook_has_the_same_cells(nlp: Language) -> None:
    found = made(nlp, HEADINGS, *ROWS)
    again = extract(to_xlsx([found]), nlp=nlp)
    assert [{key: row.cells[key] for key in HEADINGS} for row in again.rows] == [row.cells for row in found.rows]
