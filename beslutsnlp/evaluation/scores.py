"""Precision, recall and F1, field by field and document by document, and every disagreement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from beslutsnlp.evaluation.mistakes import Mistake, MistakeKind, line_about, shown_piece
from beslutsnlp.evaluation.pairing import Offsets, aligned, pair

# what stands in a confusion matrix for nothing: annotated and not found, found and not annotated
MISSED = "missed"
NOT_THERE = "not there"


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

    @property
    def annotated(self) -> int:
        """How many are there by the annotation."""
        return self.right + self.missed

    def add(self, other: "Score") -> None:
        """Add the counts of another score."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(slots=True)
class DocumentScores:
    """The scores of one document, and the groups that it belongs to ({"style": …, "body": …})."""

    id: str
    groups: dict[str, str] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    partial: dict[str, Score] = field(default_factory=dict)
    text: str = ""


@dataclass(slots=True)
class Report:
    """Scores by field and by document, confusions, certainties, and every disagreement with its document and its line.

    `scores` are strict. `partial` holds the fields that are spans once more, where an overlap with the same label is enough.
    `shares` names the fields of which only right and not right are counted, so that their recall alone says anything.
    `confusions` counts pairs of annotated and found values. `certainties` has, for records that carry a score, that score and
    whether the record is right.
    """

    scores: dict[str, Score] = field(default_factory=dict)
    partial: dict[str, Score] = field(default_factory=dict)
    documents: list[DocumentScores] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    confusions: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    certainties: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)
    shares: set[str] = field(default_factory=set)

    @property
    def errors(self) -> list[str]:
        """Every mistake in words."""
        return [line for mistake in self.mistakes for line in mistake.told()]

    def start(self, document: str, *, groups: Mapping[str, str | None] | None = None, text: str = "") -> None:
        """Begin a document: what is counted from here on is its own.

        Args:
            document: Its id.
            groups: The groups that it belongs to; one without a value is left out.
            text: Its text, from which mistakes take their lines.
        """
        named = {name: value for name, value in (groups or {}).items() if value}
        if self.documents:
            self.documents[-1].text = ""
        self.documents.append(DocumentScores(document, named, text=text))

    def score(self, name: str) -> Score:
        """Return the score of a field, made where it is not there yet."""
        return self.scores.setdefault(name, Score())

    def count(self, name: str, *, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        """Count strict results of a field, for all and for the document begun last."""
        counted = Score(right, wrong, missed)
        self.score(name).add(counted)
        if self.documents:
            self.documents[-1].scores.setdefault(name, Score()).add(counted)

    def count_overlaps(self, name: str, gold: Iterable[Offsets], found: Iterable[Offsets]) -> None:
        """Count as partly right each annotated span that a found one of the same label overlaps, one for one."""
        gold, found = list(gold), list(found)
        right = len(pair(gold, found))
        counted = Score(right, len(found) - right, len(gold) - right)
        self.partial.setdefault(name, Score()).add(counted)
        if self.documents:
            self.documents[-1].partial.setdefault(name, Score()).add(counted)

    def add(
        self,
        name: str,
        gold: Mapping[Any, int],
        found: Mapping[Any, int],
        place: str,
        *,
        at: Mapping[object, Offsets] | Offsets | None = None,
    ) -> None:
        """Compare what is there with what was found, as counted values, and keep the differences.

        Args:
            name: The field.
            gold: What is there.
            found: What was found.
            place: The document, and what in it.
            at: The span of each value in the document's text, or the span of them all.
        """
        gold, found = Counter(gold), Counter(found)
        both = gold & found
        extra, missed = list((found - both).elements()), list((gold - both).elements())
        self.count(name, right=both.total(), wrong=len(extra), missed=len(missed))
        spans = at if isinstance(at, Mapping) else dict.fromkeys([*extra, *missed], at) if at else {}
        pairs = _matched(missed, extra, spans)
        left_missed, left_extra = set(range(len(missed))), set(range(len(extra)))
        for place_missed, place_extra in pairs:
            left_missed.remove(place_missed)
            left_extra.remove(place_extra)
            one, other = missed[place_missed], extra[place_extra]
            kind: MistakeKind = "value" if spans.get(one) == spans.get(other) else "bounds"
            self.mistake(name, kind, place, gold=one, found=other, at=spans.get(one))
        for number in sorted(left_extra):
            self.mistake(name, "extra", place, found=extra[number], at=spans.get(extra[number]))
        for number in sorted(left_missed):
            self.mistake(name, "missed", place, gold=missed[number], at=spans.get(missed[number]))

    def add_spans(self, name: str, gold: Mapping[Offsets, str | None], found: Mapping[Offsets, str | None]) -> None:
        """Compare the spans of a field in the document begun last: strictly, and by overlap.

        Args:
            name: The field.
            gold: The spans that are there, each with a word on it for the mistakes (its type), or None.
            found: The spans that were found, likewise.
        """
        document = self.documents[-1]
        self.count_overlaps(name, gold, found)
        same = gold.keys() & found.keys()
        missed, extra = sorted(gold.keys() - same), sorted(found.keys() - same)
        self.count(name, right=len(same), wrong=len(extra), missed=len(missed))

        def told(span: Offsets, word: str | None) -> str:
            piece = shown_piece(document.text[slice(*span)])
            return f"{word} | {piece}" if word else piece

        for one, other in aligned(missed, extra):
            self.mistake(
                name,
                "bounds" if one and other else "missed" if one else "extra",
                document.id,
                gold=told(one, gold[one]) if one else None,
                found=told(other, found[other]) if other else None,
                at=one or other,
            )

    def mistake(
        self,
        name: str,
        kind: MistakeKind,
        place: str,
        *,
        gold: object = None,
        found: object = None,
        at: Offsets | None = None,
    ) -> None:
        """Keep a mistake, with the line of the document begun last that it is about."""
        document = self.documents[-1] if self.documents else None
        line = line_about(document.text, at) if document and document.text and at else {}
        self.mistakes.append(
            Mistake(
                document=document.id if document else place,
                field=name,
                kind=kind,
                gold=None if gold is None else _shown(gold),
                found=None if found is None else _shown(found),
                place=place,
                **line,  # type: ignore[arg-type]
            )
        )

    def confuse(self, name: str, gold: str | None, found: str | None) -> None:
        """Count a pair of values for a confusion matrix; None is nothing there, or nothing found."""
        self.confusions.setdefault(name, Counter())[NOT_THERE if gold is None else gold, found or MISSED] += 1

    def certain(self, name: str, record: object, *, right: bool) -> None:
        """Keep the score that a record carries, if it carries one, and whether the record is right."""
        score = getattr(record, "score", None)
        if score is not None:
            self.certainties.setdefault(name, []).append((float(score), right))

    def update(self, other: "Report") -> None:
        """Add what another report holds, of other documents."""
        for mine, theirs in ((self.scores, other.scores), (self.partial, other.partial)):
            for name, score in theirs.items():
                mine.setdefault(name, Score()).add(score)
        self.documents.extend(other.documents)
        self.mistakes.extend(other.mistakes)
        for name, counted in other.confusions.items():
            self.confusions.setdefault(name, Counter()).update(counted)
        for name, pairs in other.certainties.items():
            self.certainties.setdefault(name, []).extend(pairs)
        self.shares |= other.shares

    def grouped(self, by: str) -> dict[str, list[DocumentScores]]:
        """Return the scores of the documents by the value of a group, in the order of those values."""
        groups: dict[str, list[DocumentScores]] = {}
        for document in self.documents:
            if by in document.groups:
                groups.setdefault(document.groups[by], []).append(document)
        return dict(sorted(groups.items()))


def macro_f1(report: Report, name: str) -> float:
    """Return the mean F1 of the classes of a field such as `label` or `stage`; 1 where there are none."""
    scores = [score.f1 for key, score in report.scores.items() if key.startswith(f"{name} ")]
    return sum(scores) / len(scores) if scores else 1.0


def _matched(
    missed: Sequence[object], extra: Sequence[object], spans: Mapping[object, Offsets]
) -> list[tuple[int, int]]:
    """Return which of what is missed and of what is extra are one thing read wrongly."""
    if len(missed) == len(extra) == 1 and spans.get(missed[0]) == spans.get(extra[0]):
        return [(0, 0)]
    gold = [place for place, value in enumerate(missed) if value in spans]
    found = [place for place, value in enumerate(extra) if value in spans]
    pairs = pair([spans[missed[place]] for place in gold], [spans[extra[place]] for place in found])
    return [(gold[one], found[other]) for one, other in pairs]


def _shown(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, tuple) else str(value)
