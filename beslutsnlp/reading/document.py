"""What reading gives: a text, its paragraphs, and where each character stands on paper."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from beslutsnlp.records import Span


class Offsets:
    """A map from the characters of a cleaned text back to the text it came from.

    Cleaning drops and joins characters but never moves them, so the map is a list of pieces:
    from clean position `i` on, until the next piece, the source runs alongside.
    """

    __slots__ = ("_clean", "_source")

    def __init__(self, clean: Iterable[int], source: Iterable[int]) -> None:
        self._clean = list(clean)
        self._source = list(source)

    @classmethod
    def shifted(cls, start: int) -> "Offsets":
        """Return the map of a text that is a whole piece of its source from `start` on."""
        return cls((0,), (start,))

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """The starts of the pieces, each as (clean, source)."""
        return list(zip(self._clean, self._source, strict=True))

    def cut(self, start: int) -> "Offsets":
        """Return the map of the clean text from `start` on."""
        kept = [(clean - start, source) for clean, source in self.pieces if clean > start]
        return Offsets([0, *(clean for clean, _ in kept)], [self.source(start), *(source for _, source in kept)])

    def source(self, index: int) -> int:
        """Return where the clean character at `index` stands in the source."""
        piece = max(bisect_right(self._clean, index) - 1, 0)
        return self._source[piece] + index - self._clean[piece]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of the clean span `start`, `end` (end exclusive, not empty)."""
        return self.source(start), self.source(end - 1) + 1

    def clean(self, index: int) -> int:
        """Return the clean position of a source position, or of the next that was kept."""
        piece = max(bisect_right(self._source, index) - 1, 0)
        position = self._clean[piece] + index - self._source[piece]
        if piece + 1 < len(self._clean):
            position = min(position, self._clean[piece + 1])
        return max(position, 0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text, a heading or a point of a list, on one clean line.

    `text` has single blanks, no line breaks and no line-end hyphens; `offsets` leads back to
    `Document.text`. `bold` and `size` (points) are those of its first characters in a PDF or
    DOCX, None in plain text. `gap` is the blank space above it, in lines.
    """

    text: str
    offsets: Offsets
    bold: bool | None = None
    size: float | None = None
    gap: float = 0.0
    is_table: bool = False

    @property
    def start(self) -> int:
        """The first character in `Document.text`."""
        return self.offsets.source(0)

    @property
    def end(self) -> int:
        """The character after the last in `Document.text`."""
        return self.offsets.source(len(self.text) - 1) + 1 if self.text else self.start

    def part(self, start: int, end: int | None = None) -> "Paragraph":
        """Return the paragraph from the clean position `start` on, up to `end` where it is given."""
        return Paragraph(self.text[start:end], self.offsets.cut(start), self.bold, self.size, self.gap, self.is_table)


@dataclass(frozen=True, slots=True)
class Passage:
    """A clean text to be parsed on its own, and its way back to `Document.text`."""

    text: str
    offsets: Offsets

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph]) -> "Passage":
        """Return the passage that joins paragraphs, one a line."""
        texts: list[str] = []
        clean: list[int] = []
        source: list[int] = []
        position = 0
        for paragraph in paragraphs:
            for piece, origin in paragraph.offsets.pieces:
                clean.append(piece + position)
                source.append(origin)
            texts.append(paragraph.text)
            position += len(paragraph.text) + 1
        return cls("\n".join(texts), Offsets(clean, source))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its points and paragraphs, none where it is empty."""

    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def text(self) -> str:
        """The cell's text, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: a cell a column, or one cell with a heading that stands across all columns.

    `start` is where the row begins in `Document.text`, `page` the page of its first word (from 1), None without pages.
    """

    cells: tuple[Cell, ...]
    start: int
    page: int | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings as they are printed, and its rows over all pages."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]

    @property
    def start(self) -> int | None:
        """Where the first row begins in `Document.text`; None without rows."""
        return self.rows[0].start if self.rows else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number (from 1), its size in points and its part of `Document.text`."""

    number: int
    width: float | None
    height: float | None
    start: int
    end: int


@dataclass(slots=True)
class WordBoxes:
    """The boxes of the words of a text, in text order, as flat arrays (points, top left origin)."""

    starts: "array[int]" = field(default_factory=lambda: array("L"))
    edges: "array[float]" = field(default_factory=lambda: array("f"))

    def append(self, start: int, box: tuple[float, float, float, float]) -> None:
        """Add the word that starts at `start`; words come in text order."""
        self.starts.append(start)
        self.edges.extend(box)

    def union(self, start: int, end: int) -> tuple[float, float, float, float] | None:
        """Return the box around the words that the characters from `start` to `end` belong to."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = bisect_right(self.starts, end - 1)
        if first >= last:
            return None
        edges = self.edges[first * 4 : last * 4]
        box = (min(edges[0::4]), min(edges[1::4]), max(edges[2::4]), max(edges[3::4]))
        x0, top, x1, bottom = (round(edge, 1) for edge in box)
        return x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its paragraphs and pages, as `read` gives it.

    Attributes:
        text: The whole text. Of a string it is that string, unchanged; of a file it is the running
            text without page heads and feet, a paragraph a line.
        paragraphs: The text again as clean paragraphs, in order. What is not in any paragraph
            (page furniture in a string) is not content.
        pages: The pages of a paged source; empty otherwise.
        source: The file's name, None if there is none.
        warnings: What a reader should know, such as pages that hold no text.
        furniture: The different lines of page heads and feet, which may tell body, date and case number.
        tables: The tables with the headings of a follow-up list; the paragraphs of their cells are in `paragraphs` too.
    """

    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    pages: tuple[Page, ...] = ()
    source: str | None = None
    warnings: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    boxes: WordBoxes | None = field(default=None, repr=False)

    def page_at(self, index: int) -> Page | None:
        """Return the page that the character at `index` stands on, or None without pages."""
        if not self.pages:
            return None
        place = bisect_right(self.pages, index, key=lambda page: page.start) - 1
        return self.pages[max(place, 0)]

    def locate(self, start: int, end: int) -> Span:
        """Return the span of the characters `start` to `end`, with page and box if there are pages.

        The box goes around the words on the first page of the span.
        """
        page = self.page_at(start)
        if page is None:
            return Span(start=start, end=end)
        bbox = self.boxes.union(start, min(end, max(page.end, start + 1))) if self.boxes else None
        return Span(start=start, end=end, page=page.number, bbox=bbox)
