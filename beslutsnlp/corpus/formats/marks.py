"""What the forms of all annotation tools share: labels with values in them, blank space at the ends of spans, missing ids."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument, check_document
from beslutsnlp.errors import DataError

_VALUE = re.compile(r"([a-z]+)=(\S+)")


@dataclass(slots=True)
class Mark:
    """A span as a tool gives it: its label as written there, its offsets, and what is known of it beside."""

    label: str
    start: int
    end: int
    id: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Whole:
    """What is known of a document as a whole, where the tool kept it."""

    id: str | None = None
    kind: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    version: Any = None

    @classmethod
    def of(cls, note: Any, place: str) -> "Whole":
        """Return what a note says that this library wrote beside a text; nothing where it is not there.

        Raises:
            DataError: The note is not as it was written.
        """
        if note is None:
            return cls()
        if not isinstance(note, dict) or not isinstance(note.get("meta", {}), dict):
            raise DataError(f"{place}: the note 'beslutsnlp' is not as it was written. Restore it, or take it out.")
        return cls(note.get("id"), note.get("kind"), note.get("meta", {}), note.get("version"))


def note_of(document: AnnotatedDocument) -> dict[str, Any]:
    """Return what a tool is asked to keep beside a text."""
    return {"version": document.version, "id": document.id, "kind": document.kind, "meta": document.meta}


def text_of(record: Any, place: str) -> str:
    """Return the text of a tool's record.

    Raises:
        DataError: There is none.
    """
    text = record.get("text") if isinstance(record, dict) else None
    if not isinstance(text, str):
        raise DataError(f"{place}: there is no text. Export the annotations together with the texts.")
    return text


def list_of(record: dict[str, Any], key: str, place: str) -> list[Any]:
    """Return the list under a key, empty where it is not there.

    Raises:
        DataError: Something else is there.
    """
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise DataError(f"{place}: {key} is no list. Export anew.")
    return value


def mark_of(entry: Any, keys: tuple[str, str], place: str) -> tuple[int, int, str]:
    """Return start, end and label of a tool's span; `keys` are its names for start and end.

    Raises:
        DataError: One of them is missing or of the wrong kind.
    """
    if isinstance(entry, dict):
        values = (entry.get(keys[0]), entry.get(keys[1]), entry.get("label"))
    elif isinstance(entry, list | tuple) and len(entry) >= 3:
        values = (entry[0], entry[1], entry[2])
    else:
        values = (None, None, None)
    start, end, label = values
    if type(start) is int and type(end) is int and isinstance(label, str):
        return start, end, label
    raise DataError(f"{place}: {str(entry)[:80]} is no span with a start, an end and a label. Export anew.")


def made(
    text: str,
    whole: Whole,
    marks: Sequence[Mark],
    relations: Iterable[tuple[str, int, int]],
    place: str,
) -> AnnotatedDocument:
    """Return the document that a tool's text and marks make.

    A label may hold values ("decision type=assign assertion=decided"). Blank space at the ends of a span is left out, as it comes
    from the mouse. Spans without an id get one. A document without an id has one by its text.

    Args:
        text: The text.
        whole: What is known of the document.
        marks: Its spans.
        relations: Label, head and child of each relation, as places in `marks`.
        place: Where it stands, for messages.

    Raises:
        DataError: It breaks the rules of the format.
    """
    used = {mark.id for mark in marks}
    numbers = (f"s{number}" for number in range(1, 2 * len(marks) + 2) if f"s{number}" not in used)
    ids = [mark.id if mark.id is not None else next(numbers) for mark in marks]
    spans = []
    for mark, own in zip(marks, ids, strict=True):
        start, end = trimmed(text, mark.start, mark.end)
        label, fields = read_label(mark.label)
        spans.append({"id": own, "label": label, "start": start, "end": end, "fields": {**mark.fields, **fields}})
    raw: dict[str, Any] = {
        "id": whole.id if whole.id is not None else text_id(text),
        "kind": whole.kind if whole.kind is not None else kind_of(text, {str(span["label"]) for span in spans}),
        "text": text,
        "meta": whole.meta,
        "spans": spans,
        "relations": [{"label": label, "head": ids[head], "child": ids[child]} for label, head, child in relations],
    }
    if whole.version is not None:
        raw["version"] = whole.version
    return check_document(raw, place)


def read_label(written: str) -> tuple[str, dict[str, str]]:
    """Return the label and the values that a tool's label holds.

    >>> read_label("party kind=role")
    ('party', {'kind': 'role'})
    """
    label, _, rest = written.strip().partition(" ")
    words = rest.split()
    pairs = [_VALUE.fullmatch(word) for word in words]
    if not all(pairs):
        return written.strip(), {}
    return label, {pair[1]: pair[2] for pair in pairs if pair}


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without blank space at its ends; one out of the text is left as it is, to be found by the checks."""
    if not 0 <= start < end <= len(text):
        return start, end
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(piece.strip())


def text_id(text: str) -> str:
    """Return the id of a document that has no other: the same text has the same."""
    return "text-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def kind_of(text: str, labels: set[str]) -> str:
    """Return the kind of a document that does not tell it: a list if it has rows, a protocol if it has a §, else notes."""
    if labels & {"row", "cell"}:
        return "follow_up"
    return "protocol" if "item" in labels or "§" in text else "notes"
