"""Phrases with slots, such as "ge {party} i uppdrag att {task}", matched in a clause."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from beslutsnlp.errors import DataError
from beslutsnlp.pipeline.infinitives import is_infinitive
from beslutsnlp.pipeline.phrases import Phrase, trie_pattern

_ATT = re.compile(r"(?P<between>(?:,|\s(?!att\b|åt\b|till\b)[^\s.;:]{1,30}){0,9}?),?\s(?P<att>att)\b,?\s?")
_SLOT_ATT = re.compile(r",?(?:\sdels)?\satt\b,?\s?")
# between "fick" and "i uppdrag" stands when, not who
_SLOT_ADVERBIAL = re.compile(
    r"""(?:,?\s(?:även|också|därför|därutöver|därvid|därmed|dessutom|vidare|härmed|samtidigt|nu|redan|tidigare|sedan|sedermera|alltjämt|fortsatt|gemensamt|tillsammans|särskilt|ånyo|åter|på\snytt|för\segen\sdel|i\sövrigt|samfällt
         |(?:sedan\s)?i\s(?:våras|höstas|somras|vintras|fjol|år|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?:\s\d{4})?|(?:i|under|sedan)\s[a-zåäö]+(?:\s\d{4})?|under\s\d{4}|\d{4}|(?:den\s)?\d{1,2}\s[a-zåäö]+(?:\s\d{4})?|\d{4}-\d\d-\d\d|(?:vid|på)\s[a-zåäö]+(?:sammanträdet|mötet)|(?:vid|på)\s(?:sammanträdet|mötet)|av\s[\wåäöÅÄÖ-]{2,40})
         (?:,?\s§\s?\d{1,4}(?:/\d{2,4})?)?,?){1,3}""",
    re.VERBOSE,
)
# "chefen fick nämndens uppdrag att": whose task it is stands between, in the genitive
_OWNER_BETWEEN = re.compile(r"(?:\s[\wåäöÅÄÖ-]{2,40}){0,4}?\s[\wåäöÅÄÖ-]{3,40}s")
_GETS_OWNERS = frozenset(["fick", "fått", "haft", "har", "hade"])
# only when, not who, stands between "har" and "i uppdrag" of such a form
_TAKES_ADVERBIAL = frozenset(
    ["har", "hade", "haft", "lämnas", "lämnades", "tilldelas", "tilldelades", "erhåller", "erhöll"]
)
# "personalchefen åläggs föra överläggningar": without att
_ORDERED = frozenset(["alagga", "uppmana", "uppdras"])
_BARE_INFINITIVE = re.compile(
    r"\s(?:(?:även|också|därvid|snarast|omgående|skyndsamt|årligen|löpande|härmed)\s)?(?P<verb>[a-zåäö]{2,30})\b"
)
_SLOT_BOUND = re.compile(r"[;:]\s|\.\s(?=[A-ZÅÄÖ])|\n")
_SLOT_LENGTH = 1_200
_STOP = re.compile(r"[;:]|\.\s(?=[A-ZÅÄÖ])|\n")


@dataclass(frozen=True, slots=True)
class Match:
    """A template found in a text: the whole, the party's slot, and where the task begins (after its att)."""

    start: int
    slot_start: int
    slot_end: int
    task: int
    phrase: Phrase
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class _Template:
    """A form in parts: the words before the slot, those between slot and att, and whether it has an att.

    `resumes` are the last of the words before the slot, where others may come between ("uppdrog … åt").
    """

    before: str
    resumes: str
    after: str
    has_att: bool
    phrase: Phrase


