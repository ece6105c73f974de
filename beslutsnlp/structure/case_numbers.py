"""Case numbers (diarienummer), which every body writes in its own way."""

import re
from collections.abc import Sequence

# Seen formats, the most telling first; a body with another names its own in a profile.
CASE_NUMBER_PATTERNS: tuple[str, ...] = (
    r"[A-ZÅÄÖ]{2,6}/\d{1,6}/\d{2}(?:\.\d{2}){1,4}/\d{4}",  # NKBY/660/10.04.00.01/2022
    r"\d{4}[-/][A-ZÅÄÖ]{2,5}\d{3,5}(?:[/ ]\d{3})?",  # 2013-KS0548/003
    r"[A-ZÅÄÖ]{1,5}\s?\d{4}[-–]\d{3}[-–]\d{4,6}",  # T2012-050-05828
    r"[A-ZÅÄÖ]{1,6}(?:[ /:-]\s?)?(?:19|20)\d{2}\s?[-–/:]\s?\d{1,6}(?:(?:/\d{2,3}|:\d{1,2}|-\d{1,3})(?!\d))?(?:\sDpl\s\d\d)?",
    r"[A-ZÅÄÖ]{1,6}[ /-]\d{1,5}(?:[/–-]\d{2}|[/:–-](?:19|20)\d{2})(?!\d)",  # LS 112/99, KS-14/2018
    r"[A-ZÅÄÖ]{1,6}[ /-]\d{2}[/–-]\d{1,6}(?!\d)",  # KS 99/112
    r"[A-ZÅÄÖ][a-zåäö]{1,4}[A-ZÅÄÖ]?[a-zåäö]?\s(?:19|20)\d{2}/\d{3,6}",  # PaN 2023/00219
    r"[A-ZÅÄÖ][a-zåäö]{0,2}\d{4}/\d{1,5}(?:/[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}){0,2}(?:\s\(delvis\))?",  # Fi2018/02149/DF
    r"\d{2}[A-ZÅÄÖ]{1,5}\d{1,6}",  # 25RS1523
    r"[A-ZÅÄÖ]{2,5}\d{2}[-–]\d{3,5}(?!\d)",  # RS22-0118
    r"[A-ZÅÄÖ]{2,4}\s?\d{6,7}",  # RV250361
    r"[A-ZÅÄÖ]{2,5}\s?(?:19|20)\d{2}[-–]\d{1,6}",
)
_LABELLED = (
    r"\d{1,6}[-–/:.]\d{2,4}(?:[-–/:.]\d{1,6})?",  # 4468-2017
    r"[A-ZÅÄÖ]{1,6}[ -]?\d{1,6}(?:[-–/:.]\d{1,6}){0,2}",
    r"\d{2,4}[-–/:.][A-ZÅÄÖ]{0,5}\d{1,6}(?:[-–/:.]\d{1,4})?",
    r"\d{3,8}",
)
_LABEL = r"(?:diarienummer|diarienr|diariet|d(?:ia)?nr|ärendenummer|ärendenr|ärende\s?id|beteckning|dossiernr)\.?\s{0,3}:?\s{0,3}"
_NOT_CASES = re.compile(
    r"^(?:SFS|SOU|AFS|DS|PROP|DIR|RÅ|NJA|MIG|HFD|HSLF|SOSFS|EU|EG|ISO|SS|BFS|TSFS|MSBFS|JO|COVID|KL|PBL|LSS|FS|SKR|BBR|KAP)(?![A-ZÅÄÖ])",
    re.IGNORECASE,
)


class CaseNumbers:
    """Finds case numbers by their shape; `extra` are regular expressions of a body's own formats."""

    def __init__(self, extra: Sequence[str] = ()) -> None:
        shapes = "|".join((*extra, *CASE_NUMBER_PATTERNS))
        self._shape = re.compile(rf"(?<![\w/–-])(?:{shapes})(?![\w/]|[-–]\d)")
        labelled = "|".join((*extra, *CASE_NUMBER_PATTERNS, *_LABELLED))
        self._labelled = re.compile(rf"\b(?i:{_LABEL})(?P<number>(?:{labelled})(?:\s\d{{3}}(?=\s|$))?)(?![\w/])")

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the case numbers in a text, in order, without their labels.

        >>> CaseNumbers().find("Dnr KS 2018/14 och RV250361, se SFS 2017:725")
        [(4, 14), (19, 27)]
        """
        spans = [match.span("number") for match in self._labelled.finditer(text)]
        for match in self._shape.finditer(text):
            if not _NOT_CASES.match(match[0]) and all(match.end() <= s or match.start() >= e for s, e in spans):
                spans.append(match.span())
        return sorted(spans)

    def labelled(self, text: str) -> tuple[int, int] | None:
        """Return the span of the first case number that stands behind a label such as "Dnr"."""
        match = self._labelled.search(text)
        return match.span("number") if match else None
