"""Swedish time expressions in a text: where each stands and what it means."""

import datetime as dt
import re
from dataclasses import dataclass

from beslutsnlp.dates.calendar import MONTH, last_day, make_date, month_number
from beslutsnlp.labels import DeadlineRole, DeadlineType

_PREPOSITION = r"(?:(?P<senast>senast)(?:\s(?:den|i|vid|under|per))?|(?P<before>före|innan)(?:\sden)?|(?P<until>till(?:\soch\smed)?|t\.?\s?o\.?\s?m\.?)(?:\s(?:den|i))?|(?P<under>under|i|den|vid))"
_EXPRESSION = re.compile(
    rf"""\b{_PREPOSITION}\s+
      (?: (?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b
        | (?P<d2>\d{{1,2}})(?::[ae])?\s+(?P<m2>{MONTH})(?:\s+(?P<y2>(?:19|20)\d\d)\b)?
        | (?P<m3>{MONTH})(?:\s+månad)?(?:\s+(?P<y3>(?:19|20)\d\d)\b)?
      )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time expression in a text: its span and its value by the guidelines, §3."""

    start: int
    end: int
    type: DeadlineType
    role: DeadlineRole
    first: dt.date | None
    last: dt.date | None
    timex: str | None


def find_expressions(
    text: str, start: int = 0, end: int | None = None, *, decided_on: dt.date | None = None
) -> list[TimeSpan]:
    """Return the time expressions in a part of a text that can be deadlines, in order.

    Args:
        text: The text; offsets are into it.
        start: Where to begin.
        end: Where to end; the end of the text where it is None.
        decided_on: The decision's date, which fills in a year that is left out. Without it such an
            expression has no dates.
    """
    found: list[TimeSpan] = []
    for match in _EXPRESSION.finditer(text, start, len(text) if end is None else end):
        open_start = bool(match["senast"] or match["before"] or match["until"])
        if match["y"] or match["d2"]:
            if not open_start and match["under"].lower() != "den":
                continue
            found.extend(_day(match, open_start, decided_on))
        elif match["under"] is None or match["under"].lower() in ("i", "under"):
            found.append(_month(match, open_start, decided_on))
    return found


def _day(match: re.Match[str], open_start: bool, decided_on: dt.date | None) -> list[TimeSpan]:
    month = int(match["m"]) if match["m"] else month_number(match["m2"])
    number = int(match["d"] or match["d2"])
    year = int(match["y"] or match["y2"] or 0)
    if not year and decided_on:
        this = make_date(decided_on.year, month, number)
        year = decided_on.year if this and this >= decided_on else decided_on.year + 1
    if not year:
        return [TimeSpan(match.start(), match.end(), "date", "due", None, None, f"XXXX-{month:02}-{number:02}")]
    day = make_date(year, month, number)
    if day is None:
        return []
    last = day - dt.timedelta(days=1) if match["before"] else day
    return [TimeSpan(match.start(), match.end(), "date", "due", None if open_start else day, last, day.isoformat())]


def _month(match: re.Match[str], open_start: bool, decided_on: dt.date | None) -> TimeSpan:
    month = month_number(match["m3"])
    year = int(match["y3"] or 0)
    if not year and decided_on:
        year = decided_on.year if month >= decided_on.month else decided_on.year + 1
    if not year:
        return TimeSpan(match.start(), match.end(), "period", "due", None, None, f"XXXX-{month:02}")
    first = dt.date(year, month, 1)
    last = first - dt.timedelta(days=1) if match["before"] else last_day(year, month)
    return TimeSpan(
        match.start(), match.end(), "period", "due", None if open_start else first, last, f"{year}-{month:02}"
    )
