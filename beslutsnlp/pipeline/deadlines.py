"""Deadlines: the time expressions of an assignment that say when it is due (guidelines §3)."""

import datetime as dt

from beslutsnlp.dates.expressions import TimeSpan, find_expressions
from beslutsnlp.dates.meetings import Meetings


def find_due(
    text: str,
    start: int,
    end: int,
    *,
    decided_on: dt.date | None,
    meetings: Meetings | None = None,
    body: str | None = None,
) -> list[TimeSpan]:
    """Return the deadlines in the span of an assignment or a decision, in order."""
    return find_expressions(text, start, end, decided_on=decided_on, in_task=True, meetings=meetings, body=body)
