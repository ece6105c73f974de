"""Decision clauses: the operative parts of a decision, each with its type (guidelines §1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from beslutsnlp.labels import Assertion, DecisionType
from beslutsnlp.pipeline.duties import find_duty
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.phrases import PhraseFinder, load_phrases
from beslutsnlp.pipeline.sentences import split_sentences
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, same_body

_MARK = re.compile(
    r"(?:[•◦▪‣·*–—-]\s?|\(?\d{1,2}(?:\.\d{1,2})?[.):]\s{0,2}|\(?[a-zåäö]\)\s?|\(?(?:[ivx]{1,5}|[IVX]{1,5})[.)]\s?|punkt\s\d{1,2}[.:]?\s)+(?=\S)"
)
_INLINE_POINT = re.compile(r"(?<=[.;,\wåäö)])\s(?=(\d{1,2})[.)]\s(?:att\s|[A-ZÅÄÖ]))")
_ATT = re.compile(r"(?:dels(?:\s?,)?\s)?att,?\s", re.IGNORECASE)
_COORDINATION = re.compile(r"(?P<stop>[,;]?)\s{0,2}(?P<word>\b(?:samt|och|dels|ock|liksom)\b(?:\s(?:dels|ock))?)?\s?,?\s?(?=\batt\s)")
_DECIDES = re.compile(r"\b(?P<verb>besluta(?:r|s|de|des)?|beslöts?)\b", re.IGNORECASE)
_PAST = re.compile(r"besluta(?:de|des)|beslöts?", re.IGNORECASE)
_PROPOSES = re.compile(
    rf"\b(?P<verb>föreslå(?:r|s)?|hemställ(?:er|a)|föreslog)\b(?!\stid)(?P<target>\s(?:till\s|hos\s|att\s)?(?:{BODY}|{ABBREVIATED_BODY})\b)?", re.IGNORECASE
)
_BY_REFERENCE = re.compile(
    r"""^(?:[^.;:]{0,100}\bbeslut(?:ar|as|ade)?\b[^.;:]{0,60}|beslut:?|[\wåäö-]+(?:en|et|fullmäktige))?\s{0,2}
        (?:\b(?:enligt|i\senlighet\smed|bifall(?:er|a)?(?:\still)?|bifalles?|biträder))\s(?:[\wåäö-]{2,30}\s){0,4}?(?:förslaget|förslag|beslutsförslaget|beslutsförslag)\b
      | ^(?:[\wåäö:-]+\s){0,5}?(?:förslaget|förslag|beslutsförslaget)\s(?:godkän(?:ns|des)|anta(?:s|gs)|bifalls?|bifölls) | ^(?:godkändes|godkänns|bifölls|bifalles|antogs)\b
      | ^(?:[^.;:]{0,100}\bbeslut(?:ar|ade)?\s)?enligt\s[^.;:]{3,70}?\syrkande""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_CLAUSE = re.compile(
    r"""^(?: .{0,80}\breserverar?\ssig | .{0,90}\bdeltar?\s(?:inte|ej)\b | .{0,60}\benhällig | (?:beslutet|ärendet)\sär\senhällig | bilag(?:a|or)\b.{0,60}$ | jäv\b | .{0,60}anmäl(?:er|de)\sjäv
          | .{0,60}\b(?:avstår|avstod)\sfrån\satt\sdelta | beslutet\s(?:kan|får)\söverklagas | .{0,40}yrkar\b | ordföranden\s(?:finner|ställer)
          | propositionsordning | reservation\b | omröstning | beslutet\s(?:gäller|ska\sexpedieras|skickas|expedieras|delges) | paragrafen\sskickas | tabell\s\d | noteras\satt\s.{0,60}\b(?:deltog|anmält) | .{0,50}lämnar\s(?:sammanträdet|lokalen|mötet)\b
          | .{0,80}\blät\s(?:till|anteckna) | .{0,80}\bhar\s(?:frågat|anmält|lämnat\sin|inkommit|avsagt|förklarat) | .{0,90}\bförhindrad | besluten?\si\sparagrafe | den\ssom\s(?:är\smissnöjd|vill\söverklaga)
          | .{0,90}\b(?:sin\savvikande|avvikande\s(?:åsikt|mening)) | ordföranden\skonstaterade | under\s(?:diskussionen|överläggningen)
          | (?:beslut|beslutet)\s(?:fattas|fattades)\b | .{0,60}\bantecknar\ssitt\b | .{0,50}\bprotokollsanteckning )""",
    re.VERBOSE | re.IGNORECASE,
)
_INNER_ATT = re.compile(r"\batt,?\s(?=\S)")
_PROPOSES_ITSELF = re.compile(rf"(?:{BODY}|{ABBREVIATED_BODY})\s(?:föreslår|hemställer)", re.IGNORECASE)
_TARGET = re.compile(
    rf"(?:\s(?:till|hos|för))?(?:\s(?:att\s)?(?:{BODY}|{ABBREVIATED_BODY}))?(?:[\s,]{{1,2}}(?:i\ssin\stur|för\ssin\sdel|för\segen\sdel))?(?:,?\s(?:att\s)?beslutar?)?(?=\W|$)", re.IGNORECASE
)
_LIST_FOLLOWS = re.compile(r"(?:[^.;]{0,60}\bföljande(?:\sbeslut)?|att)\s?:?\s?$")
_ADVERBIAL_HEAD = re.compile(r"^[\s,]*(?:(?:på|enligt|efter|i\senlighet|med|utifrån|utan|under|för)\b[^,;.]{0,120})?", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[\s;,.:]|\b(?:samt|och|dels|ock)\b)+$")
_KEEPS_STOP = re.compile(r"(?:\bm\.m|\bm\.fl|\bm\.m\.|\bo\.d|\betc|\bosv|\bm fl|\bdyl)\.$")
_SHALL = re.compile(r"\b(?:ska|skall|bör|får|är|gäller|ges|upphör|åligger|kan|utgår|anses|träder|görs|sker|utgör|blir|beräknas)\b")
_ADVERBS = re.compile(
    r"(?:(?:för\segen\sdel|därutöver|därmed|härmed|även|också|i\sövrigt|dessutom|samtidigt|därvid|vidare|slutligen|således|ej|inte|ånyo|på\snytt|med\s[^,;.]{3,90}?|i\senlighet\smed\s[^,;.]{3,90}?|enligt\s[^,;.]{3,80}?|ur\s[^,;.]{3,60}?|"
    r"för\så?r?\s?[^,;.]{2,60}?|från\s[^,;.]{3,60}?|utifrån\s[^,;.]{3,60}?|som\s[^,;.]{3,80}?|till\s[^,;.]{3,60}?|under\s[^,;.]{3,50}?|i\s[^,;.]{3,60}?|på\s[^,;.]{3,60}?|av\s[^,;.]{3,60}?|genom\s[^,;.]{3,60}?|utan\s[^,;.]{3,40}?|inom\s[^,;.]{3,60}?|senast\s[^,;.]{3,40}?),?\s){0,3}"
)
_CONDITION = re.compile(r"(?:att,?\s)?under\sförutsättning\s(?:av\s)?att\b", re.IGNORECASE)
_TARGET_LABEL = re.compile(rf"\b(?:förslag\still|föreslår)\s(?:beslut\si\s)?(?:{BODY}|{ABBREVIATED_BODY})\b|\bföreslår\b", re.IGNORECASE)


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


