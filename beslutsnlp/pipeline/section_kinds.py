"""The kinds of sections that open under headings which no list has, by what stands below them."""

import re
from collections.abc import Mapping, Sequence

from beslutsnlp.labels import SECTION_KINDS, SectionKind
from beslutsnlp.learning.text_classifier import MarkedText, TextClassifier
from beslutsnlp.structure.repeated import RepeatedHeading

# a kind is taken from this probability on, the mean over all times that the heading comes
_SURE = 0.5
_WORD = re.compile(r"\w+")


def describe_section(heading: str | None, below: str) -> MarkedText:
    """Return what the model reads of a section: its first words, and its heading's words where they are to count."""
    words = _WORD.findall((heading or "").lower())
    return MarkedText(below, tuple(f"heading={word}" for word in words))


def kinds_of(found: Sequence[RepeatedHeading], model: TextClassifier) -> Mapping[str, SectionKind]:
    """Return the kind of section that each heading opens, of those that the model is sure of.

    Args:
        found: The headings of a document, each with the text below it each time.
        model: Tells the kind of a section.
    """
    kinds: dict[str, SectionKind] = {}
    for entry in found:
        rows = model.predict([describe_section(entry.heading, below) for below in entry.below])
        shares = dict(zip(model.classes, rows.mean(axis=0), strict=True))
        best = max(shares, key=shares.__getitem__)
        kind = next((name for name in SECTION_KINDS if name == best), None)
        if kind is not None and shares[best] >= _SURE:
            kinds[entry.heading] = kind
    return kinds
