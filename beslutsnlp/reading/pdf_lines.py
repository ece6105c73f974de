"""The printed lines of a PDF page, from the characters and boxes that pdfium gives."""

import ctypes
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from beslutsnlp.reading.hyphens import join_lines
from beslutsnlp.reading.lines import UNSEEN, Box, Line

_WORD = re.compile(r"[^\s\x00\ufffe]+\ufffe?")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_LABEL = re.compile(
    r"(?:diarienummer|dnr|ärendenummer|ärendeansvarig|handläggare|föredragande|datum|plats|tid)\b", re.IGNORECASE
)
_NOTE_MARK = re.compile(r"[^\d\s(/-]\d{1,2}$")
_SYMBOL_BULLETS = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "•",
        "\uf02d": "–",
        "\uf0d8": "•",
        "\uf076": "•",
        "\u25cf": "•",
    }
)
# no printed line has more words; without a bound, a page made to hurt takes the square of its words
_MAX_ROW = 200
WordEntry = tuple[str, Box, int, int]
# the angle that pdfium gives of upright text on a page turned by 0, 90, 180 and 270 degrees
_UPRIGHT = (0.0, 4.7124, 3.1416, 1.5708)
_SAMPLES = 60


class Frame:
    """The way from pdfium's coordinates to points from the top left of the page as it is seen."""

    def __init__(self, page: Any, width: float, height: float, *, turned: int = 0) -> None:
        # text that is drawn sideways is read as if the page were turned
        self.rotation = (page.get_rotation() + turned) % 360
        self.width, self.height = (height, width) if turned % 180 else (width, height)
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


