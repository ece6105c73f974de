"""Swedish deadlines: the times in a text that say when something is to be done or reported, with their dates.

Pure functions on raw text, with no clock: what is left out is filled in from the decision's date alone.
"""

import datetime as dt

from beslutsnlp.dates.expressions import find_expressions
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.records import Deadline, Span

__all__ = ["find_deadlines"]


def find_deadlines(
    text: str, *, decided_on: dt.date | None = None, meetings: Meetings | None = None, body: str | None = None
) -> list[Deadline]:
    """Return the deadlines in a text, in order; a bare expression ("senast den 31 mars 2026") counts as one.

    Args:
        text: A sentence, a clause, a cell of a list, or longer text.
        decided_on: The decision's date, from which a year or month that is left out is filled in: the next such time
            that is not before it. Without it what cannot be known is None.
        meetings: The meeting days of bodies, from `beslutsnlp.dates.meetings.read_meetings`.
        body: The deciding body, which "nästa sammanträde" means.

    >>> [(d.text, d.end) for d in find_deadlines("Rapport lämnas senast i mars.", decided_on=dt.date(2025, 5, 20))]
    [('senast i mars', datetime.date(2026, 3, 31))]
    """
    return [
        Deadline(
            text=text[time.start : time.end],
            type=time.type,
            role=time.role,
            start=time.first,
            end=time.last,
            timex=time.timex,
            freq=time.freq,
            until=time.until,
            mod=time.mod,
            span=Span(start=time.start, end=time.end),
        )
        for time in find_expressions(text, decided_on=decided_on, meetings=meetings, body=body)
    ]
