"""Tasks that a decision gives without saying "uppdrag": "X ska …", "… ska omprövas av X" (guidelines §2.2)."""

import re
from dataclasses import dataclass

from beslutsnlp.pipeline.infinitives import is_infinitive, task_start
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.pipeline.present_duties import find_passive, find_present

_WORD = re.compile(r"[\wåäöÅÄÖé&/-]+")
_SHALL = re.compile(r"\b(?:ska|skall|skola),?\s")
_SHOULD = re.compile(r"\b(?:ska|skall|skola|skulle),?\s")
_PRESENT = re.compile(
    r"\s(?:därefter\s|senast\s[^,.;]{3,40}?\s|under\s[^,.;]{3,30}?\s|årligen\s|snarast\s)?(?:återkommer|återrapporterar|avrapporterar|redovisar|tar\sfram|låter\s[a-zåäö]+a|utreder|bereder|inkommer|lämnar\s(?:en\s)?(?:rapport|redovisning|lägesrapport))\b"
)
# "rektorerna har att vidtaga åtgärder", "chefen svarar för att …", "ska ske genom kontorets försorg"
_HAS_TO = re.compile(r"\shar\s(?:även\s|därvid\s|också\s)?att\s")
_ANSWERS = re.compile(r"\s(?P<verb>(?:an)?svarar\sför)\s(?=att\s)")
_ANSWERS_FOR = re.compile(r"\s(?P<verb>(?:an)?svarar\sför)\s(?=[a-zåäö])")
_SEES_TO = re.compile(r"\s(?P<verb>(?:ombesörjer|tillser|ser\still))\s(?=att\s)")
# "Förvaltningen får ta fram …": what only somebody who works for the body is let do
_MAY = re.compile(
    r"\sfår\s(?:därför\s|även\s|också\s|i\sstället\s|nu\s)?(?P<verb>ta\sfram|se\söver|utreda|undersöka|återkomma|redovisa|komplettera|inkomma|bereda|arbeta\svidare|arbeta\sfram|kartlägga|inventera|upprätta|utarbeta|föreslå|ta\skontakt|ta\sin|samråda|kontrollera|bevaka)\b"
)
# "Senast den 1 september ska samtliga rektorer …": when, or on what occasion, stands first
_INVERTED = re.compile(
    r"(?:(?:till|senast|i|under|vid|inför|före|efter|från|inom|på|med|utöver|utifrån|parallellt|samband|årligen|därefter|därutöver|härutöver|därvid|vidare|dessutom|samtidigt|för|inför|varje|vartannat|snarast|en\sgång)\b[^.;:]{0,110}?\s|(?:därefter|därutöver|härutöver|därvid|vidare|dessutom|samtidigt|årligen|slutligen)\s)(?:ska|skall)\s(?:även\s|också\s|därför\s)?(?=[A-Za-zÅÄÖåäö])",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:ska|skall|sker)\s(?:(?P<verb>ske|ombesörjas|utföras|genomföras|verkställas|anordnas)\s)?genom\s(?P<party>[^.;,]{3,80}?)s?\sförsorg\b"
)
_REPORTING = re.compile(
    r"\s(?P<verb>återkommer|återrapporterar|avrapporterar|redovisar|rapporterar|redogör|inkommer|anmäler)\b"
)
# what makes a report in the present a duty: to whom, when, how often
BOUND = re.compile(
    r"\b(?:till|senast|årligen|varje|vid\s(?:nästa|kommande|nämndens|styrelsens)|löpande|kvartalsvis|månadsvis|tertialvis|före|under|i\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december))\b"
)
_AGENT = re.compile(
    r"\b(?:ska|skall)\s(?:[\wåäö-]+\s){0,4}?(?P<verb>[\wåäö]{2,}s)\b(?P<between>[^.;:]{0,90}?)(?<!stöd\s)(?<!hjälp\s)(?<!bistånd\s)(?<!uppdrag\s)\bav\s(?=[\wÅÄÖåäö])"
)
_LEADS = re.compile(
    r"ha\s(?!mandat|rätt|ett\b|makt)(?:[\wåäö]+\s){0,2}?[\wåäö]{2,}(?:erat|[^i]ott|gjort|fört|tagit|givit|gett|rat|nat|lat|sat|tat|kat|gat|ställt|lagt|skrivit|rett|sett|ökt|änt|ämtat|byggt|delat|genomgått)\b"
    r"|upphöra\smed\b|(?:ha|vara)\s(?:en|det|ett)?\s?(?:samordnande|ledande|huvudansvar\w*|samordningsansvar\w*|ansvar\w*)\b"
)
_LAID = re.compile(
    r"uppdraget\satt\s(?P<task>[^.;:]{3,160}?)\släggs\s(?:i\sstället\s|även\s)?på\s(?=[\wÅÄÖåäö])", re.IGNORECASE
)
# subjects that share a verb: "kanslichefen jämte kulturchefen har att", "arbetsgruppen tillsammans med förvaltningen tar fram"
_JOINED = re.compile(
    r",\s(?:och\s|samt\s)?|,?\s(?:och|samt|respektive|jämte|liksom|ävensom|tillsammans\smed|i\s(?:samråd|samverkan|samarbete)\smed)\s"
)
_MEMBERS = 6
_OWN_BODY = re.compile(r"(?:förbundet|föreningen|stiftelsen|kyrkan|församlingen|koncernen)$", re.IGNORECASE)
_OWN_ORGANISATION = re.compile(
    r"^(?:kommunen|regionen|landstinget|staden|region\s[\wåäö-]+(?:\s[A-ZÅÄÖ][\wåäö-]+)?|[\wåäö]+\skommun|[\wåäö]+\sstad|bolaget och kommunen)$",
    re.IGNORECASE,
)
# a member municipality that is to report is a party of a federation's decision
_REPORTS_TO = re.compile(
    r"\b(?:ska|skall)\s[^.;]{0,60}?\b(?:rapportera|redovisa|återrapportera|inkomma\smed|lämna)\b[^.;]{0,90}?\btill\s"
)
_STATES = frozenset(
    [
        "vara",
        "ha",
        "kunna",
        "gälla",
        "upphöra",
        "utgå",
        "utgöra",
        "bestå",
        "omfatta",
        "ingå",
        "träda",
        "få",
        "avse",
        "tillfalla",
        "kvarstå",
        "finnas",
        "närvara",
        "råda",
        "förbli",
        "ligga",
        "bibehållas",
    ]
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A party and what it shall do, in a clause without an explicit assignment."""

    party: PartySpan
    task_start: int
    rule: str
    task_end: int | None = None


def find_duty(text: str, start: int, end: int, parties: PartyFinder) -> Duty | None:
    """Return the duty that a decision clause lays on a named party, or None.

    The deciding organisation as a whole is no party of its own decision.
    """
    begin = re.compile(r"(?:att,?\s)?(?:(?:dels|därutöver|vidare|även|samt)\s)?").match(text, start, end).end()  # type: ignore[union-attr]
    party = parties.at(text, begin, end) or parties.abbreviation(text, begin, end) or parties.office(text, begin, end)
    if party is not None and (
        not _OWN_ORGANISATION.match(text[party.start : party.end]) or _REPORTS_TO.search(text, party.end, end)
    ):
        shall = (_SHOULD if text[start:begin].lower().startswith("att") else _SHALL).search(
            text, party.end, min(end, party.end + 140)
        )
        if shall and _is_plain(text[party.end : shall.start()]):
            at = task_start(text, shall.end(), end)
            word = _WORD.match(text, at)
            if word and is_infinitive(word[0]) and (word[0].casefold() not in _STATES or _LEADS.match(text, at)):
                return Duty(party, at, "ska")
        tail = _subject_end(text, party, parties, end)
        is_att = text[start:begin].lower().startswith("att")
        has = _HAS_TO.match(text, tail, end)
        if has:
            return Duty(party, task_start(text, has.end(), end), "har_att")
        answers = _ANSWERS.match(text, tail, end)
        if answers is None and is_att:
            answers = _ANSWERS_FOR.match(text, tail, end)
        if answers is None:
            answers = _SEES_TO.match(text, tail, end) or (
                _MAY.match(text, tail, end) if party.kind != "person" else None
            )
        if answers:
            return Duty(party, answers.start("verb"), "svarar_for")
        present = _PRESENT.match(text, tail, end)
        promised = _REPORTING.match(text, tail, end)
        if promised and BOUND.search(text, promised.end(), end):
            return Duty(party, promised.start("verb"), "presens")
        if present and is_att:
            verb = re.search(r"[\wåäö]+(?:\sfram)?$", present[0])
            return Duty(party, present.start() + (verb.start() if verb else 1), "presens")
        doing = find_present(text, tail, end) if is_att else None
        if doing is not None and not _OWN_BODY.match(text[party.start : party.end]):
            return Duty(party, doing, "presens")
    after = _INVERTED.match(text, begin, end)
    doer = parties.at(text, after.end(), end) if after else None
    if after and doer is not None and not _OWN_ORGANISATION.match(text[doer.start : doer.end]):
        at = task_start(text, _subject_end(text, doer, parties, end), end)
        word = _WORD.match(text, at)
        if word and is_infinitive(word[0]) and (word[0].casefold() not in _STATES or _LEADS.match(text, at)):
            return Duty(doer, at, "ska")
    care = _CARE.search(text, begin, end)
    if care:
        doer = parties.at(text, care.start("party"), end)
        if doer is not None:
            return Duty(PartySpan(doer.start, doer.end, doer.kind, doer.name), care.start("verb"), "forsorg")
    laid = _LAID.match(text, begin, end)
    if laid:
        doer = parties.at(text, laid.end(), end)
        if doer is not None:
            return Duty(doer, laid.start("task"), "laggs_pa", laid.end("task"))
    agent = _AGENT.search(text, begin, end)
    if agent:
        doer = parties.at(text, agent.end(), end)
        if doer is not None and not _OWN_ORGANISATION.match(text[doer.start : doer.end]):
            return Duty(doer, agent.start("verb"), "passiv")
    passive = find_passive(text, begin, end)
    if passive and (text[start:begin].lower().startswith("att") or BOUND.search(text, passive[0], end)):
        doer = parties.at(text, passive[1], end)
        if doer is not None and not _OWN_ORGANISATION.match(text[doer.start : doer.end]):
            return Duty(doer, passive[0], "passiv")
    return None


def _subject_end(text: str, party: PartySpan, parties: PartyFinder, end: int) -> int:
    """Return where a subject ends, with the parties that are joined to it."""
    at = party.end
    for _ in range(_MEMBERS):
        joined = _JOINED.match(text, at, end)
        following = parties.at(text, joined.end(), end) if joined else None
        if following is None:
            break
        at = following.end
    return at


def _is_plain(between: str) -> bool:
    """Tell whether what stands between a party and its "ska" keeps it the subject."""
    return re.search(r"[.;:]|\b(?:som|att|har|är)\b", between) is None
