"""What structure gives: the parts of a document, still without any language processing."""

import datetime as dt
from dataclasses import dataclass, field

from beslutsnlp.labels import DocumentKind, SectionKind
from beslutsnlp.reading.document import Paragraph


@dataclass(slots=True)
class Section:
    """A part of a § under one heading; `lead` tells of a decision that has no heading of its own."""

    kind: SectionKind
    heading: Paragraph | None = None
    label: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class ItemOutline:
    """One § of a protocol: its number, heading facts and sections."""

    paragraph: str
    title: str | None = None
    case_number: str | None = None
    case_owner: str | None = None
    handler: str | None = None
    start: int = 0
    end: int = 0
    sections: list[Section] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A document in parts: its frame facts, its items (§), and running text outside of items."""

    kind: DocumentKind
    title: str | None = None
    body: str | None = None
    date: dt.date | None = None
    case_number: str | None = None
    items: list[ItemOutline] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
