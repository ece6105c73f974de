"""Where a text's own lines part its sentences, before anything that is learnt looks at it."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ITEM = re.compile(r"(?:§|[-–•*●▪]\s|\d{1,3}[.)]\s|[a-zåäö]\)\s|\d{1,4}(?:/\d{2,4})?\s?§)")
_STOPS = '.!?:;…”"»'
# a line shorter than this share of the longest beside it was not broken for want of room
_FULL = 0.7
_WIDTH = 40
# -1 as spaCy's arrays hold it
_NO_START = 2**64 - 1


def line_starts(text: str) -> Iterator[tuple[int, bool]]:
    r"""Yield for lines that follow another where they start, and whether a new sentence starts there.

    After a blank line, and with a § or the mark of a list item, one does; so it does with a capital after a stop, or after a
    line that was not broken for want of room, as a heading is. A line that goes on in small letters belongs to the one before it. A
    line of which nothing of this tells is left out, for the sentence recogniser to decide.

    >>> list(line_starts("Beslut\n\nNämnden beslutar\natt godkänna."))
    [(8, True), (25, False)]
    """
    lines = text.split("\n")
    widest = _widest([len(line.rstrip()) for line in lines])
    position, before = 0, -1
    for number, line in enumerate(lines):
        content = line.strip()
        if content:
            start = position + len(line) - len(line.lstrip())
            if before >= 0:
                starts = _starts(content, lines[before].rstrip(), number - before > 1 or "\f" in line, widest[before])
                if starts is not None:
                    yield start, starts
            before = number
        position += len(line) + 1


def _starts(line: str, before: str, is_parted: bool, widest: int) -> bool | None:
    if is_parted or _ITEM.match(line):
        return True
    if line[0].islower():
        return False
    if before[-1] in _STOPS or len(before) < max(_WIDTH, widest) * _FULL:
        return True
    return None


def _widest(widths: Sequence[int]) -> list[int]:
    """Return for each line the width of the longest of its paragraph."""
    widest = [0] * len(widths)
    begin = 0
    for end in range(len(widths) + 1):
        if end == len(widths) or widths[end] == 0:
            widest[begin:end] = [max(widths[begin:end], default=0)] * (end - begin)
            begin = end + 1
    return widest


class LinesComponent:
    """Starts sentences where the lines and paragraphs of a text tell it, and joins lines that were only wrapped.

    Assigns `token.is_sent_start` of tokens that start a line, and leaves the others to what comes after it. A Doc that is parsed
    already is left as it is.
    """

    def __call__(self, doc: "Doc") -> "Doc":
        if "\n" not in doc.text or doc.has_annotation("DEP"):
            return doc
        starts = dict(line_starts(doc.text))
        # to set `token.is_sent_start` would look through the whole Doc for a parse each time
        values = doc.to_array("SENT_START")
        for token in doc:
            if token.is_space:
                if token.i:
                    values[token.i] = _NO_START
            elif token.idx in starts:
                values[token.i] = 1 if starts[token.idx] else _NO_START
        return doc.from_array(["SENT_START"], values)
