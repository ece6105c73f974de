"""Follow-up lists out again: each row under the body's own headings, with what was read from it beside."""

import datetime as dt
from collections.abc import Iterable, Sequence

from beslutsnlp.records import Assignment, Extraction, Party, Row

NORMALISED = (
    "source", "section", "page", "date", "paragraphs", "case_number", "responsible", "report_to", "deadline", "deadline_end", "label",
    "stage", "score", "flags",
)  # fmt: skip


def list_table(
    extractions: Iterable[Extraction], *, as_of: dt.date | None = None
) -> tuple[list[str], list[list[object]]]:
    """Return the rows of lists as a table: its headings, and its cells.

    The body's own headings come first, those of all lists in the order that they come in; `NORMALISED` columns stand
    beside them, and `overdue` where `as_of` is given.
    """
    extractions = list(extractions)
    own = list(dict.fromkeys(key for extraction in extractions for row in extraction.rows for key in row.cells))
    beside = [name if name not in own else f"{name} (read)" for name in (*NORMALISED, *(("overdue",) if as_of else ()))]
    rows = [
        [*(row.cells.get(key, "") for key in own), *_read(extraction, row, as_of)]
        for extraction in extractions
        for row in extraction.rows
    ]
    return [*own, *beside], rows


def _read(extraction: Extraction, row: Row, as_of: dt.date | None) -> list[object]:
    deadlines = [entry.deadline for entry in row.assignments if entry.deadline is not None]
    last = max(deadlines, key=lambda deadline: deadline.end or dt.date.min, default=None)
    status = row.status
    cells: list[object] = [
        extraction.source, row.section, row.page, row.date, ", ".join(row.paragraphs), row.case_number,
        _names(party for entry in row.assignments for party in entry.responsible),
        _names(party for entry in row.assignments for party in entry.report_to),
        last.text if last else None, last.end if last else None,
        status.label if status else None, status.stage if status else None, status.score if status else None,
        ", ".join(row.flags),
    ]  # fmt: skip
    if as_of:
        cells.append("yes" if _overdue(row.assignments, as_of) else "")
    return cells


def _overdue(assignments: Sequence[Assignment], as_of: dt.date) -> bool:
    return any(assignment.overdue(as_of) for assignment in assignments)


def _names(parties: Iterable[Party]) -> str:
    return "; ".join(dict.fromkeys(party.name for party in parties))
