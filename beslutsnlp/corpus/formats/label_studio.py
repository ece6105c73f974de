"""Annotated documents as Label Studio's tasks, relations included, and back.

Label Studio has no place for values of a label, so they stand in the region's note (`meta.text`), a line each: `type=assign`.
"""

from collections.abc import Sequence
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.corpus.formats.marks import Mark, Whole, list_of, made, note_of, text_of
from beslutsnlp.corpus.formats.units import Utf16
from beslutsnlp.errors import DataError
from beslutsnlp.labels import RELATION_LABELS, SPAN_LABELS

FROM_NAME = "label"
TO_NAME = "text"
_COLOURS = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
    "#17becf",
)


def to_label_studio(document: AnnotatedDocument) -> dict[str, Any]:
    """Return the task of a document: its text, and its spans and relations as a prediction to correct."""
    result: list[dict[str, Any]] = [_region(document, span) for span in document.spans]
    result += [
        {
            "type": "relation",
            "from_id": relation.head,
            "to_id": relation.child,
            "direction": "right",
            "labels": [relation.label],
        }
        for relation in document.relations
    ]
    return {
        "data": {"text": document.text, "beslutsnlp": note_of(document)},
        "predictions": [{"model_version": "beslutsnlp", "result": result}],
    }


def label_studio_config() -> str:
    """Return the labelling config (XML) of a Label Studio project, with all labels and relations."""
    labels = "".join(
        f'    <Label value="{label}" background="{_COLOURS[place % len(_COLOURS)]}"/>\n'
        for place, label in enumerate(SPAN_LABELS)
    )
    relations = "".join(f'    <Relation value="{label}"/>\n' for label in RELATION_LABELS)
    return (
        "<View>\n"
        "  <Style>.htx-text{ white-space: pre-wrap; }</Style>\n"
        f"  <Relations>\n{relations}  </Relations>\n"
        f'  <Labels name="{FROM_NAME}" toName="{TO_NAME}">\n{labels}  </Labels>\n'
        f'  <Text name="{TO_NAME}" value="$text"/>\n'
        "</View>\n"
    )


def _region(document: AnnotatedDocument, span: AnnotatedSpan) -> dict[str, Any]:
    value = {
        "start": span.start,
        "end": span.end,
        "text": document.text[span.start : span.end],
        "labels": [span.label],
    }
    region = {"id": span.id, "from_name": FROM_NAME, "to_name": TO_NAME, "type": "labels", "value": value}
    if span.fields:
        region["meta"] = {"text": ["\n".join(f"{name}={_escape(text)}" for name, text in span.fields.items())]}
    return region


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescape(text: str) -> str:
    pieces = text.split("\\\\")
    return "\\".join(piece.replace("\\n", "\n").replace("\\r", "\r") for piece in pieces)


def from_label_studio(record: Any, place: str) -> AnnotatedDocument | None:
    """Return the document of a task of a JSON export; None of one that was skipped.

    The annotation is taken, or the prediction where nobody has annotated yet.

    Raises:
        DataError: The task has no text, two annotations, an unknown label, or offsets that do not go with its texts.
    """
    data = record.get("data") if isinstance(record, dict) else None
    if not isinstance(data, dict):
        raise DataError(f"{place}: there is no task with data. Export as JSON, not as JSON-MIN.")
    text = text_of(data, place)
    whole = Whole.of(data.get("beslutsnlp"), place)
    chosen = _chosen(record, place)
    if chosen is None:
        return None
    result = [item for item in list_of(chosen, "result", place) if isinstance(item, dict)]
    regions = [item for item in result if item.get("type") == "labels"]
    marks = [_mark(item, place) for item in regions]
    texts = [item["value"].get("text") for item in regions]
    _to_code_points(text, marks, texts, place)
    places = {mark.id: number for number, mark in enumerate(marks)}
    relations = []
    for item in (item for item in result if item.get("type") == "relation"):
        relations += _relations(item, places, place)
    return made(text, whole, marks, relations, place)


