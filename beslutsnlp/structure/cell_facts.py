"""What short cells of a follow-up list say: the day and § of a decision, a case number, a mark in a box."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from beslutsnlp.dates.calendar import MONTH_FORMS, find_full_dates, make_date, month_number
from beslutsnlp.reading.document import Paragraph
from beslutsnlp.structure.case_numbers import CaseNumbers

Span = tuple[int, int]

_SHORT_DATE = re.compile(
    rf"""(?<![\d/.-])(?P<y1>\d\d)(?P<m1>[01]\d)(?P<d1>[0-3]\d)(?![\d/-])                       # 250506
       | (?<![\d/.-])(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?![\d/-])             # 20250506
       | (?<![\d/.-])(?P<d3>\d{{1,2}})[/.](?P<m3>\d{{1,2}})[-–/. ]\s?(?P<y3>(?:19|20)?\d\d)(?!\d)  # 6/5-25
       | (?<![\d.])(?P<d4>\d{{1,2}})\s(?P<m4>{MONTH_FORMS})\s'?(?P<y4>\d\d)(?!\d)              # 6 maj 25
       | (?<![\d/-])(?P<y5>(?:19|20)\d\d)[/.–](?P<m5>\d{{1,2}})[/.–](?P<d5>\d{{1,2}})(?!\d)        # 2025/05/06
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERS = r"\d{1,4}\s?[a-d]?(?!\d)(?:/\d{2,4})?"
_PARAGRAPHS = re.compile(
    rf"(?:§+|\b[Pp](?:ar)?\.|\bpunkt(?:en)?\b)\s{{0,3}}(?P<list>{_NUMBERS}(?:\s{{0,2}}(?:,|och|samt|–|-|&)\s{{0,2}}§?\s{{0,2}}{_NUMBERS}(?![\d/-])){{0,12}})"
)
_BARE = re.compile(
    rf"\s{{0,2}}(?P<list>{_NUMBERS}(?:\s{{0,2}}(?:,|och|samt|–|-|&)\s{{0,2}}{_NUMBERS}){{0,12}})\s{{0,2}}"
)
_RANGE = re.compile(r"(\d{1,4})\s{0,2}[–-]\s{0,2}(\d{1,4})")
_LONGEST_RANGE = 20
_BODY_BEFORE = re.compile(
    r"(?:[A-ZÅÄÖ]{2,6}|[A-ZÅÄÖ]?[\wåäö-]*(?:nämnden|styrelsen|fullmäktige|utskottet|stämman?|direktionen|presidiet|beredningen|rådet|budget))(?:\s?,?\s(?:den\s)?)?$"
)
_CASE_LABEL_BEFORE = re.compile(
    r"[(\[]?\s?(?:d(?:ia)?nr|diarie(?:nr|nummer)|ärendenr|ärendenummer)?\.?:?\s?$", re.IGNORECASE
)
_LOOSE_CASE = re.compile(
    r"(?:[A-ZÅÄÖ]{1,6}[a-zåäö]{0,3}\.?\s?[-/.: ]?\s?)?\d{2,6}\s?[-–/.:]\s?(?:[A-ZÅÄÖ]{1,5}\s?)?\d{1,6}(?:[-–/.:]\d{1,6}){0,2}|\d{2}[A-ZÅÄÖ]{1,5}\d{1,6}|[A-ZÅÄÖ]{1,5}[- ]?\d{3,8}"
)
# "KF 2023-11-27" is a body and a day
_ENDS_IN_DAY = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d$")
_SEPARATORS = " ,;:.()[]–-/|\t"


class CellFacts(NamedTuple):
    """The facts of a paragraph, and the spans of it that they take."""

    date: dt.date | None = None
    paragraphs: tuple[str, ...] = ()
    case_number: str | None = None
    spans: tuple[Span, ...] = ()


def find_day(text: str) -> tuple[Span, dt.date] | None:
    """Return the first day that a text writes in full, in any of the ways of lists; None without one.

    >>> find_day("KS 6/5-25 § 105")
    ((3, 9), datetime.date(2025, 5, 6))
    """
    return next(iter(find_days(text)), None)


