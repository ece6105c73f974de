"""Whether a score of 0.9 is right nine times in ten: reliability bins and the expected calibration error."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field

from beslutsnlp.records import Record

BINS = 10


class Bin(Record):
    """Records of about the same score."""

    low: Annotated[float, Field(description="The lowest score in it.")]
    high: Annotated[float, Field(description="The highest score in it.")]
    n: int
    score: Annotated[float, Field(description="The mean score.")]
    right: Annotated[float, Field(description="The share of records that are right.")]


class Calibration(Record):
    """The reliability of the scores of a field."""

    field: str
    n: int
    ece: Annotated[
        float, Field(description="Expected calibration error: mean of |score − right| over records, by bin.")
    ]
    bins: list[Bin]


def calibrate(field: str, pairs: Sequence[tuple[float, bool]], *, bins: int = BINS) -> Calibration:
    """Return how well scores tell the share of records that are right.

    The bins are of equal mass: each holds about as many records as the next, for scores crowd near 1. Records of one score are
    never parted, so that there may be fewer bins than asked for.

    Args:
        field: What the records are.
        pairs: The score of each record, and whether it is right; one at least.
        bins: How many bins, at most.

    >>> result = calibrate("task", [(0.5, True), (0.5, False), (0.9, True), (0.9, True)], bins=2)
    >>> round(result.ece, 3), [(entry.n, entry.score, entry.right) for entry in result.bins]
    (0.05, [(2, 0.5, 0.5), (2, 0.9, 1.0)])
    """
    scores = np.array([score for score, _ in pairs], dtype=float)
    right = np.array([value for _, value in pairs], dtype=float)
    # the lowest score of every bin but the first; where scores tie, several of these are one
    ordered = np.sort(scores)
    lowest = np.unique(ordered[[len(ordered) * number // bins for number in range(1, bins)]])
    member = np.searchsorted(lowest, scores, side="right")
    found = []
    for number in np.unique(member):
        inside = member == number
        found.append(
            Bin(
                low=round(float(scores[inside].min()), 4),
                high=round(float(scores[inside].max()), 4),
                n=int(inside.sum()),
                score=round(float(scores[inside].mean()), 4),
                right=round(float(right[inside].mean()), 4),
            )
        )
    error = sum(
        float(abs(scores[member == number].mean() - right[member == number].mean())) * int((member == number).sum())
        for number in np.unique(member)
    )
    return Calibration(field=field, n=len(pairs), ece=round(error / len(pairs), 4), bins=found)
