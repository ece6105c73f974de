"""Clauses in running text without a heading for the decision, where only the body’s own act counts."""

import re

from beslutsnlp.pipeline.clause_cues import DECIDES, NO_CLAUSE, PAST, PROPOSES, Lead, opens_with_body
from beslutsnlp.pipeline.clause_lists import Reading, add_led_clauses, append, content_start, lines, read_line
from beslutsnlp.sentences import split_sentences
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, same_body

_PASSIVE_ACT = re.compile(
    r"^(?!nästa\s|.{0,60}\b(?:att|som|har|hade|föreslås|kan|bör|ska|skall|enligt)\s)[^,;:]{3,160}?\b(?:utses|entledigas|läggs|lägges|godkänns|godkännes|fastställs|fastställes|förklaras|väljs|väljes|justeras|bordläggs|bordlägges|noteras|antecknas|tas\still\sprotokollet|tages\still\sprotokollet|förs\still\sprotokollet|läggas\still\shandlingarna|tas\sad\sacta|anses\sbesvara(?:d|t|de)|föranleder\s(?:ingen|inga|inte\snågon|ej\snågon)\s|bifalls|bifalles|avslås|utgår|äger\srum)\b",
    re.IGNORECASE,
)


_BODY_BEFORE = re.compile(
    rf"(?P<body>(?<![\w-])(?:{BODY}|{ABBREVIATED_BODY}))\s(?:(?:även|också|därför|således|enhälligt|därmed)\s)?$",
    re.IGNORECASE,
)
_BODY_AFTER = re.compile(rf"\s(?P<body>{BODY})\b", re.IGNORECASE)
# how far before a verb its subject is looked for
_LONGEST_NAME = 160
# "Till justerare valdes …", "Kassören fick i uppdrag …": an act of minutes in the past tense
_PAST_VERB = re.compile(
    r"\b(?:godkändes|fastställdes|antogs|remitterades|justerades|medgavs|förklarade\smötet|lades\s(?:[\wåäö-]+\s){0,4}?till\shandlingarna|återkallades|valdes|utsågs|avslogs|bordlades|återremitterades|bifölls|beviljades|uppdrogs|uppdrog\s(?:styrelsen|nämnden|rådet|utskottet|direktionen)|noterades|entledigades|fick\s(?:i\suppdrag|i\suppgift|till\suppgift)|gavs\si\suppdrag)\b",
    re.IGNORECASE,
)
# what dates such an act to an earlier day, or hangs it on something else
_EARLIER = re.compile(
    r"^(?:vid|under|i|sedan|då|när|efter|den\s\d|år|på|hittills)\b(?!\s(?:övrigt|stället|diskussion|överläggning)\b)|\b(?:har|hade|som|tidigare|förra|redan|fjol|(?:19|20)\d\d)\b|[,;:]",
    re.IGNORECASE,
)


# "beslutade den 3 mars 2012, § 44, att": told of another meeting
_ON_EARLIER_DAY = re.compile(
    r"\s(?:[\wåäö-]+(?:en|et|fullmäktige)\s)?(?:den\s\d|20\d\d-|vid\s(?:sitt\s|sammanträdet\s|mötet\s)|i\s(?:fjol|våras|höstas|[a-zåäö]+\s20\d\d)|år\s\d|redan|tidigare|\d{1,2}\s[a-zåäö]+\s\d{4})"
)


def _is_past_act(sentence: str) -> bool:
    """Tell whether a sentence of minutes in the past tense acts, and does not look back."""
    verb = _PAST_VERB.search(sentence, 0, 110)
    return verb is not None and not _EARLIER.search(sentence[: verb.start()])


def search_passives(text: str, state: Reading) -> None:
    """Add the sentences of running text that act without naming who does ("Till justerare utses …"), where nothing else decides."""
    for start, end in lines(text):
        for sentence_start, sentence_end in split_sentences(text, content_start(text, start, end), end):
            sentence = text[sentence_start:sentence_end]
            if (
                len(sentence) < 220
                and not NO_CLAUSE.match(sentence)
                and _PASSIVE_ACT.match(sentence.replace(" att jämte", " jämte"))
            ):
                append(text, sentence_start, sentence_end, state)


def search_line(text: str, start: int, end: int, state: Reading, *, body: str | None, past: bool) -> None:
    """Read a line of running text, in which only the body's own "beslutar" makes clauses."""
    decides = False
    for sentence_start, sentence_end in split_sentences(text, content_start(text, start, end), end):
        sentence = text[sentence_start:sentence_end]
        lead = _find_running_lead(sentence, body, past=past)
        if lead is None and decides:
            # what comes after the decision in the same paragraph belongs to it
            read_line(text, sentence_start, sentence_end, marked=False, state=state)
            continue
        before = len(state.clauses)
        if lead is not None:
            part = sentence_start + lead[0]
            relative = Lead(lead[1].start - lead[0], lead[1].end - lead[0], lead[1].proposes)
            add_led_clauses(text, part, sentence_end, relative, state)
        elif (
            (past and _is_past_act(sentence))
            or (
                past
                and re.match(
                    rf"(?:{BODY}|[A-ZÅÄÖ][\wåäö]+(?:en|et))\s(?:uppdrog|gav|godkände|fastställde|antog|utsåg|noterade|lade|avslog|biföll|fastslog|bordlade|avsatte|anslog|beviljade|upphävde|återkallade|ställde\ssig\sbakom|förklarade\s(?:uppdraget|ärendet|motionen))\b(?!,?\s(?:den\s\d|vid\s|i\s(?:[a-zåäö]+\s)?\d{4}|år\s\d|under\s|redan\s|tidigare\s))",
                    sentence,
                )
            )
            or opens_with_body(sentence, body)
        ):
            append(text, sentence_start, sentence_end, state)
        decides = decides or len(state.clauses) > before
    if decides and re.search(r"(?:[;,]|\bsamt|\boch)\s*$", text[start:end]):
        state.is_listing = True


def _find_running_lead(sentence: str, body: str | None, *, past: bool) -> tuple[int, Lead] | None:
    """Return where the deciding part of a sentence starts, and its verb, if the body decides there."""
    for match in DECIDES.finditer(sentence):
        verb = match["verb"].lower()
        if verb == "besluta" or (PAST.fullmatch(verb) and (not past or _ON_EARLIER_DAY.match(sentence, match.end()))):
            continue
        before = _BODY_BEFORE.search(sentence, max(0, match.start() - _LONGEST_NAME), match.start())
        after = _BODY_AFTER.match(sentence, match.end())
        organ = (before or after)["body"] if before or after else None  # type: ignore[index]
        if verb in ("beslutas", "beslutades", "beslöts", "bestämdes") and organ is None:
            return match.start(), Lead(*match.span(), proposes=False)
        if organ is None or (body and not same_body(organ, body)):
            continue
        begin = before.start("body") if before else match.start()
        return begin, Lead(match.start(), after.end() if after else match.end(), proposes=False)
    proposal = PROPOSES.search(sentence)
    if proposal and proposal["target"] and body:
        before = _BODY_BEFORE.search(sentence, max(0, proposal.start() - _LONGEST_NAME), proposal.start())
        if before and same_body(before["body"], body):
            return before.start("body"), Lead(*proposal.span(), proposes=True)
    return None
