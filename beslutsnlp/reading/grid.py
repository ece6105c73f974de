"""The columns of a table: where they part, from ruled lines, headings, and the blank between words."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from beslutsnlp.reading.headers import Header, Word, runs, text_lines
from beslutsnlp.reading.rules import Rules

Interval = tuple[float, float]


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
    _column_lines: list[list[list[Word]]] = field(default_factory=list)

    def column_lines(self) -> list[list[list[Word]]]:
        """Return the lines of words in each column."""
        if not self._column_lines:
            self._column_lines = [text_lines(words) for words in by_column(self.words, self.edges)]
        return self._column_lines


@dataclass(slots=True)
class Band:
    """A part of a piece between two heights, and its words."""

    top: float
    bottom: float
    words: list[Word]


@dataclass(slots=True)
class Draft:
    """A table as it is put together: its headings and its parts on pages."""

    headings: list[str]
    pieces: list[Piece] = field(default_factory=list)


def column_of(word: Word, edges: Sequence[float]) -> int:
    """Return the column that a word stands in."""
    return bisect_right(edges, (word.x0 + word.x1) / 2, 1, len(edges) - 1) - 1


def by_column(words: Iterable[Word], edges: Sequence[float]) -> list[list[Word]]:
    """Return the words that stand in each column."""
    columns: list[list[Word]] = [[] for _ in edges[1:]]
    for word in words:
        columns[column_of(word, edges)].append(word)
    return columns


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
    inner = [_river(words, end, start) for (_, end), (start, _) in zip(spans, spans[1:], strict=False)]
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


def _headless(lines: Sequence[Sequence[Word]], left: float, right: float, head: Interval) -> tuple[float, bool] | None:
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
            marks = sum(1 for line in apart if re.fullmatch(r"\d{1,2}[.)]|[a-z]\)|[•◦▪·–—*-]", line[0].text))
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
