"""Follow-up lists as plain text, whose cells some tool wrote one after the other without the lines of the table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from beslutsnlp.columns import Columns
from beslutsnlp.labels import ColumnFact
from beslutsnlp.reading.document import Cell, Paragraph, Table, TableRow
from beslutsnlp.reading.headers import is_list_title
from beslutsnlp.reading.hyphens import join_lines
from beslutsnlp.reading.lines import Line, starts_point

WARNING = "A list in plain text has no lines between its cells; rows were parted at their dates. Look at the cells."

_HEADER_LINES = 16
_FIRST_ROW = 60
_MAX_HEADING_WORDS = 4
_DATE = (
    r"(?:(?:19|20)\d\d-\d\d-\d\d|\d{6}|\d{1,2}/\d{1,2}[- ](?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}\s(?:jan|feb|mars|apr|maj|juni|juli|aug|sep|okt|nov|dec)[a-z]{0,7}\.?\s(?:19|20)\d\d)"
)
_PARAGRAPHS = r"§{1,2}\s?\d{1,4}[a-z]?(?:(?:,|\soch|\s?[-–])\s?§{0,2}\s?\d{1,4}\b(?!-)){0,6}"
_BODY = r"(?:[A-ZÅÄÖ]{2,4}\s|[A-ZÅÄÖ][a-zåäö]{2,30}(?:nämnden|styrelsen|fullmäktige|utskottet)\s)"
_CASE = (
    r"(?:Dnr:?\s)?(?:[A-ZÅÄÖ]{1,6}[- ]?(?:19|20)?\d{2}[-/: ]?\d{1,6}(?:[-/]\d{1,6})?|\d\d[A-ZÅÄÖ]{2,4}\d{1,6}"
    r"|[A-ZÅÄÖ]{1,6}/(?:19|20)\d\d:\d{1,6}|(?:19|20)\d\d[-/:]\d{2,6}|\d{2,5}[-/](?:19|20)?\d{2}\b)"
)
_DECIDED = re.compile(rf"{_BODY}?(?:{_DATE}(?:,?\s?{_BODY}?{_PARAGRAPHS})?|{_PARAGRAPHS}(?:,?\s{_DATE})?)(?=[\s,]|$),?")
_BARE_PARAGRAPHS = re.compile(r"§?\s?\d{1,4}[a-z]?(?:(?:,|\soch|\s?[-–])\s?\d{1,4}){0,6}(?=\s|$)")
_CASE_NUMBER = re.compile(rf"{_CASE}(?=[\s,]|$),?")
_NUMBER = re.compile(r"\d{1,3}[.)]?(?=\s|$)")
_LEADS: dict[ColumnFact, re.Pattern[str]] = {"decided": _DECIDED, "case_number": _CASE_NUMBER, "other": _NUMBER}
# the start of a row is all that its line holds, or a case number or a date follows it
_STARTS: dict[ColumnFact, re.Pattern[str]] = {
    "decided": re.compile(
        rf"{_DECIDED.pattern}(?:\s{_CASE}(?:\s.{{0,300}})?)?|{_PARAGRAPHS}\s{_CASE}(?:\s.{{0,300}})?"
    ),
    "case_number": re.compile(rf"{_CASE}(?:\s{_DATE}(?:\s.{{0,300}})?)?"),
}
_MARK = re.compile(rf"(?:^|\s)(?:{_CASE})(?=[\s,]|$)|§")
_DONE = re.compile(
    r"(?:^|(?<=\s))(?:Klart?|Klara|KLART|Ja|Nej|JA|NEJ|[XxJN✓]|Avslutat|Avslutad|AVSLUTAT|Pågående|PÅGÅENDE|Ej klart?|Delvis(?: klart)?|Verkställt)\.?$"
)
_TASK = re.compile(
    r"(?<=[^\s.,:;]) (?=(?:[A-ZÅÄÖ][\wåäöé-]{3,40}(?: och [\wåäö-]{3,40}){0,2} (?:får|ges|gavs|fick|ska|skall|uppdras|har fått) |Uppdra(?:s|r|g)? (?:åt|till) |Att [a-zåäö]{2,}|1[.)] ))"
)
_STATUS = re.compile(
    r"(?<=[\w.)]) (?=(?:Arbetet?|Ärendet|Uppdraget|Beredning(?:en)?|Utredning(?:en)?|Pågår|Påbörjat|Påbörjad|Ej påbörjat|Inte påbörjat|Inväntar|Avvaktar|Återrapport(?:en|eras|erat)?|Återredovis\w{1,6}|Redovisa[sdt]|Redovisning|Genomfört|Avslutat|Planeras|Planerad|Under beredning|Svar|Slutredovis\w{1,6})\b[^.]{0,160}\.?$)"
)
_RESPONSIBLE = re.compile(
    r"(?:direktör|chef|nämnd|styrelse|förvaltning|kontor|utskott|kansli|bolag|samordnare|strateg|sekreterare|controller)\w{0,4}$"
)
_TIME = re.compile(
    r"\b(?:(?:19|20)\d\d|kvartal\w*|månad\w*|våren|hösten|sommaren|löpande|snarast|senast|tertial|årsskiftet|omgående|\w*terminen)\b",
    re.IGNORECASE,
)
Facts = tuple[ColumnFact, ...]


@dataclass(slots=True)
class FlatList:
    """A table in plain text and the lines, by place, that its headings and rows take."""

    table: Table
    first: int
    paragraphs: list[Paragraph] = field(default_factory=list)


def find_flat_list(lines: Sequence[Line], columns: Columns) -> FlatList | None:
    """Return the table of a text that is titled as a follow-up list; None where none can be made out.

    Args:
        lines: The lines of the text without page furniture.
        columns: What the headings of columns mean.
    """
    if not is_list_title([line.text for line in lines[:8]]):
        return None
    for fact, shape in _STARTS.items():
        starts = list(_starts(lines, shape))
        if len(starts) < 2 or starts[0] > _FIRST_ROW:
            continue
        found = _header(lines, starts[0], columns)
        if found is not None and columns.facts(found[1][0])[:1] == (fact,):
            return _read(lines, starts, found[0], found[1], columns)
    return None


def _is_likely(rows: Sequence[TableRow], facts: Sequence[Facts]) -> bool:
    """Tell whether rows have what rows have: most an assignment or a matter, and all a case number where most have one."""
    for fact, least in (("assignment_text", 0.8), ("title", 0.8), ("case_number", 1.0)):
        places = [place for place, own in enumerate(facts) if fact in own]
        filled = sum(1 for row in rows if any(row.cells[place].paragraphs for place in places))
        if places and filled < least * len(rows) and (fact != "case_number" or filled > 0.7 * len(rows)):
            return False
        if places and fact == "case_number" and filled < 0.5 * len(rows):
            return False
    return True


def _is_ordered(facts: Sequence[Facts]) -> bool:
    """Tell whether the columns stand as most lists have them: decision and case, matter, assignment, and the rest."""
    plain = [own[0] for own in facts if own and own[0] not in _LEADS]
    before = plain[: plain.index("assignment_text")] if "assignment_text" in plain else plain[1:]
    return set(before) <= {"title"}


def _read(
    lines: Sequence[Line], starts: Sequence[int], first: int, headings: Sequence[str], columns: Columns
) -> FlatList | None:
    facts = [columns.facts(heading) for heading in headings]
    if not _is_ordered(facts):
        return None
    header = {line.text for line in lines[first : starts[0]]}
    rows: list[TableRow] = []
    for a, b in zip(starts, [*starts[1:], len(lines)], strict=True):
        own = [line for line in lines[a:b] if line.text not in header]
        cells = _cells(own, facts)
        if cells is None:
            return None
        filled = [paragraph.start for cell in cells for paragraph in cell.paragraphs]
        rows.append(TableRow(tuple(cells), min(filled)))
    if not _is_likely(rows, facts):
        return None
    paragraphs = [paragraph for row in rows for cell in row.cells for paragraph in cell.paragraphs]
    return FlatList(
        Table(tuple(headings), tuple(rows)), first, sorted(paragraphs, key=lambda paragraph: paragraph.start)
    )


def _starts(lines: Sequence[Line], shape: re.Pattern[str]) -> Iterator[int]:
    """Yield the places of the lines that start a row; a § right below a date belongs to it."""
    found = [place for place, line in enumerate(lines) if shape.fullmatch(line.text)]
    if not found:
        return
    # where most rows stand apart, a line that does not is inside a cell
    apart = sum(lines[place].gap > 0 for place in found[1:]) >= 0.4 * len(found)
    # a day that begins a line of a cell has no § and no case number behind it, where those of rows do
    ends = [*found[1:], len(lines)]
    marked = [
        any(map(_MARK.search, (line.text for line in lines[a : min(b, a + 4)])))
        for a, b in zip(found, ends, strict=True)
    ]
    if sum(marked) >= 0.7 * len(found):
        found = [place for place, mark in zip(found, marked, strict=True) if mark or lines[place].text[0] == "§"]
    before = -2
    for place in found:
        line = lines[place]
        below = place == before + 1 and line.gap == 0 and line.text[0] == "§"
        if not below and not (apart and before >= 0 and line.gap == 0 and line.page == lines[place - 1].page):
            before = place
            yield place


def _header(lines: Sequence[Line], end: int, columns: Columns) -> tuple[int, list[str]] | None:
    """Return where the headings above the first row start, and the headings."""
    for first in range(max(0, end - _HEADER_LINES), end):
        headings: list[str] = []
        for block in _blocks(lines[first:end]):
            part = _headings([line.text for line in block], columns)
            if part is None:
                break
            headings += part
        else:
            if columns.is_follow_up(headings):
                return first, headings
    return None


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines between two blank ones."""
    block: list[Line] = []
    for line in lines:
        if block and (line.gap > 0 or line.page != block[-1].page):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _headings(texts: Sequence[str], columns: Columns) -> list[str] | None:
    """Return the headings that the lines of a block are: one over all lines, or several in each; None where they are none."""
    joined = texts[0]
    for above, text in zip(texts, texts[1:], strict=False):
        drop, between = join_lines(above, text)
        joined = joined[: len(joined) - drop] + between + text
    if len(texts) > 1 and len(joined.split()) <= _MAX_HEADING_WORDS and columns.facts(joined, exact=True):
        return [joined]
    headings: list[str] = []
    for text in texts:
        words = text.split()
        while words:
            size = next(
                (n for n in range(min(len(words), _MAX_HEADING_WORDS), 0, -1) if columns.is_known(" ".join(words[:n]))),
                len(words) if columns.facts(" ".join(words), exact=True) else 0,
            )
            if not size:
                return None
            headings.append(" ".join(words[:size]))
            words = words[size:]
    return headings


