"""Small follow-up lists as files of cells: CSV, XLSX and DOCX."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

import openpyxl

from tests.documents import make_docx

Value = str | int | float | bool | dt.date | dt.datetime | None

HEADINGS = ("Datum", "Diarienummer", "Ärende", "Uppdrag", "Status", "Klart")
ROWS = (
    (
        "2025-02-11 § 14",
        "KS 2025/101",
        "Cykelväg till Ekby",
        "Teknisk chef får i uppdrag att ta fram en plan för en cykelväg.",
        "Arbetet pågår.",
        "Nej",
    ),
    (
        "2025-03-04 § 27",
        "KS 2025/140",
        "Fiskvägar i Lillån",
        "Miljöchefen får i uppdrag att utreda fiskvägar förbi dammen.",
        "Redovisat i kommunstyrelsen 2025-05-06 § 88.",
        "Ja",
    ),
    ("2025-04-08 § 41", "KS 2025/177", "Skolskjuts på landet", "Se över reglerna för skolskjuts.", "", ""),
)


def make_csv(*rows: Sequence[str], delimiter: str = ";") -> str:
    """Return rows as CSV text, with quotes where they are needed."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def make_xlsx(*sheets: Sequence[Sequence[Value]], merged: Sequence[str] = ()) -> bytes:
    """Return a workbook with a sheet for each table of values; `merged` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Blad {place}")
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def make_docx_list(rows: Sequence[Sequence[str]], *, title: str = "Uppföljning av uppdrag") -> bytes:
    """Return a DOCX with a title and a table."""
    return make_docx([title, [list(row) for row in rows]])
