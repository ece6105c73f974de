"""The ruled lines of a PDF page: what is drawn, as horizontal and vertical lines with their extents."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from beslutsnlp.reading.pdf_lines import Frame

# a line is no thicker, and no shorter
_THICK = 3.0
_SHORT = 7.0
# lines nearer than this are one; their ends may be this far apart
_NEAR = 2.5
_OPEN = 6.0
# what covers more of a page is its background
_BACKGROUND = 0.8
_MAX_SEGMENTS = 4_000
_PLAIN_RECTANGLE = 6


class Rule(NamedTuple):
    """A line at one height (or one x), from `start` to `end` along the other axis, in points."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The horizontal and vertical lines of a page, sorted by where they stand."""

    horizontal: list[Rule]
    vertical: list[Rule]


def page_rules(page: Any, count: int, frame: Frame) -> Rules:
    """Return the lines that a page draws: strokes, thin boxes, and the edges of filled boxes.

    Args:
        page: The open page.
        count: How many of its drawing objects to look at.
        frame: The way to points from the page's top left.
    """
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    edges = tuple(map(ctypes.byref, (left, bottom, right, top)))
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    area = _BACKGROUND * frame.width * frame.height
    for i in range(count):
        item = pdfium_c.FPDFPage_GetObject(page.raw, i)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, *edges):
            continue
        x0, y0, x1, y1 = frame.box(left.value, bottom.value, right.value, top.value)
        wide, high = x1 - x0, y1 - y0
        if high <= _THICK:
            if wide >= _SHORT:
                horizontal.append(Rule((y0 + y1) / 2, x0, x1))
        elif wide <= _THICK:
            if high >= _SHORT:
                vertical.append(Rule((x0 + x1) / 2, y0, y1))
        elif wide * high < area or pdfium_c.FPDFPath_CountSegments(item) > _PLAIN_RECTANGLE:
            pdfium_c.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
            if not fill.value and not stroke.value:
                continue
            if pdfium_c.FPDFPath_CountSegments(item) <= _PLAIN_RECTANGLE:
                if wide >= 2 * _SHORT and high >= _SHORT:
                    horizontal += [Rule(y0, x0, x1), Rule(y1, x0, x1)]
                    vertical += [Rule(x0, y0, y1), Rule(x1, y0, y1)]
            else:
                for segment in _segments(item, frame):
                    _add(segment, horizontal, vertical)
    return Rules(_merged(horizontal), _merged(vertical))


def _segments(item: Any, frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight segments of a path of many, as boxes."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for i in range(min(pdfium_c.FPDFPath_CountSegments(item), _MAX_SEGMENTS)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, i)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium_c.FPDF_SEGMENT_LINETO and before is not None:
            yield frame.box(
                min(before[0], point[0]),
                min(before[1], point[1]),
                max(before[0], point[0]),
                max(before[1], point[1]),
            )
        before = point


def _add(box: tuple[float, float, float, float], horizontal: list[Rule], vertical: list[Rule]) -> None:
    x0, y0, x1, y1 = box
    if y1 - y0 <= _THICK and x1 - x0 >= _SHORT:
        horizontal.append(Rule((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= _THICK and y1 - y0 >= _SHORT:
        vertical.append(Rule((x0 + x1) / 2, y0, y1))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Return lines with those of one height joined, where they touch or nearly do."""
    merged: list[Rule] = []
    for group in _grouped(sorted(rules)):
        at = sum(rule.at for rule in group) / len(group)
        start, end = group[0].start, group[0].end
        for rule in sorted(group, key=lambda rule: rule.start):
            if rule.start > end + _OPEN:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
            start = min(start, rule.start)
        merged.append(Rule(at, start, end))
    return merged


def _grouped(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > _NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def covered(rules: Iterable[Rule], start: float, end: float) -> float:
    """Return how much of the way from `start` to `end` the lines of one height cover, from 0 to 1."""
    if end <= start:
        return 0.0
    pieces = sorted((max(rule.start, start), min(rule.end, end)) for rule in rules)
    total, reached = 0.0, start
    for a, b in pieces:
        if b > max(a, reached):
            total += b - max(a, reached)
            reached = b
    return total / (end - start)
