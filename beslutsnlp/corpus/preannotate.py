"""Extractions as annotated documents, for people to correct."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.columns import Columns
from beslutsnlp.corpus.checks import overlapping
from beslutsnlp.corpus.documents import AnnotatedDocument, check_document
from beslutsnlp.corpus.formats.marks import text_id, trimmed
from beslutsnlp.errors import DataError
from beslutsnlp.extraction import case_numbers_of, columns_of, extract, load, outline_of
from beslutsnlp.labels import ASSERTIONS, PARTY_ROLES, Assertion, ColumnFact, RelationLabel, SpanLabel
from beslutsnlp.reading import read
from beslutsnlp.reading.document import Document, Paragraph, TableRow
from beslutsnlp.records import Assignment, Deadline, Decision, Extraction, Item, Row, Status
from beslutsnlp.structure import CaseNumbers, Outline, RowOutline, outline
from beslutsnlp.structure.column_facts import Facts, assign_facts

if TYPE_CHECKING:
    from spacy.language import Language

_TEXT_FACTS: tuple[tuple[SpanLabel, ColumnFact], ...] = (
    ("title", "title"),
    ("assignment_text", "assignment_text"),
    ("status_text", "status_text"),
)
# "Nämnden beslutar" leads in the clauses, and is no heading
_LEAD = re.compile(r"\b(?:beslutar?|beslutade|beslutas|beslöt|fattar|föreslår)\b", re.IGNORECASE)
_SKIPPED = "-\u00ad\ufffe"


def annotate_source(
    source: "Path | str | bytes", *, nlp: "Language | None" = None, include: Iterable[Assertion] = ASSERTIONS
) -> AnnotatedDocument:
    """Return what `extract` finds in a file or a text as an annotated document.

    Args:
        source: A path, a text, or the bytes of a file.
        nlp: A pipeline from `load`; the default one where it is None.
        include: Which assignments to mark, by their assertion.

    Raises:
        ReadError: The source cannot be read.

    >>> [span.label for span in annotate_source("Ekonomichefen får i uppdrag att ta fram en plan.").of("task")]
    ['task']
    """
    nlp = nlp or load()
    columns, case_numbers = columns_of(nlp), case_numbers_of(nlp)
    document = read(source, columns=columns)
    extraction = extract(document, nlp=nlp, include=include)
    parts = outline_of(document, nlp)
    return annotated(document, extraction, columns=columns, case_numbers=case_numbers, parts=parts)


def annotated(
    document: Document,
    extraction: Extraction,
    *,
    name: str | None = None,
    columns: Columns | None = None,
    case_numbers: CaseNumbers | None = None,
    parts: Outline | None = None,
) -> AnnotatedDocument:
    r"""Return the annotation that an extraction makes of its document.

    Titles, case numbers and tasks, of which an extraction has the words alone, are looked up in the text, and left out where
    they are not found in one piece. Of two spans of a label that may not overlap, the first is taken.

    Args:
        document: The document, as `read` gave it.
        extraction: What `extract` found in it, best with all assertions.
        name: The id; the name of the file without its suffix where it is None, or the id that the text's words give.
        columns: What the headings of lists mean, as in the pipeline's profile.
        case_numbers: The shapes of case numbers, as in the pipeline's profile.
        parts: The document's outline, as the pipeline reads it; by rules alone where it is None.

    Raises:
        DataError: The rows of a list are not those that its extraction has.

    >>> from beslutsnlp import extract, read
    >>> document = read("§ 7 Budget\n\nBeslut\n\natt uppdra till ekonomichefen att ta fram en plan.")
    >>> [span.label for span in annotated(document, extract(document)).spans]
    ['item', 'title', 'heading', 'decision', 'assignment', 'party', 'task']
    """
    columns, case_numbers = columns or Columns(), case_numbers or CaseNumbers()
    parts = parts or outline(document, case_numbers=case_numbers, columns=columns)
    draft = _Draft(document.text)
    for item in extraction.items:
        _add_item(draft, item)
    _add_headings(draft, document, parts)
    for item in extraction.items:
        for decision in item.decisions:
            _add_decision(draft, decision)
    owners: dict[str, int] = {}
    if extraction.rows:
        _add_rows(draft, document, extraction, parts, (columns, case_numbers), owners)
    for assignment in extraction.assignments:
        _add_assignment(draft, assignment, owners.get(assignment.id))
    for phrase in extraction.status_phrases:
        _add_status(draft, phrase)
    meta = {
        "title": extraction.title,
        "body": extraction.body,
        "date": extraction.date.isoformat() if extraction.date else None,
        "case_number": extraction.case_number,
        "source": extraction.source,
    }
    source = document.source.rpartition(".")[0] or document.source if document.source else None
    return check_document(
        {
            "id": name or source or text_id(document.text),
            "kind": extraction.kind,
            "text": document.text,
            "meta": {key: value for key, value in meta.items() if value},
            **draft.as_data(),
        },
        document.source or "text",
    )


class _Draft:
    """Spans and relations as they are found, those left out that would break the rules."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans: list[dict[str, Any]] = []
        self._by_label: dict[str, list[dict[str, Any]]] = {}
        self._relations: dict[tuple[str, int, int], None] = {}

    def add(self, label: SpanLabel, start: int, end: int, fields: dict[str, str | None] | None = None) -> int | None:
        """Add a span and return its number; that of the same span if it is there, None if it may not stand beside another."""
        start, end = trimmed(self.text, start, end)
        if not 0 <= start < end <= len(self.text):
            return None
        own = self._by_label.setdefault(label, [])
        for other in own:
            if (other["start"], other["end"]) == (start, end):
                return int(other["number"])
            if overlapping((other["start"], other["end"]), (start, end), label):
                return None
        span: dict[str, Any] = {
            "number": len(self._spans),
            "label": label,
            "start": start,
            "end": end,
            "fields": {key: value for key, value in (fields or {}).items() if value},
        }
        own.append(span)
        self._spans.append(span)
        return int(span["number"])

    def link(self, label: RelationLabel, head: int | None, child: int | None) -> None:
        """Add a relation if both of its ends are there."""
        if head is not None and child is not None:
            self._relations[label, head, child] = None

    def as_data(self) -> dict[str, Any]:
        """Return spans in text order, the outer before the inner, and relations in the order of their heads."""
        order = sorted(self._spans, key=lambda span: (span["start"], -span["end"], span["number"]))
        ids = {span["number"]: f"s{place}" for place, span in enumerate(order, 1)}
        places = {span["number"]: place for place, span in enumerate(order)}
        links = sorted(self._relations, key=lambda link: (places[link[1]], places[link[2]], link[0]))
        return {
            "spans": [
                {"id": ids[span["number"]], **{key: span[key] for key in ("label", "start", "end", "fields")}}
                for span in order
            ],
            "relations": [{"label": label, "head": ids[head], "child": ids[child]} for label, head, child in links],
        }


