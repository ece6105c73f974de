"""The component that finds the deadlines of assignments and clauses."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from spacy.tokens import Doc, Span

from beslutsnlp.dates.expressions import TimeSpan, find_expressions
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.pipeline.components.spans import make_span, passages_of
from beslutsnlp.pipeline.deadlines import find_due
from beslutsnlp.pipeline.passages import PlannedPassage
from beslutsnlp.pipeline.phrases import MODEL_RULE

# what makes a sentence of a cell that names a meeting alone
_LEAD = "till "
_MEETING = re.compile(r"mötet?\b|sammanträdet?\b", re.IGNORECASE)


class DeadlinesComponent:
    """Finds the deadlines of each assignment and clause.

    Requires `doc.spans["assignments"]` and `doc.spans["clauses"]`; a year that is left out is filled in from
    `doc._.decided_on` (an ISO date). Assigns `doc.spans["deadlines"]` with `span._.deadline`; a deadline's `id_` is that of its
    assignment or clause. `meetings` are the meeting days of bodies, ISO dates by the body's name.
    """

    def __init__(self, *, meetings: Mapping[str, Sequence[str]] | None = None) -> None:
        self.meetings = Meetings.of(meetings) if meetings else None

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        decided_on = dt.date.fromisoformat(doc._.decided_on) if doc._.decided_on else None
        spans: list[Span] = []
        # an assignment and its clause are often the same words
        read: dict[tuple[int, int, int], list[TimeSpan]] = {}
        for owner in (*doc.spans.get("assignments", []), *doc.spans.get("clauses", [])):
            place, start, end = (owner._.assignment or owner._.clause)["place"][:3]
            passage = passages[place]
            key = (place, start, end)
            if key not in read:
                read[key] = self._times(passage, start, end, decided_on)
            times = read[key]
            parts = (owner._.assignment or {}).get("parts")
            if parts is not None:
                times = [*times, *self._more(passage, parts, times, decided_on)]
            for time in times:
                span, data = make_span(doc, passage, time.start, time.end, time.type, owner.id_)
                span._.deadline = {
                    **data,
                    "type": time.type,
                    "role": time.role,
                    "first": time.first.isoformat() if time.first else None,
                    "last": time.last.isoformat() if time.last else None,
                    "timex": time.timex,
                    "freq": time.freq,
                    "until": time.until.isoformat() if time.until else None,
                    "mod": time.mod,
                    "rule": time.rule,
                    "seen": [time.start, time.end, "deadline"] in parts if parts is not None else None,
                }
                spans.append(span)
        doc.spans["deadlines"] = spans
        return doc

    def _times(self, passage: PlannedPassage, start: int, end: int, decided_on: dt.date | None) -> list[TimeSpan]:
        """Return the deadlines in a span, and for the row of a list those in the column of deadlines too."""
        day = dt.date.fromisoformat(passage.decided_on) if passage.decided_on else decided_on
        times = find_due(passage.text, start, end, decided_on=day, meetings=self.meetings, body=passage.body)
        column = passage.cell("deadline")
        if column is None:
            return times
        listed = self._listed(passage, column, day)
        known = {(time.first, time.last, time.type) for time in times if time.last}
        return [*times, *(time for time in listed if (time.first, time.last, time.type) not in known)]

    def _more(
        self, passage: PlannedPassage, parts: Sequence[Any], times: Sequence[TimeSpan], decided_on: dt.date | None
    ) -> Iterator[TimeSpan]:
        """Yield the deadlines that the model sees where rules find none and that mean a time ("– klart: 15/9")."""
        day = dt.date.fromisoformat(passage.decided_on) if passage.decided_on else decided_on
        for start, end, label in parts:
            if label == "deadline" and not any(time.start < end and start < time.end for time in times):
                yield from (
                    replace(time, rule=MODEL_RULE)
                    for time in self._listed(passage, (start, end), day)
                    if time.start >= start and time.end <= end
                )

    def _listed(self, passage: PlannedPassage, column: tuple[int, int], day: dt.date | None) -> list[TimeSpan]:
        """Return the deadlines of a row's own cell; a bare meeting there is one ("styrelsens möte i september")."""
        start, end = column
        found = find_expressions(passage.text, start, end, decided_on=day, meetings=self.meetings, body=passage.body)
        if found and not _MEETING.search(passage.text, start, end):
            return found
        led = _LEAD + passage.text[start].lower() + passage.text[start + 1 : end]
        by = start - len(_LEAD)
        moved = [
            replace(time, start=max(time.start + by, start), end=time.end + by)
            for time in find_expressions(led, decided_on=day, meetings=self.meetings, body=passage.body)
        ]
        return moved or found
