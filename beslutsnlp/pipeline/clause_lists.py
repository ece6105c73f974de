"""Clauses of a decision section: att-clauses, points of lists, sentences, and the lead-ins above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from beslutsnlp.labels import Assertion, DecisionType
from beslutsnlp.pipeline.clause_cues import (
    BY_REFERENCE,
    PROPOSED_TO,
    SHALL,
    Lead,
    decides_something,
    find_lead,
    is_no_clause,
    opens_with_body,
)
from beslutsnlp.pipeline.clause_types import ATT, Clause, finder, trim, type_of
from beslutsnlp.sentences import split_sentences
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, same_body

_MARK = re.compile(
    r"(?:[•◦▪‣·*–—-]\s?|\(?\d{1,2}(?:\.\d{1,2})?[.):]\s{0,2}|(?!\([smcvl]\))\(?[a-zåäö]\)\s?|\(?(?:[ivx]{1,5}|[IVX]{1,5})[.)]\s?|punkt\s\d{1,2}[.:]?\s|(?:samt|och)\s(?=att\s))+(?=\S)"
)
_INLINE_BULLET = re.compile(r"(?<=\S)\s(?=[•▪‣]\s)")
_INLINE_POINT = re.compile(r"(?<=[.;,\wåäö)])\s(?=(\d{1,2})[.)]\s(?:att\s|[A-ZÅÄÖ]))")
_COORDINATION = re.compile(
    r"(?P<stop>[,;]?)\s{0,2}(?P<word>\b(?:samt|och|dels|ock|liksom)\b(?:\s(?:dels|ock))?)?\s?,?\s?(?=\batt\s)"
)
_CHANGED = re.compile(
    r"(?:Beslut\s)?[Ee]nligt\s[^.;:]{0,60}?förslag(?:et)?,?\s[^.;:]{0,60}?\b(?:tillägg|ändring)\w*\s(?=att\s)"
)
# above a list of what has come in: "Följande skrivelser har inkommit:"
_RECEIVED = re.compile(
    r"(?:följande|nedanstående|dessa)\s[^.;:]{0,90}\b(?:inkommit|inkom|föreligger|anmäl(?:s|des|ts)|redovisa(?:s|des|ts)|informera\w+)\b[^.;:]{0,60}:$",
    re.IGNORECASE,
)
_SUM_ROW = re.compile(r"\d\s?(?:kr|kronor|tkr|mkr|mnkr|%|procent)\.?$")
_INNER_ATT = re.compile(r"\batt,?\s(?=\S)")
_CONDITIONAL = re.compile(r"\bförutsättning(?:\sav)?\s$")
# "beslutar styrelsen, under förutsättning att fullmäktige antar planen, att …": the condition decides nothing
_UNDER_CONDITION = re.compile(r",?\s(?:under|med)\sförutsättning\s(?:av\s)?att\s[^,;:]{3,160}(?:[,;:]|$)")
# what hangs on its own subject: "hemställa att fullmäktige måtte antaga …"
_MAY = re.compile(r",?\småtte\s(?!besluta?\b)")
_PROPOSES_ITSELF = re.compile(rf"(?P<body>{BODY}|{ABBREVIATED_BODY})\s(?:föreslår|hemställer)", re.IGNORECASE)
_TARGET = re.compile(
    rf"(?:\s(?:till|hos|för))?(?:\s(?:att\s)?(?:{BODY}|{ABBREVIATED_BODY}))?(?:[\s,]{{1,2}}(?:i\ssin\stur|för\ssin\sdel|för\segen\sdel))?(?:,?\s(?:att\s)?beslutar?)?(?=\W|$)",
    re.IGNORECASE,
)
_BODY_NAME = re.compile(rf"(?<![\w-]){BODY}", re.IGNORECASE)
_LIST_FOLLOWS = re.compile(r"(?:[^.;]{0,60}\bföljande(?:\sbeslut)?|att)\s?:?\s?$")
_ADVERBIAL_HEAD = re.compile(
    r"(?:[\s,]*(?:på|enligt|efter|i\senlighet|med|utifrån|utan|under|för)\b[^,;.]{0,120}){0,3}[\s,]*", re.IGNORECASE
)
_ADVERBS = re.compile(
    r"(?:(?:för\segen\sdel|därutöver|därmed|härmed|även|också|i\sövrigt|dessutom|samtidigt|därvid|vidare|slutligen|således|ej|inte|ånyo|på\snytt|med\s[^,;.]{3,90}?|i\senlighet\smed\s[^,;.]{3,90}?|enligt\s[^,;.]{3,80}?|ur\s[^,;.]{3,60}?|"
    r"för\så?r?\s?[^,;.]{2,60}?|från\s[^,;.]{3,60}?|utifrån\s[^,;.]{3,60}?|som\s[^,;.]{3,80}?|till\s[^,;.]{3,60}?|under\s[^,;.]{3,50}?|i\s[^,;.]{3,60}?|på\s[^,;.]{3,60}?|av\s[^,;.]{3,60}?|genom\s[^,;.]{3,60}?|utan\s[^,;.]{3,40}?|inom\s[^,;.]{3,60}?|senast\s[^,;.]{3,40}?),?\s){0,3}"
)
_OWN_REPORT_CLAUSE = re.compile(
    r"(?:ärendet|uppdraget|uppdragen|detta|resultatet|återrapport\w*|återredovisning\w*|(?:slut|del|läges)rapport\w*|(?:slut|del)redovisning\w*|rapport(?:en)?|redovisning(?:en)?)\s(?:(?:ska|skall)\s)?(?:[\wåäö]+\s){0,3}?(?:(?:åter|del|slut|av)?(?:redovisas|rapporteras)|lämnas|sker|ges|ske|tas\supp|tages\supp|föreläggs|föreläggas|presenteras)\b"
)
_NOT_NEW = re.compile(
    r"(?:gälla|tillämpas|utgå|användas|disponeras|fördelas|betalas|träda\si\skraft|äga\srum|belasta|redovisas|finansieras\sgenom\somfördelning)\b(?!\såt)"
)


@dataclass(slots=True)
class Reading:
    """What the lines read so far have set: whether clauses are decided or proposed, and open lists."""

    assertion: Assertion
    body: str | None = None
    clauses: list[Clause] = field(default_factory=list)
    open_end: bool = False
    is_listing: bool = False
    is_received: bool = False


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines of a passage that are not blank, points that run on in one line apart."""
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if not line.strip():
            continue
        # points that a layout has run together: "1. … 2. …", "• … • …"
        at = start
        for bullet in _INLINE_BULLET.finditer(line):
            yield at, start + bullet.start()
            at = start + bullet.end()
        expected = 2
        if re.match(r"\(?1[.)]", line):
            for match in _INLINE_POINT.finditer(line):
                if int(match[1]) == expected:
                    yield at, start + match.start()
                    at = start + match.end()
                    expected += 1
        yield at, start + len(line)


