"""Section headings in a protocol, and the kind of section that each opens."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from beslutsnlp.labels import SECTION_KINDS, SectionKind
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, UNIT

_MAX_HEADING = 110
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s|[IVX]{1,4}\.\s)")
_RUN_IN = re.compile(r"^(?P<heading>(?:[^:.;]|:(?=s\b)){2,80}):\s+(?P<rest>\S.*)$", re.DOTALL)
# "Beslutar" above "enligt förslaget.", where a layout has made one line of both
_BARE_LEAD = re.compile(r"(?:Beslutar|BESLUTAR)\s(?=(?:enligt|i\senlighet|att)\b)")
# what every heading shape with a name in it holds, so that other lines are let go at once
_SHAPE_WORDS = re.compile(
    r"beslut|förslag|föreslår|bedömning|egen del|yrkanden|synpunkter|yttrande|ställningstagande|avgörande|beslöt"
)
# what a heading starts with, whatever name comes behind: "Förslag till beslut från nämnden", "Reservation (M)"
_OPENINGS = re.compile(
    r"(?P<proposal>(?:alternativt\s)?förslag\still\sbeslut\b|förslag\sfrån\b)|(?P<motions>(?:\w+)?yrkanden?\b)|(?P<dissent>reservation(?:er)?\b|särskil(?:t|da)\syttrande|protokollsanteckning(?:ar)?\b|röstförklaring)"
    r"|(?P<recipients>(?:beslutet|protokollsutdrag(?:et)?|paragrafen|utdrag)\s(?:skickas|sänds|expedieras|delges|ska\s\w+)\s(?:till|för)\b)|(?P<documents>beslutsunderlag\b)|(?P<summary>sammanfattning\sav\b|bakgrund\s(?:till|och)\b|beskrivning\sav\b)"
)
# "Nämnden fattar följande beslut", "Dagens beslut", "Beslut, § 59", "Beslutar"
_DECISION_SHAPE = re.compile(
    r"(?:(?!i\b|enligt\b|med\b|om\b)[\wåäö-]+\s){0,5}?(?:beslut|beslutet|beslutar|beslutade|beslutas|beslöt|avgörande|fattar\sföljande\sbeslut)"
    r"(?:\s(?:att|följande|för\segen\sdel|för\ssin\sdel|i\särendet|idag|i\sdag|på\ssammanträdet|vid\ssammanträdet)){0,3}"
)
_NO_FIRST_WORD = re.compile(
    r"(?:att|§|enligt|med|mot|som|i|på|av|till|under|efter|för|vid|utan|inom|om|samt|och|den|det|de)\b"
)
_LEADS = re.compile(r"\b(?:beslut(?:ar|ade|as)|beslöt|föreslå[rs]?|tillstyrker|hemställer|uppdrar)\b")
_NO_DECISION = re.compile(
    r"tidigare|förslag|föreslår|underlag|gång|motiv|skäl|delegation|expedi|skick|mottag|överklag|verkställ|utan\b|inga?\b|inför\b|kan\b|ska\b|får\b|har\b"
)
# a draft, not the proposal to decide: "Utskottets förslag till tidplan"
_SUGGESTS = re.compile(r"\bförslag\still\s(?!beslut|yttrande|svar|hemställan)")
_FINITE = re.compile(
    r"\b(?:är|har|hade|var|ska|skall|kan|får|fick|gavs?|ges|blir|yrkar|föreslår|lämna[rs]|anmäls|finns|framställdes|ställs|utses|läggs|godkänns|fastställs|avslås|antas|bifalls|noteras|förklaras|utgår|redogör|informerar|redovisa[rs]|deltar|anser|meddelar)\b"
)
_REFERENCE = re.compile(r",?\s(?:[a-zåäö]{1,6}\s)?§\s?\d{1,4}(?:/\d{2,4})?$")
_MAX_WORDS = 7
_VERBS = re.compile(r"\b(?:är|har|yrkar|föreslår|lämnas|anmäls|finns|framställdes|ställs)\b")
_SPACED = re.compile(r"^(?:[A-ZÅÄÖa-zåäö]\s){3,30}[A-ZÅÄÖa-zåäö]:?$")


OwnHeadings = Mapping[str, SectionKind]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: the kind that it opens, and where the text that runs on behind it starts."""

    kind: SectionKind
    text: str
    rest: int | None = None


