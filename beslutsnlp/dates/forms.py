"""The forms in which Swedish text writes a time: dates, months, seasons, weeks, years … each a pattern and its reading.

Patterns are over lower-case text. Each form's groups are its own; `year` (and its kin) comes from the year tail that most forms take.
"""

from collections.abc import Callable
from dataclasses import dataclass

from beslutsnlp.dates.calendar import MONTH_FORMS, month_number
from beslutsnlp.dates.periods import SEASONS, Unit, Value

Groups = dict[str, str]
_MONTH = MONTH_FORMS
_YEAR = r"(?:19|20)\d\d"
_RELATIVE = (
    r"i\sår|detta\sår|innevarande\sår|samma\sår|nästa\sår|nästkommande\sår|kommande\sår|påföljande\sår|året\sdärpå"
)
# the year behind a month, a season and so on, in figures of four or two, or as "nästa år"; a span of years after a date recurs
_TAIL = rf"(?:,?\s(?:år\s)?(?P<year>{_YEAR})\b(?:\s?[–-]\s?(?P<until>(?:20)?\d\d)\b(?![-/]|\s(?:{MONTH_FORMS})\b))?(?!\s?års\b)|\s?[-’'](?P<short>\d\d)\b(?![-/:])|\s(?P<rel>{_RELATIVE})\b)?"
_ORDINALS = {
    "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10,
    "femtonde": 15, "tjugonde": 20, "trettionde": 30, "trettioförsta": 31, "sista": 0,
}  # fmt: skip
_NTH = r"första|andra|tredje|fjärde|sista|1:a|2:a|3:e|4:e|[1-4]"
_DAY = r"3[01lo]|[12l][\dlo]|0?[1-9l]"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time: its name, its pattern, and what reads the pattern's groups."""

    name: str
    pattern: str
    read: Callable[[Groups], Value | None]


def _number(text: str) -> int:
    return int(text.replace("l", "1").replace("o", "0"))


def _year(groups: Groups) -> tuple[int | None, int | None]:
    """Return the year of a tail, and the years from the decision's own where it is told so."""
    if groups.get("year"):
        return int(groups["year"]), None
    if groups.get("short"):
        return 2000 + int(groups["short"]), None
    told = " ".join(groups.get("rel", "").split())
    if told in ("i år", "detta år", "innevarande år"):
        return None, 0
    # "samma år" is filled in from the date before it
    return None, {"": None, "samma år": -1}.get(told, 1)


def _until(groups: Groups) -> int | None:
    last = groups.get("until")
    return (int(last) if len(last) == 4 else 2000 + int(last)) if last else None


def _of(unit: Unit, number: int, groups: Groups) -> Value | None:
    year, shift = _year(groups)
    return Value(unit, number, year=year, shift=shift, last=_until(groups))


def _ordinal(text: str, count: int) -> int:
    return count if text == "sista" else _ORDINALS.get(text) or int(text[0])


def _day(day: int, month: int, groups: Groups) -> Value | None:
    if not (1 <= month <= 12 and 0 <= day <= 31):
        return None
    year, shift = _year(groups)
    return Value("day", month, day=day, year=year, shift=shift, last=_until(groups))


def _day_named(groups: Groups) -> Value | None:
    written = groups["day"]
    day = _ORDINALS[written] if written in _ORDINALS else _number(written)
    if day == 0 and written != "sista":
        return None
    return _day(day, month_number(groups["month"]), groups)


def _day_numeric(groups: Groups) -> Value | None:
    return _day(int(groups["day"]), int(groups["month"]), groups)


def _named_month(groups: Groups) -> Value | None:
    if groups["month"] == "jul" and not (groups.get("year") or groups.get("short")):
        # Christmas
        return None
    return _of("month", month_number(groups["month"]), groups)


def _seasons(groups: Groups) -> Value | None:
    first = _season(groups["season"])
    year, shift = _year(groups)
    if groups.get("split"):
        year = int(groups["split"])
    return Value(
        "season", first, year=year, shift=shift, last=_season(groups["other"]) if groups.get("other") else None
    )


def _season(text: str) -> int:
    return next(
        number for name, number in SEASONS.items() if text.startswith((name, name[:-2] if name == "sommar" else name))
    )


def _counted(unit: Unit, count: int) -> Callable[[Groups], Value | None]:
    def read(groups: Groups) -> Value | None:
        number = (
            _ordinal(groups["nth"], count) if groups.get("nth") else int(groups.get("number") or groups["short_number"])
        )
        if not 1 <= number <= count:
            return None
        if groups.get("before"):
            groups = {**groups, "year": groups["before"]}
        return _of(unit, number, groups)

    return read