def find_days(text: str) -> list[tuple[Span, dt.date]]:
    """Return the days that a text writes in full, in any of the ways of lists, in order."""
    found: list[tuple[Span, dt.date]] = [((start, end), day) for start, end, day in find_full_dates(text)]
    for match in _SHORT_DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        year = int(parts["y"]) if len(parts["y"]) == 4 else 2000 + int(parts["y"])
        month = int(parts["m"]) if parts["m"].isdigit() else month_number(parts["m"])
        day = make_date(year, month, int(parts["d"]))
        if day:
            found.append((match.span(), day))
    return sorted(found)


def find_paragraphs(text: str, *, bare: bool = False) -> tuple[list[Span], list[str]]:
    """Return the spans of the § of a text and their numbers; `bare` numbers count in a column of them.

    >>> find_paragraphs("§§ 66–67 och § 70")[1]
    ['66', '67', '70']
    """
    matches = list(_PARAGRAPHS.finditer(text))
    if not matches and bare:
        whole = _BARE.fullmatch(text)
        matches = [whole] if whole else []
    numbers: list[str] = []
    for match in matches:
        listed = re.sub(r"/\d{2,4}", "", match["list"])
        for low, high in _RANGE.findall(listed):
            between = range(int(low) + 1, int(high))
            if len(between) <= _LONGEST_RANGE:
                listed = listed.replace(f"{high}", ", ".join([*map(str, between), high]), 1)
        numbers.extend(number.replace(" ", "") for number in re.findall(r"\d{1,4}\s?[a-d]?\b", listed))
    return [match.span() for match in matches], list(dict.fromkeys(numbers))


def find_case(text: str, case_numbers: CaseNumbers, *, alone: bool) -> tuple[Span, str] | None:
    """Return the first case number of a text, cut parts joined; in a column of them (`alone`) of any shape."""
    spans = [span for span in case_numbers.find(text) if not _ENDS_IN_DAY.search(text[slice(*span)])]
    if spans:
        start, end = spans[0]
        return (start, end), " ".join(text[start:end].split())
    tight = re.sub(r"(?<=[-–/:.])\s(?=\w)|(?<=\w)\s(?=[-–/:.]\w)", "", text)
    if tight != text:
        spans = [span for span in case_numbers.find(tight) if not _ENDS_IN_DAY.search(tight[slice(*span)])]
        if spans:
            return (0, len(text)), " ".join(tight[slice(*spans[0])].split())
    if alone:
        match = _LOOSE_CASE.search(tight)
        if match:
            return (0, len(text)), " ".join(match[0].split())
    return None


def read_paragraph(text: str, facts: Sequence[str], case_numbers: CaseNumbers, *, bare: bool = False) -> CellFacts:
    """Return what a paragraph of a cell says of a decision's day and § and of a case number, as far as asked for."""
    spans: list[Span] = []
    case = None
    if "case_number" in facts:
        found = find_case(
            text, case_numbers, alone=tuple(facts) == ("case_number",) or _LOOSE_CASE.fullmatch(text) is not None
        )
        if found:
            (start, end), case = found
            label = _CASE_LABEL_BEFORE.search(text[:start])
            spans.append((label.start() if label else start, end))
    day = None
    numbers: list[str] = []
    if "decided" in facts:
        rest = _blanked(text, spans)
        first = find_day(rest)
        if first:
            (start, end), day = first
            body = _BODY_BEFORE.search(rest[:start])
            spans.append((body.start() if body else start, end))
            rest = _blanked(text, spans)
        places, numbers = find_paragraphs(rest, bare=bare and day is None)
        spans.extend(places)
    return CellFacts(day, tuple(numbers), case, tuple(sorted(spans)))


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def without(paragraph: Paragraph, spans: Sequence[Span]) -> Paragraph | None:
    """Return what is left of a paragraph before or after the facts at its start and end; None where nothing is."""
    text = paragraph.text
    start, end = 0, len(text)
    for a, b in sorted(spans):
        if not text[start:a].strip(_SEPARATORS):
            start = max(start, b)
    for a, b in sorted(spans, reverse=True):
        if not text[b:end].strip(_SEPARATORS):
            end = min(end, a)
    if start >= end:
        return None
    cut = text[start:end]
    kept = cut.strip(" ,;:–-/|\t" if start else " ,;–/|\t") if spans else cut
    kept = kept.rstrip("([ ") if kept.count("(") > kept.count(")") else kept
    kept = kept.lstrip(")] ") if kept.count(")") > kept.count("(") else kept
    if not kept.strip(_SEPARATORS):
        return None
    at = text.index(kept, start)
    return paragraph.part(at, at + len(kept))
