"""The spaCy components: each runs its finder on the passages of a Doc and writes a span group.

Every span carries its label, an `id_` that the parts of one assignment share, and one extension attribute
with plain data: `span._.clause`, `.assignment`, `.assertion`, `.party`, `.deadline`, `.reference`.
`start` and `end` in that data are exact characters of the Doc, also where its tokens are coarser;
`text` is the same piece on one clean line.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from spacy.tokens import Doc, Span

from beslutsnlp.columns import Columns
from beslutsnlp.dates.expressions import TimeSpan, find_expressions
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.labels import STAGE_LABELS, ColumnFact
from beslutsnlp.pipeline.assertions import assertion_outside_decisions
from beslutsnlp.pipeline.assignments import AssignmentSpan, find_in_clauses, find_in_sentence
from beslutsnlp.pipeline.clauses import Clause, find_clauses
from beslutsnlp.pipeline.column_parties import column_parties
from beslutsnlp.pipeline.deadlines import find_due
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.pipeline.passages import PlannedPassage, plan_passages
from beslutsnlp.pipeline.references import find_references
from beslutsnlp.pipeline.register import find_in_row
from beslutsnlp.pipeline.roles import find_collaborators, find_executors, find_receivers
from beslutsnlp.pipeline.statuses import find_statuses
from beslutsnlp.reading.text import read_text
from beslutsnlp.sentences import split_sentences
from beslutsnlp.structure import CaseNumbers, outline

# what makes a sentence of a cell that names a meeting alone
_LEAD = "till "
_MEETING = re.compile(r"mötet?\b|sammanträdet?\b", re.IGNORECASE)

for _name in ("passages", "decided_on"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
for _name in ("clause", "assignment", "assertion", "party", "deadline", "reference", "status"):
    if not Span.has_extension(_name):
        Span.set_extension(_name, default=None)


def passages_of(doc: Doc) -> list[PlannedPassage]:
    """Return the passages of a Doc that the clauses component planned."""
    return [PlannedPassage.from_data(data) for data in doc._.passages or []]


def _make_span(
    doc: Doc, passage: PlannedPassage, start: int, end: int, label: str, span_id: str = ""
) -> tuple[Span, dict[str, Any]]:
    """Return the span of a piece of a passage, and the data that every span carries."""
    first, last = passage.offsets.source_span(start, end)
    span = doc.char_span(first, last, label=label, alignment_mode="expand")
    span.id_ = span_id
    return span, {"start": first, "end": last, "text": passage.text[start:end].replace("\n", " ")}


class ClausesComponent:
    """Finds the decision clauses of a Doc.

    Assigns `doc.spans["clauses"]` with `span._.clause` (type, assertion, rule), and `doc._.passages` where it is not
    set: the parts of the text that can hold a decision or an assignment.
    """

    def __init__(self, *, case_numbers: Sequence[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        self.case_numbers = CaseNumbers(case_numbers)
        self.parties = PartyFinder(aliases)

    def __call__(self, doc: Doc) -> Doc:
        if doc._.passages is None:
            plan: list[PlannedPassage] = []
            if doc.text.strip():
                parts = outline(read_text(doc.text), case_numbers=self.case_numbers)
                plan = plan_passages(parts, undecided=True)
                if doc._.decided_on is None and parts.date:
                    doc._.decided_on = parts.date.isoformat()
            doc._.passages = [passage.as_data() for passage in plan]
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            if passage.reads_as in ("", "row"):
                continue
            for clause in find_clauses(
                passage.text,
                section=passage.reads_as,
                label=passage.label,
                body=passage.body,
                past=passage.past,
                parties=self.parties,
            ):
                span, data = _make_span(doc, passage, clause.start, clause.end, clause.type, f"c{len(spans)}")
                own = {
                    "type": clause.type,
                    "assertion": clause.assertion,
                    "rule": clause.rule,
                    "place": [place, clause.start, clause.end, clause.cue],
                }
                span._.clause = {**data, **own}
                spans.append(span)
        doc.spans["clauses"] = spans
        return doc


class AssignmentsComponent:
    """Finds the assignments of a Doc, in its clauses and in the sentences that retell or propose.

    Requires `doc.spans["clauses"]`. Assigns `doc.spans["assignments"]` with `span._.assignment` (task, rule).
    """

    def __init__(self, *, aliases: Mapping[str, str] | None = None) -> None:
        self.parties = PartyFinder(aliases)

    def __call__(self, doc: Doc) -> Doc:
        clauses: dict[int, list[Clause]] = {}
        for span in doc.spans.get("clauses", []):
            data = span._.clause
            place, start, end, cue = data["place"]
            clauses.setdefault(place, []).append(Clause(start, end, data["type"], data["assertion"], cue, data["rule"]))
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            if passage.reads_as == "row":
                for entry in self._in_row(passage):
                    spans.append(self._made(doc, passage, place, entry, f"a{len(spans)}", is_decision=True))
                continue
            own = clauses.get(place, [])
            if passage.section == "proposal" and not own:
                # what is proposed in the words of a decision
                own = [
                    replace(clause, assertion="proposed")
                    for clause in find_clauses(passage.text, section="decision", parties=self.parties)
                ]
            found = [(entry, True) for entry in find_in_clauses(passage.text, own, self.parties)]
            found += [(entry, False) for entry in self._outside(passage, own)]
            for entry, is_decision in sorted(found, key=lambda pair: pair[0].start):
                spans.append(self._made(doc, passage, place, entry, f"a{len(spans)}", is_decision=is_decision))
        doc.spans["assignments"] = spans
        return doc

    def _in_row(self, passage: PlannedPassage) -> list[AssignmentSpan]:
        """Return the assignments of a row of a list; a column names who is responsible where its text does not."""
        cell, matter = passage.cell("assignment_text"), passage.cell("title")
        span = cell or matter
        if span is None:
            return []
        found = find_in_row(passage.text, *span, self.parties, is_matter=cell is None)
        column = passage.cell("responsible")
        named = column_parties(passage.text, *column, self.parties) if column else []
        return [entry if entry.responsible else replace(entry, responsible=tuple(named)) for entry in found]

    def _outside(self, passage: PlannedPassage, clauses: Sequence[Clause]) -> Iterator[AssignmentSpan]:
        """Yield the assignments in sentences that are no clauses, each once."""
        start = 0
        for line in passage.text.split("\n"):
            for a, b in split_sentences(passage.text, start, start + len(line)):
                if not any(clause.start < b and a < clause.end for clause in clauses):
                    yield from find_in_sentence(passage.text, a, b, "reported", self.parties)
            start += len(line) + 1

    def _made(
        self, doc: Doc, passage: PlannedPassage, place: int, entry: AssignmentSpan, span_id: str, *, is_decision: bool
    ) -> Span:
        span, data = _make_span(doc, passage, entry.start, entry.end, "assignment", span_id)
        task = passage.text[slice(*entry.task)].replace("\n", " ") if entry.task else None
        responsible = [[party.start, party.end, party.kind, party.name] for party in entry.responsible]
        span._.assignment = {
            **data,
            "task": task,
            "rule": entry.rule,
            "place": [place, entry.start, entry.end],
            "responsible": responsible,
        }
        span._.assignment["assertion"] = entry.assertion if is_decision else None
        return span


class AssertionsComponent:
    """Tells for each assignment outside of a decision whether it is proposed or retold.

    Requires `doc.spans["assignments"]`. Assigns `span._.assertion`, for what decisions give as their clause says.
    """

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        for span in doc.spans.get("assignments", []):
            if span._.assignment["assertion"] is not None:
                span._.assertion = span._.assignment["assertion"]
                continue
            place, start, end = span._.assignment["place"]
            passage = passages[place]
            line_start = passage.text.rfind("\n", 0, start) + 1
            line_end = passage.text.find("\n", end)
            sentence = next(
                (
                    part
                    for part in split_sentences(
                        passage.text, line_start, line_end if line_end >= 0 else len(passage.text)
                    )
                    if part[0] <= start < part[1]
                ),
                (start, end),
            )
            span._.assertion = assertion_outside_decisions(passage.text, sentence[0], sentence[1], passage.section)
        return doc


class PartiesComponent:
    """Finds the parties of each assignment: responsible, executor, collaborators, report_to.

    Requires `doc.spans["assignments"]`. Assigns `doc.spans["parties"]` with `span._.party` (kind, name, role); a
    party's `id_` is that of its assignment.
    """

    def __init__(self, *, aliases: Mapping[str, str] | None = None) -> None:
        self.parties = PartyFinder(aliases)

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        spans: list[Span] = []
        for assignment in doc.spans.get("assignments", []):
            place, start, end = assignment._.assignment["place"]
            passage = passages[place]
            for role, party in self._roles(passage.text, start, end, assignment._.assignment["responsible"]):
                span, data = _make_span(doc, passage, party.start, party.end, role, assignment.id_)
                span._.party = {**data, "kind": party.kind, "name": party.name, "role": role}
                spans.append(span)
        doc.spans["parties"] = spans
        return doc

    def _roles(
        self, text: str, start: int, end: int, responsible: Sequence[Sequence[Any]]
    ) -> Iterator[tuple[str, PartySpan]]:
        taken: set[int] = set()
        for entry in responsible:
            party = PartySpan(*entry)
            taken.add(party.start)
            yield "responsible", party
        finders = (("executor", find_executors), ("collaborators", find_collaborators), ("report_to", find_receivers))
        for role, find in finders:
            for party in find(text, start, end, self.parties):
                if party.start not in taken:
                    taken.add(party.start)
                    yield role, party


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
            for time in read[key]:
                span, data = _make_span(doc, passage, time.start, time.end, time.type, owner.id_)
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


class ReferencesComponent:
    """Finds case numbers and dated paragraphs in the clauses of a Doc.

    Requires `doc.spans["clauses"]`. Assigns `doc.spans["references"]` with `span._.reference`; a reference's `id_` is that
    of its clause.
    """

    def __init__(self, *, case_numbers: Sequence[str] = ()) -> None:
        self.case_numbers = CaseNumbers(case_numbers)

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        spans: list[Span] = []
        for clause in doc.spans.get("clauses", []):
            place, start, end = clause._.clause["place"][:3]
            passage = passages[place]
            for found in find_references(passage.text, start, end, self.case_numbers):
                span, data = _make_span(doc, passage, found.start, found.end, "reference", clause.id_)
                span._.reference = {
                    **data,
                    "case_number": found.case_number,
                    "body": found.body,
                    "date": found.date.isoformat() if found.date else None,
                    "paragraph": found.paragraph,
                }
                spans.append(span)
        doc.spans["references"] = spans
        return doc


class StatusesComponent:
    """Finds the phrases of a list's rows that say how far an assignment has come.

    Requires `doc._.passages`, which the clauses component plans. Assigns `doc.spans["statuses"]` with `span._.status` (stage,
    label, first and last day). `columns` are a body's own headings and their facts.
    """

    def __init__(self, *, columns: Mapping[str, Sequence[ColumnFact]] | None = None) -> None:
        self.columns = Columns(columns)

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            cell = passage.cell("status_text")
            if cell is None:
                continue
            day = dt.date.fromisoformat(passage.decided_on) if passage.decided_on else None
            for phrase in find_statuses(passage.text, *cell, decided_on=day):
                span, data = _make_span(doc, passage, phrase.start, phrase.end, phrase.stage, f"s{len(spans)}")
                span._.status = {
                    **data,
                    "stage": phrase.stage,
                    "label": STAGE_LABELS[phrase.stage],
                    "first": phrase.first.isoformat() if phrase.first else None,
                    "last": phrase.last.isoformat() if phrase.last else None,
                    "rule": phrase.rule,
                    "place": [place, phrase.start, phrase.end],
                }
                spans.append(span)
        doc.spans["statuses"] = spans
        return doc
