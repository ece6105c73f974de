"""Fits the parts of a model to examples."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from beslutsnlp.learning.span_model import SpanExample, SpanModel
from beslutsnlp.learning.text_classifier import MarkedText, TextClassifier
from beslutsnlp.pipeline.learned import PART_LABELS, STATUS_LABELS, TASK_LABELS, LearnedModel, Settings
from beslutsnlp.training.examples import Examples

if TYPE_CHECKING:
    from spacy.language import Language

# the components that learn from documents; statuses have a classifier of their own
LEARNT = ("beslutsnlp_clauses", "beslutsnlp_candidates", "beslutsnlp_scores")
Progress = Callable[[str], None]
SpanKind = Literal["parts", "tasks", "statuses"]


def fit(
    examples: Examples,
    nlp: "Language",
    *,
    start: LearnedModel | None = None,
    dev: Examples | None = None,
    epochs: int = 8,
    patience: int = 2,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> LearnedModel:
    """Return a model that has learnt from examples; the same examples give the same model.

    Args:
        examples: What to learn from.
        nlp: The pipeline whose tokeniser and vocabulary it uses.
        start: A model to go on from; random weights where it is None. Its classifiers are fitted anew, its span models go on.
        dev: Examples to stop by: a span model ends once its spans in them have not got better for `patience` epochs, and keeps
            the best weights. Without them it goes on to the end.
        epochs: How often the span models go over the examples at most.
        patience: See `dev`.
        seed: Of all that is drawn.
        progress: Is told what is being done.
    """
    progress(f"clauses and sentences: {len(examples.candidates):,}")
    assertions = _fit_texts(examples.candidates)
    progress(f"types of clauses: {len(examples.clauses):,}")
    types = _fit_texts(examples.clauses)

    def spans(name: str, labels: Sequence[str], kind: SpanKind) -> SpanModel:
        model = SpanModel(nlp.vocab, nlp.tokenizer, labels)
        given: list[SpanExample] = getattr(examples, kind)
        if start is None:
            model.initialize(seed)
        else:
            model.copy_weights(getattr(start, kind))
        if not given:
            return model
        held_out: list[SpanExample] = getattr(dev, kind) if dev is not None else []
        for step in model.update(given, epochs=epochs, seed=seed, dev=held_out, patience=patience):
            told = "" if step.f1 is None else f", F1 on dev {step.f1:.3f}"
            progress(f"{name}: {len(given):,} texts, epoch {step.epoch} of {epochs}, loss {step.loss:,.0f}{told}")
        return model

    return LearnedModel(
        assertions,
        types,
        spans("parties and deadlines", PART_LABELS, "parts"),
        spans("tasks", TASK_LABELS, "tasks"),
        spans("status phrases", STATUS_LABELS, "statuses"),
        start.settings if start else Settings(),
    )


def fit_pipeline(
    nlp: "Language",
    examples: Examples,
    *,
    start: "Language | None" = None,
    dev: Examples | None = None,
    epochs: int,
    patience: int = 2,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> None:
    """Give the components of a pipeline what they learn from examples; see `fit`.

    Args:
        nlp: The pipeline, with rules alone.
        examples: What to learn from.
        start: A pipeline to go on from.
        dev: Examples to stop by.
        epochs: How often the span models go over the examples at most.
        patience: After how many epochs without gain a span model ends.
        seed: Of all that is drawn.
        progress: Is told what is being done.
    """
    component: Any = nlp.get_pipe("beslutsnlp_candidates")
    before: Any = start.get_pipe("beslutsnlp_candidates") if start is not None else None
    component.model = fit(
        examples,
        nlp,
        start=before.model if before is not None else None,
        dev=dev,
        epochs=epochs,
        patience=patience,
        seed=seed,
        progress=progress,
    )
    if len({label for _, label in examples.sections}) > 1:
        progress(f"sections: {len(examples.sections):,}")
        clauses: Any = nlp.get_pipe("beslutsnlp_clauses")
        clauses.kinds = _fit_texts(examples.sections)


def _fit_texts(examples: Sequence[tuple[MarkedText, str]]) -> TextClassifier:
    texts, labels = zip(*examples, strict=True)
    return TextClassifier.fit(texts, labels)