def turned_by(page: Any, raw: Any, count: int) -> int:
    """Return by how many degrees most of a page's text stands turned from upright: 0, 90, 180 or 270."""
    angles: Counter[int] = Counter()
    for i in range(0, count, max(count // _SAMPLES, 1)):
        angle = pdfium_c.FPDFText_GetCharAngle(raw, i)
        if angle >= 0:
            nearest = min(range(4), key=lambda quarter: abs((angle - _UPRIGHT[quarter] + 3.1416) % 6.2832 - 3.1416))
            angles[nearest * 90] += 1
    if not angles:
        return 0
    return (angles.most_common(1)[0][0] - int(page.get_rotation())) % 360


def page_words(raw: Any, count: int, frame: Frame) -> Iterator[WordEntry | None]:
    """Yield the words of a page with their boxes and first and last characters; None where a line ends."""
    if count <= 0:
        return
    text = _page_text(raw, count)
    rectangle = pdfium_c.FS_RECTF()
    reference = ctypes.byref(rectangle)
    loose = pdfium_c.FPDFText_GetLooseCharBox
    upright = _UPRIGHT[frame.rotation // 90]
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
        word = _UNSEEN.sub("", match[0]).translate(_SYMBOL_BULLETS)
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


def page_lines(words: Sequence[WordEntry | None], raw: Any, page: int) -> list[Line]:
    """Return the lines that words make, those of one height put side by side, from top to bottom."""
    runs: list[list[WordEntry]] = [[]]
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
    rows: list[list[WordEntry]] = []
    body, margin = _part_margin([run for run in runs if run])
    for run in sorted(body, key=lambda run: (_middle(run), run[0][1][0])):
        height = run[0][1][3] - run[0][1][1]
        for row in reversed(rows[-4:]):
            near = abs(_middle(row) - _middle(run)) < 0.35 * min(height, row[0][1][3] - row[0][1][1])
            if near and len(row) < _MAX_ROW and not _overlaps(row, run):
                row.extend(run)
                break
        else:
            rows.append(list(run))
    rows.sort(key=_middle)
    lines = [line for row in rows for line in _make_lines(sorted(row, key=lambda word: word[1][0]), raw, page)]
    return _with_margin(lines, [line for run in margin for line in _make_lines(run, raw, page)])


def _part_margin(runs: list[list[WordEntry]]) -> tuple[list[list[WordEntry]], list[list[WordEntry]]]:
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


def _split_at(run: list[WordEntry], column: float) -> list[list[WordEntry]]:
    """Return a run in two where a word of it starts at the text column and the others before it stand in the margin."""
    if run[0][1][0] < column - 50:
        for i in range(1, min(len(run), 6)):
            if abs(run[i][1][0] - column) < 3.5 and run[i][1][0] - run[i - 1][1][2] > 0.3 * (
                run[0][1][3] - run[0][1][1]
            ):
                return [run[:i], run[i:]]
    return [run]


def _is_marginal(run: Sequence[WordEntry], column: float) -> bool:
    text = " ".join(word[0] for word in run)
    return (
        run[-1][1][2] < column - 2
        and run[0][1][0] < column - 50
        and len(text) < 45
        and not text.endswith((".", ";", ","))
        and not _LABEL.match(text)
    )


def _with_margin(lines: list[Line], margin: list[Line]) -> list[Line]:
    """Return a page's lines with its margin headings, each joined to one line before the text beside it."""
    joined: list[Line] = []
    for line in sorted(margin, key=lambda line: line.top):
        above = joined[-1] if joined else None
        if (
            above is not None
            and line.top - above.bottom < 0.6 * (line.bottom - line.top)
            and not line.text.startswith("§")
        ):
            drop, between = join_lines(above.text, line.text)
            above.text = above.text[: len(above.text) - drop] + between + line.text
            above.bottom = line.bottom
            if between:
                above.edges = above.edges + line.edges
            else:
                above.edges = above.edges[:-4] + array("f", _union(above.edges[-4:], line.edges[:4])) + line.edges[4:]
        else:
            line.alone = True
            joined.append(line)
    return sorted([*lines, *joined], key=lambda line: line.top - (2 if line.alone else 0))


def _union(one: Sequence[float], other: Sequence[float]) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _overlaps(row: Sequence[WordEntry], run: Sequence[WordEntry]) -> bool:
    return min(row[-1][1][2], run[-1][1][2]) - max(row[0][1][0], run[0][1][0]) > 1 and any(
        min(a[1][2], b[1][2]) - max(a[1][0], b[1][0]) > 1 for a in row for b in (run[0], run[-1])
    )


def _middle(row: Sequence[WordEntry]) -> float:
    box = row[0][1]
    return (box[1] + box[3]) / 2


def _make_lines(row: Sequence[WordEntry], raw: Any, page: int) -> list[Line]:
    """Return the line of a row of words; two where a heading stands in the margin beside the text."""
    parts = [row]
    for i in range(1, len(row)):
        gap = row[i][1][0] - row[i - 1][1][2]
        height = row[0][1][3] - row[0][1][1]
        if (
            gap > 1.6 * height
            and i <= 4
            and row[0][0][0].isupper()
            and font(raw, row[0][2])[1]
            and not font(raw, row[i][2])[1]
        ):
            parts = [row[:i], row[i:]]
            break
    lines: list[Line] = []
    for part in parts:
        pieces: list[tuple[str, Box]] = []
        size, bold = font(raw, part[0][2])
        for word, box, start, end in part:
            if _NOTE_MARK.search(word) and pdfium_c.FPDFText_GetFontSize(
                raw, end - 1
            ) < 0.8 * pdfium_c.FPDFText_GetFontSize(raw, start):
                word = re.sub(r"\d{1,2}$", "", word)
            pieces.append((word, box))
        if len(part) > 1 and bold:
            bold = font(raw, part[-1][2])[1]
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
            edges=array("f", (edge for _, box in pieces for edge in box)),
        )
        line.alone = len(parts) == 2 and part is parts[0]
        lines.append(line)
    return lines


def font(raw: Any, index: int) -> tuple[float, bool]:
    """Return the size (points, of its box) and boldness of the font of a character."""
    buffer = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, buffer, 96, ctypes.byref(flags))
    name = buffer.value.lower() if 0 < length <= 96 else b""
    bold = b"bold" in name or b"black" in name or b"heavy" in name or pdfium_c.FPDFText_GetFontWeight(raw, index) >= 600
    return pdfium_c.FPDFText_GetFontSize(raw, index), bold
