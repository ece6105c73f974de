"""Fits the parts of a model to examples."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from beslutsnlp.learning.span_model import SpanExample, SpanModel
from beslutsnlp.learning.text_classifier import MarkedText, TextClassifier
from beslutsnlp.pipeline.learned import PART_LABELS, STATUS_LABELS, TASK_LABELS, LearnedModel, Settings
from beslutsnlp.training.examples import Examples

if TYPE_CHECKING:
    from spacy.language import Language

Progress = Callable[[str], None]


def fit(
    examples: Examples,
    nlp: "Language",
    *,
    start: LearnedModel | None = None,
    epochs: int = 8,
    seed: int = 0,
    settings: Settings | None = None,
    progress: Progress = lambda _: None,
) -> LearnedModel:
    """Return a model that has learnt from examples; the same examples give the same model.

    Args:
        examples: What to learn from.
        nlp: The pipeline whose tokeniser and vocabulary it uses.
        start: A model to go on from; random weights where it is None. Its classifiers are fitted anew, its span models go on.
        epochs: How often the span models go over the examples.
        seed: Of all that is drawn.
        settings: The thresholds; those of `start`, else the usual ones.
        progress: Is told what is being done.
    """
    progress(f"clauses and sentences: {len(examples.candidates):,}")
    assertions = _fit_texts(examples.candidates)
    progress(f"types of clauses: {len(examples.clauses):,}")
    types = _fit_texts(examples.clauses)

    def spans(name: str, labels: Sequence[str], given: Sequence[SpanExample], before: SpanModel | None) -> SpanModel:
        model = SpanModel(nlp.vocab, nlp.tokenizer, labels)
        if before is None:
            model.initialize(seed)
        else:
            model.copy_weights(before)
        for epoch, loss in enumerate(model.update(given, epochs=epochs, seed=seed), 1):
            progress(f"{name}: {len(given):,} texts, epoch {epoch} of {epochs}, loss {loss:,.0f}")
        return model

    return LearnedModel(
        assertions,
        types,
        spans("parties and deadlines", PART_LABELS, examples.parts, start.parts if start else None),
        spans("tasks", TASK_LABELS, examples.tasks, start.tasks if start else None),
        spans("status phrases", STATUS_LABELS, examples.statuses, start.statuses if start else None),
        settings or (start.settings if start else Settings()),
    )


def _fit_texts(examples: Sequence[tuple[MarkedText, str]]) -> TextClassifier:
    texts, labels = zip(*examples, strict=True)
    return TextClassifier.fit(texts, labels)