def find_words(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    r"""Return where words stand in a part of a text, whatever its line breaks and the hyphens at them; None if they do not.

    >>> find_words("Cykel-\nväg till  Ekby", "Cykelväg till Ekby", 0, 21)
    (0, 21)
    """
    places = [at for at in range(start, end) if not text[at].isspace() and text[at] not in _SKIPPED]
    kept = "".join(text[at] for at in places)
    key = "".join(char for char in words if not char.isspace() and char not in _SKIPPED)
    at = kept.find(key) if key else -1
    return (places[at], places[at + len(key) - 1] + 1) if at >= 0 else None


def _add_item(draft: _Draft, item: Item) -> None:
    if not item.paragraph:
        return
    start, end = item.span.start, item.span.end
    draft.add("item", start, end, {"paragraph": item.paragraph})
    facts: tuple[SpanLabel, ...] = ("title", "case_number", "case_owner", "handler")
    for label in facts:
        words = getattr(item, label)
        found = find_words(draft.text, words, start, end) if words else None
        if found:
            draft.add(label, *found)


def _add_headings(draft: _Draft, document: Document, parts: Outline) -> None:
    sections = [*parts.sections, *(section for item in parts.items for section in item.sections)]
    for section in sections:
        heading = section.heading
        if heading is not None and heading.text and not (section.kind == "decision" and _LEAD.search(heading.text)):
            draft.add("heading", heading.start, heading.end, {"kind": section.kind})
    for row in (row for table in document.tables for row in table.rows if row.is_heading):
        area = _area(row.cells[0].paragraphs)
        if area:
            draft.add("heading", *area, {"kind": "other"})


def _add_decision(draft: _Draft, decision: Decision) -> None:
    draft.add(
        "decision", decision.span.start, decision.span.end, {"type": decision.type, "assertion": decision.assertion}
    )
    for reference in decision.references:
        draft.add(
            "reference",
            reference.span.start,
            reference.span.end,
            {
                "kind": "case_number" if reference.case_number else "decision_ref",
                "body": reference.body,
                "date": reference.date.isoformat() if reference.date else None,
                "paragraph": reference.paragraph,
            },
        )


def _add_assignment(draft: _Draft, assignment: Assignment, row: int | None) -> None:
    start, end = assignment.span.start, assignment.span.end
    own = draft.add("assignment", start, end, {"assertion": assignment.assertion})
    if own is None:
        return
    draft.link("assignment", row, own)
    found = find_words(draft.text, assignment.task, start, end) if assignment.task else None
    if found:
        draft.link("task", own, draft.add("task", *found))
    for role in PARTY_ROLES:
        for party in getattr(assignment, role):
            child = draft.add("party", party.span.start, party.span.end, {"kind": party.kind, "name": party.name})
            draft.link(role, own, child)
    for deadline in assignment.deadlines:
        child = draft.add("deadline", deadline.span.start, deadline.span.end, _deadline_fields(deadline))
        draft.link("deadline", own, child)


def _deadline_fields(deadline: Deadline) -> dict[str, str | None]:
    data = deadline.model_dump(mode="json", exclude={"text", "span"})
    return {key: data[key] for key in ("type", "role", "start", "end", "timex", "freq", "until", "mod")}


def _add_status(draft: _Draft, phrase: Status) -> None:
    if phrase.span is not None and phrase.stage is not None:
        days = {"start": phrase.start, "end": phrase.end}
        fields = {"stage": phrase.stage, **{key: day.isoformat() if day else None for key, day in days.items()}}
        draft.add("status", phrase.span.start, phrase.span.end, fields)


def _add_rows(
    draft: _Draft,
    document: Document,
    extraction: Extraction,
    parts: Outline,
    profile: tuple[Columns, CaseNumbers],
    owners: dict[str, int],
) -> None:
    """Add rows and their cells, and note in `owners` the number of the row that gives each assignment."""
    printed: list[tuple[TableRow, Sequence[Facts]]] = []
    for table in document.tables:
        known = assign_facts(table, *profile)
        printed += [(row, known) for row in table.rows if not row.is_heading]
    if not len(extraction.rows) == len(parts.rows) == len(printed):
        raise DataError(
            f"{document.source or 'The text'} has {len(printed)} rows in its tables and {len(extraction.rows)} in its extraction. "
            "Give the columns that the pipeline knows."
        )
    for row, outlined, (source, facts) in zip(extraction.rows, parts.rows, printed, strict=True):
        area = _area(paragraph for cell in source.cells for paragraph in cell.paragraphs)
        if area is None:
            continue
        own = draft.add("row", *area, _row_fields(row))
        for number, (heading, cell) in enumerate(zip(row.cells, source.cells, strict=False)):
            place = _area(cell.paragraphs)
            if place:
                fields: dict[str, str | None] = {
                    "column": str(number + 1),
                    "heading": heading,
                    "facts": " ".join(facts[number]),
                }
                draft.link("cell", own, draft.add("cell", *place, fields))
        _add_row_texts(draft, row, outlined, area)
        if own is not None:
            owners.update({assignment.id: own for assignment in row.assignments})


def _row_fields(row: Row) -> dict[str, str | None]:
    return {
        "date": row.date.isoformat() if row.date else None,
        "paragraphs": ", ".join(row.paragraphs),
        "done": row.done,
        "label": row.status.label if row.status else None,
        "stage": row.status.stage if row.status else None,
        "contradicts": "true" if "contradiction" in row.flags else None,
        "section": row.section,
    }


def _add_row_texts(draft: _Draft, row: Row, outlined: RowOutline, area: tuple[int, int]) -> None:
    for label, fact in _TEXT_FACTS:
        place = _area(outlined.texts.get(fact, ()))
        if place:
            draft.add(label, *place)
    found = find_words(draft.text, row.case_number, *area) if row.case_number else None
    if found:
        draft.add("case_number", *found)


def _area(paragraphs: Iterable[Paragraph]) -> tuple[int, int] | None:
    """Return where paragraphs stand, from the first character to the last; None if there is no text."""
    filled = [paragraph for paragraph in paragraphs if paragraph.text]
    if not filled:
        return None
    return min(paragraph.start for paragraph in filled), max(paragraph.end for paragraph in filled)
