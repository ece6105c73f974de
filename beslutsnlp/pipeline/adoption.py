"""What a decision takes by reference: "enligt förvaltningens förslag", "Anna Bergs yrkande", "Förslaget godkändes"."""

import re
from collections.abc import Iterator, Sequence

from beslutsnlp.pipeline.clauses import find_clauses, refers_to_proposal
from beslutsnlp.reading.document import Paragraph
from beslutsnlp.sentences import split_sentences
from beslutsnlp.structure.bodies import BODY, same_body
from beslutsnlp.structure.outline import Section

# what follows the reference in a decision that takes a proposal and adds to it
_ADDS = re.compile(r"\b(?:dessutom|därutöver|därtill|härutöver|vidare|även|samt|tillägg)\b", re.IGNORECASE)
_WITH_CHANGE = re.compile(
    r",?\smed\s(?:(?:följande|det|den|de)\s)?(?:av\s[^.;,]{3,50}?\s(?:föreslagna|yrkade)\s)?(?:tillägg|ändring)",
    re.IGNORECASE,
)
_BODY_DECIDES = re.compile(rf"{BODY}\sbesl(?:utar?|utade|öt)", re.IGNORECASE)
# "bifaller Anna Bergs yrkande": what was moved is decided with it
_GRANTS_MOTION = re.compile(r"\bbifall(?:er|a)\s[^.;:]{3,70}?\w*yrkande\b", re.IGNORECASE)
_OWNER = re.compile(
    rf"(?P<owner>{BODY}s|\b(?:[\wåäöÅÄÖ]+-\soch\s)?[\wåäöÅÄÖ]+(?:ens|ets|ans|ns|:s|s))\s(?:\w+\s)?(?:beslutsförslag|förslag)",
    re.IGNORECASE,
)
_NAME = r"[Oo]rdförande(?=n)|[A-ZÅÄÖ][\wåäö-]+\s[A-ZÅÄÖ][\wåäö-]+?"
_MOVER = re.compile(
    rf"\b(?:enligt|bifaller|bifalla)\s(?P<name>{_NAME})(?:n)?s?(?:\s\([A-ZÅÄÖ]{{1,4}}\))?(?::?s)?\s(?:m\.?\s?fl\.?s?\s)?(?:eget\s)?(?:\w*yrkande|förslag)"
    rf"|\b(?:yrkande|tillägg(?:et|en)?)\s(?:från|av|som)\s(?P<source>{_NAME})(?=[\s.,])"
    r"|\b(?:enligt|blev|blir)\s(?P<surname>[A-ZÅÄÖ][\wåäö-]+?)s\s(?:eget\s)?(?:\w*yrkande|förslag)"
)
# "enligt styrelsens förslag med det tillägg som Eva Berg yrkat": the proposal and what was moved
_ON_TOP = re.compile(r"\bförslag\b.{0,60}\btillägg|\btilläggsyrkande", re.IGNORECASE)
_MOVES = re.compile(r"\byrka(?:r|de)\b|\bföreslå(?:r|s)?\b|\bföreslog\b|\bhemställer\b|\binstämmer\b|\bförslag\b")
_STOPS_PROPOSAL = re.compile(
    r"(?:[A-ZÅÄÖ][\wåäö-]+\s){1,3}(?:\([A-ZÅÄÖ]{1,4}\)\s)?(?:föreslog|föreslår|yrkar|yrkade|understödde|instämmer)\b|Ordföranden\s(?:konstaterade|finner|ställer)|[^|]{1,80}\s\|\s"
)
_AMENDED = re.compile(r"\bändrade\b.{0,80}\b(?:förslag|följande|lydelse)\b|\bändrat\sförslag\b", re.IGNORECASE)
_PROPOSED_IN_PROSE = re.compile(
    rf"\b(?:föreslå(?:r|s)|föreslog|hemställer|förslag\s?:)\s?(?:att\s)?(?:{BODY}\s)?(?:måtte\s)?(?:beslutar?\s?)?,?\s?(?:dels\s)?(?=att\s|$)",
    re.IGNORECASE,
)
_SOURCES = ("motions", "earlier_handling", "proposal", "running", "summary", "assessment")


def adopted_sections(sections: Sequence[Section]) -> list[Section]:
    """Return what the decisions of a § take by reference: the proposal's section, or a section made of its words.

    A decision with clauses of its own takes nothing, unless it says that they come on top.
    """
    deciding = [section for section in sections if section.kind == "decision" and section.paragraphs]
    references = [
        text
        for section in deciding or [section for section in sections if section.kind in ("running", "summary")]
        for text in _references(section, whole=bool(deciding))
    ]
    references.extend(
        paragraph.text
        for section in deciding
        for paragraph in section.paragraphs
        if _GRANTS_MOTION.search(paragraph.text)
    )
    for text in references:
        moved = _moved(sections, text)
        granted = _GRANTS_MOTION.search(text) is not None
        proposed = _proposed(sections, text) if not granted and (moved is None or _ON_TOP.search(text)) else None
        taken = [section for section in (proposed, moved) if section is not None]
        if taken:
            return taken
    return []


