"""Parties: who is given a task, carries it out, takes part in it or receives its report (guidelines §2)."""

import re
from collections.abc import Mapping

from beslutsnlp.labels import PartyKind
from beslutsnlp.pipeline.party_names import (
    NAME_WORD,
    PROPER_TAIL,
    QUANTIFIERS,
    TITLE_ROLE,
    PartySpan,
    base_abbreviations,
    complement_length,
    head_kind,
    is_role_adjective,
    normalise_name,
    person_after,
)

__all__ = ["PartyFinder", "PartySpan", "head_kind", "normalise_name"]


_WORD = re.compile(r"Kungl\.|[\wÅÄÖåäöéüÉ&]+(?:[-/.][\wÅÄÖåäöéü&]+)*-?|[^\w\s]")
_COMPLEMENT = re.compile(r"\s(?:för|vid|på|inom|i|hos|med\sansvar\sför|med\sinriktning\smot)\s(?=[A-Za-zÅÄÖåäö])")
_COMPLEMENT_END = re.compile(
    r"""[.;:()]|,|\s(?:att|som|ska|skall|får|ges|bör|har|är|samt|senast|under|inför|till|genom|med|om|tillsammans|enligt|vid|i\s(?:samband|samråd|samverkan|samarbete|dialog|december|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|syfte|uppdrag|uppgift)
        |kommer|kan|föreslås|uppdras|åläggs|anmodas|uppmanas|den|det|när|där|för\satt|årligen|löpande|snarast|omgående|skyndsamt|omprövar|återkommer|redovisar|ansvarar|har|innan|efter|på\s(?:nytt|plats)|också|även|inom|från|mot|kring|utan)\b""",
    re.VERBOSE,
)
_ADJUNCT = re.compile(
    r""",?\s(?:i\s(?:samråd|samverkan|samarbete|dialog|samband|enlighet|syfte)\b|efter\s(?:samråd|dialog)|tillsammans|under\b|senast|inför\b|genom\b|inom\sramen|enligt\b|utifrån\b|via\b|snarast|omgående|skyndsamt|löpande|årligen
        |att\b|vid\svite|har\b|hade\b|skulle\b|ett\sutökat|ett\suppdrag|för\satt\b|med\s(?:utgångspunkt|stöd|anledning|hänvisning|hjälp)|och\satt\b|samt\satt\b|till\s(?:nästa|hösten|våren)|med\b(?!\sansvar))""",
    re.VERBOSE,
)
_OWN_NAME = re.compile(
    r"^[A-ZÅÄÖ][\wåäö-]+(?:föreningen|förbundet|stiftelsen|museet|bolaget|sällskapet|kåren|klubben|fonden|banken)s?$"
)
# heads that a name of several words follows: "Föreningen Barnens Verkstad"
_NAMED_HEAD = re.compile(
    r"(?:förening|stiftelse|klubb|byalag|förbund|sällskap|kooperativ|fond)(?:en|et)$", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"(?!(?:EU|FN|AB|IT|HR|SFS|SOU)\b)[A-ZÅÄÖ]{2,6}(?=\s)")
# what an unknown word in a slot ends in that is a person's office: "upphandlaren", "kommunikatören"
# "VD:n", "MAS:en"
_INFLECTED = re.compile(r":(?:ns?|ens?|s)\b")
_EACH_OF = re.compile(r"[Vv]ar\soch\sen\sav\s")
_COMMITTEE = re.compile(r"(?P<owner>[A-ZÅÄÖ]{2,4})AU")
_OFFICE = re.compile(r"[a-zåäö-]{3,}(?:[dlknrtvpg]aren|ören|anten|isten|logen)")
_UNKNOWN_OFFICE = re.compile(
    rf"[A-ZÅÄÖa-zåäö]{_OFFICE.pattern}(?=\s(?:ska|skall|har\satt|åläggs|uppdras|ges|får\si)\s)"
)
_NO_COMPLEMENT = re.compile(
    r"(?:beslut|kännedom|yttrande|godkännande|behandling|ställningstagande|vidare|fortsatt|information|beredning|redovisning|antagande|fastställande|att|åtgärd|handläggning)\b"
)
_COORDINATOR = re.compile(
    r"\s*(?:,\s(?:samt\s|och\s|respektive\s|liksom\s)?|\s(?:och|samt|respektive|liksom|jämte|eller|resp\.?|ävensom)\s|\s/\s)(?:även\s|till\s|åt\s|dels\s|med\s|av\s)?"
)


