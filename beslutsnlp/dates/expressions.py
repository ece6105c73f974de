"""The deadlines in a text: scan, fill in what is left out, drop what is none, resolve to dates."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from beslutsnlp.dates.context import is_deadline
from beslutsnlp.dates.ellipsis import fill_in
from beslutsnlp.dates.meetings import Meetings, body_of_meeting
from beslutsnlp.dates.periods import Value
from beslutsnlp.dates.resolver import Recurrence, TimeSpan, resolve, resolve_recurrence
from beslutsnlp.dates.scanner import Time, lower, scan
from beslutsnlp.sentences import split_sentences

__all__ = ["TimeSpan", "find_expressions"]

_PARAGRAPHS = re.compile(r"\n\s*\n|\n(?=\s{0,3}(?:\d{1,2}[.)]|[-–•])\s)|\s\|\s?|\s·\s")
_INTERIM = re.compile(
    r"\b(?:del(?:rapport|redovis|återrapport)\w*|mellanrapport\w*|första\srapport|preliminär\w*\srapport)"
)
_SITUATION = re.compile(r"\blägesrapport\w*|\blägesredovis\w*|\blägesbild\w*|\blägesbeskrivning\w*|\bavstämning\w*")
_FINAL = re.compile(
    r"\bslut(?:rapport|redovis|lig)\w*|\bredovisningen\b|\buppdraget\s(?:ska|skall)?\s?(?:slut|åter)?redovisas|\bslutföra\w*"
)


# no sentence that somebody wrote has more times
_MOST = 500


def find_expressions(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    decided_on: dt.date | None = None,
    in_task: bool = False,
    meetings: Meetings | None = None,
    body: str | None = None,
) -> list[TimeSpan]:
    """Return the deadlines in a part of a text, in order, each with the dates that can be known.

    Args:
        text: The text; offsets are into it.
        start: Where to begin.
        end: Where to end; the end of the text where it is None.
        decided_on: The decision's date, from which what is left out is filled in. Without it such an
            expression has no dates.
        in_task: The part is known to give a task, so that a time in it needs no word that says so.
        meetings: The meeting days of bodies, which tell the day of a meeting.
        body: The body that "nästa sammanträde" and "nämndens möte" mean.
    """
    written, places = _on_single_blanks(text[start : len(text) if end is None else end])
    part = lower(written)
    found: list[TimeSpan] = []
    cells = list(_cells(written))
    earlier: Value | None = None
    for first, last in cells:
        times = scan(part[first:last])
        if 0 < len(times) <= _MOST:
            found.extend(
                _in_sentence(
                    part[first:last], first, times, earlier, decided_on, alone=len(cells) == 1, in_task=in_task
                )
            )
            earlier = next((time.value for time in reversed(times) if time.value and time.value.unit == "day"), earlier)
    found = _with_roles(part, found)
    if meetings:
        found = [_on_its_day(entry, part, decided_on, meetings, body) for entry in found]
    return [replace(entry, start=places(entry.start) + start, end=places(entry.end - 1) + 1 + start) for entry in found]


_BLANKS = re.compile(r"[^\S\n]+\n?[^\S\n]*|\n[^\S\n]+(?!\n)")


def _on_single_blanks(text: str) -> tuple[str, Callable[[int], int]]:
    """Return a text in which one blank or line break parts words, and what leads a place in it back.

    Blank lines stay, for they part paragraphs.
    """
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    last = length = 0
    for match in _BLANKS.finditer(text):
        if match.end() - match.start() == 1 or "\n" in text[match.end() : match.end() + 1]:
            continue
        kept = text[last : match.start()] + ("\n" if "\n" in match[0] else " ")
        pieces.append(kept)
        length += len(kept)
        last = match.end()
        starts.append(length)
        shifts.append(last - length)
    if not pieces:
        return text, int
    pieces.append(text[last:])

    def place(at: int) -> int:
        found = bisect_right(starts, at)
        return at + (shifts[found - 1] if found else 0)

    return "".join(pieces), place


def explain(
    text: str, *, decided_on: dt.date | None = None, meetings: Meetings | None = None, body: str | None = None
) -> list[tuple[int, int, TimeSpan | None, str]]:
    """Return every time in a text with start, end, what it means and its rule; None where it is no deadline."""
    found = find_expressions(text, decided_on=decided_on, meetings=meetings, body=body)
    rows: list[tuple[int, int, TimeSpan | None, str]] = [(time.start, time.end, time, time.rule) for time in found]
    rows.extend(
        (time.start, time.end, None, time.rule)
        for time in scan(lower(text))
        if not any(entry.start < time.end and time.start < entry.end for entry in found)
    )
    return sorted(rows, key=lambda row: row[0])


def _on_its_day(
    entry: TimeSpan, text: str, decided_on: dt.date | None, meetings: Meetings, body: str | None
) -> TimeSpan:
    """Return a meeting with the day that the calendar has for it."""
    if entry.type != "meeting" or (entry.first is not None and entry.first == entry.last):
        return entry
    named = body_of_meeting(text[entry.start : entry.end], body=body)
    if entry.last is not None:
        stretch = entry.timex and re.fullmatch(r"\d{4}-\d\d", entry.timex)
        first = entry.first or (entry.last.replace(day=1) if stretch else None)
        day = meetings.only(named, first, entry.last) if first else None
    else:
        day = meetings.next(named, decided_on) if decided_on else None
    if day is None:
        return entry
    operator = text[entry.start :].split(maxsplit=1)[0]
    last = day - dt.timedelta(days=1) if operator in ("inför", "före") else day
    first = None if operator in ("till", "senast", "inför", "före") else day
    return replace(entry, first=first, last=last, timex=day.isoformat())


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of paragraphs, cells and sentences."""
    position = 0
    for cut in [*_PARAGRAPHS.finditer(text), None]:
        stop = cut.start() if cut else len(text)
        yield from split_sentences(text, position, stop)
        position = cut.end() if cut else stop


