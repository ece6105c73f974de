"""Verbs in the present and passives with an agent, by which a decision says who does what without "ska"."""

import re
from functools import cache

from beslutsnlp.pipeline.infinitives import is_infinitive
from beslutsnlp.pipeline.phrases import load_phrases

# how far behind its subject a verb is looked for
_REACH = 110
_VERB = re.compile(r"\b(?P<verb>[a-zåäö]{2,30}r)\b(?P<particle>\s(?:fram|igenom|upp|in|över|ut|till|hem|ned|ner)\b)?")
_ADVERBIAL = re.compile(
    r"""\s(?:(?:dels|därefter|därutöver|därvid|dessutom|vidare|även|också|gemensamt|tillsammans|snarast|omgående|skyndsamt|ofördröjligen|omedelbart|årligen|löpande|fortlöpande|kontinuerligt|regelbundet|kvartalsvis|månadsvis|tertialvis|veckovis|skriftligen|muntligen|själv|själva|själva\s|i\sstället|framdeles|fortsättningsvis)\s
         |(?:i\s(?:samråd|samverkan|samarbete|dialog)\smed|tillsammans\smed|efter|senast|under|till|före|inför|vid|från|inom|i|på|varje|vart|vartannat|varannan|utan|enligt|med|genom|utifrån|för)\s[^,.;:]{2,70}\s){1,3}""",
    re.VERBOSE,
)
# what a body that decides does itself, and what only tells how things are
_NO_TASKS = frozenset(
    """är har får kan gäller blir består ingår avser omfattar innebär står tillhör finns kommer avgår utgår ger ställer säger lämnar ansluter avstår
    tackar önskar vill bör skall måste heter ligger fortsätter deltar upphör träder återgår övergår tillfaller kvarstår bidrar svarar ansvarar uppgår
    åtgärder tar firar instämmer delar har saknar äger disponerar använder behåller får erhåller tilldelas åtar reserverar deltager undertecknar
    representerar företräder betalar bekostar tecknar beslutar uppdrar ålägger begär yrkar föreslår uttalar hemställer förvärvar köper säljer försäljer hyr arrenderar inrättar avvecklar ansöker""".split()
)
# of verbs that mean little alone, what their particle makes a task
_WITH_PARTICLE = frozenset(
    [
        "tar fram",
        "tar upp",
        "tar över",
        "tar hem",
        "lämnar in",
        "lämnar över",
        "ställer in",
        "ger ut",
        "lämnar ut",
        "ställer upp",
    ]
)
_PASSIVE = re.compile(
    r"""\b(?P<verb>granskas|genomgås|prövas|omprövas|ses\söver|följs\supp|inventeras|utreds|utredes|kontrolleras|uppdateras|revideras|utarbetas|tas\sfram|tages\sfram|upprättas|bereds|beredes
        |sammanställs|sammanställes|verkställs|genomförs|genomföres|handläggs|handlägges|samordnas|redovisas|rapporteras|bevakas|besiktigas|utvärderas|kartläggs|kartlägges|åtgärdas|anordnas|ombesörjs|ombesörjes)\b
        (?P<between>[^.;:]{0,80}?)(?<!stöd)(?<!hjälp)(?<!bistånd)(?<!uppdrag)\sav\s(?=[\wÅÄÖåäö])""",
    re.VERBOSE,
)
_NOT_OPERATIVE = re.compile(r"\b(?:som|vilk(?:et|en|a)|enligt|har|hade|när|där|om|att|så)\s")


@cache
def _deciding_verbs() -> frozenset[str]:
    """Return the verbs by which a body decides, which give nobody a task ("godkänner", "anslår")."""
    return frozenset(
        form
        for phrase in load_phrases("clauses")
        if phrase.label not in ("assign", "report_back", "other")
        for form in phrase.forms
        if " " not in form
    )


def present_of_task(word: str) -> bool:
    """Tell whether a word is the present of a verb that a task can start with.

    >>> (
    ...     present_of_task("bereder"),
    ...     present_of_task("genomför"),
    ...     present_of_task("godkänner"),
    ...     present_of_task("ledamöter"),
    ... )
    (True, True, False, False)
    """
    if word in _NO_TASKS or word in _deciding_verbs() or not word.endswith("r"):
        return False
    stems = [word[:-1]]
    if word.endswith("er"):
        stems.append(f"{word[:-2]}a")
    if word.endswith(("ör", "är", "yr")):
        stems.append(f"{word}a")
    return any(is_infinitive(stem, strict=True) for stem in stems)


def find_present(text: str, start: int, end: int) -> int | None:
    """Return where the present of a task's verb stands behind a subject that ends at `start`, or None.

    Only adverbials may stand between them ("valberedningen till nästa sammanträde bereder …").
    """
    for match in _VERB.finditer(text, start, min(end, start + _REACH)):
        words = match["verb"] + (match["particle"] or "")
        if words not in _WITH_PARTICLE and not present_of_task(match["verb"]):
            continue
        between = text[start : match.start()]
        if between == " " or _ADVERBIAL.fullmatch(between):
            return match.start()
        if not between.startswith(" ") or len(between.split()) > 12:
            return None
    return None


def find_passive(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a passive with an agent and its agent start ("tillstånden granskas årligen av inspektören"), or None."""
    match = _PASSIVE.search(text, start, min(end, start + 260))
    if match is None or _NOT_OPERATIVE.search(text, start, match.start()):
        return None
    return match.start("verb"), match.end()