class PartyFinder:
    """Finds parties by their shape; `aliases` are a body's own short forms and what they stand for."""

    def __init__(self, aliases: Mapping[str, str] | None = None) -> None:
        self._short = dict(base_abbreviations())
        for short, name in (aliases or {}).items():
            self._short[short] = (head_kind(name.split()[-1]) or head_kind(name.split()[0]) or "unit", name)

    def at(self, text: str, start: int, end: int) -> PartySpan | None:
        """Return the party that starts right at a place of a text, or None."""
        each = _EACH_OF.match(text, start, end)
        if each:
            member = None if _EACH_OF.match(text, each.end(), end) else self.at(text, each.end(), end)
            return PartySpan(start, member.end, member.kind, f"var och en av {member.name}") if member else None
        words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text, start, min(end, start + 220))]
        if not words or words[0][0] != start:
            return None
        i = 0
        while i < len(words) and words[i][2].casefold() in QUANTIFIERS:
            i += 1
        if i >= len(words):
            return None
        if (
            i
            and i + 1 < len(words)
            and re.fullmatch(r"[a-zåäö]{4,}(?:a|ade|iga|ande)", words[i][2])
            and head_kind(words[i][2]) is None
            and head_kind(words[i + 1][2])
        ):
            # an adjective that no list has: "samtliga bevakningsansvariga myndigheter"
            i += 1
        elif (
            i + 1 < len(words)
            and re.fullmatch(r"[A-ZÅÄÖa-zåäö][a-zåäö]{4,}(?:ande|ende|ansvarig|ansvariga)", words[i][2])
            and head_kind(words[i + 1][2])
        ):
            # "mottagande parti", "huvudansvarig chef"
            i += 1
        elif is_role_adjective(words[i][2]) and i + 1 < len(words) and head_kind(words[i + 1][2]) == "role":
            i += 1
        inflected = _INFLECTED.match(text, words[i][1], end)
        stop = inflected.end() if inflected else words[i][1]
        if text[stop : stop + 1] != ")" and self._known(text[words[i][0] : stop], inflect=False):
            return self._made(text, start, stop)
        # "hälso- och sjukvårds…", "miljö-, bygg- och …": the head is the last word of the compound
        j = i
        while j + 1 < len(words) and words[j][2].endswith("-"):
            step = 2 if words[j + 1][2] in ("och", "samt", ",") else 1
            j += step
            if j < len(words) and words[j][2] in ("och", "samt"):
                j += 1
        if j >= len(words):
            return None
        kind = head_kind(words[j][2])
        if kind is None:
            return self._proper(text, start, i, words)
        stop = words[j][1]
        genitive = (
            words[j][2].endswith("s")
            and head_kind(words[j][2][:-1]) is not None
            and words[j][2].casefold() not in ("fullmäktiges",)
        )
        if genitive and j + 1 < len(words):
            # "kommunstyrelsens arbetsutskott": the owner of another party
            inner = self.at(text, words[j + 1][0], end)
            if inner is not None and inner.start == words[j + 1][0] and inner.kind in ("body", "unit", "role"):
                return self._made(text, start, inner.end, kind=inner.kind)
        if not genitive:
            stop = self._complement(text, stop, end, kind)
            person = person_after(text, words, j, stop) if kind == "role" else None
            if person:
                return self._made(text, start, person, kind="person")
        following = re.match(r"\s(?:AB|kommun|län|stad)\b", text[stop:end])
        if (
            kind == "unit"
            and not genitive
            and not following
            and stop == words[j][1]
            and re.search(r"(?:en|et|an|centrum|center|team)$", words[j][2])
        ):
            # "familjecentralen Kometen", "Vuxenskolan Nord"
            most = 3 if _NAMED_HEAD.search(words[j][2]) else 1
            following = re.match(rf"(?:\s[A-ZÅÄÖ][a-zåäö]{{2,}}(?!\w)){{1,{most}}}", text[stop:end])
        if following:
            stop += following.end()
        return self._made(text, start, stop, kind=kind)

    def abbreviation(self, text: str, start: int, end: int) -> PartySpan | None:
        """Return the party that an unknown abbreviation names where only a party can stand ("KTF ska …"); its last letter tells the kind."""
        match = _ABBREVIATION.match(text, start, end)
        if match is None:
            return None
        kind: PartyKind = "role" if match[0][-1] in "CD" else "body" if match[0][-1] == "N" else "unit"
        return self._made(text, match.start(), match.end(), kind=kind)

    def office(self, text: str, start: int, end: int) -> PartySpan | None:
        """Return the office that an unknown word names where only a party can stand ("Banvaktaren ska …")."""
        match = _UNKNOWN_OFFICE.match(text, start, end)
        return self._made(text, match.start(), match.end(), kind="role") if match else None

    def _complement(self, text: str, stop: int, end: int, kind: PartyKind) -> int:
        """Return the end of a head with its organisation ("… för Hälso- och sjukvårdsförvaltningen")."""
        match = _COMPLEMENT.match(text, stop, end)
        if not match:
            return stop
        word = match[0].strip()
        rest_start = match.end()
        limit = _COMPLEMENT_END.search(text, rest_start, end)
        rest_end = limit.start() if limit else end
        rest = text[rest_start:rest_end]
        # "och" belongs to the name, but not before another party
        for coordinator in re.finditer(r"\soch\s", rest):
            if rest[: coordinator.start()].endswith("-"):
                continue
            after = rest[coordinator.end() :].split()
            if after and (head_kind(after[0]) or (len(after) > 1 and after[0].endswith("-"))):
                rest = rest[: coordinator.start()]
                break
        words = rest.split()
        if not words or complement_length(words) > 7 or (word == "för" and _NO_COMPLEMENT.match(rest)):
            return stop
        if word in ("vid", "på") and re.search(r"\b(?:sammanträde|möte)", " ".join(words[:4])):
            return stop
        capital = words[0][0].isupper()
        if kind == "body" and not (word == "för" and (capital or head_kind(words[0]) is None)):
            return stop
        if "-" in words[0] and words[0].endswith(("-och", "-samt")) and len(words) > 1:
            return rest_start + len(" ".join(words[:2]))
        if word == "i" and not capital and (kind != "role" or head_kind(words[-1]) is None):
            return stop
        if word == "på" and not (capital or head_kind(words[-1])):
            return stop
        if word in ("vid", "hos", "inom") and not (
            capital or head_kind(words[0]) or head_kind(words[-1]) or kind == "role"
        ):
            return stop
        if kind == "unit" and word not in ("för", "i") and not capital:
            return stop
        # the complement of a plain noun goes on for a word or a pair of words
        kept = words[: complement_length(words)]
        if len(kept) == 1 and head_kind(kept[0]) == "unit" and kept[0].endswith(("en", "et")) and words[1:2] == ["för"]:
            # "chefen för enheten för ekonomiskt bistånd"
            kept = words[:5] if len(words) <= 5 else kept
        return rest_start + len(" ".join(kept)) if text[rest_start:].startswith(" ".join(kept)) else stop

    def _proper(self, text: str, start: int, i: int, words: list[tuple[int, int, str]]) -> PartySpan | None:
        """Return a party that is a proper name ("Region Sörmland", "Malma Energi AB", "Anna Berg")."""
        first = words[i][2]
        if not first[0].isupper() or not first[0].isalpha():
            return None
        j = i
        while j + 1 < len(words) and j - i < 6:
            following = words[j + 1][2]
            apart = text[words[j][1] : words[j + 1][0]]
            if apart != " ":
                break
            if following[0].isupper() or (
                following in ("och", "för", "i")
                and j + 2 < len(words)
                and words[j + 2][2][0].isupper()
                and self._goes_on(words[i][2], following)
            ):
                j += 1
            elif head_kind(following) and j == i and (PROPER_TAIL.search(following) or first.endswith("s")):
                j += 1
                break
            else:
                break
        names = [word[2] for word in words[i : j + 1]]
        if first == "Region" and len(names) >= 2:
            return self._made(text, start, words[i + 1][1], kind="unit")
        if (
            first in ("Division", "Område", "Verksamhetsområde", "Sektor", "Förvaltning", "Enhet", "Avdelning")
            and len(names) >= 2
        ):
            return self._made(text, start, words[j][1], kind="unit")
        if (
            names[-1] == "AB"
            or PROPER_TAIL.search(names[-1])
            or PROPER_TAIL.search(names[-1].removesuffix("s"))
            or names[0] in ("Statens", "Myndigheten", "Stiftelsen", "Länsstyrelsen", "Kungl.", "Institutet", "Forum")
            or head_kind(names[-1])
        ):
            return self._made(text, start, words[j][1], kind="unit")
        if len(names) in (2, 3) and all(NAME_WORD.match(name) for name in names):
            return self._made(text, start, words[j][1], kind="person")
        return None

    @staticmethod
    def _goes_on(first: str, following: str) -> bool:
        return following != "och" or first in ("Sveriges", "Liv", "Statens", "Myndigheten")

    def slot(self, text: str, start: int, end: int) -> list[PartySpan]:
        """Return the parties in a slot that only parties stand in, such as between "uppdra åt" and "att".

        What no shape tells is a party too; coordinated ones are parted.
        """
        adjunct = _ADJUNCT.search(text, start, end)
        stop = adjunct.start() if adjunct else end
        while stop > start and text[stop - 1] in " ,;:":
            stop -= 1
        while start < stop and text[start] in " ,;:":
            start += 1
        if start >= stop:
            return []
        both = re.compile(r"(?:såväl|både)\s(?P<one>.+?)\s(?:som|och)\s(?P<other>.+)$").match(text, start, stop)
        if both and self.at(text, both.start("other"), stop):
            return [self._made(text, *both.span("one")), self._made(text, *both.span("other"))]
        if text.startswith("dels ", start):
            start += 5
        spans: list[tuple[int, int]] = []
        begin = start
        for match in _COORDINATOR.finditer(text, start, stop):
            if (
                match.start() < begin
                or text[match.start() - 1] == "-"
                or self._inside_brackets(text, start, match.start())
            ):
                continue
            if not self._parts(text, begin, match, stop):
                continue
            spans.append((begin, match.start()))
            begin = match.end()
        spans.append((begin, stop))
        return [self._made(text, a, b) for a, b in (self._without_brackets(text, a, b) for a, b in spans) if b - a > 1]

    @staticmethod
    def _inside_brackets(text: str, start: int, at: int) -> bool:
        part = text[start:at]
        return part.count("(") > part.count(")")

    def _parts(self, text: str, begin: int, match: re.Match[str], stop: int) -> bool:
        """Tell whether a coordinator in a slot stands between two parties, and not inside one's name."""
        left, right = text[begin : match.start()], text[match.end() : stop]
        if not right:
            return False
        first = right.split()[0].strip(",()")
        following = re.split(r",\s|\s(?:och|samt)\s", right)[0]
        right_is = (
            self.at(text, match.end(), stop) is not None
            or first in self._short
            or any(head_kind(word.strip(",()")) for word in following.split()[:4])
            or _OFFICE.fullmatch(first) is not None
        )
        if "län" in following.split() and "änsstyrels" in left and "änsstyrels" not in following:
            return False
        if (
            re.search(r"\bAB$", following)
            and not re.search(r"\bAB\b", left)
            and left[0].isupper()
            and not any(head_kind(word) for word in left.split())
        ):
            return False
        if left.startswith("Sveriges ") or (left.split()[0] == "Liv" and right.startswith("hälsa")):
            return False
        if (
            not right_is
            and first[0].isupper()
            and re.fullmatch(r"[A-ZÅÄÖ][\wÅÄÖåäö]+", left.split()[0])
            and not re.search(r"\sför\s", left)
        ):
            right_is = True
        left_is = (
            any(head_kind(word.strip(",()")) for word in left.split())
            or left.split()[-1] in self._short
            or left[0].isupper()
        )
        return right_is and left_is

    @staticmethod
    def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
        part = text[start:end]
        match = re.search(r"\s\((?![^)]*departement)[^)]{1,60}\)$", part)
        return (start, start + match.start()) if match else (start, end)

    def _made(self, text: str, start: int, end: int, kind: PartyKind | None = None) -> PartySpan:
        written = text[start:end]
        last = written.split()[-1]
        if " " in written and last in self._short and self._short[last][0] == "body":
            # "nämndens AU"
            full = re.sub(r"(?:en|et|n)$", "", self._short[last][1])
            return PartySpan(start, end, "body", f"{normalise_name(written[: -len(last)].rstrip())} {full}")
        known = self._known(written)
        if known:
            return PartySpan(start, end, *known)
        chosen = kind or self._kind(written)
        name = normalise_name(written)
        if (
            chosen == "unit"
            and written[0].isupper()
            and start > 1
            and text[start - 2] not in ".\n:"
            and _OWN_NAME.search(written)
        ):
            # an association or a company inside a sentence is written so because it is called so
            name = written[0] + name[1:]
        return PartySpan(start, end, chosen, name)

    def _known(self, written: str, *, inflect: bool = True) -> tuple[PartyKind, str] | None:
        """Return the kind and name of an abbreviation: a known one ("VD:n", "KS"), or a body's committee ("BUNAU")."""
        plain = _INFLECTED.sub("", written)
        short = self._short.get(plain) or (self._short.get(plain.removesuffix("s")) if inflect else None)
        committee = _COMMITTEE.fullmatch(plain) if short is None else None
        if committee is None:
            return short
        owner = self._short.get(committee["owner"])
        return "body", f"{owner[1].removesuffix('s')}s arbetsutskott" if owner else plain

    def _kind(self, written: str) -> PartyKind:
        words = [word.strip("(),") for word in written.split()]
        if (
            len(words) >= 2
            and all(NAME_WORD.match(word) for word in words[-2:])
            and not head_kind(words[-1])
            and words[0] != "Region"
            and not PROPER_TAIL.search(words[-1])
        ) and (len(words) == 2 or head_kind(words[0]) == "role" or head_kind(words[-3]) == "role"):
            return "person"
        for word in words:
            if word in self._short:
                return self._short[word][0]
            kind = head_kind(word)
            if kind and not (word.endswith("s") and word is not words[-1] and kind != "role"):
                return kind
        for word in reversed(words):
            kind = head_kind(word)
            if kind:
                return kind
        return "role" if any(TITLE_ROLE.search(word) for word in words) else "unit"