def _chosen(record: dict[str, Any], place: str) -> dict[str, Any] | None:
    given = [entry for entry in list_of(record, "annotations", place) if isinstance(entry, dict)]
    if given:
        kept = [entry for entry in given if not entry.get("was_cancelled")]
        truths = [entry for entry in kept if entry.get("ground_truth")]
        kept = truths if len(truths) == 1 else kept
        if len(kept) > 1:
            raise DataError(
                f"{place}: the task has {len(kept)} annotations. Keep one of them, or mark one as ground truth."
            )
        return kept[0] if kept else None
    predictions = [entry for entry in list_of(record, "predictions", place) if isinstance(entry, dict)]
    return predictions[-1] if predictions else {"result": []}


def _mark(item: dict[str, Any], place: str) -> Mark:
    value = item.get("value")
    labels = value.get("labels") if isinstance(value, dict) else None
    if (
        not isinstance(value, dict)
        or not isinstance(labels, list)
        or len(labels) != 1
        or not isinstance(labels[0], str)
    ):
        raise DataError(f"{place}: the region {item.get('id')} has not one label. Give it one, or delete it.")
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise DataError(
            f"{place}: the region {item.get('id')} has no start and end in the text. Use <Text>, not <HyperText>."
        )
    meta = item.get("meta")
    notes = meta.get("text") if isinstance(meta, dict) else None
    lines = "\n".join(map(str, notes if isinstance(notes, list) else [notes] if notes else [])).split("\n")
    return Mark(labels[0], start, end, item.get("id"), dict(filter(None, map(_field, lines))))


def _field(line: str) -> tuple[str, str] | None:
    """Return the name and value of a line of a note; None of a line that is none, which is somebody's remark."""
    name, found, value = line.partition("=")
    if not found or not name.strip().isidentifier():
        return None
    # "type = assign", as people write it
    return (name.strip(), _unescape(value.strip() if name.endswith(" ") else value.rstrip("\r")))


def _to_code_points(text: str, marks: Sequence[Mark], texts: Sequence[Any], place: str) -> None:
    """Turn offsets in UTF-16 units, which older versions of Label Studio count, into code points, if only they go with the texts."""
    given = [(mark, _shape(piece)) for mark, piece in zip(marks, texts, strict=True) if isinstance(piece, str)]
    wrong = next((pair for pair in given if _shape(text[pair[0].start : pair[0].end]) != pair[1]), None)
    if wrong is None:
        return
    units = Utf16(text)
    pairs = [(units.point(mark.start), units.point(mark.end)) for mark in marks]
    places = [(start, end) for start, end in pairs if start is not None and end is not None]
    if len(places) == len(marks) and all(
        _shape(text[start:end]) == _shape(piece)
        for (start, end), piece in zip(places, texts, strict=True)
        if isinstance(piece, str)
    ):
        for mark, (start, end) in zip(marks, places, strict=True):
            mark.start, mark.end = start, end
        return
    mark = wrong[0]
    raise DataError(
        f"{place}: the region {mark.id} ({mark.label}) from {mark.start} to {mark.end} has a text that does not stand there. "
        "Its offsets have moved; mark it anew, or restore the task's text."
    )


def _shape(text: str) -> str:
    """Return a text without blank space, which browsers change."""
    return "".join(text.replace("\\n", "").split())


def _relations(item: dict[str, Any], places: dict[str | None, int], place: str) -> list[tuple[str, int, int]]:
    labels = item.get("labels")
    named = f"{place}: the relation from {item.get('from_id')} to {item.get('to_id')}"
    if not isinstance(labels, list) or not labels:
        raise DataError(f"{named} has no label. Give it one, or delete it.")
    if item.get("from_id") not in places or item.get("to_id") not in places:
        raise DataError(f"{named} names a region that is not there. Delete it.")
    if item.get("direction") == "bi":
        raise DataError(f"{named} goes both ways. Give it one direction.")
    ends = (places[item["from_id"]], places[item["to_id"]])
    head, child = reversed(ends) if item.get("direction") == "left" else ends
    return [(str(label), head, child) for label in labels]
