"""Small follow-up lists as PDF, drawn as word processors, sheets and report tools draw them."""

import io
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Rules = Literal["all", "horizontal", "none", "shaded"]
Row = Sequence[str | None]

HEADINGS = ("Datum/§", "Diarienummer", "Ärende", "Uppdrag", "Status", "Klart")
WIDTHS = (80, 90, 110, 240, 170, 50)
ROWS = (
    (
        "2025-02-11 § 14",
        "KS 2025/101",
        "Cykelväg till Ekby",
        "Teknisk chef får i uppdrag att ta fram en plan för en cykelväg mellan Ekby och Granstad senast den 1 mars 2026.",
        "Arbetet pågår. Återrapport planeras till hösten.",
        "Nej",
    ),
    (
        "2025-03-04 § 27",
        "KS 2025/140",
        "Fiskvägar i Lillån",
        "Miljöchefen får i uppdrag att utreda fiskvägar förbi dammen i Lillån.",
        "Redovisat i kommunstyrelsen 2025-05-06 § 88. Protokoll finns hos kansliet.",
        "Ja",
    ),
    (
        "2025-04-08 § 41",
        "KS 2025/177",
        "Skolskjuts på landsbygden",
        "Skolchefen får i uppdrag att se över reglerna för skolskjuts och återkomma till kommunstyrelsen i september 2025.",
        "",
        "",
    ),
)


class ListPages:
    """Pages that a list is drawn on, from the top; a row that does not fit is cut in mid-cell.

    `words` are those that stand outside of header rows, `cuts` how many times a page's end has cut a row.

    Args:
        widths: The widths of the columns in points.
        rules: Which lines are drawn; `shaded` draws every other row on grey instead.
        centred: Cells stand in the middle of their row.
        repeat: The header row stands on each page.
        size: Width and height of the pages as they are shown.
        rotated: The pages lie on their side, and are turned to be shown.
        gap: The blank above and below the text of a row.
    """

    def __init__(
        self,
        widths: Sequence[float] = WIDTHS,
        *,
        rules: Rules = "all",
        centred: bool = False,
        repeat: bool = True,
        size: tuple[float, float] = (842, 595),
        rotated: bool = False,
        gap: float = 4,
    ) -> None:
        self.widths, self.rules, self.centred, self.repeat, self.gap = widths, rules, centred, repeat, gap
        self.size, self.rotated, self.left, self.leading, self.points = size, rotated, 40.0, 11.0, 9.0
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, pagesize=(size[1], size[0]) if rotated else size, invariant=1)
        self.words: Counter[str] = Counter()
        self.pages = self.cuts = 0
        self._start()

    def _start(self) -> None:
        if self.pages:
            self._canvas.showPage()
        self.pages += 1
        self.y = self.size[1] - 50
        if self.rotated:
            self._canvas.setPageRotation(90)
            self._canvas.transform(0, 1, -1, 0, self.size[1], 0)

    def text(self, line: str, *, bold: bool = False, size: float = 10) -> None:
        """Draw a line of text, with a blank below it."""
        self._canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self._canvas.drawString(self.left, self.y - size, line)
        self.y -= size + 12
        self.words.update(line.split())

    def table(self, headings: Sequence[str], rows: Sequence[Row]) -> None:
        """Draw a table; None is a cell that is one with the cell above it."""
        self._row(self._wrapped(headings, bold=True), bold=True)
        for place, row in enumerate(rows):
            below = rows[place + 1] if place + 1 < len(rows) else ()
            joined = {i for i, cell in enumerate(below) if cell is None}
            lines = self._wrapped(row)
            while any(lines):
                room = int((self.y - 50 - 2 * self.gap) // self.leading)
                if room < 1:
                    self._start()
                    if self.repeat:
                        self._row(self._wrapped(headings, bold=True), bold=True)
                    continue
                self._row([cell[:room] for cell in lines], joined=joined, shaded=place % 2 == 0)
                lines = [cell[room:] for cell in lines]
                self.cuts += any(lines)
        self.y -= 14

    def save(self) -> bytes:
        """Return the PDF."""
        self._canvas.save()
        return self._file.getvalue()

    def _wrapped(self, cells: Row, *, bold: bool = False) -> list[list[str]]:
        font = "Helvetica-Bold" if bold else "Helvetica"
        wrapped: list[list[str]] = []
        for cell, width in zip(cells, self.widths, strict=True):
            lines: list[str] = []
            for paragraph in (cell or "").split("\n"):
                line = ""
                for word in paragraph.split():
                    longer = f"{line} {word}".strip()
                    if line and stringWidth(longer, font, self.points) > width - 8:
                        lines.append(line)
                        longer = word
                    line = longer
                lines.extend([line] if line else [])
            wrapped.append(lines)
        return wrapped

    def _row(
        self,
        cells: list[list[str]],
        *,
        bold: bool = False,
        joined: set[int] = frozenset(),  # type: ignore[assignment]
        shaded: bool = False,
    ) -> None:
        canvas, most = self._canvas, max(map(len, cells))
        height = most * self.leading + 2 * self.gap
        top, bottom, right = self.y, self.y - height, self.left + sum(self.widths)
        if self.rules == "shaded" and (bold or shaded):
            canvas.setFillGray(0.75 if bold else 0.9)
            canvas.rect(self.left, bottom, right - self.left, height, stroke=0, fill=1)
            canvas.setFillGray(0)
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", self.points)
        canvas.setLineWidth(0.5)
        x = self.left
        if self.rules == "horizontal":
            canvas.line(x, top, right, top)
            canvas.line(x, bottom, right, bottom)
        for i, (lines, width) in enumerate(zip(cells, self.widths, strict=True)):
            if self.rules == "all":
                canvas.line(x, top, x, bottom)
                canvas.line(x + width, top, x + width, bottom)
                if bold:
                    canvas.line(x, top, x + width, top)
                if i not in joined:
                    canvas.line(x, bottom, x + width, bottom)
            down = (most - len(lines)) * self.leading / 2 if self.centred else 0
            for place, line in enumerate(lines):
                self.words.update([] if bold else line.split())
                canvas.drawString(x + 4, top - self.gap - down - place * self.leading - self.points + 1, line)
            x += width
        self.y = bottom
