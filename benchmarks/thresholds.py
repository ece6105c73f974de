"""Set the thresholds of models/thresholds.csv anew, a little below what the library scores now.

Run it as `python -m benchmarks.thresholds` after a change that is meant to move scores, and look at what it changes: it lowers thresholds
as well. It keeps the rows as they are, and sets their `threshold` and `n`. `tests/test_models.py` checks them.
"""

import csv
import io
import math
import sys

from benchmarks.accuracy import ROOT, measured
from beslutsnlp.evaluation.thresholds import COLUMNS, measure_of, read_thresholds

PATH = ROOT / "models" / "thresholds.csv"
# how far below what is measured, and what share of the annotated instances must be left
MARGIN = 0.01
LEFT = 0.9


def lowered(measure: str, value: float) -> float:
    """Return the threshold for a measured value: at most MARGIN below it, of an error above it, in thousandths."""
    if measure == "ece":
        return math.floor((value + MARGIN) * 1000) / 1000
    return max(0.0, math.ceil(round((value - MARGIN) * 1000, 6)) / 1000)


def main() -> int:
    """Write the file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in read_thresholds(PATH):
        found = measure_of(measured(row.corpus, row.split), row.field, row.measure)
        if found is None:
            print(f"{row.place}: nothing is measured for {row.field}, {row.measure}.", file=sys.stderr)
            return 1
        value, n = found
        threshold = f"{lowered(row.measure, value):.3f}"
        writer.writerow((row.corpus, row.split, row.field, row.measure, threshold, int(n * LEFT)))
    PATH.write_text(buffer.getvalue(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