def _references(section: Section, *, whole: bool) -> Iterator[str]:
    """Yield the texts by which a section decides by reference: itself, or its own sentences in running text."""
    if whole:
        text = "\n".join(paragraph.text for paragraph in section.paragraphs)
        if text.rstrip().endswith(":"):
            return
        if refers_to_proposal(text) and not find_clauses(text, section="decision"):
            yield text
            return
        first = next(iter(split_sentences(section.paragraphs[0].text, 0, len(section.paragraphs[0].text))), (0, 0))
        sentence = section.paragraphs[0].text[slice(*first)]
        rest = text[first[1] :]
        if sentence.rstrip().endswith(":"):
            return
        amended = _WITH_CHANGE.search(sentence)
        reference = sentence[: amended.start()] if amended else sentence
        if (
            refers_to_proposal(reference)
            and (amended or _ADDS.search(rest[:60]))
            and not find_clauses(reference, section="decision")
        ):
            yield reference
        return
    for paragraph in section.paragraphs:
        for start, end in split_sentences(paragraph.text):
            sentence = paragraph.text[start:end]
            amended = _WITH_CHANGE.search(sentence)
            reference = sentence[: amended.start()] if amended else sentence
            if len(reference) < 160 and _BODY_DECIDES.match(sentence) and refers_to_proposal(reference):
                yield reference


def _proposed(sections: Sequence[Section], text: str) -> Section | None:
    """Return the proposal that a text names: the owner's section, the owner's words in prose, else the § has only one."""
    owner = _OWNER.search(text)
    proposals = [section for section in sections if section.kind == "proposal" and section.paragraphs]
    if owner:
        stem = owner["owner"].casefold().removesuffix("s").removesuffix(":")
        for section in proposals:
            if section.label.startswith(stem[:12]) or same_body(section.label.split(" ")[0], owner["owner"]):
                return _own_words(section, amended=_AMENDED.search(text) is not None)
        if not any(section.label.startswith(("förslag", "beslutsförslag")) for section in proposals):
            in_prose = _in_prose(sections, stem)
            if in_prose is not None:
                return in_prose
    if proposals:
        return _own_words(proposals[0], amended=re.search(r"\bändrade\b", text) is not None)
    return _in_prose(sections, "")


def _own_words(section: Section, *, amended: bool) -> Section:
    """Return a proposal's section without what others moved below it, before or after the change that its owner made."""
    paragraphs: list[Paragraph] = []
    for paragraph in section.paragraphs:
        if _AMENDED.search(paragraph.text):
            if not amended:
                break
            paragraphs = []
            continue
        if paragraphs and _STOPS_PROPOSAL.match(paragraph.text):
            break
        paragraphs.append(paragraph)
    if len(paragraphs) == len(section.paragraphs) or not paragraphs:
        return section
    return Section(section.kind, section.heading, section.label, paragraphs)


def _in_prose(sections: Sequence[Section], stem: str) -> Section | None:
    """Return what running text says that somebody proposes ("Chefen föreslår styrelsen besluta att …")."""
    for section in reversed(sections):
        if section.kind not in _SOURCES:
            continue
        for at in range(len(section.paragraphs) - 1, -1, -1):
            paragraph = section.paragraphs[at]
            proposes = _PROPOSED_IN_PROSE.search(paragraph.text)
            if proposes and stem in paragraph.text[: proposes.end()].casefold():
                following = []
                for later in section.paragraphs[at + 1 :]:
                    if not later.text.startswith(("att ", "dels ")):
                        break
                    following.append(later)
                stop = next((b for a, b in split_sentences(paragraph.text) if b > proposes.end()), 0)
                first = [paragraph.part(proposes.end(), stop)] if proposes.end() < stop else []
                if first or following:
                    return Section("proposal", None, "", [*first, *following])
    return None


def _moved(sections: Sequence[Section], text: str) -> Section | None:
    """Return what somebody moved and the decision took ("enligt Anna Bergs yrkande"), as a section of its own."""
    mover = _MOVER.search(text)
    if not mover:
        return None
    surname = (mover["name"] or mover["source"] or mover["surname"]).split()[-1].casefold()
    for section in sections:
        if section.kind not in _SOURCES:
            continue
        for at, paragraph in enumerate(section.paragraphs):
            if surname not in paragraph.text.casefold() or not _MOVES.search(paragraph.text):
                continue
            att = re.search(r"\batt\s(?!\w+\sbeslutar?\s*:?$)", paragraph.text)
            taken = [paragraph.part(att.start())] if att else []
            for following in section.paragraphs[at + 1 :]:
                if _STOPS_PROPOSAL.match(following.text) or re.search(
                    r"\byrkar\b|\bföreslår\b|\binstämmer\b", following.text
                ):
                    break
                taken.append(following)
            if taken:
                return Section(section.kind, section.heading, section.label, taken)
    return None