def _cells(lines: Sequence[Line], facts: Sequence[Facts]) -> list[Cell] | None:
    """Return the cells of a row: what leads it by its form, what ends it by its words, the rest in the order of the blocks.

    None where the lines may be no row, or more than one.
    """
    from beslutsnlp.reading.text import clean_paragraph

    blocks: list[list[Paragraph]] = []
    for block in _blocks(lines):
        groups: list[list[Line]] = []
        for line in block:
            if groups and not starts_point(line.text):
                groups[-1].append(line)
            else:
                groups.append([line])
        blocks.append([clean_paragraph(group) for group in groups])
    cells: list[list[Paragraph]] = [[] for _ in facts]
    place = 0
    while place < len(facts) and facts[place] and all(fact in _LEADS for fact in facts[place]):
        for fact in facts[place]:
            # a column of its own for the § has bare numbers
            again = fact == "decided" and place > 0 and "decided" in facts[place - 1]
            _take_start(blocks, _BARE_PARAGRAPHS if again else _LEADS[fact], cells[place])
        place += 1
    dated = any("deadline" in own for own in facts)
    if not blocks or any(_starts_row(block[0].text, dated=dated) for block in blocks):
        return None
    end = len(facts)
    if end > place and set(facts[-1]) & {"done", "status_label", "closed_by"}:
        end -= 1
        _take_end(blocks, cells[end], only=place == end)
    middle = list(range(place, end))
    _fill(blocks, middle, facts, cells)
    return [Cell(tuple(cell)) for cell in cells]