@dataclass(slots=True)
class _State:
    """What the lines read so far have set: whether clauses are decided or proposed, and open lists."""

    assertion: Assertion
    body: str | None = None
    clauses: list[Clause] = field(default_factory=list)
    open_end: bool = False
    is_listing: bool = False


@cache
def _finder() -> PhraseFinder:
    return PhraseFinder(load_phrases("clauses"))


def refers_to_proposal(text: str) -> bool:
    """Tell whether a decision section decides by reference ("Beslut: enligt förslag") and holds no clause of its own."""
    return bool(_BY_REFERENCE.search(text)) and len(text) < 700 and not re.search(r"\batt\s(?!förslag)", text)


def find_clauses(
    text: str, *, section: str, label: str = "", body: str | None = None, past: bool = False, parties: PartyFinder | None = None
) -> list[Clause]:
    """Return the decision clauses of a passage, in order.

    Args:
        text: A clean passage, a paragraph a line.
        section: How it reads. In a "decision" every clause is operative; in "running" text only what stands
            behind the body's own "beslutar" is; in a "letter", a government's assignment to an agency, what gives it
            something to do.
        label: The section's heading; "… förslag till kommunfullmäktige" makes its clauses proposed.
        body: The deciding body.
        past: The minutes tell decisions in the past tense.
        parties: Finds the parties of "X ska …"; one without aliases where it is None.
    """
    state = _State("proposed" if _TARGET_LABEL.search(label) else "decided", body)
    operative = section == "decision"
    if section == "letter":
        return _read_letter(text, state, parties or PartyFinder())
    for start, end in _lines(text):
        content = _content(text, start, end)
        marked = content > start or _ATT.match(text, content) is not None
        if operative or (state.is_listing and marked):
            _read_line(text, content, end, marked=content > start, state=state)
        else:
            state.is_listing = False
            _search_line(text, content, end, state, body=body, past=past)
    if not operative and not state.clauses and section == "running":
        _search_passives(text, state)
    return [_with_duty(text, clause, parties or PartyFinder()) for clause in _unique(state.clauses)]


