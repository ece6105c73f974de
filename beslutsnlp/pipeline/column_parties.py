"""Parties that a list names in a column of its own: roles, bodies, units and persons, without a sentence around them."""

import re

from beslutsnlp.labels import PartyKind
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.pipeline.party_names import head_kind, normalise_name

_PARTY_STOPS = re.compile(r"\s*(?:[,;/&\n]|\bsamt\b|\+|\boch\b)\s*")
_TITLED = re.compile(
    r"(?:[a-zåäö][a-zåäö-]{2,30}|[A-ZÅÄÖ][a-zåäö-]{0,20}(?:chef|direktör|rektor|ledare|råd|sekreterare|handläggare|ordförande|strateg|samordnare|ansvarig|konsult)(?:en|n)?|VD)\s(?=[A-ZÅÄÖ][\wåäö-]+\s[A-ZÅÄÖ])"
)
_PERSON = re.compile(r"[A-ZÅÄÖ][\wåäöé-]+(?:\s[A-ZÅÄÖ][\wåäöé.-]*){0,3}\.?$")
_NOBODY = re.compile(r"[–—?-]+|ej\sutsedd|saknas|vakant|oklart|alla\?", re.IGNORECASE)
_SHORT = {
    "ordf": "ordförande", "ordförande": "ordförande", "sekr": "sekreterare", "sekreterare": "sekreterare", "v ordf": "vice ordförande",
    "v. ordf": "vice ordförande", "vd": "vd", "kassör": "kassör", "vice ordf": "vice ordförande", "nämndsekr": "nämndsekreterare",
}  # fmt: skip
_TRADE = re.compile(
    r"(?:kapten|sköterska|läkare|strateg|utvecklare|samordnare|controller|handläggare|ingenjör|planerare|kommunikatör|ekonom|jurist|arkitekt|ledare|förvaltare|föreståndare|rektor|sekreterare|ombud|revisor|koordinator|administratör|konsult|ansvarig|mästare|mäklare|lots)(?:n|en|s|ns)?$",
    re.IGNORECASE,
)


def column_parties(text: str, start: int, end: int, parties: PartyFinder) -> list[PartySpan]:
    """Return the parties that a column of responsible ones names, each its own span."""
    found: list[PartySpan] = []
    at = start
    for stop in [*_PARTY_STOPS.finditer(text, start, end), None]:
        if stop is not None and not _parts(text, stop, end, parties):
            continue
        party = _party(text, at, stop.start() if stop else end, parties)
        if party is not None:
            found.append(party)
        at = stop.end() if stop else end
    return found


def _parts(text: str, stop: re.Match[str], end: int, parties: PartyFinder) -> bool:
    """Tell whether a comma or an "och" stands between two parties, and not inside a name ("Mark- och exploateringschef")."""
    if stop[0].strip() not in ("och", "samt", ","):
        return True
    if text[stop.start() - 1] == "-":
        return False
    if stop[0].strip() == ",":
        return True
    following = text[stop.end() : end]
    return bool(following) and (following[0].isupper() or parties.at(text, stop.end(), end) is not None)


def _party(text: str, start: int, end: int, parties: PartyFinder) -> PartySpan | None:
    written = text[start:end]
    start += len(written) - len(written.lstrip(" ("))
    end = start + len(text[start:end].rstrip(" ,;)"))
    written = text[start:end]
    if not written or _NOBODY.fullmatch(written) or not any(letter.isalpha() for letter in written):
        return None
    short = _SHORT.get(written.casefold().rstrip("."))
    if short is not None:
        return PartySpan(start, end, "role", short)
    titled = _TITLED.match(written)
    name = written[titled.end() :] if titled else written
    if _PERSON.fullmatch(name) and (
        titled or (len(name.split()) > 1 and head_kind(name.split()[0]) is None and head_kind(name.split()[-1]) is None)
    ):
        return PartySpan(start, end, "person", name)
    found = parties.at(text, start, end - 1 if written.endswith(".") else end)
    if found is not None and found.kind == "person" and head_kind(written.split()[0]) is not None:
        found = None
    words = written.split()
    kind = (
        found.kind
        if found is not None
        else next((kind for word in words[:3] if (kind := _kind_of(word)) is not None), None)
    )
    if found is not None and found.end >= end - 1 and found.name != written:
        return PartySpan(start, end, found.kind, found.name)
    if kind is None:
        abbreviated = parties.abbreviation(text, start, end)
        if abbreviated is not None:
            return PartySpan(start, end, abbreviated.kind, abbreviated.name)
        kind = (
            "unit"
            if len(words) > 1 or written.isupper() or written.endswith(("en", "et", "er")) or not written[0].isupper()
            else "person"
        )
    return PartySpan(start, end, kind, _lower_first(normalise_name(written)) if kind != "person" else written)


def _kind_of(word: str) -> PartyKind | None:
    """Return the kind of party that a word heads, also one that stands for a trade ("Hamnkapten", "chefsjuksköterskan")."""
    return head_kind(word) or ("role" if _TRADE.search(word) else None)


def _lower_first(name: str) -> str:
    """Return a name in lower case where its first word is a common noun."""
    first = name.split()[0]
    return name[0].lower() + name[1:] if first[1:].islower() and _kind_of(first) is not None else name
