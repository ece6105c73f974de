"""Assertions: whether an assignment is decided here, only proposed, retold, withdrawn or rejected (guidelines §2)."""

import re
from functools import lru_cache

from beslutsnlp.labels import Assertion, SectionKind
from beslutsnlp.pipeline.phrases import Phrase, PhraseFinder, load_phrases, own_phrases

_PROPOSING_SECTIONS = frozenset({"proposal", "motions", "dissent", "procedure"})


def _cues() -> PhraseFinder:
    return _finder_with(own_phrases("assertions"))


@lru_cache(maxsize=16)
def _finder_with(own: tuple[Phrase, ...]) -> PhraseFinder:
    return PhraseFinder((*load_phrases("assertions"), *own))


def assertion_outside_decisions(text: str, start: int, end: int, section: SectionKind) -> Assertion:
    """Return the assertion of an assignment in a sentence that decides nothing.

    In a proposal, a motion or a reservation it is proposed unless the sentence retells; elsewhere it is retold
    unless the sentence proposes.

    Args:
        text: The passage.
        start: The sentence's first character.
        end: Its end.
        section: The kind of section that it stands in.
    """
    labels = [phrase.label for _, _, phrase in _cues().find(text, start, end)]
    retells = "reported" in labels and bool(
        re.search(
            r"\b(?:\d{4}|den\s\d|tidigare|hösten|våren|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|redan|sedan)\b",
            text[start:end],
        )
    )
    if section in _PROPOSING_SECTIONS:
        return "reported" if retells and "proposed" not in labels else "proposed"
    if "proposed" in labels:
        first = labels.index("proposed")
        return "reported" if "reported" in labels and labels.index("reported") < first else "proposed"
    return "reported"
