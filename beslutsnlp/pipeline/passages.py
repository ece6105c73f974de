"""The passages of a document that can hold a decision or an assignment, each with what its place tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from beslutsnlp.labels import ColumnFact, SectionKind
from beslutsnlp.pipeline.adoption import adopted_sections
from beslutsnlp.pipeline.told import may_tell
from beslutsnlp.reading.document import Offsets, Paragraph, Passage
from beslutsnlp.structure.outline import Outline, RowOutline, Section

_DECIDES = re.compile(
    r"\bbeslut(?:ar|as|ade|ades)\b|\bbeslöt|\buppdr(?:ar|og|as)\b|\bi\suppdrag\b|\bföreslår\b|\b(?:utses|entledigas|läggs|godkänns|fastställs|förklaras|justeras|bordläggs|utgår|äger\srum|lägger|tillstyrker|noterar|godkänner|antar|avslår"
    r"|bifaller|fastställer|bordlägger|anmodar|ålägger|uppmanar|tager|tar\sdel|antecknas|noteras|tas\still\sprotokollet|tages\still\sprotokollet|förs\still|föranleder|läggas|anses|delges|hemställer|avger|utser|väljer|beviljar|antecknar|anser|åligger|ankommer|remitterar|överlämnar|ställer\ssig|godkändes|fastställdes|antogs|valdes|utsågs|avslogs|bordlades|bifölls|beviljades|uppdrogs|bestämdes|remitterades|justerades|förklarade|sker|lades\still)\b",
    re.IGNORECASE,
)
_ASSIGNS = re.compile(
    r"uppdr(?:a|og)|\bi\suppg|uppgiften\satt|åläg|ålade|ålagt|anmoda|uppmana|åligg|förel(?:ägg|ade|agt)|begär(?:a|de)?\s|åvila|ankommer",
    re.IGNORECASE,
)
_ASSIGNS_OR_SHALL = re.compile(rf"{_ASSIGNS.pattern}|\bska(?:ll)?\b", re.IGNORECASE)
_PAST_MINUTES = re.compile(
    r"\b(?:beslöts?|beslutade|uppdrogs?|godkändes?|noterades?|fastställdes|antogs|valdes|utsågs|avslogs|bordlades|bifölls|beviljades|lades\still)\b"
)
_PRESENT_MINUTES = re.compile(r"\bbeslutar\b|\bbeslutas\b|\bgodkänner\b")
# sections in which a decision can stand when the § has no heading for one
_OPEN_SECTIONS: tuple[SectionKind, ...] = (
    "running",
    "summary",
    "assessment",
    "earlier_handling",
    "information",
    "frame",
)


@dataclass(frozen=True, slots=True)
class PlannedPassage:
    """A passage to parse: its text and way back, and what its place tells.

    `section` is the kind of section; `reads_as` says how its clauses are read: "decision" (all are operative),
    "running" (behind the body's own verb, or a passive where nothing else decides), "prose" (behind its verb alone), "row"
    (the row of a list, with `cells`: which fact stands where) or "" (it decides nothing). `decided_on` is an ISO date where
    the passage has one of its own.
    """

    text: str
    offsets: Offsets
    section: SectionKind
    reads_as: str
    label: str
    body: str | None
    past: bool
    cells: tuple[tuple[ColumnFact, int, int], ...] = ()
    decided_on: str | None = None

    def cell(self, *facts: ColumnFact) -> tuple[int, int] | None:
        """Return the span of a row's first cell of some facts; None where the row has none."""
        return next(((start, end) for fact, start, end in self.cells if fact in facts), None)

    def as_data(self) -> dict[str, Any]:
        """Return the passage as plain data, which a spaCy Doc can carry and serialise."""
        pieces = self.offsets.pieces
        return {
            "text": self.text,
            "clean": [clean for clean, _ in pieces],
            "source": [source for _, source in pieces],
            "section": self.section,
            "reads_as": self.reads_as,
            "label": self.label,
            "body": self.body,
            "past": self.past,
            "cells": [list(cell) for cell in self.cells],
            "decided_on": self.decided_on,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "PlannedPassage":
        """Return the passage that `as_data` made plain."""
        return cls(
            data["text"],
            Offsets(data["clean"], data["source"]),
            data["section"],
            data["reads_as"],
            data["label"],
            data["body"],
            data["past"],
            tuple((fact, start, end) for fact, start, end in data["cells"]),
            data["decided_on"],
        )

    def on_its_own(self) -> "PlannedPassage":
        """Return the passage as it is in a Doc that has no other text."""
        return replace(self, offsets=Offsets.shifted(0))


def plan_passages(outline: Outline, *, undecided: bool) -> list[PlannedPassage]:
    """Return the passages of a document that are worth parsing, in text order.

    Args:
        outline: The document in parts.
        undecided: Take also what can only hold proposed or retold assignments.
    """
    if outline.kind == "follow_up":
        return [_planned_row(row, outline.body) for row in outline.rows]
    if outline.kind == "notes" and _is_letter(outline):
        return _plan_letter(outline)
    parts: Sequence[Sequence[Section]] = [item.sections for item in outline.items] or [outline.sections]
    past = _is_past(parts)
    records_talk = outline.kind == "notes" and _records_talk(outline)
    planned: list[PlannedPassage] = []
    for sections in parts:
        running = "" if records_talk else "running" if outline.items else "prose"
        planned.extend(_plan_part(sections, outline.body, running=running, past=past, undecided=undecided))
    return planned


_ROW_CELLS: tuple[ColumnFact, ...] = ("title", "assignment_text", "responsible", "deadline", "status_text")


def _planned_row(row: RowOutline, body: str | None) -> PlannedPassage:
    """Return the passage of a row: its text cells, one after the other, and where each stands in it."""
    facts = [fact for fact in _ROW_CELLS if row.texts.get(fact)]
    if "assignment_text" in facts and "title" in facts:
        facts.remove("title")
    paragraphs: list[Paragraph] = []
    cells: list[tuple[ColumnFact, int, int]] = []
    at = 0
    for fact in facts:
        own = row.texts[fact]
        length = sum(len(paragraph.text) + 1 for paragraph in own)
        paragraphs.extend(own)
        cells.append((fact, at, at + length - 1))
        at += length
    passage = Passage.of(paragraphs)
    return PlannedPassage(
        passage.text,
        passage.offsets if paragraphs else Offsets.shifted(row.start),
        "running",
        "row",
        "",
        body,
        past=False,
        cells=tuple(cells),
        decided_on=row.date.isoformat() if row.date else None,
    )


# notes of a talk decide nothing, whatever they tell of
_TALK = re.compile(
    r"(?:[\wåäö-]*\s){0,3}?(?:minnes|mötes|samtals|samråds|dialog|arbets)?anteckning(?:ar|arna)\b(?!\s?:)|.{0,90}\bfattar\singa\sbeslut\b",
    re.IGNORECASE,
)


def _records_talk(outline: Outline) -> bool:
    """Tell whether a text without § is titled as notes of a talk."""
    texts = [paragraph.text for section in outline.sections for paragraph in section.paragraphs]
    return any(_TALK.match(text) for text in (outline.title or "", *texts[:8]))


_GIVES = re.compile(
    r"uppdra[rs]?\b|\bi\s(?:uppdrag|uppgift)\b|\buppdrag(?:et)?\satt\b|\buppdrag(?:et)?\s(?:till|åt)\b|\b(?:ska|skall)\b|redovisas|rapporteras",
    re.IGNORECASE,
)


def _is_letter(outline: Outline) -> bool:
    """Tell whether a text without § is a government's assignment to an agency, and not somebody's notes that tell of one."""
    texts = [paragraph.text for section in outline.sections for paragraph in section.paragraphs]
    if any(_OWN_DECISION.match(text) for text in texts[:8]):
        return not any(_NOTES.match(text) for text in texts[:8])
    if any(_AGENCY_ALONE.match(text) for text in texts[:2]) and not any(_NOTES.match(text) for text in texts[:8]):
        return True
    if any(_NOTES.search(text) for text in texts):
        return False
    if any(_TO_GOVERNMENT.search(text) for text in texts):
        return True
    words = sum(len(text.split()) for text in texts)
    return (
        words < 160
        and any(_AGENCY_GETS.match(text) for text in texts[:3])
        and not any(_LOCAL.search(text) for text in texts)
    )


_OWN_DECISION = re.compile(
    r"(?:regeringens\sbeslut|regeringsbeslut|uppdrag\still\s[A-ZÅÄÖ]|regeringsuppdrag)\b|regeringen\s(?:beslutar|uppdrar|ger|förlänger|utökar|har\s(?:gett|givit|beslutat|uppdragit))\b",
    re.IGNORECASE,
)
_AGENCY_ALONE = re.compile(
    r"(?:Statens\s|Myndigheten\sför\s|Institutet\sför\s|[A-ZÅÄÖ][a-zåäö]*(?:verket|myndigheten|inspektionen|styrelsen|rådet|kontoret|ombudsmannen|vården|kollegiet|ämbetet|kassan|förmedlingen|centralbyrån))[^.;]{0,120}?\s(?:får|ges|har\sfått)\s(?:i\suppdrag|uppdraget)\b"
)
_TO_GOVERNMENT = re.compile(
    r"\b(?:uppdrar|ger)\sregeringen\b|(?:redovis|rapporter|lämna|inkomma|informera)[^.]{0,160}?\b(?:till|för)\s(?:[Rr]egeringskansliet|[Rr]egeringen|[A-ZÅÄÖ]?[a-zåäö]+departementet)\b"
)
_NOTES = re.compile(
    r"minnesanteckning|närvarande:|närvarande\b.{0,20}$|deltagare\b|mötesanteckning|tjänsteskrivelse|tjänsteutlåtande|förslag\still\sbeslut|dagordning|promemoria|\bPM\b|protokoll",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"\b(?:nämnden|styrelsen|utskottet|kommunen|regionen|förvaltningen|mötet|landstinget|fullmäktige|[a-zåäö]+nämnden|kommunstyrelsen|regionstyrelsen)\b"
)
_AGENCY_GETS = re.compile(
    r"[A-ZÅÄÖ][^.;]{3,120}?\s(?:ges|får|har\sfått)\s(?:i\s(?:fortsatt\s)?uppdrag|uppdraget)\b|[A-ZÅÄÖ][^.;]{3,90}?\s(?:ska|skall),?\s"
)


# the sections of a government's decision that give its reasons
_REASONS = re.compile(r"skäl|bakgrund|ärendet|beredning|tidigare|motiv|gällande")
# and those that decide again after them
_TERMS = re.compile(r"regeringens\sbeslut|närmare|ekonomi|finansiering|redovisning|villkor|uppdraget|genomförande")


def _plan_letter(outline: Outline) -> list[PlannedPassage]:
    heading = next((section.label for section in outline.sections if section.kind == "decision"), "")
    paragraphs: list[Paragraph] = []
    decides = True
    for section in map(_readable, outline.sections):
        if heading and section.label:
            decides = (decides and not _REASONS.match(section.label)) or bool(_TERMS.match(section.label))
        if decides and section.kind not in ("recipients", "documents"):
            paragraphs.extend(section.paragraphs)
    if not any(_GIVES.search(paragraph.text) for paragraph in paragraphs):
        return []
    section = Section("running", paragraphs=list(paragraphs))
    return [_planned(paragraphs, section, "letter", heading, outline.body, past=False)]


def _is_past(parts: Sequence[Sequence[Section]]) -> bool:
    """Tell whether minutes tell their decisions in the past tense: nothing in them decides in the present."""
    past = present = 0
    for sections in parts:
        for section in sections:
            if section.kind in ("decision", *_OPEN_SECTIONS):
                for paragraph in section.paragraphs:
                    past += len(_PAST_MINUTES.findall(paragraph.text))
                    present += len(_PRESENT_MINUTES.findall(paragraph.text))
    return past > 2 and present * 4 < past


def _plan_part(
    sections: Sequence[Section], body: str | None, *, running: str, past: bool, undecided: bool
) -> Iterator[PlannedPassage]:
    sections = [_readable(section) for section in sections]
    deciding = [section for section in sections if section.kind == "decision" and section.paragraphs]
    adopted = adopted_sections(sections)
    for section in [*sections, *(entry for entry in adopted if not any(entry is section for section in sections))]:
        if not section.paragraphs:
            continue
        reads_as = ""
        if section.kind == "decision" or any(section is entry for entry in adopted):
            reads_as = "decision"
        elif not deciding and section.kind in _OPEN_SECTIONS:
            reads_as = running
        paragraphs = section.paragraphs
        if reads_as == running and not any(_DECIDES.search(paragraph.text) for paragraph in paragraphs):
            reads_as = ""
        if not reads_as:
            asked = _ASSIGNS_OR_SHALL if section.kind == "proposal" else _ASSIGNS
            wished = section.kind in ("proposal", "motions")
            paragraphs = (
                [
                    paragraph
                    for paragraph in paragraphs
                    if wished or asked.search(paragraph.text) or may_tell(paragraph.text)
                ]
                if undecided
                else []
            )
            if not paragraphs:
                continue
        label = section.label if section.kind == "decision" else ""
        yield _planned(paragraphs, section, reads_as, label, body, past=past)


_UNREADABLE = re.compile(r"\S{1000}")


def _readable(section: Section) -> Section:
    """Return a section without paragraphs that hold no words but endless strings, which no tokeniser gets through."""
    kept = [
        paragraph
        for paragraph in section.paragraphs
        if len(paragraph.text) < 1000 or not _UNREADABLE.search(paragraph.text)
    ]
    return section if len(kept) == len(section.paragraphs) else replace(section, paragraphs=kept)


def _planned(
    paragraphs: Sequence[Paragraph], section: Section, reads_as: str, label: str, body: str | None, *, past: bool
) -> PlannedPassage:
    passage = Passage.of(paragraphs)
    return PlannedPassage(passage.text, passage.offsets, section.kind, reads_as, label, body, past)
