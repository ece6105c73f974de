"""What a sentence leaves out, filled in from the time beside it: ranges, pairs, "samma dag", recurrences with their dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from beslutsnlp.dates.periods import Value
from beslutsnlp.dates.resolver import Recurrence
from beslutsnlp.dates.scanner import Time

_DASH = re.compile(r"\s?[–-]{1,2}\s?")
_PAIR = re.compile(r",?\s(?:och|respektive|samt|resp\.?|eller)\s|,\s")
# "senast den 2 september för jordbruket, | den 2 december för fisket", "senast i november och det andra | i februari"
_LIKE_TWIN = re.compile(
    r"(?:\sför\s[^,.;]{2,40})?(?:,\s|\s(?:och|samt|respektive)\s)(?:det\s(?:andra|tredje|fjärde)\s)?"
)
# between the halves of a pair other words may stand: "senast den 1 april och av nämnden senast den 3 juni"
_LOOSE_PAIR = re.compile(r"[^.;:]{0,90}")
# "årligen, i den del som avser vården, senast den 1 mars"
_INSERTED = re.compile(r",\s[^,.;:]{3,70},\s")
_MOVES = re.compile(r"\b(?:förläng|flytta|framflytta|skjut|senarelägg|ändra|anstånd)\w*")
_SPANS = ("year", "years")
_WITH_YEAR = ("day", "month", "season", "quarter", "tertial", "half", "term", "week")


def fill_in(
    text: str, times: Sequence[Time], *, earlier: Value | None = None
) -> list[Time | Recurrence | tuple[Time, Time]]:
    """Return times with what they leave out, in order: a pair of Times is a range, a Recurrence has taken its parts.

    Args:
        text: The lower-case text.
        times: What `scan` found in it, in order.
        earlier: The last date of the sentence before, which "samma dag" and "samma år" mean where theirs has none.
    """
    twins = _share(text, list(times), earlier)
    return list(_merged(text, twins))


def _share(text: str, times: list[Time], earlier: Value | None) -> list[Time]:
    """Give each time of a pair what only its twin has: the year, the month, senast."""
    filled: list[Time] = []
    for place, time in enumerate(times):
        before = filled[-1] if filled else None
        after = times[place + 1] if place + 1 < len(times) else None
        gap = text[before.end : time.start] if before else ""
        if time.kind == "same":
            source = next(
                (entry.value for entry in reversed(filled) if entry.kind in ("time", "meeting") and entry.value),
                earlier,
            )
            if source is not None:
                # "samma datum 2025"
                value = replace(source, year=time.value.year) if time.value else source
                filled.append(replace(time, kind="time", value=value))
            continue
        if time.kind == "day_only":
            twin = next(
                (
                    entry
                    for entry in times[place + 1 : place + 6]
                    if entry.value and entry.value.unit == "day" and entry.kind == "time"
                ),
                None,
            )
            if twin is not None and twin.value is not None and twin.start - time.end < 120:
                filled.append(
                    replace(time, kind="time", value=replace(twin.value, day=time.value.day if time.value else 0))
                )
            continue
        if time.value is None:
            filled.append(time)
            continue
        value = time.value
        if (
            before is not None
            and before.operator == "by"
            and before.value is not None
            and before.value.unit == value.unit
            and time.operator == "in"
            and _LIKE_TWIN.fullmatch(gap)
        ):
            time = replace(time, operator="by")
        paired = before is not None and before.value is not None and _PAIR.fullmatch(gap) is not None
        if paired and before and before.value and time.operator == "in":
            if (
                value.unit == "years"
                and not time.word
                and before.value.unit in ("day", "month")
                and before.kind == "time"
            ):
                # "den 15 februari 2022, 2023 och 2024"
                filled.extend(
                    Time(
                        at,
                        at,
                        at + 4,
                        "time",
                        before.operator,
                        replace(before.value, year=int(text[at : at + 4]), last=None),
                        rule=before.rule + "+twin",
                    )
                    for at in (
                        match.start()
                        for match in re.finditer(r"20\d\d", text[: time.end])
                        if match.start() >= time.core
                    )
                )
                continue
            if (
                value.unit == "year"
                and not time.word
                and before.value.unit in _WITH_YEAR
                and before.kind == "time"
                and value.year
            ):
                # "den 1 mars 2025 och 2026"
                filled.append(
                    replace(
                        time,
                        operator=before.operator,
                        value=replace(before.value, year=value.year, last=None),
                        rule=before.rule + "+twin",
                    )
                )
                continue
            if before.operator == "by" and value.unit == before.value.unit:
                time = replace(time, operator="by")
            if time.start == time.core and value.unit == before.value.unit:
                # "i maj respektive november": bound as its twin is
                time = replace(time, rule=f"{before.rule}+twin")
        if value.year is None and value.shift == -1:
            dated = next((entry.value for entry in reversed(filled) if entry.value and entry.value.year), earlier)
            time = replace(time, value=replace(value, year=dated.year if dated else None, shift=None))
        elif value.year is None and value.shift is None and value.unit in ("day", "month"):
            recurs = before is not None and before.kind == "recurrence" and len(gap) < 3
            time = _year_from_twin(text, time, before if paired else None, None if recurs else after)
        filled.append(time)
    return filled


def _year_from_twin(text: str, time: Time, before: Time | None, after: Time | None) -> Time:
    value = time.value
    if value is None:
        return time
    if (
        after is not None
        and after.value
        and after.value.year
        and after.value.unit == value.unit
        and after.kind == time.kind
    ):
        gap = text[time.end : after.core]
        if _PAIR.match(gap) and len(gap) < 60 and _LOOSE_PAIR.fullmatch(gap):
            year = after.value.year - (1 if (value.number, value.day) > (after.value.number, after.value.day) else 0)
            return replace(time, value=replace(value, year=year))
    if before is not None and before.value and before.value.year and before.value.unit == value.unit:
        year = before.value.year + (1 if (value.number, value.day) < (before.value.number, before.value.day) else 0)
        return replace(time, value=replace(value, year=year))
    return time


def _merged(text: str, times: list[Time]) -> Iterator[Time | Recurrence | tuple[Time, Time]]:
    place = 0
    while place < len(times):
        time = times[place]
        following = times[place + 1] if place + 1 < len(times) else None
        if following is not None and _is_moved(text, time, following):
            # "förlängs från den 31 januari till den 30 september": only the new time counts
            place += 1
            continue
        if following is not None and _is_range(text, time, following):
            yield _with_year(time, following), following
            place += 2
            continue
        beside = _beside(text, times, place)
        for count in range(len(beside), 0, -1):
            recurrence = _recurrence(beside[:count])
            if recurrence is not None:
                yield _after_first(text, recurrence, times[place - 1] if place else None)
                place += count
                break
        else:
            yield time
            place += 1


def _is_moved(text: str, time: Time, following: Time) -> bool:
    return (
        time.operator == "from"
        and following.operator == "until"
        and len(text[time.end : following.start]) < 3
        and _MOVES.search(text, max(0, time.start - 160), time.start) is not None
    )


def _is_range(text: str, time: Time, following: Time) -> bool:
    if time.kind != "time" or following.kind != "time" or not time.value or not following.value:
        return False
    if time.value.unit not in ("day", "month", "week", "season", "quarter", "year") or following.value.unit not in (
        time.value.unit,
        "day",
        "month",
    ):
        return False
    gap = text[time.end : following.start]
    if time.operator == "between":
        return re.fullmatch(r"\soch\s", gap) is not None
    if (
        gap.strip() == ""
        and following.operator == "until"
        and (time.operator == "from" or time.word == "under" or time.operator == "in")
    ):
        return time.operator == "from" or time.word == "under"
    return _DASH.fullmatch(gap) is not None and following.start == following.core


def _with_year(time: Time, following: Time) -> Time:
    """Return the start of a range with the year of its end, or the year before it."""
    if time.value is None or following.value is None or time.value.year is not None or following.value.year is None:
        return time
    later = (time.value.number, time.value.day) > (following.value.number, following.value.day)
    return replace(time, value=replace(time.value, year=following.value.year - later))


def _beside(text: str, times: list[Time], place: int) -> list[Time]:
    """Return the times from a place on that stand side by side."""
    members = [times[place]]
    for following in times[place + 1 : place + 4]:
        last = members[-1]
        gap = text[last.end : following.start]
        inserted = last.kind == "recurrence" and following.operator == "by" and _INSERTED.fullmatch(gap)
        if not (re.fullmatch(r",?\s", gap) or inserted) or following.kind not in ("time", "recurrence"):
            break
        members.append(following)
    return members


def _after_first(text: str, recurrence: Recurrence, first: Time | None) -> Recurrence:
    """Return a recurrence that goes on after a first date ("senast den 2 maj 2023 och därefter … årligen")."""
    due = recurrence.due.value if recurrence.due else None
    if first is None or due is None or recurrence.since or not first.value or not first.value.year:
        return recurrence
    if "därefter" not in text[first.end : recurrence.start]:
        return recurrence
    later = (due.number, due.day) > (first.value.number, first.value.day)
    return replace(recurrence, since=Value("year", year=first.value.year + (not later)))


def _spans_years(time: Time) -> bool:
    """Tell whether a date has a span of years behind it ("den 1 mars 2022–2024"), so that it recurs without saying so."""
    return time.value is not None and time.value.unit in ("day", "month") and time.value.last is not None


def _runs_for_years(members: list[Time]) -> bool:
    """Tell whether a date is followed by the years that it holds for ("senast den 5 maj åren 2026–2028")."""
    if len(members) != 2:
        return False
    date, years = (member.value for member in members)
    return (
        date is not None
        and years is not None
        and date.unit in ("day", "month")
        and date.year is None
        and years.unit == "years"
        and not members[1].word
    )


def _recurrence(members: list[Time]) -> Recurrence | None:
    recurs = [member for member in members if member.kind == "recurrence"]
    if not recurs and not (len(members) == 1 and _spans_years(members[0])) and not _runs_for_years(members):
        return None
    due = since = until = None
    for member in members:
        value = member.value
        if value is None:
            continue
        if member.operator in ("starting", "from"):
            since = value
        elif member.operator == "until" or value.unit in (*_SPANS, "half", "term", "school_year", "season"):
            until = member
            if value.unit in _SPANS and member.operator == "in" and since is None:
                since = value
        elif due is None and member.kind == "time" and value.unit in ("day", "month", "end", "week", "quarter"):
            due = member
        else:
            return None
    if len(recurs) > 1:
        return None
    freq = recurs[0].freq if recurs else "P1Y"
    if due is not None and freq not in (None, "P1Y", "P2Y", "P3Y", "P4Y", "P5Y"):
        return None
    rule = "+".join(member.rule for member in members)
    return Recurrence(members[0].start, members[-1].end, freq, due, since, until, rule)
