"""The meeting days of bodies, which turn "styrelsens möte i september" into a day."""

import csv
import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from beslutsnlp.errors import DataError

_NAMED = re.compile(r"(?P<body>[\wåäö-]+(?:\s[\wåäö-]+){0,4}?)s\s(?:[\wåäö-]+\s){0,3}?[\wåäö-]*(?:sammanträde|möte)")
_LEADING = re.compile(r"^(?:senast\s)?(?:till|vid|på|inför|före|under)\s")


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meeting days by the name of the body in lower case, each body's in order."""

    days: Mapping[str, tuple[dt.date, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, days: Mapping[str, Sequence[str | dt.date]]) -> "Meetings":
        """Return meetings from days or ISO dates by body.

        Raises:
            ValueError: A text is no ISO date.
        """
        return cls(
            {
                body.casefold(): tuple(
                    sorted(dt.date.fromisoformat(day) if isinstance(day, str) else day for day in given)
                )
                for body, given in days.items()
            }
        )

    def only(self, body: str | None, first: dt.date, last: dt.date) -> dt.date | None:
        """Return the day of a body's meeting in a stretch of days, None where there is none or more than one."""
        within = [day for day in self._of(body) if first <= day <= last]
        return within[0] if len(within) == 1 else None

    def next(self, body: str | None, after: dt.date) -> dt.date | None:
        """Return the day of a body's first meeting after a day."""
        return next((day for day in self._of(body) if day > after), None)

    def _of(self, body: str | None) -> tuple[dt.date, ...]:
        if body is None:
            return next(iter(self.days.values())) if len(self.days) == 1 else ()
        name = body.casefold()
        if name in self.days:
            return self.days[name]
        # "nämnden" for the only body that it can be
        alike = [days for known, days in self.days.items() if known.endswith(name) or name.endswith(known)]
        return alike[0] if len(alike) == 1 else ()


def body_of_meeting(text: str, *, body: str | None = None) -> str | None:
    """Return the body that an expression names ("till regionstyrelsens möte i maj"), else the body whose protocol it stands in.

    A general name means the protocol's own body where it can.

    >>> body_of_meeting("till regionstyrelsens möte i maj", body="Socialnämnden")
    'regionstyrelsen'
    >>> body_of_meeting("vid nämndens sammanträde", body="Socialnämnden")
    'Socialnämnden'
    """
    match = _NAMED.match(_LEADING.sub("", " ".join(text.casefold().split())))
    if match is None or (body and body.casefold().endswith(match["body"])):
        return body
    return match["body"]


def read_meetings(path: Path) -> Meetings:
    """Return the meeting days in a file: TOML (`regionstyrelsen = [2025-09-23]`) or CSV with the columns body and date.

    Raises:
        DataError: The file cannot be opened, or has something else than dates; the message names the place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be opened: {error.strerror or error}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    return Meetings.of(_from_toml(text, path) if path.suffix.lower() == ".toml" else _from_csv(text, path))


def _from_toml(text: str, path: Path) -> dict[str, list[str | dt.date]]:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path} is no TOML: {error}. Mend that line.") from error
    for body, days in raw.items():
        if not isinstance(days, list) or not all(type(day) is dt.date for day in days):
            raise DataError(f"{path}: {body} is no list of dates. Write it as {body} = [2025-09-23, 2025-10-21].")
    return raw


def _from_csv(text: str, path: Path) -> dict[str, list[str | dt.date]]:
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    columns = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
    if not {"body", "date"} <= columns.keys():
        raise DataError(f"{path} has no columns body and date in its first line. Name them there.")
    days: dict[str, list[str | dt.date]] = {}
    for number, row in enumerate(reader, 2):
        body, day = ((row[columns[name]] or "").strip() for name in ("body", "date"))
        try:
            days.setdefault(body, []).append(dt.date.fromisoformat(day))
        except ValueError:
            raise DataError(f"{path}, line {number}: {day!r} is no date. Write it as 2025-09-23.") from None
    return days
