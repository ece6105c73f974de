"""Deadline or not: whether a time stands where it says when something is to be done, by the words around it.

Nine times of ten in minutes are none: dates of decisions, names of plans, what has happened, what a law says, times
inside the object. The nearest cue before a time decides, weighed by how the time is bound: senast binds, a bare year does not.
"""

import re

from beslutsnlp.dates.scanner import Time

# somebody is to do something
_STRONG = re.compile(
    r"""\b(?:uppdra(?:r|s|ga|ges|ger)?|i\s(?:fortsatt\s)?uppdrag|uppdraget\satt|uppdrag\s(?:till|åt)|i\suppgift|till\suppgift|ålägg(?:a|er|s)|åläggas?|anmoda[rs]?|uppmana[rs]?|åligger|ankommer\spå|ska|skall|bör|måste|har\satt)\b""",
    re.VERBOSE,
)
# something is reported, said without who is to do it
_REPORTED = re.compile(
    r"""\b(?:(?:åter|av|del|slut)?(?:rapporteras?|redovisas?)|(?<!får\s)(?:över)?lämnas|presenteras|återkom(?:ma|mer)|återkoppla[rs]?|återrapport(?:ering)?|återredovisning|delredovisning(?:ar)?|slutredovisning|slutrapport|delrapport|lägesrapport)\b"""
)
# something is done: active, passive, infinitive or imperative, not past; and the nouns of reporting
_ACTION = re.compile(
    r"""\b(?:(?:genomför|slutför|färdigställ|påbörja|inled|upprätta|utarbeta|utred|kartlägg|inventera|utvärdera|analysera|granska|pröva|ompröva|komplettera|revidera|uppdatera|införa|införs|inrätta|avveckla|åtgärda|verkställ|bered|samordna|upphandla|infordra
          |anordna|planera|sammanställ|redogör|informera|underrätta|delge|inkomma|inkommer|förelägg|tillställ|lämna|överlämna|avlämna|skicka|presentera|återkoppla|återredovisa|återrapportera|avrapportera|rapportera|redovisa|kalla|ansök|teckna|förhandla|undersök|föreslå
          |öva|utbilda|besök|starta|anlägg|riv|iordningställ|säkerställ|tillse|bevaka|begär|flytta|installera|byt|renovera|rusta|sanera|mät|beskriv|formulera|klargör|konkretisera|bjud|arrangera|publicera|implementera|rekrytera|tillsätt|utse|stäm|sätt|gör|se|ta)(?:a|as|ar|er|s|r|es)?
          |(?:ta|tar|tas|ser?|ses|gå|går|gås|följs?|följa|följer|lägg|läggs?|lägger|bygg|bygger|byggs)\s(?:fram|över|igenom|upp|till|ut)|redovisning(?:en)?|rapport(?:en|ering(?:en)?)?|uppföljning(?:en)?|återkoppling(?:en)?|avrapportering|utvärdering(?:en)?|svar|åtgärd|uppdrag(?:et)?)\b""",
    re.VERBOSE,
)
# a time is moved: only the new one, behind till or senast, counts
_MOVED = re.compile(
    r"\b(?:förlängs?|förlängas?|förlänga|senareläggs?|skjuts|skjuta|flyttas?|flyttar|framflyttas|anstånd)\b"
)
_LABEL = re.compile(
    r"(?:^|[|·•\n]|\.\s|,\s|;\s)\s{0,2}(?:(?:åter|slut|del)?redovisas|(?:åter|slut|del)?redovisning|återrapport(?:ering)?|rapporteras|rapport|klar\ssenast|klart\ssenast|tidsplan|tidplan|när|deadline|slutdatum|senast|datum\sför\såterrapport|ska\svara\sklart|förfaller|tid|beräknas?\sklart?|status\stid)\s?:?\s(?:till\s\w+\s)?$"
)
# what has happened, or holds for something else
_PAST = re.compile(
    r"""\b(?:har|hade|var|blev|gav|fick|gick|kom|höll|hölls|skedde|gjordes|antogs?|beslöts?|trädde|inkom|fanns|låg|stod|upphörde|skulle|gällde|visade|uppgick|ökade|minskade|började|inleddes|såldes|byttes|ingick|utgick|drabbades|innebar|bodde|lämnades
          |[a-zåäö]{3,}(?:ades?|ddes?|tes|ttes|ndes|ldes|rdes)|lades|sades|togs|valdes)\b""",
    re.VERBOSE,
)
_HOLDS = re.compile(
    r"""\b(?:gäller|gälla|kan|avser|avseende|omfattar|löper|träder?\si\skraft|träda\si\skraft|upphör|upphöra|uppgår|beräknas|får\slämnas|får\sanvända|beviljas|bidrag|hålls|hålles|sammanträder|äger\srum|infaller|börjar|pågår|kan\söverklagas|överklagas?|löper\sut|fastställs|räknas\supp|utgår|disponeras|anslås
          |höjs|sänks|utses|väljs?|välja|utse|entledigas?|anta|antas|fastställa|godkänna|godkänns|notera|för\stiden|anvisat|anvisas|bordlägger|bordläggs|bordlägga|öppnar|stänger|stängs|avgift(?:en)?|taxan?)\b""",
    re.VERBOSE,
)
_RELATIVE = re.compile(
    r"(?:,\s|\s)(?:som|där|vilket|vilken|vilka|då|sedan|när|medan|eftersom|varav|vars|så\ssom|såsom|efter\satt|innan\sdess)\s(?!ska|skall)"
)
# what a law, an agreement or a goal says, or what others are to do
_EXTERNAL = re.compile(
    r"\benligt\s(?:\S+\s){0,4}?(?:\w*lag(?:en|ar)?|\w*förordning(?:en)?|\w*balken|avtalet|överenskommelsen|riktlinjer(?:na)?|stadgar(?:na)?|reglementet|direktiv(?:et)?|strategi(?:n)?|ägardirektivet|föreskrifter(?:na)?|villkoren)\b"
    r"|\b(?:medlemsstaterna|överklagan(?:de|det)|den\ssom|ansökan|ansökningar|sökanden?|målet|mål(?:en)?\sär|kunna|erbjudas|hyresavtalet|uppsägning)\b|\bkap\."
)
_OBJECT_BEFORE = re.compile(
    r"\b(?:tiden|perioden|utvecklingen|\w*mål(?:en|et)?|\w*underlag(?:et)?|\w*budget(?:en)?|arbetet|översynen|planeringen|processen|prognos(?:en)?|längst|valet|\w*plan(?:en)?)\s$"
)
# "reviderades senast i april 2019", "skulle ha lämnats senast den 1 september"
# the minutes' own "omedelbart justerad"
_ADJUSTS = re.compile(
    r"\s?(?:för\w*\s)?(?:paragrafen?|protokollet|ärendet)?\s?juster\w*\s?(?:protokollet\s|paragrafen\s)?"
)
_JUST_DONE = re.compile(
    r"\b(?:skulle\s(?:ha\s)?\w+|[a-zåäö]{3,}(?:ades?|ddes?|ttes|ndes|rdes)|(?:har|hade)\\s[a-zåäö]{3,}(?:ats|tts|ts)|gjordes|skedde|hölls|sågs\söver|senast\sändrat|ändrad|ändrat)\s(?:\w+\s)?$"
)
_JUST_REPORTED = re.compile(r"\b(?:åter|av|del|slut)?(?:rapporteras?|redovisas?)\s(?:\w+\s){0,2}$")
_GOAL_AFTER = re.compile(r"\s(?:vara|nå|uppnå)\s(?!klar|färdig|genomför|slutför|på\splats)")
_REFERENCE_AFTER = re.compile(r"\s?,?\s?\(?\s?(?:§|dnr|\d{1,4}\s?§|paragraf)")
_NOUN_BEFORE = re.compile(
    r"\b(?:plan(?:en)?|[a-zåäö]+plan(?:en)?|budget(?:en)?|strategi(?:n)?|program(?:met)?|beslut(?:et|ade|ar)?|protokoll(?:et)?|skrivelse(?:n)?|yttrande(?:t)?|rapport(?:en)?|tjänsteskrivelse(?:n)?|dom(?:en)?|daterad|daterat|bilaga|version|prop\.?|sou|sfs|dir\.?|skr\.?|bet\.?|rskr\.?|förordning(?:en)?|lag(?:en)?|avtal(?:et)?|överenskommelse(?:n)?|motion(?:en)?|basåret|årsredovisning(?:en)?|bokslut(?:et)?|delårsrapport(?:en)?|utfall(?:et)?|anslag(?:et)?|medel|kronor|kr|tkr|mnkr|procent|budgetunderlag(?:et)?|regionplan(?:en)?|möte(?:t)?|sammanträde(?:t)?|revidering(?:en)?|händelsen|perioden|läsåret|av|för|från|per|om|kring|sedan|mars|avser|på|med|till\sett\svärde\sav|punkt|nr|kap\.?)\s(?:den\s)?$"
)
_AMOUNT_BEFORE = re.compile(
    r"\b(?:kronor|kr|tkr|mnkr|mkr|procent|euro|förbrukning(?:en)?|utfall(?:et)?|kapacitet(?:en)?|\w+kapaciteten|användning(?:en)?|kostnad(?:en|erna)?|antal(?:et)?|resultat(?:et)?|läget|situationen|utveckling(?:en)?|insatser|åtgärder|händelser|konsekvenser|vunna\serfarenheter|lönekartläggningen)\s(?:om\s[^.,;]{3,40}\s)?$"
)
_INFINITIVE_NEXT = re.compile(r"\s?,?\s(?:[\wåäö-]+\s){0,3}?[a-zåäö]{2,}a\b")
_ATT_BEFORE = re.compile(
    r"\b(?:att|ska|skall|och|uppdrag|får|samt|dels)\s(?:(?:även|också|dels|senast|gemensamt|tillsammans)\s)?$"
)
_REPORTS = re.compile(
    r"\b(?:(?:åter|av|del|slut)?(?:rapporteras?|redovisas?|rapportera|redovisa)|återkomma|återkommer|lämnas?|lämna|överlämnas?|presenteras?|presentera|ske|redogöra|föreläggas?|delredovisning(?:ar)?|slutredovisning|återrapport(?:ering|en)?|återredovisning|rapport(?:en)?|klar|klart|färdig|färdigt|avlämnas|inlämnas|slutföras?|genomföras?|genomförd|vara|verkställas?|tas\supp|återupptas)\b"
)
_MEASURES = re.compile(
    r"\b(?:erbjud|kallas|kontaktas|besvaras|handläggs|få\sbesked|återbesök|utskrivning|betal|förfall|giltig|förläng)\w*"
)


