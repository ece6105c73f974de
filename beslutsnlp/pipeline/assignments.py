"""Assignments: who is to do what, explicit or as "X ska …", and the report-backs that belong to them (guidelines §2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from beslutsnlp.labels import Assertion
from beslutsnlp.pipeline.clauses import Clause
from beslutsnlp.pipeline.duties import find_duty
from beslutsnlp.pipeline.infinitives import task_start
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan, head_kind
from beslutsnlp.pipeline.phrases import Phrase, load_phrases, own_phrases
from beslutsnlp.pipeline.templates import Match, TemplateFinder
from beslutsnlp.pipeline.told import is_fronted, told_duties, told_end, told_start, with_report

_OWN_REPORT = re.compile(
    r"""^(?:att,?\s)?(?:(?:en\s|slutlig\s|skriftlig\s|muntlig\s|första\s|samlad\s)?
          (?:uppdrag(?:et|en)(?!\s(?:till|åt)\s)|detta|ärendet|åter(?:rapport(?:en|ering(?:en)?)?|redovisning(?:en)?|koppling(?:en)?)|(?:del|slut|läges|av)rapport(?:en|ering(?:en)?)?|(?:del|slut)redovisning(?:en)?|rapport(?:en|ering(?:en)?)?
            |redovisning(?:en)?|resultat(?:et)?|uppföljning\sav\suppdraget|utredningen|förslaget|avrapportering(?:en)?)\b
        | (?:åter|av|slut|del)?(?:rapportera|redovisa)s?\b | återkomma\b | återrapportera\b | återredovisa\b | återkoppla\b )""",
    re.VERBOSE | re.IGNORECASE,
)
# "Uppdraget ska genomföras i samverkan med …": how the task is done
_OWN_TERM = re.compile(
    r"(?:att\s)?uppdraget\s(?:ska|skall)\s(?:genomföras|utföras|bedrivas|ske|samordnas)\b", re.IGNORECASE
)
_OTHER_SUBJECT = re.compile(
    r"^(?:att,?\s)?(?:redovisning(?:en)?|rapport(?:en|ering(?:en)?)?|resultat(?:et)?|återrapportering(?:en)?|återredovisning(?:en)?)\s(?:av|om|från|över)\s(?!uppdraget|detta|arbetet|ärendet)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"""(?:att,?\s|samt\s|och\s|dels\s|•\s|[-–]\s|därutöver\s|vidare\s|dessutom\s|(?:under|inför|sedan|i|på|vid|efter|senast|den|med|av|för|som|genom|enligt|utöver)\s[^,]{2,80}?\s(?=(?:[a-zåäö-]+\s)?[a-zåäö-]+(?:en|et|na|er)\s)|under\sförutsättning\s[^,]{3,120},\s)+""",
    re.VERBOSE | re.IGNORECASE,
)
_SUBJECT_CUT = re.compile(
    r"[,;:]\s|\b(?:tillbaka|återkallar?|återta|återtar|upphäver?|att|om|samt|och|beslutade|beslutat|beslutar|yrkar|yrkade|föreslår|föreslog|innebär|innebar|dels|så|varvid|varefter|då|där|som)\s"
)
_STARTS_SPLIT = re.compile(r"(?:,\s|\s)(?:samt|och)\s(?=(?:ger|ge|uppdrar|uppdra|ålägger|uppmanar)\s)")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s")


# no clause that somebody wrote is longer, and none gives more tasks; both keep hostile text from costing time
_LONGEST = 8_000
_MOST = 20
# words of a party with its organisation: "områdeschefen för Kultur och fritid"
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class AssignmentSpan:
    """An assignment in a passage: its span, task, responsible parties, and the rule that found it.

    `clauses` are the places of the clauses that it runs over; none outside of decisions.
    """

    start: int
    end: int
    task: tuple[int, int] | None
    responsible: tuple[PartySpan, ...]
    assertion: Assertion
    rule: str
    clauses: tuple[int, ...] = ()


def _templates() -> TemplateFinder:
    return _finder_with(own_phrases("assignments"))


@lru_cache(maxsize=16)
def _finder_with(own: tuple[Phrase, ...]) -> TemplateFinder:
    return TemplateFinder((*load_phrases("assignments"), *own))


def find_in_clauses(text: str, clauses: Sequence[Clause], parties: PartyFinder) -> list[AssignmentSpan]:
    """Return the assignments that decision clauses give, in order.

    A report-back clause with the task itself as its subject belongs to the assignment before it and
    lengthens its span; another one stands alone.
    """
    found: list[AssignmentSpan] = []
    for index, clause in enumerate(clauses):
        if clause.type == "propose":
            continue
        made = _in_clause(text, clause, index, parties)
        if made:
            found.extend(made)
            continue
        if clause.type != "report_back" and not _OWN_TERM.match(text, clause.start, clause.end):
            continue
        place = next((at for at in reversed(range(len(found))) if found[at].clauses), None)
        before = found[place] if place is not None else None
        words = text[clause.start : clause.end]
        if (
            before is not None
            and place is not None
            and index - before.clauses[-1] == 1
            and before.assertion in ("decided", "proposed")
            and is_own_report(words)
        ):
            found[place] = replace(before, end=clause.end, clauses=(*before.clauses, index))
        elif clause.type == "report_back":
            found.append(_alone(text, clause, index))
    return found


def is_own_report(words: str) -> bool:
    """Tell whether a report-back's subject is the task beside it."""
    return bool(_OWN_REPORT.match(words)) and not _OTHER_SUBJECT.match(words)


