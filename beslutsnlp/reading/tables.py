"""Follow-up lists in PDFs: the tables of all pages, each row once, and the text around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from beslutsnlp.columns import fold
from beslutsnlp.reading.grid import Draft, Piece, fit_columns
from beslutsnlp.reading.headers import Header, Word, runs, text_lines
from beslutsnlp.reading.rules import Rule, Rules

_NEAR = 8.0
_LIST_MARK = re.compile(r"(?:[•–*-]|\d{1,2}[.)]|[a-z]\))$")


@dataclass(slots=True)
class PageWords:
    """The words and ruled lines of a page."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: Rules


@dataclass(slots=True)
class TextBlock:
    """Words outside of tables, in lines."""

    lines: list[list[Word]] = field(default_factory=list)


Block = TextBlock | Draft


def find_tables(pages: Sequence[PageWords], headed: Sequence[list[Header]]) -> list[Block]:
    """Return the tables under the header rows of each page, and the text between them, in order."""
    _fit(pages, headed)
    blocks: list[Block] = []
    open_table: Draft | None = None
    header: Header | None = None
    for page, headers in zip(pages, headed, strict=True):
        limits = [*(found.top for found in headers), page.height + 1]
        first = [word for word in page.words if word.middle < limits[0]]
        if open_table is not None and header is not None:
            _split(blocks, open_table, header, page, first, 0.0, limits[0], opens=True)
        elif first:
            _text(blocks).lines.extend(text_lines(first))
        for i, found in enumerate(headers):
            above = isinstance(blocks[-1], TextBlock) if blocks else False
            if open_table is not None and not (above and _on_page(blocks, page.number)) and _same(open_table, found):
                opens = True
            else:
                open_table = Draft(found.headings)
                blocks.append(open_table)
                opens = False
            header = found
            body = [word for word in page.words if found.bottom < word.middle < limits[i + 1]]
            _split(blocks, open_table, found, page, body, found.bottom, limits[i + 1], opens=opens)
    return blocks


def _on_page(blocks: Sequence[Block], page: int) -> bool:
    last = blocks[-1]
    return isinstance(last, TextBlock) and bool(last.lines) and last.lines[-1][0].page == page


def _same(table: Draft, header: Header) -> bool:
    return [fold(heading) for heading in table.headings] == [fold(heading) for heading in header.headings]


def _text(blocks: list[Block]) -> TextBlock:
    if not blocks or not isinstance(blocks[-1], TextBlock):
        blocks.append(TextBlock())
    last = blocks[-1]
    assert isinstance(last, TextBlock)  # noqa: S101
    return last


def _fit(pages: Sequence[PageWords], headed: Sequence[list[Header]]) -> None:
    """Fit the columns of headers without ruled columns to all the words below them, over the pages that they rule."""
    open_header: Header | None = None
    below: dict[int, list[Word]] = {}
    order: list[Header] = []
    for page, headers in zip(pages, headed, strict=True):
        limits = [*(found.top for found in headers), page.height + 1]
        if open_header is not None:
            below[id(open_header)].extend(word for word in page.words if word.middle < limits[0])
        for i, found in enumerate(headers):
            same = open_header is not None and [fold(h) for h in open_header.headings] == [
                fold(h) for h in found.headings
            ]
            if not same or open_header is None:
                open_header = found
                below[id(found)] = []
                order.append(found)
            below[id(open_header)].extend(word for word in page.words if found.bottom < word.middle < limits[i + 1])
            if found is not open_header:
                if open_header.ruled:
                    found.edges, found.ruled = open_header.edges, True
                order.append(found)
                below[id(found)] = below[id(open_header)]
    _share_ruled(order)
    for found in order:
        if not found.ruled:
            fit_columns(found, below[id(found)])
        found.striped = found.ruled and _is_striped(pages, found)


def _share_ruled(headers: Sequence[Header]) -> None:
    """Give headers without vertical lines the columns of one that has the same headings and lines between them."""
    ruled = {tuple(filter(None, map(fold, header.headings))): header for header in headers if header.ruled}
    for header in headers:
        other = ruled.get(tuple(filter(None, map(fold, header.headings))))
        if other is not None and not header.ruled and abs(header.heads[0][0].x0 - other.edges[0]) < 40:
            header.headings, header.edges, header.ruled = list(other.headings), other.edges, True


def _split(
    blocks: list[Block],
    table: Draft,
    header: Header,
    page: PageWords,
    words: Sequence[Word],
    top: float,
    bottom: float,
    *,
    opens: bool,
) -> None:
    """Part the words below a header in those of the table's rows and those outside of it."""
    if not words:
        return
    edges = header.edges
    end = _end(header, page.rules, top, bottom, opens=opens, striped=header.striped)
    lines = text_lines(words)
    inside: list[list[Word]] = []
    outside: list[list[Word]] = []
    walled = end is not None and not end.striped
    for line in lines:
        if end is not None and (not end.striped or end.top - 2 <= line[0].middle <= end.bottom + 2):
            (inside if end.top - 2 <= line[0].middle <= end.bottom + 2 else outside).append(line)
        elif _crosses(line, edges):
            outside.append(line)
        else:
            inside.append(line)
    if not walled:
        inside, more = _trim(inside, outside, page.rules, edges, headed=bottom <= page.height)
        outside = sorted([*outside, *more], key=lambda line: line[0].middle)
    before = [line for line in outside if not inside or line[0].middle < inside[0][0].middle]
    after = [line for line in outside if inside and line[0].middle >= inside[0][0].middle]
    if inside:
        own = [word for line in inside for word in line]
        low, high = top, max(word.bottom for word in own) + 1
        if end is not None:
            low, high = end.top, max(end.bottom, high) if end.striped else end.bottom
        piece = Piece(
            page.number,
            edges,
            own,
            page.rules,
            max(low, top),
            high,
            ruled=header.ruled or _is_walled(page.rules, edges, own),
            opens=opens and not before,
        )
        if before:
            _text(blocks).lines.extend(before)
        table.pieces.append(piece)
    elif before:
        _text(blocks).lines.extend(before)
    if after:
        _text(blocks).lines.extend(after)


