"""The header rows of tables on a page of words, and the columns that they and the ruled lines give."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from beslutsnlp.columns import Columns, heading_words
from beslutsnlp.reading.rules import Rules, covered

_MAX_WORDS = 40
_MAX_LINES = 6
_TRIM = ".,:;()?!/*-\u00ad\ufffe"
_VALUE = re.compile(
    r"(?:19|20)\d\d[-–/]|^\d{6,8}$|\d{1,2}[/.]\d{1,2}|^§+\d|^\d{1,4}$|[A-ZÅÄÖ]{2,5}[ /-]?(?:19|20)\d\d|^\d\d[A-Z]{1,4}\d+$"
)


class Word(NamedTuple):
    """A word of a page and its box, in points from the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int = 0
    bold: bool = False

    @property
    def middle(self) -> float:
        """Half way down its box."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """The height of its box."""
        return self.bottom - self.top


@dataclass(slots=True)
class Header:
    """A header row: its headings, where its columns part, and where it starts and ends on the page.

    `edges` are the x of the columns' borders, one more than there are columns; `heads` the words of each heading.
    """

    headings: list[str]
    edges: list[float]
    top: float
    bottom: float
    heads: list[list[Word]] = field(default_factory=list)
    ruled: bool = False
    striped: bool = False


def text_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words in lines of one height, from top to bottom, each from left to right."""
    if len(words) <= 1:
        return [list(words)] if words else []
    lines: list[list[Word]] = []
    # of each line: its words, and the page, middle, bottom and height of its first word
    latest: list[tuple[list[Word], int, float, float, float]] = []
    for page, middle, _, word in sorted((word.page, (word.top + word.bottom) / 2, word.x0, word) for word in words):
        height = word.bottom - word.top
        for line, line_page, line_middle, line_bottom, line_height in reversed(latest):
            near = 0.35 * min(height, line_height)
            # boxes may reach as high as each word's own letters
            if line_page == page and (middle - line_middle < near or abs(word.bottom - line_bottom) < 0.5 * near):
                line.append(word)
                break
        else:
            own = [word]
            lines.append(own)
            latest = [*latest[-2:], (own, page, middle, word.bottom, height)]
    for line in lines:
        line.sort(key=lambda word: word.x0)
    lines.sort(key=lambda line: (line[0].page, line[0].middle))
    return lines


def runs(line: Sequence[Word], walls: Sequence[float] = ()) -> list[list[Word]]:
    """Return a line's words in runs, parted by wide blanks and by the walls between columns."""
    parted: list[list[Word]] = []
    for word in line:
        if parted:
            before = parted[-1][-1]
            blank = (word.x0 - before.x1) / 0.55
            near = blank <= before.bottom - before.top and blank <= word.bottom - word.top
            if near and not any(before.x1 - 1 <= wall <= word.x0 + 1 for wall in walls):
                parted[-1].append(word)
                continue
        parted.append([word])
    return parted


def may_head(text: str) -> bool:
    """Tell whether a printed line has words that head two different columns of a follow-up list, among few others."""
    tokens = text.split()
    if not 2 <= len(tokens) <= _MAX_WORDS // 2 or text[-1] in ".;":
        return False
    known = heading_words()
    facts = [None if token[0].islower() else known.get(token.strip(_TRIM).casefold()) for token in tokens]
    least = 3 if text.isupper() else 2
    return len(set(facts) - {None, "other"}) >= least and sum(1 for fact in facts if fact) >= 0.2 * len(facts)


def find_headers(words: Sequence[Word], rules: Rules, columns: Columns, *, titled: bool = False) -> list[Header]:
    """Return the header rows on a page, from top to bottom.

    Where the text is `titled` as a follow-up list, a row of headings is taken by its looks, whatever its words are.
    """
    lines = text_lines(words)
    found: list[Header] = []
    for i, line in enumerate(lines):
        if found and line[0].middle < found[-1].bottom:
            continue
        by_looks = titled and _looks_like_head(line, rules)
        if not by_looks and not _may_head(line, columns):
            continue
        header = _header_at(lines, i, rules, columns, by_looks=by_looks)
        if header is not None:
            found.append(header)
    return found


