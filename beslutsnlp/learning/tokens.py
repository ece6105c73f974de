"""Docs of texts with any signs in them: spaCy's tokeniser takes hours over a hundred thousand signs without a blank."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

# a run of so many signs is taken off sign by sign, each time with a search of all that is left of it
_RUN = re.compile(r"[^\w\s]{60,}")
# of these the tokeniser takes a whole run at once: rows of dots, ruled lines
_AT_ONCE = frozenset(".-")
_PIECE = re.compile(r"\w+ ?|[^\w\s] ?|\s+")


def make_doc(tokenizer: "Tokenizer", text: str) -> "Doc":
    """Return a text's Doc, by a tokeniser, or by words and signs alone where it has long runs of signs.

    >>> import spacy
    >>> len(make_doc(spacy.blank("sv").tokenizer, "(" * 100_000))
    100000
    """
    if not any(set(run[0]) - _AT_ONCE for run in _RUN.finditer(text)):
        return tokenizer(text)
    from spacy.tokens import Doc

    pieces = _PIECE.findall(text)
    has_space = [not piece.isspace() and piece.endswith(" ") for piece in pieces]
    words = [piece[:-1] if space else piece for piece, space in zip(pieces, has_space, strict=True)]
    return Doc(tokenizer.vocab, words=words, spaces=has_space)
