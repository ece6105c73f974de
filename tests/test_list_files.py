"""Follow-up lists as DOCX, XLSX and CSV: the same rows whatever the file, and the reader by content."""

import datetime as dt
import sys

import docx
import pytest
from spacy.language import Language

from beslutsnlp import Document, extract, read
from beslutsnlp.errors import MissingExtra, UnknownFormat
from tests.documents import make_docx, save_docx
from tests.list_files import HEADINGS, ROWS, Value, make_csv, make_docx_list, make_xlsx

LIST = [list(row) for row in (HEADINGS, *ROWS)]


def cells(document: Document) -> list[list[str]]:
    """Return the texts of the cells of all rows, headings within the list in brackets."""
    return [
        [f"[{cell.text}]" if row.is_heading else cell.text for cell in row.cells]
        for table in document.tables
        for row in table.rows
    ]


def as_bytes(kind: str) -> bytes:
    """Return the list as a file of a kind."""
    if kind == "docx":
        return make_docx_list(LIST)
    if kind == "xlsx":
        return make_xlsx(LIST)
    delimiter, encoding = kind.split()
    return make_csv(*LIST, delimiter={"semicolon": ";", "comma": ",", "tab": "\t"}[delimiter]).encode(encoding)


KINDS = [
    "docx",
    "xlsx",
    "semicolon utf-8",
    "semicolon utf-8-sig",
    "semicolon cp1252",
    "semicolon utf-16",
    "comma utf-8",
    "comma cp1252",
    "tab utf-8",
]


