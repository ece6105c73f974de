"""How sure findings are: what speaks for each, beside whether it was right, on documents that the model had not seen."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.extraction import find_all
from beslutsnlp.labels import PARTY_ROLES
from beslutsnlp.learning.calibration import Calibration, Marks
from beslutsnlp.pipeline.scores import marks_of
from beslutsnlp.reading import read

if TYPE_CHECKING:
    from spacy.language import Language

    from beslutsnlp.assembly import Found

# group of spans → its findings, each with its marks and whether it is right
Findings = dict[str, list[tuple[Marks, bool]]]


def gather(documents: Iterable[AnnotatedDocument], nlp: "Language") -> Findings:
    """Return the findings in protocols and notes, right where span and value are those of the annotation.

    Parties and deadlines are those of assignments that start where an annotated one does.
    """
    findings: Findings = {}
    for document in documents:
        if document.kind not in ("protocol", "notes"):
            continue
        _, found, _ = find_all(read(document.text), nlp)
        for group in found:
            for name, marks, right in _judged(group, document):
                findings.setdefault(name, []).append((marks, right))
    return findings


def _judged(found: "Found", document: AnnotatedDocument) -> Iterable[tuple[str, Marks, bool]]:
    types = {(span.start, span.end): span.fields["type"] for span in document.of("decision")}
    assertions = {(span.start, span.end): span.fields["assertion"] for span in document.of("assignment")}
    starts = {span.start for span in document.of("assignment")}
    spans = {span.id: span for span in document.spans}
    parts = {
        (relation.label, spans[relation.child].start, spans[relation.child].end): spans[relation.child]
        for relation in document.relations
    }
    for data in found.clauses:
        yield "clauses", marks_of(data), types.get(_span(data)) == data["type"]
    for data in found.assignments:
        assertion = data["assertion"]
        yield "assignments", marks_of(data, assertion), assertions.get(_span(data)) == assertion
        if data["start"] not in starts:
            continue
        for party in found.parties.get(data["id"], ()):
            role = party["role"]
            yield "parties", marks_of(party), role in PARTY_ROLES and (role, *_span(party)) in parts
        for time in found.deadlines.get(data["id"], ()):
            wanted = parts.get(("deadline", *_span(time)))
            right = wanted is not None and (wanted.fields.get("type"), wanted.fields.get("end")) == (
                time["type"],
                time["last"],
            )
            yield "deadlines", marks_of(time), right


def _span(data: Mapping[str, Any]) -> tuple[int, int]:
    return data["start"], data["end"]


# of what the model alone finds there is little in any corpus: so many findings of either kind are made up, with no other mark
_PRIOR = 2
_BY_MODEL: Marks = {"found by model": 1.0}


def calibrate(findings: Findings) -> dict[str, Calibration]:
    """Return the calibration of each group of findings.

    Assignments that the model alone finds count as right half of the time until there are more of them.
    """
    made_up = [(_BY_MODEL, right) for right in (True, False) for _ in range(_PRIOR)]
    calibrations = {}
    for name, pairs in sorted(findings.items()):
        known = [*pairs, *(made_up if name == "assignments" else ())]
        calibrations[name] = Calibration.fit([marks for marks, _ in known], [right for _, right in known])
    return calibrations
