"""Tasks that a decision gives without saying "uppdrag": "X ska …", "… ska omprövas av X" (guidelines §2.2)."""

import re
from dataclasses import dataclass
from functools import cache

from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.pipeline.phrases import load_phrases

_SHALL = re.compile(r"\b(?:ska|skall|skola),?\s")
_SHOULD = re.compile(r"\b(?:ska|skall|skola|skulle),?\s")
_PRESENT = re.compile(
    r"\s(?:därefter\s|senast\s[^,.;]{3,40}?\s|under\s[^,.;]{3,30}?\s|årligen\s|snarast\s)?(?:återkommer|återrapporterar|avrapporterar|redovisar|tar\sfram|låter\s[a-zåäö]+a|utreder|bereder|inkommer|lämnar\s(?:en\s)?(?:rapport|redovisning|lägesrapport))\b"
)
# "rektorerna har att vidtaga åtgärder", "chefen svarar för att …", "ska ske genom kontorets försorg"
_HAS_TO = re.compile(r"\shar\s(?:även\s|därvid\s|också\s)?att\s")
_ANSWERS = re.compile(r"\s(?P<verb>(?:an)?svarar\sför)\s(?=att\s)")
_ANSWERS_FOR = re.compile(r"\s(?P<verb>(?:an)?svarar\sför)\s(?=[a-zåäö])")
_CARE = re.compile(
    r"\b(?:ska|skall|sker)\s(?:(?P<verb>ske|ombesörjas|utföras|genomföras|verkställas|anordnas)\s)?genom\s(?P<party>[^.;,]{3,80}?)s?\sförsorg\b"
)
_REPORTING = re.compile(
    r"\s(?P<verb>återkommer|återrapporterar|avrapporterar|redovisar|rapporterar|redogör|inkommer|anmäler)\b"
)
# what makes a report in the present a duty: to whom, when, how often
_BOUND = re.compile(
    r"\b(?:till|senast|årligen|varje|vid\s(?:nästa|kommande|nämndens|styrelsens)|löpande|kvartalsvis|månadsvis|tertialvis|före|under|i\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december))\b"
)
_AGENT = re.compile(
    r"\b(?:ska|skall)\s(?:[\wåäö-]+\s){0,4}?(?P<verb>[\wåäö]{2,}s)\b(?P<between>[^.;:]{0,90}?)(?<!stöd\s)(?<!hjälp\s)(?<!bistånd\s)(?<!uppdrag\s)\bav\s(?=[\wÅÄÖåäö])"
)
_LEADS = re.compile(
    r"(?:ha|vara)\s(?:en|det|ett)?\s?(?:samordnande|ledande|huvudansvar\w*|samordningsansvar\w*|ansvar\w*)\b"
)
_LAID = re.compile(
    r"uppdraget\satt\s(?P<task>[^.;:]{3,160}?)\släggs\s(?:i\sstället\s|även\s)?på\s(?=[\wÅÄÖåäö])", re.IGNORECASE
)
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
    ]
)
_STARTS_WITH_A = frozenset(
    [
        "samma",
        "andra",
        "dessa",
        "olika",
        "alla",
        "vissa",
        "nya",
        "många",
        "flera",
        "samtliga",
        "berörda",
        "övriga",
        "lämpliga",
        "aktuella",
        "ytterligare",
        "bra",
        "extra",
        "själva",
        "hela",
        "egna",
        "båda",
        "våra",
        "deras",
        "goda",
        "fria",
        "sista",
        "första",
        "kommande",
        "följande",
        "fortsatta",
        "aktuella",
        "eventuella",
        "nödvändiga",
    ]
)
_LEADING_ADVERBS = frozenset(
    "dels skyndsamt snarast omgående löpande årligen kvartalsvis månadsvis även också därvid därutöver gemensamt särskilt vidare kontinuerligt fortlöpande regelbundet omedelbart".split()
)
_SHORT_INFINITIVES = frozenset(
    [
        "se",
        "ge",
        "ta",
        "få",
        "gå",
        "stå",
        "bli",
        "ha",
        "slå",
        "bistå",
        "föreslå",
        "nå",
        "uppnå",
        "förstå",
        "avge",
        "inge",
        "utge",
        "utse",
        "förse",
        "tillse",
        "anse",
        "avstå",
        "bestå",
        "uppstå",
        "överse",
        "delge",
        "ange",
        "ingå",
        "föregå",
        "undgå",
        "påta",
        "bese",
        "återge",
        "motstå",
        "avslå",
        "anstå",
        "åta",
        "fråntas",
        "må",
        "te",
        "le",
        "ske",
        "dö",
        "klä",
        "tro",
        "bo",
        "sy",
        "gno",
        "fly",
    ]
)
_VERB_TAIL = re.compile(
    r"[a-zåäö]{2}(?:ställa|lägga|göra|föra|sätta|hålla|skriva|bygga|lysa|driva|arbeta|räkna|mäta|pröva|styra|söka|handla|byta|bereda|skaffa|visa|tala|samla)$"
)
_WORD = re.compile(r"[\wåäöÅÄÖé&/-]+")


