"""Status phrases: the words of a list's cell that say how far an assignment has come (guidelines §4)."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from beslutsnlp.dates.resolver import resolve
from beslutsnlp.dates.scanner import scan
from beslutsnlp.labels import STATUS_STAGES, StatusStage
from beslutsnlp.pipeline.phrases import Phrase, PhraseFinder, load_phrases, own_phrases
from beslutsnlp.sentences import split_sentences
from beslutsnlp.structure.cell_facts import find_days

# where two phrases are of one length and place, the first of these counts
_RANK: dict[str, int] = {
    stage: place
    for place, stage in enumerate(
        ("closed", "none", "partial", "waiting", "reported", "completed", "started", "planned")
    )
}
_SUBJECT = re.compile(
    r"""(?:(?:arbetet?|arb|ärendet?|uppdraget?|frågan|motionen|återrapport(?:en|ering(?:en)?)?|återrapp|redovisning(?:en)?|slutredovisning(?:en)?|slutrapport(?:en)?|delrapport(?:en)?
          |lägesrapport(?:en)?|rapport(?:en)?|beredning(?:en)?|handläggning(?:en)?|processen|projektet|utredning(?:en)?|detta|det|vi|svar(?:et)?|översyn(?:en)?|åtgärden|beslutet)
        (?:\s(?:har|är|hade|blev|blir|ska|skall|kommer|kan|beräknas|väntas|nu|ännu|inte|ej|redan|fortfarande|dock|även|också|att|vara|bli|helt))*\s)$""",
    re.VERBOSE | re.IGNORECASE,
)
_AUXILIARY = re.compile(r"(?:(?:har|är|ska|skall|kommer\satt|beräknas|väntas|nu|ännu)\s)+$", re.IGNORECASE)
# what may stand between a phrase and its time: to whom, in what form
_BETWEEN = re.compile(
    r"\s?(?:(?:muntligt|skriftligt|enligt\splan)\s)?(?:(?:till|för|i|på|vid|av|hos)\s)?(?:[\wÅÄÖåäö-]+\s?){0,3}$"
)
_LONGEST_MEETING = 120
_NOTHING_MORE = re.compile(r"(?:[\s,(]{0,3}(?:§{1,2}|p\.|punkt|nr|ärende|kl\.?)\s?[\d\s,.:och–-]{1,30})?[\s.,;)]{0,4}")
_TIME_ALONE = re.compile(
    r"(?:[A-ZÅÄÖ]{1,6}|[a-zåäö]*(?:nämnden|styrelsen|fullmäktige|utskottet))?,?\s?$", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"\b(?:när|sedan|som|till dess|eftersom|innan|då|för att|att|om|tills|förrän|efter)\b", re.IGNORECASE
)
# what a negation shortly before makes undone
_UNDONE = frozenset(("started", "partial", "reported", "completed"))
_NEGATED = re.compile(
    r"\b(?:inte|ej|icke|ingen|inget|inga|ingenting|varken|aldrig|knappast|utan\satt\s\w+|utan\satt)(?:\s(?!men\b|utan\b|dock\b)[^\s.,;:]+){0,4}\s$",
    re.IGNORECASE,
)
_NEAR = 60
_LONGEST = 20_000


class _TimeOf(NamedTuple):
    """A time in a text and the days that it means."""

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class StatusPhrase:
    """A phrase of a status text: its span, the stage that its own words tell, and its time if it has one."""

    start: int
    end: int
    stage: StatusStage
    first: dt.date | None = None
    last: dt.date | None = None
    rule: str = ""


def _finder() -> PhraseFinder:
    return _finder_with(own_phrases("statuses"))


@lru_cache(maxsize=16)
def _finder_with(own: tuple[Phrase, ...]) -> PhraseFinder:
    return PhraseFinder((*load_phrases("statuses"), *own))


def find_stages(text: str) -> list[tuple[int, int, StatusStage, str]]:
    """Return the words of a text that tell a stage, each as (start, end, stage, rule), none over another.

    >>> [(stage, rule) for _, _, stage, rule in find_stages("Arbetet pågår, ej klart.")]
    [('started', 'pagar'), ('none', 'inget_gjort')]
    """
    taken: list[tuple[int, int, StatusStage, str]] = []
    found = sorted(
        _finder().find(text[:_LONGEST]), key=lambda entry: (entry[0] - entry[1], _RANK[entry[2].label], entry[0])
    )
    covered = bytearray(min(len(text), _LONGEST))
    for start, end, phrase in found:
        if not any(covered[start:end]):
            covered[start:end] = b"\x01" * (end - start)
            stage = next(stage for stage in STATUS_STAGES if stage == phrase.label)
            if stage in _UNDONE and _NEGATED.search(text, max(start - _NEAR, 0), start):
                taken.append((start, end, "none", f"ej_{phrase.id}"))
            else:
                taken.append((start, end, stage, phrase.id))
    return sorted(taken)


def find_statuses(
    text: str, start: int = 0, end: int | None = None, *, decided_on: dt.date | None = None
) -> list[StatusPhrase]:
    """Return the status phrases of a cell, in order: each with its generic subject and its time, without "§ n".

    Args:
        text: The text.
        start: Where the cell starts in it.
        end: Where it ends; the text's end where it is None.
        decided_on: The day of the row's decision, from which a year that is left out is filled in.
    """
    end = len(text) if end is None else end
    phrases: list[StatusPhrase] = []
    for a, b in split_sentences(text, start, min(end, start + _LONGEST)):
        stages = _main_stages(text[a:b])
        # without words of a stage only a meeting and its day tell something
        times = _times(text, a, b, decided_on) if stages or b - a < _LONGEST_MEETING else []
        for place, (first, last, stage, rule) in enumerate(stages):
            limit = a + stages[place + 1][0] if place + 1 < len(stages) else b
            phrases.append(_phrase(text, a, a + first, a + last, limit, stage, rule, times))
        time = times[0] if times and not stages else None
        if (
            time is not None
            and _TIME_ALONE.fullmatch(text[a : time.start].strip() + " ")
            and _NOTHING_MORE.fullmatch(text[time.end : b])
        ):
            # "RS 2025-05-27 § 43": a meeting and its day, nothing else
            phrases.append(StatusPhrase(a, time.end, "reported", time.first, time.last, "mote"))
    return phrases


def _main_stages(sentence: str) -> list[tuple[int, int, StatusStage, str]]:
    """Return the words of a sentence that tell a stage, those side by side as one, without those of its subclauses."""
    kept: list[tuple[int, int, StatusStage, str]] = []
    for start, end, stage, rule in find_stages(sentence):
        if kept:
            between = sentence[kept[-1][1] : start]
            if len(between) <= 1:
                first = kept[-1]
                kept[-1] = (
                    first[0],
                    end,
                    stage if first[3] == "planeras" and first[2] == stage else first[2],
                    first[3],
                )
                continue
            if _SUBORDINATE.search(between):
                continue
        kept.append((start, end, stage, rule))
    return kept


def _times(text: str, start: int, end: int, decided_on: dt.date | None) -> list[_TimeOf]:
    """Return the times of a sentence, past ones too, with the days that they mean."""
    times: list[_TimeOf] = []
    for time in scan(text[start:end]):
        span = resolve(time, decided_on)
        if span is not None:
            times.append(_TimeOf(start + span.start, start + span.end, span.first, span.last))
    taken = bytearray(end - start)
    for known in times:
        taken[known.start - start : known.end - start] = b"\1" * (known.end - known.start)
    for (first, last), day in find_days(text[start:end]):
        if 1 not in taken[first:last]:
            times.append(_TimeOf(start + first, start + last, day, day))
            taken[first:last] = b"\1" * (last - first)
    return sorted(times)


def _phrase(
    text: str, sentence: int, start: int, end: int, limit: int, stage: StatusStage, rule: str, times: list[_TimeOf]
) -> StatusPhrase:
    subject = _SUBJECT.search(text[sentence:start]) or _AUXILIARY.search(text[sentence:start])
    begin = sentence + subject.start() if subject else start
    time = next(
        (time for time in times if end <= time.start < limit and _BETWEEN.fullmatch(text[end : time.start])), None
    ) or next((time for time in times if time.start < end and start < time.end), None)
    stop = max(end, time.end) if time else end
    return StatusPhrase(begin, stop, stage, time.first if time else None, time.last if time else None, rule)
