"""How probable it is that a finding is right, by what speaks for it: logistic regression over named marks."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Marks = Mapping[str, float]
_FOLDS = 5
_STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights of marks, and the offset; a mark that it does not know counts nothing."""

    weights: Mapping[str, float]
    offset: float

    @classmethod
    def fit(cls, marks: Sequence[Marks], right: Sequence[bool]) -> "Calibration":
        """Learn from n findings: their marks, and whether each was right.

        How far the weights are held back is chosen by cross-validation. Where all were right or all wrong, or but one of a kind, the
        offset is that of one more of either kind.
        """
        names = sorted({name for entry in marks for name in entry})
        good = sum(right)
        folds = min(_FOLDS, good, len(right) - good)
        if not names or folds < 2:
            return cls({}, math.log((good + 1) / (len(right) - good + 1)))
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold, cross_val_score

        values = np.asarray([[entry.get(name, 0.0) for name in names] for entry in marks])
        labels = np.asarray(right, dtype=int)
        parts = StratifiedKFold(folds, shuffle=True, random_state=0)
        models = [LogisticRegression(C=strength, max_iter=500) for strength in _STRENGTHS]
        scores = [cross_val_score(model, values, labels, scoring="neg_log_loss", cv=parts).mean() for model in models]
        model = models[int(np.argmax(scores))].fit(values, labels)
        weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
        return cls(weights, round(float(model.intercept_[0]), 4))

    def score(self, marks: Marks) -> float:
        """Return how probable it is that a finding with these marks is right, between 0 and 1."""
        margin = self.offset + sum(self.weights.get(name, 0.0) * value for name, value in marks.items())
        return 1 / (1 + math.exp(-max(min(margin, 30.0), -30.0)))
