"""How far scores may be off by the documents that happen to be in a corpus: bootstrap intervals."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from beslutsnlp.evaluation.scores import DocumentScores

RESAMPLES = 1000
SEED = 0
# percentiles: 95 of 100 resamples lie between
_BOUNDS = (2.5, 97.5)
_CHUNK = 100
_MEASURES = ("precision", "recall", "f1")

Interval = tuple[float, float]
_Counts = NDArray[np.float64]


def bootstrap(
    documents: Sequence[DocumentScores],
    *,
    partial: bool = False,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, dict[str, Interval]]:
    """Return 95 % intervals of precision, recall and F1 by field, from documents drawn anew with replacement.

    Documents are drawn, not spans, for those of one document are right or wrong together. Scores with the same id, such as those
    of one list in several layouts, are of one document. Of less than two documents there is no interval.

    Args:
        documents: The scores of each document.
        partial: Take their partial scores, not the strict ones.
        resamples: How often as many documents as there are get drawn.
        seed: The same one gives the same intervals.

    >>> from beslutsnlp.evaluation.scores import Score
    >>> one, other = Score(right=9, missed=1), Score(right=5, wrong=5, missed=5)
    >>> documents = [DocumentScores("a", scores={"task": one}), DocumentScores("b", scores={"task": other})]
    >>> bootstrap(documents)["task"]["recall"]
    (0.5, 0.9)
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(document.id for document in documents))}
    if len(places) < 2:
        return {}
    scores = [(places[document.id], document.partial if partial else document.scores) for document in documents]
    columns = {
        name: column for column, name in enumerate(dict.fromkeys(name for _, fields in scores for name in fields))
    }
    counts = np.zeros((len(places), len(columns), 3))
    for place, fields in scores:
        for name, score in fields.items():
            counts[place, columns[name]] += score.right, score.wrong, score.missed
    draws = np.random.default_rng(seed)
    even = np.full(len(places), 1 / len(places))
    flat = counts.reshape(len(places), -1)
    sums = np.concatenate(
        [
            draws.multinomial(len(places), even, size=min(_CHUNK, resamples - done)) @ flat
            for done in range(0, resamples, _CHUNK)
        ]
    ).reshape(resamples, len(columns), 3)
    right, wrong, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    measured = (
        _share(right, right + wrong),
        _share(right, right + missed),
        _share(2 * right, 2 * right + wrong + missed),
    )
    bounds = [np.percentile(values, _BOUNDS, axis=0) for values in measured]
    return {
        name: {
            measure: (round(float(low[column]), 4), round(float(high[column]), 4))
            for measure, (low, high) in zip(_MEASURES, bounds, strict=True)
        }
        for name, column in columns.items()
    }


def _share(part: _Counts, whole: _Counts) -> _Counts:
    shares: _Counts = np.ones_like(part)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
