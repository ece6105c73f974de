"""The closed sets of labels that records carry, defined in docs/annotation-guidelines.md."""

from typing import Literal, get_args

DocumentKind = Literal["protocol", "follow_up", "notes"]
DecisionType = Literal[
    "assign",
    "report_back",
    "approve",
    "adopt",
    "note",
    "reply",
    "grant",
    "reject",
    "fund",
    "appoint",
    "refer",
    "propose",
    "extend",
    "close",
    "withdraw",
    "procedure",
    "other",
]
Assertion = Literal["decided", "proposed", "reported", "withdrawn", "rejected"]
PartyKind = Literal["role", "body", "unit", "person"]
PartyRole = Literal["responsible", "executor", "collaborators", "report_to"]
DeadlineType = Literal["date", "period", "meeting", "recurring", "urgency"]
DeadlineRole = Literal["due", "interim", "recurring"]
StatusLabel = Literal["open", "in_progress", "done"]
StatusStage = Literal[
    "none",
    "planned",
    "waiting",
    "started",
    "partial",
    "reported",
    "completed",
    "closed",
]
SectionKind = Literal[
    "decision",
    "proposal",
    "summary",
    "assessment",
    "documents",
    "earlier_handling",
    "motions",
    "procedure",
    "dissent",
    "recipients",
    "case_line",
    "information",
    "frame",
    "running",
]
ColumnFact = Literal[
    "decided",
    "case_number",
    "title",
    "assignment_text",
    "responsible",
    "giver",
    "deadline",
    "status_text",
    "status_label",
    "done",
    "closed_by",
    "other",
]
SpanLabel = Literal[
    "item",
    "row",
    "cell",
    "title",
    "case_number",
    "case_owner",
    "handler",
    "heading",
    "decision",
    "assignment_text",
    "assignment",
    "task",
    "party",
    "deadline",
    "reference",
    "status_text",
    "status",
]
RelationLabel = Literal[
    "cell",
    "assignment",
    "task",
    "deadline",
    "responsible",
    "executor",
    "collaborators",
    "report_to",
]

ASSERTIONS: tuple[Assertion, ...] = get_args(Assertion)
DECISION_TYPES: tuple[DecisionType, ...] = get_args(DecisionType)
PARTY_ROLES: tuple[PartyRole, ...] = get_args(PartyRole)
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
COLUMN_FACTS: tuple[ColumnFact, ...] = get_args(ColumnFact)
STATUS_STAGES: tuple[StatusStage, ...] = get_args(StatusStage)
SPAN_LABELS: tuple[SpanLabel, ...] = get_args(SpanLabel)
RELATION_LABELS: tuple[RelationLabel, ...] = get_args(RelationLabel)
STAGE_LABELS: dict[StatusStage, StatusLabel] = {
    "none": "open",
    "planned": "open",
    "waiting": "open",
    "started": "in_progress",
    "partial": "in_progress",
    "reported": "done",
    "completed": "done",
    "closed": "done",
}
