"""Plain texts as PDF-to-text tools leave them: wrapped lines, page heads and feet, with every span moved along."""

import re
import textwrap
from collections.abc import Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument


def wrap(document: AnnotatedDocument, width: int) -> AnnotatedDocument:
    """Return the document with its lines wrapped at a width; blanks become line breaks, so no offset moves."""
    lines = []
    for line in document.text.split("\n"):
        position = 0
        out = list(line)
        for piece in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)[
            :-1
        ]:
            at = line.index(piece, position) + len(piece)
            if at < len(line):
                out[at] = "\n"
            position = at + 1
        lines.append("".join(out))
    return document.model_copy(update={"text": "\n".join(lines)})


def paginate(
    document: AnnotatedDocument, *, head: Sequence[str], foot: Sequence[str], height: int, form_feed: bool
) -> AnnotatedDocument:
    """Return the document with page heads and feet put in after every `height` lines.

    Args:
        document: The document, its lines wrapped.
        head: The lines of the head; `{page}` and `{pages}` stand for numbers.
        foot: The lines of the foot.
        height: Lines of text on a page.
        form_feed: Put a form feed before each page.
    """
    breaks = [match.end() for match in re.finditer("\n", document.text)][height - 1 :: height]
    pages = len(breaks) + 1

    def block(page: int) -> str:
        closing = "\n".join(foot)
        opening = "\n".join(head)
        text = f"\n{closing}\n" + ("\f" if form_feed else "\n") + f"{opening}\n\n"
        return text.replace("{pages}", str(pages)).replace("{page}", str(page))

    first = "\n".join(head).replace("{pages}", str(pages)).replace("{page}", "1") + "\n\n"
    inserted = [(0, first), *((at, block(page)) for page, at in enumerate(breaks, 2))]
    pieces: list[str] = []
    position = 0
    for at, text in inserted:
        pieces.extend((document.text[position:at], text))
        position = at
    pieces.append(document.text[position:])

    def moved(index: int, *, is_end: bool) -> int:
        return index + sum(len(text) for at, text in inserted if at < index or (at == index and not is_end))

    spans = [
        span.model_copy(update={"start": moved(span.start, is_end=False), "end": moved(span.end, is_end=True)})
        for span in document.spans
    ]
    return document.model_copy(update={"text": "".join(pieces), "spans": spans})
