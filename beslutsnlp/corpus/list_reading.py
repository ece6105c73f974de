"""Annotated follow-up lists as documents with tables, as `read` would give them of a file, so that `extract` reads their rows."""

from bisect import bisect_right
from collections.abc import Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.corpus.follow_up import row_cells
from beslutsnlp.errors import DataError
from beslutsnlp.reading.document import Cell, Document, Offsets, Paragraph, Table, TableRow


def read_list(document: AnnotatedDocument) -> Document:
    """Return the document of an annotated list: its text unchanged, with the table that its rows, cells and headings make.

    What `extract` finds in it stands in the annotated text, and can be compared with the spans there.

    Raises:
        DataError: The document has no rows, or a cell has no column.
    """
    rows = document.of("row")
    if not rows:
        raise DataError(f"{document.id} has no rows. Mark them, or read its text.")
    cells = {row.id: {_column(document, cell): cell for cell in row_cells(document, row)} for row in rows}
    headings: dict[int, str] = {}
    for own in cells.values():
        for column, cell in own.items():
            headings.setdefault(column, cell.fields.get("heading", ""))
    width = max(headings, default=0)
    made: list[TableRow] = []
    for span in sorted([*rows, *document.of("heading")], key=lambda span: span.start):
        if span.label == "heading":
            made.append(TableRow((_cell(document, span),), span.start, is_heading=True))
        else:
            own = cells[span.id]
            parts = (_cell(document, own[column]) if column in own else Cell() for column in range(1, width + 1))
            made.append(TableRow(tuple(parts), span.start))
    table = Table(tuple(headings.get(column, "") for column in range(1, width + 1)), tuple(made))
    return Document(document.text, _paragraphs(document.text, rows), source=document.id, tables=(table,))


def _column(document: AnnotatedDocument, cell: AnnotatedSpan) -> int:
    written = cell.fields.get("column", "")
    if not written.isdecimal() or not 0 < int(written) < 1000:
        raise DataError(f"{document.id}: the cell {cell.id} has the column {written!r}. Give it a number from 1 on.")
    return int(written)


def _cell(document: AnnotatedDocument, span: AnnotatedSpan) -> Cell:
    return Cell(tuple(_lines(document.text, span.start, span.end, is_table=True)))


def _lines(text: str, start: int, end: int, *, is_table: bool) -> list[Paragraph]:
    """Return the lines of a piece of text, those without words left out."""
    found: list[Paragraph] = []
    for line in text[start:end].splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words)
            found.append(Paragraph(words, Offsets.shifted(at), is_table=is_table))
        start += len(line)
    return found


def _paragraphs(text: str, rows: Sequence[AnnotatedSpan]) -> tuple[Paragraph, ...]:
    """Return all lines of a text, each told whether it stands in a row."""
    starts = [row.start for row in rows]
    paragraphs = []
    for paragraph in _lines(text, 0, len(text), is_table=False):
        place = bisect_right(starts, paragraph.start) - 1
        inside = place >= 0 and paragraph.start < rows[place].end
        paragraphs.append(Paragraph(paragraph.text, paragraph.offsets, is_table=inside))
    return tuple(paragraphs)