_PASSIVE_ACT = re.compile(
    r"^(?!.{0,60}\b(?:att|som|har|hade|föreslås|kan|bör|ska|skall|enligt)\s)[^,;:]{3,160}?\b(?:utses|entledigas|läggs|lägges|godkänns|godkännes|fastställs|fastställes|förklaras|väljs|väljes|justeras|bordläggs|bordlägges|noteras|antecknas|bifalls|bifalles|avslås|äger\srum)\b"
)


def _search_passives(text: str, state: _State) -> None:
    """Add the sentences of running text that act without naming who does ("Till justerare utses …"), where nothing else decides."""
    for start, end in _lines(text):
        for sentence_start, sentence_end in split_sentences(text, start, end):
            sentence = text[sentence_start:sentence_end]
            if len(sentence) < 220 and not _NO_CLAUSE.match(sentence) and _PASSIVE_ACT.match(sentence.replace(" att jämte", " jämte")):
                _append(text, sentence_start, sentence_end, state)


def _with_duty(text: str, clause: Clause, parties: PartyFinder) -> Clause:
    """Return a clause as `assign` where it lays a duty on a named party ("Nämnden ska redovisa …")."""
    if clause.type in ("assign", "propose", "procedure", "extend", "close", "withdraw", "appoint", "reject"):
        return clause
    duty = find_duty(text, clause.start, clause.end, parties)
    return replace(clause, type="assign", rule=duty.rule) if duty else clause


_TOLD = re.compile(r"\b(?:fick|gav|gavs|uppdrog|uppdrogs|hade|lämnades|skulle|föreslår|föreslås|föreslog|tidigare|sedan\stidigare)\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:har|hade|fått|gett|givit|givits|getts|beslutat)\b", re.IGNORECASE)


