"""Lists that are huge, broken or made to hurt are read, or end in an error that says what, where and what to do."""

import io
import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from beslutsnlp import BeslutsnlpError, extract, read
from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, ReadError, TooLarge, UnknownFormat
from beslutsnlp.reading.cell_tables import MAX_COLUMNS, MAX_ROWS
from tests.documents import make_docx, parts_of, with_part
from tests.list_files import HEADINGS, ROWS, make_csv, make_docx_list, make_xlsx
from tests.list_pages import HEADINGS as PRINTED
from tests.list_pages import ListPages, Rules

SHEET = "xl/worksheets/sheet1.xml"
LONG = 100_000
TREES = (
    "alar bokar ekar granar lindar tallar askar björkar hasslar rönnar sälgar oxlar pilar almar aspar lönnar enar idegranar "
    "äppelträd päronträd plommonträd körsbär häggar"
).split()


def many(count: int) -> list[tuple[str, ...]]:
    """Return rows that differ in their § and case number."""
    return [(f"2025-02-11 § {i}", f"KS 2025/{i}", *ROWS[i % 3][2:]) for i in range(1, count + 1)]


def varied(count: int) -> list[tuple[str, ...]]:
    """Return rows of a line each that no other row resembles."""
    return [
        (
            f"2025-02-11 § {i}",
            f"KS 2025/{i}",
            f"{TREES[i % 23]} vid {TREES[i // 23]}".capitalize(),
            "Gallra dem.",
            "Pågår.",
            "Nej",
        )
        for i in range(1, count + 1)
    ]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when what is done inside takes longer."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def pdf(rows: list[tuple[str, ...]], *, rules: Rules = "all", gap: float = 4, repeat: bool = True) -> bytes:
    """Return a list as PDF."""
    pages = ListPages(rules=rules, gap=gap, repeat=repeat)
    pages.text("Uppföljning av uppdrag", bold=True)
    pages.table(PRINTED, rows)
    return pages.save()


# many rows


def test_file_with_five_hundred_rows_keeps_them_all(nlp: Language) -> None:
    rows = many(500)
    with within(60):
        found = extract(make_csv(HEADINGS, *rows).encode(), nlp=nlp).rows
    assert [row.case_number for row in found] == [row[1] for row in rows]


@pytest.mark.parametrize(("rules", "gap"), [("all", 4), ("none", 7)])
def test_pdf_with_five_hundred_rows_keeps_them_all(rules: Rules, gap: float) -> None:
    rows = varied(500)
    with within(60):
        document = read(pdf(rows, rules=rules, gap=gap))
    found = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert found == [list(row) for row in rows]


def test_header_that_is_repeated_two_hundred_times_gives_each_row_once() -> None:
    rows = varied(200)
    pages = ListPages()
    for row in rows:
        pages.table(PRINTED, [row])
    with within(60):
        document = read(pages.save())
    assert [row.cells[1].text for table in document.tables for row in table.rows] == [row[1] for row in rows]


def test_header_that_is_repeated_in_a_csv_gives_each_row_once() -> None:
    rows = [row for i in range(200) for row in (HEADINGS, many(200)[i])]
    cases = [row.cells[1].text for table in read(make_csv(*rows).encode()).tables for row in table.rows]
    assert cases == [f"KS 2025/{i}" for i in range(1, 201)]


def test_sheet_with_too_many_rows_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.cell(MAX_ROWS + 1, 1).value = "2025-02-11"
    file = io.BytesIO()
    book.save(file)
    with within(60), pytest.raises(TooLarge, match=r"lista\.xlsx, sheet Sheet, has 50,001 rows, more than 50,000"):
        read(file.getvalue(), name="lista.xlsx")


def test_columns_beyond_the_limit_are_left_out_of_a_csv() -> None:
    wide = [(*HEADINGS, *(f"Rubrik {i}" for i in range(500))), (*ROWS[0], *("x" for _ in range(500)))]
    with within(30):
        (table,) = read(make_csv(*wide).encode()).tables
    assert len(table.headings) == len(table.rows[0].cells) == MAX_COLUMNS


# long cells