def _alone(text: str, clause: Clause, index: int) -> AssignmentSpan:
    begin = re.compile(r"(?:att,?\s)?").match(text, clause.start, clause.end).end()  # type: ignore[union-attr]
    words = text[begin : clause.end]
    verb = re.search(r"\b(?:ska|skall)\s", words)
    reports = re.compile(
        r"\b(?:åter|av|del|slut)?(?:rapporteras|redovisas)\b|\b(?:lämnas|föreläggas|delges|avlämnas|presenteras)\b"
    ).search(words, verb.end() if verb else 0)
    start = begin + (reports.start() if reports else verb.end() if verb else 0)
    return AssignmentSpan(clause.start, clause.end, (start, clause.end), (), clause.assertion, "aterrapport", (index,))


def _in_clause(text: str, clause: Clause, index: int, parties: PartyFinder) -> list[AssignmentSpan]:
    if clause.type in ("extend", "close", "appoint", "procedure") or clause.end - clause.start > _LONGEST:
        return []
    matches = [
        match
        for match in _templates().find(text, clause.start, clause.end)[:_MOST]
        if clause.type != "other" or not text.startswith(("förelägg", "Förelägg"), match.start)
    ]
    spans: list[AssignmentSpan] = []
    if matches:
        outer = matches[0]
        gives = clause.type in ("assign", "report_back") or _main_verb_gives(text, clause, outer)
        if gives:
            begin = clause.start if clause.type in ("assign", "report_back") else _own_start(text, clause.start, outer)
            first = _made(text, outer, begin, clause.end, clause.assertion, parties, (index,))
            if first:
                spans.append(first)
            nested = matches[1:]
        else:
            nested = matches
        for match in nested:
            taken_back = clause.type == "withdraw"
            whole = taken_back and not text.startswith(("det ", "Det "), match.start)
            begin = clause.start if whole else _own_start(text, clause.start, match)
            stop = clause.end if taken_back else told_end(text, match.task, clause.end)
            inner = _made(text, match, begin, stop, _nested_assertion(clause), parties, ())
            if inner:
                spans.append(inner)
        if spans:
            return spans
    if clause.type in ("assign", "report_back", "other", "adopt", "fund", "approve", "refer", "reply", "note"):
        duty = find_duty(text, clause.start, clause.end, parties)
        if duty:
            return [
                AssignmentSpan(
                    clause.start,
                    clause.end,
                    (duty.task_start, duty.task_end or clause.end),
                    _coordinated(text, duty.party, parties, clause.end),
                    clause.assertion,
                    duty.rule,
                    (index,),
                )
            ]
    return []


def _coordinated(text: str, party: PartySpan, parties: PartyFinder, end: int) -> tuple[PartySpan, ...]:
    """Return a party with those coordinated to it ("socialnämnden och omsorgsnämnden")."""
    found = [party]
    while True:
        match = re.compile(r",\s(?:och\s|samt\s)?|\s(?:och|samt|respektive|jämte|liksom|ävensom)\s").match(
            text, found[-1].end, end
        )
        following = parties.at(text, match.end(), end) if match else None
        if following is None:
            return tuple(found)
        found.append(following)


