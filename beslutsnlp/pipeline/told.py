"""Where assignments that a document proposes or retells start and end within their sentence, and the duties among them."""

import re
from collections.abc import Iterator

from beslutsnlp.pipeline.duties import Duty, find_duty
from beslutsnlp.pipeline.infinitives import is_infinitive, task_start
from beslutsnlp.pipeline.parties import PartyFinder

_ATT = re.compile(r"(?<![\w-])att,?\s", re.IGNORECASE)
# "Nämnden beslutade den 3 mars, § 8, att …": the whole sentence retells; "har beslutat att …" leads in
_DECIDED_THEN = re.compile(
    r"(?:^|\s)(?:beslutade|beslöt|bestämde|fastslog)\b(?!\s(?:om|enligt)\b)(?=[^.;:]*(?:\d|samtidigt|därvid))[^.;:]{0,90}$|\d[^.;:]{0,40}\s(?:beslutade|beslöt|bestämde)\s[^.;:,]{3,60}$",
    re.IGNORECASE,
)
# what hangs a clause on the sentence before it: "…, varvid chefen fick i uppdrag", "enligt vilket kansliet fick …"
_HANGS = re.compile(
    r"(?:,\s(?:varvid|då|där|varefter|när|vilket|som\sinnebär\satt)|\b(?:enligt|genom|i)\svilk(?:et|en|a))\s"
)
_LABEL = re.compile(r"[:;]\s[”\"»]?(?=\S[^:;]*$)")
_SENTENCE = re.compile(r"(?<=\d)\.\s(?=[A-ZÅÄÖ][a-zåäö]{2,})")
_QUOTE = re.compile(r"[”\"»“](?=\S[^”\"»“]*$)")
_TAIL = re.compile(r"(?:[\s.,;:”\"]|\b(?:samt|och))+$")
_END = re.compile(
    r"""[;”\"]|\.\s|,\s(?:men|vilket|vilken|vilka|och\si\sandra|i\sandra|berättar|säger|samt\s(?:bifall|avslag|att)|och\s(?:bifall|avslag|att\s[^,]{2,40}\s(?:ska|får)|[a-zåäö]+(?:en|et|erna|arna)\s|ett\s|en\s)|varvid|något\ssom|som\s(?:har|väntas|beräknas|planeras|redovisas|redovisades|nu|ännu|blev|är|var|pågår|inte|aldrig)\b|eftersom|då\s|varefter|sedan\s|och\s(?:samråd|hittills|arbetet|uppdraget|detta|den\s\d)|(?:fått|har|hade|fick|gav|blev)\s|ett\s(?:arbete|uppdrag)|nämligen|om\släget\b)
      | \soch\s(?:i\sandra\shand|menar|anser|yrkar|framhåller|att\skommunen|att\sregionen)\b""",
    re.VERBOSE,
)
# "… samt att en utvärdering görs", "…, och resultatet presenterades"
_SECOND = re.compile(
    r"(?:,|,?\s(?:och|samt|dels))\satt\s(?P<word>[\wåäöÅÄÖ]+)|,\soch\s(?P<verb>[a-zåäö]+(?:ar|er|ades|des|ts))\b"
)
# what a second att has where it goes on with the same assignment: a verb to do, or the task's own report
_OWN = re.compile(
    r"(?:uppdrag|detta|ärendet|återrapport|återredovis|redovisning|rapport|slutrapport|delrapport)[^.;,]{0,60}?\b(?:\w*rapporter|\w*redovis|återkom|lämnas|ske)",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"(?!i\s|på\s|till\s|senast\s|under\s|före\s)[^,.;]{3,60}?\s(?:ska|skall|skulle|får|ges|bör|uppdras|åläggs|uppmanas)\s"
)
_FRONTED = re.compile(r"(?:Med\sanledning\sav|På\sgrund\sav|Till\sföljd\sav)\s")
# the report of a retold task, in a sentence of its own
_REPORT = re.compile(
    r"\.\s(?:(?:Senast|Före|Under|I|Vid)\s[^.;\n]{3,50}?\s)?(?:(?:Uppdraget|Återrapport\w*|Redovisning\w*|Resultatet|Utredningen)\s)?(?:ska|skall|skulle)\s(?:uppdraget\s)?[^.;\n]{0,60}?(?:redovisa|rapporter)\w*[^.;\n]{0,100}(?=\.)"
)
_WORD = re.compile(r"[\wåäöÅÄÖ-]+")
# a subordinate att that gives nobody anything: "I samband med att planen antogs uppdrogs åt …"
_NOT_GOVERNING = re.compile(
    r"\b(?:samband\smed|genom|efter|trots|på\sgrund\sav|i\soch\smed|tack\svare|med\sanledning\sav|utan)\s$"
)
# the verb of a sentence about the task that it names: "uppdraget till chefen att införa lås fortsätter"
_NAMED_ENDS = re.compile(
    r"\s(?:fortsätter|fortsatte|fortgår|pågår|kvarstår|kvarstod|dras|drogs|är|var|har|hade|avslutas|avslutades|återkallas|återkallades|upphör|upphörde|upphävs|upphävdes|togs|tas|genomförs|genomfördes|redovisas|redovisades|avskrivs|avskrevs|försenas|försenades|ska|skall|blev|bör|kan)\b"
)
# what tells that somebody wants a duty, or once laid it
_CUE = re.compile(
    r"""\b(?:(?:tilläggs|ändrings|åter|andrahands)?yrka(?:r|de|t|s|nde|ndet|nden)?|föresl\w+|(?:beslutsförslag|förslag)\w*|begär(?:an|t|de|s|er)?|beslut(?:ade|at|ades|et)?|beslöts?|motion\w*|(?:nämnd|ledamots|folk)?initiativ\w*|medborgarförslag\w*|e-förslag\w*|önskemål|önskar|vill|hemställ\w+|förorda\w*|kräv(?:er|de|t)?|krav
        |tillägg\w*|formulering\w*|utkast\w*|uttala\w*|protokolls\w+|att-sats\w*|reserver\w+|anför\w*)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# what stands right before what somebody wants another to do: "begärs att gatuchefen låter …"
_ASKS = re.compile(
    r"\b(?:yrka(?:r|de)|yrkande(?:t)?(?:\som)?|begär(?:s|an\som)?|begärde[s]?|föreslår|föreslås|föreslagit|hemställer|hemställt)\s(?:[\wåäö]+\s){0,3}$"
)
_CLOSE = 60
_SHALL = re.compile(r"\b(?:ska|skall|skulle|får|bör|borde)\s")
_ASKED = re.compile(r"\b(?:yrka|begär|föreslå|hemställ)")
_INVERTED = re.compile(r"\b(?:ska|skall|skulle)\s(?=[A-Za-zÅÄÖåäö])")
_DECISION = re.compile(r"\bbeslut(?:et)?\b|\bprotokoll", re.IGNORECASE)
_MAY = re.compile(r"\s(?:(?:i\sstället|istället|även|också|därför)\s)?får\s(?P<rest>(?:[\wåäö]+\s){0,3}?[\wåäö]+)")
# the sentence itself says what shall be, without somebody's wish
_NEEDS = re.compile(
    r"\b(?:lag(?:en)?|förordning(?:en)?|enligt\savtal(?:et)?|krävs|innebär|syftar|målet|syftet|betänkandet|remissen|promemorian|direktivet|direktiven|utredningen)\b",
    re.IGNORECASE,
)
# what the state wants of others; what a body is to decide is no task
_OTHERS = re.compile(
    r"(?:samtliga\s|alla\s)?(?:regionerna|kommunerna|landstingen|länen|huvudmännen|regioner|kommuner|varje\s(?:kommun|region)|[A-ZÅÄÖ]\w+(?:verket|styrelsen|myndigheten|inspektionen))$|regeringen|staten"
)
_DECIDE = re.compile(
    r"(?:besluta|anta|fastställa|godkänna|avslå|bifalla|ta\sställning|återremittera|bordlägga|ställa\ssig)\b"
)
# no sentence that tells of a duty is longer, and none tells of more
_LONGEST = 2_000
_MOST = 8
# words of a giver with its day, before its verb: "varefter nämnden den 3 maj uppdrog …"
_LONGEST_GIVER = 8


def may_tell(text: str) -> bool:
    """Tell whether a paragraph can propose or retell a duty that no "uppdrag" names."""
    return (_SHALL.search(text) or _ASKED.search(text)) is not None and _CUE.search(text) is not None


def told_start(text: str, start: int, verb: int, *, subject: bool, noun: bool) -> int:
    """Return where a proposed or retold assignment starts: at its att if it hangs on one, else with its sentence.

    Args:
        text: The passage.
        start: Where the sentence starts.
        verb: Where the assignment's own words start: its subject, or the verb that gives it.
        subject: They are its subject.
        noun: They are "uppdraget till …", which is named and not given.
    """
    for found in _SENTENCE.finditer(text, start, verb + 40):
        if found.end() <= verb:
            start = found.end()
    before = text[start:verb]
    if noun:
        return _noun_start(text, start, verb)
    hangs = list(_HANGS.finditer(before))
    atts = list(_ATT.finditer(before, hangs[-1].end() if hangs else 0))
    if atts and len(before[atts[-1].start() :].split()) <= 15 and not re.search(r"[.;]\s", before[atts[-1].start() :]):
        at = atts[-1].start()
        if _NOT_GOVERNING.search(before[:at]):
            return start
        return start if _DECIDED_THEN.search(before[:at]) and len(atts) == 1 else start + at
    if hangs and (subject or len(before[hangs[-1].end() :].split()) <= _LONGEST_GIVER):
        return start + hangs[-1].end()
    quote = _QUOTE.search(before)
    label = _LABEL.search(text, start, verb + 1)
    if label or quote:
        return max(start + quote.end() if quote else start, min(label.end(), verb) if label else start)
    return start


def with_report(text: str, start: int, end: int) -> int:
    """Return the end of a retold assignment with the sentence on its report that follows it ("Uppdraget skulle redovisas …")."""
    report = (
        _REPORT.match(text, end)
        if re.search(r"\b(?:beslutade|beslöt|gav|uppdrog|fick|gavs)\b", text[start:end])
        else None
    )
    return report.end() if report else end


def _noun_start(text: str, start: int, verb: int) -> int:
    article = re.search(r"\b(?:det|ett|[Dd]et|[Ee]tt)\s$", text[start:verb])
    return start + article.start() if article else verb


def is_fronted(before: str) -> bool:
    """Tell whether an assignment stands in a clause that opens another sentence ("Med anledning av att … har …")."""
    return _FRONTED.fullmatch(before) is not None


def told_end(text: str, task: int, end: int, *, noun: bool = False) -> int:
    """Return where a proposed or retold assignment ends within its sentence; a `noun`, before its own sentence's verb."""
    stop = _END.search(text, task + 4, end)
    last = stop.start() if stop else end
    for second in _SECOND.finditer(text, task + 4, last):
        if second["verb"] or not _goes_on(text, second.start("word"), last):
            last = second.start()
            break
    named = _NAMED_ENDS.search(text, task, last) if noun else None
    if named:
        last = named.start()
    while True:
        trimmed = _TAIL.sub("", text[task:last])
        if len(trimmed) == last - task:
            return last
        last = task + len(trimmed)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether what follows a second att belongs to the assignment before it."""
    if _OWN.match(text, start, end):
        return True
    if _NEW_SUBJECT.match(text, start, end):
        return False
    words = [match[0] for match in _WORD.finditer(text, start, min(end, start + 90))][:7]
    return any(word.islower() and is_infinitive(word, strict=True) for word in words)


def told_duties(text: str, start: int, end: int, parties: PartyFinder) -> Iterator[tuple[int, Duty]]:
    """Yield the duties that a sentence proposes or retells as "att X ska …", each with where it starts."""
    if end - start > _LONGEST:
        return
    cue = _CUE.search(text, start, end)
    if cue is None or (_SHALL.search(text, start, end) is None and _ASKED.search(text, start, end) is None):
        return
    seen = 0
    for att in _ATT.finditer(text, start, end):
        if _CUE.search(text, start, att.start()) is None or _NEEDS.search(text, start, att.start()):
            continue
        duty = find_duty(text, att.start(), end, parties)
        if (
            duty is not None
            and (
                duty.rule in ("ska", "har_att")
                or (duty.rule == "presens" and _ASKS.search(text, max(start, att.start() - _CLOSE), att.start()))
            )
            and duty.party.start < att.end() + 40
            and not _OTHERS.match(text, duty.party.start, duty.party.end)
            and not _DECIDE.match(text, duty.task_start, end)
        ):
            yield told_start(text, start, duty.party.start, subject=True, noun=False), duty
        elif may := _permitted(text, start, att.start(), att.end(), end, parties):
            yield att.start(), may
        else:
            continue
        seen += 1
        if seen >= _MOST:
            return
    if seen:
        return
    yield from _without_att(text, start, end, parties)


def _permitted(text: str, start: int, att: int, begin: int, end: int, parties: PartyFinder) -> Duty | None:
    """Return what somebody moves that a party "får göra"."""
    if re.search(r"yrka", text[start:att]) is None:
        return None
    party = parties.at(text, begin, end)
    may = _MAY.match(text, party.end, end) if party else None
    if party is None or may is None:
        return None
    at = task_start(text, may.start("rest"), end)
    word = re.compile(r"[\wåäö]+").match(text, at)
    known = word is not None and is_infinitive(word[0], strict=True)
    return Duty(party, at, "ska") if known and at < may.end() else None


def _without_att(text: str, start: int, end: int, parties: PartyFinder) -> Iterator[tuple[int, Duty]]:
    """Yield the duty of a quoted sentence ("”chefen ska …”") or one behind "Enligt … ska" whose subject follows."""
    for quote in re.finditer(r"[”\"»“:]\s?(?=[A-Za-zÅÄÖåäö])", text[start:end]):
        at = start + quote.end()
        duty = find_duty(text, at, end, parties)
        if duty is not None and duty.rule == "ska" and _CUE.search(text, start, at):
            yield at, duty
            return
    head = re.compile(r"(?:I|Enligt|Av|Genom)\s").match(text, start, end)
    inverted = _INVERTED.search(text, head.end(), end) if head else None
    if inverted is None:
        return
    party = parties.at(text, inverted.end(), end)
    before = text[start : inverted.start()]
    if party is None or _CUE.search(before) is None or _NEEDS.search(before):
        return
    at = task_start(text, party.end, end)
    word = re.compile(r"[\wåäö]+").match(text, at)
    if word is None or not is_infinitive(word[0], strict=True):
        return
    yield (start if _DECISION.search(before) else inverted.start()), Duty(party, at, "ska")
