"""The rows of a table out of the words below its header: by ruled lines, else by blanks and what starts a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beslutsnlp.reading.grid import Band, Draft, Piece, by_column
from beslutsnlp.reading.headers import Word, runs, text_lines
from beslutsnlp.reading.row_limits import Anchors, find_limits, holds_kind, kind_of, kind_of_text, line_pitch
from beslutsnlp.reading.rules import Rule, Rules, covered

Cells = list[list[Word]]

# the part of a table's width that a line between two rows covers, and between two parts of a row
_WHOLE, _PART = 0.62, 0.9
_ENDS = re.compile(r"[.!?:;)\]”\"]$")


@dataclass(slots=True)
class DraftRow:
    """A row: the words of each of its cells, or the words of a heading across the table."""

    cells: Cells
    page: int
    banner: bool = False


def make_rows(draft: Draft, *, pitch: float | None = None) -> list[DraftRow]:
    """Return the rows of a table, those that a page break cuts put together.

    Args:
        draft: The table.
        pitch: The blank between two lines of a cell in the whole document; that of the table alone where it is None.
    """
    anchors = Anchors.of(draft)
    pitch = line_pitch([draft]) if pitch is None else pitch
    banded = [(piece, _bands(piece)) for piece in draft.pieces]
    parted = {id(band): _rows_of_band(piece, band) for piece, bands in banded for band in bands if band.words}
    filled = sum(map(len, parted.values()))
    by_rules = filled >= 0.7 * anchors.count and (filled > len(draft.pieces) or anchors.count <= len(draft.pieces))
    merges = by_rules and any(len(found) > 1 for found in parted.values())
    rows: list[DraftRow] = []
    for piece, bands in banded:
        found: list[DraftRow] = []
        for band in bands:
            if not band.words:
                continue
            if by_rules:
                found.extend(parted[id(band)])
            else:
                found.extend(_rows_of_words(piece, band, anchors, pitch))
        if piece.opens and rows and found and _carries_on(rows[-1], found[0], anchors):
            for own, more in zip(rows[-1].cells, found[0].cells, strict=True):
                own.extend(more)
            found = found[1:]
        elif piece.opens and rows and found and merges:
            _fill_merged(rows[-1], found[0])
        rows.extend(found)
    return rows


def _fill_merged(row: DraftRow, following: DraftRow) -> None:
    """Give the first row after a page break the first cells of the row above, where these run on over several rows."""
    if row.banner or following.banner:
        return
    for i, cell in enumerate(following.cells):
        if cell:
            break
        following.cells[i] = row.cells[i]


def _bands(piece: Piece) -> list[Band]:
    """Return the parts of a piece between the lines that run across it."""
    left = max(piece.edges[0], min((word.x0 for word in piece.words), default=0))
    right = min(piece.edges[-1], max((word.x1 for word in piece.words), default=0))
    places = [piece.top]
    for at, rules in _heights(piece.rules, piece.top, piece.bottom):
        if covered(rules, left, right) >= _WHOLE and at - places[-1] > 2.5 and not _leaves_out(piece, rules):
            places.append(at)
    places.append(max(piece.bottom, places[-1]))
    bands = [Band(a, b, []) for a, b in zip(places, places[1:], strict=False)]
    for word in piece.words:
        band = next((band for band in bands if word.middle < band.bottom), bands[-1])
        band.words.append(word)
    return bands


def _leaves_out(piece: Piece, rules: Sequence[Rule]) -> bool:
    """Tell whether lines across a table with ruled columns leave a column out, whose cell runs on."""
    columns = zip(piece.edges, piece.edges[1:], strict=False)
    return piece.ruled and any(covered(rules, a + 2, b - 2) < 0.5 for a, b in columns if b - a > 8)


def _heights(rules: Rules, low: float, high: float) -> Iterator[tuple[float, list[Rule]]]:
    """Yield the heights at which horizontal lines stand, with the lines."""
    group: list[Rule] = []
    for rule in rules.horizontal:
        if not low - 1 <= rule.at <= high + 1:
            continue
        if group and rule.at - group[0].at > 2.5:
            yield group[0].at, group
            group = []
        group.append(rule)
    if group:
        yield group[0].at, group


def _rows_of_band(piece: Piece, band: Band) -> list[DraftRow]:
    """Return the rows between two lines: one, or several that share cells which run on beside shorter lines."""
    edges = piece.edges
    count = len(edges) - 1
    lines = text_lines(band.words)
    if (piece.ruled and count > 2 and _is_banner(piece, band)) or (len(lines) == 1 and is_caption(lines[0], piece)):
        return [DraftRow([band.words], piece.page, banner=True)]
    splits: list[list[float]] = [[] for _ in range(count)]
    heights: list[float] = []
    if piece.ruled:
        for at, rules in _heights(piece.rules, band.top + 3, band.bottom - 3):
            columns = [i for i in range(count) if covered(rules, edges[i] + 2, edges[i + 1] - 2) >= _PART]
            if columns and sum(edges[i + 1] - edges[i] for i in columns) > 0.25 * (edges[-1] - edges[0]):
                heights.append(at)
                for i in columns:
                    splits[i].append(at)
    cells = by_column(band.words, edges)
    if not heights:
        return [DraftRow(cells, piece.page)]
    rows: list[DraftRow] = []
    for a, b in zip([band.top, *heights], [*heights, band.bottom], strict=True):
        own: Cells = []
        for i in range(count):
            low = max((at for at in splits[i] if at <= a + 1), default=band.top)
            high = min((at for at in splits[i] if at >= b - 1), default=band.bottom)
            own.append([word for word in cells[i] if low <= word.middle < high])
        rows.append(DraftRow(own, piece.page))
    return rows


def is_caption(line: Sequence[Word], piece: Piece) -> bool:
    """Tell whether a line is a heading over a part of a table: one bold run from the left edge, in a table of plain type."""
    if not all(word.bold for word in line) or len(runs(line)) > 1 or kind_of(line) is not None:
        return False
    left = min(word.x0 for word in piece.words)
    if line[0].x0 > left + 3 or any(
        word.middle - 2 < line[0].middle < word.middle + 2 and word.x0 > line[-1].x1 for word in piece.words
    ):
        return False
    return sum(word.bold for word in piece.words) < 0.3 * len(piece.words)


def _is_banner(piece: Piece, band: Band) -> bool:
    """Tell whether the vertical lines stop above a band and start again below it."""
    lines = text_lines(band.words)
    first, last = lines[0][0].text, lines[-1][-1].text
    if first[0].islower() or last[-1] in ".,;" or any(len(runs(line)) > 1 for line in lines):
        return False
    inner = piece.edges[1:-1]
    open_ = 0
    for edge in inner:
        near = [rule for rule in piece.rules.vertical if abs(rule.at - edge) < 3.5]
        if not near or covered(near, band.top + 2, band.bottom - 2) < 0.3:
            open_ += 1
    walled = sum(1 for edge in inner if any(abs(rule.at - edge) < 3.5 for rule in piece.rules.vertical))
    return walled >= 0.6 * len(inner) and open_ == len(inner)


def _rows_of_words(piece: Piece, band: Band, anchors: Anchors, pitch: float | None) -> list[DraftRow]:
    """Return the rows between two lines that no line parts: by headings, by wide blanks, else by what starts a row."""
    captions = [line for line in text_lines(band.words) if is_caption(line, piece)]
    held = {id(word) for line in captions for word in line}
    places = [line[0].middle for line in captions]
    rows: list[DraftRow] = []
    for i, (a, b) in enumerate(zip([band.top - 1, *places], [*places, band.bottom + 1], strict=True)):
        if i:
            rows.append(DraftRow([captions[i - 1]], piece.page, banner=True))
        part = Band(a, b, [word for word in band.words if a <= word.middle < b and id(word) not in held])
        if part.words:
            rows.extend(_rows_between(piece, part, find_limits(piece, part, anchors, pitch)))
    return rows


def _rows_between(piece: Piece, band: Band, limits: Sequence[float]) -> Iterator[DraftRow]:
    for a, b in zip([band.top - 1, *limits], [*limits, band.bottom + 1], strict=True):
        words = [word for word in band.words if a <= word.middle < b]
        if words:
            yield DraftRow(by_column(words, piece.edges), piece.page)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for line in text_lines(words) for word in line)


def _carries_on(row: DraftRow, following: DraftRow, anchors: Anchors) -> bool:
    """Tell whether the first row of a page is the rest of the last on the page before."""
    if row.banner or following.banner:
        return False
    before, after = [_text(cell) for cell in row.cells], [_text(cell) for cell in following.cells]
    filled = [i for i, text in enumerate(after) if text]
    flows = [i for i in filled if before[i] and (after[i][0].islower() or not _ENDS.search(before[i]))]
    starts = (
        bool(after[anchors.column]) and kind_of_text(after[anchors.column]) == anchors.kind and anchors.kind is not None
    )
    goes_on = any(after[i][0].islower() and after[i].split()[0] != "att" for i in flows)
    if starts and anchors.kind in ("date", "number"):
        own = before[anchors.column]
        lacks = not own or own[-1] in "-–/" or not holds_kind(own, anchors.kind)
        return lacks and goes_on
    if goes_on:
        return True
    if starts or (anchors.kind is None and after[0]):
        return False
    fresh = [i for i in filled if not before[i]]
    return len(fresh) <= 1 and len(filled) <= max(len(after) // 2, 1)
