"""The heights between the rows of a table that no ruled line parts: wide blanks, or what starts a row."""

import re
from collections import Counter
from collections.abc import Sequence

from beslutsnlp.reading.grid import Band, Draft, Interval, Piece, by_column, column_of
from beslutsnlp.reading.headers import Word, text_lines

# half of what a printed line takes of the box of its words
_CORE = 0.3
_MOST_TRIED = 12
_DATE = re.compile(
    r"(?:[A-ZÅÄÖ][\wÅÄÖåäö]{1,14}\s)?(?:(?:19|20)\d\d(?:[-–]\s?$|[-–/.]\s?\d{1,2}[-–/.])|\d{6}\b|\d{8}\b|\d{1,2}[/.]\d{1,2}[-–/. ]|\d{1,2}\s(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\b)"
)
_CASE = re.compile(
    r"(?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}[ /-]?(?:19|20)?\d\d[-–/: ]|\d\d[A-ZÅÄÖ]{1,4}\d|[A-ZÅÄÖ]{2,4}\d{6}|dnr\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[A-ZÅÄÖ]{0,3}-?\d{1,4}[.:]?\d{0,3})$")
_PARAGRAPH = re.compile(r"(?:[A-ZÅÄÖ][\wåäö]{0,10}\s)?§+\s?\d")
_KINDS = (("date", _DATE), ("paragraph", _PARAGRAPH), ("number", _NUMBER), ("case", _CASE))


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
                for line in piece.column_lines()[column]:
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
        own = by_column(words, piece.edges)[self.column]
        return [line for line in text_lines(own) if kind_of(line) == self.kind]


def kind_of(line: Sequence[Word]) -> str | None:
    """Return what a line of a cell starts with: a date, a §, a number, a case number."""
    text = " ".join(word.text for word in line[:4])
    for kind, shape in _KINDS:
        if shape.match(text):
            return kind
    return None


def line_pitch(drafts: Sequence[Draft]) -> float | None:
    """Return the blank between two lines of one cell, from those that go on in small letters; None where too few do."""
    blanks: list[float] = []
    for piece in (piece for draft in drafts for piece in draft.pieces):
        for lines in piece.column_lines():
            for above, line in zip(lines, lines[1:], strict=False):
                if line[0].text[0].islower() and line[0].text not in ("att", "dels"):
                    blanks.append(_top(line) - _bottom(above))
    blanks.sort()
    return blanks[len(blanks) // 2] if len(blanks) >= 3 else None


def _top(line: Sequence[Word]) -> float:
    return min(word.middle - _CORE * word.height for word in line)


def _bottom(line: Sequence[Word]) -> float:
    return max(word.middle + _CORE * word.height for word in line)


def find_limits(piece: Piece, band: Band, anchors: Anchors, pitch: float | None) -> list[float]:
    """Return the heights between the rows of a band."""
    starts = anchors.starts(piece, band.words)
    blocks = _blocks(band.words)
    limits = _limits_at_blanks(piece, band, starts, blocks, pitch)
    return _limits(piece, band, starts, blocks, anchors) if limits is None else limits


def _least(blanks: Sequence[float], pitch: float, height: float) -> float:
    """Return how wide a blank between rows is at least: beyond the first wide step from the blanks between lines."""
    wide = sorted(blank for blank in blanks if blank > 0.5 * pitch)
    for a, b in zip(wide, wide[1:], strict=False):
        if a < 1.25 * pitch and b > pitch + 0.15 * height and b - a > 0.2 * height:
            return (a + b) / 2
    return pitch + max(0.18 * height, 0.3 * pitch)


def _limits_at_blanks(
    piece: Piece, band: Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], pitch: float | None
) -> list[float] | None:
    """Return the heights of the blanks that are wider than between lines; None where these are no rows.

    How wide they are at least is what gives most rows one start each. They are none where several starts stand between two
    of them, unless all are much wider than between lines.
    """
    if pitch is None or not blocks:
        return None
    height = sorted(word.height for word in band.words)[len(band.words) // 2]
    blanks = [(a[1], b[0]) for a, b in zip(blocks, blocks[1:], strict=False)]
    widths = sorted({round(b - a, 1) for a, b in blanks if 0.9 * pitch < b - a < 2.2 * pitch})
    between = [(a + b) / 2 for a, b in zip(widths, widths[1:], strict=False) if b - a > 0.25]
    tried = [_least([b - a for a, b in blanks], pitch, height), *between[:_MOST_TRIED]]
    best: list[float] = []
    best_score = float("-inf")
    for least in tried:
        limits = _wide_limits(piece, band, starts, blocks, [blank for blank in blanks if blank[1] - blank[0] > least])
        counts = _starts_between(band, limits, starts)
        score = sum(1.0 if count == 1 else -0.5 if count == 0 else -float(count) for count in counts)
        if score > best_score + 0.5:
            best, best_score = limits, score
        if least == tried[0] and sum(count == 1 for count in counts) >= 0.75 * len(counts):
            break
    counts = _starts_between(band, best, starts)
    clear = bool(best) and min(b - a for a, b in blanks if any(a < limit < b for limit in best)) > 1.5 * pitch
    crowded = sum(1 for count in counts if count > 1)
    return best if clear or crowded <= 0.1 * len(counts) else None


def _wide_limits(
    piece: Piece,
    band: Band,
    starts: Sequence[Sequence[Word]],
    blocks: Sequence[Interval],
    blanks: Sequence[Interval],
) -> list[float]:
    """Return the middles of blanks between rows; below some of them stands the rest of a cell after a blank line."""
    limits: list[float] = []
    for i, (end, start) in enumerate(blanks):
        until = blanks[i + 1][0] if i + 1 < len(blanks) else blocks[-1][1]
        columns = {column_of(word, piece.edges) for word in band.words if start - 0.1 <= word.middle <= until + 0.1}
        begins = any(start - 0.1 <= line[0].middle <= until + 0.1 for line in starts)
        if len(columns) > 1 or begins:
            limits.append((end + start) / 2)
    return limits


def _starts_between(band: Band, limits: Sequence[float], starts: Sequence[Sequence[Word]]) -> list[int]:
    return [
        sum(1 for line in starts if a <= line[0].middle < b)
        for a, b in zip([band.top - 1, *limits], [*limits, band.bottom + 1], strict=True)
    ]


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
    piece: Piece, band: Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], anchors: Anchors
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


def _limits_at_tops(piece: Piece, band: Band, tops: Sequence[float], blocks: Sequence[Interval]) -> list[float]:
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


def _starts_row(piece: Piece, band: Band, top: float) -> bool:
    """Tell whether two or more cells start at a height, and none in small letters."""
    first = [word for word in band.words if 0 <= (word.middle - _CORE * word.height) - top < 0.4 * word.height]
    columns: dict[int, Word] = {}
    for word in sorted(first, key=lambda word: word.x0):
        columns.setdefault(column_of(word, piece.edges), word)
    return len(columns) >= 2 and not any(word.text[0].islower() for word in columns.values())


def _limits_between(
    piece: Piece, band: Band, starts: Sequence[Sequence[Word]], blocks: Sequence[Interval], anchors: Anchors
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


def holds_kind(text: str, kind: str | None) -> bool:
    """Tell whether what starts a row stands anywhere in a cell."""
    return any(kind_of_text(part) == kind for part in (text[at:] for at in _word_starts(text))) if kind else False


def _word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<!\S)\S", text)]


def kind_of_text(text: str) -> str | None:
    """Return what a cell starts with, as `kind_of` tells of a line."""
    return next((kind for kind, shape in _KINDS if shape.match(text)), None)
