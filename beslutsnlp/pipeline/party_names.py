"""The names of parties: what their words tell of their kind, and how they are normalised."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import get_args

from beslutsnlp.labels import PartyKind
from beslutsnlp.pipeline.phrases import load_phrases

QUANTIFIERS = frozenset(
    [
        "samtliga",
        "alla",
        "berörda",
        "respektive",
        "övriga",
        "varje",
        "de",
        "den",
        "dess",
        "sina",
        "sin",
        "sitt",
        "aktuella",
        "ansvarig",
        "ansvariga",
        "vederbörande",
        "kommunens",
        "regionens",
        "länets",
        "stadens",
        "landstingets",
        "övrig",
        "båda",
        "flera",
        "andra",
        "någon",
        "en",
        "ett",
        "särskild",
        "särskilda",
        "kommunala",
        "helägda",
        "delägda",
        "regionala",
        "lokala",
        "regional",
        "nationella",
        "statliga",
        "ideella",
        "fackliga",
        "tekniska",
        "tekniske",
        "sociala",
        "verkställande",
        "biträdande",
        "tillförordnad",
        "tf",
        "t.f.",
        "vice",
        "t",
        "f",
        "ekonomiska",
        "medicinska",
        "strategisk",
        "strategiska",
        "politiska",
        "utsedd",
        "utsedda",
        "pedagogiska",
        "allmänna",
        "gemensamma",
        "gemensam",
        "privata",
        "medverkande",
        "deltagande",
        "oberoende",
        "extern",
        "externa",
        "interna",
        "lämplig",
        "lämpliga",
        "relevanta",
        "kommunövergripande",
        "regionövergripande",
        "närmast",
        "angränsande",
        "närliggande",
        "aktuell",
        "dåvarande",
        "nuvarande",
        "nye",
        "nya",
        "större",
        "mindre",
        "parlamentarisk",
        "parlamentariska",
        "centrala",
        "planerande",
        "kommunal",
        "statlig",
        "enskilda",
        "enskild",
    ]
)
PROPER_TAIL = re.compile(
    r"""(?:verket|myndigheten|styrelsen|rådet|inspektionen|institutet|universitet|högskola|AB|kommun|stad|län|förbundet|bolaget|stiftelsen|museet|ombudsmannen|kassan|förmedlingen|analys|kontoret|nämnden|centralbyrån|makten|tinget|ämbetet|fonden|kollegiet
        |vården|domstolen|banken|sällskapet|akademien|museer|kulturråd|skolverk|medieråd|konstråd|jordbruksverk|energimyndighet|kansliet|departementet|gruppen|centrum|förening|stab)$""",
    re.VERBOSE,
)
TITLE_ROLE = re.compile(
    r"(?:direktör|chef|ordförande|sekreterare|kamrer|rektor|jurist|strateg|samordnare|råd|ledamot|arkitekt|inspektör|läkare|herde|ingenjör|ekonom|controller|ombud|handläggare|utredare|ledare)(?:en|n)?$"
)
NAME_WORD = re.compile(r"(?:[A-ZÅÄÖ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?|von|af|de)$")
_COMMON_GOVERNMENT = re.compile(
    r"^(?:[A-ZÅÄÖ][\wåäö]*(?:verket|myndigheten|inspektionen|makten|kassan|förmedlingen|ombudsmannen|rådet|universitet|analys|kollegiet|ämbetet|tinget|institutet)|Socialstyrelsen|Post-\soch\stelestyrelsen|Rymdstyrelsen|Ungdomsstyrelsen|Transportstyrelsen|Skogsstyrelsen|Finansinspektionen|Statskontoret|Kriminalvården|Kustbevakningen|Riksgälden|Säkerhetspolisen|Polisen$|Domstol\w+|Lantmäteriet|Pensionsmyndigheten|Riks\w+|Konkurrens\w+|Centralstudie\w+|Statistiska|Statens|Brottsförebyggande|Svenska|Sveriges|Länstrafiken|Kungl\.?|Nordiska|Moderna|Regeringskansliet|\w+departementet)"
)


@dataclass(frozen=True, slots=True)
class PartySpan:
    """A party in a passage: its span, kind and normalised name."""

    start: int
    end: int
    kind: PartyKind
    name: str


@cache
def _suffixes() -> tuple[re.Pattern[str], dict[str, PartyKind]]:
    kinds: dict[str, PartyKind] = {form: phrase.label for phrase in load_phrases("parties") for form in phrase.forms}  # type: ignore[misc]
    longest = sorted(kinds, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest))})$", re.IGNORECASE), kinds


@cache
def base_abbreviations() -> dict[str, tuple[PartyKind, str]]:
    """Return the abbreviations that most bodies use, each with its kind and what it stands for."""
    raw = tomllib.loads(files("beslutsnlp.pipeline.phrases").joinpath("abbreviations.toml").read_text(encoding="utf-8"))
    return {short: (kind, name) for kind in get_args(PartyKind) for short, name in raw.get(kind, {}).items()}


@lru_cache(maxsize=16_384)
def head_kind(word: str) -> PartyKind | None:
    """Return the kind of party that a word heads by its ending, or None.

    >>> head_kind("kollektivtrafiknämnden"), head_kind("HR-chefens"), head_kind("rapporten")
    ('body', 'role', None)
    """
    pattern, kinds = _suffixes()
    for form in (word, word[:-1]) if word.endswith("s") and len(word) > 4 else (word,):
        match = pattern.search(form)
        if match:
            kind = kinds[match[0].casefold()]
            if kind == "body" and _COMMON_GOVERNMENT.match(word):
                return "unit"
            return kind
    return None


# the administration that a role belongs to is a common noun, however it is written
_CAPITAL_COMPOUND = re.compile(
    r"(?<=\sför\s)[A-ZÅÄÖ][a-zåäö]+-\s(?:och|samt)\s[a-zåäö]+(?:förvaltningen|nämnden|kontoret|avdelningen)\b"
)


def normalise_name(written: str) -> str:
    """Return a party's name in the nominative, on one line, in lower case unless it is a proper name.

    >>> normalise_name("Regionstyrelsens"), normalise_name("Trafikverket"), normalise_name("Hälso-och sjukvårdsnämnden")
    ('regionstyrelsen', 'Trafikverket', 'hälso- och sjukvårdsnämnden')
    """
    name = " ".join(written.split())
    name = re.sub(r"(?<=[a-zåäö])-(och|samt)\s", r"- \1 ", name)
    if (
        name.endswith("s")
        and (
            re.search(r"(?:en|et|na|an|rn|fullmäktige)s$", name)
            or (head_kind(name.split()[-1][:-1]) and not head_kind(name.split()[-1] + "!"))
        )
        and not name.endswith("ss")
    ):
        stem = name[:-1]
        if head_kind(stem.split()[-1]) or stem.endswith("fullmäktige"):
            name = stem
    name = _CAPITAL_COMPOUND.sub(lambda match: match[0].lower(), name)
    first = name.split()[0]
    if re.match(r"[A-ZÅÄÖ]\w*styrels(?:en|erna)\si\s[A-ZÅÄÖ]", name):
        return name
    if (
        head_kind(first) == "role"
        and len(name.split()) >= 3
        and NAME_WORD.match(name.split()[1])
        and first[0].isupper()
    ):
        return first.lower() + name[len(first) :]
    if first[0].isupper() and not first.isupper() and _is_common(name, first):
        name = name[0].lower() + name[1:]
    return name


def is_role_adjective(word: str) -> bool:
    """Tell whether a word can stand before a role without an article: "teknisk chef", "verkställande direktör"."""
    return re.fullmatch(r"[a-zåäö]{2,20}(?:isk|iv|ell|ande|ende)", word.casefold()) is not None and not head_kind(word)


def _is_common(name: str, first: str) -> bool:
    """Tell whether a name that starts with a capital is made of common nouns."""
    if (
        re.match(r"[A-ZÅÄÖ][a-zåäö]+(?:en|et)\s(?:för|vid|på|i)\s", name)
        and head_kind(first)
        and first not in ("Myndigheten", "Stiftelsen", "Institutet")
    ):
        return True
    if (
        _COMMON_GOVERNMENT.match(name)
        or re.match(r"[A-ZÅÄÖ]{2,}", first)
        or first in ("Region", "Myndigheten", "Stiftelsen", "Institutet")
    ):
        return False
    if first.casefold() in QUANTIFIERS or first.endswith("-"):
        return True
    if re.search(r"\bAB$", name):
        return False
    words = name.split()
    role = words[1] if len(words) == 2 and is_role_adjective(first) else first
    if head_kind(role) == "role":
        return True
    if not re.search(r"(?:n|t|na|s|fullmäktige|er|ar)$", first):
        return False
    return head_kind(first) is not None or head_kind(first.removesuffix("s")) is not None


def complement_length(words: list[str]) -> int:
    """Return how many words of a complement belong to the name: up to its first noun that ends it, past "och" and hyphens."""
    i = 0
    while i < len(words):
        word = words[i]
        if i + 1 < len(words) and word[0].isupper() and words[i + 1].islower() and head_kind(words[i + 1]):
            # "Åmyra gymnasium"
            return i + 2
        if word.endswith("-") or word in ("och", "&", "samt"):
            i += 1
            continue
        if i + 1 < len(words) and words[i + 1] in ("och", "&"):
            i += 2
            continue
        if i + 1 < len(words) and (
            words[i + 1][0].isupper() or (word.endswith("s") and words[i + 1][0].islower() and word[0].isupper())
        ):
            i += 1
            continue
        if word.casefold() in QUANTIFIERS or (
            word.endswith(("a", "ska", "iga")) and i + 1 < len(words) and head_kind(words[i + 1])
        ):
            i += 1
            continue
        return i + 1
    return len(words)


def person_after(text: str, words: list[tuple[int, int, str]], j: int, stop: int) -> int | None:
    """Return the end of the name of a person that stands right behind an office, or None."""
    names = [word for word in words[j + 1 : j + 4] if word[0] >= stop]
    if (
        len(names) >= 2
        and all(NAME_WORD.match(word[2]) for word in names[:2])
        and text[words[j][1] : names[0][0]] == " "
    ):
        last = (
            names[2]
            if len(names) > 2 and NAME_WORD.match(names[2][2]) and text[names[1][1] : names[2][0]] == " "
            else names[1]
        )
        return last[1]
    return None
