"""Headings that no list has: short lines that come again in § after §, and what stands below each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from beslutsnlp.reading.document import Paragraph
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY
from beslutsnlp.structure.headings import OwnHeadings, canonical_heading, find_heading, has_heading_shape
from beslutsnlp.structure.outline import ItemOutline

# a line is a heading of the house style where it stands in so many § at least, and in so large a share of them
_ITEMS, _SHARE = 2, 0.25
_LONGEST_BELOW = 400
_DECIDES = re.compile(r"(?:enligt|att|bifall|avslag|återremiss)\b")
_BODY_ALONE = re.compile(rf"(?:{BODY}|{ABBREVIATED_BODY})", re.IGNORECASE)


@dataclass(slots=True)
class RepeatedHeading:
    """A line that comes again, as headings are looked up, with the text below it each time."""

    heading: str
    below: list[str] = field(default_factory=list)


def find_repeated(items: Sequence[ItemOutline], own: OwnHeadings) -> list[RepeatedHeading]:
    """Return the lines that come again in the § of a protocol like headings, and that no list of headings has.

    Args:
        items: The § of the protocol.
        own: The headings of its body that are known.
    """
    found: dict[str, RepeatedHeading] = {}
    places: dict[str, set[int]] = {}
    for place, item in enumerate(items):
        for heading, below in _lines_with_text(item, own):
            found.setdefault(heading, RepeatedHeading(heading)).below.append(below)
            places.setdefault(heading, set()).add(place)
    return [
        entry
        for heading, entry in found.items()
        if len(places[heading]) >= max(_ITEMS, _SHARE * len(items)) and len(entry.below) < 2 * len(places[heading])
    ]


def _lines_with_text(item: ItemOutline, own: OwnHeadings) -> Iterator[tuple[str, str]]:
    """Yield the unknown lines of a § that look like headings, each with the text up to the next heading."""
    paragraphs: list[tuple[Paragraph, bool]] = []
    for section in item.sections:
        if section.heading is not None:
            paragraphs.append((section.heading, True))
        paragraphs.extend((paragraph, False) for paragraph in section.paragraphs if paragraph is not section.heading)
    starts = [at for at, (paragraph, is_heading) in enumerate(paragraphs) if is_heading or _may_head(paragraph.text)]
    for at, end in zip(starts, [*starts[1:], len(paragraphs)], strict=False):
        text = paragraphs[at][0].text
        if find_heading(text, own=own) is not None or not _may_head(text):
            continue
        below = " ".join(paragraph.text for paragraph, _ in paragraphs[at + 1 : end])[:_LONGEST_BELOW]
        if below:
            yield canonical_heading(text), below


def _may_head(text: str) -> bool:
    words = canonical_heading(text)
    return (
        has_heading_shape(text.rstrip(" :"))
        and not any(character.isdigit() for character in text)
        # "Enligt förslaget" decides, and the name of the body leads in what it decides
        and not _DECIDES.match(words)
        and not _BODY_ALONE.fullmatch(words)
    )
