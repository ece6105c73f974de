"""Annotated documents as Prodigy's tasks, for `spans.manual` and `rel.manual`, and back."""

import re
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.corpus.formats.marks import Mark, Whole, list_of, made, mark_of, note_of, text_of
from beslutsnlp.errors import DataError


def to_prodigy(document: AnnotatedDocument) -> dict[str, Any]:
    """Return the task of a document, with tokens whose borders all spans keep to.

    >>> document = AnnotatedDocument(id="a", kind="notes", text="Hej du")
    >>> [token["text"] for token in to_prodigy(document)["tokens"]]
    ['Hej', 'du']
    """
    tokens = _tokens(document)
    first = {token["start"]: token["id"] for token in tokens}
    last = {token["end"]: token["id"] for token in tokens}
    spans: dict[str, dict[str, Any]] = {}
    for span in document.spans:
        spans[span.id] = {
            "start": span.start,
            "end": span.end,
            "token_start": first[span.start],
            "token_end": last[span.end],
            "label": span.label,
            "id": span.id,
            "fields": span.fields,
        }
    relations = []
    for relation in document.relations:
        head, child = spans[relation.head], spans[relation.child]
        relations.append(
            {
                "label": relation.label,
                "head": head["token_end"],
                "child": child["token_end"],
                "head_span": {key: head[key] for key in ("start", "end", "token_start", "token_end", "label")},
                "child_span": {key: child[key] for key in ("start", "end", "token_start", "token_end", "label")},
            }
        )
    return {
        "text": document.text,
        "meta": {"id": document.id},
        "beslutsnlp": note_of(document),
        "tokens": tokens,
        "spans": list(spans.values()),
        "relations": relations,
    }


def _tokens(document: AnnotatedDocument) -> list[dict[str, Any]]:
    """Return the words of a text, cut where spans start and end."""
    text = document.text
    cuts = sorted({0, len(text), *(at for span in document.spans for at in (span.start, span.end))})
    pieces: list[tuple[int, int]] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        position = start
        for match in re.finditer(r"\w+|\r\n|[^\w ]| ", text[start:end]):
            position = start + match.end()
            pieces.append((start + match.start(), position))
    tokens: list[dict[str, Any]] = []
    for start, end in pieces:
        # one blank after a word is the word's
        if text[start:end] == " " and tokens and not tokens[-1]["ws"] and tokens[-1]["text"] != " ":
            tokens[-1]["ws"] = True
            continue
        tokens.append({"text": text[start:end], "start": start, "end": end, "id": len(tokens), "ws": False})
    return tokens


def from_prodigy(record: Any, place: str) -> AnnotatedDocument | None:
    """Return the document of a task; None of one that was rejected or ignored.

    Raises:
        DataError: The task has no text, an unknown label, or a relation whose ends are no spans.
    """
    text = text_of(record, place)
    if record.get("answer", "accept") != "accept":
        return None
    whole = Whole.of(record.get("beslutsnlp"), place)
    if "beslutsnlp" not in record and isinstance(record.get("meta"), dict):
        whole.meta = {key: value for key, value in record["meta"].items() if isinstance(value, str)}
    marks: list[Mark] = []
    known: dict[tuple[int, int, str], int] = {}
    for entry in list_of(record, "spans", place):
        start, end, label = mark_of(entry, ("start", "end"), place)
        fields = entry.get("fields", {})
        known[start, end, label] = len(marks)
        marks.append(Mark(label, start, end, entry.get("id"), fields if isinstance(fields, dict) else {}))
    relations = []
    for entry in list_of(record, "relations", place):
        if not isinstance(entry, dict) or not isinstance(entry.get("label"), str):
            raise DataError(f"{place}: {str(entry)[:80]} is no relation with a label. Export anew.")
        head, child = (_end(entry, key, known, place) for key in ("head", "child"))
        relations.append((entry["label"], head, child))
    return made(text, whole, marks, relations, place)


def _end(entry: dict[str, Any], key: str, known: dict[tuple[int, int, str], int], place: str) -> int:
    span = entry.get(f"{key}_span")
    found = known.get(mark_of(span, ("start", "end"), place)) if isinstance(span, dict) and "label" in span else None
    if found is None:
        at = f" at {span.get('start')} to {span.get('end')}" if isinstance(span, dict) else f" (word {entry.get(key)})"
        raise DataError(
            f"{place}: the {key} of the relation {entry['label']}{at} is no labelled span. Mark it as a span, or take the relation out."
        )
    return found
