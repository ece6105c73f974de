"""Thresholds that scores must meet, from a CSV file, and what falls short of them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args

from beslutsnlp.errors import DataError
from beslutsnlp.evaluation.calibration import calibrate
from beslutsnlp.evaluation.scores import Report, Score, macro_f1
from beslutsnlp.records import Record

MeasureName = Literal[
    "precision", "recall", "f1", "partial_precision", "partial_recall", "partial_f1", "macro_f1", "ece"
]
COLUMNS = ("corpus", "split", "field", "measure", "threshold", "n")


class Threshold(Record):
    """The least that a measure of a field must be on a split of a corpus; for `ece`, the most.

    `n` is the least number of annotated instances (of records, for `ece`) that the measure must rest on.
    """

    corpus: str
    split: str
    field: str
    measure: MeasureName
    threshold: float
    n: int
    place: str


def read_thresholds(path: Path) -> list[Threshold]:
    """Return the thresholds of a CSV file with the columns of `COLUMNS`.

    Raises:
        DataError: The file cannot be read, has other columns, a row with a wrong value, or two rows for the same.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as UTF-8 text: {error}. Check the path.") from error
    rows = csv.reader(io.StringIO(text))
    if next(rows, None) != list(COLUMNS):
        raise DataError(f"{path}, line 1: the columns are not {','.join(COLUMNS)}. Write them so.")
    found: dict[tuple[str, str, str, str], Threshold] = {}
    for row in rows:
        if not row:
            continue
        entry = _checked(row, f"{path}, line {rows.line_num}")
        same = found.setdefault((entry.corpus, entry.split, entry.field, entry.measure), entry)
        if same is not entry:
            raise DataError(f"{entry.place}: {entry.measure} of {entry.field} is also at {same.place}. Keep one.")
    return list(found.values())


def _checked(row: list[str], place: str) -> Threshold:
    if len(row) != len(COLUMNS):
        raise DataError(f"{place}: {len(row)} cells for {len(COLUMNS)} columns. Mend the row.")
    corpus, split, field, written, threshold, n = row
    measure = next((name for name in get_args(MeasureName) if name == written), None)
    if measure is None:
        raise DataError(f"{place}: unknown measure {written!r}; there are {', '.join(get_args(MeasureName))}.")
    try:
        value, least = float(threshold), int(n)
    except ValueError:
        raise DataError(f"{place}: {threshold!r} and {n!r} are not a number from 0 to 1 and a count.") from None
    if not 0 <= value <= 1 or least < 0:
        raise DataError(f"{place}: the threshold {threshold} is not between 0 and 1, or n is below 0. Mend it.")
    return Threshold(corpus=corpus, split=split, field=field, measure=measure, threshold=value, n=least, place=place)


def measure_of(report: Report, field: str, measure: MeasureName) -> tuple[float, int] | None:
    """Return a measure of a field and the number of instances it rests on, None where there is no such field."""
    if measure == "ece":
        pairs = report.certainties.get(field)
        return (calibrate(field, pairs).ece, len(pairs)) if pairs else None
    if measure == "macro_f1":
        score = report.scores.get(field)
        classes = any(name.startswith(f"{field} ") for name in report.scores)
        return (macro_f1(report, field), score.annotated) if score and classes else None
    scores: Mapping[str, Score] = report.partial if measure.startswith("partial_") else report.scores
    if field not in scores:
        return None
    value: float = getattr(scores[field], measure.removeprefix("partial_"))
    return value, scores[field].annotated


def find_shortfalls(
    thresholds: Iterable[Threshold], reports: Mapping[str, Report], *, corpus: str, split: str
) -> tuple[int, list[str]]:
    """Return how many thresholds stand for a split of a corpus, and a line on each that is not met.

    Args:
        thresholds: Thresholds of any corpora.
        reports: What was measured on the split, by part.
        corpus: The corpus, by its folder's name.
        split: The split, by its file's name without `.jsonl`.

    Raises:
        DataError: A threshold is for a field that was not measured.
    """
    checked, short = 0, []
    for entry in thresholds:
        if (entry.corpus, entry.split) != (corpus, split):
            continue
        checked += 1
        measured = [measure_of(report, entry.field, entry.measure) for report in reports.values()]
        found = [result for result in measured if result is not None]
        if not found:
            raise DataError(
                f"{entry.place}: {corpus}/{split} has no {entry.measure} of a field {entry.field!r}. Write a field that is measured there."
            )
        name = f"{corpus}/{split}: {entry.field}, {entry.measure}"
        for value, n in found:
            if n < entry.n:
                short.append(f"{name}: rests on {n} instances, and {entry.n} are asked for")
            if value > entry.threshold if entry.measure == "ece" else value < entry.threshold:
                limit = "at most" if entry.measure == "ece" else "at least"
                short.append(f"{name}: {value:.4f}, and {limit} {entry.threshold:g} is asked for")
    return checked, short