@pytest.mark.parametrize("kind", KINDS)
def test_list_has_its_headings_and_cells_whatever_its_file(kind: str) -> None:
    document = read(as_bytes(kind))
    assert [table.headings for table in document.tables] == [HEADINGS]
    assert cells(document) == LIST[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_the_same_whatever_the_file(nlp: Language, kind: str) -> None:
    found = extract(as_bytes(kind), nlp=nlp)
    assert found.kind == "follow_up"
    assert [(row.case_number, row.title, row.done, row.status and row.status.stage) for row in found.rows] == [
        ("KS 2025/101", "Cykelväg till Ekby", "Nej", "started"),
        ("KS 2025/140", "Fiskvägar i Lillån", "Ja", "reported"),
        ("KS 2025/177", "Skolskjuts på landet", None, "none"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_paragraphs_of_cells_stand_at_their_place_in_the_text(kind: str) -> None:
    document = read(as_bytes(kind))
    for table in document.tables:
        for row in table.rows:
            for paragraph in (paragraph for cell in row.cells for paragraph in cell.paragraphs):
                assert document.text[paragraph.start : paragraph.end] == paragraph.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_the_rows_is_in_the_text_once(kind: str) -> None:
    words = sorted(word for row in ROWS for cell in row for word in cell.split())
    text = read(as_bytes(kind)).text.removeprefix("Uppföljning av uppdrag")
    assert sorted(text.split()) == words


# CSV


def test_quoted_cell_keeps_its_delimiters_and_lines() -> None:
    task = "1. Ta fram en plan; med karta.\n2. Söka bidrag, helst två."
    for delimiter in ";,":
        data = make_csv(HEADINGS, (*ROWS[0][:3], task, "", ""), delimiter=delimiter).encode()
        assert cells(read(data)) == [[*ROWS[0][:3], task, "", ""]]


def test_title_above_the_headings_is_text() -> None:
    data = make_csv(("Uppföljning av uppdrag", "", "", "", "", ""), ("",) * 6, HEADINGS, *ROWS).encode()
    document = read(data)
    assert cells(document) == LIST[1:]
    assert document.paragraphs[0].text == "Uppföljning av uppdrag"


def test_headings_that_come_again_are_no_row() -> None:
    assert cells(read(make_csv(HEADINGS, ROWS[0], HEADINGS, ROWS[1]).encode())) == [list(ROWS[0]), list(ROWS[1])]


def test_row_with_too_few_cells_is_filled_up() -> None:
    data = make_csv(HEADINGS, ROWS[0][:4], ROWS[1]).encode()
    assert cells(read(data)) == [[*ROWS[0][:4], "", ""], list(ROWS[1])]


def test_empty_rows_and_columns_are_left_out() -> None:
    wide = [(*row, "", "") for row in (HEADINGS, ROWS[0], ("",) * 6, ROWS[1])]
    document = read(make_csv(*wide).encode())
    assert document.tables[0].headings == HEADINGS
    assert cells(document) == [list(ROWS[0]), list(ROWS[1])]


@pytest.mark.parametrize(
    "rows",
    [
        (("Verksamhet", "Budget tkr", "Utfall tkr"), ("Parker", "3 100", "2 950")),
        (("Ledamot", "Ersättare", "Närvarande"), ("Anna Berg", "Bo Ek", "Ja")),
    ],
)
def test_csv_that_is_no_follow_up_list_is_text_without_rows(nlp: Language, rows: tuple[tuple[str, ...], ...]) -> None:
    data = make_csv(*rows).encode()
    assert read(data).tables == ()
    assert extract(data, nlp=nlp).rows == []


def test_text_given_as_a_string_is_no_table(nlp: Language) -> None:
    assert extract(make_csv(*LIST), nlp=nlp).rows == []


# XLSX


def test_values_of_a_sheet_read_as_they_are_shown() -> None:
    headings = ("Nr", "Datum", "Uppdrag", "Andel", "Klart")
    rows: list[tuple[Value, ...]] = [
        headings,
        (1, dt.date(2025, 2, 11), "Ta fram en plan.", 0.5, True),
        (2.0, dt.datetime(2025, 3, 4), "Söka bidrag.", None, False),
    ]
    assert cells(read(make_xlsx(rows))) == [
        ["1", "2025-02-11", "Ta fram en plan.", "0.5", "Ja"],
        ["2", "2025-03-04", "Söka bidrag.", "", "Nej"],
    ]


def test_lists_of_all_sheets_are_read() -> None:
    document = read(make_xlsx([HEADINGS, ROWS[0]], [HEADINGS, ROWS[1], ROWS[2]]))
    assert [len(table.rows) for table in document.tables] == [1, 2]
    assert cells(document) == LIST[1:]


def test_sheet_that_is_no_list_is_passed_over() -> None:
    document = read(make_xlsx([("Konto", "Belopp"), (4010, 12.5)], LIST))
    assert cells(document) == LIST[1:]


def test_merged_cell_counts_in_each_of_its_rows() -> None:
    rows = [HEADINGS, ROWS[0], (None, None, None, "Söka statsbidrag.", "Ansökan är inskickad.", "Nej")]
    document = read(make_xlsx(rows, merged=("A2:A3", "B2:B3", "C2:C3")))
    assert cells(document)[1] == [*ROWS[0][:3], "Söka statsbidrag.", "Ansökan är inskickad.", "Nej"]


def test_cell_that_is_merged_across_is_the_heading_of_a_section(nlp: Language) -> None:
    data = make_xlsx([HEADINGS, ("Socialnämnden",), ROWS[0], ROWS[1]], merged=("A2:F2",))
    assert cells(read(data)) == [["[Socialnämnden]"], list(ROWS[0]), list(ROWS[1])]
    assert [row.section for row in extract(data, nlp=nlp).rows] == ["Socialnämnden", "Socialnämnden"]


def test_lines_of_a_cell_are_kept() -> None:
    task = "1. Ta fram en plan.\n2. Söka bidrag."
    assert cells(read(make_xlsx([HEADINGS, (*ROWS[0][:3], task, "", "")])))[0][3] == task


def test_workbook_without_a_list_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(UnknownFormat, match=r"budget\.xlsx has no sheet with the headings .* in a profile"):
        read(make_xlsx([("Konto", "Belopp"), (4010, 12.5)]), name="budget.xlsx")


def test_workbook_without_openpyxl_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_xlsx(LIST)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"lista\.xlsx is XLSX.*pip install 'beslutsnlp\[office\]'"):
        read(data, name="lista.xlsx")


# DOCX


def test_tables_under_headings_have_their_sections(nlp: Language) -> None:
    first, second = [list(HEADINGS), list(ROWS[0])], [list(HEADINGS), list(ROWS[1]), list(ROWS[2])]
    data = make_docx(
        ["Uppföljning av uppdrag", ("Heading 2", "Kommunstyrelsen"), first, ("Heading 2", "Socialnämnden"), second]
    )
    assert [row.section for row in extract(data, nlp=nlp).rows] == ["Kommunstyrelsen", "Socialnämnden", "Socialnämnden"]


def test_merged_cell_of_a_docx_counts_in_each_of_its_rows() -> None:
    opened = docx.Document()
    table = opened.add_table(3, 6)
    for i, row in enumerate((HEADINGS, ROWS[0], ("", "", "", "Söka statsbidrag.", "Ansökan är inskickad.", "Nej"))):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for j in range(3):
        table.cell(1, j).merge(table.cell(2, j)).text = ROWS[0][j]
    assert cells(read(save_docx(opened)))[1] == [*ROWS[0][:3], "Söka statsbidrag.", "Ansökan är inskickad.", "Nej"]


def test_list_in_a_docx_keeps_the_text_around_it() -> None:
    data = make_docx(["Uppföljning av uppdrag", LIST, "Listan uppdateras inför varje möte."])
    document = read(data)
    assert cells(document) == LIST[1:]
    outside = [paragraph.text for paragraph in document.paragraphs if not paragraph.is_table]
    assert outside == ["Uppföljning av uppdrag", "Listan uppdateras inför varje möte."]


def test_protocol_with_a_table_of_attendance_is_a_protocol(nlp: Language) -> None:
    data = make_docx(
        [
            "Kommunstyrelsen 2025-05-20",
            [["Ledamot", "Ersättare", "Närvarande"], ["Anna Berg", "Bo Ek", "Ja"]],
            "§ 1 Plan för vägar",
            "Beslut",
            "att uppdra åt teknisk chef att ta fram en plan.",
        ]
    )
    found = extract(data, nlp=nlp)
    assert (found.kind, found.rows, len(found.assignments)) == ("protocol", [], 1)
