"""The paragraphs (§) of a protocol: where each starts, its title and case line, its sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from beslutsnlp.reading.document import Paragraph
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY, same_body
from beslutsnlp.structure.case_numbers import CaseNumbers
from beslutsnlp.structure.headings import Heading, OwnHeadings, find_heading, has_heading_shape
from beslutsnlp.structure.outline import ItemOutline, Section

_MARK = re.compile(
    r"""(?: (?P<prefix>(?:[A-ZÅÄÖ][\wÅÄÖåäö.&/-]{0,24}\s){0,3}) §\s{0,2}(?P<a>\d{1,4}(?:\s?[a-c]\b(?!\s?\)))?) (?P<year>/\d{2,4}\b)?
          | (?:[^\d§]{3,60}\s\d{1,2}[.]\d{1,2}[.]\d{4},?\s{1,2}) (?P<b>\d{1,4})\s?§
          | (?P<c>\d{1,4})\s?§
          | (?:Paragraf|PARAGRAF)\s(?P<d>\d{1,4})
        )
        (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
# where the matter was handled before, beside its own number: "Ks § 45   Au § 61   Dnr 99/77"
_HANDLED_BEFORE = re.compile(
    r"(?:[,;]?\s{1,8}\(?[A-ZÅÄÖ][\wÅÄÖåäö/-]{1,9}\.?\s?§\s?\d{1,4}(?:/\d{2,4})?\)?){1,4}(?=\s|$)"
)
_REJECTS = re.compile(
    r"""\s?[;)]|\s?,(?!\s{0,3}[A-ZÅÄÖ]{0,6}[ -]?\d[\d/:.–-]{1,16}\s{0,3}$)|\s{0,2}[-–—]\s?\d|\s(?:och|samt|i|enligt|om|ska|skall|har|är|av|kap|den|st(?:ycket)?|första|andra|lagen|som|till|från|bifalls|p|punkt(?:en)?)\b
      |\.?\s{0,2}(?:kommunallagen|förvaltningslagen|lag\b)|\s§""",
    re.VERBOSE,
)
_LABELLED_VALUE = {
    "owner": re.compile(
        r"(?:ärendeansvarig|ansvarig(?:\stjänsteman|\schef)?|ansvarig)\s?:\s{0,3}(?P<value>[^:\n]{2,60}?)(?=\s+[A-ZÅÄÖ][a-zåäö]+:|$)",
        re.IGNORECASE,
    ),
    "handler": re.compile(
        r"(?:handläggare|föredragande|beredare|handl\.|föredragande\stjänsteman)\s?:\s{0,3}(?P<value>[^:\n]{2,80}?)(?=\s+[A-ZÅÄÖ][a-zåäö]+:|$)",
        re.IGNORECASE,
    ),
}
_CASE_START = re.compile(
    r"^(?:\(?(?:diarie(?:nummer|nr)|dnr|d:nr|ärende(?:nummer|nr|beteckning)|ärendeansvarig|handläggare|föredragande|beredare|ansvarig|ärende\s?id|dossiernr|beteckning)\b)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    rf"^(?:(?:på\s[^.]{{3,80}}\s)?(?:{BODY}|{ABBREVIATED_BODY}|[A-ZÅÄÖ][\wåäö]+(?:en|et))\s(?:beslutar|föreslår|beslöt|beslutade|beslutas|tillstyrker)\b|beslutas\b|att\s)",
    re.IGNORECASE,
)
_BARE_CASE = re.compile(r"\[?[A-ZÅÄÖ]{0,6}[ -]?\d{1,6}[/:–-]\d{1,6}(?:[/:-]\d{1,4})?\]?")
_ORDINAL = re.compile(
    r"(?:ärende(?:punkt)?|punkt|ärende\snr)\s\d{1,2}[a-z]?\s?[:.–-]\s{0,2}(?=[A-ZÅÄÖ])", re.IGNORECASE
)
_LEADS = re.compile(r"\b(?:beslutar|beslutade|beslöt|beslutas|föreslår)\b")
_SENTENCE = re.compile(r"[a-zåäö)”\"][.]\s|[.]$")
_VERBISH = re.compile(
    r"\b(?:har|är|ska|skall|kommer|beslutade|lämnar|lämnade|anmäler|informerar|informerade|redogör|föreligger|framgår|inkom|yrkar|beslutar|föredras|föredrar|ingår)\b"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: int
    paragraph: str
    rest: int
    weight: float


def find_items(
    paragraphs: Sequence[Paragraph], case_numbers: CaseNumbers, own: OwnHeadings
) -> tuple[list[ItemOutline], int]:
    """Return the § of a protocol in order, and the number of paragraphs before the first.

    Their numbers grow; a § in running text, in a contents list or in a reference does not start one. `own` are a body's own
    section headings.
    """
    starts = _chain(_candidates(paragraphs))
    if not starts:
        return [], len(paragraphs)
    above = _titles_stand_above(paragraphs, starts, case_numbers, own)
    firsts = [start.index for start in starts]
    if above:
        firsts = [index - 1 if index and _is_title(paragraphs[index - 1], own) else index for index in firsts]
    items: list[ItemOutline] = []
    for k, (start, first) in enumerate(zip(starts, firsts, strict=True)):
        end = firsts[k + 1] if k + 1 < len(firsts) else len(paragraphs)
        title_above = paragraphs[first] if first < start.index else None
        items.append(_item(start, title_above, paragraphs, end, case_numbers, own))
    return items, firsts[0]


def _candidates(paragraphs: Sequence[Paragraph]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if "§" not in text[:90] and not text.startswith(("Paragraf", "PARAGRAF")):
            continue
        match = _MARK.match(text)
        if not match:
            continue
        before = _HANDLED_BEFORE.match(text, match.start("rest"))
        begin = before.end() if before else match.start("rest")
        if _REJECTS.match(text, begin):
            continue
        number = next(match[group] for group in "abcd" if match[group])
        rest = text[begin:].strip()
        if rest[:1].islower() and not match["prefix"] and not paragraph.bold and not rest.startswith(("e-", "dnr")):
            continue
        weight = 1.0
        if paragraph.bold:
            weight += 0.4
        if paragraph.gap >= 0.5:
            weight += 0.2
        if len(text) > 220 or (_SENTENCE.search(rest) and len(rest) > 60):
            weight -= 0.7
        found.append(_Candidate(index, int(re.match(r"\d+", number)[0]), number.strip(), begin, weight))  # type: ignore[index]
    return found


def _chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates whose numbers grow, by one where they can, and that have text of their own."""
    best: list[float] = []
    before: list[int] = []
    for j, candidate in enumerate(candidates):
        weight = candidate.weight
        after = candidates[j + 1].index if j + 1 < len(candidates) else candidate.index + 9
        if after - candidate.index <= 1:
            weight -= 0.6
        score, link = weight, -1
        for i in range(max(0, j - 60), j):
            step = candidate.number - candidates[i].number
            if step <= 0:
                continue
            bonus = 0.6 if step == 1 else (-0.2 if step < 10 else -1.2)
            if best[i] + weight + bonus > score:
                score, link = best[i] + weight + bonus, i
        best.append(score)
        before.append(link)
    if not best or max(best) < 0.6:
        return []
    j = max(range(len(best)), key=best.__getitem__)
    chain: list[_Candidate] = []
    while j >= 0:
        chain.append(candidates[j])
        j = before[j]
    return chain[::-1]


# full stops that end no sentence
_ABBREVIATED = re.compile(
    r"\b(?:kv|nr|dnr|ang|avs|enl|st|s|bl|m|fl|a|resp|inkl|exkl|f|d|ca|tf|prop|kap|jfr)\.", re.IGNORECASE
)


def _is_title(paragraph: Paragraph, own: OwnHeadings) -> bool:
    text = _ABBREVIATED.sub("", paragraph.text) or paragraph.text
    return (
        3 <= len(text) <= 260
        and not text[0].islower()
        and not _SENTENCE.search(text)
        and not text.endswith((":", ";", ","))
        and not _CASE_START.match(text)
        and not _LEAD_IN.match(text)
        and not _opens_section(text, own)
        and not (len(text) > 90 and _VERBISH.search(text))
    )


def _titles_stand_above(
    paragraphs: Sequence[Paragraph], starts: Sequence[_Candidate], case_numbers: CaseNumbers, own: OwnHeadings
) -> bool:
    """Tell whether the house style puts titles above their §: below most § no title follows, above it one stands."""
    missing = above = 0
    for start in starts:
        rest = _take_case_number(paragraphs[start.index].text[start.rest :], ItemOutline(""), case_numbers)
        if re.search(r"[A-Za-zÅÄÖåäö]{3}", rest):
            continue
        following = paragraphs[start.index + 1] if start.index + 1 < len(paragraphs) else None
        if following is not None and _CASE_START.match(following.text) and start.index + 2 < len(paragraphs):
            following = paragraphs[start.index + 2]
        if following is None or not _is_title(following, own):
            missing += 1
            above += start.index > 0 and _is_title(paragraphs[start.index - 1], own)
    return missing > 0.6 * len(starts) and above > 0.7 * missing


def _item(
    start: _Candidate,
    title_above: Paragraph | None,
    paragraphs: Sequence[Paragraph],
    end: int,
    case_numbers: CaseNumbers,
    own: OwnHeadings,
) -> ItemOutline:
    head = paragraphs[start.index]
    item = ItemOutline(start.paragraph, start=(title_above or head).start, end=paragraphs[end - 1].end)
    rest = head.text[start.rest :]
    if title_above is not None:
        item.title = title_above.text
    title = _take_case_number(rest, item, case_numbers)
    index = start.index + 1
    if title and item.title is None:
        item.title = title
        while index < end and _carries_title_on(
            head if index == start.index + 1 else paragraphs[index - 1], item.title, paragraphs[index], own
        ):
            item.title = _take_case_number(f"{item.title} {paragraphs[index].text}", item, case_numbers)
            index += 1
    index = _read_case_lines(item, paragraphs, index, end, case_numbers)
    if item.title is None and index < end and _may_be_title(paragraphs[index], own):
        item.title = _take_case_number(paragraphs[index].text, item, case_numbers) or None
        index += 1
        while (
            index < end and item.title and _carries_title_on(paragraphs[index - 1], item.title, paragraphs[index], own)
        ):
            item.title = _take_case_number(f"{item.title} {paragraphs[index].text}", item, case_numbers)
            index += 1
        index = _read_case_lines(item, paragraphs, index, end, case_numbers)
    item.sections = split_sections(paragraphs[index:end], own)
    return item


def _opens_section(text: str, own: OwnHeadings) -> bool:
    """Tell whether a paragraph is a heading inside a §; the names of information items are titles too."""
    heading = find_heading(text, by_stem=False, own=own)
    return heading is not None and heading.kind != "information"


def _may_be_title(paragraph: Paragraph, own: OwnHeadings) -> bool:
    text = paragraph.text
    heading = find_heading(text, by_stem=False, own=own)
    if (
        heading
        and heading.kind in ("frame", "motions")
        and heading.rest is None
        and not text.endswith(":")
        and text.casefold() not in ("yrkande", "yrkanden")
    ):
        # "JUSTERING", "Yrkande från … om kameror": what heads a section elsewhere is a title right below the §
        return len(text) < 260
    return bool(
        paragraph.bold and len(text) < 260 and not _opens_section(text, own) and not _LEAD_IN.match(text)
    ) or _is_title(paragraph, own)


def _carries_title_on(last: Paragraph, title: str, following: Paragraph, own: OwnHeadings) -> bool:
    """Tell whether a paragraph is the next line of a title that a layout has parted."""
    text = following.text
    if (
        len(text) > 160
        or len(title) > 400
        or _CASE_START.match(text)
        or _LEAD_IN.match(text)
        or find_heading(text, by_stem=False, own=own)
    ):
        return False
    if title.count("(") > title.count(")") or (title.count("”") % 2 == 1 and "”" in text):
        return True
    if last.bold and following.bold and last.size == following.size and following.gap < 0.6:
        return True
    if title.isupper() and text.isupper() and following.gap < 0.6:
        return True
    if last.bold is None and text[0].islower():
        return not _SENTENCE.search(text)
    return False


def _take_case_number(text: str, item: ItemOutline, case_numbers: CaseNumbers) -> str:
    """Return a title without the case number beside it, which the item gets."""
    text = text.strip()
    edge = _ORDINAL.sub("", text.lstrip(" .,:–-—\t"), count=1)
    if _BARE_CASE.fullmatch(edge):
        item.case_number = item.case_number or edge.strip("[]")
        return ""
    found = case_numbers.labelled(edge)
    spans = [found] if found else case_numbers.find(edge)
    for start, stop in spans:
        before, after = edge[:start], edge[stop:]
        label = re.search(
            r"[\s(,–\[-]{0,3}\(?\b(?:diarienummer|diarienr|dnr|ärendenummer|ärendenr|ärende)\.?:?\s{0,3}$",
            before,
            re.IGNORECASE,
        )
        opening = before[: label.start()] if label else before.rstrip(" ([,–-")
        closing = after.lstrip(" )],.")
        at_edge = not opening or not closing
        in_brackets = before.rstrip().endswith(("(", "[")) or label is not None
        if not at_edge or (opening and closing and not in_brackets):
            continue
        if item.case_number is None:
            item.case_number = " ".join(edge[start:stop].split())
        return (opening.strip() + (" " if opening and closing else "") + closing.strip(" –-")).strip()
    return edge.strip()


def _read_case_lines(
    item: ItemOutline, paragraphs: Sequence[Paragraph], index: int, end: int, case_numbers: CaseNumbers
) -> int:
    """Take case number, owner and handler from the lines below a heading; return the first paragraph after them."""
    while index < end:
        text = paragraphs[index].text
        spans = case_numbers.find(text) if len(text) < 160 else []
        bare = bool(spans) and len(text) - sum(e - s for s, e in spans) <= 4
        if not (_CASE_START.match(text) and len(text) < 240) and not bare:
            return index
        if item.case_number is None:
            labelled = case_numbers.labelled(text)
            span = labelled or (spans[0] if spans else None)
            if span:
                item.case_number = " ".join(text[slice(*span)].split())
        owner, handler = _LABELLED_VALUE["owner"].search(text), _LABELLED_VALUE["handler"].search(text)
        if owner and item.case_owner is None:
            item.case_owner = owner["value"].strip()
        if handler and item.handler is None:
            item.handler = handler["value"].strip()
        index += 1
    return index


def _is_unlisted_heading(paragraph: Paragraph, following: Paragraph) -> bool:
    """Tell whether a line heads the prose below it, by its looks alone."""
    return (
        has_heading_shape(paragraph.text)
        and len(paragraph.text.split()) <= 4
        and not _NAMES.search(paragraph.text)
        and not paragraph.is_table
        and (paragraph.bold is not False or paragraph.gap > 0)
        and len(following.text) > 80
        and following.text[0].isupper()
        and following.text.rstrip().endswith(".")
    )


_LEAD_LINE = re.compile(
    rf"(?:(?:Därefter|Därmed)\s)?(?:{BODY}|{ABBREVIATED_BODY})\s(?:beslutar|beslöt|beslutade)\b[^.;:]{{0,90}}:?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:att|dels\satt)\s|\d{1,2}[.)]\s|[-–•]\s|[a-e]\)\s")
_NAMES = re.compile(r"\([A-ZÅÄÖ]{1,4}\)|[a-zåäö]\s[A-ZÅÄÖ][a-zåäö]|:|§|^(?:Avslag|Bifall|Bordläggning|Återremiss)")
_ACTING_BODY = re.compile(rf"(?<!till\s)(?<!\w)(?:{BODY})s?\b|\b(?:au|ks|kf|ksau)\b", re.IGNORECASE)


def set_others_apart(sections: Sequence[Section], body: str | None) -> None:
    """Make what another body decided earlier ("Arbetsutskottets beslut") earlier handling, where the § has a decision of its own."""
    if body is None:
        return
    decisions = [section for section in sections if section.kind == "decision"]
    others = [section for section in decisions if _is_others(section.label, body)]
    if len(others) < len(decisions):
        for section in others:
            section.kind = "proposal" if re.search(r"förslag|föreslå", section.label) else "earlier_handling"


def _is_others(label: str, body: str) -> bool:
    named = _ACTING_BODY.search(label)
    return named is not None and not same_body(named[0], body) and not _is_abbreviation(named[0], body)


def _is_abbreviation(name: str, body: str) -> bool:
    """Tell whether a short name can stand for a body: "KSAU" for "Kommunstyrelsens arbetsutskott"."""
    letters = iter(body.casefold())
    return len(name) <= 4 and all(letter in letters for letter in name.casefold())


def split_sections(paragraphs: Sequence[Paragraph], own: OwnHeadings) -> list[Section]:
    """Return the sections that headings divide paragraphs into; what stands before the first is `running`."""
    sections = [Section("running")]
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        heading = find_heading(paragraph.text, own=own)
        if (
            heading is None
            and following is not None
            and _LEAD_LINE.fullmatch(paragraph.text)
            and _LISTED.match(following.text)
        ):
            # "Styrelsen beslutar således" above the clauses, wherever it stands
            heading = Heading("decision", paragraph.text.casefold())
        if heading is None and following is not None and _is_unlisted_heading(paragraph, following):
            heading = Heading("summary", paragraph.text.casefold())
        if heading is None:
            sections[-1].paragraphs.append(paragraph)
            continue
        leads = heading.rest is None and _LEADS.search(heading.text) is not None
        named = leads and " " in heading.text
        if named and sections[-1].kind in ("proposal", "motions") and len(sections[-1].paragraphs) < 2:
            # "Regionfullmäktige beslutar" below "Förslag till beslut" is the proposal's own lead-in
            sections[-1].paragraphs.append(paragraph)
            continue
        section = Section(heading.kind, paragraph, heading.text)
        if leads:
            section.paragraphs.append(paragraph)
        if heading.rest is not None:
            section.paragraphs.append(paragraph.part(heading.rest))
        sections.append(section)
    return [section for section in sections if section.heading or section.paragraphs]
