"""Extractions as XLSX, written by openpyxl (extra `office`): lists in their own headings, protocols by assignment."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from beslutsnlp.errors import MissingExtra
from beslutsnlp.export import CSV_COLUMNS, assignment_row
from beslutsnlp.export.lists import NORMALISED, list_table
from beslutsnlp.records import Extraction

_FILLS = {"open": "F8CBAD", "in_progress": "FFE699", "done": "C6E0B4"}
_WIDEST = 60
_ILLEGAL = {code: " " for code in range(32) if code not in (9, 10, 13)}


def to_xlsx(extractions: Sequence[Extraction], *, as_of: dt.date | None = None) -> bytes:
    """Return extractions as a workbook: a sheet for lists, a row each with its status in colour, and one for assignments.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra("XLSX is written by openpyxl. Install it: pip install 'beslutsnlp[office]'.") from error
    book = openpyxl.Workbook()
    book.remove(book.active)
    lists = [extraction for extraction in extractions if extraction.kind == "follow_up"]
    others = [extraction for extraction in extractions if extraction.kind != "follow_up"]
    if lists:
        headings, rows = list_table(lists, as_of=as_of)
        beside = len(headings) - len(NORMALISED) - (as_of is not None)
        _fill(book.create_sheet("lists"), headings, rows, beside + NORMALISED.index("label"))
    if others or not lists:
        rows = [
            assignment_row(extraction, entry, as_of=as_of) for extraction in others for entry in extraction.assignments
        ]
        headings = [*CSV_COLUMNS, "overdue"] if as_of else list(CSV_COLUMNS)
        _fill(book.create_sheet("assignments"), headings, rows, None)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Any, headings: list[str], rows: list[list[object]], label: int | None) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.append([_safe(heading) for heading in headings])
    for row in rows:
        sheet.append([_safe(value) for value in row])
    wrap = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, heading in enumerate(headings, 1):
        longest = max([len(str(row[number - 1] or "")) for row in rows] + [len(heading)])
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = min(max(longest + 2, 8), _WIDEST)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = wrap
            if isinstance(cell.value, str):
                # text stays text, whatever it starts with
                cell.data_type = "s"
        if label is not None and line[label].value in _FILLS:
            line[label].fill = PatternFill("solid", fgColor=_FILLS[str(line[label].value)])
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions


def _safe(value: object) -> object:
    return value.translate(_ILLEGAL) if isinstance(value, str) else value
