"""Protocols as PDF: words and rules from pdfium, lines, running heads and footnotes, paragraphs."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from beslutsnlp.errors import BrokenFile, Encrypted, NoTextLayer, TooLarge
from beslutsnlp.reading.document import Document, Offsets, Page, Paragraph, WordBoxes
from beslutsnlp.reading.furniture import contents_lines, drop_running
from beslutsnlp.reading.hyphens import join_lines, lost_soft_hyphens
from beslutsnlp.reading.lines import Box, Line, Measure, group_lines

MAX_PAGES = 3_000
MAX_PAGE_CHARACTERS = 200_000
MAX_PAGE_OBJECTS = 200_000
_RULE_OBJECTS = 2_000
_WORD = re.compile(r"[^\s\x00\ufffe]+\ufffe?")
_SOFT = re.compile(r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_LABEL = re.compile(r"(?:diarienummer|dnr|ärendenummer|ärendeansvarig|handläggare|föredragande|datum|plats|tid)\b", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[^\d\s(/-]\d{1,2}$")
_NOTE_START = re.compile(r"^(?:\d{1,2}|\*{1,3})(?:\s|(?=[A-ZÅÄÖ]))")
_SYMBOL_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf02d": "–", "\uf0d8": "•", "\uf076": "•", "\u25cf": "•"})


def read_pdf(data: bytes, *, source: str | None = None) -> Document:
    """Return the document of a PDF: its running text, without page heads, feet and footnotes.

    Every page is closed as soon as its words are taken, so memory does not grow with the pages.

    Raises:
        BrokenFile: pdfium cannot make sense of it.
        Encrypted: It wants a password.
        NoTextLayer: No page has a character; it is probably scanned.
        TooLarge: Beyond `MAX_PAGES` pages, or a page beyond its limits.
    """
    name = source or "The PDF"
    pages: list[list[Line]] = []
    notes: list[float | None] = []
    sizes: list[tuple[float, float]] = []
    pdf = _open(data, name)
    try:
        count = len(pdf)
        if count > MAX_PAGES:
            raise TooLarge(f"{name} has {count:,} pages, more than {MAX_PAGES:,}. Split it and read the parts.")
        for number in range(count):
            lines, size, rule = _read_page(pdf, number, name)
            pages.append(lines)
            sizes.append(size)
            notes.append(rule)
    finally:
        pdf.close()
    if not any(pages):
        raise NoTextLayer(
            f"{name} has {count} page{'s' if count != 1 else ''} and no text layer. It is probably scanned; run OCR first."
        )
    warnings = _blank_pages(pages)
    body_size = _body_size(pages)
    kept = drop_running(pages, [height for _, height in sizes])
    furniture = _dropped(pages[:6], kept[:6])
    kept = [_drop_footnotes(lines, rule, body_size) for lines, rule in zip(kept, notes, strict=True)]
    lines = [line for page in kept for line in page]
    contents = contents_lines(lines)
    lines = [line for i, line in enumerate(lines) if i not in contents]
    _set_gaps(lines)
    return replace(_compose(lines, sizes), source=source, warnings=warnings, furniture=furniture)


def _dropped(pages: Sequence[list[Line]], kept: Sequence[list[Line]]) -> tuple[str, ...]:
    """Return the different lines that were dropped as furniture."""
    bodies = [{id(line) for line in lines} for lines in kept]
    dropped = (line.text for lines, body in zip(pages, bodies, strict=True) for line in lines if id(line) not in body)
    return tuple(dict.fromkeys(dropped))


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Encrypted(f"{name} is locked by a password. Save it without one and read that file.") from error
        raise BrokenFile(f"{name} cannot be read as PDF: it is cut off or damaged. Fetch it again or repair it.") from error


def _read_page(pdf: pdfium.PdfDocument, number: int, name: str) -> tuple[list[Line], tuple[float, float], float | None]:
    """Return a page's lines from top to bottom, its size, and where a footnote rule stands (its top)."""
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        return [], (0.0, 0.0), None
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            raw = textpage.raw
            count = pdfium_c.FPDFText_CountChars(raw)
            if count > MAX_PAGE_CHARACTERS:
                raise TooLarge(
                    f"{name}, page {number + 1}, has {count:,} characters, more than {MAX_PAGE_CHARACTERS:,}. Leave that page out."
                )
            words = list(_page_words(raw, count, _Frame(page, width, height)))
            lines = _page_lines(words, raw, number)
        finally:
            textpage.close()
        rule = _note_rule(page, name, number, width, height)
        return lines, (width, height), rule
    except pdfium.PdfiumError:
        return [], (0.0, 0.0), None
    finally:
        page.close()


