"""Evaluation of a whole corpus: each document by what its kind is measured by."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.evaluation.deadlines import evaluate_deadlines
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.lists import evaluate_list_documents
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.evaluation.statuses import evaluate_statuses
from beslutsnlp.extraction import own_classifier

if TYPE_CHECKING:
    from spacy.language import Language

_PARTS = {
    "protocol": "documents",
    "notes": "documents",
    "sentence": "deadlines",
    "status": "statuses",
    "follow_up": "lists",
}


def evaluate_kinds(
    documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None
) -> tuple[dict[str, Report], list[str]]:
    """Return a report for each part that documents are measured in, and notes on what was not measured.

    Protocols and notes make the part `documents`, sentences `deadlines`, status texts `statuses`, follow-up lists `lists`: of these
    the cells are given, for how a file is laid out is not in the annotation.

    Args:
        documents: Documents of any kinds.
        nlp: The pipeline; the default one where it is None. Sentences are read by the rules of the library alone.

    Raises:
        DataError: A document's `meta` lacks what it is measured by: a status text its stage, or has a wrong date.

    >>> evaluate_kinds([AnnotatedDocument(id="a", kind="sentence", text="Klart senast den 1 maj 2026.")])[0].keys()
    dict_keys(['deadlines'])
    """
    by_part: dict[str, list[AnnotatedDocument]] = {}
    for document in documents:
        by_part.setdefault(_PARTS[document.kind], []).append(document)
    own = own_classifier(nlp) if nlp is not None else None
    measures: dict[str, Callable[[Sequence[AnnotatedDocument]], Report]] = {
        "documents": lambda given: evaluate(given, nlp=nlp),
        "deadlines": evaluate_deadlines,
        "statuses": lambda given: evaluate_statuses(given, classifier=own),
        "lists": lambda given: evaluate_list_documents(given, nlp=nlp),
    }
    reports = {name: measure(by_part[name]) for name, measure in measures.items() if name in by_part}
    notes = (
        ["Sentences were read by the rules of the library, whatever the model."]
        if nlp and "deadlines" in reports
        else []
    )
    return reports, notes
