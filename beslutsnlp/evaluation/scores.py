"""Precision, recall and F1, field by field, and every disagreement."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """Counts of what was right, wrongly found and missed, and what follows from them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 where nothing is there."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(slots=True)
class Report:
    """Scores by field, and every disagreement with its document and the text about it."""

    scores: dict[str, Score] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def score(self, name: str) -> Score:
        """Return the score of a field, made where it is not there yet."""
        return self.scores.setdefault(name, Score())

    def add(self, name: str, gold: Counter[object], found: Counter[object], place: str) -> None:
        """Compare what is there with what was found, as counted values, and keep the differences."""
        both = gold & found
        score = self.score(name)
        score.right += both.total()
        score.wrong += (found - both).total()
        score.missed += (gold - both).total()
        self.errors.extend(
            f"{place}: {name}: found and not there: {_shown(value)}" for value in (found - both).elements()
        )
        self.errors.extend(
            f"{place}: {name}: there and not found: {_shown(value)}" for value in (gold - both).elements()
        )


def _shown(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, tuple) else str(value)