class _Frame:
    """The way from pdfium's coordinates to points from the top left of the page as it is seen."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        self.rotation = page.get_rotation() % 360
        self.width, self.height = width, height
        left, bottom, right, top = page.get_cropbox() or page.get_mediabox()
        self.left, self.bottom, self.right, self.top = left, bottom, right, top

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        if self.rotation == 270:
            return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom


_Word = tuple[str, Box, int, int]


def _page_words(raw: Any, count: int, frame: _Frame) -> Iterator[_Word | None]:
    """Yield the words of a page with their boxes and first and last characters; None where a line ends."""
    if count <= 0:
        return
    text = _page_text(raw, count)
    rectangle = pdfium_c.FS_RECTF()
    reference = ctypes.byref(rectangle)
    loose = pdfium_c.FPDFText_GetLooseCharBox
    upright = [0.0, 1.5708, 3.1416, 4.7124][frame.rotation // 90]
    position = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        # after a line-end hyphen pdfium gives no line break
        if "\n" in text[position:start] or "\r" in text[position:start] or text[position - 1 : position] == "\ufffe":
            yield None
        position = end
        if not loose(raw, start, reference):
            continue
        left, bottom, right, top = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        last = end - 1
        # pdfium gives a line-end hyphen no box of its own
        if text[last] == "\ufffe" and last > start:
            last -= 1
        if last != start and loose(raw, last, reference):
            left, bottom = min(left, rectangle.left), min(bottom, rectangle.bottom)
            right, top = max(right, rectangle.right), max(top, rectangle.top)
        if right - left < top - bottom or end - start <= 4:
            angle = pdfium_c.FPDFText_GetCharAngle(raw, start)
            if angle >= 0 and min(abs(angle - upright), 6.2832 - abs(angle - upright)) > 0.1:
                continue
        word = _SOFT.sub("", match[0]).translate(_SYMBOL_BULLETS)
        if word:
            yield word, frame.box(left, bottom, right, top), start, end


def _page_text(raw: Any, count: int) -> str:
    """Return the characters of a page, one a pdfium character, so that positions agree."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text
    characters = (pdfium_c.FPDFText_GetUnicode(raw, i) for i in range(count))
    return "".join(chr(c) if c and not 0xD800 <= c < 0xE000 and c < 0x110000 else " " for c in characters)


def _page_lines(words: Sequence[_Word | None], raw: Any, page: int) -> list[Line]:
    """Return the lines that words make, those of one height put side by side, from top to bottom."""
    runs: list[list[_Word]] = [[]]
    for word in words:
        if word is None:
            runs.append([])
        else:
            if runs[-1]:
                box, before = word[1], runs[-1][-1][1]
                height = before[3] - before[1]
                if abs(box[3] - before[3]) > 0.6 * height or box[0] - before[2] > 1.8 * height:
                    runs.append([])
            runs[-1].append(word)
    rows: list[list[_Word]] = []
    body, margin = _part_margin([run for run in runs if run])
    for run in sorted(body, key=lambda run: (_middle(run), run[0][1][0])):
        height = run[0][1][3] - run[0][1][1]
        for row in reversed(rows[-4:]):
            if abs(_middle(row) - _middle(run)) < 0.35 * min(height, row[0][1][3] - row[0][1][1]) and not _overlaps(row, run):
                row.extend(run)
                break
        else:
            rows.append(list(run))
    rows.sort(key=_middle)
    lines = [line for row in rows for line in _make_lines(sorted(row, key=lambda word: word[1][0]), raw, page)]
    return _with_margin(lines, [line for run in margin for line in _make_lines(run, raw, page)])


