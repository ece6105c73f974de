"""Follow-up lists in the one format of corpora: an annotated list to a document, and the rows of a document back.

The document's text has the list's title, what stands above the table, the headings on one line, and then each row with every
cell on lines of its own, a blank line between rows. Cells that are empty have no line and no span.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan, Relation, check_document
from beslutsnlp.corpus.lists import (
    AnnotatedList,
    GoldAssignment,
    GoldDeadline,
    GoldParty,
    GoldRow,
    ListColumn,
    ListRow,
)
from beslutsnlp.errors import DataError
from beslutsnlp.labels import PARTY_ROLES, RelationLabel, SpanLabel

_Area = tuple[int, int]
_TEXTS: tuple[tuple[SpanLabel, str], ...] = (
    ("title", "title"),
    ("case_number", "case_number"),
    ("assignment_text", "assignment_text"),
    ("status_text", "status_text"),
)


def list_document(annotated: AnnotatedList) -> AnnotatedDocument:
    """Return the document that a list makes, with a span for each row, cell, fact and assignment.

    Raises:
        DataError: A text of the annotation is in no cell of its row.
    """
    draft = _Draft(annotated.id)
    draft.line(annotated.title)
    for line in annotated.intro:
        draft.line(line)
    draft.line("\t".join(_heading(column) for column in annotated.columns))
    for section in annotated.sections:
        if section.heading:
            draft.line("")
            start, end = draft.line(section.heading)
            draft.add("heading", start, end, {"kind": "other"})
        for row in section.rows:
            draft.line("")
            _add_row(draft, annotated.columns, row, section.heading)
    for line in annotated.outro:
        draft.line("")
        draft.line(line)
    meta = {
        "title": annotated.title,
        "body": annotated.body,
        "organisation": annotated.organisation,
        "date": annotated.date,
        "read_on": annotated.read_on,
    }
    return check_document(
        {
            "id": annotated.id,
            "kind": "follow_up",
            "text": draft.text,
            "meta": {key: value for key, value in meta.items() if value},
            "spans": [span.model_dump() for span in draft.spans],
            "relations": [relation.model_dump() for relation in draft.relations],
        },
        annotated.id,
    )


class _Draft:
    """A document that grows line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.spans: list[AnnotatedSpan] = []
        self.relations: list[Relation] = []
        self._known: dict[tuple[str, int, int], AnnotatedSpan] = {}

    def line(self, text: str) -> _Area:
        """Add a line and return where it stands."""
        start = len(self.text)
        self.text += text + "\n"
        return start, start + len(text)

    def add(self, label: SpanLabel, start: int, end: int, fields: dict[str, str] | None = None) -> str:
        """Add a span and return its id; one that is there already is used again."""
        known = self._known.get((label, start, end))
        if known is None:
            known = AnnotatedSpan(
                id=f"s{len(self.spans) + 1}", label=label, start=start, end=end, fields=dict(fields or {})
            )
            self.spans.append(known)
            self._known[label, start, end] = known
        elif known.fields != (fields or {}):
            raise DataError(
                f"{self.name}: {self.text[start:end]!r} is annotated twice, with different values. Mend one of them."
            )
        return known.id

    def link(self, label: RelationLabel, head: str, child: str) -> None:
        self.relations.append(Relation(label=label, head=head, child=child))


def _add_row(draft: _Draft, columns: Sequence[ListColumn], row: ListRow, section: str | None) -> None:
    areas: list[_Area] = []
    for cell in row.cells:
        areas.append(draft.line(cell.strip()) if cell.strip() else (len(draft.text), len(draft.text)))
    filled = [area for area in areas if area[1] > area[0]]
    if not filled:
        raise DataError(f"{draft.name}: a row has no text in any cell. Take it out.")
    gold = row.gold
    fields = {
        "date": gold.date,
        "paragraphs": ", ".join(gold.paragraphs),
        "done": gold.done,
        "label": gold.label,
        "stage": gold.stage,
        "contradicts": "true" if gold.contradicts else None,
        "section": section,
    }
    own = draft.add("row", filled[0][0], filled[-1][1], {key: value for key, value in fields.items() if value})
    for number, (column, area) in enumerate(zip(columns, areas, strict=True), 1):
        if area in filled:
            cell_fields = {"column": str(number), "heading": _heading(column), "facts": " ".join(column.facts)}
            child = draft.add("cell", *area, {key: value for key, value in cell_fields.items() if value})
            draft.link("cell", own, child)
    finder = _Finder(draft.text, columns, areas)
    for label, fact in _TEXTS:
        text = getattr(gold, fact)
        if text is not None:
            draft.add(label, *_needed(finder.find(text, fact), draft.name, text))
    taken: list[_Area] = []
    for assignment in gold.assignments:
        # one may stand inside of another, but not be the same
        place = _needed(finder.find(assignment.text, "assignment_text", other_than=taken), draft.name, assignment.text)
        taken.append(place)
        _add_assignment(draft, finder, assignment, place, own)


def _heading(column: ListColumn) -> str:
    """Return a column's heading on one line, cut words whole again."""
    return " ".join(re.sub(r"[-\u00ad]\n(?=[a-zåäö])", "", column.heading).split())


