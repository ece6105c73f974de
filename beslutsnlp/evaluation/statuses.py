"""How well status texts are told apart: by label, by stage, and by the phrases in them."""

from collections import Counter
from collections.abc import Iterable

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES
from beslutsnlp.pipeline.statuses import find_statuses
from beslutsnlp.status import classify_status


def evaluate_statuses(documents: Iterable[AnnotatedDocument]) -> Report:
    """Return how well status texts are classified.

    `label` and `stage` count every text; `label open` and the like, `stage started` and the like each class, whose mean F1 is
    the macro-F1. `phrase` counts the phrases of the texts in which all are marked, by words and stage.
    """
    report = Report()
    for document in documents:
        stage = next(name for name in STATUS_STAGES if name == document.meta["stage"])
        found = classify_status(document.text, done=document.meta.get("done"), label=document.meta.get("label"))
        label = STAGE_LABELS[stage]
        report.add("label", Counter([label]), Counter([found.label]), document.id)
        report.add("stage", Counter([stage]), Counter([found.stage]), document.id)
        for name, wanted, got in (("label", label, found.label), ("stage", stage, found.stage)):
            for value in {wanted, got} - {None}:
                score = report.score(f"{name} {value}")
                score.right += wanted == got
                score.missed += wanted == value != got
                score.wrong += got == value != wanted
        if document.meta.get("phrases") == "all":
            report.add(
                "phrase",
                Counter((document.text[span.start : span.end], span.fields["stage"]) for span in document.of("status")),
                Counter(
                    (document.text[phrase.start : phrase.end], phrase.stage) for phrase in find_statuses(document.text)
                ),
                document.id,
            )
    return report


def macro_f1(report: Report, name: str) -> float:
    """Return the mean F1 of the classes of `label` or `stage`."""
    scores = [score.f1 for key, score in report.scores.items() if key.startswith(f"{name} ")]
    return sum(scores) / len(scores) if scores else 1.0
