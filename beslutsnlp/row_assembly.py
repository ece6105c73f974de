"""Records of the rows of a follow-up list: its facts, its assignments, and how far they have come."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from beslutsnlp.assembly import Found, evidence_of, made_assignment
from beslutsnlp.labels import Assertion
from beslutsnlp.reading.document import Document
from beslutsnlp.records import Assignment, Extraction, Row, Status
from beslutsnlp.status import RowStatus, StatusClassifier, read_legend, read_row_status
from beslutsnlp.structure import Outline, RowOutline


def assemble_rows(
    document: Document,
    parts: Outline,
    found: Sequence[Found],
    *,
    decided_on: dt.date | None,
    include: frozenset[Assertion],
    as_of: dt.date | None = None,
    classifier: StatusClassifier | None = None,
) -> Extraction:
    """Return the records of a follow-up list.

    Args:
        document: The document.
        parts: Its outline, with rows.
        found: What was found in the passages of its rows: one a row, or one for all.
        decided_on: The day of decisions whose rows do not tell it.
        include: The assertions of the assignments to give.
        as_of: The day that the list was read on, which decides statuses that are a bare date.
        classifier: What tells the stages of statuses; the one that comes with the library where it is None.
    """
    ids: Counter[str] = Counter()
    rows: list[Row] = []
    phrases: list[Status] = []
    colours = read_legend(paragraph.text for paragraph in document.paragraphs if not paragraph.is_table)
    for place, outline in enumerate(parts.rows):
        status = read_row_status(outline, as_of=as_of, colours=colours, classifier=classifier)
        assignments = [
            made_assignment(
                document,
                data,
                group,
                parts,
                ids,
                paragraph=outline.paragraphs[0] if outline.paragraphs else None,
                decided_on=outline.date or decided_on,
                case_number=outline.case_number,
                title=outline.title,
                status=status.status,
            )
            for data, group in _of_row(found, place)
            if data["assertion"] in include
        ]
        rows.append(_row(outline, status, assignments))
        phrases.extend(_phrases(document, found, place))
    return Extraction(
        kind="follow_up",
        title=parts.title,
        body=parts.body,
        date=parts.date,
        case_number=parts.case_number,
        source=document.source,
        rows=rows,
        assignments=[assignment for row in rows for assignment in row.assignments],
        status_phrases=phrases,
        warnings=list(document.warnings),
    )


def _group_of(found: Sequence[Found], place: int) -> tuple[Found, int]:
    """Return what holds a row's findings and the row's place in it: one group a row, or one for all rows."""
    return (found[place], 0) if len(found) > 1 else (found[0], place)


def _of_row(found: Sequence[Found], place: int) -> Iterator[tuple[dict[str, Any], Found]]:
    """Yield what was found in a row, in text order, with the group that holds its parties."""
    if not found:
        return
    group, own = _group_of(found, place)
    for data in sorted(group.assignments, key=lambda data: (data["start"], data["end"])):
        if data["place"][0] == own:
            yield data, group


def _phrases(document: Document, found: Sequence[Found], place: int) -> Iterator[Status]:
    if not found:
        return
    group, own = _group_of(found, place)
    for data in group.statuses:
        if data["place"][0] == own:
            yield Status(
                label=data["label"],
                stage=data["stage"],
                text=document.text[data["start"] : data["end"]],
                score=data.get("score"),
                evidence=evidence_of(data),
                start=dt.date.fromisoformat(data["first"]) if data["first"] else None,
                end=dt.date.fromisoformat(data["last"]) if data["last"] else None,
                span=document.locate(data["start"], data["end"]),
            )


def _row(outline: RowOutline, status: RowStatus, assignments: list[Assignment]) -> Row:
    return Row(
        date=outline.date,
        paragraphs=outline.paragraphs,
        case_number=outline.case_number,
        title=outline.title,
        assignment_text=outline.text("assignment_text"),
        status_text=outline.text("status_text"),
        done=outline.done,
        status=status.status,
        assignments=assignments,
        section=outline.section,
        cells=outline.cells,
        flags=list(status.flags),
        page=outline.page,
    )