def _is_walled(rules: Rules, edges: Sequence[float], words: Sequence[Word]) -> bool:
    low, high = min(word.top for word in words), max(word.bottom for word in words)
    inner = edges[1:-1]
    found = sum(
        1
        for edge in inner
        if any(
            abs(rule.at - edge) < 4 and min(rule.end, high) - max(rule.start, low) > 0.5 * (high - low)
            for rule in rules.vertical
        )
    )
    return bool(inner) and found == len(inner)


class _Extent(NamedTuple):
    """The heights between which vertical lines stand; every other row of a `striped` table has none."""

    top: float
    bottom: float
    striped: bool


def _end(
    header: Header, rules: Rules, top: float, bottom: float, *, opens: bool, striped: bool = False
) -> _Extent | None:
    """Return where vertical lines stand at the columns' borders; None where there are none."""
    edges = header.edges
    extents = sorted(
        (max(rule.start, top), min(rule.end, bottom))
        for rule in rules.vertical
        if rule.end > top + 2 and rule.start < bottom - 2 and any(abs(rule.at - edge) < 4 for edge in edges)
    )
    counted = [extent for extent in extents if extent[1] - extent[0] > 2]
    if len(counted) < max(2, len(edges) - 3):
        return None
    low, high = counted[0]
    late = low > top + 0.7 * _NEAR
    if late and not opens and not striped:
        return None
    striped = striped or late
    for a, b in counted:
        striped = striped or a > high + 2.2 * _NEAR
        high = max(high, b)
    return _Extent(top if striped else low, high, striped)


def _is_striped(pages: Sequence[PageWords], header: Header) -> bool:
    """Tell whether the vertical lines of a table stop and start again on some page, as the edges of shaded rows do."""
    for page in pages:
        extents = sorted(
            (rule.start, rule.end)
            for rule in page.rules.vertical
            if abs(rule.at - header.edges[0]) < 4 and rule.end > header.bottom
        )
        for (_, end), (start, _) in zip(extents, extents[1:], strict=False):
            between = [word for word in page.words if end + 2 < word.middle < start - 2]
            if between and start - end > 6 and not _crosses(sorted(between, key=lambda word: word.x0), header.edges):
                return True
    return False


def _crosses(line: Sequence[Word], edges: Sequence[float]) -> bool:
    """Tell whether a line runs on over the borders of columns, as the text outside of a table does."""
    first, last = line[0].x0, line[-1].x1
    spanned = [edge for edge in edges[1:-1] if first + 2 < edge < last - 2]
    if not spanned:
        return False
    height = line[0].height
    blocked = overlapped = 0
    for edge in spanned:
        if any(word.x0 + 1.5 < edge < word.x1 - 1.5 for word in line):
            overlapped += 1
            continue
        left = max(word.x1 for word in line if word.x1 <= edge + 1.5)
        right = min(word.x0 for word in line if word.x0 >= edge - 1.5)
        if right - left < 0.34 * height:
            blocked += 1
    if len(spanned) == 1:
        return overlapped == 1 and len(line) > 3 and len(runs(line)) == 1
    if overlapped == 0:
        return blocked == len(spanned) and len(runs(line)) == 1
    return overlapped + blocked >= 0.6 * len(spanned)


def _trim(
    inside: list[list[Word]], outside: Sequence[list[Word]], rules: Rules, edges: Sequence[float], *, headed: bool
) -> tuple[list[list[Word]], list[list[Word]]]:
    """Return a table's lines without those at its end that belong to the text below it, and those."""
    if not inside:
        return inside, []
    left = min(word.x0 for line in inside for word in line)
    right = max(word.x1 for line in inside for word in line)
    last_rule = max(
        (rule.at for rule in rules.horizontal if min(rule.end, right) - max(rule.start, left) > 0.7 * (right - left)),
        default=None,
    )
    crossing = min((line[0].middle for line in outside if line[0].middle > inside[0][0].middle), default=None)
    cut = len(inside)
    for i in range(len(inside) - 1, 0, -1):
        line = inside[i]
        gap = line[0].top - inside[i - 1][0].bottom
        alone = line[-1].x1 < edges[1] or len(runs(line)) == 1
        below_rule = last_rule is not None and line[0].middle > last_rule and inside[0][0].middle < last_rule
        below_text = crossing is not None and line[0].middle > crossing
        captions = headed and i == len(inside) - 1 and gap > 0.3 * line[0].height and line[0].x0 < edges[1]
        if captions and alone:
            cut = i
            continue
        if not (alone and (below_rule or below_text or line[0].bold)):
            break
        if gap > 0.9 * line[0].height or below_text:
            cut = i
    return inside[:cut], inside[cut:]


def unplaced(table: Draft) -> list[tuple[int, str]]:
    """Return the words, with their pages, that stand across the border between two columns."""
    return [
        (piece.page, word.text)
        for piece in table.pieces
        for word in piece.words
        if any(
            word.x0 + 0.3 * (word.x1 - word.x0) < edge < word.x1 - 0.3 * (word.x1 - word.x0)
            for edge in piece.edges[1:-1]
        )
        and not _LIST_MARK.match(word.text)
    ]


__all__ = ["Block", "PageWords", "Rule", "TextBlock", "find_tables", "unplaced"]
