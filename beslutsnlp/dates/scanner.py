"""The times in a text, each with the operator before it: "senast i slutet av | september 2023".

`scan` finds what is written; nothing is filled in and nothing is judged yet.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from beslutsnlp.dates.calendar import month_number
from beslutsnlp.dates.forms import FORMS, Form
from beslutsnlp.dates.lexicon import NUMBER_WORDS, NUMBERS, WORDS
from beslutsnlp.dates.periods import SEASONS, Part, Value

Operator = Literal["in", "by", "before", "until", "from", "between", "starting", "other"]
Kind = Literal["time", "meeting", "recurrence", "urgency", "within", "after", "same", "day_only"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a text as it is written.

    Attributes:
        start: Where it starts, its operator included.
        core: Where it starts without its operator.
        end: Where it ends.
        kind: What sort of time it is.
        operator: How it is bound: "by" (senast), "before", "until" (till), "from", "in" …
        value: The stretch of a time, the meeting's day or month, or the day that an interval counts from.
        part: The third of the stretch that is meant, or its last day.
        freq: The period of a recurrence, or the length of an interval, as in ISO 8601; None for an open one.
        rule: The names of the form and the operator.
        word: The preposition as written, lower case.
    """

    start: int
    core: int
    end: int
    kind: Kind
    operator: Operator = "in"
    value: Value | None = None
    part: Part | None = None
    freq: str | None = None
    rule: str = ""
    word: str = ""


_PREPOSITIONS: dict[str, Operator] = {
    "till och med": "until", "till": "until", "fram till och med": "until", "fram till": "until", "intill": "until", "t.o.m.": "until",
    "före": "before", "innan": "before", "inför": "before", "i god tid före": "before",
    "från och med": "from", "fr.o.m.": "from", "från": "from", "sedan": "from", "med start": "starting", "med början": "starting",
    "första gången": "starting", "med start i": "starting", "med början i": "starting", "första gången i": "starting", "med början den": "starting",
    "under": "in", "i": "in", "vid": "in", "på": "in", "inom": "in", "mellan": "between",
    "efter": "other", "av": "other", "för": "other", "om": "other", "kring": "other", "omkring": "other", "per": "other", "daterad": "other", "daterat": "other",
}  # fmt: skip
_PARTS: dict[str, Part] = {
    "början": "start", "inledningen": "start", "första halvan": "start", "mitten": "middle", "slutet": "end", "senare delen": "end",
    "andra halvan": "end", "utgången": "last_day",
}  # fmt: skip
_WEEKDAY = r"(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?"
_OPERATOR = re.compile(
    rf"""(?<![\w-])(?:(?P<by>senast(?:\sden|\ssenast)?|seanst|senats|senst|senaste)\s)?
        (?:(?P<preposition>fram\still(?:\soch\smed)?|till\soch\smed|t\.?\s?o\.?\s?m\.?|till|intill|i\sgod\stid\sföre|före|innan|inför|från\soch\smed|fr\.?\s?o\.?\s?m\.?|från|sedan
            |med\s(?:start|början)(?:\si|\sden)?|första\sgången(?:\si)?|under|inom|i|vid|på|per|mellan|efter|av|för|omkring|kring|om|daterad|daterat)\s)?
        (?:(?P<part>början|inledningen|mitten|slutet|utgången|första\shalvan|andra\shalvan|senare\sdelen)\s(?:av|på|i)\s)?
        (?:(?:den|det|d\.|tiden|perioden|återstoden\sav)\s{{1,2}}){{0,2}}(?:{_WEEKDAY}\s(?:den\s|d\.\s)?)?(?:den)?$""",
    re.VERBOSE,
)
_BODY_GENITIVE = r"(?:(?:[\wåäö-]+,?\s){0,5}?[\wåäö-]+s\s)?"
_MEETING = re.compile(
    r"""(?<![\w-])(?P<operator>senast\s(?:till|vid|på)|till|vid|på|inför|före|under)\s
        (?P<np>(?:[\wåäö]+-\soch\s)?(?:(?!(?:och|samt|att|som|med|den|för|av|om|senast|varje|samtliga|alla|till|vid|på|i|inför|under)\b)[\wåäö-]+\s){0,6}?)
        (?P<noun>[\wåäö-]*(?:sammanträde|möte)(?:t|n|na)?)\b(?!s)(?:\smed\s[\wåäö-]+(?:en|et)\b)?""",
    re.VERBOSE,
)
_NEXT_MEETING = re.compile(r"\b(?:nästa|nästkommande|kommande|följande)\b")
_MEETING_TAIL = re.compile(r"\s?(?:\(|,\s)?(?:i|den|under|år|på)?\s?(?:början\sav\s|slutet\sav\s|mitten\sav\s)?$")
_MONTH_MEETING = re.compile(
    r"(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?:möte|sammanträde)"
)
_SEASON_MEETING = re.compile(r"\b(vår|sommar|höst|vinter)(?:en|n|ens|s)+\s$")
_SAME = re.compile(
    r"(?<![\w-])(?P<by>senast\s)?(?:(?:vid|på|till)\s)?samma\s(?:datum|dag|tidpunkt|dato)\b(?:\s(?:år\s)?(?P<year>20\d\d)\b)?"
)
_DAY_ONLY = re.compile(
    r"(?<![\w-])(?P<by>senast\s)?den\s(?P<day>3[01]|[12]\d|[1-9])(?::[ae])?(?=,?\s(?:och|respektive|samt|resp\.|eller)\s)"
)
_COUNT = (
    rf"(?P<count>{NUMBER_WORDS}|\d{{1,3}})\s(?P<unit>dagar|dygn|dag|veckor|vecka|månader|månad|kvartal|halvår|år)\b"
)
_ANCHOR = r"\s(?:efter|räknat\sfrån(?:\soch\smed)?|från(?:\soch\smed)?)\s(?:(?P<decision>(?:(?:detta|dagens|nämndens|styrelsens|regeringens)\s)?beslut(?:et|sdatum|sdagen|ets\sdatum)?|dag(?:en)?\sför\s(?:detta\s)?beslut(?:et)?|i?dag|dagens\s(?:datum|sammanträde))\b|(?P<event>\S))"
_WITHIN = re.compile(rf"(?<![\w-])inom\s(?:(?:högst|max|maximalt)\s)?{_COUNT}(?:{_ANCHOR})?")
_AFTER = re.compile(rf"(?<![\w-])(?P<by>senast\s)?{_COUNT}{_ANCHOR}")
_EVENT_DATE = re.compile(r"[^.;:,]{3,70}?\sden\s(?=\d)")
_UNITS = {"dag": "D", "dyg": "D", "vec": "W", "mån": "M", "kva": "Q", "hal": "H", "år": "Y"}


