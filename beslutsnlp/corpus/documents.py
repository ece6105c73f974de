"""Annotated documents: a text with labelled spans, their fields, and relations between them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from beslutsnlp.corpus.checks import FIELDS, VALUES, check_spans
from beslutsnlp.errors import DataError
from beslutsnlp.labels import RELATION_LABELS, SPAN_LABELS, RelationLabel, SpanLabel
from beslutsnlp.records import Record

CORPUS_VERSION = 1


class AnnotatedSpan(Record):
    """A labelled piece of a text, end exclusive; `fields` are the values that its label has.

    `text` may be given in a file to make sure of the offsets: it is compared with the document's, and not kept.
    """

    id: str
    label: SpanLabel
    start: int = Field(ge=0)
    end: int
    fields: dict[str, str] = Field(default_factory=dict)
    text: str | None = Field(default=None, exclude=True, repr=False)


class Relation(Record):
    """A link from a row or an assignment (head) to what belongs to it (child), by span ids."""

    label: RelationLabel
    head: str
    child: str


class AnnotatedDocument(Record):
    """A document of a corpus, one JSON object a line.

    `meta` holds what is known of the whole: title, body, date, case_number, style and the like.
    """

    version: int = CORPUS_VERSION
    id: str = Field(min_length=1)
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
    return [document for _, document in unique(_read_files(paths))]


def _read_files(paths: Iterable[Path]) -> Iterator[tuple[str, AnnotatedDocument]]:
    for file in paths:
        for place, raw in json_lines(file):
            yield place, check_document(raw, place)


def unique(placed: Iterable[tuple[str, AnnotatedDocument]]) -> Iterator[tuple[str, AnnotatedDocument]]:
    """Yield documents with their places as they come, each id once.

    Raises:
        DataError: Two have the same id: the message names both places.
    """
    seen: dict[str, str] = {}
    for place, document in placed:
        if document.id in seen:
            raise DataError(
                f"{place}: the id {document.id} is also on {seen[document.id]}. Give one of them another, or take it out."
            )
        seen[document.id] = place
        yield place, document


def json_lines(file: Path) -> Iterator[tuple[str, Any]]:
    """Yield what the lines of a JSONL file hold, each with its place ("file, line 3").

    Raises:
        DataError: The file cannot be opened, is not UTF-8, or a line is not JSON.
    """
    for number, line in filled_lines(file):
        place = f"{file}, line {number}"
        try:
            yield place, json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            where, why = (
                (f", column {error.colno}", error.msg)
                if isinstance(error, json.JSONDecodeError)
                else ("", "it is nested too deep")
            )
            raise DataError(f"{place}{where}: {why}. Each line is one JSON object.") from error


def filled_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a JSONL file that are not blank, each with its number.

    Raises:
        DataError: It cannot be opened or is not UTF-8.
    """
    lines = read_text(file).removeprefix("\ufeff").split("\n")
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def read_text(file: Path) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        DataError: It cannot be opened or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{file} cannot be opened: {error.strerror or error}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is not UTF-8 at byte {error.start}. Save it as UTF-8.") from error


def wrong_value(error: ValidationError, place: str, whole: str) -> DataError:
    """Return the error that names the first wrong value of what is at a place; `whole` is what that is."""
    first = error.errors()[0]
    return DataError(f"{place}: {'.'.join(map(str, first['loc'])) or whole}: {first['msg']}. Mend that value.")


def check_document(raw: Any, place: str) -> AnnotatedDocument:
    """Return the document that a JSON object makes, after checking it.

    Raises:
        DataError: It has a wrong value, an unknown label, a span outside of the text, moved or over another of its label, or a
            relation to nothing or to a wrong label.
    """
    if isinstance(raw, dict):
        version = raw.get("version", CORPUS_VERSION)
        if version != CORPUS_VERSION:
            raise DataError(
                f"{place}: version {version} of the format; this library reads version {CORPUS_VERSION}. "
                "Write all lines in one version, or install the library that wrote this one."
            )
        _check_labels(raw, place)
    try:
        document = AnnotatedDocument.model_validate(raw)
    except ValidationError as error:
        raise wrong_value(error, place, "document") from error
    check_spans(document, place)
    if any(span.text is not None for span in document.spans):
        spans = [span.model_copy(update={"text": None}) for span in document.spans]
        return document.model_copy(update={"spans": spans})
    return document


def _check_labels(raw: dict[str, Any], place: str) -> None:
    """Check the labels before all else, so that the message names the span and not its number in the line."""
    for key, what, known in (("spans", "label", SPAN_LABELS), ("relations", "relation", RELATION_LABELS)):
        entries = raw.get(key)
        for entry in entries if isinstance(entries, list) else ():
            label = entry.get("label") if isinstance(entry, dict) else None
            if isinstance(label, str) and label not in known:
                own = f"span {entry.get('id')}" if key == "spans" else f"{entry.get('head')} to {entry.get('child')}"
                raise DataError(f"{place}: unknown {what} {label!r} ({own}). There are {', '.join(known)}.")


def write_corpus(documents: Iterable[AnnotatedDocument], path: Path, *, texts: bool = False) -> None:
    """Write documents as a JSONL file, whole or not at all.

    Args:
        documents: The documents.
        path: The file.
        texts: Write the text of each span beside its offsets, for people to see and for `read_corpus` to compare.
    """
    from beslutsnlp.export import write_whole

    write_whole(path, corpus_lines(documents, texts=texts).encode("utf-8"))


def corpus_lines(documents: Iterable[AnnotatedDocument], *, texts: bool = False) -> str:
    """Return documents as JSON Lines; see `write_corpus`."""
    lines = []
    for document in documents:
        data = document.model_dump(mode="json", exclude_defaults=False)
        if texts:
            for span in data["spans"]:
                span["text"] = document.text[span["start"] : span["end"]]
        lines.append(json.dumps(data, ensure_ascii=False) + "\n")
    return "".join(lines)


def corpus_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of a corpus.

    It holds what a schema can say: labels, fields of each label and their values. Where spans may lie, `read_corpus` checks.
    """
    schema = AnnotatedDocument.model_json_schema()
    schema["properties"]["version"] = {"const": CORPUS_VERSION, "default": CORPUS_VERSION, "type": "integer"}
    span = schema["$defs"]["AnnotatedSpan"]
    span["allOf"] = [
        {
            "if": {"properties": {"label": {"const": label}}},
            "then": {"properties": {"fields": _fields_schema(label)}, "required": _needed(label)},
        }
        for label in SPAN_LABELS
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _fields_schema(label: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    for name in FIELDS.get(label, ()):
        allowed, needed = VALUES.get((label, name), ((), False))
        properties[name] = {"type": "string", **({"enum": list(allowed)} if allowed else {})}
        required += [name] if needed else []
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _needed(label: str) -> list[str]:
    return ["fields"] if any(own == label and needed for (own, _), (_, needed) in VALUES.items()) else []
