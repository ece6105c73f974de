"""What structure gives: the parts of a document, still without any language processing."""

import datetime as dt
from dataclasses import dataclass, field

from beslutsnlp.labels import ColumnFact, DocumentKind, SectionKind
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
class RowOutline:
    """A row of a follow-up list: its facts, the paragraphs of its text cells, and every cell under its heading."""

    date: dt.date | None = None
    paragraphs: list[str] = field(default_factory=list)
    case_number: str | None = None
    title: str | None = None
    done: str | None = None
    label: str | None = None
    closed_by: str | None = None
    section: str | None = None
    page: int | None = None
    start: int = 0
    texts: dict[ColumnFact, list[Paragraph]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def text(self, fact: ColumnFact) -> str | None:
        """Return the text of the cells of a fact on one line, None where they are empty."""
        return " ".join(paragraph.text for paragraph in self.texts.get(fact, ())) or None


@dataclass(slots=True)
class Outline:
    """A document in parts: its frame facts, its items (§) or rows, and running text outside of items."""

    kind: DocumentKind
    title: str | None = None
    body: str | None = None
    date: dt.date | None = None
    case_number: str | None = None
    items: list[ItemOutline] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    rows: list[RowOutline] = field(default_factory=list)