def _part_margin(runs: list[list[_Word]]) -> tuple[list[list[_Word]], list[list[_Word]]]:
    """Return the runs of the text column, and those of a margin to its left that headings stand in.

    There is a margin where most of the page's text starts at one edge and a few short runs end before it.
    """
    starts: Counter[int] = Counter()
    for run in runs:
        starts[round(run[0][1][0] / 3)] += run[-1][3] - run[0][2]
    if not starts:
        return runs, []
    column = starts.most_common(1)[0][0] * 3
    runs = [part for run in runs for part in _split_at(run, column)]
    margin = [run for run in runs if _is_marginal(run, column)]
    if not margin or len(margin) > 0.5 * len(runs):
        return runs, []
    chosen = {id(run) for run in margin}
    return [run for run in runs if id(run) not in chosen], margin


def _split_at(run: list[_Word], column: float) -> list[list[_Word]]:
    """Return a run in two where a word of it starts at the text column and the others before it stand in the margin."""
    if run[0][1][0] < column - 50:
        for i in range(1, min(len(run), 6)):
            if abs(run[i][1][0] - column) < 3.5 and run[i][1][0] - run[i - 1][1][2] > 0.3 * (run[0][1][3] - run[0][1][1]):
                return [run[:i], run[i:]]
    return [run]


def _is_marginal(run: Sequence[_Word], column: float) -> bool:
    text = " ".join(word[0] for word in run)
    return (
        run[-1][1][2] < column - 2 and run[0][1][0] < column - 50 and len(text) < 45 and not text.endswith((".", ";", ",")) and not _LABEL.match(text)
    )


def _with_margin(lines: list[Line], margin: list[Line]) -> list[Line]:
    """Return a page's lines with its margin headings, each joined to one line before the text beside it."""
    joined: list[Line] = []
    for line in sorted(margin, key=lambda line: line.top):
        above = joined[-1] if joined else None
        if above is not None and line.top - above.bottom < 0.6 * (line.bottom - line.top) and not line.text.startswith("§"):
            drop, between = join_lines(above.text, line.text)
            above.text = above.text[: len(above.text) - drop] + between + line.text
            above.bottom = line.bottom
            above.words = [*above.words, *line.words]
        else:
            line.alone = True
            joined.append(line)
    return sorted([*lines, *joined], key=lambda line: line.top - (2 if line.alone else 0))


def _overlaps(row: Sequence[_Word], run: Sequence[_Word]) -> bool:
    return min(row[-1][1][2], run[-1][1][2]) - max(row[0][1][0], run[0][1][0]) > 1 and any(
        min(a[1][2], b[1][2]) - max(a[1][0], b[1][0]) > 1 for a in row for b in (run[0], run[-1])
    )


def _middle(row: Sequence[_Word]) -> float:
    box = row[0][1]
    return (box[1] + box[3]) / 2