def _add_assignment(draft: _Draft, finder: "_Finder", gold: GoldAssignment, place: _Area, row: str) -> None:
    own = draft.add("assignment", *place, {"assertion": gold.assertion})
    draft.link("assignment", row, own)
    if gold.task is not None:
        draft.link(
            "task", own, draft.add("task", *_needed(finder.find(gold.task, "", inside=place), draft.name, gold.task))
        )
    used: list[_Area] = []
    parties = [(role, party) for role in PARTY_ROLES for party in getattr(gold, role)]
    found: dict[int, _Area] = {}
    # the longest first, so that "nämnden" is not looked for inside of "tekniska nämnden"
    for number, (role, party) in sorted(enumerate(parties), key=lambda entry: -len(entry[1][1].text)):
        fact = "responsible" if role == "responsible" else ""
        area = _needed(finder.find(party.text, fact, near=place, not_in=used), draft.name, party.text)
        used.append(area)
        found[number] = area
    for number, (role, party) in enumerate(parties):
        draft.link(role, own, draft.add("party", *found[number], {"kind": party.kind, "name": party.name}))
    dated: list[_Area] = []
    for deadline in gold.deadlines:
        area = _needed(finder.find(deadline.text, "deadline", near=place, not_in=dated), draft.name, deadline.text)
        dated.append(area)
        fields = deadline.model_dump(exclude={"text"}, exclude_none=True)
        draft.link("deadline", own, draft.add("deadline", *area, fields))


def _needed(area: _Area | None, name: str, text: str) -> _Area:
    if area is None:
        raise DataError(f"{name}: {text!r} is in no cell of its row. Write it as the cell has it.")
    return area


class _Finder:
    """Finds the texts of an annotation in the cells of a row, whatever their line breaks."""

    def __init__(self, text: str, columns: Sequence[ListColumn], areas: Sequence[_Area]) -> None:
        self._text = text
        self._cells = [(area, column.facts) for area, column in zip(areas, columns, strict=True) if area[1] > area[0]]

    def find(
        self,
        words: str,
        fact: str,
        *,
        inside: _Area | None = None,
        near: _Area | None = None,
        not_in: Iterable[_Area] = (),
        other_than: Sequence[_Area] = (),
    ) -> _Area | None:
        """Return where words stand: inside of a place, or near it, or in a cell that holds a fact, or in any cell.

        Whole words are preferred. Places that `not_in` overlaps are passed over, and those that are in `other_than`.
        """
        pattern = r"\s+".join(map(re.escape, words.split()))
        if inside is not None:
            areas = [inside]
        else:
            cells = sorted(self._cells, key=lambda cell: fact not in cell[1])
            areas = [*([near] if near else []), *(area for area, _ in cells)]
        taken = list(not_in)
        for bound in (r"(?<!\w){}(?!\w)", "{}"):
            whole = re.compile(bound.format(pattern))
            for area in areas:
                for match in whole.finditer(self._text, *area):
                    free = all(match.end() <= start or end <= match.start() for start, end in taken)
                    if free and match.span() not in other_than:
                        return match.span()
        return None


def document_rows(document: AnnotatedDocument) -> list[GoldRow]:
    """Return what the rows of a follow-up list say, in text order, as the list's authors wrote it.

    Raises:
        DataError: A row has no label and stage.
    """
    return [_gold_row(document, row) for row in document.of("row")]


def row_cells(document: AnnotatedDocument, row: AnnotatedSpan) -> list[AnnotatedSpan]:
    """Return the cells of a row, in the order of its relations."""
    return list(_children(document, row.id, "cell"))


def _children(document: AnnotatedDocument, head: str, label: str) -> Iterator[AnnotatedSpan]:
    spans = {span.id: span for span in document.spans}
    yield from (spans[link.child] for link in document.relations if link.head == head and link.label == label)


def _words(document: AnnotatedDocument, span: AnnotatedSpan) -> str:
    return " ".join(document.text[span.start : span.end].split())


def _gold_row(document: AnnotatedDocument, row: AnnotatedSpan) -> GoldRow:
    data: dict[str, Any] = {
        key: value for key, value in row.fields.items() if key in ("date", "done", "label", "stage")
    }
    for key in ("label", "stage"):
        if key not in data:
            raise DataError(f"{document.id}: the row {row.id} has no {key}. Give it one.")
    for label, fact in _TEXTS:
        inside = [span for span in document.of(label) if row.start <= span.start < row.end]
        if inside:
            data[fact] = _words(document, inside[0])
    paragraphs = row.fields.get("paragraphs", "")
    return GoldRow(
        **data,
        paragraphs=paragraphs.split(", ") if paragraphs else [],
        contradicts=row.fields.get("contradicts") == "true",
        assignments=[_gold_assignment(document, span) for span in _children(document, row.id, "assignment")],
    )


def _gold_assignment(document: AnnotatedDocument, span: AnnotatedSpan) -> GoldAssignment:
    def parties(role: str) -> list[GoldParty]:
        return [
            GoldParty(text=_words(document, child), kind=child.fields["kind"], name=child.fields.get("name", ""))  # type: ignore[arg-type]
            for child in _children(document, span.id, role)
        ]

    tasks = list(_children(document, span.id, "task"))
    return GoldAssignment(
        text=_words(document, span),
        assertion=span.fields["assertion"],  # type: ignore[arg-type]
        task=_words(document, tasks[0]) if tasks else None,
        deadlines=[
            GoldDeadline.model_validate({"text": _words(document, child), **child.fields})
            for child in _children(document, span.id, "deadline")
        ],
        **{role: parties(role) for role in PARTY_ROLES},
    )