def _starts_row(text: str, *, dated: bool) -> bool:
    """Tell whether a block looks as the start of a row; a day alone does not where a column is `dated`."""
    if dated and re.fullmatch(_DATE, text):
        return False
    return any(shape.fullmatch(text) for shape in _STARTS.values())


def _take_start(blocks: list[list[Paragraph]], shape: re.Pattern[str], cell: list[Paragraph]) -> None:
    """Move what a shape matches at the start of the first block to a cell."""
    if not blocks:
        return
    first = blocks[0][0]
    match = shape.match(first.text)
    if not match:
        return
    cell.append(first.part(0, match.end()))
    rest = len(first.text) - len(first.text[match.end() :].lstrip())
    if rest < len(first.text):
        blocks[0][0] = first.part(rest)
    else:
        del blocks[0][0]
        if not blocks[0]:
            del blocks[0]


def _take_end(blocks: list[list[Paragraph]], cell: list[Paragraph], *, only: bool) -> None:
    """Move the word that tells whether a row is done from the end of the last block to its cell."""
    if not blocks or (len(blocks) == 1 and not only and len(blocks[0]) == 1 and " " not in blocks[0][0].text):
        return
    last = blocks[-1][-1]
    match = _DONE.search(last.text)
    if not match:
        return
    cell.append(last.part(match.start()))
    kept = last.text[: match.start()].rstrip()
    if kept:
        blocks[-1][-1] = last.part(0, len(kept))
    else:
        del blocks[-1][-1]
        if not blocks[-1]:
            del blocks[-1]


