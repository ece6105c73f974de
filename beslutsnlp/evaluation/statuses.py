"""How well status texts are told apart: by label, by stage, and by the phrases in them."""

from collections import Counter
from collections.abc import Iterable

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.errors import DataError
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES
from beslutsnlp.pipeline.statuses import find_statuses
from beslutsnlp.status import StatusClassifier, classify_status

# what a confusion matrix calls a text that is not classified
UNCLEAR = "unclear"


def evaluate_statuses(documents: Iterable[AnnotatedDocument], *, classifier: StatusClassifier | None = None) -> Report:
    """Return how well status texts are classified.

    `label` and `stage` count every text; `label open` and the like, `stage started` and the like each class, whose mean F1 is
    the macro-F1. `phrase` counts the phrases of the texts in which all are marked, by words and stage.

    Args:
        documents: Status texts.
        classifier: What tells the stages; the one that comes with the library where it is None.

    Raises:
        DataError: A text has no stage in its `meta`.
    """
    report = Report()
    for document in documents:
        stage = next((name for name in STATUS_STAGES if name == document.meta.get("stage")), None)
        if stage is None:
            raise DataError(
                f"{document.id}: a status text whose meta has no stage. Write one there: {', '.join(STATUS_STAGES)}."
            )
        groups = {name: document.meta.get(name) for name in ("style", "body")}
        report.start(document.id, groups=groups, text=document.text)
        meta = document.meta
        found = classify_status(document.text, done=meta.get("done"), label=meta.get("label"), classifier=classifier)
        label = STAGE_LABELS[stage]
        whole = 0, len(document.text)
        for name, wanted, got in (("label", label, found.label), ("stage", stage, found.stage)):
            report.add(name, Counter([wanted]), Counter([got]), document.id, at=whole)
            report.confuse(f"status_{name}", wanted, got or UNCLEAR)
            for value in sorted({wanted, got} - {None}, key=str):
                report.count(
                    f"{name} {value}",
                    right=wanted == got,
                    missed=wanted == value != got,
                    wrong=got == value != wanted,
                )
        if found.stage is not None:
            report.certain("status", found, right=found.stage == stage)
        if document.meta.get("phrases") == "all":
            _compare_phrases(report, document)
    return report


def _compare_phrases(report: Report, document: AnnotatedDocument) -> None:
    gold = [(span.fields["stage"], span.start, span.end) for span in document.of("status")]
    found = [(phrase.stage, phrase.start, phrase.end) for phrase in find_statuses(document.text)]
    values = {entry: (document.text[entry[1] : entry[2]], entry[0]) for entry in (*gold, *found)}
    report.add(
        "phrase",
        Counter(values[entry] for entry in gold),
        Counter(values[entry] for entry in found),
        document.id,
        at={values[entry]: (entry[1], entry[2]) for entry in (*found, *gold)},
    )
    for stage in sorted({stage for stage, *_ in (*gold, *found)}):
        report.count_overlaps(
            "phrase",
            [(start, end) for name, start, end in gold if name == stage],
            [(start, end) for name, start, end in found if name == stage],
        )
