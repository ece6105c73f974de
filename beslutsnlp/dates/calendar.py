"""Months, and dates that are written in full."""

import datetime as dt
import re
from calendar import monthrange

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "janurai", "januri"),
            ("februari", "febr", "feb", "febuari", "februrari"),
            ("mars", "mar", "rnars"),
            ("april", "apr", "aprll", "apri1"),
            ("maj", "rnaj"),
            ("juni", "jun", "junl"),
            ("juli", "jul", "jull"),
            ("augusti", "aug", "agusti", "augsti", "augustl"),
            ("september", "sept", "sep", "septmber", "setember", "septernber", "septembr"),
            ("oktober", "okt", "oktoher", "otkober", "0ktober"),
            ("november", "nov", "novmber", "novernber", "novembr"),
            ("december", "dec", "decmber", "decernber", "decembr"),
        ),
        1,
    )
    for name in names
}
_SHORT = {name for name in MONTHS if len(name) <= 4 and name not in ("mars", "maj", "juni", "juli")}
# a long name may be broken over two lines ("decem-", "ber"); a short one may have a full stop
MONTH_FORMS = (
    "(?:(?:"
    + "|".join(
        "".join(f"{letter}(?:-\\n)?" for letter in name[:-1]) + name[-1] if len(name) > 5 else name
        for name in sorted(MONTHS.keys() - _SHORT, key=len, reverse=True)
    )
    + r")\b|(?:"
    + "|".join(sorted(_SHORT, key=len, reverse=True))
    + r")\b\.?)"
)
_FULL_DATE = re.compile(
    rf"""(?<![\d/-])(?P<y>(?:19|20)\d\d)-\s?(?P<m>\d{{1,2}})-\s?(?P<d>\d{{1,2}})(?![\d-])      # 2025-06-30
       | (?<![\d.])(?P<d2>\d{{1,2}})(?:\s?:[ae])?\s(?P<m2>{MONTH_FORMS})\s(?P<y2>(?:19|20)\d\d)\b      # 30 juni 2025
       | (?<![\d./])(?P<d3>\d{{1,2}})(?P<sep>[./])(?P<m3>\d{{1,2}})(?P=sep)(?P<y3>(?:19|20)\d\d)\b  # 30.6.2025
    """,
    re.VERBOSE | re.IGNORECASE,
)


def month_number(name: str) -> int:
    """Return the number, 1 to 12, of a Swedish month's name or abbreviation."""
    return MONTHS[name.casefold().rstrip(".").replace("-\n", "")]


def last_day(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, monthrange(year, month)[1])


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None where there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_full_dates(text: str) -> list[tuple[int, int, dt.date]]:
    """Return the dates that a text writes with day, month and year, each as (start, end, date).

    >>> find_full_dates("Sammanträde den 16 mars 2021, justerat 2021-03-24")
    [(16, 28, datetime.date(2021, 3, 16)), (39, 49, datetime.date(2021, 3, 24))]
    """
    found: list[tuple[int, int, dt.date]] = []
    for match in _FULL_DATE.finditer(text):
        year = match["y"] or match["y2"] or match["y3"]
        month = match["m"] or match["m3"] or month_number(match["m2"])
        date = make_date(int(year), int(month), int(match["d"] or match["d2"] or match["d3"]))
        if date:
            found.append((match.start(), match.end(), date))
    return found
