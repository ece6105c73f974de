"""Assignments in the rows of follow-up lists: explicit ones, bare tasks (guidelines §2.3), and parties named in a column."""

import re
from collections.abc import Iterator
from dataclasses import replace

from beslutsnlp.pipeline.assignments import AssignmentSpan, find_in_clauses, find_in_sentence, is_own_report
from beslutsnlp.pipeline.clauses import find_clauses
from beslutsnlp.pipeline.duties import find_duty
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.sentences import split_sentences

_POINT = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\)|[•–*-])\s+")
_REPORT, _BARE = "aterrapport", "radens_uppgift"
_INLINE_POINT = re.compile(r"(?<=[.;,])\s(?=\d{1,2}[.)]\s[A-ZÅÄÖa-zåäö])|(?<=samt)\s(?=\d{1,2}[.)]\s)")
_BEREDA = re.compile(r"(?:att\s)?(?:bereda?|utreda?)\s(?:frågan|ärendet)\b", re.IGNORECASE)
_SUBCLAUSE = re.compile(r"\b(?:innebär|innebärande|så\ssätt|så|genom)\satt\s", re.IGNORECASE)
_REPORT_NOUN = re.compile(r"(?:åter)?(?:rapport|redovisning)(?:ering)?\s(?:av|om|från|kring)\b", re.IGNORECASE)
_LEADING_ATT = re.compile(r"att\s", re.IGNORECASE)
# why something is to be done, before the sentence that says what
_PREFACE = re.compile(
    r"(?:[\wåäö]+\s){0,3}?[\wåäö]*(?:nämnden|styrelsen|fullmäktige|utskottet|direktionen|rådet|presidiet|kommunen|regionen|revisorerna|vi)\s(?:anser|vill|konstaterar|ser|noterar|menar|har\skonstaterat|är|bedömer|önskar)\b",
    re.IGNORECASE,
)
# "Fler familjehem: socialchefen ska …"
_HEADED = re.compile(r"[^:.]{3,60}:\s")
_PRESENT = re.compile(
    r"(?:,?\s(?:senast|under|tillsammans|inom|snarast|årligen|löpande|i\ssam\w+|efter|före|till)\s[^.;]{2,80}?)?,?\s(?P<verb>(?!eller\b|för\b|över\b|under\b|efter\b|per\b|för\b)[a-zåäö]{2,14}r)\s(?!i\suppdrag)"
)
_TAKEN_BACK = re.compile(r"\b(?:tas\stillbaka|återkallas|återtas|upphävs|dras\stillbaka)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
# what decides without giving anybody something to do
_NO_TASK = re.compile(
    r"""(?:att\s)?(?:godkänn\w*|fastställ\w*|anta[rs]?\b|antogs|noter\w*|lägg(?:a|er|s)?\s[^.]{0,80}\still\shandlingarna|avslå[rs]?\b|avslag\b|anslå[rs]?\b|bevilja\w*
      |(?:motion(?:en|erna)?|medborgarförslaget?|(?:nämnd)?initiativet|ärendet|förslaget|yrkandet)\s(?:bifalls|avslås|anses|är|återremitteras|remitteras|bordläggs)\b[^.]*$
      |(?:att\s)?förläng\w*\s(?:tiden|tidsfristen|uppdraget|uppdragstiden)\b[^.]*$|(?:tiden|tidsfristen|uppdragstiden|uppdraget)\b[^.]{0,80}\sförlängs\b[^.]*$
      |bifall(?:es|s)?(?:\still\s(?:motionen|motionens|medborgarförslaget|förslaget)(?![^.]*\batt\b)[^.]*)?\.?$|[\wåäö\s-]{3,40}\s(?:godkänner|fastställer|antar|noterar|avslår|beviljar)\b|enligt\sförslag|återremiss\w*[^.]*$)""",
    re.VERBOSE | re.IGNORECASE,
)
# a matter that names no task: where a list has no column of assignments
_MATTER_ONLY = re.compile(
    r"(?:motion|medborgarförslag|nämndinitiativ|interpellation|fråga|skrivelse|ärende|e-förslag|revisionsrapport|remiss|granskning|delårsrapport|årsredovisning)\w*\b",
    re.IGNORECASE,
)
_ATT = re.compile(r"(?:bifall\s[^.]{0,200}?\b|uppdrag(?:et)?:?\s|^)att\s(?:se\still\satt\s)?", re.IGNORECASE)
_SHALL = re.compile(r"^[^.]{3,80}?\b(?:ska|skall)\s")
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
    explicit = [_from_party(text, _moved(entry, start)) for entry in find_in_clauses(cell, clauses, parties)]
    if is_matter:
        explicit = [entry for entry in explicit if entry.rule != _REPORT]
        if _MATTER_ONLY.match(cell):
            # what a motion wants
            explicit = [replace(entry, assertion="proposed") for entry in explicit]
    explicit = [_as_bound(text, entry) for entry in explicit]
    points = list(_points(text, start, end))
    explicit = [_with_list(text, entry, points) for entry in explicit]
    told = [entry for entry in explicit if entry.assertion == "decided" and entry.rule != _REPORT]
    bare: list[AssignmentSpan] = []
    for a, b in points:
        if any(entry.start < b and a < entry.end for entry in told) or (told and len(points) == 1):
            continue
        undecided = any(entry.start < b and a < entry.end and entry.rule != _REPORT for entry in explicit)
        mark = _POINT.match(text, a, b)
        if not undecided or _BEREDA.match(text, mark.end() if mark else a):
            bare.extend(_in_point(text, a, b, parties, is_matter=is_matter))
    if told and not any(_NUMBERED.match(text, a) for a, _ in points):
        bare = [entry for entry in bare if entry.responsible]
    found = [_without_verb(text, entry) for entry in _with_reports(text, [*explicit, *_joined(bare)])]
    return found[:_MOST]


def _without_verb(text: str, entry: AssignmentSpan) -> AssignmentSpan:
    """Return an assignment that is taken back without the words that say so at the end of its task."""
    if entry.assertion != "withdrawn" or entry.task is None:
        return entry
    start, end = entry.task
    verb = _TAKEN_BACK.search(text, start, end)
    if verb is None or verb.end() < len(text[:end].rstrip(" .;:,")) or verb.start() <= start + 1:
        return entry
    return replace(entry, task=(start, start + len(text[start : verb.start()].rstrip())))


def _moved(entry: AssignmentSpan, by: int) -> AssignmentSpan:
    task = (entry.task[0] + by, entry.task[1] + by) if entry.task else None
    responsible = tuple(
        PartySpan(party.start + by, party.end + by, party.kind, party.name) for party in entry.responsible
    )
    return AssignmentSpan(
        entry.start + by, entry.end + by, task, responsible, entry.assertion, entry.rule, entry.clauses
    )


def _from_party(text: str, entry: AssignmentSpan) -> AssignmentSpan:
    """Return an assignment without the heading that stands before its party in the same cell."""
    if entry.rule != "far_i_uppdrag" or not entry.responsible:
        return entry
    first = entry.responsible[0].start
    before = text[entry.start : first]
    return (
        replace(entry, start=first)
        if before and not re.fullmatch(r"(?:att|dels|samt)\s", before, re.IGNORECASE)
        else entry
    )


def _as_bound(text: str, entry: AssignmentSpan) -> AssignmentSpan:
    """Return as decided what a decision says that it means: "bifalls på så sätt att nämnden ges i uppdrag …"."""
    led = _SUBCLAUSE.search(text, max(entry.start - 40, 0), min(entry.start + 5, entry.end))
    if led is None or entry.assertion == "decided" or not entry.responsible:
        return entry
    return replace(entry, start=max(entry.start, led.end()), assertion="decided")


def _with_list(text: str, entry: AssignmentSpan, points: list[tuple[int, int]]) -> AssignmentSpan:
    """Return an assignment that ends in a colon with the points that it leads up to."""
    if not text[entry.end - 1 : entry.end + 2].rstrip().endswith(":"):
        return entry
    end = entry.end
    for a, b in points:
        if a < entry.end:
            continue
        if not (_POINT.match(text, a, b) or text.startswith(("att ", "dels "), a)):
            break
        end = a + len(text[a:b].rstrip(" .;:,"))
    return replace(entry, end=end, task=(entry.task[0], end) if entry.task else None)


def _points(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the points of a cell: its lines, and those that a number starts in a line."""
    at = start
    for line in text[start:end].split("\n"):
        begin = at
        for mark in _INLINE_POINT.finditer(text, at, at + len(line)):
            yield begin, mark.start()
            begin = mark.end()
        if text[begin : at + len(line)].strip():
            yield begin, at + len(line)
        at += len(line) + 1


def _in_point(text: str, start: int, end: int, parties: PartyFinder, *, is_matter: bool) -> Iterator[AssignmentSpan]:
    """Yield the assignments of a point that is no clause of a known form: what somebody is told in passing, else a bare task."""
    mark = _POINT.match(text, start, end)
    start = mark.end() if mark else start
    if is_matter and _MATTER_ONLY.match(text, start, end):
        return
    span: tuple[int, int] | None = None
    for a, b in split_sentences(text, start, end):
        words = text[a:b].rstrip(" .;:,")
        if not words:
            continue
        if span is not None:
            if is_own_report(words):
                span = (span[0], a + len(words))
            continue
        if _PREFACE.match(words) and b < end:
            continue
        settles = _NO_TASK.match(words) is not None
        nested = [] if _BEREDA.match(words) else list(_told(text, a, a + len(words), parties, settles=settles))
        if nested:
            yield from nested
            return
        if not settles and (not is_own_report(words) or _REPORT_NOUN.match(words)):
            span = (a, a + len(words))
    if span is None:
        return
    first = next(iter(split_sentences(text, span[0], span[1])), span)
    task_end = first[0] + len(text[first[0] : first[1]].rstrip(" .;:,"))
    att = _ATT.search(text[span[0] : task_end])
    task = span[0] + (att.end() if att else 0)
    taken_back = _TAKEN_BACK.search(text, span[0], span[1]) is not None
    yield AssignmentSpan(span[0], span[1], (task, task_end), (), "withdrawn" if taken_back else "decided", _BARE)


def _told(text: str, start: int, end: int, parties: PartyFinder, *, settles: bool) -> Iterator[AssignmentSpan]:
    """Yield what a sentence gives somebody to do in its own words or in a subclause ("bifalls så att nämnden ska …")."""
    found = find_in_sentence(text, start, end, "decided", parties)
    if found:
        for entry in found:
            first = entry.responsible[0].start if entry.responsible and entry.rule == "far_i_uppdrag" else entry.start
            yield replace(entry, start=first, assertion="decided")
        return
    lead = _LEADING_ATT.match(text, start, end)
    begin = lead.end() if lead else start
    for match in _SUBCLAUSE.finditer(text, start, end):
        begin = match.end()
    duty = find_duty(text, begin, end, parties)
    if duty is None and (headed := _HEADED.match(text, start, end)) is not None:
        begin = headed.end()
        duty = find_duty(text, begin, end, parties)
    if duty is None and settles:
        return
    if duty is None:
        party = parties.at(text, begin, end)
        verb = _PRESENT.match(text, party.end, end) if party else None
        if party is not None and verb is not None:
            yield AssignmentSpan(start, end, (verb.start("verb"), end), (party,), "decided", "presens")
    else:
        first, rule = (start, "presens") if duty.rule == "presens" else (begin, "ska")
        yield AssignmentSpan(first, end, (duty.task_start, duty.task_end or end), (duty.party,), "decided", rule)


def _joined(bare: list[AssignmentSpan]) -> list[AssignmentSpan]:
    """Return bare tasks, those of several points that name nobody as one."""
    nameless = [entry for entry in bare if not entry.responsible and entry.assertion == "decided"]
    if len(nameless) < 2:
        return bare
    first, last = nameless[0], nameless[-1]
    task = (first.task[0] if first.task else first.start, last.end)
    one = replace(first, end=last.end, task=task)
    return [one, *(entry for entry in bare if entry not in nameless)]


def _with_reports(text: str, found: list[AssignmentSpan]) -> list[AssignmentSpan]:
    """Return assignments in text order, each with the report-back sentences of its own that follow it."""
    kept: list[AssignmentSpan] = []
    for entry in sorted(found, key=lambda entry: (entry.start, -entry.end)):
        if kept and (kept[-1].start, kept[-1].end) == (entry.start, entry.end):
            continue
        if kept and entry.rule == _REPORT and is_own_report(text[entry.start : entry.end]):
            last = max(range(len(kept)), key=lambda place: kept[place].end)
            kept[last] = replace(kept[last], end=max(kept[last].end, entry.end))
        elif (
            not any(other.start <= entry.start and entry.end <= other.end and other.rule == _BARE for other in kept)
            or entry.assertion != "decided"
        ):
            kept.append(entry)
    return kept