_LIST_TITLE = re.compile(
    r"\b(?:uppdrag\w*|\w*uppföljning\w*|balanslist\w*|bevakning\w*|motion(?:er|erna|s)\w*|medborgarförslag\w*|åter(?:rapport|redovis)\w*|åtgärdslist\w*|aktivitetslist\w*|verkställighet\w*"
    r"|verkställande|beslutslogg\w*|(?:ägar)?direktiv\w*|(?:\w+)?sammanställning\w*|\w*förteckning|\w*lista|läget i|beslut(?:en)?|rekommendation\w*|beställning\w*|bett om|kom ihåg\W?lista|åtgärd(?:er|splan)|vad hände\w*|\w*redovisning)\b",
    re.IGNORECASE,
)
_OTHER_TITLE = re.compile(r"protokoll|kallelse|föredragningslista|dagordning|närvarolista|omröstning", re.IGNORECASE)
_TITLE_LINES = 8


def is_list_title(texts: Sequence[str]) -> bool:
    """Tell whether the first lines of a document name a follow-up list, and no protocol or roll."""
    first = texts[:_TITLE_LINES]
    return any(map(_LIST_TITLE.search, first)) and not any(map(_OTHER_TITLE.search, first))


def _looks_like_head(line: Sequence[Word], rules: Rules) -> bool:
    """Tell whether a line is a row of three or more short headings, in bold or over a line."""
    parts = runs(line)
    if not 3 <= len(parts) <= 10 or any(len(part) > 5 for part in parts):
        return False
    if any(_VALUE.search(word.text) for word in line) or any(part[-1].text[-1] in ".,;" for part in parts):
        return False
    if all(word.bold for word in line):
        return True
    below = min(word.bottom for word in line)
    ruled = any(
        0 <= rule.at - below < 2 * line[0].height and rule.start <= line[0].x0 + 2 and rule.end >= line[-1].x1 - 2
        for rule in rules.horizontal
    )
    return ruled and sum(part[0].text[0].isupper() for part in parts) >= 0.8 * len(parts)


def parting(words: Sequence[Word], rules: Rules, columns: Columns) -> float | None:
    """Return the x between two lists that stand side by side on a page; None where one list stands alone.

    Both sides have headings of their own, which name at least two facts alike.
    """
    known = heading_words()
    named = [(word.x0, known.get(word.text.strip(_TRIM).casefold())) for word in words if word.text[0].isupper()]
    heads = [(x0, fact) for x0, fact in named if fact]
    for x in _gaps(words) if len(heads) > 3 else ():
        left, right = ({fact for x0, fact in heads if (x0 < x) is side} for side in (True, False))
        if len(left & right) < 2:
            continue
        sides = [
            find_headers([word for word in words if (word.x0 < x) is side], rules, columns) for side in (True, False)
        ]
        facts = [
            {fact for header in side for heading in header.headings for fact in columns.facts(heading)}
            for side in sides
        ]
        alike = len(facts[0] & facts[1]) >= 3 or sides[0][:1] == sides[1][:1]
        if alike and all(len(header.headings) > 2 for side in sides for header in side[:1]) and all(sides):
            return x
    return None


def _gaps(words: Sequence[Word]) -> Iterator[float]:
    """Yield the x of the blank strips in the middle of a page that at most two runs of words cross."""
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    width = int(right - left)
    steps = [0] * (width + 3)
    for line in text_lines(words):
        for run in runs(line):
            steps[int(run[0].x0 - left)] += 1
            steps[min(int(run[-1].x1 - left) + 1, width + 1)] -= 1
    crossing = list(accumulate(steps))
    low, high = int(0.3 * width), int(0.7 * width)
    start: int | None = None
    for i in range(low, high + 1):
        if crossing[i] <= 2 and i < high:
            start = i if start is None else start
        elif start is not None:
            if i - start >= 6:
                yield left + (start + i) / 2
            start = None


