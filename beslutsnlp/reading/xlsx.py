"""Follow-up lists as XLSX, opened by openpyxl (extra `office`)."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, MissingExtra, TooLarge, UnknownFormat
from beslutsnlp.reading.cell_tables import MAX_COLUMNS, MAX_ROWS, CellRow, list_of_cells, value_text
from beslutsnlp.reading.document import Document


def read_xlsx(data: bytes, *, source: str | None = None, columns: Columns | None = None) -> Document:
    """Return the document of a follow-up list in a workbook, of all its sheets; a merged cell counts in each of its rows.

    Raises:
        MissingExtra: openpyxl is not installed.
        BrokenFile: It cannot be read.
        TooLarge: A sheet has too many rows.
        UnknownFormat: No sheet has the headings of a follow-up list.
    """
    name = source or "The file"
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra(
            f"{name} is XLSX, which openpyxl reads. Install it: pip install 'beslutsnlp[office]'."
        ) from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        groups = [list(_rows(sheet, name)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise BrokenFile(
            f"{name} cannot be read as XLSX: it is cut off or damaged. Open it in Excel and save it anew."
        ) from error
    found = list_of_cells(groups, columns or Columns(), source=source)
    if found is None:
        raise UnknownFormat(
            f"{name} has no sheet with the headings of a follow-up list, such as Datum, Uppdrag, Status. Name its headings in a profile."
        )
    return found


def _rows(sheet: Any, name: str) -> Iterator[CellRow]:
    if sheet.max_row > MAX_ROWS:
        raise TooLarge(f"{name}, sheet {sheet.title}, has {sheet.max_row:,} rows, more than {MAX_ROWS:,}. Split it.")
    width = min(sheet.max_column, MAX_COLUMNS)
    grid = [[value_text(cell.value) for cell in row[:width]] for row in sheet.iter_rows(max_col=width)]
    across: set[int] = set()
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        if top >= len(grid) or left >= width:
            continue
        text = grid[top][left]
        if merged.max_col - merged.min_col >= 1 and left == 0:
            across.add(top)
        if merged.max_col == merged.min_col:
            for row in range(top + 1, min(merged.max_row, len(grid))):
                grid[row][left] = text
    for place, cells in enumerate(grid):
        filled = [cell for cell in cells if cell.strip()]
        yield CellRow(cells, spans=place in across and len(filled) == 1)
