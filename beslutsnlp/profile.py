"""A body's own abbreviations and case numbers, from a TOML file."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from beslutsnlp.errors import DataError

_KEYS = {"aliases", "case_numbers"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What one body writes in its own way.

    Attributes:
        aliases: Short forms of parties and what they stand for, such as FN = "fastighetsnämnden".
        case_numbers: Regular expressions of case numbers in formats that are not known anyway.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    case_numbers: tuple[str, ...] = ()


def read_profile(path: Path) -> Profile:
    """Return the profile in a TOML file.

    Raises:
        DataError: The file is missing, is no TOML, or has an unknown key or a wrong value.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be opened: {error.strerror or error}. Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is no TOML: {error}. Mend that line.") from error
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise DataError(f"{path} has the unknown key {unknown[0]}. A profile has {' and '.join(sorted(_KEYS))}.")
    aliases, case_numbers = raw.get("aliases", {}), raw.get("case_numbers", [])
    if not isinstance(aliases, dict) or not all(isinstance(name, str) and name for name in aliases.values()):
        raise DataError(f'{path}: aliases is a table of texts, such as FN = "fastighetsnämnden".')
    if not isinstance(case_numbers, list) or not all(isinstance(shape, str) and shape for shape in case_numbers):
        raise DataError(f"{path}: case_numbers is a list of regular expressions, each a text.")
    for shape in case_numbers:
        try:
            compiled = re.compile(shape)
        except re.error as error:
            raise DataError(f"{path}: the case number {shape!r} is no regular expression: {error}. Mend it.") from error
        if compiled.groups or compiled.match(""):
            raise DataError(
                f"{path}: the case number {shape!r} has a group or matches nothing at all. Write groups as (?:…), and one character at least."
            )
    return Profile(aliases, tuple(case_numbers))
