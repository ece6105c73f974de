"""Follow-up lists as PDF: the words and lines of every page, the tables that they make, a document of cells."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from sys import intern
from typing import Any

import pypdfium2.raw as pdfium_c

from beslutsnlp.columns import Columns
from beslutsnlp.reading.compose import Composer
from beslutsnlp.reading.document import Cell, Document, Table, TableRow
from beslutsnlp.reading.furniture import drop_running, is_page_number
from beslutsnlp.reading.grid import Draft
from beslutsnlp.reading.headers import Header, Word, find_headers, is_list_title, parting, text_lines
from beslutsnlp.reading.lines import Line, starts_point
from beslutsnlp.reading.pdf_lines import Frame, WordEntry, font
from beslutsnlp.reading.row_limits import line_pitch
from beslutsnlp.reading.rules import Rules, page_rules
from beslutsnlp.reading.table_rows import make_rows
from beslutsnlp.reading.tables import Block, PageWords, TextBlock, find_tables, unplaced

# the part of a list's words that stand in its tables, at least
_SHARE = 0.4
_MAX_OBJECTS = 20_000
# the part of a page's height in which heads and feet stand, however near the table
_MARGIN = 0.08


def read_list(pages: Iterable[PageWords], columns: Columns) -> Document | None:
    """Return the document of a follow-up list: its text with the cells of its tables as paragraphs.

    None where no table has the headings of such a list, or where most of the text stands outside of the tables.

    Args:
        pages: The words and ruled lines of every page.
        columns: What the headings of columns mean.
    """
    pages = _apart(list(pages), columns)
    titled = is_list_title([" ".join(word.text for word in line) for line in text_lines(pages[0].words)[:12]])
    headed = [find_headers(page.words, page.rules, columns, titled=titled) for page in pages]
    pages, furniture = _drop_furniture(pages, headed)
    blocks = find_tables(pages, headed)
    tables = [block for block in blocks if isinstance(block, Draft)]
    inside = sum(len(piece.words) for table in tables for piece in table.pieces)
    total = sum(len(page.words) for page in pages)
    if not inside or inside < _SHARE * total:
        return None
    sizes = [(page.width, page.height) for page in pages]
    del pages
    return replace(_compose(blocks, sizes), furniture=furniture)


def words_of_page(page: Any, raw: Any, number: int, entries: Iterable[WordEntry | None], frame: Frame) -> PageWords:
    """Return the words of an open page and the lines that it draws.

    Args:
        page: The open page.
        raw: Its text page, as pdfium's own handle.
        number: Which page it is, from 0.
        entries: Its words, as `page_words` gives them.
        frame: The way to points from the page's top left.
    """
    edges: dict[float, float] = {}
    share = edges.setdefault
    # words and heights that come again are held once, so that a long list takes little memory
    words = [
        Word(
            intern(text), share(x0, x0), share(top, top), share(x1, x1), share(bottom, bottom), number, font(raw, at)[1]
        )
        for text, (x0, top, x1, bottom), at, _ in (entry for entry in entries if entry is not None)
    ]
    objects = min(pdfium_c.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)
    return PageWords(number, frame.width, frame.height, _even(words), page_rules(page, objects, frame))


def _even(words: list[Word]) -> list[Word]:
    """Return words whose boxes are of one height where those of a page are as high as each word's own letters."""
    if len(words) < 10:
        return words
    heights = sorted(word.height for word in words)
    low, high = heights[len(heights) // 10], heights[len(heights) * 9 // 10]
    if low > 0.8 * high:
        return words
    return [word._replace(top=word.bottom - high) if word.height < high else word for word in words]


def _apart(pages: list[PageWords], columns: Columns) -> list[PageWords]:
    """Return the pages with lists that stand side by side one after the other: all left halves, then all right ones."""
    x = next((x for page in pages if (x := parting(page.words, page.rules, columns)) is not None), None)
    if x is None:
        return pages
    halves: list[PageWords] = []
    for left in (True, False):
        for page in pages:
            words = [word for word in page.words if (word.x0 < x) is left]
            across = [rule for rule in page.rules.horizontal if (rule.start < x) is left]
            down = [rule for rule in page.rules.vertical if (rule.at < x) is left]
            halves.append(replace(page, words=words, rules=Rules(across, down)))
    return halves


def _drop_furniture(
    pages: Sequence[PageWords], headed: Sequence[Sequence[Header]]
) -> tuple[list[PageWords], tuple[str, ...]]:
    """Return the pages without their running heads and feet, and these; header rows come again on each page and stay."""
    lines: list[list[Line]] = []
    placed: list[dict[int, list[Word]]] = []
    kept_words: list[list[Word]] = []
    for page, headers in zip(pages, headed, strict=True):
        bands = [(header.top - 1, header.bottom + 1) for header in headers]
        free: list[Word] = []
        held: list[Word] = []
        for word in page.words:
            (held if any(low < word.middle < high for low, high in bands) else free).append(word)
        own = {}
        made: list[Line] = []
        for words in text_lines(free):
            line = as_line(words, boxes=False)
            own[id(line)] = words
            made.append(line)
        lines.append(made)
        placed.append(own)
        kept_words.append(held)
    kept = drop_running(lines, [page.height for page in pages])
    result = []
    dropped: dict[str, None] = {}
    for page, headers, every, body, own, held in zip(pages, headed, lines, kept, placed, kept_words, strict=True):
        top = headers[0].top if headers else 0.0
        staying = _with_table_lines(every, body, page, top)
        words = [word for line in staying for word in own[id(line)]]
        result.append(replace(page, words=[*held, *words]))
        ids = set(map(id, staying))
        dropped.update((line.text, None) for line in every if id(line) not in ids)
    return result, tuple(dropped)


def _with_table_lines(lines: Sequence[Line], body: Sequence[Line], page: PageWords, header: float) -> list[Line]:
    """Return the lines that are no furniture, with those that only look like it since rows repeat their words.

    A head or foot stands apart from the table or in the page's margin, and no vertical lines stand on both sides of it.
    """
    if not body:
        return list(body)
    kept = {id(line) for line in body}
    for ordered, sign in ((lines, 1), (lines[::-1], -1)):
        edge: Line | None = None
        for line in ordered:
            if id(line) in kept:
                edge = line
                continue
            if edge is None or line.bottom <= header:
                continue
            middle = (line.top + line.bottom) / 2
            walled = sum(rule.start < middle < rule.end for rule in page.rules.vertical) > 1
            blank = line.top - edge.bottom if sign > 0 else edge.top - line.bottom
            margin = not _MARGIN < middle / page.height < 1 - _MARGIN
            numbered = is_page_number(line.text)
            apart = margin or numbered or blank > 0.8 * (line.bottom - line.top)
            if (margin and numbered) or (apart and not walled):
                break
            kept.add(id(line))
            edge = line
    return [line for line in lines if id(line) in kept]


_NO_EDGES = array("f")


def as_line(words: Sequence[Word], *, boxes: bool = True) -> Line:
    """Return the printed line that words of one height make, with the boxes of its words if these are asked for."""
    first = words[0]
    return Line(
        " ".join(word.text for word in words),
        x0=first.x0,
        x1=max(word.x1 for word in words),
        top=min(word.top for word in words),
        bottom=max(word.bottom for word in words),
        page=first.page,
        size=first.height,
        bold=first.bold and words[-1].bold,
        first_width=first.x1 - first.x0,
        edges=array("f", (edge for word in words for edge in (word.x0, word.top, word.x1, word.bottom)))
        if boxes
        else _NO_EDGES,
    )


def _compose(blocks: list[Block], sizes: Sequence[tuple[float, float]]) -> Document:
    """Return the document that blocks make; each is let go of when its text is there."""
    composer = Composer()
    tables: list[Table] = []
    pitch = line_pitch([block for block in blocks if isinstance(block, Draft)])
    doubtful: dict[int, int] = {}
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        if isinstance(block, TextBlock):
            composer.add_lines([as_line(words) for words in block.lines])
            continue
        if not block.pieces:
            continue
        for page, _ in unplaced(block):
            doubtful[page] = doubtful.get(page, 0) + 1
        tables.append(_add_table(block, composer, pitch))
    warnings = tuple(
        f"Page {page + 1}: {count} word{'s' if count > 1 else ''} across the border between two columns; look at the cells there."
        for page, count in sorted(doubtful.items())
    )
    document = composer.document(sizes)
    return replace(document, tables=tuple(tables), warnings=warnings)


def _add_table(draft: Draft, composer: Composer, pitch: float | None) -> Table:
    rights = _rights(draft)
    rows: list[TableRow] = []
    made = make_rows(draft, pitch=pitch)
    # a row's words are let go of when its text is there, so that a long table takes little memory
    draft.pieces.clear()
    made.reverse()
    while made:
        row = made.pop()
        cells: list[Cell] = []
        for words, right in zip(row.cells, rights, strict=False):
            groups = cell_groups([as_line(line) for line in text_lines(words)], right)
            cells.append(Cell(tuple(composer.add(group, is_table=True) for group in groups)))
        filled = [paragraph.start for cell in cells for paragraph in cell.paragraphs]
        if filled:
            rows.append(TableRow(tuple(cells), min(filled), row.page + 1, row.banner))
    # a column that neither has a heading nor holds anything is none
    kept = [
        i
        for i, heading in enumerate(draft.headings)
        if heading or any(not row.is_heading and i < len(row.cells) and row.cells[i].paragraphs for row in rows)
    ]
    if len(kept) < len(draft.headings):
        rows = [
            row if row.is_heading else replace(row, cells=tuple(row.cells[i] for i in kept if i < len(row.cells)))
            for row in rows
        ]
    return Table(tuple(draft.headings[i] for i in kept), tuple(rows))


def _rights(draft: Draft) -> list[float]:
    """Return how far right the text of each column reaches."""
    count = len(draft.pieces[0].edges) - 1
    rights = [0.0] * count
    for piece in draft.pieces:
        columns = [(piece.edges[i], piece.edges[i + 1]) for i in range(count)]
        for word in piece.words:
            for i, (left, right) in enumerate(columns):
                if left <= (word.x0 + word.x1) / 2 < right:
                    rights[i] = max(rights[i], word.x1)
    return rights


def cell_groups(lines: Sequence[Line], right: float) -> list[list[Line]]:
    """Return the lines of a cell in groups, one a point or paragraph.

    A line that does not fill its column ends a paragraph where the next starts with a capital or a figure.
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _runs_on(groups[-1][-1], line, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _runs_on(before: Line, line: Line, right: float) -> bool:
    if starts_point(line.text):
        return False
    if line.text.startswith("att ") and _ends_short(before, line, right):
        return False
    if line.text[0].islower() or before.text[-1] in "-–/\u00ad\ufffe,":
        return True
    return not _ends_short(before, line, right)


def _ends_short(before: Line, line: Line, right: float) -> bool:
    """Tell whether the first word of a line would have fitted on the line before."""
    blank = 0.3 * (line.bottom - line.top)
    return before.x1 + blank + line.first_width <= right - 0.5 * blank
