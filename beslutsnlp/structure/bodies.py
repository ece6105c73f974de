"""The shape of the names of deciding bodies and administrations, in Swedish."""

import re

_BODY_HEADS = (
    r"fullmäktige|regering(?:en)?|styrelse(?:n)?|nämnd(?:en)?|utskott(?:et)?|beredning(?:en)?|direktion(?:en)?|delegation(?:en)?|råd(?:et)?|presidi(?:et|um)"
    r"|kommitté(?:n)?|stämma(?:n)?|församling(?:en)?|förbund(?:et)?"
)
_UNIT_HEADS = (
    r"förvaltning(?:en)?|kontor(?:et)?|avdelning(?:en)?|enhet(?:en)?|kansli(?:et)?|stab(?:en)?|direktör(?:en)?|chef(?:en)?|ordförande(?:n)?"
    r"|sekreterare(?:n)?|departement(?:et)?|central(?:en)?"
)
_LEADING = (
    r"(?:[\wÅÄÖåäö]{2,25}-,?\s){0,2}(?:(?:[\wÅÄÖåäö]{2,25}-)\s(?:och|samt)\s)?"
    r"(?:(?:regionala|regional|strategiska|strategisk|tekniska|politiska|sociala|lokala|allmänna|gemensamma|kommunala|centrala|särskilda)\s)?"
)
_OWNER = r"(?:[\wÅÄÖåäö]{3,30}(?:s|ens)\s)?"
BODY = rf"{_OWNER}{_LEADING}[\wÅÄÖåäö]{{0,40}}(?:{_BODY_HEADS})"
UNIT = rf"{_OWNER}{_LEADING}[\wÅÄÖåäö]{{0,40}}(?:{_UNIT_HEADS})"
ABBREVIATED_BODY = r"(?:KF|KS|KSAU|AU|RF|RS|RSAU|LS|LF|HSN|RUN|SN|BUN|UN|VON|BN|MN|MBN|SBN|TN|KFN)"
_FULL_BODY = re.compile(rf"(?:{BODY}|{ABBREVIATED_BODY})", re.IGNORECASE)
_GENERIC = frozenset(
    [
        "styrelsen",
        "nämnden",
        "utskottet",
        "fullmäktige",
        "direktionen",
        "beredningen",
        "delegationen",
        "rådet",
        "presidiet",
        "kommittén",
        "stämman",
    ]
)
_NAMED = re.compile(rf"(?<!\w)(?:{BODY})s?(?!\w)", re.IGNORECASE)


def body_in(text: str) -> str | None:
    """Return the body that a title names, in the nominative with a capital; None where it names none or just "nämnden".

    >>> body_in("Sammanställning av regionstyrelsens uppdrag"), body_in("Det här har nämnden bett om")
    ('Regionstyrelsen', None)
    """
    for match in _NAMED.finditer(text):
        name = nominative(match[0])
        if name.casefold() not in ("nämnden", "utskottet", "fullmäktige", "råd", "förbund", "beredning", "stämma"):
            return name[0].upper() + name[1:]
    return None


def is_body(text: str) -> bool:
    """Tell whether a whole text has the shape of a body's name ("hälso- och sjukvårdsnämnden")."""
    return _FULL_BODY.fullmatch(text) is not None


def nominative(name: str) -> str:
    """Return a name without the genitive's s ("regionstyrelsens" → "regionstyrelsen")."""
    if re.search(r"(?:fullmäktige|[a-zåäö](?:en|et|an|na|n))s$", name):
        return name[:-1]
    return name


def same_body(one: str, other: str) -> bool:
    """Tell whether two names can mean the same body: equal, or one is the generic word for the other.

    >>> same_body("Nämnden", "Socialnämnden"), same_body("kommunfullmäktige", "kommunstyrelsen")
    (True, False)
    """
    a, b = nominative(one.casefold()), nominative(other.casefold())
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    stem = re.sub(r"(?:en|et|n)$", "", short)
    if re.search(rf"s\s{re.escape(stem)}(?:en|et|n)?$", long):
        # "arbetsutskottet" for "kommunstyrelsens arbetsutskott"
        return True
    return short in _GENERIC and long.endswith((short, short.rstrip("n"), short.removesuffix("et")))