def content_start(text: str, start: int, end: int) -> int:
    """Return where a line starts behind its bullet or number."""
    mark = _MARK.match(text, start, end)
    return mark.end() if mark else start


def read_line(text: str, start: int, end: int, *, marked: bool, state: Reading) -> None:
    """Read a line of a decision section."""
    if marked and state.is_received:
        return
    state.is_received = not marked and _RECEIVED.match(text, start, end) is not None
    for sentence_start, sentence_end in split_sentences(text, start, end):
        sentence = text[sentence_start:sentence_end]
        if ATT.match(sentence):
            _add_att_clauses(text, sentence_start, sentence_end, state)
            continue
        lead = find_lead(sentence)
        changed = _CHANGED.match(sentence) if lead is None else None
        if changed:
            # "Beslut enligt förslag med ändringen att …": the change alone is a clause here
            _add_att_clauses(text, sentence_start + changed.end(), sentence_end, state)
        elif lead is not None:
            add_led_clauses(text, sentence_start, sentence_end, lead, state)
        elif state.open_end and (marked or _SUM_ROW.search(sentence)) and not _is_sentence(sentence):
            # a point of the list that the clause before opened with a colon
            last = state.clauses[-1]
            state.clauses[-1] = replace(last, end=trim(text, last.start, sentence_end))
        else:
            _add_sentence(text, sentence_start, sentence_end, state, marked=marked)


def _is_sentence(text: str) -> bool:
    """Tell whether a point of a list is a clause of its own: it starts with a capital and has its own cue."""
    return text[0].isupper() and bool(finder().find(text[:200]) or SHALL.search(text[:120]))


