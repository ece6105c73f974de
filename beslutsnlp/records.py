"""The records that extraction gives back, field for field the annotation guidelines.

Records are frozen. An unknown value is None or an empty list, never a guess.
Offsets are into the text of the document, end exclusive, in Unicode code points.
"""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from beslutsnlp.labels import (
    Assertion,
    DeadlineRole,
    DeadlineType,
    DecisionType,
    DocumentKind,
    PartyKind,
    StatusLabel,
    StatusStage,
)

SCHEMA_VERSION = "1.1"
_SCORE = Field(description="How probable it is that this is right, between 0 and 1; None without a calibrated model.")
_EVIDENCE = Field(description="What found it: `rule:` and the rule's name, or `model`.")


class Record(BaseModel):
    """A frozen record with no other fields than its own."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Span(Record):
    """A place in the source: offsets into its text, and on paper if the source has pages."""

    start: Annotated[int, Field(ge=0, description="First character, counted from 0.")]
    end: Annotated[int, Field(ge=0, description="The character after the last.")]
    page: Annotated[int | None, Field(description="Page of the first character, counted from 1.")] = None
    bbox: Annotated[
        tuple[float, float, float, float] | None,
        Field(description="x0, top, x1, bottom on that page, in points from its top left corner."),
    ] = None


class Party(Record):
    """Somebody who is given a task, carries it out, takes part in it or receives its report."""

    text: Annotated[str, Field(description="As written, a raw piece of the source.")]
    kind: PartyKind
    name: Annotated[str, Field(description="Normalised: nominative, abbreviations written out where known.")]
    score: Annotated[float | None, _SCORE] = None
    evidence: Annotated[str | None, _EVIDENCE] = None
    span: Span


class Deadline(Record):
    """When a task or its report is due, or how often."""

    text: Annotated[str, Field(description="The expression with its preposition, a raw piece of the source.")]
    type: DeadlineType
    role: DeadlineRole
    start: Annotated[dt.date | None, Field(description="First day, None where only the end is given.")] = None
    end: Annotated[dt.date | None, Field(description="Last day, inclusive.")] = None
    timex: Annotated[str | None, Field(description="TIMEX3 value, such as 2025-Q3 or XXXX-03-01.")] = None
    freq: Annotated[str | None, Field(description="Period of a recurrence, such as P1Y.")] = None
    until: Annotated[dt.date | None, Field(description="Last due day of a recurrence.")] = None
    mod: Annotated[str | None, Field(description="TIMEX3 modifier, such as BEFORE.")] = None
    score: Annotated[float | None, _SCORE] = None
    evidence: Annotated[str | None, _EVIDENCE] = None
    span: Span


class Reference(Record):
    """A mention of a case number, or of a dated paragraph of an earlier protocol."""

    text: str
    body: str | None = None
    date: dt.date | None = None
    paragraph: str | None = None
    case_number: str | None = None
    span: Span


class Status(Record):
    """How far an assignment has come, by the words of a status text; no label and stage where that is not clear."""

    label: StatusLabel | None
    stage: StatusStage | None
    text: str
    score: Annotated[float | None, _SCORE] = None
    evidence: Annotated[str | None, _EVIDENCE] = None
    start: dt.date | None = None
    end: dt.date | None = None
    span: Span | None = None


class Decision(Record):
    """One operative clause of a decision."""

    text: str
    type: DecisionType
    assertion: Assertion
    deadlines: list[Deadline] = []
    references: list[Reference] = []
    score: Annotated[float | None, _SCORE] = None
    evidence: Annotated[str | None, _EVIDENCE] = None
    span: Span


class Assignment(Record):
    """A task that the text gives somebody."""

    id: Annotated[str, Field(description="Stable: the same file gives the same id on every run and machine.")]
    text: str
    task: str | None
    responsible: list[Party] = []
    executor: list[Party] = []
    collaborators: list[Party] = []
    report_to: list[Party] = []
    deadlines: Annotated[list[Deadline], Field(description="In text order.")] = []
    deadline: Annotated[Deadline | None, Field(description="The latest that is due, else the first.")] = None
    assertion: Assertion
    paragraph: str | None = None
    decided_on: dt.date | None = None
    case_number: str | None = None
    title: str | None = None
    status: Status | None = None
    score: Annotated[float | None, _SCORE] = None
    evidence: Annotated[str, _EVIDENCE]
    span: Span

    def overdue(self, as_of: dt.date) -> bool:
        """Tell whether the day that it ends with has passed and nothing says that it is done.

        A deadline without a date, and one that recurs, is never overdue.
        """
        deadline = self.deadline
        done = self.status is not None and self.status.label == "done"
        if done or deadline is None or deadline.role == "recurring" or deadline.end is None:
            return False
        return deadline.end < as_of


class Item(Record):
    """One paragraph (§) of a protocol."""

    paragraph: Annotated[str, Field(description="The number alone, such as 98; empty where the text has no §.")]
    title: str | None = None
    case_number: str | None = None
    case_owner: str | None = None
    handler: str | None = None
    decisions: list[Decision] = []
    assignments: list[Assignment] = []
    span: Span


class Row(Record):
    """One row of a follow-up list."""

    date: dt.date | None = None
    paragraphs: list[str] = []
    case_number: str | None = None
    title: str | None = None
    assignment_text: str | None = None
    status_text: str | None = None
    done: str | None = None
    status: Status | None = None
    assignments: list[Assignment] = []
    section: str | None = None
    cells: dict[str, str] = Field(default_factory=dict)
    flags: list[str] = []
    page: int | None = None


class Extraction(Record):
    """Everything that was found in one document."""

    schema_version: str = SCHEMA_VERSION
    kind: DocumentKind
    title: str | None = None
    body: str | None = None
    date: dt.date | None = None
    case_number: str | None = None
    source: Annotated[str | None, Field(description="The file's name; None for text.")] = None
    items: list[Item] = []
    rows: list[Row] = []
    assignments: Annotated[list[Assignment], Field(description="Of items, rows and running text, in text order.")] = []
    status_phrases: list[Status] = []
    warnings: list[str] = []
