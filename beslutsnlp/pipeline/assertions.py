"""Assertions: whether an assignment is decided here, only proposed, retold, withdrawn or rejected (guidelines §2)."""

import re
from functools import lru_cache

from beslutsnlp.labels import Assertion, SectionKind
from beslutsnlp.pipeline.phrases import Phrase, PhraseFinder, load_phrases, own_phrases

_PROPOSING_SECTIONS = frozenset({"proposal", "motions", "dissent", "procedure"})


# "Enligt direktionens beslut 2008-10-09 skulle …": what was decided, whatever its verb is
_BY_DECISION = re.compile(r"(?:Enligt|I|Genom)\s[^.;:]{0,60}?\bbeslut(?:et)?\b(?!\si\sövrigt)")
_REJECTED = re.compile(
    r"\b(?:avslog|avslagit|avslogs|avslagits|avvisade|avvisat)\b[^.;:]{0,70}?\b(?:\w*yrkande\w*|\w*förslag\w*|motion\w*|\w*initiativ\w*|begäran|framställan)\b"
)
_WITHDRAWN = re.compile(
    r"\b(?:återkallade|återkallat|återtog|återtagit|(?:tagit|togs|tog|drog|drogs|dragit|dragits)\stillbaka)\b[^.;:]{0,40}?\buppdrag|\buppdrag(?:et)?\b[^.;:]{0,160}?\b(?:har\såterkallats|återkallades|drogs\stillbaka|(?:har\s)?dragits\stillbaka|har\stagits\stillbaka|togs\stillbaka)\b"
)
# beside "uppdrog" a modal verb of another clause proposes nothing ("nämnden skulle inte klara sin ram, varefter …")
_GAVE = re.compile(
    r"\b(?:uppdrog|uppdrogs|ålade|fick\s(?:[^,.;]{1,40}\s)?i\supp(?:drag|gift)|gavs?\s(?:[^.;]{1,90}\s)?i\supp(?:drag|gift))\b"
)
_MODAL = re.compile(r"(?:skulle|kan|kunde|bör|borde|måtte)", re.IGNORECASE)
# a point of a list, which the words above the list lead into
_POINT = re.compile(r"(?:[-–—•*]\s|\d{1,2}[.)]\s)?(?:(?:samt|och|dels)\s)?att\s")
_MOST_POINTS = 8


def _cues() -> PhraseFinder:
    return _finder_with(own_phrases("assertions"))


@lru_cache(maxsize=16)
def _finder_with(own: tuple[Phrase, ...]) -> PhraseFinder:
    return PhraseFinder((*load_phrases("assertions"), *own))


def assertion_outside_decisions(text: str, start: int, end: int, section: SectionKind) -> Assertion:
    """Return the assertion of an assignment in a sentence that decides nothing.

    In a proposal, a motion or a reservation it is proposed unless the sentence retells; elsewhere it is retold
    unless the sentence proposes.

    Args:
        text: The passage.
        start: The sentence's first character.
        end: Its end.
        section: The kind of section that it stands in.
    """
    for _ in range(_MOST_POINTS):
        if start == 0 or not _POINT.match(text, start, end):
            break
        start = text.rfind("\n", 0, start - 1) + 1
    if _REJECTED.search(text, start, end):
        return "rejected"
    if _WITHDRAWN.search(text, start, end):
        return "withdrawn"
    if _BY_DECISION.match(text, start, end):
        return "reported"
    found = _cues().find(text, start, end)
    if _GAVE.search(text, start, end):
        found = [cue for cue in found if not _MODAL.fullmatch(text, cue[0], cue[1])]
    labels = [phrase.label for _, _, phrase in found]
    retells = "reported" in labels and bool(
        re.search(
            r"\b(?:\d{4}|den\s\d|tidigare|hösten|våren|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|redan|sedan)\b",
            text[start:end],
        )
    )
    if section in _PROPOSING_SECTIONS:
        return "reported" if retells and "proposed" not in labels else "proposed"
    if "proposed" in labels:
        first = labels.index("proposed")
        return "reported" if "reported" in labels and labels.index("reported") < first else "proposed"
    return "reported"
