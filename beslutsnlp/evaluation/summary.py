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
_ORDER = (*DECISION_TYPES, *ASSERTIONS, *PARTY_ROLES)
_STATUS_ORDER = (*dict.fromkeys(STAGE_LABELS.values()), *STATUS_STAGES)
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

    def main_value(self, name: str, measure: Measure) -> float | None:
        """Return the F1 of a field, of a share its recall; None where there is nothing to count."""
        if any(entry.name == name and entry.share for entry in self.fields):
            return measure.recall if measure.annotated else None
        return measure.f1 if measure.annotated + measure.wrong else None


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
    first = {field.split(" ")[0]: place for place, field in reversed(list(enumerate(names)))}
    names.sort(
        key=lambda field: (first[field.split(" ")[0]], " " in field, _place(field.partition(" ")[2], _STATUS_ORDER))
    )
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
    order = _STATUS_ORDER if name.startswith("status_") else _ORDER
    gold = sorted({one for one, _ in counts}, key=lambda label: _place(label, order))
    found = sorted({other for _, other in counts}, key=lambda label: _place(label, order))
    return Confusion(
        name=name, gold=gold, found=found, counts=[[counts[one, other] for other in found] for one in gold]
    )


def _place(label: str, order: Sequence[str]) -> tuple[int, int, str]:
    return _LAST.get(label, 0), order.index(label) if label in order else len(order), label


# the fields that tell most of a part, the first two in pictures
KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "documents": ("decision", "decided_assignment", "responsible", "deadline"),
    "deadlines": ("deadline", "found", "end", "rejected"),
    "statuses": ("label", "stage", "phrase"),
    "lists": ("row", "assignment", "responsible", "deadline"),
}


def groupings(part: Part, by: str) -> list[str]:
    """Return the groupings to show of a part: the one asked for, where it has none of those its own ones."""
    kinds = list(dict.fromkeys(group.by for group in part.groups))
    return [by] if by in kinds else [kind for kind in kinds if kind not in ("style", "body")] or kinds[:1]


def worst_groups(part: Part, by: str) -> list[Group]:
    """Return the groups of a part, the lowest mean of its two first key fields first, and those without any last."""
    first = KEY_FIELDS.get(part.name, ())[:2]

    def mean(group: Group) -> float:
        measures = [(name, group.fields[name]) for name in first if name in group.fields]
        found = [part.main_value(name, measure) or 0.0 for name, measure in measures if measure.annotated]
        return sum(found) / len(found) if found else 2.0

    return sorted((group for group in part.groups if group.by == by), key=lambda group: (mean(group), group.name))


def count_mistakes(part: Part) -> dict[str, dict[str, int]]:
    """Return how many mistakes of each kind each field has, the field with most first."""
    counts: dict[str, dict[str, int]] = {}
    for mistake in part.mistakes:
        kinds = counts.setdefault(mistake.field, {})
        kinds[mistake.kind] = kinds.get(mistake.kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: (-sum(entry[1].values()), entry[0])))