@pytest.mark.parametrize(
    ("place", "piece"),
    [
        *((place, piece) for place in range(6) for piece in ("Arbetet pågår inte ännu. ", "x")),
        *((place, "2025-04-08 § 91, ") for place in range(4)),
    ],
)
def test_cell_of_a_hundred_thousand_characters_is_read_in_time(nlp: Language, place: int, piece: str) -> None:
    row = list(ROWS[0])
    row[place] = (piece * (LONG // len(piece) + 1))[:LONG].strip()
    with within(60):
        (found,) = extract(make_csv(HEADINGS, row).encode(), nlp=nlp).rows
    assert found.cells[HEADINGS[place]] == row[place]


def test_heading_of_a_hundred_thousand_characters_is_no_heading() -> None:
    with within(10):
        assert Columns().facts("a" * LONG) == ()


def test_cell_of_four_thousand_lines_is_read_in_time(nlp: Language) -> None:
    task = "\n".join(f"{i}. Ta fram plan {i}." for i in range(1, 4_001))
    with within(60):
        (row,) = extract(make_csv(HEADINGS, (*ROWS[0][:3], task, "", "")).encode(), nlp=nlp).rows
    assert row.cells["Uppdrag"] == task


# broken files


def test_quote_that_never_ends_is_refused_in_time() -> None:
    data = (make_csv(HEADINGS, ROWS[0]) + '"' + "2025-02-11;x\n" * 20_000).encode()
    with within(30), pytest.raises(BrokenFile, match="quotation mark"):
        read(data)


def test_quote_that_never_ends_in_a_plain_text_is_read() -> None:
    data = ('§ 4 Väg\n\n"Beslut; se; nedan; här; där\n' + "ord, ord, ord\n" * 20_000).encode()
    with within(30):
        assert "§ 4 Väg" in read(data).text


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_file_that_is_cut_off_is_broken(kind: str, share: float) -> None:
    table = [list(row) for row in (HEADINGS, *ROWS)]
    data = make_xlsx(table) if kind == "xlsx" else make_docx_list(table)
    with pytest.raises(BrokenFile, match=r"lista .*cut off or damaged"):
        read(data[: int(share * len(data))], name="lista")


@pytest.mark.parametrize("part", [b"", b"skr\xe4p", b"<worksheet", b"<a/>", b"\x00" * 100])
def test_sheet_that_is_no_sheet_is_an_error(part: bytes) -> None:
    data = with_part(make_xlsx([HEADINGS, *ROWS]), SHEET, part)
    with pytest.raises(ReadError, match=r"lista\.xlsx"):
        read(data, name="lista.xlsx")


@pytest.mark.parametrize("name", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_workbook_that_lacks_a_part_is_an_error(name: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, content in parts_of(make_xlsx([HEADINGS, *ROWS])).items():
            if part != name:
                archive.writestr(part, content)
    with pytest.raises(ReadError, match=r"lista\.xlsx"):
        read(file.getvalue(), name="lista.xlsx")


@pytest.mark.parametrize("seed", range(20))
def test_workbook_with_damaged_bytes_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(make_xlsx([HEADINGS, *ROWS]))
    for _ in range(10):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        document = read(bytes(data), name="lista.xlsx")
    except BeslutsnlpError as error:
        assert "lista.xlsx" in str(error)
    else:
        assert document.text


def test_workbook_that_unpacks_to_a_giant_is_refused_in_time() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b" " * 100_000_000
    )
    data = with_part(make_xlsx([HEADINGS, *ROWS]), SHEET, sheet)
    assert len(data) < 2_000_000
    with within(60), pytest.raises(ReadError, match=r"lista\.xlsx"):
        read(data, name="lista.xlsx")


def test_entities_that_grow_are_not_expanded() -> None:
    lines = [b'<!ENTITY a0 "skratt">', *(b'<!ENTITY a%d "%b">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))]
    bomb = b"<!DOCTYPE x [" + b"".join(lines) + b"]>"
    sheet = parts_of(make_xlsx([HEADINGS, *ROWS]))[SHEET]
    hostile = bomb + sheet.replace(
        b"<sheetData>", b'<sheetData><row r="9"><c r="A9" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    )
    with within(30), pytest.raises(ReadError, match=r"lista\.xlsx"):
        read(with_part(make_xlsx([HEADINGS, *ROWS]), SHEET, hostile), name="lista.xlsx")


def test_workbook_without_sheets_with_a_list_is_refused() -> None:
    book = openpyxl.Workbook()
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(UnknownFormat, match=r"tom\.xlsx has no sheet with the headings of a follow-up list"):
        read(file.getvalue(), name="tom.xlsx")


# odd tables


def test_list_without_rows_is_no_list(nlp: Language) -> None:
    for data in (make_csv(HEADINGS).encode(), make_docx([[list(HEADINGS)]]), pdf([])):
        assert extract(data, nlp=nlp).rows == []


def test_row_of_marks_alone_is_a_row(nlp: Language) -> None:
    (row,) = extract(make_csv(HEADINGS, ("-", "-", "-", "-", "-", "-")).encode(), nlp=nlp).rows
    assert set(row.cells.values()) == {"-"}


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=30), min_size=1, max_size=8), max_size=6
    )
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_are_read_and_none_is_lost(nlp: Language, rows: list[list[str]]) -> None:
    data = make_csv(HEADINGS, ROWS[0], *rows).encode("utf-8", errors="replace")
    found = extract(data, nlp=nlp)
    assert tuple(found.rows[0].cells.values())[: len(HEADINGS)] == ROWS[0]
    for row in found.rows:
        assert list(row.cells)[: len(HEADINGS)] == list(HEADINGS)
