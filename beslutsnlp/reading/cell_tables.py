"""Follow-up lists that come as cells: the tables of DOCX, XLSX and CSV files, as documents of cells."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from beslutsnlp.columns import Columns, fold
from beslutsnlp.errors import BrokenFile, TooLarge
from beslutsnlp.reading.document import Cell, Document, Offsets, Paragraph, Table, TableRow
from beslutsnlp.reading.headers import is_list_title

# how far down a header row is looked for, and how many rows and columns a list has at most
_HEADER_ROWS = 40
MAX_ROWS = 50_000
MAX_COLUMNS = 60
_VALUE = re.compile(r"\d{4}-\d\d|§\s?\d|\b\d{6}\b|\d{1,2}/\d{1,2}")
_MIDNIGHT = dt.time(0)


@dataclass(slots=True)
class CellRow:
    """A row of texts, a cell each, with line breaks; `spans` tells that one cell runs across all columns."""

    cells: list[str]
    spans: bool = False

    @property
    def filled(self) -> list[str]:
        """The texts of the cells that are not empty."""
        return [cell for cell in self.cells if cell.strip()]


@dataclass(slots=True)
class _Part:
    """A header and the rows below it, or lines of text."""

    headings: list[str] = field(default_factory=list)
    rows: list[CellRow] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class _Writer:
    """Builds the text of a document, a paragraph a line."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.position = 0

    def add(self, text: str, *, is_table: bool = False) -> Paragraph:
        """Add a line and return its paragraph."""
        paragraph = Paragraph(text, Offsets.shifted(self.position), is_table=is_table)
        self.paragraphs.append(paragraph)
        self.position += len(text) + 1
        return paragraph


def list_of_cells(
    groups: Iterable[Sequence[CellRow]], columns: Columns, *, source: str | None = None
) -> Document | None:
    """Return the document of a follow-up list that comes as rows of cells; None where no row has its headings.

    Args:
        groups: The tables or sheets, each with its rows; a row of one cell is a line of text or a heading in the list.
        columns: What headings mean.
        source: The file's name.
    """
    groups = [list(group) for group in groups]
    lines = [row.filled[0] for group in groups for row in group[:_HEADER_ROWS] if len(row.filled) == 1]
    titled = is_list_title(lines)
    parts: list[_Part] = []
    headings: list[str] | None = None
    for group in groups:
        parts.append(_Part())
        for place, row in enumerate(group):
            if not row.filled:
                continue
            is_first = headings is None and place < _HEADER_ROWS
            if _is_header(row, columns, first=is_first, titled=titled):
                headings = [cell.strip() for cell in row.cells]
                parts.append(_Part(headings=headings))
            elif parts[-1].headings:
                parts[-1].rows.append(row)
            elif headings is not None and len(row.cells) == len(headings) and len(row.filled) > 1:
                parts.append(_Part(headings=headings, rows=[row]))
            else:
                parts[-1].lines.append(" ".join(" ".join(row.filled).split()))
    if not any(part.rows for part in parts):
        return None
    return _compose(parts, source)


def _is_header(row: CellRow, columns: Columns, *, first: bool, titled: bool) -> bool:
    """Tell whether a row is that of headings; the `first` of a document is taken by less than one that comes later."""
    texts = [cell for cell in row.cells if cell.strip()]
    if len(texts) < 2 or any(len(cell.split()) > 7 or _VALUE.search(cell) for cell in texts):
        return False
    if columns.is_follow_up(texts):
        return first or sum(1 for cell in texts if columns.facts(cell, exact=True)) >= 3
    return first and titled and len(texts) >= 3 and columns.may_follow_up(texts)


def _compose(parts: Sequence[_Part], source: str | None) -> Document:
    writer = _Writer()
    tables: list[Table] = []
    for part in parts:
        for line in part.lines:
            writer.add(line)
        if not part.rows:
            continue
        # columns that neither have a heading nor hold anything are none
        kept = [
            i
            for i in range(min(len(part.headings), MAX_COLUMNS))
            if part.headings[i].strip() or any(i < len(row.cells) and row.cells[i].strip() for row in part.rows)
        ]
        rows = list(_rows(part, kept, writer))
        tables.append(Table(tuple(part.headings[i] for i in kept), tuple(rows)))
    text = "\n".join(paragraph.text for paragraph in writer.paragraphs)
    beyond = any(any(map(str.strip, row.cells[len(part.headings) :])) for part in parts for row in part.rows)
    beyond = beyond or any(len(part.headings) > MAX_COLUMNS for part in parts)
    warnings = ("Cells to the right of the last heading are left out.",) if beyond else ()
    return Document(text, tuple(writer.paragraphs), source=source, tables=tuple(tables), warnings=warnings)


def _rows(part: _Part, kept: Sequence[int], writer: _Writer) -> Iterator[TableRow]:
    heads = [fold(heading) for heading in part.headings]
    for row in part.rows:
        if [fold(cell) for cell in row.cells] == heads:
            continue
        start = writer.position
        if row.spans or (
            len(row.filled) == 1 and row.cells[0].strip() and len(kept) > 2 and _is_caption(row.filled[0])
        ):
            yield TableRow((_cell(row.filled[0], writer),), start, is_heading=True)
            continue
        cells = tuple(_cell(row.cells[i] if i < len(row.cells) else "", writer) for i in kept)
        yield TableRow(cells, start)


def _is_caption(text: str) -> bool:
    """Tell whether the only text of a row can be a heading over the rows below it."""
    return len(text) <= 90 and not re.search(r"\d{4}-\d\d|§|\d{6}", text) and not text.rstrip().endswith(".")


def _cell(text: str, writer: _Writer) -> Cell:
    lines = (" ".join(line.split()) for line in text.replace("\u00ad", "").split("\n"))
    return Cell(tuple(writer.add(line, is_table=True) for line in lines if line))


def read_csv_list(text: str, columns: Columns, *, source: str | None = None) -> Document | None:
    """Return the document of a list in a CSV text, with semicolons, tabs or commas; None where it is none.

    Raises:
        TooLarge: It has more than `MAX_ROWS` rows.
        BrokenFile: It has the headings of a list, and a cell that does not end.
    """
    head = text[:20_000]
    for delimiter in sorted(";\t,", key=lambda mark: -head.count(mark)):
        if head.count(delimiter) < 2:
            return None
        rows: list[CellRow] = []
        try:
            rows.extend(map(CellRow, csv.reader(text.splitlines(keepends=True), delimiter=delimiter)))
        except csv.Error as error:
            if rows and list_of_cells([rows], columns) is not None:
                raise BrokenFile(
                    f"{source or 'The text'}, row {len(rows) + 1}, cannot be read as CSV: {error}. Is a quotation mark left open?"
                ) from error
            continue
        if len(rows) > MAX_ROWS:
            raise TooLarge(f"{source or 'The text'} has {len(rows):,} rows, more than {MAX_ROWS:,}. Split it.")
        found = list_of_cells([rows], columns, source=source)
        if found is not None:
            return found
    return None


def value_text(value: object) -> str:
    """Return a spreadsheet's value as it reads: a day as 2025-05-20, a whole number without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
