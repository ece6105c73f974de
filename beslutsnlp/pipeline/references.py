"""References: case numbers, and dated paragraphs of earlier protocols (guidelines §5)."""

import datetime as dt
import re
from dataclasses import dataclass

from beslutsnlp.dates.calendar import find_full_dates
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, nominative
from beslutsnlp.structure.case_numbers import CaseNumbers

_PARAGRAPH = re.compile(
    r",?\s{0,2}(?:i\s|enligt\s)?(?:(?:§{1,2}|paragraf)\s{0,2}(?P<number>\d{1,4}(?:\s?[a-c])?)(?![\w:])(?P<year>/\d{2,4})?|(?P<first>\d{1,4})\s?§(?!\s?\d))"
)
_PARAGRAPH_BEFORE = re.compile(r"§\s{0,2}(?P<number>\d{1,4})(?:/\d{2,4})?,?\s(?:den\s|av\sden\s|\()?$")
_BODY_BEFORE = re.compile(
    rf"(?<![\w-])(?P<body>{BODY}|{ABBREVIATED_BODY})s?(?:\s(?:beslut|beslutade|uppdrog|gav|protokoll|sammanträde))?,?\s(?:den\s|av\sden\s|daterat\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReferenceSpan:
    """A reference in a passage: a case number, or the date and number of a paragraph and its body."""

    start: int
    end: int
    case_number: str | None = None
    body: str | None = None
    date: dt.date | None = None
    paragraph: str | None = None


def find_references(text: str, start: int, end: int, case_numbers: CaseNumbers) -> list[ReferenceSpan]:
    """Return the references in a part of a passage, in order."""
    part = text[start:end]
    found = (
        [ReferenceSpan(start + a, start + b, case_number=part[a:b]) for a, b in case_numbers.find(part)]
        if any(map(str.isdigit, part))
        else []
    )
    if "§" in part or "paragraf" in part:
        for a, b, day in find_full_dates(part):
            after = _PARAGRAPH.match(part, b)
            before = _PARAGRAPH_BEFORE.search(part, 0, a)
            begin = a - 4 if part[a - 4 : a] == "den " else a
            owner = _BODY_BEFORE.search(part, 0, a)
            body = nominative(owner["body"]) if owner else None
            if after:
                number, first, last = after["number"] or after["first"], begin, after.end()
            elif before:
                number, first, last = before["number"], before.start(), b
            else:
                continue
            found.append(ReferenceSpan(start + first, start + last, None, body, day, number.strip()))
    return sorted(found, key=lambda reference: reference.start)
