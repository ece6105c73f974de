"""Clauses of a letter of assignment, as a government writes them: no §, no heading for the decision."""

import re
from dataclasses import replace

from beslutsnlp.labels import DecisionType
from beslutsnlp.pipeline.clause_cues import decides_something, find_lead, is_no_clause
from beslutsnlp.pipeline.clause_lists import Reading, add_led_clauses, append, content_start, lines, unique
from beslutsnlp.pipeline.clause_types import Clause, finder, trim, with_duty
from beslutsnlp.pipeline.duties import find_duty
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.sentences import split_sentences

_TOLD = re.compile(
    r"\b(?:fick|gav|gavs|uppdrog|uppdrogs|hade|lämnades|skulle|föreslår|föreslås|föreslog|tidigare|sedan\stidigare)\b",
    re.IGNORECASE,
)
_MANY = re.compile(r"\b(?:ger|uppdrar)\b.{0,1200}?\bi\suppdrag\satt\b", re.DOTALL)
_PERFECT = re.compile(r"\b(?:har|hade|fått|gett|givit|givits|getts|beslutat)\b", re.IGNORECASE)


# a sentence that gives a reason
_REASONS = re.compile(r"(?:Eftersom|När|Om|Sedan|Då|Mot\sbakgrund|Enligt)\b")


def read_letter(text: str, state: Reading, parties: PartyFinder, *, official: bool = False) -> list[Clause]:
    """Return the clauses of a letter of assignment, which has no §.

    What it says in the present gives; what it says in the perfect does only where nothing else gives.

    Args:
        text: What it decides, in one passage.
        state: Where to add the clauses.
        parties: Finds the parties of "X ska …".
        official: It has a heading for its decision, so that its other sentences decide too: means, times, terms.
    """
    perfect: list[Clause] = []
    for start, end in lines(text):
        content = content_start(text, start, end)
        if state.open_end and state.clauses and content > start:
            last = state.clauses[-1]
            state.clauses[-1] = replace(last, end=trim(text, last.start, end))
            continue
        state.open_end = False
        for sentence_start, sentence_end in split_sentences(text, content, end):
            sentence = text[sentence_start:sentence_end]
            lead = find_lead(sentence)
            if lead is not None and not lead.proposes and not _TOLD.search(sentence, 0, lead.end):
                add_led_clauses(text, sentence_start, sentence_end, lead, state)
                continue
            cue = next(
                (found for found in finder().find(sentence) if found[2].label in ("assign", "report_back")), None
            )
            before = len(state.clauses)
            many = _MANY.search(sentence) if cue is None or cue[2].label == "report_back" else None
            if many and not _TOLD.search(sentence, 0, many.start()):
                append(text, sentence_start, sentence_end, state)
                if len(state.clauses) > before:
                    state.clauses[-1] = replace(state.clauses[-1], type="assign", rule="i_uppdrag")
                continue
            if cue is None or _TOLD.search(sentence, 0, cue[1]):
                duty = None if _REASONS.match(sentence) else find_duty(text, sentence_start, sentence_end, parties)
                if duty is None and official and cue is None and not _TOLD.search(sentence):
                    if not is_no_clause(sentence) and decides_something(sentence, marked=False):
                        append(text, sentence_start, sentence_end, state)
                elif duty:
                    append(text, sentence_start, sentence_end, state)
                    if len(state.clauses) > before:
                        state.clauses[-1] = replace(state.clauses[-1], type="assign", rule="ska")
                continue
            if cue[2].label == "report_back" and not re.search(
                r"\b(?:ska|skall|har\satt)\b|redovisas|rapporteras", sentence
            ):
                continue
            append(text, sentence_start, sentence_end, state)
            if len(state.clauses) == before:
                continue
            kind: DecisionType = "assign" if cue[2].label == "assign" else "report_back"
            state.clauses[-1] = replace(state.clauses[-1], type=kind, rule=cue[2].id)
            if cue[2].label == "assign" and _PERFECT.search(sentence, 0, cue[1]):
                perfect.append(state.clauses.pop())
                state.open_end = False
    if not any(clause.type == "assign" for clause in state.clauses):
        state.clauses.extend(perfect)
    return [with_duty(text, clause, parties) for clause in unique(state.clauses)]
