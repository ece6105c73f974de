"""Plain text and Markdown: the text stays as it is, its wrapped lines are joined to paragraphs."""

import re
from collections.abc import Sequence

from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, NoText, TooLarge
from beslutsnlp.reading.document import Document, Offsets, Page, Paragraph
from beslutsnlp.reading.flat_list import WARNING, find_flat_list
from beslutsnlp.reading.furniture import contents_lines, running_lines_of_text
from beslutsnlp.reading.hyphens import join_lines, lost_soft_hyphens
from beslutsnlp.reading.lines import SOFT_HYPHEN, UNSEEN, Line, Measure, group_lines

MAX_CHARACTERS = 50_000_000
MAX_LINES = 500_000
_MAX_LINE = 20_000
_LINE_BREAKS = "\n\r\f\v\u2028\u2029\x85"
_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029\x85]+|\f")
_OPENING = re.compile(r"(?:#{1,6}\s+|\*\*(?=\S|$)|__(?=\S|$)|>\s+){1,4}")
_CLOSING = re.compile(r"(?:\*\*|__)$")
_RULE = re.compile(r"^[-=_*–—.·\s|+]{3,}$")
_ODD_BLANKS = re.compile(rf"[\s{UNSEEN}]{{2,}}|[{UNSEEN}]")
_ODD = re.compile(rf"[^\S ]|[{UNSEEN}]")
_INK = re.compile(rf"[^\s{UNSEEN}]")
_OTHER_BLANKS = "\t\x1c\x1d\x1e\x1f\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
_BLANKS = str.maketrans(dict.fromkeys(_OTHER_BLANKS, " "))
# a soft hyphen at the end of a line tells that a word goes on
_ENDS = " " + _OTHER_BLANKS + UNSEEN.replace(SOFT_HYPHEN, "")


def read_text(text: str, *, source: str | None = None, columns: Columns | None = None) -> Document:
    """Return the document of a plain text, whose `text` is that text unchanged.

    Args:
        text: The text, with line breaks, form feeds and page furniture as some tool left them.
        source: The file's name, if it has one.
        columns: What the headings of a follow-up list mean; those of many bodies where it is None.

    Raises:
        NoText: There is nothing in it that shows.
        BrokenFile: It has half a character (a lone surrogate), which no file can hold.
        TooLarge: It has more than `MAX_CHARACTERS` characters or `MAX_LINES` line breaks.
    """
    name = source or "The text"
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(
            f"{name} has {len(text):,} characters, more than {MAX_CHARACTERS:,}. Split it and read the parts."
        )
    breaks_in_all = sum(map(text.count, _LINE_BREAKS))
    if breaks_in_all > MAX_LINES:
        raise TooLarge(
            f"{name} has {breaks_in_all:,} line breaks, more than {MAX_LINES:,}. Split it and read the parts."
        )
    if not _INK.search(text):
        raise NoText(f"{name} is empty. Check that it is the right file.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BrokenFile(
            f"{name} has half a character (a lone surrogate) at character {error.start:,}. "
            "Decode its bytes anew, with errors='replace'."
        ) from error
    lines, breaks = split_lines(text)
    contents = contents_lines(lines)
    excluded = running_lines_of_text(lines, breaks) | contents
    kept = [line for i, line in enumerate(lines) if i not in excluded]
    _part_pages(lines, excluded)
    flat = find_flat_list(kept, columns or Columns())
    body = kept if flat is None else kept[: flat.first]
    paragraphs = tuple(clean_paragraph(group) for group in group_lines(body, measure_lines(kept)))
    furniture = tuple(dict.fromkeys(lines[i].text for i in sorted(excluded - contents)))[:40]
    if flat is None:
        return Document(text, paragraphs, _pages(text), source, furniture=furniture)
    return Document(
        text,
        (*paragraphs, *flat.paragraphs),
        _pages(text),
        source,
        warnings=(WARNING,),
        furniture=furniture,
        tables=(flat.table,),
    )


