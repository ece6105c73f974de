"""How well extraction does on annotated documents."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.extraction import extract
from beslutsnlp.labels import ASSERTIONS, PARTY_ROLES
from beslutsnlp.records import Assignment, Extraction, Party, Span

if TYPE_CHECKING:
    from spacy.language import Language


def evaluate(documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None) -> Report:
    """Return how extraction from the documents' texts compares with their annotation.

    Spans count as found only where start and end are the same. Parties and deadlines are those of decided assignments
    whose span was found; `decided_assignment` says how many are.
    """
    report = Report()
    for document in documents:
        extraction = extract(document.text, nlp=nlp, include=ASSERTIONS)
        _compare_frame(report, document, extraction)
        _compare_items(report, document, extraction)
        _compare_decisions(report, document, extraction)
        _compare_assignments(report, document, extraction)
    return report


def _piece(document: AnnotatedDocument, start: int, end: int) -> str:
    text = " ".join(document.text[start:end].split())
    return text if len(text) < 170 else f"{text[:110]} … {text[-50:]}"


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
        report.add(name, _one(expected, fold=True), _one(value, fold=True), document.id)


def _one(value: object, *, fold: bool = False) -> Counter[object]:
    if value is None or value == "":
        return Counter()
    text = " ".join(str(value).split())
    return Counter([text.casefold() if fold else text])


def _compare_items(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    # the item of a text without § stands for no § of the annotation
    items = {item.paragraph: item for item in extraction.items if item.paragraph}
    gold = document.of("item")
    report.add("item", Counter(span.fields["paragraph"] for span in gold), Counter(items.keys()), document.id)
    for span in gold:
        item = items.get(span.fields["paragraph"])
        if item is None:
            continue
        for name, label in (
            ("title", "title"),
            ("case_number", "case_number"),
            ("case_owner", "case_owner"),
            ("handler", "handler"),
        ):
            inside = [part for part in document.of(label) if span.start <= part.start < span.end]  # type: ignore[arg-type]
            expected = " ".join(document.text[inside[0].start : inside[0].end].split()) if inside else None
            report.add(name, _one(expected), _one(getattr(item, name)), f"{document.id} § {item.paragraph}")


def _compare_decisions(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    gold = {(span.start, span.end): span for span in document.of("decision")}
    found = {
        (decision.span.start, decision.span.end): decision for item in extraction.items for decision in item.decisions
    }
    report.add(
        "decision",
        Counter((span.fields["type"], _piece(document, *key)) for key, span in gold.items() if key not in found)
        + Counter("same" for key in gold if key in found),
        Counter((decision.type, _piece(document, *key)) for key, decision in found.items() if key not in gold)
        + Counter("same" for key in gold if key in found),
        document.id,
    )
    for key in gold.keys() & found.keys():
        piece = _piece(document, *key)
        report.add(
            "decision_type",
            Counter([(gold[key].fields["type"], piece)]),
            Counter([(found[key].type, piece)]),
            document.id,
        )
        report.add(
            "decision_assertion",
            Counter([(gold[key].fields["assertion"], piece)]),
            Counter([(found[key].assertion, piece)]),
            document.id,
        )


def _compare_assignments(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    children: dict[str, list[tuple[str, AnnotatedSpan]]] = {}
    spans = {span.id: span for span in document.spans}
    for relation in document.relations:
        children.setdefault(relation.head, []).append((relation.label, spans[relation.child]))
    gold = {(span.start, span.end): span for span in document.of("assignment")}
    found = {_key(assignment.span): assignment for assignment in extraction.assignments}
    decided_gold = {key: span for key, span in gold.items() if span.fields["assertion"] == "decided"}
    decided_found = {key: entry for key, entry in found.items() if entry.assertion == "decided"}
    _compare_spans(report, "decided_assignment", document, decided_gold, decided_found)
    _compare_spans(
        report, "other_assignment", document, gold.keys() - decided_gold.keys(), found.keys() - decided_found.keys()
    )
    # a decided assignment is found where one of the same start is, however far its span runs
    starts_gold, starts_found = {key[0]: key for key in decided_gold}, {key[0]: key for key in decided_found}
    _compare_spans(
        report,
        "decided_assignment_start",
        document,
        {(key[0], key[0] + 1): key for key in decided_gold},
        {(key[0], key[0] + 1): key for key in decided_found},
    )
    for start in starts_gold.keys() & starts_found.keys():
        _compare_fields(report, document, children.get(gold[starts_gold[start]].id, []), found[starts_found[start]])


def _compare_spans(
    report: Report,
    name: str,
    document: AnnotatedDocument,
    gold: Iterable[tuple[int, int]],
    found: Iterable[tuple[int, int]],
) -> None:
    report.add(
        name,
        Counter((*key, _piece(document, *key)) for key in gold),
        Counter((*key, _piece(document, *key)) for key in found),
        document.id,
    )


def _key(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _compare_fields(
    report: Report, document: AnnotatedDocument, children: Sequence[tuple[str, AnnotatedSpan]], assignment: Assignment
) -> None:
    place = f"{document.id} ({assignment.text[:60]})"
    for role in PARTY_ROLES:
        parties: list[Party] = getattr(assignment, role)
        gold = [child for label, child in children if label == role]
        report.add(
            role,
            Counter(_piece(document, span.start, span.end) for span in gold),
            Counter(_piece(document, *_key(party.span)) for party in parties),
            place,
        )
        gold_by_span = {(span.start, span.end): span for span in gold}
        for party in parties:
            span = gold_by_span.get(_key(party.span))
            if span is not None:
                report.add(
                    "party_kind",
                    Counter([(span.fields.get("kind"), party.text)]),
                    Counter([(party.kind, party.text)]),
                    place,
                )
                report.add("party_name", Counter([span.fields.get("name", "")]), Counter([party.name]), place)
    tasks = [child for label, child in children if label == "task"]
    report.add(
        "task",
        Counter(_piece(document, span.start, span.end) for span in tasks),
        _one(_shorten(assignment.task)),
        place,
    )
    report.add(
        "deadline",
        Counter(
            (child.fields.get("type"), child.fields.get("end"), _piece(document, child.start, child.end))
            for label, child in children
            if label == "deadline"
        ),
        Counter(
            (entry.type, entry.end.isoformat() if entry.end else None, " ".join(entry.text.split()))
            for entry in assignment.deadlines
        ),
        place,
    )


def _shorten(text: str | None) -> str | None:
    if text is None:
        return None
    text = " ".join(text.split())
    return text if len(text) < 170 else f"{text[:110]} … {text[-50:]}"
