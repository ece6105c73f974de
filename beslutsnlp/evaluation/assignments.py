"""How well assignments are found, and who is to do what by when in those."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.evaluation.mistakes import shown_piece
from beslutsnlp.evaluation.pairing import Offsets, aligned
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.labels import PARTY_ROLES
from beslutsnlp.records import Assignment, Deadline, Extraction, Party, Span

_Children = Sequence[tuple[str, AnnotatedSpan]]


def compare_assignments(report: Report, document: AnnotatedDocument, extraction: Extraction) -> None:
    """Count how the assignments of a document, decided and others, compare with their annotation."""
    children: dict[str, list[tuple[str, AnnotatedSpan]]] = {}
    spans = {span.id: span for span in document.spans}
    for relation in document.relations:
        children.setdefault(relation.head, []).append((relation.label, spans[relation.child]))
    gold = {(span.start, span.end): span for span in document.of("assignment")}
    found = {_key(assignment.span): assignment for assignment in extraction.assignments}
    decided_gold = {key: span for key, span in gold.items() if span.fields["assertion"] == "decided"}
    decided_found = {key: entry for key, entry in found.items() if entry.assertion == "decided"}
    report.add_spans("decided_assignment", dict.fromkeys(decided_gold), dict.fromkeys(decided_found))
    report.add_spans(
        "other_assignment",
        {key: span.fields["assertion"] for key, span in gold.items() if key not in decided_gold},
        {key: entry.assertion for key, entry in found.items() if key not in decided_found},
    )
    _compare_assertions(report, gold, found)
    # a decided assignment is found where one of the same start is, however far its span runs
    starts_gold, starts_found = {key[0]: key for key in decided_gold}, {key[0]: key for key in decided_found}
    both = sorted(starts_gold.keys() & starts_found.keys())
    report.count(
        "decided_assignment_start",
        right=len(both),
        wrong=len(starts_found) - len(both),
        missed=len(starts_gold) - len(both),
    )
    for start in both:
        _compare_fields(report, document, children.get(gold[starts_gold[start]].id, []), found[starts_found[start]])


def _key(span: Span) -> Offsets:
    return span.start, span.end


def _compare_assertions(
    report: Report, gold: Mapping[Offsets, AnnotatedSpan], found: Mapping[Offsets, Assignment]
) -> None:
    for key, entry in found.items():
        same = key in gold and gold[key].fields["assertion"] == entry.assertion
        report.certain("assignment", entry, right=same)
    for one, other in aligned(list(gold), list(found)):
        wanted = gold[one].fields["assertion"] if one else None
        got = found[other].assertion if other else None
        report.confuse("assignment_assertion", wanted, got)
        if wanted and got:
            right = wanted == got == "decided"
            report.count(
                "assignment_is_decided",
                right=right,
                wrong=got == "decided" and not right,
                missed=wanted == "decided" and not right,
            )


def _compare_fields(report: Report, document: AnnotatedDocument, children: _Children, assignment: Assignment) -> None:
    place = f"{document.id} ({assignment.text[:60]})"
    for role in PARTY_ROLES:
        parties: list[Party] = getattr(assignment, role)
        _compare_parties(report, document, role, [child for label, child in children if label == role], parties, place)
    _confuse_roles(report, children, assignment)
    tasks = [child for label, child in children if label == "task"]
    found = _task_span(document.text, assignment)
    at: dict[object, Offsets] = {_piece(document, span): (span.start, span.end) for span in tasks}
    task = shown_piece(assignment.task) if assignment.task else None
    if task and found:
        at.setdefault(task, found)
    report.add("task", Counter(_piece(document, span) for span in tasks), Counter([task] if task else []), place, at=at)
    report.count_overlaps("task", [(span.start, span.end) for span in tasks], [found] if found else [])
    _compare_deadlines(
        report, document, [child for label, child in children if label == "deadline"], assignment.deadlines, place
    )


def _task_span(text: str, assignment: Assignment) -> Offsets | None:
    """Return where an assignment's task stands, its whole span where the words were mended, None where there is none."""
    if not assignment.task:
        return None
    start, end = _key(assignment.span)
    words = r"\s+".join(map(re.escape, assignment.task.split()))
    match = re.search(words, text[start:end])
    return (start + match.start(), start + match.end()) if match else (start, end)


def _piece(document: AnnotatedDocument, span: AnnotatedSpan) -> str:
    return shown_piece(document.text[span.start : span.end])


def _compare_parties(
    report: Report,
    document: AnnotatedDocument,
    role: str,
    gold: Sequence[AnnotatedSpan],
    parties: Sequence[Party],
    place: str,
) -> None:
    found = [shown_piece(document.text[slice(*_key(party.span))]) for party in parties]
    at: dict[object, Offsets] = dict(zip(found, (_key(party.span) for party in parties), strict=True))
    at |= {_piece(document, span): (span.start, span.end) for span in gold}
    report.add(role, Counter(_piece(document, span) for span in gold), Counter(found), place, at=at)
    report.count_overlaps(role, [(span.start, span.end) for span in gold], [_key(party.span) for party in parties])
    by_span = {(span.start, span.end): span for span in gold}
    for party in parties:
        key = _key(party.span)
        report.certain("party", party, right=key in by_span)
        if key in by_span:
            fields = by_span[key].fields
            named = f"{place}: {party.text}"
            report.add("party_kind", Counter([fields.get("kind")]), Counter([party.kind]), named, at=key)
            report.add("party_name", Counter([fields.get("name", "")]), Counter([party.name]), place, at=key)


def _confuse_roles(report: Report, children: _Children, assignment: Assignment) -> None:
    gold = {(span.start, span.end): label for label, span in children if label in PARTY_ROLES}
    found = {_key(party.span): role for role in PARTY_ROLES for party in getattr(assignment, role)}
    for one, other in aligned(list(gold), list(found)):
        report.confuse("party_role", gold[one] if one else None, found[other] if other else None)


def _compare_deadlines(
    report: Report,
    document: AnnotatedDocument,
    gold: Sequence[AnnotatedSpan],
    found: Sequence[Deadline],
    place: str,
) -> None:
    wanted: list[object] = [(span.fields.get("type"), span.fields.get("end"), _piece(document, span)) for span in gold]
    given: list[object] = [
        (entry.type, entry.end.isoformat() if entry.end else None, shown_piece(entry.text)) for entry in found
    ]
    at = dict(zip(given, (_key(entry.span) for entry in found), strict=True))
    at |= dict(zip(wanted, ((span.start, span.end) for span in gold), strict=True))
    report.add("deadline", Counter(wanted), Counter(given), place, at=at)
    compare_types(report, gold, found)
    for value, entry in zip(given, found, strict=True):
        report.certain("deadline", entry, right=value in wanted)


def compare_types(report: Report, gold: Sequence[AnnotatedSpan], found: Sequence[Deadline]) -> None:
    """Count deadlines that overlap one of the same type, and which types are taken for which."""
    types_gold = {(span.start, span.end): span.fields["type"] for span in gold}
    types_found = {_key(entry.span): entry.type for entry in found}
    for name in sorted({*types_gold.values(), *types_found.values()}):
        report.count_overlaps(
            "deadline",
            [key for key, value in types_gold.items() if value == name],
            [key for key, value in types_found.items() if value == name],
        )
    for one, other in aligned(list(types_gold), list(types_found)):
        report.confuse("deadline_type", types_gold[one] if one else None, types_found[other] if other else None)
