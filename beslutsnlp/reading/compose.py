"""Printed lines put together to the text of a document, with the page and box of every word."""

from collections.abc import Sequence

from beslutsnlp.reading.document import Document, Offsets, Page, Paragraph, WordBoxes
from beslutsnlp.reading.hyphens import join_lines, lost_soft_hyphens
from beslutsnlp.reading.lines import Box, Line, Measure, group_lines


class Composer:
    """Builds the text of a document from groups of printed lines, a paragraph each."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._boxes = WordBoxes()
        self._texts: list[str] = []
        self._starts: dict[int, int] = {}
        self._position = 0

    def add(self, group: Sequence[Line], *, is_table: bool = False) -> Paragraph:
        """Add the paragraph that lines make, and return it."""
        text, words = _join_words(group)
        for at, box, page in words:
            self._starts.setdefault(page, self._position + at)
            self._boxes.append(self._position + at, box)
        first = group[0]
        paragraph = Paragraph(
            text, Offsets.shifted(self._position), first.bold, round(first.size, 1), first.gap, is_table
        )
        self.paragraphs.append(paragraph)
        self._texts.append(text)
        self._position += len(text) + 1
        return paragraph

    def add_lines(self, lines: Sequence[Line]) -> None:
        """Add running text, in paragraphs as the lines' lengths and words tell."""
        for group in group_lines(lines, measure(lines)):
            self.add(group)

    def document(self, sizes: Sequence[tuple[float, float]]) -> Document:
        """Return the document of what was added; `sizes` are those of all pages, in points."""
        text = "\n".join(self._texts)
        pages = _page_records(self._starts, sizes, len(text))
        return Document(text, tuple(self.paragraphs), pages, boxes=self._boxes)


def _join_words(group: Sequence[Line]) -> tuple[str, list[tuple[int, Box, int]]]:
    """Return the text of a paragraph's lines, cut words whole again, and the place, box and page of each word."""
    parts: list[str] = []
    words: list[tuple[int, Box, int]] = []
    position = 0
    for i, line in enumerate(group):
        drop, between = join_lines(line.text, group[i + 1].text) if i + 1 < len(group) else (0, "")
        placed = line.words
        last = len(placed) - 1
        for j, (word, box) in enumerate(placed):
            shown = word[: len(word) - drop] if j == last else word
            shown = shown.replace("\ufffe", "-")
            for at in reversed(lost_soft_hyphens(shown)):
                shown = shown[:at] + shown[at + 1 :]
            words.append((position, box, line.page))
            piece = shown + (" " if j < last else between)
            parts.append(piece)
            position += len(piece)
    return "".join(parts), words


def measure(lines: Sequence[Line]) -> Measure:
    """Return where full lines end, from the lines that reach farthest."""
    edges = sorted(line.x1 for line in lines if len(line.text) > 40) or sorted(line.x1 for line in lines)
    if not edges:
        return Measure(right=0, slack=0, blank=0, exact=True)
    right = edges[min(int(len(edges) * 0.97), len(edges) - 1)]
    height = sorted(line.size or 10 for line in lines)[len(lines) // 2]
    return Measure(right=right, slack=0.4 * height, blank=0.25 * height, exact=True)


def _page_records(starts: dict[int, int], sizes: Sequence[tuple[float, float]], length: int) -> tuple[Page, ...]:
    """Return the pages with their parts of the text; a page whose text was all furniture is empty."""
    pages: list[Page] = []
    end = length
    for number in range(len(sizes) - 1, -1, -1):
        start = min(starts.get(number, end), end)
        pages.append(Page(number + 1, sizes[number][0], sizes[number][1], start, end))
        end = start
    return tuple(reversed(pages))
