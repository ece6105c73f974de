"""What an annotated document must keep to: the fields of each label, the ends of each relation, and where spans may lie."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from beslutsnlp.errors import DataError
from beslutsnlp.labels import (
    ASSERTIONS,
    DECISION_TYPES,
    SECTION_KINDS,
    STAGE_LABELS,
    STATUS_STAGES,
    DeadlineRole,
    DeadlineType,
    PartyKind,
)

if TYPE_CHECKING:
    from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan, Relation

FIELDS: dict[str, tuple[str, ...]] = {
    "item": ("paragraph",),
    "row": ("date", "paragraphs", "done", "label", "stage", "contradicts", "section"),
    "cell": ("column", "heading", "facts"),
    "heading": ("kind",),
    "decision": ("type", "assertion"),
    "assignment": ("assertion",),
    "party": ("kind", "name"),
    "deadline": ("type", "role", "start", "end", "timex", "freq", "until", "mod"),
    "reference": ("kind", "body", "date", "paragraph"),
    "status": ("stage", "start", "end"),
}
# the fields that hold one of a closed set, and whether they must be there
VALUES: dict[tuple[str, str], tuple[tuple[str, ...], bool]] = {
    ("row", "label"): (tuple(dict.fromkeys(STAGE_LABELS.values())), False),
    ("row", "stage"): (STATUS_STAGES, False),
    ("row", "contradicts"): (("true",), False),
    ("decision", "type"): (DECISION_TYPES, True),
    ("decision", "assertion"): (ASSERTIONS, True),
    ("assignment", "assertion"): (ASSERTIONS, True),
    ("party", "kind"): (get_args(PartyKind), True),
    ("deadline", "type"): (get_args(DeadlineType), True),
    ("deadline", "role"): (get_args(DeadlineRole), True),
    ("reference", "kind"): (("case_number", "decision_ref"), True),
    ("status", "stage"): (STATUS_STAGES, True),
    ("heading", "kind"): ((*SECTION_KINDS, "other"), True),
}
# the labels that a relation leads from and to
ENDS: dict[str, tuple[str, str]] = {
    "cell": ("row", "cell"),
    "assignment": ("row", "assignment"),
    "task": ("assignment", "task"),
    "deadline": ("assignment", "deadline"),
    "responsible": ("assignment", "party"),
    "executor": ("assignment", "party"),
    "collaborators": ("assignment", "party"),
    "report_to": ("assignment", "party"),
}
_DATES = frozenset(
    {
        ("row", "date"),
        ("deadline", "start"),
        ("deadline", "end"),
        ("deadline", "until"),
        ("reference", "date"),
        ("status", "start"),
        ("status", "end"),
    }
)
# a clause may hold another ("föreslår fullmäktige att …"), and a task the assignment that is to be prepared
NESTED = frozenset({"decision", "assignment", "task"})
_SHOWN = 40


def check_spans(document: "AnnotatedDocument", place: str) -> None:
    """Check the spans and relations of a document.

    Raises:
        DataError: One of them breaks the rules: the message names the place, the span and what to do.
    """
    ids: dict[str, AnnotatedSpan] = {}
    for span in document.spans:
        if span.id in ids:
            raise DataError(f"{place}: two spans have the same id {span.id}. Number them anew.")
        ids[span.id] = span
        _check_place(document.text, span, place)
        _check_fields(span, place)
    _check_overlaps(document.spans, place)
    _check_relations(document.relations, ids, place)


def _check_place(text: str, span: "AnnotatedSpan", place: str) -> None:
    named = f"{place}: span {span.id} ({span.label})"
    if not 0 <= span.start < span.end <= len(text):
        raise DataError(
            f"{named} runs from {span.start} to {span.end}, outside of the text's {len(text)} characters or empty. "
            "Count its characters (Unicode code points) anew; the end is exclusive."
        )
    piece = text[span.start : span.end]
    if span.text is not None and span.text != piece:
        at = text.find(span.text)
        hint = f"It stands at {at} to {at + len(span.text)}; move the span" if at >= 0 else "Mend the span or its text"
        raise DataError(
            f"{named} has the text {_short(span.text)}, but the document has {_short(piece)} there. {hint}."
        )
    if piece != piece.strip():
        raise DataError(
            f"{named} starts or ends with blank space: {_short(piece)}. Its offsets may have moved; let it run from word to word."
        )


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}…{text[-_SHOWN // 2 :]}")


def _check_fields(span: "AnnotatedSpan", place: str) -> None:
    known = FIELDS.get(span.label, ())
    named = f"{place}: span {span.id} ({span.label})"
    for name, value in span.fields.items():
        if name not in known:
            there = f"There are {', '.join(known)}" if known else "It has none"
            raise DataError(f"{named} has the unknown field {name}. {there}.")
        if (span.label, name) in _DATES:
            try:
                dt.date.fromisoformat(value)
            except ValueError:
                raise DataError(
                    f"{named} has the {name} {value!r}, which is no date. Write it as 2025-05-20."
                ) from None
    for name in known:
        allowed, needed = VALUES.get((span.label, name), ((), False))
        value = span.fields.get(name, "")
        if allowed and value not in allowed and (needed or name in span.fields):
            said = f"the {name} {value!r}" if name in span.fields else f"no {name}"
            raise DataError(f"{named} has {said}. Give it one of {', '.join(allowed)}.")


def _check_overlaps(spans: Sequence["AnnotatedSpan"], place: str) -> None:
    by_label: dict[str, list[AnnotatedSpan]] = {}
    for span in spans:
        by_label.setdefault(span.label, []).append(span)
    for label, own in by_label.items():
        own.sort(key=lambda span: (span.start, -span.end))
        # the spans that are still open; each lies inside the one before it
        open_spans: list[AnnotatedSpan] = []
        for span in own:
            while open_spans and open_spans[-1].end <= span.start:
                open_spans.pop()
            if open_spans:
                _check_pair(open_spans[-1], span, label, place)
            open_spans.append(span)


def _check_pair(outer: "AnnotatedSpan", inner: "AnnotatedSpan", label: str, place: str) -> None:
    named = f"{place}: the spans {outer.id} and {inner.id} ({label})"
    if (outer.start, outer.end) == (inner.start, inner.end):
        raise DataError(f"{named} are the same, from {inner.start} to {inner.end}. Keep one of them.")
    if inner.end > outer.end:
        raise DataError(
            f"{named} overlap from {inner.start} to {outer.end}. Let one of them end where the other starts."
        )
    if label not in NESTED:
        raise DataError(
            f"{named}: the second lies inside the first, from {inner.start} to {inner.end}. Only {', '.join(sorted(NESTED))} may; "
            "keep one of them."
        )


def _check_relations(relations: Sequence["Relation"], ids: dict[str, "AnnotatedSpan"], place: str) -> None:
    seen: set[tuple[str, str, str]] = set()
    for relation in relations:
        named = f"{place}: the relation {relation.label} from {relation.head} to {relation.child}"
        for end in (relation.head, relation.child):
            if end not in ids:
                raise DataError(
                    f"{named} names the span {end}, which is not there. Mend the id, or take the relation out."
                )
        found = (ids[relation.head].label, ids[relation.child].label)
        if found != ENDS[relation.label]:
            raise DataError(
                f"{named} leads from {found[0]} to {found[1]}; it goes from {' to '.join(ENDS[relation.label])}. Mend its ends."
            )
        key = (relation.label, relation.head, relation.child)
        if key in seen:
            raise DataError(f"{named} is there twice. Keep one of them.")
        seen.add(key)


def overlapping(first: tuple[int, int], second: tuple[int, int], label: str) -> bool:
    """Tell whether two spans of one label may not stand together."""
    (_, end), (other, last) = sorted((first, second), key=lambda span: (span[0], -span[1]))
    if other >= end:
        return False
    return first == second or last > end or label not in NESTED