@cache
def _cores() -> tuple[re.Pattern[str], dict[str, tuple[Form, list[tuple[str, int]]]]]:
    """Return the pattern of all forms, and for each form its own groups by their place in it."""
    parts = [f"(?P<{form.name}>{form.pattern.replace('(?P<', f'(?P<{form.name}__')})" for form in FORMS]
    pattern = re.compile(rf"(?:(?<![\w/§])|(?<=\sden))(?:{'|'.join(parts)})")
    groups: dict[str, list[tuple[str, int]]] = {form.name: [] for form in FORMS}
    for name, index in pattern.groupindex.items():
        form, _, group = name.partition("__")
        if group:
            groups[form].append((group, index))
    return pattern, {form.name: (form, groups[form.name]) for form in FORMS}


def lower(text: str) -> str:
    """Return a text in lower case, character for character, so that offsets hold."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def scan(text: str) -> list[Time]:
    """Return the times in a lower-case text, in order, none inside another."""
    found: list[Time] = []
    pattern, forms = _cores()
    for match in pattern.finditer(text):
        form, places = forms[match.lastgroup or ""]
        value = form.read({group: written for group, index in places if (written := match[index])})
        if value is not None:
            found.append(_with_operator(text, match.start(), match.end(), value, form.name))
    found.extend(_words(text))
    # each of these is looked for only where a word of it stands
    if "inom" in text or "efter" in text or "från" in text:
        found.extend(_intervals(text, found))
    if "möte" in text or "sammanträde" in text:
        found.extend(_meetings(text, found))
    if "samma" in text or "den " in text:
        found.extend(_elliptic(text))
    return _disjoint(found)


def _elliptic(text: str) -> Iterator[Time]:
    """Yield the times that only another one makes whole: "samma dag", "den 1 och den 15 mars"."""
    for match in _SAME.finditer(text):
        year = Value("year", year=int(match["year"])) if match["year"] else None
        yield Time(match.start(), match.start(), match.end(), "same", "by" if match["by"] else "in", year, rule="samma")
    for match in _DAY_ONLY.finditer(text):
        operator: Operator = "by" if match["by"] else "in"
        day = Value("day", 0, int(match["day"]))
        yield Time(match.start(), match.start("day"), match.end(), "day_only", operator, day, rule="dag")


def _with_operator(text: str, core: int, end: int, value: Value, name: str) -> Time:
    match = _OPERATOR.search(text, max(0, core - 70), core)
    if match is None:
        return Time(core, core, end, "time", value=value, rule=name)
    preposition = " ".join((match["preposition"] or "").replace(" ", " ").split())
    key = {
        "t.o.m": "t.o.m.",
        "tom": "t.o.m.",
        "t o m": "t.o.m.",
        "t. o. m.": "t.o.m.",
        "from": "fr.o.m.",
        "fr o m": "fr.o.m.",
        "fr.o.m": "fr.o.m.",
    }.get(preposition, preposition)
    operator: Operator = _PREPOSITIONS.get(key, "in") if preposition else "in"
    if match["by"] and operator not in ("before",):
        operator = "by"
    part = _PARTS[" ".join(match["part"].split())] if match["part"] else None
    return Time(
        match.start(),
        core,
        end,
        "time",
        operator,
        value,
        part,
        rule="+".join(filter(None, (_named(match), name))),
        word=preposition,
    )


def _named(match: re.Match[str]) -> str:
    return "+".join(
        filter(None, ("senast" if match["by"] else "", match["preposition"] or "", match["part"] or ""))
    ).replace(" ", "_")


def _words(text: str) -> list[Time]:
    found: list[Time] = []
    for match in WORDS.finditer(text):
        start, end, name = match.start(), match.end(), match.lastgroup
        if name == "urgency":
            found.append(Time(start, start, end, "urgency", rule="urgency"))
        else:
            found.append(
                Time(start, start, end, "recurrence", freq=None if name == "open" else name, rule="recurrence")
            )
    return found


def _intervals(text: str, times: list[Time]) -> list[Time]:
    """Return the intervals: "inom tre månader", "senast sex månader efter den 1 januari 2026"."""
    starts = {time.core: time for time in times}
    found: list[Time] = []
    kinds: tuple[tuple[re.Pattern[str], Kind], ...] = ((_AFTER, "after"), (_WITHIN, "within"))
    for pattern, kind in kinds:
        for match in pattern.finditer(text):
            count = int(match["count"]) if match["count"].isdigit() else NUMBERS[match["count"]]
            unit = _UNITS[match["unit"][:3] if match["unit"] != "år" else "år"]
            freq = f"P{count * 3}M" if unit == "Q" else f"P{count * 6}M" if unit == "H" else f"P{count}{unit}"
            end, value, event = match.end(), None, False
            if match["event"]:
                at = match.start("event")
                anchor = starts.get(at) or starts.get(at + 4 if text.startswith("den ", at) else at)
                dated = _EVENT_DATE.match(text, at) if anchor is None else None
                if dated is not None:
                    # "efter projektets avslut den 30 juni 2026"
                    anchor = starts.get(dated.end())
                if anchor is not None and anchor.value is not None and anchor.value.unit == "day":
                    end, value = anchor.end, anchor.value
                else:
                    end, event = match.start("event"), True
            by = kind == "within" or bool(match["by"])
            found.append(
                Time(
                    match.start(),
                    match.start(),
                    end,
                    kind,
                    "other" if event else "by" if by else "in",
                    value,
                    freq=freq,
                    rule=kind,
                )
            )
    return found


_MEETING_OPERATORS: dict[str, Operator] = {"senast": "by", "till": "until", "inför": "before", "före": "before"}
_MEETING_UNITS = ("day", "month", "season", "quarter", "week", "term")


def _meetings(text: str, times: list[Time]) -> list[Time]:
    """Return the meetings that a time is told for: "till nämndens möte i maj", "vid nästa sammanträde"."""
    found: list[Time] = []
    plain = [time for time in times if time.kind == "time"]
    cores = [time.core for time in plain]
    for match in _MEETING.finditer(text):
        start, end, word = match.start(), match.end(), match["operator"].split()[0]
        operator = _MEETING_OPERATORS.get(word, "in")
        place = bisect_left(cores, end)
        following = plain[place] if place < len(plain) else None
        if following is not None and not _MEETING_TAIL.fullmatch(text, end, min(following.core, end + 23)):
            following = None
        value = following.value if following else None
        named = _MONTH_MEETING.match(match["noun"])
        if following and value and value.unit in _MEETING_UNITS:
            rule = f"meeting+{following.rule}"
            found.append(replace(following, start=start, kind="meeting", operator=operator, rule=rule, word=word))
        elif season := _SEASON_MEETING.search(match["np"]):
            found.append(
                Time(
                    start,
                    start,
                    end,
                    "meeting",
                    operator,
                    Value("season", SEASONS[season[1]]),
                    rule="meeting+season",
                    word=word,
                )
            )
        elif named:
            year = value.year if value and value.unit == "year" and following and following.core == end + 1 else None
            stop = following.end if following and year else end
            month = Value("month", month_number(named[1]), year=year)
            found.append(Time(start, start, stop, "meeting", operator, month, rule="meeting+month", word=word))
        elif _NEXT_MEETING.search(match["np"]):
            found.append(Time(start, start, end, "meeting", operator, rule="meeting", word=word))
    return found


def _disjoint(times: list[Time]) -> list[Time]:
    """Return times in order; where two overlap, the one that starts first, then the longer."""
    kept: list[Time] = []
    for time in sorted(times, key=lambda time: (time.start, -time.end)):
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
        elif time.core >= kept[-1].end:
            # an operator that another time has taken
            kept.append(replace(time, start=time.core))
    return kept
