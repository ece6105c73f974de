"""What a decision clause is: its span, its type, and the phrase that tells the type (guidelines §1)."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from beslutsnlp.labels import Assertion, DecisionType
from beslutsnlp.pipeline.duties import find_duty
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.phrases import Phrase, PhraseFinder, load_phrases, own_phrases

ATT = re.compile(r"(?:dels(?:\s?,)?\s)?att,?\s", re.IGNORECASE)
# "De riktlinjer som fullmäktige | antog", "att den plan som nämnden | antog"
_HAS_RELATIVE = re.compile(
    r"^(?!att\s).*\bsom\s[^,]{0,80}$|^att\s(?:den|det|de)\s(?:[\wåäö-]+\s){1,3}som\s[^,]{0,80}$", re.DOTALL
)
_TRAILING = re.compile(r"(?:[\s;,.:]|\b(?:samt|och|dels|ock)\b)+$")
_KEEPS_STOP = re.compile(r"(?:\bm\.m|\bm\.fl|\bm\.m\.|\bo\.d|\betc|\bosv|\bm fl|\bdyl)\.$")
_ASSIGNMENT_ITSELF = re.compile(
    r"(?:att,?\s)?(?:(?:förklara|anse|förklarar|anser)\s)?(?:[\wåäöÅÄÖ-]+s\s)?(?:uppdrag(?:et|en)?|tid(?:en|punkten)?|redovisningen|återrapporteringen)\b(?!\s(?:lämnas|ges)\b)",
    re.IGNORECASE,
)
_MOTION_ITSELF = re.compile(
    r"(?:att,?\s)?(?:(?:[\wåäö]+s\s)?(?:\w*yrkandet|\w*yrkandena|motionen|motionens|medborgarförslaget|förslaget|e-förslaget|framställan|framställningen|begäran|ansökan)|den\sdel\sav\smotionen)\b",
    re.IGNORECASE,
)
# "överlämna rapporten som svar till revisorerna", "översänds som nämndens yttrande"
_AS_REPLY = re.compile(
    r"\b(?:så)?som\s(?:(?:sitt|eget|sitt\seget|dess|[\wåäö-]+s)\s)?(?:eget\s)?(?:svar|yttrande|remissvar|remissyttrande|utlåtande)\b"
)
# "Återrapport till utskottet till hösten"
_REPORT_FIRST = re.compile(
    r"(?:att\s)?(?:åter|slut|del|läges|av)(?:rapport|redovisning)\w{0,6}\s(?:till|ska|skall|sker|lämnas|senast|på|vid|i|under|inför)\b",
    re.IGNORECASE,
)
# what is prolonged is no time that was set: a contract, or nothing at all
_NO_TIME = re.compile(
    r"\b(?:inte|ej|icke)\s(?:förläng|senarelägg|skjut)|\bförläng\w*\s(?:inte|ej)\b|\b(?:avtal|kontrakt|förordnande|anställning)\w*\b",
    re.IGNORECASE,
)
# an order to somebody who does not work for the body: the owner of a house, who builds
_AT_PRIVATE = re.compile(
    r"förelägg\w*\b[^.;]{0,120}?\b(?:\w*ägaren|ägarna|byggherren|verksamhetsutövaren|sökanden|innehavaren|\w*ägare|näringsidkaren|\w+\sAB)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:att,?\s)?under\sförutsättning\s(?:av\s)?att\b", re.IGNORECASE)


# decisions in a word: "Avslag", "Återremiss för beräkning av kostnaden"
NOMINAL_TYPES: dict[str, DecisionType] = {
    "avslag": "reject",
    "avslogs": "reject",
    "bifall": "grant",
    "bifölls": "grant",
    "återremiss": "refer",
    "bordläggning": "refer",
    "bordlades": "refer",
    "godkändes": "approve",
    "till handlingarna": "note",
}
_NOMINAL = re.compile(rf"(?:{'|'.join(NOMINAL_TYPES)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a passage: its span, its type, its assertion, and the phrase that told the type.

    `cue` is where that phrase stands, or `start` where none was found.
    """

    start: int
    end: int
    type: DecisionType
    assertion: Assertion
    cue: int
    rule: str


def finder() -> PhraseFinder:
    """Return what finds the phrases that tell types."""
    return _finder_with(own_phrases("clauses"))


@lru_cache(maxsize=16)
def _finder_with(own: tuple[Phrase, ...]) -> PhraseFinder:
    return PhraseFinder((*load_phrases("clauses"), *own))