def _main_verb_gives(text: str, clause: Clause, match: Match) -> bool:
    """Tell whether a clause of another type gives the assignment beside its own act ("godkänner planen och ger …")."""
    if clause.type in ("reject", "withdraw", "reply", "refer", "grant", "note", "propose") and not re.search(
        r"\b(?:samt|och)\s(?:att\s)?$", text[clause.start : match.start]
    ):
        return clause.type == "refer" and match.phrase.id == "uppdrag_till"
    before = text[
        clause.start : _subject_start(text, match.slot_start, match.slot_end) if match.is_subject else match.start
    ]
    return re.search(r"\b(?:om|frågan)\s(?:att\s)?[^,.;]{0,60}$", before) is None


def _nested_assertion(clause: Clause) -> Assertion:
    if clause.assertion != "decided":
        return clause.assertion
    if clause.type == "reject":
        return "rejected"
    if clause.type == "withdraw":
        return "withdrawn"
    return "proposed"


def _own_start(text: str, start: int, match: Match) -> int:
    """Return where an assignment inside a longer clause starts: at its att, its subject or its verb."""
    begin = match.start if not match.is_subject else _subject_start(text, match.slot_start, match.slot_end)
    att = re.search(r"\batt\s(?:[^\s,.;]+\s){0,3}$", text[start:begin])
    if att and re.fullmatch(r"att\s", att[0]):
        return start + att.start()
    return begin


def _subject_start(text: str, start: int, end: int) -> int:
    """Return where the subject of "{party} får i uppdrag" starts within what stands before the verb."""
    begin = start
    for cut in _SUBJECT_CUT.finditer(text, start, end):
        rest = text[cut.end() : end]
        if cut[0].strip() in ("och", "samt", ","):
            # "socialnämnden och omsorgsnämnden får …": a party on both sides
            left = text[begin : cut.start()].rstrip()
            if left.endswith("-") or (cut[0].strip() in ("och", "samt", ",") and _ends_in_party(left) and rest):
                continue
        if rest.strip():
            begin = cut.end()
    lead = _LEADING.match(text, begin, end)
    if lead and lead.end() < end:
        begin = lead.end()
    while begin < end and text[begin] in ' ,•–-”"»“':
        begin += 1
    return begin


def _ends_in_party(text: str) -> bool:
    """Tell whether words end in a party, or in what belongs to one ("nämnden för arbetsmarknad")."""
    words = re.findall(r"[\wåäöÅÄÖ-]+", text)
    for place in range(max(0, len(words) - _LONGEST_NAME), len(words) - 2):
        if words[place + 1] in ("för", "i", "vid", "på") and head_kind(words[place]) is not None:
            return True
    return bool(words) and (head_kind(words[-1]) is not None or re.fullmatch(r"[A-ZÅÄÖ]{2,6}", words[-1]) is not None)


def _made(
    text: str, match: Match, start: int, end: int, assertion: Assertion, parties: PartyFinder, clauses: tuple[int, ...]
) -> AssignmentSpan | None:
    """Return the assignment of a match, with the parties in its slot."""
    slot_start, slot_end = match.slot_start, match.slot_end
    if match.is_subject:
        inserted = _INSERTED.search(text, slot_start, slot_end)
        if inserted and inserted.end() >= slot_end - 1:
            slot_end = inserted.start()
        slot_start = _subject_start(text, slot_start, slot_end)
    if match.phrase.id == "begara" and match.slot_start == match.slot_end:
        party = parties.at(text, match.slot_start, end)
        name = _PROPER_NAME.match(text, match.slot_start, end)
        if party is None and name:
            party = next(iter(parties.slot(text, name.start(), name.end())), None)
        if party is None:
            return None
        responsible = _coordinated(text, party, parties, end)
        verb = _BEGGED.match(text, responsible[-1].end, end)
        return AssignmentSpan(
            start,
            end,
            (verb.end() if verb else responsible[-1].end, end),
            responsible,
            assertion,
            match.phrase.id,
            clauses,
        )
    if match.phrase.id == "partens_uppdrag":
        owner = text[slot_start:slot_end].split()
        if not owner or not owner[-1].endswith("s"):
            return None
    responsible = tuple(parties.slot(text, _slot_start(text, slot_start, slot_end, parties), slot_end))
    if match.phrase.id == "partens_uppdrag" and not any(
        party.kind for party in responsible if _ends_in_party(text[party.start : party.end].removesuffix("s"))
    ):
        return None
    if match.task >= end:
        return None
    return AssignmentSpan(
        start, end, (task_start(text, match.task, end), end), responsible, assertion, match.phrase.id, clauses
    )


