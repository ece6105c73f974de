"""Assignments in the rows of follow-up lists: explicit ones, bare tasks (guidelines §2.3), and parties named in a column."""

import re
from collections.abc import Iterator

from beslutsnlp.pipeline.assignments import AssignmentSpan, find_in_clauses, is_own_report
from beslutsnlp.pipeline.clauses import find_clauses
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan, head_kind, normalise_name
from beslutsnlp.sentences import split_sentences

_POINT = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\)|[•–*-])\s+")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
# what decides without giving anybody something to do
_NO_TASK = re.compile(
    r"""(?:att\s)?(?:godkänn\w*|fastställ\w*|anta[rs]?\b|antogs|noter\w*|lägg(?:a|er|s)?\s[^.]{0,80}\still\shandlingarna|avslå[rs]?\b|avslag\b|anslå[rs]?\b|bevilja\w*|utse[rs]?\b|välj\w*
      |(?:motion(?:en|erna)?|medborgarförslaget?|(?:nämnd)?initiativet|ärendet|förslaget|yrkandet)\s(?:bifalls|avslås|anses|är|återremitteras|remitteras|bordläggs)\b[^.]*$
      |bifall(?:es|s)?(?:\still\s(?:motionen|motionens|medborgarförslaget|förslaget)[^.]*)?\.?$|enligt\sförslag|återremiss\w*[^.]*$)""",
    re.VERBOSE | re.IGNORECASE,
)
# a matter that names no task: where a list has no column of assignments
_MATTER_ONLY = re.compile(
    r"(?:motion|medborgarförslag|nämndinitiativ|interpellation|fråga|skrivelse|ärende|e-förslag|revisionsrapport|remiss|granskning|delårsrapport|årsredovisning)\w*\b",
    re.IGNORECASE,
)
_ATT = re.compile(r"(?:bifall\s[^.]{0,200}?\b|uppdrag(?:et)?:?\s|^)att\s(?:se\still\satt\s)?", re.IGNORECASE)
_SHALL = re.compile(r"^[^.]{3,80}?\b(?:ska|skall)\s")
_PARTY_STOPS = re.compile(
    r"\s*(?:[,;/&\n]|\bsamt\b|\+|\boch\b(?!\s(?:\w+-|\w+s?(?:nämnd|förvaltning|styrelse|utskott))))\s*"
)
_TITLED = re.compile(
    r"(?:prorektor|rektor|vd|chef|direktör|handläggare|sekreterare|ordförande|ledamot)\w*\s(?=[A-ZÅÄÖ][\wåäö-]+\s[A-ZÅÄÖ])",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[A-ZÅÄÖ][\wåäöé-]+(?:\s[A-ZÅÄÖ][\wåäöé.-]+){0,3}$")
_NOBODY = re.compile(r"[–—?-]+|ej\sutsedd|saknas|vakant|oklart|alla\?", re.IGNORECASE)
_MOST = 30


def find_in_row(text: str, start: int, end: int, parties: PartyFinder, *, is_matter: bool) -> list[AssignmentSpan]:
    """Return the assignments that the cell of a row gives, in order.

    Args:
        text: The text of the row.
        start: Where the cell starts in it.
        end: Where it ends.
        parties: Finds parties.
        is_matter: The cell is that of the matter, in a list without a column of assignments.
    """
    cell = text[start:end]
    clauses = find_clauses(cell, section="decision", parties=parties)
    explicit = [
        entry for entry in find_in_clauses(cell, clauses, parties) if entry.rule != "aterrapport" or not is_matter
    ]
    found = [_moved(entry, start) for entry in explicit]
    bare = list(_bare_tasks(text, start, end, found, is_matter=is_matter))
    return sorted([*found, *bare], key=lambda entry: entry.start)[:_MOST]


def _moved(entry: AssignmentSpan, by: int) -> AssignmentSpan:
    task = (entry.task[0] + by, entry.task[1] + by) if entry.task else None
    responsible = tuple(
        PartySpan(party.start + by, party.end + by, party.kind, party.name) for party in entry.responsible
    )
    return AssignmentSpan(
        entry.start + by, entry.end + by, task, responsible, entry.assertion, entry.rule, entry.clauses
    )


def _bare_tasks(
    text: str, start: int, end: int, found: list[AssignmentSpan], *, is_matter: bool
) -> Iterator[AssignmentSpan]:
    """Yield the tasks that stand without anybody being told to do them, in the points that hold no explicit assignment."""
    points = [line for line in _lines(text, start, end) if text[slice(*line)].strip()]
    numbered = sum(1 for a, _ in points if _NUMBERED.match(text, a)) > 1
    for a, b in points:
        if any(entry.start < b and a < entry.end for entry in found):
            continue
        if found and not numbered:
            continue
        yield from _in_point(text, a, b, is_matter=is_matter)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


def _in_point(text: str, start: int, end: int, *, is_matter: bool) -> Iterator[AssignmentSpan]:
    mark = _POINT.match(text, start, end)
    start = mark.end() if mark else start
    if is_matter and _MATTER_ONLY.match(text, start, end):
        return
    span: tuple[int, int] | None = None
    for a, b in split_sentences(text, start, end):
        words = text[a:b].rstrip(" .;:,")
        if not words:
            continue
        if span is None:
            if not _NO_TASK.match(words):
                span = (a, a + len(words))
        elif is_own_report(words):
            span = (span[0], a + len(words))
    if span is None:
        return
    first = next(iter(split_sentences(text, span[0], span[1])), span)
    task_end = first[0] + len(text[first[0] : first[1]].rstrip(" .;:,"))
    att = _ATT.search(text[span[0] : task_end])
    task = span[0] + (att.end() if att else 0)
    yield AssignmentSpan(span[0], span[1], (task, task_end), (), "decided", "radens_uppgift")


def column_parties(text: str, start: int, end: int, parties: PartyFinder) -> list[PartySpan]:
    """Return the parties that a column of responsible ones names, each its own span."""
    found: list[PartySpan] = []
    at = start
    stops = [*_PARTY_STOPS.finditer(text, start, end), None]
    for stop in stops:
        until = stop.start() if stop else end
        party = _party(text, at, until, parties)
        if party is not None:
            found.append(party)
        at = stop.end() if stop else end
    return found


def _party(text: str, start: int, end: int, parties: PartyFinder) -> PartySpan | None:
    written = text[start:end]
    start += len(written) - len(written.lstrip(" ("))
    end = start + len(text[start:end].rstrip(" ,;)"))
    written = text[start:end]
    if not written or _NOBODY.fullmatch(written) or not any(letter.isalpha() for letter in written):
        return None
    found = parties.at(text, start, end) or parties.at(text, start, end - 1 if written.endswith(".") else end)
    if found is not None and found.end >= end - 1:
        return PartySpan(start, end, found.kind, found.name)
    titled = _TITLED.match(written)
    name = written[titled.end() :] if titled else written
    if _PERSON.fullmatch(name) and (titled or (len(name.split()) > 1 and head_kind(name.split()[0]) is None)):
        return PartySpan(start, end, "person", name)
    if found is not None:
        return PartySpan(start, end, found.kind, normalise_name(written))
    words = written.split()
    kind = next((kind for word in words[:3] if (kind := head_kind(word)) is not None), None)
    if kind is None and len(words) == 1 and _PERSON.fullmatch(written) and not written.isupper():
        short = parties.abbreviation(text, start, end)
        return short or PartySpan(start, end, "unit" if written.endswith(("en", "et")) else "person", written)
    short = parties.abbreviation(text, start, end)
    if kind is None and short is not None:
        return PartySpan(start, end, short.kind, short.name)
    return PartySpan(start, end, kind or "unit", normalise_name(written))