def _may_head(line: Sequence[Word], columns: Columns) -> bool:
    """Tell whether a line has the headings of two columns or more and hardly anything else."""
    if not 2 <= len(line) <= _MAX_WORDS:
        return False
    known = heading_words()
    single = [known.get(word.text.strip(_TRIM).casefold()) for word in line]
    kinds = {fact for fact in single if fact}
    parts = runs(line)
    if len(parts) < 2:
        return False
    bold = all(word.bold for word in line)
    texts = [" ".join(word.text for word in part) for part in parts]
    if not bold and any(text.endswith((".", ",")) and len(text) > 5 for text in texts):
        return False
    numbers = sum(1 for word in line if word.text.isdigit())
    values = sum(1 for word in line if _VALUE.search(word.text)) - numbers
    if values or numbers > 0.1 * len(line):
        return False
    found = [columns.facts(text, exact=not bold) for text in texts]
    if len(kinds | {fact for facts in found for fact in facts}) < 2:
        return False
    share = sum(1 for fact in single if fact) / len(line)
    named = sum(1 for facts in found if facts) / len(parts)
    return share >= 0.4 or named >= 0.5


def _header_at(
    lines: Sequence[list[Word]], place: int, rules: Rules, columns: Columns, *, by_looks: bool = False
) -> Header | None:
    base = lines[place]
    top, bottom = _band(lines, place, rules)
    top, bottom = _below_caption(lines, place, top), _above_rows(lines, place, bottom)
    words = [word for line in lines for word in line if top <= word.middle <= bottom]
    if not words or len(words) > _MAX_WORDS * 2:
        return None
    top, bottom = min(top, *(word.top for word in words)), max(bottom, *(word.bottom for word in words))
    walls = _walls(rules, base, top, bottom)
    heads = _heads(words, walls)
    headings = ["\n".join(" ".join(word.text for word in line) for line in text_lines(head)) for head in heads]
    if walls and len(heads) > 1:
        edges = _walled_edges(heads, walls)
        if edges is not None:
            inside = [_inside(words, a, b) for a, b in zip(edges, edges[1:], strict=False)]
            headings = ["\n".join(" ".join(word.text for word in line) for line in text_lines(head)) for head in inside]
            accepted = columns.is_follow_up(headings) or (by_looks and columns.may_follow_up(headings))
            return Header(headings, edges, top, bottom, inside, ruled=True) if accepted else None
    if not columns.is_follow_up(headings) and not (by_looks and columns.may_follow_up(headings)):
        return None
    starts = [min(word.x0 for word in head) for head in heads]
    ends = [max(word.x1 for word in head) for head in heads]
    edges = [starts[0], *((a + b) / 2 for a, b in zip(ends, starts[1:], strict=False)), ends[-1]]
    return Header(headings, edges, top, bottom, heads)


def _below_caption(lines: Sequence[list[Word]], place: int, top: float) -> float:
    """Return the top of a header row without the captions that stand in it over the headings."""
    for i in range(place - 1, -1, -1):
        line, below = lines[i], lines[i + 1]
        if line[0].middle < top:
            break
        gap = min(word.top for word in below) - max(word.bottom for word in line)
        if gap > 0.75 * below[0].height or line[0].height > 1.12 * lines[place][0].height:
            return max(word.bottom for word in line) + 0.1
    return top


def _above_rows(lines: Sequence[list[Word]], place: int, bottom: float) -> float:
    """Return the bottom of a header row without the lines of a row that no ruled line parts from it."""
    bold = sum(word.bold for word in lines[place]) > 0.6 * len(lines[place])
    for i in range(place + 1, len(lines)):
        if lines[i][0].middle > bottom:
            break
        plain = bold and not any(word.bold for word in lines[i])
        if plain or (not bold and any(_VALUE.search(word.text) for word in lines[i])):
            return min(word.top for word in lines[i]) - 0.1
    return bottom


def _inside(words: Sequence[Word], left: float, right: float) -> list[Word]:
    return [word for word in words if left <= (word.x0 + word.x1) / 2 < right]