def trim(text: str, start: int, end: int, *, lead: bool = False) -> int:
    """Return the end of a clause without the closing stop, "samt" and "och"."""
    part = text[start:end]
    if _KEEPS_STOP.search(part.rstrip(" ;,")) and not part.rstrip().endswith((";", ",")):
        return start + len(part.rstrip())
    match = _TRAILING.search(part)
    stop = match.start() if match else len(part)
    if lead:
        stop = len(re.sub(r"[\s:]+(?:att)?[\s:]*$|\satt$", "", part[:stop]))
    return start + stop


def is_nominal(sentence: str) -> bool:
    """Tell whether a sentence decides with a noun or a bare verb at its start ("Avslag", "Avslogs")."""
    return _NOMINAL.match(sentence) is not None


def type_of(text: str, start: int, end: int) -> tuple[DecisionType, int, str]:
    """Return a clause's type, where the phrase stands that tells it, and that phrase's id."""
    nominal = _NOMINAL.match(text, start, end)
    if nominal:
        return NOMINAL_TYPES[nominal[0].casefold()], start, "substantiv"
    found = finder().find(text, start, end)
    if (not found or found[0][2].label == "other") and _REPORT_FIRST.match(text, start, end):
        return "report_back", start, "rapportera"
    if not found:
        return "other", start, "none"
    first_at, _, first = found[0]
    if len(found) > 1 and _HAS_RELATIVE.search(text[start:first_at]):
        # "De riktlinjer som fullmäktige antog … upphävs": the first verb is the relative clause's
        later = next((entry for entry in found[1:] if entry[0] > first_at + 3), None)
        if later and re.search(r",\s|\s", text[first_at : later[0]]):
            first_at, _, first = later
    if first.label in ("assign", "adopt", "other", "propose") and _MOTION_ITSELF.match(text, start, end):
        # "Yrkandet om att ge nämnden i uppdrag att … avslås"
        settled = next((entry for entry in found if entry[2].label in ("reject", "grant")), None)
        if settled:
            return settled[2].label, settled[0], settled[2].id  # type: ignore[return-value]
    if _ASSIGNMENT_ITSELF.match(text, start, end):
        # "Uppdraget till nämnden … är fullgjort", "Nämndens uppdrag att … dras tillbaka"
        ended = next((entry for entry in found if entry[2].label in ("close", "withdraw", "extend")), None)
        if ended:
            return ended[2].label, ended[0], ended[2].id  # type: ignore[return-value]
    if _CONDITION.match(text, start, end):
        # "Under förutsättning att fullmäktige antar taxan ger nämnden …": the condition's verb is not the decision's
        assigns = next((entry for entry in found if entry[2].label == "assign"), None)
        if assigns:
            return "assign", assigns[0], assigns[2].id
    for at, _, phrase in found:
        if (
            phrase.label == "procedure"
            and at - start < 150
            and first.label in ("appoint", "approve", "adopt", "other", "note", "procedure", "report_back")
        ):
            return "procedure", first_at, phrase.id
    if first.label in ("other", "report_back", "adopt", "refer", "fund"):
        # "tiden för redovisning förlängs", "redovisningen läggs till handlingarna"
        for at, _, phrase in found[1:4]:
            if (
                phrase.label in ("extend", "close", "withdraw")
                and at - start < 160
                and re.match(
                    r"(?:att\s)?(?:tid(?:en|punkten)?|uppdraget|redovisning|återrapport|slutredovisning|beslutet|delegation|datum)",
                    text[start:end],
                    re.IGNORECASE,
                )
            ):
                return phrase.label, at, phrase.id  # type: ignore[return-value]
    if first.label == "extend" and _NO_TIME.search(text, start, end):
        return "other", first_at, first.id
    if first.label == "assign" and _AT_PRIVATE.search(text, first_at, end):
        return "other", first_at, first.id
    if first.label == "refer" and _AS_REPLY.search(text, start, end):
        return "reply", first_at, first.id
    return first.label, first_at, first.id  # type: ignore[return-value]


def with_duty(text: str, clause: Clause, parties: PartyFinder) -> Clause:
    """Return a clause as `assign` where it lays a duty on a named party ("Nämnden ska redovisa …")."""
    if clause.type in ("assign", "propose", "procedure", "extend", "close", "withdraw"):
        return clause
    duty = find_duty(text, clause.start, clause.end, parties)
    return replace(clause, type="assign", rule=duty.rule) if duty else clause