def _fill(
    blocks: Sequence[list[Paragraph]], middle: Sequence[int], facts: Sequence[Facts], cells: list[list[Paragraph]]
) -> None:
    """Put blocks in the cells between a row's first and last ones."""
    named = {fact: place for place in reversed(middle) for fact in facts[place]}
    order = [named[fact] for fact in ("title", "assignment_text") if fact in named] or list(middle[:1])
    order = sorted(set(order))
    waiting = list(order)
    current: int | None = None
    for number, block in enumerate(blocks, 1):
        text = block[0].text
        timed = "deadline" in named and _is_time(text)
        runs_on = current is not None and (text[0].islower() or starts_point(text)) and not waiting and not timed
        if waiting:
            current = waiting.pop(0)
        elif not runs_on:
            whole = " ".join(part.text for part in block)
            short = len(whole.split()) <= 3 and whole[-1] != "." and number < len(blocks)
            responsible = named.get("responsible")
            if short and responsible is not None and not cells[responsible]:
                current = responsible
            else:
                current = _place_by_words(whole, named) or order[-1]
        if current is not None:
            cells[current].extend(block)
    title, task, status = named.get("title"), named.get("assignment_text"), named.get("status_text")
    if title is not None and task is not None and not cells[task]:
        _part(cells, title, task, _TASK)
    before = task if task is not None else title
    if status is not None and before is not None and not cells[status]:
        _part(cells, before, status, _STATUS)


def _is_time(text: str) -> bool:
    return len(text.split()) <= 6 and text[-1] != "." and bool(_TIME.search(text))


def _place_by_words(text: str, named: dict[ColumnFact, int]) -> int | None:
    """Return the column of a block behind the assignment: of the responsible, of the time, else of the status."""
    words = len(text.split())
    if "responsible" in named and words <= 5 and (_RESPONSIBLE.search(text) or re.fullmatch(r"[A-ZÅÄÖ]{2,4}", text)):
        return named["responsible"]
    if "deadline" in named and _is_time(text):
        return named["deadline"]
    return named.get("status_text")


def _part(cells: list[list[Paragraph]], first: int, second: int, limit: re.Pattern[str]) -> None:
    """Move what stands behind a limit in one cell to another."""
    for place, paragraph in enumerate(cells[first]):
        match = limit.search(paragraph.text)
        if match:
            cells[second] = [paragraph.part(match.end()), *cells[first][place + 1 :]]
            cells[first] = [*cells[first][:place], paragraph.part(0, match.start())]
            return
