"""Annotated documents as a spaCy DocBin, and back, with no offset lost where a span does not keep to tokens.

Each label is a span group. Its spans run over whole tokens; where they stand by the character, their fields, and the relations
are in `doc.user_data["beslutsnlp_annotation"]`, as strings, numbers and lists.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from beslutsnlp.corpus.documents import AnnotatedDocument, check_document
from beslutsnlp.errors import DataError
from beslutsnlp.labels import SPAN_LABELS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin

KEY = "beslutsnlp_annotation"


def to_docbin(documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None) -> "DocBin":
    """Return a DocBin of documents, user data included.

    Args:
        documents: The documents.
        nlp: The pipeline whose tokeniser is used; a blank Swedish one where it is None.

    Raises:
        DataError: The tokeniser changes a text.
    """
    import spacy
    from spacy.tokens import DocBin

    nlp = nlp or spacy.blank("sv")
    docs = DocBin(store_user_data=True)
    for document in documents:
        docs.add(_doc(document, nlp))
    return docs


def _doc(document: AnnotatedDocument, nlp: "Language") -> "Doc":
    from spacy.tokens import SpanGroup

    doc = nlp.tokenizer(document.text)
    if doc.text != document.text:
        raise DataError(
            f"{document.id}: the tokeniser changes the text. Use one that keeps it, as spacy.blank('sv') does."
        )
    groups: dict[str, list[Any]] = {}
    for span in document.spans:
        piece = doc.char_span(span.start, span.end, label=span.label, span_id=span.id, alignment_mode="expand")
        if piece is None:
            raise DataError(
                f"{document.id}: span {span.id} from {span.start} to {span.end} holds no token. Take it out."
            )
        groups.setdefault(span.label, []).append(piece)
    for label, pieces in groups.items():
        doc.spans[label] = SpanGroup(doc, name=label, spans=pieces)
    doc.user_data[KEY] = {
        "version": document.version,
        "id": document.id,
        "kind": document.kind,
        "meta": dict(document.meta),
        "spans": [[span.id, span.label, span.start, span.end, dict(span.fields)] for span in document.spans],
        "relations": [[link.label, link.head, link.child] for link in document.relations],
    }
    return doc


def from_docbin(docs: "DocBin", *, nlp: "Language | None" = None) -> list[AnnotatedDocument]:
    """Return the documents of a DocBin that `to_docbin` made, also if spans have been taken out, moved or added since.

    A span that has not been moved stands where it stood by the character; relations of spans that are gone go with them.

    Args:
        docs: The DocBin.
        nlp: A pipeline with its words; a blank Swedish one where it is None.

    Raises:
        DataError: A Doc has no annotation in its user data, or breaks the rules of the format.
    """
    import spacy

    vocab = (nlp or spacy.blank("sv")).vocab
    return [_document(doc, f"document {number}") for number, doc in enumerate(docs.get_docs(vocab), 1)]


def _document(doc: "Doc", place: str) -> AnnotatedDocument:
    kept = doc.user_data.get(KEY)
    if kept is None:
        raise DataError(f"{place} has lost its annotation. Save it with DocBin(store_user_data=True).")
    spans = list(_spans(doc, kept["spans"]))
    ids = {span["id"] for span in spans}
    raw = {
        **{key: kept[key] for key in ("version", "id", "kind", "meta")},
        "text": doc.text,
        "spans": spans,
        "relations": [
            {"label": label, "head": head, "child": child}
            for label, head, child in kept["relations"]
            if head in ids and child in ids
        ],
    }
    return check_document(raw, f"{place} ({kept['id']})")


def _spans(doc: "Doc", kept: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the spans of the groups: those that were there before in their order, then those that are new."""
    found = {(span.label_, span.id_): span for label in SPAN_LABELS for span in doc.spans.get(label, ())}
    for own, label, start, end, fields in kept:
        span = found.pop((label, own), None)
        if span is None:
            continue
        before = doc.char_span(start, end, alignment_mode="expand")
        if before is None or (before.start, before.end) != (span.start, span.end):
            start, end = span.start_char, span.end_char
        yield {"id": own, "label": label, "start": start, "end": end, "fields": fields}
    for number, ((label, own), span) in enumerate(found.items(), 1):
        yield {
            "id": own or f"new{number}",
            "label": label,
            "start": span.start_char,
            "end": span.end_char,
            "fields": {},
        }