def split_lines(text: str) -> tuple[list[Line], set[int]]:
    """Return the lines that are not blank, and the places in that list that a form feed stands before."""
    lines: list[Line] = []
    breaks: set[int] = set()
    end = 0
    page = 0
    gap = 0.0
    for match in _LINE.finditer(text):
        start, raw = match.start(), match[0]
        gap += text.count("\n", end, start) or (1 if lines and start > end else 0)
        end = match.end()
        if raw == "\f":
            page += 1
            breaks.add(len(lines))
            continue
        ink = _INK.search(raw)
        stripped = raw[ink.start() :].rstrip(_ENDS) if ink else ""
        if not ink or _RULE.match(stripped):
            continue
        start += ink.start()
        opening = _OPENING.match(stripped)
        alone = False
        if opening:
            alone = stripped[0] == "#" or stripped.endswith(("**", "__"))
            first = _INK.search(stripped, opening.end())
            if not first:
                continue
            start += first.start()
            stripped = _CLOSING.sub("", stripped[first.start() :]).rstrip(_ENDS)
        indent = ink.start()
        for at in range(0, len(stripped), _MAX_LINE):
            piece = stripped[at : at + _MAX_LINE]
            line = Line(piece, indent, indent + len(piece), start=start + at, page=page, alone=alone)
            line.gap = max(gap - 1, 0) if at == 0 else 0
            if _INK.search(piece):
                line.first_width = len(piece.split(maxsplit=1)[0])
                lines.append(line)
        gap = 0.0
    return lines, breaks


def measure_lines(lines: Sequence[Line]) -> Measure:
    """Return how wide the wrapped lines of a plain text run, in characters.

    A text that is not wrapped has lines of any length; there, no line is full.
    """
    lengths = sorted(line.x1 for line in lines if len(line.text) > 30)
    if not lengths:
        return Measure(right=80, slack=0, blank=1, exact=False)
    right = lengths[int(len(lengths) * 0.93)]
    middle = lengths[len(lengths) // 2]
    wrapped = 58 <= right <= 140 and middle >= 0.6 * right
    if not wrapped:
        return Measure(right=1_000_000, slack=0, blank=1, exact=False)
    return Measure(right=right, slack=min(6, right * 0.06), blank=1, exact=False)


def clean_paragraph(lines: Sequence[Line]) -> Paragraph:
    """Return the paragraph that lines of a plain text make, on one clean line."""
    texts: list[str] = []
    clean: list[int] = []
    source: list[int] = []
    position = 0
    for i, line in enumerate(lines):
        text = line.text
        drop, between = (0, "")
        if i + 1 < len(lines):
            drop, between = join_lines(text, lines[i + 1].text)
        kept = text[: len(text) - drop]
        for start, piece in _pieces(kept):
            clean.append(position)
            source.append(line.start + start)
            texts.append(piece)
            position += len(piece)
        if between and not (texts and texts[-1][-1].isspace()):
            # the blank stands where the line break was
            clean.append(position)
            source.append(line.start + len(text))
            texts.append(between)
            position += 1
    joined = "".join(texts).rstrip()
    if _ODD.search(joined):
        joined = joined.translate(_BLANKS)
    first = lines[0]
    return Paragraph(joined, Offsets(clean, source), gap=first.gap)


def _pieces(text: str) -> list[tuple[int, str]]:
    """Return a line in pieces, each with its start, without double blanks and lost soft hyphens."""
    if "-" not in text and "  " not in text and not _ODD.search(text):
        return [(0, text)]
    cuts = [(at, at + 1) for at in lost_soft_hyphens(text)]
    for match in _ODD_BLANKS.finditer(text):
        # the first blank stays
        blank = next((at for at in range(*match.span()) if text[at].isspace()), match.end())
        cuts += [(match.start(), blank), (min(blank + 1, match.end()), match.end())]
    if not cuts:
        return [(0, text)]
    pieces: list[tuple[int, str]] = []
    position = 0
    for start, end in sorted(cuts):
        if start > position:
            pieces.append((position, text[position:start]))
        position = max(position, end)
    if position < len(text):
        pieces.append((position, text[position:]))
    return pieces


def _part_pages(lines: Sequence[Line], excluded: set[int]) -> None:
    """Make lines that follow page furniture start a new page, so that no gap parts a cut sentence."""
    if not excluded:
        return
    page = 0
    after = False
    for i, line in enumerate(lines):
        if i in excluded:
            after = True
            continue
        if after:
            page += 1
            after = False
        line.page += page


def _pages(text: str) -> tuple[Page, ...]:
    """Return the pages that form feeds divide a text into, none where there are none."""
    if "\f" not in text:
        return ()
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    ends = [*starts[1:], len(text)]
    return tuple(
        Page(number, None, None, start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