def add_led_clauses(text: str, start: int, end: int, lead: Lead, state: Reading) -> None:
    """Add the clauses of a sentence with "beslutar" or "föreslår", or open the list that it leads into."""
    if lead.proposes:
        _add_proposal(text, start, end, start + lead.end, state)
        return
    sentence = text[start:end]
    att = next(
        (
            found
            for found in _INNER_ATT.finditer(sentence, lead.end)
            if not _CONDITIONAL.search(sentence, 0, found.start())
        ),
        None,
    )
    between = _UNDER_CONDITION.sub("", sentence[lead.end : att.start() if att else len(sentence)])
    if att and _finder_label(between) is None:
        state.assertion = "decided"
        _add_att_clauses(text, start + att.start(), end, state)
    elif _finder_label(between):
        # "Stadsstyrelsen beslutar ge …": no att of its own
        append(text, start, end, replace(state, assertion="decided", clauses=state.clauses))
    elif not BY_REFERENCE.search(sentence):
        # a bare lead-in: what follows in the list is decided
        state.assertion, state.is_listing, state.open_end = "decided", True, False


def _finder_label(between: str) -> str | None:
    """Return the type of a decision verb that stands between "beslutar" and its att, "på … förslag" apart."""
    plain = between[_ADVERBIAL_HEAD.match(between).end() :]  # type: ignore[union-attr]
    found = finder().find(plain)
    return next((phrase.label for _, _, phrase in found if phrase.label != "propose"), None)


def _add_proposal(text: str, start: int, end: int, rest: int, state: Reading) -> None:
    """Add a proposal to another body: the clause that proposes, and under it what it proposes.

    A proposal whose clauses are listed below is its lead-in alone; the list is then proposed.
    """
    actor = _PROPOSES_ITSELF.match(text, start, end)
    own: Assertion = (
        "decided" if actor and (state.body is None or same_body(actor["body"], state.body)) else state.assertion
    )
    target = _TARGET.match(text, rest, end)
    named = text[start : target.end() if target else rest]
    # whom it proposes to: behind "föreslår", before "föreslås"
    passive = PROPOSED_TO.match(text, start, rest)
    own_target = passive[0] if passive else re.sub(r"^.*?(?:föresl|hemställ)", "", named, count=1, flags=re.DOTALL)
    if target and state.body and any(same_body(name[0], state.body) for name in _BODY_NAME.finditer(own_target)):
        # what an administration proposes to the body itself, where the body has taken it over
        state.is_listing, state.open_end = True, False
        att = _INNER_ATT.search(text, target.end(), end)
        if att:
            _add_att_clauses(text, att.start(), end, state)
        return
    at = target.end() if target else rest
    if target and _MAY.match(text, at, end):
        at = rest
    att = _INNER_ATT.search(text, at, end)
    between = text[at : att.start() if att else end].strip(" ,.:;")
    outer = Clause(start, trim(text, start, end), "propose", own, start, "foresla")
    inner = Reading("proposed", state.body)
    if att and not _LIST_FOLLOWS.match(text, att.start(), end):
        _add_att_clauses(text, att.start(), end, inner)
    elif between and _finder_label(between) and not _LIST_FOLLOWS.search(text, at, end):
        append(text, at, end, inner)
    if inner.clauses:
        state.clauses.extend((outer, *inner.clauses))
        state.open_end = inner.open_end
        return
    state.clauses.append(replace(outer, end=trim(text, start, end, lead=True)))
    state.assertion, state.is_listing, state.open_end = "proposed", True, False


def _add_att_clauses(text: str, start: int, end: int, state: Reading) -> None:
    """Add the clauses that an att-sentence holds: a new one starts where a new decision verb does."""
    opening = re.compile(
        rf"(?:dels\s)?att,?\s(?:{BODY}\s(?=(?:i\ssin\stur\s)?(?:föreslår|hemställer))(?:i\ssin\stur\s)?(?:föreslår|hemställer)\b|(?:(?:för\segen\sdel|dels|även|vidare)\s)?(?:föreslå|hemställa(?:\shos)?)\b(?!\stid|\satt\s[A-ZÅÄÖ][\wåäö-]+(?:verket|myndigheten|inspektionen|länsstyrelsen|bolaget|trafiken)\b))",
        re.IGNORECASE,
    ).match(text, start, end)
    if opening:
        stop = _end_of_proposal(text, opening.end(), end)
        _add_proposal(text, start, stop, opening.end(), state)
        if stop < end:
            following = _INNER_ATT.search(text, stop, end)
            if following:
                _add_att_clauses(text, following.start(), end, state)
        return
    cuts = [start]
    for match in _COORDINATION.finditer(text, start + 4, end):
        at = match.end()
        if not (match["stop"] or match["word"]):
            continue
        current = type_of(text, cuts[-1], at)
        nested = _INNER_ATT.search(text, cuts[-1] + 4, match.start()) is not None
        if _starts_clause(text, at, end, current[0], match["stop"], (match["word"] or "").lower(), nested=nested):
            cuts.append(at)
    for a, b in zip(cuts, [*cuts[1:], end], strict=True):
        begin = a + (len("dels ") if text[a : a + 5].lower() == "dels " else 0)
        append(text, begin, b, state)


