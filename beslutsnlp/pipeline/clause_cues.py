"""What tells that a sentence decides, proposes, refers to a proposal, or does none of these."""

import re
from dataclasses import dataclass

from beslutsnlp.pipeline.clause_types import finder, is_nominal
from beslutsnlp.pipeline.duties import BOUND
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, same_body

DECIDES = re.compile(r"\b(?P<verb>besluta(?:r|s|de|des)?|beslöts?|bestämdes)\b", re.IGNORECASE)
PAST = re.compile(r"besluta(?:de|des)|beslöts?|bestämdes", re.IGNORECASE)
PROPOSES = re.compile(
    rf"\b(?P<verb>föreslå(?:r|s)?|hemställ(?:er|a)|föreslog)\b(?!\stid)(?P<target>\s(?:till\s|hos\s|att\s)?(?:{BODY}|{ABBREVIATED_BODY})\b)?",
    re.IGNORECASE,
)
BY_REFERENCE = re.compile(
    r"""^(?:[^.;:]{0,100}\bbeslut(?:ar|as|ade)?\b[^.;:]{0,60}|beslut:?|[\wåäö-]+(?:en|et|fullmäktige))?\s{0,2}
        (?:\b(?:enligt|i\senlighet\smed|bifall(?:er|a)?(?:\still)?|bifalles?|biträder))\s(?:[\wåäö:-]{2,30}\s){0,4}?[\wåäö-]{0,30}förslag(?:et)?\b
      | ^(?:[\wåäö:-]+\s){0,5}?(?:förslaget|förslag|beslutsförslaget)\s(?:godkän(?:ns|des|nes)|antag?(?:s|es)|antogs|bifalls?|bifalles|bifölls|gillas|godtas) | ^(?:godkändes|godkänns|bifölls|bifalles|antogs)\b
      | ^(?:[^.;:]{0,100}\bbeslut(?:ar|ade)?\s)?enligt\s[^.;:]{3,70}?\syrkande
      | \bbl(?:ev|ir)\s[^.;:]{3,70}?\s(?:förslag|yrkande)\s[^.;:]{0,60}?beslut\b""",
    re.VERBOSE | re.IGNORECASE,
)
NO_CLAUSE = re.compile(
    r"""^(?: på\sgrund\sav\sjäv | .{0,80}\breserverar?\ssig | .{0,90}\b(?:deltar?|deltog|deltager)\s(?:[\wåäö]+\s){0,4}?(?:inte|ej)\b | .{0,60}\benhällig | (?:beslutet|ärendet)\sär\senhällig | .{0,60}\bföranleder\singet\b | nästa\s(?:ordinarie\s)?\w*(?:sammanträde|möte|träff|samråd)\b(?!\s(?:ska|skall)\s(?:behandla|ta\supp)) | bilag(?:a|or)\b.{0,60}$ | jäv\b | .{0,60}anmäl(?:er|de)\sjäv
          | .{0,60}\b(?:avstår|avstod)\sfrån\satt\sdelta | beslutet\s(?:kan|får)\söverklagas | .{0,40}yrkar\b | ordföranden\s(?:finner|ställer)
                    | (?:vidare|dessutom|därtill)\s(?:föreslog|yrkade|anförde|yrkar)\b | propositionsordning reservation\b | omröstning | beslutet\s(?:gäller|ska\sexpedieras|skickas|expedieras|delges) | paragrafen\sskickas | tabell\s\d | noteras\satt\s.{0,60}\b(?:deltog|anmält) | .{0,50}lämnar\s(?:sammanträdet|lokalen|mötet)\b
          | .{0,80}\blät\s(?:till|anteckna) | .{0,80}\bhar\s(?:frågat|anmält|lämnat\sin|inkommit|avsagt|förklarat) | .{0,90}\bförhindrad | besluten?\si\sparagrafe | den\ssom\s(?:är\smissnöjd|vill\söverklaga)
          | .{0,90}\b(?:sin\savvikande|avvikande\s(?:åsikt|mening)) | ordföranden\skonstaterade | under\s(?:diskussionen|överläggningen)
          | [A-ZÅÄÖ][\wåäö-]+\s[A-ZÅÄÖ][\wåäö-]+\s(?:\([^)]{1,6}\)\s)?(?:ansåg|anser|menade|menar|framför|framförde|framhåller|framhöll|påpekar|påpekade|påminner|påminde|undrar|undrade|berättar|berättade|upplyser|tycker|tyckte|önskar)\b | efter\sbeslutet\b | .{0,70}\b(?:innebär|upplyser\som|informerar\som|redogör\sför\s(?:ärendet|frågan|läget\soch))\b
          | (?:sammanträdet|mötet)\savslut(?:as|ades)\s(?:kl|klockan)\b | ordföranden?\s(?:tackar|tackade|avslutar|avslutade|hälsar|hälsade|förklarar\smötet|förklarade\smötet)\b | .{0,60}\bavser\satt\s | (?:beslut|beslutet)\s(?:fattas|fattades)\b | .{0,60}\bantecknar\ssitt\b | .{0,50}\bprotokollsanteckning )""",
    re.VERBOSE | re.IGNORECASE,
)
# "Under förutsättning att fullmäktige anvisar medlen beslutar styrelsen för egen del att …"
_CONDITION_FIRST = re.compile(r"(?:Under|Med)\sförutsättning\b")
_DECIDES_BODY = re.compile(rf"\b(?P<verb>beslutar|beslöt|beslutade)\s{BODY}\b", re.IGNORECASE)
PROPOSED_TO = re.compile(rf"(?:{BODY}|{ABBREVIATED_BODY})\sföreslås$", re.IGNORECASE)
SHALL = re.compile(
    r"\b(?:ska|skall|bör|får|är|gäller|ges|upphör|åligger|kan|utgår|anses|träder|görs|sker|utgör|blir|beräknas)\b"
)
# a duty without "ska": "Systemförvaltaren har att årligen gå igenom …", "Socialchefen ombesörjer att …"
_TELLING = re.compile(
    r"[A-ZÅÄÖ][\wåäö-]*(?:chef|direktör|ordförande|sekreterare|ekonom|samordnare|strateg|controller|ingenjör|inspektör)(?:en|n)?\s(?:[A-ZÅÄÖ][\wåäö-]+\s){0,3}(?:redovisar|redogör|informerar|rapporterar|presenterar|föredrar)\b"
)
_DUTY = re.compile(
    r"^[A-ZÅÄÖ][^.;:,]{2,80}?\s(?:har\s(?:även\s|därvid\s|också\s|årligen\s)?att\s(?!ta\sställning|besluta|avgöra|förhålla|yttra\ssig)|(?:ombesörjer|tillser|ser\still|svarar\sför|ansvarar\sför)\satt\s)"
)
# what a sentence without a known verb decides by: a duty, or a passive in the present ("Effekten inarbetas i budgeten.")
_BINDS = re.compile(
    r"\b(?:ska|skall|får|ges|gäller|upphör|åligger|utgår|träder|sker)\b|^[^,;:]{3,120}?\s[a-zåäö]{3,}as\s(?!av\s)"
)
_RELATIVE = re.compile(r",?\s(?:enligt\s|av\s|om\s|i\s)?(?:som|vilk(?:et|en|a))\s")
_IN_RELATIVE = re.compile(r",\s(?:enligt\s|av\s|om\s|i\s)?vilk(?:et|en|a)\s[^,]*$")
_BARE_PRESENT = re.compile(
    r"(?:tillstyrker|avstyrker|lägger|godkänner|noterar|antar|fastställer|bordlägger|återremitterar|avslår|bifaller|beviljar|uppdrar|ger|utser|väljer|tar\sdel|överlämnar|remitterar|avger|tillstyrker|avstyrker|anser|ställer\ssig|anslår|medger|förklarar|anmodar|ålägger|uppmanar|begär|tager\sdel|tager|ansluter\ssig|instämmer|anslår|remitterar|delar|upphäver|återkallar|avskriver|bekräftar)\b"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A "… beslutar" or "… föreslår …": where its verb stands, and whether it proposes."""

    start: int
    end: int
    proposes: bool
    past: bool = False


def find_lead(sentence: str) -> Lead | None:
    """Return the verb that leads a sentence's clauses, where one stands as its main verb."""
    if _CONDITION_FIRST.match(sentence):
        own = _DECIDES_BODY.search(sentence)
        if own:
            return Lead(own.start("verb"), own.end("verb"), proposes=False)
    att = re.search(r"\batt\s", sentence)
    limit = att.start() if att else len(sentence)
    proposal = PROPOSES.search(sentence, 0, limit)
    decision = DECIDES.search(sentence, 0, limit)
    if proposal and not (decision and decision.start() < proposal.start()):
        before = sentence[: proposal.start()]
        passive = proposal["verb"].lower() == "föreslås"
        if (
            len(before) < 120
            and not re.search(r"\bsom\b", before)
            and (not passive or PROPOSED_TO.match(sentence, 0, proposal.end()))
        ):
            return Lead(*proposal.span(), proposes=True)
    if decision and decision["verb"].lower() != "besluta":
        before = sentence[: decision.start()]
        if len(before) < 160 and not re.search(r"\b(?:som|vilket|har|hade)\b", before[-60:]):
            return Lead(*decision.span(), proposes=False, past=bool(PAST.fullmatch(decision["verb"])))
    return None


def refers_to_proposal(text: str) -> bool:
    """Tell whether a decision section decides by reference ("Beslut: enligt förslag") and holds no clause of its own."""
    return bool(BY_REFERENCE.search(text)) and len(text) < 700 and not re.search(r"\batt\s(?!förslag)", text)


def opens_with_body(sentence: str, body: str | None) -> bool:
    """Tell whether a sentence of running text is the body's own act ("Nämnden lägger rapporten till handlingarna.")."""
    match = re.match(rf"(?P<body>{BODY})\s(?=(?P<verb>\w+))", sentence, re.IGNORECASE)
    if not match or (body and not same_body(match["body"], body)):
        return False
    return bool(_BARE_PRESENT.match(sentence, match.end()))


def _tells(sentence: str) -> bool:
    """Tell whether somebody informs in a sentence, with nothing that binds them to it."""
    telling = _TELLING.match(sentence)
    return telling is not None and BOUND.search(sentence, telling.end()) is None


def is_no_clause(sentence: str) -> bool:
    """Tell whether a sentence of a decision section is told about the decision, and no part of it ("Anna Berg reserverar sig")."""
    return _tells(sentence) or NO_CLAUSE.match(sentence) is not None or (len(sentence) < 8 and not is_nominal(sentence))


def decides_something(sentence: str, *, marked: bool) -> bool:
    """Tell whether a sentence of a decision section decides: by a verb that does, by a duty or by a passive.

    Args:
        sentence: The sentence, without "beslutar" or att of its own.
        marked: It is a point of a list, which needs less to be a clause.
    """
    if refers_to_proposal(sentence) and len(sentence) < 160:
        return False
    known = next(iter(finder().find(sentence)), None)
    if known is not None and not _IN_RELATIVE.search(sentence[: known[0]]):
        is_name = known[2].label == "appoint" and not sentence.rstrip().endswith((".", ":")) and len(sentence) < 40
        return marked or not is_name
    if is_nominal(sentence) or (marked and len(sentence) > 25 and sentence[0].isupper()):
        return True
    main = _RELATIVE.split(sentence, 1)[0]
    if marked:
        return SHALL.search(main) is not None
    if _DUTY.match(sentence):
        return True
    return _BINDS.search(main) is not None and (sentence.endswith((".", ";", ",")) or len(sentence) > 40)
