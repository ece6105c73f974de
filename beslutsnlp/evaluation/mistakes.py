"""Mistakes: what was found beside what is annotated, with the line of the source that it is about."""

from typing import Annotated, Literal

from pydantic import Field

from beslutsnlp.evaluation.pairing import Offsets
from beslutsnlp.records import Record

MistakeKind = Literal["missed", "extra", "bounds", "value"]
# of a longer line, as much as this is kept on either side of what is marked
_AROUND = 160
_LONGEST_MARK = 400


class Mistake(Record):
    """One difference between a document's annotation and what was found in it."""

    document: Annotated[str, Field(description="The document's id.")]
    field: str
    kind: Annotated[
        MistakeKind,
        Field(
            description="missed: annotated and not found; extra: found and not annotated; bounds: found, from or to another "
            "character; value: found in the right place with another value."
        ),
    ]
    gold: Annotated[str | None, Field(description="What is annotated, None where nothing is.")] = None
    found: Annotated[str | None, Field(description="What was found, None where nothing was.")] = None
    place: Annotated[str, Field(description="The document, and what in it.")]
    line: Annotated[int | None, Field(description="Line of the document's text, counted from 1.")] = None
    page: Annotated[int | None, Field(description="Page, counted from 1, where form feeds part the text.")] = None
    text: Annotated[
        str | None, Field(description="The lines that it is on, or as much of them as is near the mark.")
    ] = None
    mark: Annotated[tuple[int, int] | None, Field(description="The span within `text`, end exclusive.")] = None

    def told(self) -> list[str]:
        """Return the mistake in words: one line for what was found, one for what is annotated."""
        lines = []
        if self.found is not None:
            lines.append(f"{self.place}: {self.field}: found and not there: {self.found}")
        if self.gold is not None:
            lines.append(f"{self.place}: {self.field}: there and not found: {self.gold}")
        return lines


def line_about(text: str, span: Offsets) -> dict[str, object]:
    r"""Return the lines of a text that a span is on: the number of the first, its page, their words, and where the span is in them.

    An empty span stands for the line that it is on. Lines are shortened far from the span, and a long span is marked to its 400th
    character.

    >>> line_about("§ 1\natt anta taxan\n", (8, 12))
    {'line': 2, 'page': None, 'text': 'att anta taxan', 'mark': (4, 8)}
    """
    start, end = span
    end = min(end, start + _LONGEST_MARK)
    first = max(text.rfind("\n", 0, start), text.rfind("\f", 0, start)) + 1
    stops = [at for at in (text.find("\n", max(start, end - 1)), text.find("\f", start)) if at >= 0]
    last = min(stops, default=len(text))
    end = min(end, last)
    left, right = max(first, start - _AROUND), min(last, end + _AROUND)
    before, after = "…" if left > first else "", "…" if right < last else ""
    return {
        "line": text.count("\n", 0, start) + 1,
        "page": text.count("\f", 0, start) + 1 if "\f" in text else None,
        "text": f"{before}{text[left:right]}{after}",
        "mark": (start - left + len(before), end - left + len(before)),
    }


def shown_piece(text: str) -> str:
    """Return a piece of a text on one line, shortened in its middle where it is long."""
    text = " ".join(text.split())
    return text if len(text) < 170 else f"{text[:110]} … {text[-50:]}"
