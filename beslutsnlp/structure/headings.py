"""Section headings in a protocol, and the kind of section that each opens."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from beslutsnlp.labels import SECTION_KINDS, SectionKind
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, UNIT

_MAX_HEADING = 110
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s|[IVX]{1,4}\.\s)")
_RUN_IN = re.compile(r"^(?P<heading>(?:[^:.;]|:(?=s\b)){2,80}):\s+(?P<rest>\S.*)$", re.DOTALL)
# what every heading shape with a name in it holds, so that other lines are let go at once
_SHAPE_WORDS = re.compile(
    r"beslut|förslag|föreslår|bedömning|egen del|yrkanden|synpunkter|yttrande|ställningstagande|avgörande|beslöt"
)
# what a heading starts with, whatever name comes behind: "Förslag till beslut från nämnden", "Reservation (M)"
_OPENINGS = re.compile(
    r"(?P<proposal>(?:alternativt\s)?förslag\still\sbeslut\b|förslag\sfrån\b)|(?P<motions>(?:\w+)?yrkanden?\b)|(?P<dissent>reservation(?:er)?\b|särskil(?:t|da)\syttrande|protokollsanteckning(?:ar)?\b|röstförklaring)"
    r"|(?P<recipients>(?:beslutet|protokollsutdrag(?:et)?|paragrafen|utdrag)\s(?:skickas|sänds|expedieras|delges|ska\s\w+)\s(?:till|för)\b)|(?P<documents>beslutsunderlag\b)|(?P<summary>sammanfattning\sav\b|bakgrund\s(?:till|och)\b|beskrivning\sav\b)"
)
_VERBS = re.compile(r"\b(?:är|har|yrkar|föreslår|lämnas|anmäls|finns|framställdes|ställs)\b")
_SPACED = re.compile(r"^(?:[A-ZÅÄÖa-zåäö]\s){3,30}[A-ZÅÄÖa-zåäö]:?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: the kind that it opens, and where the text that runs on behind it starts."""

    kind: SectionKind
    text: str
    rest: int | None = None


def find_heading(text: str) -> Heading | None:
    """Return the section heading that a paragraph is or opens with, or None.

    >>> find_heading("Kommunstyrelsens beslut").kind
    'decision'
    >>> find_heading("Beslut: enligt förslag").rest
    8
    """
    if len(text) <= _MAX_HEADING:
        whole = _canonical(text)
        kind = _kind_of(whole)
        if kind:
            return Heading(kind, whole)
        opening = _OPENINGS.match(whole)
        if opening and not text.rstrip().endswith((".", ";", ",")) and not _VERBS.search(whole):
            return Heading(next(kind for kind in SECTION_KINDS if opening.groupdict().get(kind)), whole)
    match = _RUN_IN.match(text[:400])
    if match:
        label = _canonical(match["heading"])
        kind = _literal_headings().get(label) or _run_in_kind(label)
        if kind:
            return Heading(kind, label, match.start("rest"))
    return None


def _canonical(text: str) -> str:
    """Return a heading without case, numbering, closing colon and wide letter-spacing."""
    text = text.strip()
    if _SPACED.match(text):
        text = text.replace(" ", "")
    text = re.sub(r"\s\([^()]{2,40}\)(?=\s?:?$)", "", _NUMBERING.sub("", text))
    return " ".join(text.casefold().rstrip(" :.*_").split())


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


def _table() -> dict[SectionKind, list[str]]:
    raw = tomllib.loads(files("beslutsnlp.structure").joinpath("headings.toml").read_text(encoding="utf-8"))
    return {kind: raw[kind] for kind in SECTION_KINDS if kind in raw}


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
