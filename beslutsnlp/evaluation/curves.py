"""Scores of what is trained: on each group by the others, and by how many documents were trained on."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.errors import DataError
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.intervals import SEED
from beslutsnlp.evaluation.kinds import evaluate_kinds
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.evaluation.summary import Measure, Step

if TYPE_CHECKING:
    from spacy.language import Language

Train = Callable[[Sequence[AnnotatedDocument]], "Language"]


def leave_one_out(
    documents: Sequence[AnnotatedDocument], *, by: str = "body"
) -> Iterator[tuple[str, list[AnnotatedDocument], list[AnnotatedDocument]]]:
    """Yield each group, the documents of all others to train on, and its own to measure on.

    A document without such a value in its `meta` is trained on and never held out.

    Args:
        documents: The corpus.
        by: The key of `meta` that makes the groups.

    Raises:
        DataError: There are less than two groups.

    >>> named = [AnnotatedDocument(id=body, kind="notes", text="Text", meta={"body": body}) for body in ("A", "B", "C")]
    >>> for group, training, held_out in leave_one_out(named):
    ...     print(group, [document.id for document in training], [document.id for document in held_out])
    A ['B', 'C'] ['A']
    B ['A', 'C'] ['B']
    C ['A', 'B'] ['C']
    """
    groups = sorted({document.meta[by] for document in documents if document.meta.get(by)})
    if len(groups) < 2:
        raise DataError(
            f"The documents have {len(groups)} different {by} in their meta, and leaving one out needs two. Add documents of others."
        )
    for group in groups:
        held_out = [document for document in documents if document.meta.get(by) == group]
        yield group, [document for document in documents if document.meta.get(by) != group], held_out


def evaluate_left_out(
    documents: Sequence[AnnotatedDocument], train: Train, *, by: str = "body"
) -> tuple[dict[str, Report], list[str]]:
    """Return reports by part and notes, as `evaluate_kinds` does, each group read by what was trained on the others.

    Args:
        documents: The corpus.
        train: Gives a pipeline for the documents that it may learn from.
        by: The key of `meta` that makes the groups. Documents without it are not measured, which a note tells.

    Raises:
        DataError: There are less than two groups.
    """
    reports: dict[str, Report] = {}
    notes: dict[str, None] = {}
    for _, training, held_out in leave_one_out(documents, by=by):
        found, told = evaluate_kinds(held_out, nlp=train(training))
        notes.update(dict.fromkeys(told))
        for name, report in found.items():
            reports.setdefault(name, Report()).update(report)
    without = sum(not document.meta.get(by) for document in documents)
    if without:
        notes[f"{without} documents have no {by} in their meta: they were trained on and not measured."] = None
    return reports, list(notes)


def learning_curve(
    train: Train,
    documents: Sequence[AnnotatedDocument],
    sizes: Sequence[int],
    *,
    held_out: Sequence[AnnotatedDocument],
    seeds: Sequence[int] = (SEED,),
) -> list[Step]:
    """Return the scores on held-out protocols by the number of documents trained on.

    For each seed the documents are put in another order, and each size takes the first of them, so that a larger set holds the
    smaller ones.

    Args:
        train: Gives a pipeline for the documents that it may learn from.
        documents: What may be trained on.
        sizes: How many of them, 0 included if `train` can do without.
        held_out: The protocols and notes to measure on, none of them in `documents`.
        seeds: One curve for each.

    Raises:
        DataError: A size is larger than the corpus, or a document is on both sides.
    """
    if max(sizes, default=0) > len(documents):
        raise DataError(f"A size of {max(sizes)} is asked for, and there are {len(documents)} documents. Take less.")
    both = {document.id for document in documents} & {document.id for document in held_out}
    if both:
        raise DataError(f"{min(both)} is among the documents to train on and held out. Take it out of one of them.")
    steps = []
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(documents))
        for size in sizes:
            report = evaluate(held_out, nlp=train([documents[place] for place in order[:size]]))
            fields = {name: Measure.of(score) for name, score in report.scores.items()}
            steps.append(Step(size=size, seed=seed, fields=fields))
    return steps