def _in_sentence(
    sentence: str,
    start: int,
    times: list[Time],
    earlier: Value | None,
    decided_on: dt.date | None,
    *,
    alone: bool,
    in_task: bool,
) -> Iterator[TimeSpan]:
    bare = _is_bare(sentence, times) and (alone or not all(_is_plain_day(time) for time in times))
    entries = fill_in(sentence, times, earlier=earlier)
    heads = [_head(entry) for entry in entries]
    counts = False
    for place, (entry, head) in enumerate(zip(entries, heads, strict=True)):
        near = heads[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
        twin = head.rule.endswith("+twin") and place > 0
        beside = not _binds(head) and any(_binds_beside(sentence, head, other) for other in near)
        counts = counts if twin else is_deadline(sentence, head, bare=bare, has_bound=beside, in_task=in_task)
        if not counts:
            continue
        span = _resolved(entry, decided_on)
        if span is not None and not _is_past(span, decided_on):
            yield replace(span, start=span.start + start, end=span.end + start)


# how many times to each side of one are looked at
_NEIGHBOURS = 3


def _binds_beside(sentence: str, head: Time, other: Time) -> bool:
    """Tell whether another time binds the phrase that a time stands in."""
    bound = other.operator in ("by", "before", "until") or other.kind == "meeting"
    return bound and other is not head and _together(sentence, head, other)


def _together(sentence: str, one: Time, other: Time) -> bool:
    """Tell whether two times stand in the same phrase: no comma and no "och" between them."""
    first, last = (one, other) if one.start < other.start else (other, one)
    return re.search(r",\s|;|\b(?:och|samt|eller)\s", sentence[first.end : last.start]) is None


def _binds(time: Time) -> bool:
    return time.operator in ("by", "before", "until") or time.kind in ("meeting", "recurrence", "urgency")


def _head(entry: Time | Recurrence | tuple[Time, Time]) -> Time:
    """Return an entry as one time, for the words around it to judge."""
    if isinstance(entry, Time):
        return entry
    if isinstance(entry, tuple):
        return replace(entry[0], end=entry[1].end, operator="in", word="under", value=None)
    due = entry.due
    return Time(
        entry.start,
        due.core if due and due.start == entry.start else entry.start,
        entry.end,
        "recurrence",
        due.operator if due else "in",
        freq=entry.freq,
    )


def _resolved(entry: Time | Recurrence | tuple[Time, Time], decided_on: dt.date | None) -> TimeSpan | None:
    if isinstance(entry, Recurrence):
        return resolve_recurrence(entry, decided_on)
    if isinstance(entry, Time):
        return resolve(entry, decided_on)
    one, other = (resolve(replace(time, operator="in"), decided_on) for time in entry)
    if one is None or other is None:
        return None
    first, last = one.first, other.last
    if first and last and first > last:
        return None
    return TimeSpan(entry[0].start, entry[1].end, "period", "due", first, last, rule=f"{entry[0].rule}+{entry[1].rule}")


def _is_past(span: TimeSpan, decided_on: dt.date | None) -> bool:
    """Tell whether a time was over before the decision was taken, so that it can be no deadline of it."""
    return decided_on is not None and span.last is not None and span.last < decided_on


def _is_bare(sentence: str, times: list[Time]) -> bool:
    """Tell whether a sentence is nothing but times, and a word or two."""
    edges = [0, *(edge for time in times for edge in (time.start, time.end)), len(sentence)]
    rest = " ".join(sentence[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    words = re.findall(r"[a-zåäö]{2,}", rest)
    return len(words) <= 1 and not re.search(r"\d", rest)


def _is_plain_day(time: Time) -> bool:
    return time.value is not None and time.value.unit == "day" and time.start == time.core


def _with_roles(text: str, found: list[TimeSpan]) -> list[TimeSpan]:
    """Return deadlines as `interim` where the words before them tell of a part or a first report."""
    has_final = _FINAL.search(text) is not None
    shown: list[TimeSpan] = []
    position = 0
    role = "due"
    for place, entry in enumerate(found):
        before = text[position : entry.start]
        after = text[entry.end : found[place + 1].start if place + 1 < len(found) else entry.end + 60]
        interim, final = _place(_INTERIM, before), _place(_FINAL, before)
        situation = _place(_SITUATION, before) if has_final or len(found) > 1 else -1
        if max(interim, situation) > final:
            role = "interim"
        elif final >= 0:
            role = "due"
        elif (
            place == 0
            and interim < 0
            and (part := _INTERIM.search(after[:60]))
            and not _FINAL.search(after[: part.start()])
            and not after.lstrip().startswith("(")
        ):
            role = "interim"
        elif "\n" in before or ". " in before:
            role = "due"
        position = entry.end
        shown.append(replace(entry, role="interim") if role == "interim" and entry.role == "due" else entry)
    return shown


def _place(pattern: re.Pattern[str], text: str) -> int:
    at = -1
    for match in pattern.finditer(text):
        at = match.start()
    return at