def _end_of_proposal(text: str, start: int, end: int) -> int:
    """Return where a proposal in a running list ends: "att föreslå X att A, att B" proposes A alone, "… besluta att A, att B" both."""
    target = _TARGET.match(text, start, end)
    if target and "beslut" in target[0]:
        return end
    inner = _INNER_ATT.search(text, target.end() if target else start, end)
    if inner is None:
        return end
    following = next((match for match in _COORDINATION.finditer(text, inner.end(), end) if match["stop"]), None)
    return following.start() if following else end


def _starts_clause(text: str, at: int, end: int, current: DecisionType, stop: str, word: str, *, nested: bool) -> bool:
    """Tell whether the att at a coordination starts a decision clause, and not the second half of a task."""
    after = text[at + 4 : min(end, at + 240)]
    if _NOT_NEW.match(after):
        return False
    if current == "withdraw" and not word and "uppdrag" in text[max(0, at - 200) : at]:
        # "återkalla det uppdrag som lämnades …, att utreda …": what was to be done
        return False
    if current == "appoint" and not word and re.search(r",\s[a-zåäö]{1,3},\s$", text[max(0, at - 6) : at]):
        # "utse Börje Ståhl, s, att företräda kommunen": what the appointed is to do
        return False
    adverbs = _ADVERBS.match(after)
    offset = adverbs.end() if adverbs else 0
    first = next(iter(finder().find(after)), None)
    opens = first is not None and (first[0] <= 1 or first[0] <= offset + 1)
    label = first[2].label if first and opens else None
    if current == "assign":
        if "dels" in word:
            return True
        if stop and _OWN_REPORT_CLAUSE.match(after):
            # "att uppdra åt chefen att utarbeta regler, att ärendet delredovisas i maj"
            return True
        if label in (
            "report_back",
            "other",
            "adopt",
            "fund",
            "approve",
            "appoint",
            "refer",
            "reply",
            "note",
            "reject",
            "grant",
            None,
        ):
            # of these the task itself may hold; a semicolon or "samt" before a decider's verb parts
            decider = label in ("approve", "note", "reject", "grant", "adopt", "fund", "appoint", "refer", "reply")
            if decider and (stop == ";" or "samt" in word or "dels" in word or (stop == "," and word == "och")):
                return True
            return stop == ";" or bool(
                re.match(r"(?!i\s|för\s)[^,;.]{3,90}?\s(?:ska|skall)\s", after)
                and (stop or word == "samt")
                and not re.match(r"[\wåäö]+a\s", after)
            )
        return True
    passive = first is not None and first[2].label != "report_back" and after[: first[1]].endswith("s")
    return (
        label is not None
        or passive
        or not nested
        or stop == ";"
        or "samt" in word
        or "dels" in word
        or bool(re.match(r"[^,;.]{3,90}?\s(?:ska|skall|får|ges)\s", after))
    )


def _add_sentence(text: str, start: int, end: int, state: Reading, *, marked: bool) -> None:
    """Add a bare sentence of a decision section as a clause, if it decides something."""
    sentence = text[start:end]
    if is_no_clause(sentence):
        state.open_end = False
    elif decides_something(sentence, marked=marked):
        append(text, start, end, state)


def append(text: str, start: int, end: int, state: Reading) -> None:
    """Add a piece of text as a clause, without its closing stop."""
    stop = trim(text, start, end)
    if stop - start < 6:
        return
    kind, cue, rule = type_of(text, start, stop)
    assertion = "decided" if state.is_listing and _is_own_act(text[start:stop], state.body) else state.assertion
    state.clauses.append(Clause(start, stop, kind, assertion, cue, rule))
    tail = text[start:end].rstrip()
    state.open_end = tail.endswith((":", " att", ": att"))


def _is_own_act(clause: str, body: str | None) -> bool:
    """Tell whether a clause names the deciding body as who acts, so that it is decided even below a proposal."""
    return body is not None and opens_with_body(clause, body)


def unique(clauses: list[Clause]) -> list[Clause]:
    """Return clauses in text order, each span once, an outer one before what it holds."""
    seen: dict[tuple[int, int], Clause] = {}
    for clause in clauses:
        seen.setdefault((clause.start, clause.end), clause)
    return sorted(seen.values(), key=lambda clause: (clause.start, -clause.end))
