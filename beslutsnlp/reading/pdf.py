"""Protocols as PDF: lines from pdfium, running heads and footnotes taken away, paragraphs."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, Encrypted, NoTextLayer, TooLarge
from beslutsnlp.reading.compose import Composer
from beslutsnlp.reading.document import Document
from beslutsnlp.reading.furniture import contents_lines, drop_running
from beslutsnlp.reading.headers import is_list_title, may_head
from beslutsnlp.reading.lines import Line
from beslutsnlp.reading.pdf_lines import Frame, page_lines, page_words, turned_by
from beslutsnlp.reading.pdf_list import read_list, words_of_page
from beslutsnlp.reading.rules import Rules
from beslutsnlp.reading.tables import PageWords

MAX_PAGES = 3_000
MAX_CHARACTERS = 20_000_000
MAX_OBJECTS = 10_000_000
MAX_PAGE_CHARACTERS = 200_000
MAX_PAGE_OBJECTS = 200_000
MAX_PAGE_TEXTS = 20_000
_RULE_OBJECTS = 2_000
_Size = tuple[float, float]
_NOTE_START = re.compile(r"^(?:\d{1,2}|\*{1,3})(?:\s|(?=[A-ZÅÄÖ]))")


class _PageContent(NamedTuple):
    """The lines of a page from top to bottom, its size, where a footnote rule stands (its top), and how much it holds.

    From the first page on that looks like one of a follow-up list, there are `words` instead of lines.
    """

    lines: list[Line]
    size: _Size
    rule: float | None
    characters: int = 0
    objects: int = 0
    words: PageWords | None = None

    @property
    def has_text(self) -> bool:
        """Whether any word stands on it."""
        return bool(self.lines or (self.words and self.words.words))


def read_pdf(data: bytes, *, source: str | None = None, columns: Columns | None = None) -> Document:
    """Return the document of a PDF: its running text, without page heads, feet and footnotes.

    A PDF that is a follow-up list is read as one: its text is that of the cells of its tables.

    Every page is closed as soon as its words are taken, so memory does not grow with the pages.

    Raises:
        BrokenFile: pdfium cannot make sense of it.
        Encrypted: It wants a password.
        NoTextLayer: No page has a character; it is probably scanned.
        TooLarge: Beyond `MAX_PAGES` pages, `MAX_CHARACTERS` characters or `MAX_OBJECTS` drawing objects, or a page
            beyond its limits.
    """
    name = source or "The PDF"
    pdf = _open(data, name)
    try:
        contents = _read_pages(pdf, name)
        if any(content.words is not None for content in contents):
            blank = _blank_pages([content.has_text for content in contents])
            follow_up = read_list(_take_words(pdf, contents, name), columns or Columns())
            if follow_up is not None:
                return replace(follow_up, source=source, warnings=(*blank, *follow_up.warnings))
            contents = _read_pages(pdf, name, lists=False)
        pages = [content.lines for content in contents]
    finally:
        pdf.close()
    sizes = [content.size for content in contents]
    if not any(pages):
        count = len(pages)
        raise NoTextLayer(
            f"{name} has {count} page{'s' if count != 1 else ''} and no text layer. It is probably scanned; run OCR first."
        )
    warnings = _blank_pages(list(map(bool, pages)))
    body_size = _body_size(pages)
    kept = drop_running(pages, [height for _, height in sizes])
    furniture = _dropped(pages[:6], kept[:6])
    kept = [_drop_footnotes(lines, content.rule, body_size) for lines, content in zip(kept, contents, strict=True)]
    lines = [line for page in kept for line in page]
    listed = contents_lines(lines)
    lines = [line for i, line in enumerate(lines) if i not in listed]
    _set_gaps(lines)
    composer = Composer()
    composer.add_lines(lines)
    return replace(composer.document(sizes), source=source, warnings=warnings, furniture=furniture)


def _read_pages(pdf: pdfium.PdfDocument, name: str, *, lists: bool = True) -> list[_PageContent]:
    """Return what each page holds; with `lists`, words from the first page on that looks like one of a list."""
    contents: list[_PageContent] = []
    characters = objects = 0
    count = len(pdf)
    if count > MAX_PAGES:
        raise TooLarge(f"{name} has {count:,} pages, more than {MAX_PAGES:,}. Split it and read the parts.")
    listed = None if lists else False
    for number in range(count):
        content = _read_page(pdf, number, name, listed=listed)
        listed = True if content.words is not None else listed
        contents.append(content)
        characters += content.characters
        objects += content.objects
        # pages can share one content, so that a small file holds millions
        if characters > MAX_CHARACTERS:
            raise TooLarge(f"{name} has more than {MAX_CHARACTERS:,} characters. Split it and read the parts.")
        if objects > MAX_OBJECTS:
            raise TooLarge(f"{name} has more than {MAX_OBJECTS:,} drawing objects. Split it and read the parts.")
    return contents


def _dropped(pages: Sequence[list[Line]], kept: Sequence[list[Line]]) -> tuple[str, ...]:
    """Return the different lines that were dropped as furniture."""
    bodies = [{id(line) for line in lines} for lines in kept]
    dropped = (line.text for lines, body in zip(pages, bodies, strict=True) for line in lines if id(line) not in body)
    return tuple(dict.fromkeys(dropped))


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # after a locked file, pdfium gives its error again for some broken ones
        if b"/Encrypt" in data and re.search("password|security", str(error), re.IGNORECASE):
            raise Encrypted(f"{name} is locked by a password. Save it without one and read that file.") from error
        raise BrokenFile(
            f"{name} cannot be read as PDF: it is cut off or damaged. Fetch it again or repair it."
        ) from error


def _take_words(pdf: pdfium.PdfDocument, contents: list[_PageContent], name: str) -> Iterator[PageWords]:
    """Yield the words of each page and let go of them; a page whose words were not yet taken is read again."""
    for number, content in enumerate(contents):
        words = content.words or _read_page(pdf, number, name, listed=True).words
        contents[number] = content._replace(words=None)
        yield words or PageWords(number, *content.size, [], Rules([], []))


def _read_page(pdf: pdfium.PdfDocument, number: int, name: str, *, listed: bool | None) -> _PageContent:
    """Return what a page holds, nothing where pdfium cannot read it.

    That is words where it is of a list (`listed`), lines where it is not, and where that is not known what it looks like.
    """
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        return _PageContent([], (0.0, 0.0), None)
    try:
        width, height = page.get_size()
        objects = _count_objects(page, name, number)
        textpage = page.get_textpage()
        try:
            raw = textpage.raw
            count = pdfium_c.FPDFText_CountChars(raw)
            if count > MAX_PAGE_CHARACTERS:
                raise TooLarge(
                    f"{name}, page {number + 1}, has {count:,} characters, more than {MAX_PAGE_CHARACTERS:,}. Leave that page out."
                )
            frame = Frame(page, width, height, turned=turned_by(page, raw, count))
            width, height = frame.width, frame.height
            words = list(page_words(raw, count, frame))
            lines = [] if listed else page_lines(words, raw, number)
            if listed is None:
                texts = [line.text for line in lines]
                listed = (number == 0 and is_list_title(texts)) or any(map(may_head, texts))
            if listed:
                taken = words_of_page(page, raw, number, words, frame)
                return _PageContent([], (width, height), None, count, objects, taken)
        finally:
            textpage.close()
        rule = _note_rule(page, min(objects, _RULE_OBJECTS), width, height)
        return _PageContent(lines, (width, height), rule, count, objects)
    except pdfium.PdfiumError:
        return _PageContent([], (0.0, 0.0), None)
    finally:
        page.close()


def _count_objects(page: Any, name: str, number: int) -> int:
    """Return how many drawing objects a page has; pdfium takes the square of those that are text to read them."""
    count = int(pdfium_c.FPDFPage_CountObjects(page.raw))
    if count > MAX_PAGE_OBJECTS:
        raise TooLarge(
            f"{name}, page {number + 1}, has {count:,} drawing objects, more than {MAX_PAGE_OBJECTS:,}. Leave that page out."
        )
    if count > MAX_PAGE_TEXTS:
        kinds = (pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page.raw, i)) for i in range(count))
        texts = sum(kind == pdfium_c.FPDF_PAGEOBJ_TEXT for kind in kinds)
        if texts > MAX_PAGE_TEXTS:
            raise TooLarge(
                f"{name}, page {number + 1}, has {texts:,} pieces of text, more than {MAX_PAGE_TEXTS:,}. Leave that page out."
            )
    return count


def _note_rule(page: Any, count: int, width: float, height: float) -> float | None:
    """Return the top of a short horizontal rule in the lower part of a page, under which footnotes stand.

    Only the first `count` drawing objects are looked at.
    """
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found: float | None = None
    for i in range(count):
        item = pdfium_c.FPDFPage_GetObject(page.raw, i)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(
            item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
        ):
            continue
        is_rule = top.value - bottom.value < 2.5 and 40 < right.value - left.value < 0.5 * width
        if is_rule and left.value < 0.3 * width and bottom.value < 0.6 * height:
            position = height - top.value
            found = position if found is None else max(found, position)
    return found


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes = Counter(round(line.size, 1) for lines in pages for line in lines for _ in range(1 + len(line.text) // 20))
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _drop_footnotes(lines: list[Line], rule: float | None, body_size: float) -> list[Line]:
    """Return a page's lines without the footnotes at its end: small type under a rule, or a numbered block of it."""
    first = len(lines)
    while first and lines[first - 1].size < body_size - 0.4:
        first -= 1
    for i in range(first, len(lines)):
        if _NOTE_START.match(lines[i].text) and (
            (rule is not None and lines[i].top > rule - 3) or lines[i].size < body_size - 1.2
        ):
            return lines[:i]
    return lines


def _blank_pages(filled: Sequence[bool]) -> tuple[str, ...]:
    blank = [number for number, has_text in enumerate(filled, 1) if not has_text]
    if not blank:
        return ()
    shown = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
    return (f"No text on page{'s' if len(blank) > 1 else ''} {shown}: blank, or scanned and in need of OCR.",)


def _set_gaps(lines: Sequence[Line]) -> None:
    """Give each line the blank space above it, in lines of its page's own pitch."""
    pitches: Counter[tuple[float, float]] = Counter()
    for above, line in zip(lines, lines[1:], strict=False):
        if above.page == line.page and line.top > above.top:
            pitches[round(line.size, 1), round((line.bottom - above.bottom) * 2) / 2] += 1
    usual: dict[float, float] = {}
    for (size, pitch), number in sorted(pitches.items(), key=lambda entry: (-entry[1], entry[0])):
        if size not in usual and number >= 3:
            usual[size] = pitch
    for above, line in zip(lines, lines[1:], strict=False):
        height = usual.get(round(line.size, 1)) or 1.25 * (line.bottom - line.top) or 12.0
        line.gap = max((line.bottom - above.bottom) / height - 1, 0.0) if above.page == line.page else 1.0