def _make_lines(row: Sequence[_Word], raw: Any, page: int) -> list[Line]:
    """Return the line of a row of words; two where a heading stands in the margin beside the text."""
    parts = [row]
    for i in range(1, len(row)):
        gap = row[i][1][0] - row[i - 1][1][2]
        height = row[0][1][3] - row[0][1][1]
        if gap > 1.6 * height and i <= 4 and row[0][0][0].isupper() and _font(raw, row[0][2])[1] and not _font(raw, row[i][2])[1]:
            parts = [row[:i], row[i:]]
            break
    lines: list[Line] = []
    for part in parts:
        pieces: list[tuple[str, Box]] = []
        size, bold = _font(raw, part[0][2])
        for word, box, start, end in part:
            if _NOTE_MARK.search(word) and pdfium_c.FPDFText_GetFontSize(raw, end - 1) < 0.8 * pdfium_c.FPDFText_GetFontSize(raw, start):
                word = re.sub(r"\d{1,2}$", "", word)
            pieces.append((word, box))
        if len(part) > 1 and bold:
            bold = _font(raw, part[-1][2])[1]
        text = " ".join(word for word, _ in pieces)
        line = Line(
            text,
            x0=pieces[0][1][0],
            x1=max(box[2] for _, box in pieces),
            top=min(box[1] for _, box in pieces),
            bottom=max(box[3] for _, box in pieces),
            page=page,
            size=size,
            bold=bold,
            first_width=pieces[0][1][2] - pieces[0][1][0],
            words=pieces,
        )
        line.alone = len(parts) == 2 and part is parts[0]
        lines.append(line)
    return lines


def _font(raw: Any, index: int) -> tuple[float, bool]:
    """Return the size (points, of its box) and boldness of the font of a character."""
    buffer = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, buffer, 96, ctypes.byref(flags))
    name = buffer.value.lower() if 0 < length <= 96 else b""
    bold = b"bold" in name or b"black" in name or b"heavy" in name or pdfium_c.FPDFText_GetFontWeight(raw, index) >= 600
    return pdfium_c.FPDFText_GetFontSize(raw, index), bold


def _note_rule(page: Any, name: str, number: int, width: float, height: float) -> float | None:
    """Return the top of a short horizontal rule in the lower part of a page, under which footnotes stand."""
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    if count > MAX_PAGE_OBJECTS:
        raise TooLarge(f"{name}, page {number + 1}, has {count:,} drawing objects, more than {MAX_PAGE_OBJECTS:,}. Leave that page out.")
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found: float | None = None
    for i in range(min(count, _RULE_OBJECTS)):
        item = pdfium_c.FPDFPage_GetObject(page.raw, i)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)):
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


def _blank_pages(pages: Sequence[Sequence[Line]]) -> tuple[str, ...]:
    blank = [number for number, lines in enumerate(pages, 1) if not lines]
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


def _compose(lines: list[Line], sizes: Sequence[tuple[float, float]]) -> Document:
    """Return the document that body lines make: paragraphs a line each, and the box of every word."""
    boxes = WordBoxes()
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    starts: dict[int, int] = {}
    position = 0
    for group in group_lines(lines, _measure(lines)):
        text, words = _join_words(group)
        for at, box, page in words:
            starts.setdefault(page, position + at)
            boxes.append(position + at, box)
        first = group[0]
        paragraphs.append(Paragraph(text, Offsets.shifted(position), first.bold, round(first.size, 1), first.gap))
        texts.append(text)
        position += len(text) + 1
    text = "\n".join(texts)
    return Document(text, tuple(paragraphs), _page_records(starts, sizes, len(text)), boxes=boxes)


def _join_words(group: Sequence[Line]) -> tuple[str, list[tuple[int, Box, int]]]:
    """Return the text of a paragraph's lines, cut words whole again, and the place, box and page of each word."""
    parts: list[str] = []
    words: list[tuple[int, Box, int]] = []
    position = 0
    for i, line in enumerate(group):
        drop, between = join_lines(line.text, group[i + 1].text) if i + 1 < len(group) else (0, "")
        last = len(line.words) - 1
        for j, (word, box) in enumerate(line.words):
            shown = word[: len(word) - drop] if j == last else word
            shown = shown.replace("\ufffe", "-")
            for at in reversed(lost_soft_hyphens(shown)):
                shown = shown[:at] + shown[at + 1 :]
            words.append((position, box, line.page))
            piece = shown + (" " if j < last else between)
            parts.append(piece)
            position += len(piece)
    return "".join(parts), words


def _measure(lines: Sequence[Line]) -> Measure:
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