class TemplateFinder:
    """Finds the forms of phrases that have a {party} slot and a {task}."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._before: dict[str, list[_Template]] = {}
        self._after: dict[str, list[_Template]] = {}
        for phrase in phrases:
            for form in phrase.forms:
                template = _parse(form, phrase)
                if template.before:
                    self._before.setdefault(template.before.casefold(), []).append(template)
                else:
                    self._after.setdefault(template.after.casefold(), []).append(template)
        self._openers = re.compile(rf"(?<![\w-])(?:{trie_pattern(self._before)})\b(?!-)", re.IGNORECASE)
        self._closers = re.compile(rf"(?<=\s)(?:{trie_pattern(self._after)})\b(?!-)", re.IGNORECASE)

    def find(self, text: str, start: int, end: int) -> list[Match]:
        """Return the matches in a part of a text, by start; of those that share their att, the one that tells most."""
        matches = [*self._opened(text, start, end), *self._closed(text, start, end)]
        best: dict[int, Match] = {}
        for match in sorted(matches, key=lambda match: (match.slot_end - match.slot_start, -match.start)):
            best.setdefault(match.task, match)
        return sorted(best.values(), key=lambda match: match.start)

    def _opened(self, text: str, start: int, end: int) -> Iterator[Match]:
        """Yield the matches of forms that words stand before the slot of: "uppdra åt {party} att"."""
        for opener in self._openers.finditer(text, start, end):
            for template in sorted(
                self._before[opener[0].casefold()], key=lambda template: (not template.resumes, -len(template.after))
            ):
                slot = opener.end()
                if template.resumes:
                    resumed = re.compile(rf"(?:\s[^\s.;:]{{1,30}}){{1,9}}?\s{re.escape(template.resumes)}\b").match(
                        text, slot, end
                    )
                    if not resumed or _SLOT_ATT.search(text, slot, resumed.end()):
                        continue
                    slot = resumed.end()
                stop = min(end, slot + _SLOT_LENGTH)
                bound = _STOP.search(text, slot, stop)
                if bound and not template.has_att:
                    stop = bound.start()
                if template.after:
                    closer = re.compile(rf"\s{re.escape(template.after)}\b", re.IGNORECASE).search(
                        text, slot, bound.start() if bound else stop
                    )
                    if not closer or closer.start() <= slot or _SLOT_ATT.search(text, slot, closer.start()):
                        continue
                    att = _ATT.match(text, closer.end(), end)
                    task = att.end() if att else self._listed(text, closer.end(), end)
                    verb = opener[0].casefold()
                    owned = verb in _GETS_OWNERS and template.after == "uppdrag"
                    if owned and not _OWNER_BETWEEN.fullmatch(text, slot, closer.start()):
                        continue
                    if task is not None and (owned or _SLOT_ADVERBIAL.fullmatch(text, slot, closer.start())):
                        begin = self._slot_begin(text, start, opener.start())
                        yield Match(opener.start(), begin, opener.start() - 1, task, template.phrase, is_subject=True)
                        break
                    if task is not None and (verb not in _TAKES_ADVERBIAL or template.resumes):
                        yield Match(opener.start(), slot + 1, closer.start(), task, template.phrase)
                        break
                elif template.has_att:
                    att = _SLOT_ATT.search(text, slot, stop)
                    if (
                        att
                        and att.start() > slot
                        and not (bound and bound.start() < att.start() and text[bound.start()] != ":")
                    ):
                        yield Match(opener.start(), slot + 1, att.start(), att.end(), template.phrase)
                        break
                else:
                    yield Match(opener.start(), slot + 1, slot + 1, slot + 1, template.phrase)
                    break

    def _closed(self, text: str, start: int, end: int) -> Iterator[Match]:
        """Yield the matches of forms that begin with the slot: "{party} får i uppdrag att"."""
        for closer in self._closers.finditer(text, start, end):
            att = _ATT.match(text, closer.end(), end)
            template = self._after[closer[0].casefold()][0]
            if (
                att
                and "uppdrag" not in template.after
                and "uppgift" not in template.after
                and len(att["between"].split()) > 2
            ):
                continue
            task = att.end() if att else self._listed(text, closer.end(), end)
            if task is None and template.phrase.id in _ORDERED:
                bare = _BARE_INFINITIVE.match(text, closer.end(), end)
                task = bare.start("verb") if bare and is_infinitive(bare["verb"], strict=True) else None
            if task is None:
                continue
            begin = self._slot_begin(text, start, closer.start())
            yield Match(closer.start(), begin, closer.start() - 1, task, template.phrase, is_subject=True)

    @staticmethod
    def _slot_begin(text: str, start: int, end: int) -> int:
        """Return where the words before a verb begin that can be its subject."""
        begin = max(start, end - _SLOT_LENGTH)
        bounds = [bound.end() for bound in _SLOT_BOUND.finditer(text, begin, end) if bound.end() < end]
        return bounds[-1] if bounds else begin

    @staticmethod
    def _listed(text: str, at: int, end: int) -> int | None:
        """Return where the tasks of a list begin, behind a colon that stands for att."""
        match = re.compile(r"\s?(?:följande|nedanstående)?\s?:\s{0,3}(?:[•–*-]\s|\d\.\s|[a-z]\)\s)?").match(
            text, at, end
        )
        return match.end() if match and match.end() < end else None


def _parse(form: str, phrase: Phrase) -> _Template:
    parts = form.split("{party}")
    if len(parts) != 2 or not form.endswith("{task}"):
        raise DataError(
            f"assignments.toml, phrase {phrase.id}: the form {form!r} wants one {{party}} and a {{task}} at its end."
        )
    before = parts[0].strip()
    after = parts[1].removesuffix("{task}").strip()
    has_att = after.endswith("att") or after == "att"
    after = after.removesuffix("att").strip()
    before, _, resumes = (part.strip() for part in before.partition("…"))
    if before.endswith(" att"):
        return _Template(before, resumes, "", False, phrase)
    return _Template(before, resumes, after, has_att, phrase)
