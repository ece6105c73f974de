"""Candidates: the clauses and sentences of a passage, and what a trained model thinks that each holds."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from beslutsnlp.learning.text_classifier import MarkedText
from beslutsnlp.pipeline.clauses import Clause
from beslutsnlp.pipeline.passages import PlannedPassage
from beslutsnlp.sentences import split_sentences

# the class of a candidate that gives nobody anything to do
NO_ASSIGNMENT = "none"
_BEFORE = 80
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a passage that may give an assignment: a decision clause, or a sentence outside of any.

    `clause` is its place among the passage's clauses, None for a sentence.
    """

    start: int
    end: int
    clause: int | None = None


def find_candidates(passage: PlannedPassage, clauses: Sequence[Clause]) -> Iterator[Candidate]:
    """Yield the candidates of a passage: its clauses, and the sentences that no clause touches."""
    for place, clause in enumerate(clauses):
        yield Candidate(clause.start, clause.end, place)
    ordered = sorted((clause.start, clause.end) for clause in clauses)
    starts = [start for start, _ in ordered]
    # how far the clauses up to each one reach
    reach = list(accumulate((end for _, end in ordered), max))
    start = 0
    for line in passage.text.split("\n"):
        for a, b in split_sentences(passage.text, start, start + len(line)):
            before = bisect_left(starts, b)
            if not before or reach[before - 1] <= a:
                yield Candidate(a, b)
        start += len(line) + 1


def describe(passage: PlannedPassage, candidate: Candidate, clauses: Sequence[Clause]) -> MarkedText:
    """Return what the model reads of a candidate: its words, and marks of its section, its heading and its clause."""
    clause = clauses[candidate.clause] if candidate.clause is not None else None
    before = passage.text[max(candidate.start - _BEFORE, 0) : candidate.start]
    words = _WORD.findall(before.lower())[-6:]
    marks = [
        f"section={passage.section}",
        f"reads={passage.reads_as}",
        f"heading={passage.label[:40]}",
        f"length={min((candidate.end - candidate.start) // 60, 6)}",
        f"clause={clause is not None}",
        *(f"before={' '.join(words[i:])}" for i in range(max(len(words) - 3, 0), len(words))),
        *(f"near={word}" for word in words),
    ]
    if clause is not None:
        marks += [
            f"type={clause.type}",
            f"rule={clause.rule}",
            f"assertion={clause.assertion}",
            f"section={passage.section} type={clause.type}",
        ]
    return MarkedText(passage.text[candidate.start : candidate.end], tuple(marks))
