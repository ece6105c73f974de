"""What an evaluation says, as records that are written to JSON, to a terminal and to an HTML page."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from beslutsnlp.evaluation.calibration import Calibration, calibrate
from beslutsnlp.evaluation.intervals import RESAMPLES, SEED, Interval, bootstrap
from beslutsnlp.evaluation.mistakes import Mistake
from beslutsnlp.evaluation.scores import MISSED, NOT_THERE, DocumentScores, Report, Score
from beslutsnlp.evaluation.statuses import UNCLEAR
from beslutsnlp.labels import ASSERTIONS, DECISION_TYPES, PARTY_ROLES, STAGE_LABELS, STATUS_STAGES
from beslutsnlp.records import Record

EVALUATION_VERSION = "1.0"
# the order of the labels in a confusion matrix; what is in none of these stands after them by name
_ORDER = (*DECISION_TYPES, *ASSERTIONS, *PARTY_ROLES, *dict.fromkeys(STAGE_LABELS.values()), *STATUS_STAGES)
_LAST = {UNCLEAR: 1, NOT_THERE: 2, MISSED: 3}


class Measure(Record):
    """Counts, and precision, recall and F1 with the 95 % interval of each where there are two documents or more."""

    right: int
    wrong: int
    missed: int
    precision: float
    recall: float
    f1: float
    intervals: Annotated[
        dict[str, Interval], Field(description="By measure: low and high, from documents drawn anew.")
    ] = Field(default_factory=dict)

    @classmethod
    def of(cls, score: Score, intervals: dict[str, Interval] | None = None) -> "Measure":
        """Return what a score measures."""
        return cls(
            right=score.right,
            wrong=score.wrong,
            missed=score.missed,
            precision=round(score.precision, 4),
            recall=round(score.recall, 4),
            f1=round(score.f1, 4),
            intervals=intervals or {},
        )

    @property
    def annotated(self) -> int:
        """How many are there by the annotation."""
        return self.right + self.missed


class FieldScores(Record):
    """The scores of a field."""

    name: str
    strict: Measure
    partial: Annotated[
        Measure | None, Field(description="Where an overlap with the same label is enough; of spans alone.")
    ] = None
    share: Annotated[bool, Field(description="Only right and not right are counted: recall is their share.")] = False


class Group(Record):
    """The scores of the documents that have something in common."""

    by: str
    name: str
    documents: int
    fields: dict[str, Measure]


class Confusion(Record):
    """How often each annotated value was found as which."""

    name: str
    gold: Annotated[list[str], Field(description="The values of the rows; 'not there' is what is not annotated.")]
    found: Annotated[list[str], Field(description="The values of the columns; 'missed' is what was not found.")]
    counts: list[list[int]]


class Part(Record):
    """What was measured on the documents of some kinds."""

    name: str
    documents: int
    fields: list[FieldScores]
    groups: list[Group]
    confusions: list[Confusion]
    calibrations: list[Calibration]
    mistakes: list[Mistake]


class Step(Record):
    """One point of a learning curve."""

    size: Annotated[int, Field(description="How many documents were trained on.")]
    seed: int
    fields: dict[str, Measure]


class Evaluation(Record):
    """An evaluation: its parts, what fell short of thresholds, and what a reader should know."""

    schema_version: str = EVALUATION_VERSION
    source: Annotated[str | None, Field(description="The corpus, as it was named.")] = None
    model: Annotated[str | None, Field(description="The model folder, as it was named; None for the default.")] = None
    parts: list[Part]
    curve: list[Step] = Field(default_factory=list)
    shortfalls: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


def summarise(report: Report, *, name: str, resamples: int = RESAMPLES, seed: int = SEED) -> Part:
    """Return what a report says, with intervals, groups, confusions and calibration.

    Args:
        report: What was counted.
        name: What the part is called: documents, deadlines, statuses or lists.
        resamples: How often documents are drawn anew for the intervals.
        seed: The same one gives the same intervals.

    >>> report = Report()
    >>> report.start("a", groups={"style": "att-satser"})
    >>> report.count("task", right=3, missed=1)
    >>> part = summarise(report, name="documents")
    >>> part.fields[0].strict.recall, part.groups[0].name
    (0.75, 'att-satser')
    """
    strict = bootstrap(report.documents, resamples=resamples, seed=seed)
    partial = bootstrap(report.documents, partial=True, resamples=resamples, seed=seed)
    # a field that is counted again by group is in the groups
    names = [field for field in report.scores if field.split(" ")[0] not in report.shares or " " not in field]
    fields = [
        FieldScores(
            name=field,
            strict=Measure.of(report.scores[field], strict.get(field)),
            partial=Measure.of(report.partial[field], partial.get(field)) if field in report.partial else None,
            share=field in report.shares,
        )
        for field in names
    ]
    kinds = list(dict.fromkeys(by for document in report.documents for by in document.groups))
    return Part(
        name=name,
        documents=len(report.documents),
        fields=fields,
        groups=[_group(by, value, documents, names) for by in kinds for value, documents in report.grouped(by).items()],
        confusions=[_confusion(report, field) for field in report.confusions],
        calibrations=[calibrate(field, pairs) for field, pairs in report.certainties.items() if pairs],
        mistakes=report.mistakes,
    )


def total(documents: Sequence[DocumentScores]) -> dict[str, Score]:
    """Return the strict scores of some documents together."""
    totals: dict[str, Score] = {}
    for document in documents:
        for name, score in document.scores.items():
            totals.setdefault(name, Score()).add(score)
    return totals


def _group(by: str, value: str, documents: Sequence[DocumentScores], names: Sequence[str]) -> Group:
    totals = total(documents)
    fields = {name: Measure.of(totals[name]) for name in names if name in totals}
    return Group(by=by, name=value, documents=len(documents), fields=fields)


def _confusion(report: Report, name: str) -> Confusion:
    counts = report.confusions[name]
    gold = sorted({one for one, _ in counts}, key=_place)
    found = sorted({other for _, other in counts}, key=_place)
    return Confusion(
        name=name, gold=gold, found=found, counts=[[counts[one, other] for other in found] for one in gold]
    )


def _place(label: str) -> tuple[int, int, str]:
    return _LAST.get(label, 0), _ORDER.index(label) if label in _ORDER else len(_ORDER), label