_REACH = 400
_NEAR = 100


def is_deadline(sentence: str, time: Time, *, bare: bool, has_bound: bool, in_task: bool = False) -> bool:
    """Tell whether a time in a lower-case sentence is a deadline; its offsets are into the sentence.

    Args:
        sentence: The sentence, or the cell of a list.
        time: The time, its core and operator known.
        bare: There is nothing else in the text to speak of.
        in_task: The sentence is known to give a task, whatever its words.
        has_bound: The sentence has a time with senast or a meeting, so that a loose period beside it is rather the object's.
    """
    if time.operator == "other" or time.operator in ("from", "starting"):
        return False
    # what is farther off says nothing of it
    before, after = sentence[max(0, time.start - _REACH) : time.start], sentence[time.end : time.end + _REACH]
    sentence = f"{before} {after}"
    if _REFERENCE_AFTER.match(after):
        return False
    if bare:
        return True
    if _LABEL.search(before[-60:]):
        return True
    moved = _MOVED.search(before) is not None and time.operator in ("by", "until")
    if time.kind == "urgency" and (_ADJUSTS.search(before[-40:]) or _ADJUSTS.match(after[:20])):
        return False
    binds = (time.operator in ("by", "before") and time.kind in ("time", "meeting")) or time.kind == "urgency"
    if not (moved or in_task or _STRONG.search(sentence) or _REPORTED.search(sentence)):
        return _in_statement(before, after, time, binds=binds)
    if (
        time.kind in ("time", "meeting")
        and time.operator == "in"
        and time.start == time.core
        and not time.word
        and _NOUN_BEFORE.search(before[-45:])
    ):
        return False
    if _EXTERNAL.search(before) or (time.operator in ("until", "before") and _OBJECT_BEFORE.search(before[-30:])):
        return False
    if time.value and time.value.unit == "year" and _GOAL_AFTER.match(after):
        return False
    clause = _clause(before)
    binds = time.operator == "by" and time.kind != "within"
    strong, reported = _last(_STRONG, clause), _last(_REPORTED, clause)
    past, holds, relative = _last(_PAST, clause), _last(_HOLDS, clause), _last(_RELATIVE, clause)
    if "," in clause[relative + 3 :]:
        # a relative clause ends at its comma
        relative = -1
    if in_task:
        strong = max(strong, 0)
        holds = -1
        past = past if relative >= 0 else -1
    if _JUST_REPORTED.search(before):
        relative = -1
    if not moved and max(strong, reported, past, holds) < 0:
        # nothing before it in its clause: what comes after decides
        nearest = min(_first(_STRONG, after), _first(_REPORTED, after))
        if _first(_PAST, after) < nearest or (nearest == len(after) and _first(_HOLDS, after) < len(after)):
            return False
    if not moved:
        duty = strong if not binds and strong < relative < reported else max(strong, reported)
        if binds and strong >= 0:
            if _JUST_DONE.search(before[-40:]):
                return False
        elif past > duty or (not binds and max(holds, relative) > duty):
            return False
    if time.kind == "time" and time.operator == "in":
        return _loose(before, after, time, has_bound=has_bound)
    return True


