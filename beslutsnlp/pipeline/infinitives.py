"""Infinitives: where a task's verb stands after its att."""

import re
from functools import cache

from beslutsnlp.pipeline.phrases import load_phrases

_STARTS_WITH_A = frozenset(
    [
        "samma",
        "andra",
        "dessa",
        "olika",
        "alla",
        "vissa",
        "nya",
        "många",
        "flera",
        "samtliga",
        "berörda",
        "övriga",
        "lämpliga",
        "aktuella",
        "ytterligare",
        "bra",
        "extra",
        "själva",
        "hela",
        "egna",
        "båda",
        "våra",
        "deras",
        "goda",
        "fria",
        "sista",
        "första",
        "kommande",
        "följande",
        "fortsatta",
        "aktuella",
        "eventuella",
        "nödvändiga",
    ]
)
_LEADING_ADVERBS = frozenset(
    "dels skyndsamt snarast omgående löpande årligen kvartalsvis månadsvis även också därvid därutöver gemensamt särskilt vidare kontinuerligt fortlöpande regelbundet omedelbart".split()
)
_SHORT_INFINITIVES = frozenset(
    [
        "se",
        "ge",
        "ta",
        "få",
        "gå",
        "stå",
        "bli",
        "ha",
        "slå",
        "bistå",
        "föreslå",
        "nå",
        "uppnå",
        "förstå",
        "avge",
        "inge",
        "utge",
        "utse",
        "förse",
        "tillse",
        "anse",
        "avstå",
        "bestå",
        "uppstå",
        "överse",
        "delge",
        "ange",
        "ingå",
        "föregå",
        "undgå",
        "påta",
        "bese",
        "återge",
        "motstå",
        "avslå",
        "anstå",
        "åta",
        "fråntas",
        "må",
        "te",
        "le",
        "ske",
        "dö",
        "klä",
        "tro",
        "bo",
        "sy",
        "gno",
        "fly",
    ]
)
_VERB_TAIL = re.compile(
    r"[a-zåäö]{2}(?:ställa|lägga|göra|föra|sätta|hålla|skriva|bygga|lysa|driva|arbeta|räkna|mäta|pröva|styra|söka|handla|byta|bereda|skaffa|visa|tala|samla)$"
)
_WORD = re.compile(r"[\wåäöÅÄÖé&/-]+")


@cache
def _task_verbs() -> frozenset[str]:
    return frozenset(form for phrase in load_phrases("verbs") for form in phrase.forms)


def is_infinitive(word: str, *, strict: bool = False) -> bool:
    """Tell whether a word is an infinitive that a task can start with.

    Args:
        word: The word as written.
        strict: Count only known ones; without it, what ends like an infinitive counts too.
    """
    word = word.casefold()
    if (
        word in _task_verbs()
        or word in _SHORT_INFINITIVES
        or (word.endswith("era") and len(word) > 5)
        or _VERB_TAIL.search(word)
    ):
        return True
    return not strict and word.endswith("a") and len(word) > 3 and word not in _STARTS_WITH_A


def task_start(text: str, start: int, end: int) -> int:
    """Return where the task's verb stands after its "att", past adverbials before it."""
    words = list(_WORD.finditer(text, start, end))
    if not words:
        return start
    while len(words) > 1 and words[0][0].casefold() in _LEADING_ADVERBS:
        words = words[1:]
    if is_infinitive(words[0][0]) or words[0][0] in ("inte", "ej"):
        return words[0].start()
    for previous, match in zip(words, words[1:40], strict=False):
        if (
            match[0].islower()
            and is_infinitive(match[0], strict=True)
            and previous[0].casefold() not in _DETERMINERS
            and not text[match.end() : match.end() + 2].startswith("-")
        ):
            return match.start()
    for previous, match in zip(words, words[1:20], strict=False):
        # an infinitive that is not known: after a noun or a number, not after what a plural may follow
        if (
            match[0].islower()
            and is_infinitive(match[0])
            and re.fullmatch(r"\d+|[\wåäö]+(?:en|et|er|na|ar|an)", previous[0])
            and previous[0].casefold() not in _DETERMINERS
        ):
            return match.start()
    return words[0].start()


_DETERMINERS = frozenset(
    [
        "den",
        "det",
        "de",
        "en",
        "ett",
        "sin",
        "sina",
        "sitt",
        "till",
        "från",
        "med",
        "av",
        "inom",
        "hos",
        "för",
        "om",
        "vid",
        "samtliga",
        "alla",
        "dessa",
        "och",
        "i",
        "på",
        "att",
        "som",
    ]
) - {"att", "för", "och"}