def _week(groups: Groups) -> Value | None:
    first, last = int(groups["week"]), int(groups["to"]) if groups.get("to") else None
    if not 1 <= first <= 53 or (last is not None and not first <= last <= 53):
        return None
    year, shift = _year(groups)
    if groups.get("slash"):
        year = int(groups["slash"])
    return Value("week", first, year=year, shift=shift, last=last)


def _years(groups: Groups) -> Value | None:
    first, last = int(groups["first"]), groups["last"]
    second = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return Value("years", year=first, last=second) if first < second <= first + 40 else None


def _relative_year(groups: Groups) -> Value | None:
    if groups.get("figures"):
        return Value("year", year=int(groups["figures"]))
    told = " ".join(groups["told"].split())
    return Value(
        "year",
        shift=0
        if told in ("i år", "innevarande år", "detta år", "året", "hela året") or told.startswith("återstoden")
        else 1,
    )


def _turn(groups: Groups) -> Value | None:
    if groups.get("months"):
        year, shift = _year(groups)
        return Value("end", year=year, shift=shift, of=Value("month", month_number(groups["months"])))
    half = groups["turn"].startswith("halv")
    return Value(
        "end",
        year=int(groups["turn_year"]) if groups.get("turn_year") else None,
        of=Value("half", 1) if half else Value("year"),
    )


def _end_of(groups: Groups) -> Value | None:
    year, shift = _year(groups)
    owner = groups.get("owner", "")
    if groups.get("owner_month"):
        inner = Value("month", month_number(groups["owner_month"]))
    elif owner.startswith(("vårt", "höst")) and "termin" in owner:
        inner = Value("term", 1 if owner.startswith("vår") else 2)
    elif owner.startswith("mandat"):
        inner = Value("mandate")
    elif owner.startswith("läs"):
        inner = Value("school_year")
    elif owner in ("vårens", "sommarens", "höstens", "vinterns"):
        inner = Value("season", _season(owner))
    else:
        inner = Value("year")
    return Value("end", year=year, shift=shift, of=inner)


def _mandate(groups: Groups) -> Value | None:
    if groups.get("from"):
        return Value("mandate", year=int(groups["from"]))
    return Value("mandate", shift=4 if groups.get("which", "").startswith(("nästa", "kommande", "nästk")) else 0)


def _school_year(groups: Groups) -> Value | None:
    if groups.get("from"):
        return Value("school_year", year=int(groups["from"]))
    return Value("school_year", shift=1 if groups.get("which", "").startswith("nästa") else None)


