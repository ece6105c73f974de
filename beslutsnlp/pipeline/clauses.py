"""Decision clauses: the operative parts of a decision, each with its type (guidelines §1)."""

import re

from beslutsnlp.pipeline.clause_cues import refers_to_proposal
from beslutsnlp.pipeline.clause_letters import read_letter
from beslutsnlp.pipeline.clause_lists import Reading, content_start, lines, read_line, unique
from beslutsnlp.pipeline.clause_prose import search_line, search_passives
from beslutsnlp.pipeline.clause_types import ATT, Clause, with_duty
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.structure.bodies import ABBREVIATED_BODY, BODY

__all__ = ["Clause", "find_clauses", "refers_to_proposal"]


_TARGET_LABEL = re.compile(
    rf"\b(?:förslag\still|föreslår)\s(?:beslut\si\s)?(?:{BODY}|{ABBREVIATED_BODY})\b|\bföreslår\b", re.IGNORECASE
)


def find_clauses(
    text: str,
    *,
    section: str,
    label: str = "",
    body: str | None = None,
    past: bool = False,
    parties: PartyFinder | None = None,
) -> list[Clause]:
    """Return the decision clauses of a passage, in order.

    Args:
        text: A clean passage, a paragraph a line.
        section: How it reads. In a "decision" every clause is operative; in "running" text and "prose" only what
            stands behind the body's own "beslutar" is, in "running" text also a passive where nothing else decides; in a "letter", a government's assignment to an agency, what gives it
            something to do.
        label: The section's heading; "… förslag till kommunfullmäktige" makes its clauses proposed. Of a letter, the
            heading of its decision, if it has one.
        body: The deciding body.
        past: The minutes tell decisions in the past tense.
        parties: Finds the parties of "X ska …"; one without aliases where it is None.
    """
    state = Reading("proposed" if _TARGET_LABEL.search(label) else "decided", body)
    operative = section == "decision"
    if section == "letter":
        return read_letter(text, state, parties or PartyFinder(), official=bool(label))
    for start, end in lines(text):
        content = content_start(text, start, end)
        marked = content > start or ATT.match(text, content) is not None
        if operative or (state.is_listing and marked):
            read_line(text, content, end, marked=content > start, state=state)
        else:
            state.is_listing = False
            search_line(text, content, end, state, body=body, past=past)
    if not operative and not state.clauses and section == "running":
        search_passives(text, state)
    return [with_duty(text, clause, parties or PartyFinder()) for clause in unique(state.clauses)]
