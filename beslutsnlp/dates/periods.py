"""Stretches of the calendar: what a quarter, a season or a mandate period begins and ends with, and its TIMEX3 value."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from beslutsnlp.dates.calendar import last_day, make_date

Unit = Literal[
    "day",
    "month",
    "season",
    "quarter",
    "tertial",
    "half",
    "term",
    "school_year",
    "week",
    "year",
    "years",
    "mandate",
    "end",
]
Part = Literal["start", "middle", "end", "last_day"]
SEASONS = {"vår": 1, "sommar": 2, "höst": 3, "vinter": 4}
_SEASON_TIMEX = ("SP", "SU", "FA", "WI")
_MONTHS_OF: dict[Unit, int] = {"quarter": 3, "tertial": 4, "half": 6, "season": 3, "term": 6}


@dataclass(frozen=True, slots=True)
class Value:
    """A time as it is written, before what is left out is filled in.

    Attributes:
        unit: What kind of stretch it is; "end" is the last day of the stretch in `of`.
        number: Which one: month 1 to 12, quarter, tertial, half, season (spring 1), week, term (spring 1).
        day: The day of the month of a "day", 0 for the month's last.
        year: The year, or the first of a span, where it is written.
        shift: Years from the decision's own, where the text says "i år" (0) or "nästa år" (1).
        last: The last year or week of a span, or the season that another runs into.
        of: The stretch that an "end" ends.
    """

    unit: Unit
    number: int = 0
    day: int = 0
    year: int | None = None
    shift: int | None = None
    last: int | None = None
    of: "Value | None" = None


def bounds(value: Value, year: int) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a stretch in a year, or None where there is none such.

    >>> bounds(Value("quarter", 3), 2025)
    (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))
    """
    if not 1900 <= year <= 2150:
        return None
    if value.unit == "day":
        day = last_day(year, value.number) if value.day == 0 else make_date(year, value.number, value.day)
        return (day, day) if day else None
    if value.unit == "week":
        return _weeks(year, value.number, value.last or value.number)
    if value.unit == "end":
        inner = bounds(value.of, year) if value.of else None
        return (inner[1], inner[1]) if inner else None
    if value.unit == "mandate":
        first = year - (year - 2023) % 4
        return dt.date(first, 1, 1), dt.date(first + 3, 12, 31)
    if value.unit in ("year", "years"):
        return dt.date(year, 1, 1), dt.date(max(year, min(value.last or year, 2150)), 12, 31)
    if value.unit == "school_year":
        return dt.date(year, 7, 1), dt.date(year + 1, 6, 30)
    first_month, count = _months(value)
    whole = first_month - 1 + count - 1
    return dt.date(year, first_month, 1), last_day(year + whole // 12, whole % 12 + 1)


def _months(value: Value) -> tuple[int, int]:
    """Return the first month of a stretch and how many it has."""
    if value.unit == "month":
        return value.number, 1
    if value.unit == "season":
        return value.number * 3, 3 * ((value.last or value.number) - value.number) % 12 + 3
    size = _MONTHS_OF[value.unit]
    return (value.number - 1) * size + 1, size


def _weeks(year: int, first: int, last: int) -> tuple[dt.date, dt.date] | None:
    try:
        return dt.date.fromisocalendar(year, first, 1), dt.date.fromisocalendar(year, last, 7)
    except ValueError:
        return None


def part_of(value: Value, year: int, part: Part) -> tuple[dt.date, dt.date] | None:
    """Return a third of a stretch, or its last day.

    >>> part_of(Value("month", 9), 2025, "end")
    (datetime.date(2025, 9, 21), datetime.date(2025, 9, 30))
    """
    whole = bounds(value, year)
    if whole is None or part == "last_day":
        return (whole[1], whole[1]) if whole else None
    first, last = whole
    place = ("start", "middle", "end").index(part)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months < 3:
        days = (1, 11, 21, 0)
        start = first.replace(day=days[place])
        return start, last if part == "end" else first.replace(day=days[place + 1] - 1)
    third = months // 3
    begin = first.month - 1 + place * third
    finish = first.month - 1 + (place + 1) * third - 1
    end = last if part == "end" else last_day(first.year + finish // 12, finish % 12 + 1)
    return dt.date(first.year + begin // 12, begin % 12 + 1, 1), end


def timex(value: Value, year: int | None) -> str | None:
    """Return the TIMEX3 value of a stretch, XXXX where the year is not known, or None where TIMEX3 has none."""
    shown = f"{year:04}" if year else "XXXX"
    if value.unit == "day":
        whole = bounds(value, year or 2023)
        return f"{shown}-{value.number:02}-{value.day or (whole[0].day if whole else 0):02}"
    if value.unit == "end" and value.of and year:
        whole = bounds(value, year)
        return whole[0].isoformat() if whole else None
    if value.unit == "month":
        return f"{shown}-{value.number:02}"
    if value.unit == "season" and not value.last:
        return f"{shown}-{_SEASON_TIMEX[value.number - 1]}"
    if value.unit == "week" and not value.last:
        return f"{shown}-W{value.number:02}"
    if value.unit in ("quarter", "half"):
        return f"{shown}-{'Q' if value.unit == 'quarter' else 'H'}{value.number}"
    return str(year) if value.unit == "year" and year else None


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    whole = day.month - 1 + months
    year, month = day.year + whole // 12, whole % 12 + 1
    return min(dt.date(year, month, 1).replace(day=1) + dt.timedelta(days=day.day - 1), last_day(year, month))