# "begära att förvaltningen | till nästa sammanträde | sammanställer …"
_BEGGED = re.compile(
    r"\s(?:(?:ska|skall|bör)\s)?(?:(?:(?:till|under|senast|före|inför|i|vid)\s[^,.;]{3,45}?|snarast|omgående|skyndsamt)\s(?=[a-zåäö]{3,}(?:r|a)\s))?"
)
_PROPER_NAME = re.compile(r"[A-ZÅÄÖ][\wåäö&-]+(?:\s[A-ZÅÄÖ][\wåäö&-]+){0,3}")
# "VD, under förutsättning av fullmäktiges godkännande, får i uppdrag"
_INSERTED = re.compile(r",\s(?:under|med|efter|i|om|utöver|tillsammans|jämte)\s[^,]{3,150},?\s?$")
_SLOT_LEAD = re.compile(
    r"""(?:(?:för\segen\sdel|även|också|därför|därutöver|samtidigt|därmed|vidare|härmed|nu|sålunda|därvid|likaså|dessutom|i\svåras|i\shöstas|i\sfjol)\s
         |(?:den\s\d{1,2}\s[a-zåäö]+(?:\s\d{4})?|\d{4}-\d\d-\d\d|i\s[a-zåäö]+\s\d{4}|under\s(?:våren|hösten|sommaren|vintern)(?:\s\d{4})?)(?:,?\s§\s?\d{1,4}(?:/\d{2,4})?)?,?\s(?:åt\s|till\s)?){1,3}""",
    re.VERBOSE | re.IGNORECASE,
)


def _slot_start(text: str, start: int, end: int, parties: PartyFinder) -> int:
    """Return where the parties of a slot begin, past adverbials, a date and the giver ("ger nämnden chefen i uppdrag")."""
    lead = _SLOT_LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    receiver = re.compile(r"(?:Till|Åt)\s").match(text, start, end)
    if receiver:
        start = receiver.end()
    giver = parties.at(text, start, end)
    if giver is not None and giver.kind == "body" and text[giver.end : giver.end + 1] == " ":
        after = _SLOT_LEAD.match(text, giver.end + 1, end)
        following = parties.at(text, after.end() if after else giver.end + 1, end)
        if following is not None:
            return following.start
    return start


def find_in_sentence(
    text: str, start: int, end: int, assertion: Assertion, parties: PartyFinder
) -> list[AssignmentSpan]:
    """Return the assignments in a sentence outside of decisions, all with the assertion given."""
    found: list[AssignmentSpan] = []
    if end - start > _LONGEST:
        return []
    for match in _templates().find(text, start, end)[:_MOST]:
        own = _subject_start(text, match.slot_start, match.slot_end) if match.is_subject else match.start
        while own < match.task and text[own] in '”"»“':
            own += 1
        noun = match.phrase.id == "uppdrag_till"
        begin = told_start(text, start, own, subject=match.is_subject, noun=noun)
        stop = told_end(
            text, match.task, end, noun=noun or match.phrase.id == "partens_uppdrag" or is_fronted(text[start:begin])
        )
        made = _made(text, match, begin, stop, assertion, parties, ())
        if made:
            found.append(replace(made, end=with_report(text, begin, stop)))
    for begin, duty in told_duties(text, start, end, parties):
        if not any(entry.start <= duty.party.start < entry.end for entry in found):
            responsible = _coordinated(text, duty.party, parties, end)
            stop = told_end(text, duty.task_start, end)
            task = (duty.task_start, stop)
            found.append(AssignmentSpan(begin, stop, task, responsible, assertion, duty.rule, ()))
    return sorted(found, key=lambda entry: entry.start)