def _band(lines: Sequence[list[Word]], place: int, rules: Rules) -> tuple[float, float]:
    """Return the top and bottom of the header row around one of its lines: up to the ruled lines, else by its type."""
    base = lines[place]
    height = max(word.height for word in base)
    left, right = base[0].x0, base[-1].x1
    tops = [rule for rule in rules.horizontal if rule.at <= base[0].middle]
    bottoms = [rule for rule in rules.horizontal if rule.at >= base[0].middle]
    above = max((rule.at for rule in tops if covered((rule,), left, right) > 0.75), default=None)
    below = min((rule.at for rule in bottoms if covered((rule,), left, right) > 0.75), default=None)
    first, last = place, place
    bold = sum(word.bold for word in base) > 0.6 * len(base)
    while first > 0 and place - first < _MAX_LINES and _belongs(lines[first - 1], lines[first], bold, height, base):
        first -= 1
    while (
        last + 1 < len(lines)
        and last - place < _MAX_LINES
        and _belongs(lines[last + 1], lines[last], bold, height, base)
    ):
        last += 1
    top = min(word.top for word in lines[first])
    bottom = max(word.bottom for word in lines[last])
    if below is not None and below - base[0].bottom < 7 * height:
        bottom = below
        if above is not None and base[0].top - above < 7 * height:
            top = above
    elif above is not None and base[0].top - above < 7 * height:
        top = above
    return top, bottom


def _belongs(line: Sequence[Word], beside: Sequence[Word], bold: bool, height: float, base: Sequence[Word]) -> bool:
    """Tell whether a line beside a header's line is part of its headings."""
    gap = max(line[0].top - beside[0].bottom, beside[0].top - line[0].bottom)
    if gap > 0.7 * height or len(line) > len(base) + 6 or any(_VALUE.search(word.text) for word in line):
        return False
    if line[0].x0 < base[0].x0 - 4 * height or line[-1].x1 > base[-1].x1 + 12 * height:
        return False
    if abs(max(word.height for word in line) - height) > 0.35 * height:
        return False
    if bold:
        return all(word.bold for word in line) and len(runs(line)) >= 1 and not _is_caption(line, base)
    words = heading_words()
    return all(word.text.strip(_TRIM).casefold() in words or word.text[0].islower() for word in line) and not (
        _is_caption(line, base)
    )


def _is_caption(line: Sequence[Word], base: Sequence[Word]) -> bool:
    """Tell whether a line is one run that stands over several headings, as a table's caption does."""
    parts = runs(line)
    return (
        len(parts) == 1 and len(line) > 1 and sum(word.x1 > line[0].x0 and word.x0 < line[-1].x1 for word in base) > 1
    )


def _walls(rules: Rules, base: Sequence[Word], top: float, bottom: float) -> list[float]:
    """Return where vertical lines cross a header row, or start below it."""
    high = bottom - top
    walls: list[float] = []
    for rule in rules.vertical:
        reach = min(rule.end, bottom) - max(rule.start, top)
        below = abs(rule.start - bottom) < 5 and rule.end > bottom + high
        crosses = reach > 0.5 * min(high, base[0].height)
        if (crosses or below) and (not walls or rule.at - walls[-1] > 3):
            walls.append(rule.at)
    return walls


def _heads(words: Sequence[Word], walls: Sequence[float]) -> list[list[Word]]:
    """Return a header row's words in headings: those over one another or side by side with a narrow blank."""
    heads: list[tuple[float, float, list[Word]]] = []
    for line in text_lines(words):
        for run in runs(line, walls):
            left, right = run[0].x0, run[-1].x1
            joined = [head for head in heads if min(head[1], right) - max(head[0], left) > 1]
            heads = [head for head in heads if head not in joined]
            own = list(run)
            for head in joined:
                left, right = min(left, head[0]), max(right, head[1])
                own = head[2] + own
            heads.append((left, right, own))
    return [head[2] for head in sorted(heads, key=lambda head: head[0])]


def _walled_edges(heads: Sequence[Sequence[Word]], walls: Sequence[float]) -> list[float] | None:
    """Return the columns' borders where there is a vertical line between every two headings; None otherwise."""
    spans = [(min(word.x0 for word in head), max(word.x1 for word in head)) for head in heads]
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        if not any(end - 1.5 <= wall <= start + 1.5 for wall in walls):
            return None
    edges = list(walls)
    if not edges or edges[0] > spans[0][0]:
        edges.insert(0, spans[0][0] - 1)
    if edges[-1] < spans[-1][1]:
        edges.append(spans[-1][1] + 1)
    return edges
