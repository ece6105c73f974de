"""The other parties of an assignment: who receives its report, who takes part, who acts under the responsible one."""

import re

from beslutsnlp.pipeline.infinitives import is_infinitive
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan

_REPORTS = re.compile(
    r"""\b(?: (?:åter|av|del|slut|läges)?(?:rapporter(?:a|as|ar|at|ats|ing(?:en)?|ingar)?|rapport(?:en|er)?) | (?:åter|del|slut)?redovis(?:a|as|ar|at|ats|ning(?:en|ar)?)
          | återkom(?:ma|mer)? | återkoppl(?:a|as|ar|ing) | återför(?:a|as) | redogör(?:a|s|else)? | beskriva | presenter(?:a|as|ar) | föreläggas? | framlägga | lägga\sfram | läggs\sfram | anmäl(?:a|as|er|s) | inkomma | komma\sin | inlämnas?
          | lämna(?:s|r|t)? | avge | avlämna(?:s)? | överlämna(?:s|r)? | inge | tillställas? | bereda | informera(?:s|r)? | information | underrätta(?:s|r)? | delges? | avrapportering | tas?\supp | föra | tas?\sfram\sför | lyftas? | föras | skicka(?:s)? | sända(?:s)? | yttra\ssig | lägesrapport(?:er|en)? | uppföljning )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WEAK = re.compile(
    r"^(?:föra|lämna|överlämna|skicka|sända|föras|lyfta|ta|tas|anmäl|bereda|avge|uppföljning|inkomma|komma)",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"(?:åter|av|del|slut|läges)?(?:rapport|redovis)|återkom|återredovis|inkomma|komma\sin|lämnas|överlämna|anmäl|inge|inlämna|presentera|avlämna|redogör|delges|skicka|sända|tillställa|informera|underrätta",
    re.IGNORECASE,
)
_REPORT_NOUN = re.compile(
    r"rapport|redovisning|redogörelse|förslag|information|underlag|yttrande|utredning|återkoppling|plan|besked|svar|sammanställning|analys|bedömning|resultat|uppgift|lägesbild|utvärdering|uppföljning|ärende|budget|deklaration|statistik|förteckning|prognos|inventering|kartläggning|beräkning|kalkyl|önskemål|synpunkt|program|ram(?:ar)?\b|alternativ",
    re.IGNORECASE,
)
_RECEIVER = re.compile(r"\b(?:till|för|inför|hos|åt|i|vid|på)\s(?=[A-Za-zÅÄÖåäö])")
_DIRECT = re.compile(
    r"\b(?:informera|underrätta|delge|delges|underställas?|hålla|tillställa|tillställas|föreläggas?|inför)\s(?:löpande\s|årligen\s|kontinuerligt\s|skriftligen\s|därefter\s)?(?=[a-zåäöA-ZÅÄÖ])",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"\s(?:[\wåäö]+\s){0,8}?(?:(?:åter|av|slut|del)?(?:rapportera|redovisa)|redogöra|avlämna|framlägga|lämna|inkomma|presentera|avge|inge|anmäla|återkomma)\b"
)
_TAKEN_UP = re.compile(r"\b(?:tas|tagas|tages|återupptas)\s(?:upp\s)?(?:på\snytt\s|åter\s)?i\s(?=[a-zåäöA-ZÅÄÖ])")
_MEETING = re.compile(r"\b(?:till|vid|på|inför|i)\s(?=[A-Za-zÅÄÖåäö])")
_MEETING_NOUN = re.compile(
    r"\s(?:ordinarie\s|nästa\s|första\s|sista\s|kommande\s|nästkommande\s|extra\s)?(?:[a-zåäö]{0,12}sammanträde(?:n|t)?|[a-zåäö]{0,12}möte(?:n|t)?|sammanträdesdag)\b"
)
_COLLABORATION = re.compile(
    r"\b(?:tillsammans\smed|i\s(?:nära\s|fortsatt\s|god\s|tätt\s)?(?:samarbete|samverkan|samråd|dialog)(?:\soch\s(?:samarbete|samverkan|samråd|dialog))?\smed|efter\s(?:samråd|dialog|hörande\sav|samverkan)(?:\smed)?|(?:samråda|samverka|samarbeta)\s(?:(?!med\b)[\wåäö]+\s){0,4}?med|med\sstöd\sav|i\ssamförstånd\smed|jämte)\s",
    re.IGNORECASE,
)
_EXECUTION = re.compile(
    r"\b(?:se\still\satt|tillse\satt|ombesörja\satt|säkerställa\satt|verka\sför\satt|tillse,\satt)\s", re.IGNORECASE
)
_THROUGH = re.compile(r"\bgenom\s(?=[A-Za-zÅÄÖåäö])", re.IGNORECASE)
_NEXT = re.compile(
    r"\s?,\s(?:samt\s|och\s|liksom\s)?(?:även\s)?(?:till\s|för\s|med\s)?|\s(?:och|samt|respektive|liksom|eller)\s(?:även\s)?(?:till\s|för\s|med\s)?"
)
_LOOSE_STOP = re.compile(
    r"[,.;:()]|\s(?:att|om|som|för\satt|senast|under|inför|till|genom|enligt|i\ssyfte|kring|rörande|angående|avseende|inom|på|ska|skall|när|där|gällande|i\sfrågan|inkomma|ta\sfram|vid)\b"
)
_DEPARTMENT = re.compile(r"\s\([^()]{3,60}departementet\)")
_NO_RECEIVERS = frozenset(
    [
        "kommunen",
        "regionen",
        "landstinget",
        "staden",
        "verksamheterna",
        "verksamheten",
        "skolan",
        "skolorna",
        "förskolan",
        "vården",
        "omsorgen",
        "huset",
        "området",
        "enheten",
        "bolagen",
        "kommuner",
        "kommunerna",
    ]
)
_COPY = re.compile(r"\bkopia\s$", re.IGNORECASE)


def find_receivers(text: str, start: int, end: int, parties: PartyFinder) -> list[PartySpan]:
    """Return who the report of an assignment goes to, also in the genitive of a meeting ("styrelsens möte i maj")."""
    found: dict[int, PartySpan] = {}
    for verb in _REPORTS.finditer(text, start, end):
        reach = min(end, verb.end() + 260)
        stop = re.compile(r"\.\s(?=[A-ZÅÄÖ])|;|\n").search(text, verb.end(), reach)
        reach = stop.start() if stop else reach
        weak = bool(_WEAK.match(verb[0]))
        for preposition in _RECEIVER.finditer(text, verb.end(), reach):
            if preposition[0].strip() in ("i", "vid", "på") or _COPY.search(text[start : preposition.start()]):
                continue
            party = parties.at(text, preposition.end(), end)
            if party is None or not _receives(text, party):
                continue
            between = text[verb.end() : preposition.start()]
            if re.search(r"\b(?:som|där|vilka|vilket)\s", between) or (len(between) > 170 and not found):
                continue
            if (
                party.kind == "unit"
                and (
                    verb[0].lower() in ("information", "uppföljning")
                    or len(between) > (25 if weak or verb[0].lower().startswith("present") else 90)
                    or not _HARD.match(verb[0])
                )
                and not re.search(r"departement|kansli", party.name.casefold())
            ):
                continue
            if (
                weak
                and party.kind not in ("body", "role")
                and not _REPORT_NOUN.search(text[verb.start() : preposition.start()])
            ):
                continue
            if (
                weak
                and not _REPORT_NOUN.search(text[verb.start() : preposition.start()])
                and not re.search(r"\b(?:ärende|frågan|förslag)", between)
                and verb[0].lower()
                not in ("lämnas", "inkomma", "komma in", "överlämnas", "lyftas", "tas upp", "ta upp", "anmälas")
            ):
                continue
            if preposition[0].strip() in ("för", "åt") and re.search(
                r"\b(?:rutin|plan|process|ansvar|riktlinje|mål|regler|kostnad|underlag|reglement|arbetet|förutsättning|konsekvens|modell|strategi|system|former|behov|ram|alternativ|villkor|kompetens|utbildning|schema)\w*\s$",
                text[max(start, preposition.start() - 25) : preposition.start()],
            ):
                continue
            for member in _with_others(text, party, parties, end):
                found.setdefault(member.start, member)
            break
    for preposition in _RECEIVER.finditer(text, start, end):
        # the receiver before the verb: "att kvartalsvis till ekonomichefen rapportera …"
        if preposition[0].strip() not in ("till", "för", "inför"):
            continue
        party = parties.at(text, preposition.end(), end)
        if (
            party is not None
            and _receives(text, party)
            and (after := _VERB_AFTER.match(text, party.end, end))
            and (party.kind in ("body", "role") or after[0].endswith(("rapportera", "redovisa")))
        ):
            for member in _with_others(text, party, parties, end):
                found.setdefault(member.start, member)
    for direct in _DIRECT.finditer(text, start, end):
        party = parties.at(text, direct.end(), end)
        if party is not None and party.kind in ("body", "role") and _receives(text, party):
            for member in _with_others(text, party, parties, end):
                found.setdefault(member.start, member)
    for taken_up in _TAKEN_UP.finditer(text, start, end):
        party = parties.at(text, taken_up.end(), end)
        if party is not None and party.kind == "body":
            found.setdefault(party.start, party)
    for preposition in _MEETING.finditer(text, start, end):
        party = parties.at(text, preposition.end(), end)
        if party is not None and party.kind == "body" and _MEETING_NOUN.match(text, party.end):
            found.setdefault(party.start, party)
    return [found[at] for at in sorted(found)]


def _receives(text: str, party: PartySpan) -> bool:
    written = text[party.start : party.end]
    if written.casefold() in _NO_RECEIVERS:
        return False
    # "för nämndens räkning", "till förvaltningens arbete": the genitive of something else than a meeting
    genitive = (written.endswith("s") and party.name + "s" == written[0].lower() + written[1:]) or written.endswith(
        "fullmäktiges"
    )
    return not genitive or _MEETING_NOUN.match(text, party.end) is not None


def _with_others(text: str, party: PartySpan, parties: PartyFinder, end: int) -> list[PartySpan]:
    """Return a party and those that follow it in a list ("regionstyrelsen, nämnden samt utskottet")."""
    found = [_with_department(text, party, end)]
    while True:
        match = _NEXT.match(text, found[-1].end, end)
        following = parties.at(text, match.end(), end) if match else None
        if following is None or not _receives(text, following):
            return found
        found.append(_with_department(text, following, end))


def _with_department(text: str, party: PartySpan, end: int) -> PartySpan:
    match = _DEPARTMENT.match(text, party.end, end)
    if not match:
        return party
    return PartySpan(party.start, match.end(), party.kind, party.name + match[0])


def find_collaborators(text: str, start: int, end: int, parties: PartyFinder) -> list[PartySpan]:
    """Return who takes part: after "tillsammans med", "i samråd med" and the like."""
    found: list[PartySpan] = []
    for opener in _COLLABORATION.finditer(text, start, end):
        at = opener.end()
        while at < end:
            party = parties.at(text, at, end) or _loose(text, at, end)
            if party is None:
                break
            found.append(party)
            match = _NEXT.match(text, party.end, end)
            if not match or is_infinitive(
                text[match.end() : end].split()[0] if text[match.end() : end].split() else "", strict=True
            ):
                break
            following = parties.at(text, match.end(), end)
            if following is None:
                word = text[match.end() : end].split()
                if not word or not (
                    (word[0][0].isupper() and "," not in match[0]) or word[0] in ("berörda", "övriga", "andra")
                ):
                    break
            at = match.end()
    return found


def _loose(text: str, start: int, end: int) -> PartySpan | None:
    """Return a collaborator that no shape tells: the words up to the next verb, comma or preposition."""
    stop = _LOOSE_STOP.search(text, start, min(end, start + 90))
    limit = stop.start() if stop else min(end, start + 90)
    for match in re.finditer(r"\s(?:och\s)?([\wåäö]+)", text[start:limit]):
        if is_infinitive(match[1], strict=True):
            limit = start + match.start()
            break
    written = text[start:limit].strip()
    if not 3 <= len(written) <= 70 or len(written.split()) > 6:
        return None
    coordinator = re.search(r"\s(?:och|samt)\s", written)
    if coordinator and not written[: coordinator.start()].endswith("-"):
        written = written[: coordinator.start()]
    person = re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)?\s[A-ZÅÄÖ][a-zåäö]+", written)
    return PartySpan(start, start + len(written), "person" if person else "unit", written)


def find_executors(text: str, start: int, end: int, parties: PartyFinder) -> list[PartySpan]:
    """Return who is to act under the responsible one: "se till att X …", "genom X"."""
    found: list[PartySpan] = []
    for opener in _EXECUTION.finditer(text, start, end):
        party = parties.at(text, opener.end(), end) or _named(text, opener.end(), end)
        if party is not None and re.match(r"\s(?:[\wåäö]+\s){0,6}?[\wåäö]+(?:r|s|er|ar)\b", text[party.end : end]):
            found.append(party)
    for opener in _THROUGH.finditer(text, start, end):
        party = parties.at(text, opener.end(), end)
        if party is None or party.kind not in ("unit", "role", "body"):
            continue
        following = re.match(r"(?:,|\s)\s?([\wåäö]+)", text[party.end : end])
        before = text[max(start, opener.start() - 40) : opener.start()]
        if re.search(r"\b(?:ska|skall|att|uppdrag)\s$|,\s$|\boch\s$", before) or (
            following and (following[1] in ("ska", "skall") or is_infinitive(following[1], strict=True))
        ):
            found.append(party)
    return found


def _named(text: str, start: int, end: int) -> PartySpan | None:
    """Return a name of capitals that no shape tells ("Vårdval", "Liv och hälsa Ung") before a verb."""
    match = re.compile(
        r"[A-ZÅÄÖ][\wåäöÅÄÖ]+(?:\s(?:och\s[\wåäö]+|[A-ZÅÄÖ][\wåäöÅÄÖ]+)){0,3}(?=\s[a-zåäö]+(?:r|s)\b)"
    ).match(text, start, end)
    return PartySpan(start, match.end(), "unit", match[0]) if match else None