def find_heading(text: str, *, by_stem: bool = True, own: OwnHeadings = MappingProxyType({})) -> Heading | None:
    """Return the section heading that a paragraph is or opens with, or None.

    Args:
        text: The paragraph.
        by_stem: Take also headings that no list has, by a stem in them ("Nämndens överväganden").
        own: A body's own headings as `canonical_heading` writes them, and the kind of section that each opens.

    >>> find_heading("Kommunstyrelsens beslut").kind
    'decision'
    >>> find_heading("Beslut: enligt förslag").rest
    8
    """
    whole = canonical_heading(text) if len(text) <= _MAX_HEADING else ""
    if whole:
        kind = own.get(whole) or _kind_of(whole)
        if kind:
            return Heading(kind, whole)
        opening = _OPENINGS.match(whole)
        if opening and not text.rstrip().endswith((".", ";", ",")) and not _VERBS.search(whole):
            return Heading(next(kind for kind in SECTION_KINDS if opening.groupdict().get(kind)), whole)
    led = _BARE_LEAD.match(text)
    if led:
        return Heading("decision", "beslutar", led.end())
    match = _RUN_IN.match(text[:400])
    if match:
        label = canonical_heading(match["heading"])
        kind = own.get(label) or _literal_headings().get(label) or _run_in_kind(label)
        if kind:
            return Heading(kind, label, match.start("rest"))
    if by_stem and len(text) <= _MAX_HEADING:
        kind = _kind_by_stem(text, whole)
        if kind:
            return Heading(kind, whole)
    return None


def canonical_heading(text: str) -> str:
    """Return a heading without case, numbering, closing colon and wide letter-spacing, as headings are looked up."""
    text = text.strip()
    if _SPACED.match(text):
        text = text.replace(" ", "")
    text = re.sub(r"\s\([^()]{2,40}\)(?=\s?:?$)", "", _NUMBERING.sub("", text))
    return _REFERENCE.sub("", " ".join(text.casefold().rstrip(" :.*_").split()))


def has_heading_shape(text: str) -> bool:
    """Tell whether a line could be a heading that nobody has listed: short, capital first, no sentence."""
    return (
        3 <= len(text) <= 70
        and text[0].isupper()
        and not text.rstrip().endswith((".", ",", ";", "!", "?"))
        and len(text.split()) <= _MAX_WORDS
        and not _FINITE.search(text.casefold())
        and " att " not in text
        and "|" not in text
    )


def _kind_by_stem(text: str, whole: str) -> SectionKind | None:
    if not has_heading_shape(text) or _NO_FIRST_WORD.match(whole):
        return None
    if _DECISION_SHAPE.fullmatch(whole) and not _NO_DECISION.search(whole):
        return "decision"
    if any(character.isdigit() for character in whole) or "(" in text or _LEADS.search(whole):
        return None
    if _SUGGESTS.search(whole):
        return "summary"
    for kind, stems in _stems():
        if stems.search(whole):
            return kind
    return None


@cache
def _stems() -> tuple[tuple[SectionKind, re.Pattern[str]], ...]:
    return tuple(
        (
            kind,
            re.compile(
                "|".join(rf"(?:\b|(?<=s)){re.escape(stem)}" if len(stem) > 4 else rf"\b{stem}" for stem in stems)
            ),
        )
        for kind, stems in _raw()["stems"].items()
    )


def _run_in_kind(label: str) -> SectionKind | None:
    # only what a colon is common after; "Kommunen: …" and the like stay running text
    kind = _kind_of(label)
    return (
        kind
        if kind in ("decision", "proposal", "recipients", "motions", "dissent", "summary", "earlier_handling")
        else None
    )


@lru_cache(maxsize=4096)
def _kind_of(heading: str) -> SectionKind | None:
    kind = _literal_headings().get(heading)
    if kind:
        return kind
    if not _SHAPE_WORDS.search(heading):
        return None
    for pattern, shape_kind in _shapes():
        if pattern.fullmatch(heading):
            return shape_kind
    return None


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("beslutsnlp.structure").joinpath("headings.toml").read_text(encoding="utf-8"))


def _table() -> dict[SectionKind, list[str]]:
    return {kind: _raw()[kind] for kind in SECTION_KINDS if kind in _raw()}


@cache
def _literal_headings() -> dict[str, SectionKind]:
    return {heading: kind for kind, headings in _table().items() for heading in headings if "{" not in heading}


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], SectionKind], ...]:
    organ, unit = rf"(?:{BODY}|{ABBREVIATED_BODY})", f"(?:{UNIT}|{BODY})"
    shapes: list[tuple[re.Pattern[str], SectionKind]] = []
    for kind, headings in _table().items():
        by_shape = [
            re.escape(heading).replace(r"\{organ\}", organ).replace(r"\{unit\}", unit)
            for heading in headings
            if "{" in heading
        ]
        if by_shape:
            shapes.append((re.compile("|".join(by_shape), re.IGNORECASE), kind))
    return tuple(shapes)