def _read_letter(text: str, state: _State, parties: PartyFinder) -> list[Clause]:
    """Return the clauses of a letter of assignment, which has neither § nor headings for its decision.

    What it says in the present gives; what it says in the perfect does only where nothing else gives.
    """
    perfect: list[Clause] = []
    for start, end in _lines(text):
        content = _content(text, start, end)
        if state.open_end and state.clauses and content > start:
            last = state.clauses[-1]
            state.clauses[-1] = replace(last, end=_trim(text, last.start, end))
            continue
        state.open_end = False
        for sentence_start, sentence_end in split_sentences(text, content, end):
            sentence = text[sentence_start:sentence_end]
            cue = next((found for found in _finder().find(sentence) if found[2].label in ("assign", "report_back")), None)
            before = len(state.clauses)
            if cue is None or _TOLD.search(sentence, 0, cue[1]):
                if find_duty(text, sentence_start, sentence_end, parties):
                    _append(text, sentence_start, sentence_end, state)
                    if len(state.clauses) > before:
                        state.clauses[-1] = replace(state.clauses[-1], type="assign", rule="ska")
                continue
            if cue[2].label == "report_back" and not re.search(r"\b(?:ska|skall)\b|redovisas|rapporteras", sentence):
                continue
            _append(text, sentence_start, sentence_end, state)
            if len(state.clauses) == before:
                continue
            kind: DecisionType = "assign" if cue[2].label == "assign" else "report_back"
            state.clauses[-1] = replace(state.clauses[-1], type=kind, rule=cue[2].id)
            if cue[2].label == "assign" and _PERFECT.search(sentence, 0, cue[1]):
                perfect.append(state.clauses.pop())
                state.open_end = False
    if not any(clause.type == "assign" for clause in state.clauses):
        state.clauses.extend(perfect)
    return [_with_duty(text, clause, parties) for clause in _unique(state.clauses)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if not line.strip():
            continue
        # points that a layout has run together: "1. … 2. …"
        at = start
        expected = 2
        if re.match(r"\(?1[.)]", line):
            for match in _INLINE_POINT.finditer(line):
                if int(match[1]) == expected:
                    yield at, start + match.start()
                    at = start + match.end()
                    expected += 1
        yield at, start + len(line)


def _content(text: str, start: int, end: int) -> int:
    mark = _MARK.match(text, start, end)
    return mark.end() if mark else start


def _read_line(text: str, start: int, end: int, *, marked: bool, state: _State) -> None:
    """Read a line of a decision section."""
    for sentence_start, sentence_end in split_sentences(text, start, end):
        sentence = text[sentence_start:sentence_end]
        if _ATT.match(sentence):
            _add_att_clauses(text, sentence_start, sentence_end, state)
            continue
        lead = _find_lead(sentence)
        if lead is not None:
            _add_led_clauses(text, sentence_start, sentence_end, lead, state)
        elif state.open_end and marked and not _is_sentence(sentence):
            # a point of the list that the clause before opened with a colon
            last = state.clauses[-1]
            state.clauses[-1] = replace(last, end=_trim(text, last.start, sentence_end))
        else:
            _add_sentence(text, sentence_start, sentence_end, state, marked=marked)


def _is_sentence(text: str) -> bool:
    """Tell whether a point of a list is a clause of its own: it starts with a capital and has its own cue."""
    return text[0].isupper() and bool(_finder().find(text[:200]) or _SHALL.search(text[:120]))


@dataclass(frozen=True, slots=True)
class _Lead:
    """A "… beslutar" or "… föreslår …": where its verb stands, and whether it proposes."""

    start: int
    end: int
    proposes: bool
    past: bool = False


def _find_lead(sentence: str) -> _Lead | None:
    """Return the verb that leads a sentence's clauses, where one stands as its main verb."""
    att = re.search(r"\batt\s", sentence)
    limit = att.start() if att else len(sentence)
    proposal = _PROPOSES.search(sentence, 0, limit)
    decision = _DECIDES.search(sentence, 0, limit)
    if proposal and not (decision and decision.start() < proposal.start()):
        before = sentence[: proposal.start()]
        if len(before) < 120 and not re.search(r"\bsom\b", before) and not proposal["verb"].lower() == "föreslås":
            return _Lead(*proposal.span(), proposes=True)
    if decision and decision["verb"].lower() != "besluta":
        before = sentence[: decision.start()]
        if len(before) < 160 and not re.search(r"\b(?:som|vilket|har|hade)\b", before[-60:]):
            return _Lead(*decision.span(), proposes=False, past=bool(_PAST.fullmatch(decision["verb"])))
    return None


def _add_led_clauses(text: str, start: int, end: int, lead: _Lead, state: _State) -> None:
    """Add the clauses of a sentence with "beslutar" or "föreslår", or open the list that it leads into."""
    if lead.proposes:
        _add_proposal(text, start, end, start + lead.end, state)
        return
    sentence = text[start:end]
    att = _INNER_ATT.search(sentence, lead.end)
    between = sentence[lead.end : att.start() if att else len(sentence)]
    if att and _finder_label(between) is None:
        state.assertion = "decided"
        _add_att_clauses(text, start + att.start(), end, state)
    elif _finder_label(between):
        # "Stadsstyrelsen beslutar ge …": no att of its own
        _append(text, start, end, replace(state, assertion="decided", clauses=state.clauses))
    elif not _BY_REFERENCE.search(sentence):
        # a bare lead-in: what follows in the list is decided
        state.assertion, state.is_listing, state.open_end = "decided", True, False


def _finder_label(between: str) -> str | None:
    """Return the type of a decision verb that stands between "beslutar" and its att, "på … förslag" apart."""
    plain = _ADVERBIAL_HEAD.sub("", between)
    found = _finder().find(plain)
    return next((phrase.label for _, _, phrase in found if phrase.label != "propose"), None)


def _add_proposal(text: str, start: int, end: int, rest: int, state: _State) -> None:
    """Add a proposal to another body: the clause that proposes, and under it what it proposes.

    A proposal whose clauses are listed below is its lead-in alone; the list is then proposed.
    """
    own: Assertion = "decided" if _PROPOSES_ITSELF.match(text, start, end) else state.assertion
    target = _TARGET.match(text, rest, end)
    at = target.end() if target else rest
    att = _INNER_ATT.search(text, at, end)
    between = text[at : att.start() if att else end].strip(" ,.:;")
    outer = Clause(start, _trim(text, start, end), "propose", own, start, "foresla")
    inner = _State("proposed", state.body)
    if att and not _LIST_FOLLOWS.match(text, att.start(), end):
        _add_att_clauses(text, att.start(), end, inner)
    elif between and _finder_label(between) and not _LIST_FOLLOWS.search(text, at, end):
        _append(text, at, end, inner)
    if inner.clauses:
        state.clauses.extend((outer, *inner.clauses))
        state.open_end = inner.open_end
        return
    state.clauses.append(replace(outer, end=_trim(text, start, end, lead=True)))
    state.assertion, state.is_listing, state.open_end = "proposed", True, False


def _add_att_clauses(text: str, start: int, end: int, state: _State) -> None:
    """Add the clauses that an att-sentence holds: a new one starts where a new decision verb does."""
    opening = re.compile(r"(?:dels\s)?att,?\s(?:(?:för\segen\sdel|dels|även|vidare)\s)?(?:föreslå|hemställa(?:\shos)?)\b(?!\stid)", re.IGNORECASE).match(text, start, end)
    if opening:
        _add_proposal(text, start, end, opening.end(), state)
        return
    cuts = [start]
    for match in _COORDINATION.finditer(text, start + 4, end):
        at = match.end()
        if not (match["stop"] or match["word"]):
            continue
        current = _type_of(text, cuts[-1], at)
        nested = _INNER_ATT.search(text, cuts[-1] + 4, match.start()) is not None
        if _starts_clause(text, at, end, current[0], match["stop"], (match["word"] or "").lower(), nested=nested):
            cuts.append(at)
    for a, b in zip(cuts, [*cuts[1:], end], strict=True):
        begin = a + (len("dels ") if text[a : a + 5].lower() == "dels " else 0)
        _append(text, begin, b, state)


def _starts_clause(text: str, at: int, end: int, current: DecisionType, stop: str, word: str, *, nested: bool) -> bool:
    """Tell whether the att at a coordination starts a decision clause, and not the second half of a task."""
    after = text[at + 4 : min(end, at + 240)]
    if _NOT_NEW.match(after):
        return False
    adverbs = _ADVERBS.match(after)
    offset = adverbs.end() if adverbs else 0
    first = next(iter(_finder().find(after)), None)
    opens = first is not None and (first[0] <= 1 or first[0] <= offset + 1)
    label = first[2].label if first and opens else None
    if current == "assign":
        if label in ("report_back", "other", "adopt", "fund", "approve", "appoint", "refer", "reply", "note", "reject", "grant", None):
            # of these the task itself may hold; a semicolon or "samt" before a decider's verb parts
            decider = label in ("approve", "note", "reject", "grant", "adopt", "fund", "appoint", "refer", "reply")
            if decider and (stop == ";" or "samt" in word or "dels" in word or (stop == "," and word == "och")):
                return True
            return stop == ";" or bool(
                re.match(r"(?!i\s|för\s)[^,;.]{3,90}?\s(?:ska|skall)\s", after) and (stop or word == "samt") and not re.match(r"[\wåäö]+a\s", after)
            )
        return True
    return label is not None or not nested or stop == ";" or "samt" in word or "dels" in word or bool(re.match(r"[^,;.]{3,90}?\s(?:ska|skall|får|ges)\s", after))


_NOT_NEW = re.compile(r"(?:gälla|tillämpas|utgå|användas|disponeras|fördelas|betalas|träda\si\skraft|äga\srum|belasta|redovisas|finansieras\sgenom\somfördelning)\b(?!\såt)")


def _add_sentence(text: str, start: int, end: int, state: _State, *, marked: bool) -> None:
    """Add a bare sentence of a decision section as a clause, if it decides something."""
    sentence = text[start:end]
    if _NO_CLAUSE.match(sentence) or len(sentence) < 8:
        state.open_end = False
        return
    if refers_to_proposal(sentence) and len(sentence) < 160:
        return
    known = next(iter(_finder().find(sentence)), None)
    if known is None and not (marked and len(sentence) > 25 and sentence[0].isupper()) and not (_SHALL.search(sentence) and (marked or sentence.endswith((".", ";", ",")) or len(sentence) > 40)):
        return
    if known is not None and not marked and known[2].label == "appoint" and not sentence.rstrip().endswith((".", ":")) and len(sentence) < 40:
        return
    _append(text, start, end, state)


def _append(text: str, start: int, end: int, state: _State) -> None:
    stop = _trim(text, start, end)
    if stop - start < 6:
        return
    kind, cue, rule = _type_of(text, start, stop)
    assertion = "decided" if state.is_listing and _is_own_act(text[start:stop], state.body) else state.assertion
    state.clauses.append(Clause(start, stop, kind, assertion, cue, rule))
    tail = text[start:end].rstrip()
    state.open_end = tail.endswith((":", " att", ": att"))


def _trim(text: str, start: int, end: int, *, lead: bool = False) -> int:
    """Return the end of a clause without the closing stop, "samt" and "och"."""
    part = text[start:end]
    if _KEEPS_STOP.search(part.rstrip(" ;,")) and not part.rstrip().endswith((";", ",")):
        return start + len(part.rstrip())
    match = _TRAILING.search(part)
    stop = match.start() if match else len(part)
    if lead:
        stop = len(re.sub(r"[\s:]+(?:att)?[\s:]*$|\satt$", "", part[:stop]))
    return start + stop


def _type_of(text: str, start: int, end: int) -> tuple[DecisionType, int, str]:
    """Return a clause's type, where the phrase stands that tells it, and that phrase's id."""
    found = _finder().find(text, start, end)
    if not found:
        return "other", start, "none"
    first_at, _, first = found[0]
    if len(found) > 1 and not _ATT.match(text, start, end) and re.search(r"\bsom\s[^,]{0,80}$", text[start:first_at]):
        # "De riktlinjer som fullmäktige antog … upphävs": the first verb is the relative clause's
        later = next((entry for entry in found[1:] if entry[0] > first_at + 3), None)
        if later and re.search(r",\s|\s", text[first_at : later[0]]):
            first_at, _, first = later
    if _CONDITION.match(text, start, end):
        # "Under förutsättning att fullmäktige antar taxan ger nämnden …": the condition's verb is not the decision's
        assigns = next((entry for entry in found if entry[2].label == "assign"), None)
        if assigns:
            return "assign", assigns[0], assigns[2].id
    for at, _, phrase in found:
        if phrase.label == "procedure" and at - start < 150 and first.label in ("appoint", "approve", "adopt", "other", "note", "procedure", "report_back"):
            return "procedure", first_at, phrase.id
    if first.label in ("other", "report_back", "adopt", "refer", "fund"):
        # "tiden för redovisning förlängs", "redovisningen läggs till handlingarna"
        for at, _, phrase in found[1:4]:
            if phrase.label in ("extend", "close", "withdraw") and at - start < 160 and re.match(r"(?:att\s)?(?:tid(?:en|punkten)?|uppdraget|redovisning|återrapport|slutredovisning|beslutet|delegation|datum)", text[start:end], re.IGNORECASE):
                return phrase.label, at, phrase.id  # type: ignore[return-value]
    return first.label, first_at, first.id  # type: ignore[return-value]


def _search_line(text: str, start: int, end: int, state: _State, *, body: str | None, past: bool) -> None:
    """Read a line of running text, in which only the body's own "beslutar" makes clauses."""
    decides = False
    for sentence_start, sentence_end in split_sentences(text, start, end):
        sentence = text[sentence_start:sentence_end]
        lead = _find_running_lead(sentence, body, past=past)
        if lead is None and decides:
            # what comes after the decision in the same paragraph belongs to it
            _read_line(text, sentence_start, sentence_end, marked=False, state=state)
            continue
        before = len(state.clauses)
        if lead is not None:
            part = sentence_start + lead[0]
            relative = _Lead(lead[1].start - lead[0], lead[1].end - lead[0], lead[1].proposes)
            _add_led_clauses(text, part, sentence_end, relative, state)
        elif past and re.match(rf"(?:{BODY}|[A-ZÅÄÖ][\wåäö]+(?:en|et))\s(?:uppdrog|gav|godkände|fastställde|antog|utsåg|noterade|lade|avslog|biföll|tackade|fastslog|bordlade)\b", sentence):
            _append(text, sentence_start, sentence_end, state)
        elif _opens_with_body(sentence, body):
            _append(text, sentence_start, sentence_end, state)
        decides = decides or len(state.clauses) > before
    if decides and re.search(r"(?:[;,]|\bsamt|\boch)\s*$", text[start:end]):
        state.is_listing = True


def _find_running_lead(sentence: str, body: str | None, *, past: bool) -> tuple[int, _Lead] | None:
    """Return where the deciding part of a sentence starts, and its verb, if the body decides there."""
    for match in _DECIDES.finditer(sentence):
        verb = match["verb"].lower()
        if verb == "besluta" or (_PAST.fullmatch(verb) and not past):
            continue
        before = re.search(rf"(?P<body>(?<![\w-])(?:{BODY}|{ABBREVIATED_BODY}))\s(?:(?:även|också|därför|således|enhälligt|därmed)\s)?$", sentence[: match.start()], re.IGNORECASE)
        after = re.match(rf"\s(?P<body>{BODY})\b", sentence[match.end() :], re.IGNORECASE)
        organ = (before or after)["body"] if before or after else None  # type: ignore[index]
        if verb in ("beslutas", "beslutades", "beslöts") and organ is None:
            return match.start(), _Lead(*match.span(), proposes=False)
        if organ is None or (body and not same_body(organ, body)):
            continue
        begin = before.start("body") if before else match.start()
        ends = match.end() + (after.end() if after else 0)
        return begin, _Lead(match.start(), ends, proposes=False)
    proposal = _PROPOSES.search(sentence)
    if proposal and proposal["target"] and body:
        before = re.search(rf"(?P<body>(?<![\w-]){BODY})\s$", sentence[: proposal.start()], re.IGNORECASE)
        if before and same_body(before["body"], body):
            return before.start("body"), _Lead(*proposal.span(), proposes=True)
    return None


_BARE_PRESENT = re.compile(
    r"(?:lägger|godkänner|noterar|antar|fastställer|bordlägger|återremitterar|avslår|bifaller|beviljar|uppdrar|ger|utser|väljer|tar\sdel|överlämnar|remitterar|avger|tillstyrker|avstyrker|anser|ställer\ssig|anslår|medger|förklarar|upphäver|återkallar|avskriver|bekräftar)\b"
)


def _is_own_act(clause: str, body: str | None) -> bool:
    """Tell whether a clause names the deciding body as who acts, so that it is decided even below a proposal."""
    return body is not None and _opens_with_body(clause, body)


def _opens_with_body(sentence: str, body: str | None) -> bool:
    """Tell whether a sentence of running text is the body's own act ("Nämnden lägger rapporten till handlingarna.")."""
    match = re.match(rf"(?P<body>{BODY})\s(?=(?P<verb>\w+))", sentence, re.IGNORECASE)
    if not match or (body and not same_body(match["body"], body)):
        return False
    return bool(_BARE_PRESENT.match(sentence, match.end()))


def _unique(clauses: list[Clause]) -> list[Clause]:
    seen: dict[tuple[int, int], Clause] = {}
    for clause in clauses:
        seen.setdefault((clause.start, clause.end), clause)
    return sorted(seen.values(), key=lambda clause: (clause.start, -clause.end))