@dataclass(frozen=True, slots=True)
class Duty:
    """A party and what it shall do, in a clause without an explicit assignment."""

    party: PartySpan
    task_start: int
    rule: str
    task_end: int | None = None


@cache
def _task_verbs() -> frozenset[str]:
    return frozenset(form for phrase in load_phrases("verbs") for form in phrase.forms)


def is_infinitive(word: str, *, strict: bool = False) -> bool:
    """Tell whether a word is an infinitive that a task can start with.

    Args:
        word: The word as written.
        strict: Count only known ones; without it, what ends like an infinitive counts too.
    """
    word = word.casefold()
    if (
        word in _task_verbs()
        or word in _SHORT_INFINITIVES
        or (word.endswith("era") and len(word) > 5)
        or _VERB_TAIL.search(word)
    ):
        return True
    return not strict and word.endswith("a") and len(word) > 3 and word not in _STARTS_WITH_A


def task_start(text: str, start: int, end: int) -> int:
    """Return where the task's verb stands after its "att", past adverbials before it."""
    words = list(_WORD.finditer(text, start, end))
    if not words:
        return start
    while len(words) > 1 and words[0][0].casefold() in _LEADING_ADVERBS:
        words = words[1:]
    if is_infinitive(words[0][0]) or words[0][0] in ("inte", "ej"):
        return words[0].start()
    for previous, match in zip(words, words[1:40], strict=False):
        if (
            match[0].islower()
            and is_infinitive(match[0], strict=True)
            and previous[0].casefold() not in _DETERMINERS
            and not text[match.end() : match.end() + 2].startswith("-")
        ):
            return match.start()
    for previous, match in zip(words, words[1:20], strict=False):
        # an infinitive that is not known: after a noun or a number, not after what a plural may follow
        if (
            match[0].islower()
            and is_infinitive(match[0])
            and re.fullmatch(r"\d+|[\wåäö]+(?:en|et|er|na|ar|an)", previous[0])
            and previous[0].casefold() not in _DETERMINERS
        ):
            return match.start()
    return words[0].start()


_DETERMINERS = frozenset(
    [
        "den",
        "det",
        "de",
        "en",
        "ett",
        "sin",
        "sina",
        "sitt",
        "till",
        "från",
        "med",
        "av",
        "inom",
        "hos",
        "för",
        "om",
        "vid",
        "samtliga",
        "alla",
        "dessa",
        "och",
        "i",
        "på",
        "att",
        "som",
    ]
) - {"att", "för", "och"}


def find_duty(text: str, start: int, end: int, parties: PartyFinder) -> Duty | None:
    """Return the duty that a decision clause lays on a named party, or None.

    The deciding organisation as a whole is no party of its own decision.
    """
    begin = re.compile(r"(?:att,?\s)?(?:(?:dels|därutöver|vidare|även|samt)\s)?").match(text, start, end).end()  # type: ignore[union-attr]
    party = parties.at(text, begin, end) or parties.abbreviation(text, begin, end)
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
        has = _HAS_TO.match(text, party.end, end)
        if has:
            return Duty(party, task_start(text, has.end(), end), "har_att")
        answers = _ANSWERS.match(text, party.end, end)
        if answers is None and text[start:begin].lower().startswith("att"):
            answers = _ANSWERS_FOR.match(text, party.end, end)
        if answers:
            return Duty(party, answers.start("verb"), "svarar_for")
        present = _PRESENT.match(text, party.end, end)
        promised = _REPORTING.match(text, party.end, end)
        if present is None and promised and _BOUND.search(text, promised.end(), end):
            return Duty(party, promised.start("verb"), "presens")
        if present and text[start:begin].lower().startswith("att"):
            verb = re.search(r"[\wåäö]+(?:\sfram)?$", present[0])
            return Duty(party, present.start() + (verb.start() if verb else 1), "presens")
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
    return None


def _is_plain(between: str) -> bool:
    """Tell whether what stands between a party and its "ska" keeps it the subject."""
    return re.search(r"[.;:]|\b(?:som|att|har|är)\b", between) is None
