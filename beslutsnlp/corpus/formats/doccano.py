"""Annotated documents as doccano's JSONL, with labels alone or with entities and relations, and back.

doccano has no place for values of a label, nor for a document's id. They stand in the key `beslutsnlp`, which doccano keeps as it
keeps every other key, and as JSON in a text, so that no table on the way takes it apart. doccano counts UTF-16 units (its issue 2290),
unless a project counts grapheme clusters, which is not read here.
"""

import json
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.corpus.formats.marks import Mark, Whole, list_of, made, mark_of, note_of, text_of
from beslutsnlp.corpus.formats.units import Utf16
from beslutsnlp.errors import DataError


def to_doccano(document: AnnotatedDocument, *, relations: bool = True) -> dict[str, Any]:
    """Return the line of a document.

    Args:
        document: The document.
        relations: Give entities and relations ("JSONL(Relation)"); otherwise `label` alone ("JSONL"), with relations in the note.
    """
    units = Utf16(document.text)
    places = {span.id: (units.unit(span.start), units.unit(span.end)) for span in document.spans}
    note = note_of(document)
    note["spans"] = [[*places[span.id], span.label, span.id, span.fields] for span in document.spans]
    record: dict[str, Any] = {"text": document.text}
    if relations:
        numbers = {span.id: number for number, span in enumerate(document.spans, 1)}
        record["entities"] = [
            {"id": numbers[own], "label": span.label, "start_offset": places[own][0], "end_offset": places[own][1]}
            for own, span in ((span.id, span) for span in document.spans)
        ]
        record["relations"] = [
            {"id": number, "from_id": numbers[link.head], "to_id": numbers[link.child], "type": link.label}
            for number, link in enumerate(document.relations, 1)
        ]
    else:
        record["label"] = [[*places[span.id], span.label] for span in document.spans]
        note["relations"] = [[link.label, link.head, link.child] for link in document.relations]
    record["beslutsnlp"] = json.dumps(note, ensure_ascii=False)
    return record


def from_doccano(record: Any, place: str) -> AnnotatedDocument | None:
    """Return the document of a line.

    Raises:
        DataError: The line has no text, a span or a relation that is none, or an unknown label.
    """
    text = text_of(record, place)
    note = _note(record, place)
    whole = Whole.of(note, place)
    kept = _kept(note, place)
    linked = "entities" in record
    entries = list_of(record, "entities" if linked else "label" if "label" in record else "labels", place)
    units = Utf16(text)
    marks: list[Mark] = []
    places: dict[str, int] = {}
    for entry in entries:
        start, end, label = mark_of(entry, ("start_offset", "end_offset"), place)
        own, fields = kept.get((start, end, label), (None, {}))
        if linked:
            places[str(entry.get("id"))] = len(marks)
        elif own is not None:
            places[own] = len(marks)
        first, last = units.point(start), units.point(end)
        if first is None or last is None:
            raise DataError(
                f"{place}: the span from {start} to {end} ({label}) does not start and end at characters of the text's {units.unit(len(text))} (UTF-16 units). "
                "Mark it anew, in a project that does not count grapheme clusters."
            )
        marks.append(Mark(label, first, last, own, fields))
    relations: list[tuple[str, int, int]] = []
    if linked:
        relations = [_relation(entry, places, place) for entry in list_of(record, "relations", place)]
    else:
        # a relation of which somebody took an end away goes with it
        relations = [
            (label, places[head], places[child])
            for label, head, child in _kept_relations(note, place)
            if head in places and child in places
        ]
    return made(text, whole, marks, relations, place)


def _note(record: dict[str, Any], place: str) -> dict[str, Any] | None:
    # older versions export the keys that they do not know in `meta`
    beside = record.get("meta")
    note = record.get("beslutsnlp", beside.get("beslutsnlp") if isinstance(beside, dict) else None)
    if isinstance(note, str):
        try:
            note = json.loads(note)
        except json.JSONDecodeError as error:
            raise DataError(
                f"{place}: the note 'beslutsnlp' is not as it was written: {error.msg}. Restore it."
            ) from error
    if note is not None and not isinstance(note, dict):
        raise DataError(f"{place}: the note 'beslutsnlp' is not as it was written. Restore it, or take it out.")
    return note


def _kept(note: dict[str, Any] | None, place: str) -> dict[tuple[int, int, str], tuple[str, dict[str, str]]]:
    """Return the ids and values of the spans that the note tells of, by their places and labels."""
    try:
        return {(start, end, label): (own, fields) for start, end, label, own, fields in (note or {}).get("spans", ())}
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{place}: the note 'beslutsnlp' is not as it was written. Restore it, or take it out."
        ) from error


def _kept_relations(note: dict[str, Any] | None, place: str) -> list[tuple[str, str, str]]:
    """Return the relations that the note tells of: label, and the ids of head and child."""
    try:
        return [(str(label), str(head), str(child)) for label, head, child in (note or {}).get("relations", ())]
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{place}: the note 'beslutsnlp' is not as it was written. Restore it, or take it out."
        ) from error


def _relation(entry: Any, places: dict[str, int], place: str) -> tuple[str, int, int]:
    data = entry if isinstance(entry, dict) else {}
    head, child = (places.get(str(data.get(key))) for key in ("from_id", "to_id"))
    if head is None or child is None or not isinstance(data.get("type"), str):
        raise DataError(f"{place}: {str(entry)[:80]} is no relation between two entities. Delete it, or export anew.")
    return data["type"], head, child
