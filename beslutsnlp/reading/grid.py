"""The rows of a table out of the words below its header: by ruled lines, else by what starts a row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from beslutsnlp.reading.headers import Header, Word, runs, text_lines
from beslutsnlp.reading.rules import Rule, Rules, covered

Interval = tuple[float, float]
Cells = list[list[Word]]

# the part of a table's width that a line between two rows covers, and between two parts of a row
_WHOLE, _PART = 0.62, 0.9
# half of what a printed line takes of the box of its words
_CORE = 0.3
_DATE = re.compile(
    r"(?:[A-ZÅÄÖ][\wÅÄÖåäö]{1,14}\s)?(?:(?:19|20)\d\d[-–/.]|\d{6}\b|\d{8}\b|\d{1,2}[/.]\d{1,2}[-–/. ]|\d{1,2}\s(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\b)"
)
_CASE = re.compile(
    r"(?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}[ /-]?(?:19|20)?\d\d[-–/: ]|\d\d[A-ZÅÄÖ]{1,4}\d|[A-ZÅÄÖ]{2,4}\d{6}|dnr\b)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:[A-ZÅÄÖ]{0,3}-?\d{1,4}[.:]?\d{0,3})$")
_PARAGRAPH = re.compile(r"(?:[A-ZÅÄÖ][\wåäö]{0,10}\s)?§+\s?\d")
_KINDS = (("date", _DATE), ("paragraph", _PARAGRAPH), ("number", _NUMBER), ("case", _CASE))
_ENDS = re.compile(r"[.!?:;)\]”\"]$")


@dataclass(slots=True)
class Piece:
    """The part of a table on one page: its words below the header, and the heights of the lines across it.

    `walls` are the x of vertical lines with their extents; `opens` tells that the piece follows a page break.
    """

    page: int
    edges: list[float]
    words: list[Word]
    rules: Rules
    top: float
    bottom: float
    ruled: bool = False
    opens: bool = False


@dataclass(slots=True)
class DraftRow:
    """A row: the words of each of its cells, or the words of a heading across the table."""

    cells: Cells
    page: int
    banner: bool = False


@dataclass(slots=True)
class Draft:
    """A table as it is put together: its headings and its parts on pages."""

    headings: list[str]
    pieces: list[Piece] = field(default_factory=list)


def column_of(word: Word, edges: Sequence[float]) -> int:
    """Return the column that a word stands in."""
    middle = (word.x0 + word.x1) / 2
    for i, edge in enumerate(edges[1:-1]):
        if middle < edge:
            return i
    return len(edges) - 2


def fit_columns(header: Header, words: Sequence[Word]) -> None:
    """Move a header's borders, where no lines are drawn, to the blank between the words below it.

    A column without a heading is added where words stand apart from those below the headings.
    """
    spans: list[Interval] = []
    starts = [*header.edges]
    heads = header.heads
    for head in heads:
        spans.append((min(word.x0 for word in head), max(word.x1 for word in head)))
    lines = text_lines(words)
    inner = [
        _river(words, end, start) for (_, end), (start, _) in zip(spans, spans[1:], strict=False)
    ]
    edges = [starts[0] - 1000, *inner, starts[-1] + 1000]
    header.edges = edges
    for place in range(len(heads) - 1, -1, -1):
        split = _headless(lines, edges[place], edges[place + 1], spans[place])
        if split is not None:
            at, before = split
            header.edges.insert(place + 1, at)
            header.headings.insert(place if before else place + 1, "")


def _river(words: Sequence[Word], low: float, high: float) -> float:
    """Return the x between two headings that the fewest words cross, in the middle of the widest such strip."""
    if high - low < 2:
        return (low + high) / 2
    steps = int(high - low) + 1
    crossing = [0] * (steps + 1)
    for word in words:
        first, last = max(int(word.x0 - low), 0), min(int(word.x1 - low) + 1, steps)
        for i in range(first, last):
            crossing[i] += 1
    fewest = min(crossing[:steps])
    best: tuple[int, int] = (0, 0)
    start: int | None = None
    for i in range(steps + 1):
        if i < steps and crossing[i] == fewest:
            start = i if start is None else start
        elif start is not None:
            if i - start >= best[1] - best[0]:
                best = (start, i)
            start = None
    return low + (best[0] + best[1]) / 2


def _headless(
    lines: Sequence[Sequence[Word]], left: float, right: float, head: Interval
) -> tuple[float, bool] | None:
    """Return where a column without a heading parts from the words under a heading, and whether it is to the left."""
    inside = [[word for word in line if left <= (word.x0 + word.x1) / 2 < right] for line in lines]
    inside = [line for line in inside if line]
    if len(inside) < 3:
        return None
    for before in (True, False):
        zone = (left, head[0]) if before else (head[1], right)
        blanks = _blanks(inside, zone, head)
        for a, b in blanks:
            if b - a < 4:
                continue
            aligned = 0.7 if b - a >= 9 else 0.85
            at = (a + b) / 2
            apart = [line for line in inside if (line[0].x1 <= at if before else line[-1].x0 >= at)]
            other = [line for line in inside if (line[-1].x0 >= at if before else line[0].x1 <= at)]
            if len(apart) < 3 or len(other) < 2:
                continue
            starts = Counter(
                round((line[0] if before else next(word for word in line if word.x0 >= at)).x0 / 2) for line in apart
            )
            marks = sum(1 for line in apart if re.fullmatch(r"\d{1,2}[.)]|[a-z]\)|\W", line[0].text))
            if starts.most_common(1)[0][1] >= aligned * len(apart) and marks < 0.5 * len(apart):
                return at, before
    return None


def _blanks(lines: Sequence[Sequence[Word]], zone: Interval, head: Interval) -> list[Interval]:
    """Return the strips in a zone beside a heading that hardly any line crosses, between words on both sides."""
    words = [word for line in lines for word in line]
    low, high = max(zone[0], min(word.x0 for word in words)), min(zone[1], max(word.x1 for word in words))
    if zone[1] <= head[0]:
        high = min(zone[1], head[0])
    else:
        low = max(zone[0], head[1])
    width = int(high - low)
    if width < 4:
        return []
    crossing = [0] * (width + 1)
    for line in lines:
        for run in runs(line):
            for i in range(max(int(run[0].x0 - low), 0), min(int(run[-1].x1 - low) + 1, width)):
                crossing[i] += 1
    most = 0.12 * len(lines)
    blanks: list[Interval] = []
    start: int | None = None
    for i in range(width + 1):
        if i < width and crossing[i] <= most:
            start = i if start is None else start
        elif start is not None:
            blanks.append((low + start, low + i))
            start = None
    return blanks


def make_rows(draft: Draft) -> list[DraftRow]:
    """Return the rows of a table, those that a page break cuts put together."""
    anchors = Anchors.of(draft)
    pitch = _pitch(draft)
    banded = [(piece, _bands(piece)) for piece in draft.pieces]
    filled = sum(len(_rows_of_band(piece, band)) for piece, bands in banded for band in bands if band.words)
    by_rules = filled >= 0.7 * anchors.count and (filled > len(draft.pieces) or anchors.count <= len(draft.pieces))
    merges = by_rules and any(
        len(_rows_of_band(piece, band)) > 1 for piece, bands in banded for band in bands if band.words
    )
    rows: list[DraftRow] = []
    for piece, bands in banded:
        found: list[DraftRow] = []
        for band in bands:
            if not band.words:
                continue
            if by_rules:
                found.extend(_rows_of_band(piece, band))
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


@dataclass(slots=True)
class _Band:
    top: float
    bottom: float
    words: list[Word]


def _bands(piece: Piece) -> list[_Band]:
    """Return the parts of a piece between the lines that run across it."""
    left = max(piece.edges[0], min((word.x0 for word in piece.words), default=0))
    right = min(piece.edges[-1], max((word.x1 for word in piece.words), default=0))
    places = [piece.top]
    for at, rules in _heights(piece.rules, piece.top, piece.bottom):
        if covered(rules, left, right) >= _WHOLE and at - places[-1] > 2.5 and not _leaves_out(piece, rules):
            places.append(at)
    places.append(max(piece.bottom, places[-1]))
    bands = [_Band(a, b, []) for a, b in zip(places, places[1:], strict=False)]
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


def _rows_of_band(piece: Piece, band: _Band) -> list[DraftRow]:
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
    cells: Cells = [[] for _ in range(count)]
    for word in band.words:
        cells[column_of(word, edges)].append(word)
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


def _is_banner(piece: Piece, band: _Band) -> bool:
    """Tell whether the vertical lines stop above a band and start again below it."""
    if any(len(runs(line)) > 1 for line in text_lines(band.words)):
        return False
    inner = piece.edges[1:-1]
    open_ = 0
    for edge in inner:
        near = [rule for rule in piece.rules.vertical if abs(rule.at - edge) < 3.5]
        if not near or covered(near, band.top + 2, band.bottom - 2) < 0.3:
            open_ += 1
    walled = sum(1 for edge in inner if any(abs(rule.at - edge) < 3.5 for rule in piece.rules.vertical))
    return walled >= 0.6 * len(inner) and open_ == len(inner)


class Anchors:
    """What starts each row of a table: dates, numbers or case numbers in one of its columns.

    `column` is that column, `kind` what its starts look like, `count` how many there are.
    """

    def __init__(self, column: int, kind: str | None, count: int) -> None:
        self.column, self.kind, self.count = column, kind, count

    @classmethod
    def of(cls, draft: Draft) -> "Anchors":
        best = cls(0, None, 0)
        if not draft.pieces:
            return best
        columns = len(draft.pieces[0].edges) - 1
        counts: list[tuple[int, str | None]] = []
        for column in range(columns):
            tally: Counter[str] = Counter()
            first: str | None = None
            for piece in draft.pieces:
                for line in text_lines([word for word in piece.words if column_of(word, piece.edges) == column]):
                    kind = kind_of(line)
                    if kind:
                        first = first or kind
                        tally[kind] += 1
            if first == "paragraph" and tally["date"] >= tally["paragraph"] * 0.8 and tally["date"] > 1:
                first = "paragraph"
            counts.append((tally[first], first) if first else (0, None))
        most = max((count for count, _ in counts), default=0)
        for kinds in (("date", "paragraph", "number"), ("case",)):
            for column, (count, kind) in enumerate(counts):
                if kind in kinds and count >= 0.6 * most and count >= 2:
                    return cls(column, kind, count)
        return best

    def starts(self, piece: Piece, words: Sequence[Word]) -> list[list[Word]]:
        """Return the lines among words that start a row."""
        if self.kind is None:
            return []
        own = [word for word in words if column_of(word, piece.edges) == self.column]
        return [line for line in text_lines(own) if kind_of(line) == self.kind]


def kind_of(line: Sequence[Word]) -> str | None:
    """Return what a line of a cell starts with: a date, a §, a number, a case number."""
    text = " ".join(word.text for word in line[:4])
    for kind, shape in _KINDS:
        if shape.match(text):
            return kind
    return None


def _pitch(draft: Draft) -> float | None:
    """Return the blank between two lines of one cell, from those that go on in small letters; None where too few do."""
    blanks: list[float] = []
    for piece in draft.pieces:
        for column in range(len(piece.edges) - 1):
            lines = text_lines([word for word in piece.words if column_of(word, piece.edges) == column])
            for above, line in zip(lines, lines[1:], strict=False):
                if line[0].text[0].islower() and line[0].text not in ("att", "dels"):
                    blanks.append(_top(line) - _bottom(above))
    blanks.sort()
    return blanks[len(blanks) // 2] if len(blanks) >= 3 else None


def _top(line: Sequence[Word]) -> float:
    return min(word.middle - _CORE * word.height for word in line)


def _bottom(line: Sequence[Word]) -> float:
    return max(word.middle + _CORE * word.height for word in line)


def _rows_of_words(piece: Piece, band: _Band, anchors: Anchors, pitch: float | None) -> list[DraftRow]:
    """Return the rows between two lines that no line parts: by headings, by wide blanks, else by what starts a row."""
    captions = [line for line in text_lines(band.words) if is_caption(line, piece)]
    held = {id(word) for line in captions for word in line}
    places = [line[0].middle for line in captions]
    rows: list[DraftRow] = []
    for i, (a, b) in enumerate(zip([band.top - 1, *places], [*places, band.bottom + 1], strict=True)):
        if i:
            rows.append(DraftRow([captions[i - 1]], piece.page, banner=True))
        part = _Band(a, b, [word for word in band.words if a <= word.middle < b and id(word) not in held])
        if part.words:
            starts = anchors.starts(piece, part.words)
            blocks = _blocks(part.words)
            limits = _limits_at_blanks(piece, part, starts, blocks, pitch)
            if limits is None:
                limits = _limits(piece, part, starts, blocks, anchors)
            rows.extend(_rows_between(piece, part, limits))
    return rows


def _rows_between(piece: Piece, band: _Band, limits: Sequence[float]) -> Iterator[DraftRow]:
    for a, b in zip([band.top - 1, *limits], [*limits, band.bottom + 1], strict=True):
        words = [word for word in band.words if a <= word.middle < b]
        if words:
            cells: Cells = [[] for _ in piece.edges[1:]]
            for word in words:
                cells[column_of(word, piece.edges)].append(word)
            yield DraftRow(cells, piece.page)


def _least(blanks: Sequence[float], pitch: float, height: float) -> float:
    """Return how wide a blank between rows is at least: beyond the first wide step from the blanks between lines."""
    wide = sorted(blank for blank in blanks if blank > 0.5 * pitch)
    for a, b in zip(wide, wide[1:], strict=False):
        if a < 1.25 * pitch and b > pitch + 0.15 * height and b - a > 0.2 * height:
            return (a + b) / 2
    return pitch + max(0.18 * height, 0.3 * pitch)


def _limits_at_blanks(
    piece: Piece, band: _Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], pitch: float | None
) -> list[float] | None:
    """Return the heights of the blanks that are wider than between lines; None where these are no rows.

    They are none where several of what starts a row stand between two of them. A part with words in one column alone
    belongs to the row above: a blank line in a cell.
    """
    if pitch is None or not blocks:
        return None
    height = sorted(word.height for word in band.words)[len(band.words) // 2]
    blanks = [(a[1], b[0]) for a, b in zip(blocks, blocks[1:], strict=False)]
    least = _least([b - a for a, b in blanks], pitch, height)
    gaps = [(a, b) for a, b in blanks if b - a > least]
    limits: list[float] = []
    for i, (end, start) in enumerate(gaps):
        until = gaps[i + 1][0] if i + 1 < len(gaps) else blocks[-1][1]
        columns = {column_of(word, piece.edges) for word in band.words if start - 0.1 <= word.middle <= until + 0.1}
        begins = any(start - 0.1 <= line[0].middle <= until + 0.1 for line in starts)
        if len(columns) > 1 or begins:
            limits.append((end + start) / 2)
    counts = [
        sum(1 for line in starts if a <= line[0].middle < b)
        for a, b in zip([band.top - 1, *limits], [*limits, band.bottom + 1], strict=True)
    ]
    crowded = sum(1 for count in counts if count > 1)
    return limits if crowded <= 0.1 * len(counts) else None


def _blocks(words: Sequence[Word]) -> list[Interval]:
    """Return the heights that printed lines take, all columns together, those that overlap joined."""
    spans = sorted((word.middle - _CORE * word.height, word.middle + _CORE * word.height) for word in words)
    blocks: list[Interval] = []
    for a, b in spans:
        if blocks and a <= blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], max(blocks[-1][1], b))
        else:
            blocks.append((a, b))
    return blocks


def _limits(
    piece: Piece, band: _Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], anchors: Anchors
) -> list[float]:
    """Return the heights between rows."""
    if not starts:
        return []
    tops = [min(word.middle - _CORE * word.height for word in line) for line in starts]
    height = starts[0][0].height
    at_block = [next((block[0] for block in blocks if block[0] - 0.5 <= top <= block[1]), top) for top in tops]
    above = sum(1 for top, block in zip(tops, at_block, strict=True) if top - block < 0.35 * height)
    if above >= 0.85 * len(tops):
        return _limits_at_tops(piece, band, at_block, blocks)
    return _limits_between(piece, band, starts, blocks, anchors)


def _limits_at_tops(
    piece: Piece, band: _Band, tops: Sequence[float], blocks: Sequence[Interval]
) -> list[float]:
    """Return the heights above the first line of each row, and of rows that start like others but without a date."""
    gaps = {b[0]: b[0] - a[1] for a, b in zip(blocks, blocks[1:], strict=False)}
    limits = {top - 0.5 for top in tops}
    chosen = [gaps[top] for top in tops if top in gaps]
    others = sorted(gap for top, gap in gaps.items() if top not in tops)
    if chosen and others:
        usual = others[len(others) // 2]
        least = sorted(chosen)[len(chosen) // 10]
        if least > 1.3 * usual + 0.8:
            for top, gap in gaps.items():
                if gap >= 0.95 * least and top not in tops and _starts_row(piece, band, top):
                    limits.add(top - 0.5)
    return sorted(limit for limit in limits if limit > band.top)


def _starts_row(piece: Piece, band: _Band, top: float) -> bool:
    """Tell whether two or more cells start at a height, and none in small letters."""
    first = [word for word in band.words if 0 <= (word.middle - _CORE * word.height) - top < 0.4 * word.height]
    columns: dict[int, Word] = {}
    for word in sorted(first, key=lambda word: word.x0):
        columns.setdefault(column_of(word, piece.edges), word)
    return len(columns) >= 2 and not any(word.text[0].islower() for word in columns.values())


def _limits_between(
    piece: Piece, band: _Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], anchors: Anchors
) -> list[float]:
    """Return the heights between rows whose cells are centred: in the widest blanks, so that each date is in the middle."""
    own = sorted(
        (word for word in band.words if column_of(word, piece.edges) == anchors.column), key=lambda word: word.middle
    )
    firsts = [line[0].middle for line in starts]
    centres: list[float] = []
    for first, following in zip(firsts, [*firsts[1:], float("inf")], strict=True):
        cell = [word.middle for word in own if first - 1 <= word.middle < following - 1]
        centres.append((min(cell) + max(cell)) / 2)
    gaps = [(a[1], b[0]) for a, b in zip(blocks, blocks[1:], strict=False)]
    limits: list[float] = []
    above = blocks[0][0]
    for i, centre in enumerate(centres[:-1]):
        between = [gap for gap in gaps if centre < (gap[0] + gap[1]) / 2 < centres[i + 1]]
        if not between:
            limits.append((centre + centres[i + 1]) / 2)
            above = limits[-1]
            continue
        widest = max(b - a for a, b in between)
        near = [gap for gap in between if gap[1] - gap[0] >= 0.8 * widest]
        best = min(near, key=lambda gap: abs((above + gap[0]) / 2 - centre))
        limits.append((best[0] + best[1]) / 2)
        above = best[1]
    if piece.opens:
        # what a page break has cut off from the row above stands over the first date's own cell
        before = [gap for gap in gaps if (gap[0] + gap[1]) / 2 < centres[0]]
        end = limits[0] if limits else blocks[-1][1]
        options: list[tuple[float, float]] = [(abs((blocks[0][0] + end) / 2 - centres[0]), band.top)]
        options += [(abs((gap[1] + end) / 2 - centres[0]) + 2, (gap[0] + gap[1]) / 2) for gap in before]
        best_start = min(options)[1]
        if best_start > band.top:
            limits.insert(0, best_start)
    return limits


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for line in text_lines(words) for word in line)


def _carries_on(row: DraftRow, following: DraftRow, anchors: Anchors) -> bool:
    """Tell whether the first row of a page is the rest of the last on the page before."""
    if row.banner or following.banner:
        return False
    before, after = [_text(cell) for cell in row.cells], [_text(cell) for cell in following.cells]
    filled = [i for i, text in enumerate(after) if text]
    flows = [i for i in filled if before[i] and (after[i][0].islower() or not _ENDS.search(before[i]))]
    starts = bool(after[anchors.column]) and _kind(after[anchors.column]) == anchors.kind and anchors.kind is not None
    goes_on = any(after[i][0].islower() and after[i].split()[0] != "att" for i in flows)
    if starts and anchors.kind in ("date", "number"):
        lacks = not before[anchors.column] or before[anchors.column][-1] in "-–/"
        return lacks and goes_on
    if goes_on:
        return True
    if starts or (anchors.kind is None and after[0]):
        return False
    fresh = [i for i in filled if not before[i]]
    return len(fresh) <= 1 and len(filled) <= max(len(after) // 2, 1)


def _kind(text: str) -> str | None:
    return next((kind for kind, shape in _KINDS if shape.match(text)), None)
