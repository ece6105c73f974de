"""Deadline or not: whether a time stands where it says when something is to be done, by the words around it.

Nine times of ten in minutes are none: dates of decisions, names of plans, what has happened, what a law says, times
inside the object. The nearest cue before a time decides, weighed by how the time is bound: senast binds, a bare year does not.
"""

import re
import tomllib
from importlib.resources import files

from beslutsnlp.dates.scanner import Time

_RAW: dict[str, list[str]] = tomllib.loads(
    files("beslutsnlp.dates").joinpath("context.toml").read_text(encoding="utf-8")
)


def _either(name: str) -> str:
    """Return the words of a list as one pattern."""
    words = sorted(_RAW[name], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s").replace(r"\*", r"[\wåäö-]*") for word in words)


_STRONG = re.compile(rf"\b(?:{_either('strong')})\b")
_REPORTED = re.compile(rf"\b(?<!får\s)(?:{_either('reported')})\b")
_MOVED = re.compile(rf"\b(?:{_either('moved')})\b")
_ACTION = re.compile(rf"\b(?:(?:{_either('action')})(?:a|as|ar|er|s|r|es)?|{_either('reports')})\b")
# a participle before a noun or behind "är" tells of no act: "de beviljade bidragen", "är avslutade"
_NO_PARTICIPLE = "".join(
    rf"(?<!\b{word}\s)"
    for word in ("är", "vara", "blir", "bli", "de", "den", "det", "sina", "över", "av", "med", "för", "om", "alla")
)
_PAST = re.compile(rf"\b(?:{_either('past')}|{_NO_PARTICIPLE}[a-zåäö]{{3,}}(?:ades?|dde|des|tes))\b")
_HOLDS = re.compile(rf"\b(?:{_either('holds')})\b")
_RELATIVE = re.compile(
    r"(?:,\s|\s)(?:som|där|vilket|vilken|vilka|då|sedan|när|medan|eftersom|varav|vars|så\ssom|såsom|efter\satt|innan\sdess)\s(?!ska|skall)"
)
_SUBORDINATE = re.compile(r"\b(?:hur|huruvida)\s")
_EXTERNAL = re.compile(
    rf"\benligt\s(?:\S+\s){{0,4}}?(?:{_either('external_sources')})\b|\b(?:{_either('external')})\b|\bkap\.|(?<!uppdraget\s)\binnebär\satt\b"
    rf"|^.{{0,40}}?\b(?:{_either('external_subjects')})\b"
)
_OBJECT_BEFORE = re.compile(rf"(?<![\wåäö])(?:{_either('objects')})\s$")
# "redovisa planen före den 1 mars": the plan is what is reported, not what the time is of
_OBJECT_REPORTED = re.compile(rf"\b(?:{_either('reported')})\s(?:[\wåäö-]+\s){{1,3}}$")
_NOUN_BEFORE = re.compile(rf"(?<![\wåäö])(?:{_either('documents')})\s(?:den\s)?$")
_AMOUNT_BEFORE = re.compile(rf"(?<![\wåäö])(?:{_either('amounts')})\s(?:om\s[^.,;]{{3,40}}\s)?$")
_LABEL = re.compile(
    rf"(?:^|[|·•\n(]|\.\s|,\s|;\s|[–-]\s|\soch\s)\s{{0,2}}(?:{_either('labels')})\s?:?\s(?:till\s[\wåäö-]+\s)?$"
    r"|\b(?:tidpunkt|tid|tiden|datum|dag|dagen)(?:en)?\s[^.;,]{0,60}?\bär\s$"
)
# the minutes' own "omedelbart justerad"
_ADJUSTS = re.compile(
    r"\s?(?:för\w*\s)?(?:paragrafen?|protokollet|ärendet)?\s?juster\w*\s?(?:protokollet\s|paragrafen\s)?"
)
# "reviderades senast i april 2019", "skulle ha lämnats senast den 1 september"
_JUST_DONE = re.compile(
    rf"\b(?:skulle\s(?:ha\s)?\w+|{_NO_PARTICIPLE}[a-zåäö]{{3,}}(?:ades?|ddes?|ttes|ndes|rdes)|(?:har|hade)\s[a-zåäö]{{3,}}(?:ats|tts|ts)|gjordes|skedde|hölls|sågs\söver|senast\sändrat|ändrad|ändrat)\s(?:\w+\s)?$"
)
# ", upptäckt | i slutet av augusti", ", förordnad | t.o.m. den 31 december": a participle's own time
_PARTICIPLE_BEFORE = re.compile(
    r"[,(]\s(?!senast|samt|sist|först|näst|[a-zåäö]*rapport|[a-zåäö]*klart?\b)[a-zåäö]{3,}(?:ad|at|kt|gt|pt|tt|nt|st|lt|rt|vt|ft|tagen|given|fattad|dd|nd|ld|rd)\s$"
)
_JUST_REPORTED = re.compile(r"\b(?:åter|av|del|slut)?(?:rapporteras?|redovisas?)\s(?:\w+\s){0,2}$")
_GOAL_AFTER = re.compile(r"\s(?:vara|nå|uppnå)\s(?!klar|färdig|genomför|slutför|på\splats)")
_REFERENCE_AFTER = re.compile(r"\s?,?\s?\(?\s?(?:§|dnr|\d{1,4}\s?§|paragraf)")
_PASSIVE_BEFORE = re.compile(r"\b[a-zåäö]{3,}[aä]s\s(?:ut\s|upp\s|in\s|fram\s)?$")
_INFINITIVE_NEXT = re.compile(r"\s?,?\s(?:[\wåäö-]+\s){0,3}?[a-zåäö]{2,}a\b")
_ATT_BEFORE = re.compile(
    r"\b(?:att|ska|skall|och|uppdrag|får|samt|dels)\s(?:(?:även|också|dels|senast|gemensamt|tillsammans)\s)?$"
)
_REPORTS = re.compile(
    r"\b(?:(?:åter|av|del|slut)?(?:rapportera[rs]?|redovisa[rs]?)|återkomma|återkommer|(?:över|av|in)?lämna[rs]?|presentera[rs]?|ske|sker|redogöra|föreläggas?|delredovisning(?:ar)?|slutredovisning|återrapport(?:ering|en)?|återredovisning|(?:slut|del|läges)?rapport(?:en|er|erna)?|klar|klart|färdig|färdigt|slutföras?|genomföras?|genomförd|vara|verkställas?|tas\supp|återupptas|levererar?)\b"
)
_ARTICLE = re.compile(r"\b(?:det|den|de|dess|sitt|sin|sina|en|ett)\s$")
# units that stand as adverbials without a preposition: "våren 2026", "läsåret 2026/27", "v. 12"
_ADVERBIAL_UNITS = ("season", "school_year", "term", "week", "quarter", "tertial", "half", "month")


# what is farther off says nothing of a time
_REACH = 400
_NEAR = 100
# a note in a list is no longer
_NOTE = 110


def is_deadline(sentence: str, time: Time, *, bare: bool, has_bound: bool, in_task: bool = False) -> bool:
    """Tell whether a time in a lower-case sentence is a deadline; its offsets are into the sentence.

    Args:
        sentence: The sentence, or the cell of a list.
        time: The time, its core and operator known.
        bare: There is nothing else in the text to speak of.
        has_bound: The phrase has a time with senast or a meeting, so that a loose period beside it is rather the object's.
        in_task: The sentence is known to give a task, whatever its words.
    """
    if time.operator in ("other", "from", "starting"):
        return False
    before, after = sentence[max(0, time.start - _REACH) : time.start], sentence[time.end : time.end + _REACH]
    if _REFERENCE_AFTER.match(after) or _PARTICIPLE_BEFORE.search(before[-40:]):
        return False
    if bare or _LABEL.search(before[-90:]):
        return True
    if time.kind == "urgency" and (_ADJUSTS.search(before[-40:]) or _ADJUSTS.match(after[:20])):
        return False
    if time.kind == "recurrence" and time.freq is None and _ARTICLE.search(before[-6:]):
        return False
    if (
        time.kind != "meeting"
        and _OBJECT_BEFORE.search(before[-30:])
        and (time.operator in ("until", "before") or before.endswith("för "))
        and (_is_long(time) or not _OBJECT_REPORTED.search(before[-60:]))
    ) or before.endswith(("i stället för ", "istället för ")):
        return False
    moved = _MOVED.search(before) is not None and time.operator in ("by", "until")
    window = f"{before} {after}"
    if not (moved or in_task or _STRONG.search(window) or _REPORTED.search(window)):
        return _in_statement(before, after, time, length=len(sentence))
    if (
        time.kind in ("time", "meeting")
        and time.operator == "in"
        and time.start == time.core
        and not time.word
        and _NOUN_BEFORE.search(before[-45:])
    ):
        return False
    if _EXTERNAL.search(before) or (time.value and time.value.unit == "year" and _GOAL_AFTER.match(after)):
        return False
    if not moved and not _cues_allow(before, after, time, in_task=in_task):
        return False
    if time.kind == "time" and time.operator == "in":
        return _loose(before, after, time, has_bound=has_bound)
    return True


def _cues_allow(before: str, after: str, time: Time, *, in_task: bool) -> bool:
    """Tell whether the nearest cue before a time in its clause is a duty, and not the past, a state or a relative clause."""
    clause = _clause(before)
    binds = time.operator == "by" and time.kind != "within"
    strong, reported = _last(_STRONG, clause), _last(_REPORTED, clause)
    past, holds, relative = _last(_PAST, clause), _last(_HOLDS, clause), _last(_RELATIVE, clause)
    if "," in clause[relative + 3 :] or _JUST_REPORTED.search(before):
        # a relative clause ends at its comma
        relative = -1
    if in_task:
        strong = max(strong, 0)
        holds = -1
        past = past if relative >= 0 else -1
    if max(strong, reported, past, holds) < 0:
        # nothing before it in its clause: what comes after decides
        nearest = min(_first(_STRONG, after), _first(_REPORTED, after))
        if _first(_PAST, after) < nearest or (nearest == len(after) and _first(_HOLDS, after) < len(after)):
            return False
    duty = strong if not binds and strong < relative < reported else max(strong, reported)
    if binds and strong >= 0:
        return _JUST_DONE.search(before[-40:]) is None
    return past <= duty and (binds or max(holds, relative) <= duty)


def _in_statement(before: str, after: str, time: Time, *, length: int) -> bool:
    """Tell whether a time is a deadline in a sentence that nobody is told to do anything in ("Kontoret tar fram en plan till hösten").

    It is, unless the sentence tells of the past or of what holds. Recurrences need something that is done; bare times
    stand as adverbials, or end a note in a list.
    """
    binds = (time.operator in ("by", "before") and time.kind in ("time", "meeting")) or time.kind == "urgency"
    if time.kind == "meeting" and _REPORTS.search(before) and not _PAST.search(before):
        return True
    if _EXTERNAL.search(before) or _PAST.search(before) or _HOLDS.search(before):
        return False
    if not binds and (_RELATIVE.search(before) or _SUBORDINATE.search(before)):
        return False
    following = after.lstrip(" ,")[:40]
    if _PAST.match(following) or _HOLDS.match(following):
        return False
    if not before.strip() and (_PAST.search(following) or _HOLDS.search(following)):
        return False
    if binds or time.kind in ("meeting", "within", "after"):
        return True
    if time.kind == "recurrence":
        return _ACTION.search(before) is not None or _ACTION.search(after) is not None
    if _AMOUNT_BEFORE.search(before[-70:]) or _NOUN_BEFORE.search(before[-45:]):
        return False
    unit = time.value.unit if time.value else ""
    if time.start == time.core and not time.word:
        if _ATT_BEFORE.search(before[-40:]) and _INFINITIVE_NEXT.match(after):
            # "att v. 20–23 bekämpa"
            return True
        if _PASSIVE_BEFORE.search(before[-30:]) and after.startswith(" av "):
            # "omarbetas 2026 av kulturchefen"
            return True
        ends = len(after.strip(" .)")) == 0 or after.lstrip(" ").startswith(("(", ",", ". ", "–", "|"))
        note = (length < _NOTE and ends) or (after.startswith(":") and len(before) < 16)
        if after.startswith(":") and note:
            return True
        return note and (
            unit in _ADVERBIAL_UNITS or _ACTION.search(before) is not None or before.endswith((": ", ", "))
        )
    if unit == "day" and not time.word and not _REPORTS.search(before[-120:]):
        return False
    return (
        unit not in ("year", "years")
        or time.part is not None
        or _ACTION.search(before) is not None
        or _ACTION.search(after) is not None
    )


def _loose(before: str, after: str, time: Time, *, has_bound: bool) -> bool:
    """Tell whether a period or a date without senast is when the task is done, and not a part of its object."""
    value = time.value
    if value is None:
        return True
    if time.word in ("under", "") and _AMOUNT_BEFORE.search(before[-70:]):
        return False
    if (_ATT_BEFORE.search(before[-40:]) or before.endswith(", ")) and _INFINITIVE_NEXT.match(after):
        return True
    if value.unit == "day" and not _REPORTS.search(before[-120:]):
        return False
    if value.unit in ("year", "years") and not time.word:
        return _ATT_BEFORE.search(before[-40:]) is not None or not before.strip() or bool(_REPORTS.search(before[-60:]))
    return not (has_bound and time.word in ("under", "i", "på") and not _REPORTS.search(before[-70:]))


def _is_long(time: Time) -> bool:
    return time.part is None and time.value is not None and time.value.unit in ("year", "years", "mandate")


def _clause(before: str) -> str:
    """Return what stands before a time in its own clause and those that lead into it."""
    cut = max(before.rfind("; "), before.rfind(". "), before.rfind("\n\n"))
    return before[cut + 1 :] if cut >= 0 else before


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where a pattern matches last, -1 where it does not; most last matches are near the end."""
    begin = max(0, len(text) - _NEAR)
    at = -1
    for match in pattern.finditer(text, begin):
        at = match.start()
    if at < 0 and begin:
        for match in pattern.finditer(text):
            at = match.start()
    return at


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)