FORMS: tuple[Form, ...] = (
    Form(
        "iso_date",
        rf"(?P<year>{_YEAR})-\s?(?P<month>1[0-2]|0?[1-9])-\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d|-\d)",
        _day_numeric,
    ),
    Form(
        "compact_date",
        r"(?<![\d/-])(?P<year>20\d\d)(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])(?![\d/-])",
        _day_numeric,
    ),
    Form(
        "short_date",
        r"(?<=senast\s)(?P<short>\d\d)(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])(?![\d/-])",
        _day_numeric,
    ),
    Form(
        "dotted_date", rf"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>1[0-2]|0?[1-9])\.(?P<year>{_YEAR})\b", _day_numeric
    ),
    Form(
        "slash_date",
        rf"(?P<day>3[01]|[12]\d|0?[1-9])/(?P<month>1[0-2]|0?[1-9])(?![/\d:])(?:\s(?P<year>{_YEAR})\b|\s?-\s?(?P<short>\d\d)\b)?",
        _day_numeric,
    ),
    Form(
        "date",
        rf"(?P<day>{_DAY}|{'|'.join(_ORDINALS)})(?:\s?:[ae]|\.)?\s(?:dagen\si\s)?(?P<month>{_MONTH})(?:\smånad\b)?{_TAIL}",
        _day_named,
    ),
    Form(
        "week",
        rf"(?:veckorna|veckor|vecka|v\.?)\s?(?P<week>\d{{1,2}})(?:\s?[–-]\s?(?P<to>\d{{1,2}}))?(?:/(?P<slash>20\d\d))?(?![\d/:,-]\d){_TAIL}",
        _week,
    ),
    Form(
        "quarter",
        rf"(?:(?P<before>20\d\d)[\s-])?(?:(?:årets\s)?(?P<nth>{_NTH})\skvartal(?:et)?|kvartal(?:et)?\s(?P<number>[1-4])|(?:kv\.?|q)\s?(?P<short_number>[1-4]))\b{_TAIL}",
        _counted("quarter", 4),
    ),
    Form(
        "tertial",
        rf"(?:(?P<before>20\d\d)[\s-])?(?:(?:årets\s)?(?P<nth>{_NTH})\stertial(?:et)?|tertial(?:et)?\s(?P<number>[1-3])|t\s?(?P<short_number>[1-3]))\b{_TAIL}",
        _counted("tertial", 3),
    ),
    Form(
        "half_year",
        rf"(?:(?:årets\s)?(?P<nth>{_NTH})\s(?:halvåret|hälft(?=\W|$)|halva\b|halvan\sav(?:\såret|(?=\s20))|hälften\sav(?:\såret|(?=\s20)))|halvår(?:et)?\s(?P<number>[12])|h(?P<short_number>[12]))\b{_TAIL}",
        _counted("half", 2),
    ),
    Form(
        "end_of",
        rf"(?:(?P<owner_month>{_MONTH})\smånads|(?P<owner>(?:vår|höst)terminens|mandatperiodens|läsårets|årets|kalenderårets|verksamhetsårets|budgetårets|vårens|sommarens|höstens|vinterns))\s(?:slut|utgång|sista\sdag)\b{_TAIL}",
        _end_of,
    ),
    Form(
        "term",
        rf"(?:(?P<term>vår|höst)terminen|(?P<vt>vt|ht)(?=\s?-?\s?\d\d))\b(?:\s?-?(?P<short_year>\d\d)\b(?!\d))?{_TAIL}",
        lambda g: _term(g),
    ),
    Form(
        "school_year",
        r"(?P<which>nästa\s|kommande\s|innevarande\s)?läsår(?:et)?(?:\s(?P<from>20\d\d)\s?[/–-]\s?(?:20)?\d\d)?\b",
        _school_year,
    ),
    Form(
        "turn",
        rf"(?:(?P<turn>årsskiftet|halvårsskiftet)(?:\s(?P<turn_year>20\d\d)(?:\s?[/–-]\s?(?:20)?\d\d)?)?|månadsskiftet\s(?P<months>{_MONTH})\s?[/–-]\s?(?:{_MONTH}){_TAIL})\b",
        _turn,
    ),
    Form(
        "mandate",
        r"(?:(?P<which>nästa|kommande|nästkommande|innevarande|nuvarande|pågående|denna|hela)\s)?mandatperiod(?:en)?(?:\s(?P<from>20\d\d)\s?[–-]\s?(?:20)?\d\d)?\b",
        _mandate,
    ),
    Form(
        "season",
        rf"(?P<season>våren|sommaren|hösten|vintern|vår|sommar|höst|vinter)(?:\s?[/–-]\s?(?P<other>våren|sommaren|hösten|vintern|sommar|höst|vinter))?\b(?![-–])(?:\s(?P<split>20\d\d)/(?:20)?\d\d\b|{_TAIL})",
        _seasons,
    ),
    Form(
        "iso_month",
        r"(?<![\d-])(?P<year>20\d\d)-(?P<month>1[0-2]|0[1-9])(?![\d/-])",
        lambda g: Value("month", int(g["month"]), year=int(g["year"])),
    ),
    Form("month", rf"(?P<month>{_MONTH})(?!:)(?:\smånad\b)?{_TAIL}", _named_month),
    Form(
        "years",
        r"(?:(?:åren|perioden|tiden|(?<!varje\s)år)\s)?(?P<first>(?:19|20)\d\d)(?:,\s(?:19|20)\d\d){0,4}\s?(?:[–-]{1,2}\s?|/|till(?:\soch\smed)?\s|t\.o\.m\.\s|(?:samt|och)\s)(?P<last>(?:19|20)\d\d|\d\d)\b(?![:/.-]\d|\s?års\b)",
        _years,
    ),
    Form(
        "year",
        rf"(?:(?:helåret\s|kalenderåret\s|år\s)?(?P<figures>{_YEAR})\b(?![:/.–-]\d|-[a-zåäö]|\s?års\b)|(?P<told>i\sår|nästa\sår|nästkommande\sår|kommande\sår|innevarande\sår|detta\sår|hela\såret|återstoden\sav\såret|året)\b)",
        _relative_year,
    ),
)


def _term(groups: Groups) -> Value | None:
    year, shift = _year(groups)
    if groups.get("short_year") and year is None:
        year = 2000 + int(groups["short_year"])
    return Value(
        "term", 1 if (groups.get("term") or groups.get("vt", "")).startswith("v") else 2, year=year, shift=shift
    )
