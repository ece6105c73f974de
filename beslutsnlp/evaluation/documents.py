"""How well extraction does on annotated documents."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.errors import ReadError
from beslutsnlp.evaluation.assignments import compare_assignments
from beslutsnlp.evaluation.mistakes import shown_piece
from beslutsnlp.evaluation.pairing import Offsets, aligned
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.extraction import extract
from beslutsnlp.labels import ASSERTIONS, SpanLabel
from beslutsnlp.records import Extraction

if TYPE_CHECKING:
    from spacy.language import Language

_HEAD: tuple[SpanLabel, ...] = ("title", "case_number", "case_owner", "handler")


def evaluate(documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None) -> Report:
    """Return how extraction from the documents' texts compares with their annotation.

    Spans count as found only where start and end are the same; in `partial`, where they overlap. Parties and deadlines are
    those of decided assignments whose start was found; `decided_assignment` says how many are.

    Args:
        documents: Protocols and notes.
        nlp: A pipeline from `load`; the default one where it is None.

    Raises:
        ReadError: A text cannot be read; the message names its document.
        ModelError: The pipeline lacks a component that is needed.
    """
    report = Report()
    for document in documents:
        groups = {name: document.meta.get(name) for name in ("style", "body")}
        report.start(document.id, groups=groups, text=document.text)
        try:
            extraction = extract(document.text, nlp=nlp, include=ASSERTIONS)
        except ReadError as error:
            raise type(error)(f"{document.id}: {error}") from error
        _compare_frame(report, document, extraction)
        _compare_items(report, document, extraction)
        _compare_decisions(report, document, extraction)
        compare_assignments(report, document, extraction)
    return report


def _compare_frame(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    for name, value in (
        ("body", extraction.body),
        ("date", extraction.date),
        ("document_case_number", extraction.case_number),
    ):
        key = "case_number" if name == "document_case_number" else name
        expected = document.meta.get(key)
        if key == "case_number" and expected and expected not in document.text:
            continue
        report.add(name, _one(expected, fold=True), _one(value, fold=True), document.id, at=(0, 0))


def _one(value: object, *, fold: bool = False) -> Counter[object]:
    if value is None or value == "":
        return Counter()
    text = " ".join(str(value).split())
    return Counter([text.casefold() if fold else text])


def _compare_items(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    # the item of a text without § stands for no § of the annotation
    items = {item.paragraph: item for item in extraction.items if item.paragraph}
    gold = [span for span in document.of("item") if span.fields.get("paragraph")]
    at: dict[object, Offsets] = {name: (item.span.start, item.span.start) for name, item in items.items()}
    at |= {span.fields["paragraph"]: (span.start, span.start) for span in gold}
    report.add(
        "item",
        Counter(span.fields["paragraph"] for span in gold),
        Counter(items.keys()),
        document.id,
        at=at,
    )
    for span in gold:
        item = items.get(span.fields["paragraph"])
        if item is None:
            continue
        for label in _HEAD:
            inside = [part for part in document.of(label) if span.start <= part.start < span.end]
            place = (inside[0].start, inside[0].end) if inside else (span.start, span.start)
            expected = document.text[slice(*place)] if inside else None
            report.add(label, _one(expected), _one(getattr(item, label)), f"{document.id} § {item.paragraph}", at=place)


def _compare_decisions(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    gold = {(span.start, span.end): span for span in document.of("decision")}
    found = {
        (decision.span.start, decision.span.end): decision for item in extraction.items for decision in item.decisions
    }
    report.add_spans(
        "decision",
        {key: span.fields["type"] for key, span in gold.items()},
        {key: decision.type for key, decision in found.items()},
    )
    for key, decision in found.items():
        same = key in gold and gold[key].fields["type"] == decision.type
        report.certain("decision", decision, right=same)
    for key in sorted(gold.keys() & found.keys()):
        for name, value in (("type", found[key].type), ("assertion", found[key].assertion)):
            place = f"{document.id} ({shown_piece(document.text[key[0] : key[1]])[:60]})"
            report.add(f"decision_{name}", Counter([gold[key].fields[name]]), Counter([value]), place, at=key)
    for one, other in aligned(list(gold), list(found)):
        for name in ("type", "assertion"):
            report.confuse(
                f"decision_{name}",
                gold[one].fields[name] if one else None,
                getattr(found[other], name) if other else None,
            )
