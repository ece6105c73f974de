"""Offsets in UTF-16 units, as browsers count: a character beyond U+FFFF, such as an emoji, is two."""

from itertools import accumulate


class Utf16:
    """The way between the code points of a text and its UTF-16 units.

    >>> units = Utf16("🏛 hus")
    >>> units.unit(2), units.point(3), units.point(1)
    (3, 2, None)
    """

    def __init__(self, text: str) -> None:
        widths = [2 if ord(char) > 0xFFFF else 1 for char in text]
        self._units = [0, *accumulate(widths)]
        self._points = {unit: point for point, unit in enumerate(self._units)}

    def unit(self, point: int) -> int:
        """Return the unit at which a code point starts; `point` may be the text's length."""
        return self._units[point]

    def point(self, unit: int) -> int | None:
        """Return the code point that starts at a unit; None within one, and out of the text."""
        return self._points.get(unit)
