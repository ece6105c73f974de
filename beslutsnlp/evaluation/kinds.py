"""Evaluation of a whole corpus: each document by what its kind is measured by."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.evaluation.deadlines import evaluate_deadlines
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.evaluation.statuses import evaluate_statuses
from beslutsnlp.extraction import own_classifier

if TYPE_CHECKING:
    from spacy.language import Language

_PARTS = {"protocol": "documents", "notes": "documents", "sentence": "deadlines", "status": "statuses"}


def evaluate_kinds(
    documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None
) -> tuple[dict[str, Report], list[str]]:
    """Return a report for each part that documents are measured in, and notes on what was not measured.

    Protocols and notes make the part `documents`, sentences `deadlines`, status texts `statuses`. Follow-up lists are read from
    their files, not from a text, and are left out with a note.

    Args:
        documents: Documents of any kinds.
        nlp: The pipeline for protocols and notes, and its status classifier for status texts; the default one where it is None.

    Raises:
        DataError: A document's `meta` lacks what it is measured by: a status text its stage, or has a wrong date.

    >>> evaluate_kinds([AnnotatedDocument(id="a", kind="sentence", text="Klart senast den 1 maj 2026.")])[0].keys()
    dict_keys(['deadlines'])
    """
    by_part: dict[str, list[AnnotatedDocument]] = {}
    left_out: Counter[str] = Counter()
    for document in documents:
        if document.kind in _PARTS:
            by_part.setdefault(_PARTS[document.kind], []).append(document)
        else:
            left_out[document.kind] += 1
    measures: dict[str, Callable[[Sequence[AnnotatedDocument]], Report]] = {
        "documents": lambda given: evaluate(given, nlp=nlp),
        "deadlines": evaluate_deadlines,
        "statuses": lambda given: evaluate_statuses(given, classifier=own_classifier(nlp) if nlp else None),
    }
    reports = {name: measure(by_part[name]) for name, measure in measures.items() if name in by_part}
    notes = [
        f"{count} of the kind {kind} left out: such documents are measured on their files, not on a text."
        for kind, count in sorted(left_out.items())
    ]
    return reports, notes
