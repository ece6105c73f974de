"""From a time as it is written to its dates: the year that is left out, the third that is meant, what senast and före make of it."""

import datetime as dt
from dataclasses import dataclass

from beslutsnlp.dates.periods import Part, Value, add_months, bounds, part_of, timex
from beslutsnlp.dates.scanner import Operator, Time
from beslutsnlp.labels import DeadlineRole, DeadlineType

_MODS: dict[Part, str] = {"start": "START", "middle": "MID", "end": "END"}
# how far ahead a yearly time is looked for
_YEARS_AHEAD = 6


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time expression in a text: its span, its value by the guidelines (§3), and the rule that read it.

    `first` and `last` are None where they cannot be known; `until` is the last due day of a recurrence.
    """

    start: int
    end: int
    type: DeadlineType
    role: DeadlineRole
    first: dt.date | None = None
    last: dt.date | None = None
    timex: str | None = None
    freq: str | None = None
    until: dt.date | None = None
    mod: str | None = None
    rule: str = ""


def resolve(time: Time, decided_on: dt.date | None) -> TimeSpan | None:
    """Return the dates of a time that does not recur, or None where it is none, such as 30 February."""
    if time.kind == "urgency":
        return TimeSpan(time.start, time.end, "urgency", "due", rule=time.rule)
    if time.kind in ("within", "after"):
        return _interval(time, decided_on)
    if time.value is None:
        return TimeSpan(time.start, time.end, "meeting", "due", rule=time.rule) if time.kind == "meeting" else None
    value = time.value
    year = year_of(value, decided_on, before=time.operator == "before")
    kind: DeadlineType = "meeting" if time.kind == "meeting" else "date" if _is_day(value, time.part) else "period"
    if year is None:
        shown = timex(value, None) if time.part != "last_day" else None
        if bounds(value, 2024) is None:
            return None
        return TimeSpan(time.start, time.end, kind, "due", timex=shown, mod=_mod(time), rule=time.rule)
    whole = part_of(value, year, time.part) if time.part else bounds(value, year)
    if whole is None:
        return None
    first, last = _bound(whole, time.operator, ends_it=value.unit == "end" or time.part == "last_day")
    shown = last.isoformat() if time.part == "last_day" and last else timex(value, year)
    return TimeSpan(time.start, time.end, kind, "due", first, last, shown, mod=_mod(time), rule=time.rule)


def _is_day(value: Value, part: Part | None) -> bool:
    return value.unit in ("day", "end") or part == "last_day"


def _mod(time: Time) -> str | None:
    value = time.value
    if time.operator == "before" and value and value.unit != "end" and time.part != "last_day":
        return "BEFORE"
    return _MODS.get(time.part) if time.part else None


def _bound(
    whole: tuple[dt.date, dt.date], operator: Operator, *, ends_it: bool
) -> tuple[dt.date | None, dt.date | None]:
    """Return first and last day under an operator: senast and till keep the last, före and inför end the day before."""
    first, last = whole
    if operator == "before":
        return None, last if ends_it else first - dt.timedelta(days=1)
    return (None, last) if operator in ("by", "until") else (first, last)


def year_of(value: Value, decided_on: dt.date | None, *, before: bool = False) -> int | None:
    """Return the year of a value: the written one, the one told from the decision's, else that of the next such time.

    A stretch that is running counts; `before` it, it must still begin. Without a decision's date an unwritten year is None.
    """
    if value.year is not None:
        return value.year
    if decided_on is None:
        return None
    if value.shift is not None:
        return decided_on.year + value.shift
    for year in range(decided_on.year - 1, decided_on.year + _YEARS_AHEAD):
        whole = bounds(value, year)
        if whole is None:
            continue
        if before and value.unit != "end":
            if whole[0] > decided_on:
                return year
        elif whole[1] >= decided_on:
            return year
    return None


def _interval(time: Time, decided_on: dt.date | None) -> TimeSpan | None:
    """Return an interval that counts from the decision or from a date; one that counts from an event is none."""
    if time.operator == "other" or not time.freq:
        return None
    base = decided_on
    if time.value is not None:
        whole = bounds(time.value, time.value.year) if time.value.year else None
        base = whole[0] if whole else None
    count, unit = int(time.freq[1:-1]), time.freq[-1]
    last = None
    if base is not None:
        last = _later(base, count, unit)
        if last is None:
            return None
    if time.kind == "within" and time.value is None:
        return TimeSpan(time.start, time.end, "period", "due", None, last, time.freq, rule=time.rule)
    first = last if time.operator == "in" else None
    return TimeSpan(
        time.start, time.end, "date", "due", first, last, last.isoformat() if last else None, rule=time.rule
    )


def _later(base: dt.date, count: int, unit: str) -> dt.date | None:
    try:
        if unit in "DW":
            return base + dt.timedelta(days=count * (7 if unit == "W" else 1))
        return add_months(base, count * (12 if unit == "Y" else 1))
    except (OverflowError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence with what stands beside it: its due time in a period, and the years that it runs in."""

    start: int
    end: int
    freq: str | None
    due: Time | None = None
    since: Value | None = None
    until: Time | None = None
    rule: str = "recurrence"


def resolve_recurrence(entry: Recurrence, decided_on: dt.date | None) -> TimeSpan:
    """Return a recurrence's first due date that is not before the decision, and its last due date, as far as they are known."""
    limit = _limit(entry.until, decided_on)
    if entry.due is None or entry.due.value is None:
        return TimeSpan(
            entry.start,
            entry.end,
            "recurring",
            "recurring",
            timex=entry.freq,
            freq=entry.freq,
            until=limit,
            rule=entry.rule,
        )
    value = entry.due.value
    plain = Value(value.unit, value.number, value.day, of=value.of)
    operator = entry.due.operator
    if entry.due.part == "last_day" and value.unit == "month":
        # "varje år före utgången av mars": its last day counts
        plain, operator = Value("day", value.number, 0), "by"
    since = entry.since.year if entry.since and entry.since.year else value.year
    step = int(entry.freq[1:-1]) if entry.freq and entry.freq.endswith("Y") else 1
    first = last = until = None
    year = since if since is not None else year_of(plain, decided_on)
    if year is not None:
        while (
            decided_on is not None
            and (whole := bounds(plain, year))
            and whole[1] < decided_on
            and year < decided_on.year + _YEARS_AHEAD
        ):
            year += step
        whole = bounds(plain, year)
        if whole:
            first, last = _bound(whole, operator, ends_it=False)
        until = _last_due(plain, year, step, value.last, limit)
    return TimeSpan(
        entry.start,
        entry.end,
        "recurring",
        "recurring",
        first,
        last,
        timex(plain, None),
        entry.freq or "P1Y",
        until,
        rule=entry.rule,
    )


def _limit(time: Time | None, decided_on: dt.date | None) -> dt.date | None:
    """Return the last day of the stretch in which a recurrence runs."""
    if time is None or time.value is None:
        return None
    year = year_of(time.value, decided_on)
    whole = bounds(time.value, year) if year is not None else None
    return whole[1] if whole else None


def _last_due(value: Value, year: int, step: int, last_year: int | None, limit: dt.date | None) -> dt.date | None:
    if limit is None and last_year is None:
        return None
    due = None
    for candidate in range(year, year + 60, step):
        whole = bounds(value, candidate)
        if whole is None:
            continue
        if (limit is not None and whole[0] > limit) or (last_year is not None and candidate > last_year):
            break
        due = whole[1]
    return due