def _in_statement(before: str, after: str, time: Time, *, binds: bool) -> bool:
    """Tell whether a time is a deadline in a sentence that nobody is told to do anything in ("Kontoret tar fram en plan till hösten").

    What binds is, unless the sentence tells of the past or of what holds; the rest needs something that is done.
    """
    if _EXTERNAL.search(before) or _PAST.search(before) or _HOLDS.search(before) or _RELATIVE.search(before):
        return False
    if time.operator in ("until", "before") and _OBJECT_BEFORE.search(before[-30:]):
        return False
    if time.start == time.core and not time.word and time.kind == "time":
        return False
    if not before.strip() and _first(_PAST, after) < len(after):
        return False
    if binds:
        return True
    if not (_ACTION.search(before) or _ACTION.search(after)):
        return False
    return not (time.kind == "time" and time.operator == "in" and _AMOUNT_BEFORE.search(before[-70:]))


def _loose(before: str, after: str, time: Time, *, has_bound: bool) -> bool:
    """Tell whether a period or a date without senast is when the task is done, and not a part of its object."""
    value = time.value
    if value is None:
        return True
    if time.word in ("under", "") and _AMOUNT_BEFORE.search(before[-70:]):
        return False
    if (_ATT_BEFORE.search(before[-40:]) or before.endswith(", ")) and _INFINITIVE_NEXT.match(after):
        return True
    if value.unit == "day" and not _REPORTS.search(before[-120:]):
        return False
    if value.unit in ("year", "years") and not time.word:
        return _ATT_BEFORE.search(before[-40:]) is not None or not before.strip() or bool(_REPORTS.search(before[-60:]))
    return not (has_bound and time.word in ("under", "i", "på") and not _REPORTS.search(before[-70:]))


def _clause(before: str) -> str:
    """Return what stands before a time in its own clause and those that lead into it."""
    cut = max(before.rfind("; "), before.rfind(". "), before.rfind("\n\n"))
    return before[cut + 1 :] if cut >= 0 else before


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where a pattern matches last, -1 where it does not; most last matches are near the end."""
    begin = max(0, len(text) - _NEAR)
    at = -1
    for match in pattern.finditer(text, begin):
        at = match.start()
    if at < 0 and begin:
        for match in pattern.finditer(text):
            at = match.start()
    return at


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)
