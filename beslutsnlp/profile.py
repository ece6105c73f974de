"""A body's own abbreviations and case numbers, from a TOML file."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beslutsnlp.errors import DataError
from beslutsnlp.labels import COLUMN_FACTS, SECTION_KINDS, ColumnFact, SectionKind

# the profile of the body that a model was trained for, in the model's folder
PROFILE = "profile.toml"
_KEYS = {"aliases", "case_numbers", "columns", "headings", "phrases"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What one body writes in its own way.

    Attributes:
        aliases: Short forms of parties and what they stand for, such as FN = "fastighetsnämnden".
        case_numbers: Regular expressions of case numbers in formats that are not known anyway.
        columns: Headings of the body's follow-up lists, and the facts that each column holds.
        headings: Section headings of the body's protocols, and the kind of section that each opens.
        phrases: Wordings that components look for beside their own, each a table with component, id, label, forms and example.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    case_numbers: tuple[str, ...] = ()
    columns: dict[str, tuple[ColumnFact, ...]] = field(default_factory=dict)
    headings: dict[str, SectionKind] = field(default_factory=dict)
    phrases: tuple[dict[str, Any], ...] = ()


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
        raise DataError(f"{path} has the unknown key {unknown[0]}. A profile has {', '.join(sorted(_KEYS))}.")
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
    return Profile(
        aliases,
        tuple(case_numbers),
        _columns(raw.get("columns", {}), path),
        _headings(raw.get("headings", {}), path),
        _phrases(raw.get("phrases", []), path),
    )


def merged(first: Profile, second: Profile) -> Profile:
    """Return what two profiles say together; where they differ, the second counts."""
    return Profile(
        {**first.aliases, **second.aliases},
        tuple(dict.fromkeys((*first.case_numbers, *second.case_numbers))),
        {**first.columns, **second.columns},
        {**first.headings, **second.headings},
        (*first.phrases, *(phrase for phrase in second.phrases if phrase not in first.phrases)),
    )


def component_settings(profile: Profile) -> dict[str, dict[str, Any]]:
    """Return what a profile says, as the settings of the components by name, which a spaCy config can hold.

    A table or list that is not empty becomes one text of JSON: a config loses keys with a colon, and doubles each dollar sign.
    """

    def packed(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False).replace("$", r"\u0024") if value else value

    aliases = packed(dict(profile.aliases))
    case_numbers = packed(list(profile.case_numbers))
    phrases = packed(list(profile.phrases))
    columns = packed({heading: list(facts) for heading, facts in profile.columns.items()})
    return {
        "clauses": {
            "case_numbers": case_numbers,
            "aliases": aliases,
            "headings": packed(dict(profile.headings)),
            "phrases": phrases,
        },
        "assignments": {"aliases": aliases, "phrases": phrases},
        "assertions": {"phrases": phrases},
        "candidates": {"aliases": aliases},
        "references": {"case_numbers": case_numbers},
        "parties": {"aliases": aliases},
        "statuses": {"columns": columns, "phrases": phrases},
    }


def unpacked(setting: Any) -> Any:
    """Return the table or list of a component's setting, which may be packed as a text of JSON.

    >>> unpacked(component_settings(Profile({"FN": "fastighetsnämnden"}))["parties"]["aliases"])
    {'FN': 'fastighetsnämnden'}
    """
    return json.loads(setting) if isinstance(setting, str) else setting


def profile_of(model: Path) -> Profile:
    """Return the profile in the folder of a model; an empty one where it has none."""
    path = model / PROFILE
    return read_profile(path) if path.is_file() else Profile()


def _columns(raw: Any, path: Path) -> dict[str, tuple[ColumnFact, ...]]:
    if not isinstance(raw, dict):
        raise DataError(f'{path}: columns is a table of headings, such as "Var är ärendet nu?" = "status_text".')
    columns: dict[str, tuple[ColumnFact, ...]] = {}
    for heading, named in raw.items():
        names = [named] if isinstance(named, str) else named
        facts = (
            tuple(fact for name in names for fact in COLUMN_FACTS if fact == name) if isinstance(names, list) else ()
        )
        if not facts or len(facts) != len(names):
            raise DataError(
                f"{path}: the column {heading!r} has {named!r}. A column holds one or more of {', '.join(COLUMN_FACTS)}."
            )
        columns[heading] = facts
    return columns


def _headings(raw: Any, path: Path) -> dict[str, SectionKind]:
    if not isinstance(raw, dict):
        raise DataError(f'{path}: headings is a table of section headings, such as "Utfall" = "decision".')
    headings: dict[str, SectionKind] = {}
    for heading, named in raw.items():
        kind = next((kind for kind in SECTION_KINDS if kind == named), None)
        if kind is None:
            raise DataError(
                f"{path}: the heading {heading!r} has {named!r}. A section is one of {', '.join(SECTION_KINDS)}."
            )
        headings[heading] = kind
    return headings


def _phrases(raw: Any, path: Path) -> tuple[dict[str, Any], ...]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise DataError(
            f"{path}: phrases are tables, each under [[phrases]] with component, id, label, forms and example."
        )
    return tuple(raw)
