"""Annotated documents: a text with labelled spans, their fields, and relations between them."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from beslutsnlp.errors import DataError
from beslutsnlp.labels import (
    ASSERTIONS,
    DECISION_TYPES,
    SECTION_KINDS,
    STATUS_STAGES,
    DeadlineRole,
    DeadlineType,
    PartyKind,
    PartyRole,
)
from beslutsnlp.records import Record

SpanLabel = Literal[
    "item",
    "title",
    "case_number",
    "case_owner",
    "handler",
    "heading",
    "decision",
    "assignment",
    "task",
    "party",
    "deadline",
    "reference",
    "status",
]
RelationLabel = Literal["task", "deadline"] | PartyRole
CORPUS_VERSION = 1
_FIELDS: dict[str, frozenset[str]] = {
    "item": frozenset({"paragraph"}),
    "heading": frozenset({"kind"}),
    "decision": frozenset({"type", "assertion"}),
    "assignment": frozenset({"assertion"}),
    "party": frozenset({"kind", "name"}),
    "deadline": frozenset({"type", "role", "start", "end", "timex", "freq", "until", "mod"}),
    "reference": frozenset({"kind", "body", "date", "paragraph"}),
    "status": frozenset({"stage", "start", "end"}),
}
# the fields that hold one of a closed set, and whether they must be there
_VALUES: dict[tuple[str, str], tuple[frozenset[str], bool]] = {
    ("decision", "type"): (frozenset(DECISION_TYPES), True),
    ("decision", "assertion"): (frozenset(ASSERTIONS), True),
    ("assignment", "assertion"): (frozenset(ASSERTIONS), True),
    ("party", "kind"): (frozenset(get_args(PartyKind)), True),
    ("deadline", "type"): (frozenset(get_args(DeadlineType)), True),
    ("deadline", "role"): (frozenset(get_args(DeadlineRole)), True),
    ("reference", "kind"): (frozenset({"case_number", "decision_ref"}), True),
    ("status", "stage"): (frozenset(STATUS_STAGES), True),
    ("heading", "kind"): (frozenset({*SECTION_KINDS, "other"}), True),
}
_DATES = (
    ("deadline", "start"),
    ("deadline", "end"),
    ("deadline", "until"),
    ("reference", "date"),
    ("status", "start"),
    ("status", "end"),
)


class AnnotatedSpan(Record):
    """A labelled piece of a text, end exclusive; `fields` are the values that its label has."""

    id: str
    label: SpanLabel
    start: int = Field(ge=0)
    end: int
    fields: dict[str, str] = Field(default_factory=dict)


class Relation(Record):
    """A link from an assignment (head) to a party, deadline or task of its own (child), by span ids."""

    label: str
    head: str
    child: str


class AnnotatedDocument(Record):
    """A document of a corpus, one JSON object a line.

    `meta` holds what is known of the whole: title, body, date, case_number, style and the like.
    """

    version: int = CORPUS_VERSION
    id: str
    kind: Literal["protocol", "notes", "follow_up", "sentence", "status"]
    text: str
    meta: dict[str, str] = Field(default_factory=dict)
    spans: list[AnnotatedSpan] = Field(default_factory=list)
    relations: list[Relation] = Field(default_factory=list)

    def of(self, label: SpanLabel) -> list[AnnotatedSpan]:
        """Return the spans of a label, in text order."""
        return [span for span in self.spans if span.label == label]


def read_corpus(path: Path) -> list[AnnotatedDocument]:
    """Return the documents of a JSONL file, or of all JSONL files of a folder, each checked.

    Raises:
        DataError: A line is no document of this format: the message names file, line and what is wrong.
    """
    paths = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not paths:
        raise DataError(f"{path} has no JSONL file. Name a corpus file or its folder.")
    documents: list[AnnotatedDocument] = []
    seen: dict[str, str] = {}
    for file in paths:
        for number, document in _read_lines(file):
            place = f"{file}, line {number}"
            if document.id in seen:
                raise DataError(
                    f"{place}: the id {document.id} is also on {seen[document.id]}. Give one of them another."
                )
            seen[document.id] = place
            documents.append(document)
    return documents


def _read_lines(file: Path) -> Iterator[tuple[int, AnnotatedDocument]]:
    for number, line in filled_lines(file):
        place = f"{file}, line {number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{place}, column {error.colno}: {error.msg}. Each line is one JSON object.") from error
        yield number, check_document(raw, place)


def filled_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a JSONL file that are not blank, each with its number.

    Raises:
        DataError: It cannot be opened or is not UTF-8.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise DataError(f"{file} cannot be opened: {error.strerror or error}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def wrong_value(error: ValidationError, place: str, whole: str) -> DataError:
    """Return the error that names the first wrong value of what is at a place; `whole` is what that is."""
    first = error.errors()[0]
    return DataError(f"{place}: {'.'.join(map(str, first['loc'])) or whole}: {first['msg']}. Mend that value.")


def check_document(raw: Any, place: str) -> AnnotatedDocument:
    """Return the document that a JSON object makes, after checking it.

    Raises:
        DataError: It has a wrong value, a span outside of the text, an unknown label or a relation to nothing.
    """
    if isinstance(raw, dict) and raw.get("version", CORPUS_VERSION) != CORPUS_VERSION:
        raise DataError(
            f"{place}: version {raw['version']} of the format; this library reads version {CORPUS_VERSION}."
        )
    try:
        document = AnnotatedDocument.model_validate(raw)
    except ValidationError as error:
        raise wrong_value(error, place, "document") from error
    ids = {span.id for span in document.spans}
    if len(ids) < len(document.spans):
        raise DataError(f"{place}: two spans have the same id. Number them anew.")
    for span in document.spans:
        if not span.start < span.end <= len(document.text):
            raise DataError(
                f"{place}: span {span.id} ({span.label}) runs from {span.start} to {span.end}, outside of the text's {len(document.text)} characters or empty."
            )
        unknown = set(span.fields) - _FIELDS.get(span.label, frozenset())
        if unknown:
            raise DataError(f"{place}: span {span.id} ({span.label}) has the unknown field {sorted(unknown)[0]}.")
        _check_values(span, place)
    labels = {"task", "deadline", *get_args(PartyRole)}
    for relation in document.relations:
        if relation.label not in labels:
            raise DataError(f"{place}: unknown relation {relation.label!r}; there are {', '.join(sorted(labels))}.")
        if relation.head not in ids or relation.child not in ids:
            raise DataError(
                f"{place}: the relation {relation.label} from {relation.head} to {relation.child} names a span that is not there."
            )
    return document


def _check_values(span: AnnotatedSpan, place: str) -> None:
    for (label, name), (allowed, needed) in _VALUES.items():
        value = span.fields.get(name)
        if span.label == label and value not in allowed and (needed or value is not None):
            raise DataError(
                f"{place}: span {span.id} ({label}) has the {name} {value!r}; there are {', '.join(sorted(allowed))}."
            )
    for label, name in _DATES:
        value = span.fields.get(name)
        if span.label == label and value is not None:
            try:
                dt.date.fromisoformat(value)
            except ValueError:
                raise DataError(
                    f"{place}: span {span.id} ({label}) has the {name} {value!r}, which is no date. Write it as 2025-05-20."
                ) from None


def write_corpus(documents: Iterable[AnnotatedDocument], path: Path) -> None:
    """Write documents as a JSONL file, whole or not at all."""
    from beslutsnlp.export import write_whole

    lines = [
        json.dumps(document.model_dump(mode="json", exclude_defaults=False), ensure_ascii=False)
        for document in documents
    ]
    write_whole(path, "".join(line + "\n" for line in lines).encode("utf-8"))
