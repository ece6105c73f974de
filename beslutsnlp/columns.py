"""The columns of follow-up lists: which facts a heading says that a column holds."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from beslutsnlp.labels import COLUMN_FACTS, ColumnFact

_MOST_WORDS = 7
_MOST_READ = 4_000
_MONEY = re.compile(
    r"\b(?:tkr|mnkr|kronor|belopp|budget|avvikelse|utfall|summa|antal|närvar\w*|ersättare|ja|nej|avstår)\b"
)
_PARTS = re.compile(r"\s(?:och|samt)\s|[/,;(+&|]")
_NO_LETTERS = re.compile(r"[^\w§%✓✔☑#\s-]|_")
_BODY = r"(?:[\wåäö]*(?:nämnd|styrelse|utskott|fullmäktige|beredning|direktion|råd|förbund|kf|ks|rs|rf|ksau|au|kfs|kss|rss|hsn|nämnd)(?:en|et|n)?s?)"
# what may be named in a list that has no word for its assignments
_TELLING = frozenset(
    ("assignment_text", "status_text", "status_label", "done", "deadline", "responsible", "closed_by", "title")
)
_FOLLOWING = frozenset(("status_text", "status_label", "done", "deadline", "closed_by", "responsible"))


class Columns:
    """Tells the facts of columns by their headings; `own` are a body's own headings and their facts."""

    def __init__(self, own: Mapping[str, Iterable[ColumnFact]] | None = None) -> None:
        self._own = {fold(heading): tuple(facts) for heading, facts in (own or {}).items()}
        self._known, self._shapes = _lexicon()
        self._read: dict[tuple[str, bool], tuple[ColumnFact, ...]] = {}

    def facts(self, heading: str, *, exact: bool = False) -> tuple[ColumnFact, ...]:
        r"""Return the facts that a heading names, in its order; none where it is not known.

        With `exact`, a heading that is not known whole is not read by its words.

        >>> Columns().facts("Datum/\nparagraf")
        ('decided',)
        >>> Columns().facts("Ärende och dnr")
        ('title', 'case_number')
        """
        key = (heading, exact)
        found = self._read.get(key)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            found = self._read[key] = self._facts(heading, exact=exact)
        return found

    def _facts(self, heading: str, *, exact: bool) -> tuple[ColumnFact, ...]:
        whole = fold(heading)
        if not whole:
            return ()
        if whole in self._own:
            return self._own[whole]
        if whole in self._known:
            return (self._known[whole],)
        parts = [fold(part) for part in _PARTS.split(re.sub(r"-\s*\n\s*", "", heading))]
        parts = [part for part in parts if part]
        plain = [self._known.get(part) for part in parts]
        if len(set(plain)) > 1 and all(plain):
            # two facts in one column, though a shape may know the heading whole
            return tuple(dict.fromkeys(fact for fact in plain if fact))
        found = self._one(whole)
        if found:
            return (found,)
        facts = [self._one(part) for part in parts]
        if facts and all(facts):
            return tuple(dict.fromkeys(fact for fact in facts if fact))
        first = facts[0] if facts else None
        if first and len(parts) > 1:
            return (first,)
        if not exact and len(whole.split()) <= _MOST_WORDS:
            telling = next((fact for words, fact in _telling() if words.search(whole)), None)
            if telling:
                return (telling,)
        return ()

    def _one(self, heading: str) -> ColumnFact | None:
        known = self._known.get(heading) or self._known.get(heading.replace("-", " "))
        if known:
            return known
        if not _any_shape().fullmatch(heading):
            return None
        return next((fact for shape, fact in self._shapes if shape.fullmatch(heading)), None)

    def is_own(self, heading: str) -> bool:
        """Tell whether a heading is one of the body's own."""
        return fold(heading) in self._own

    def is_known(self, heading: str) -> bool:
        """Tell whether a heading is known whole, by its very words."""
        return fold(heading) in self._own or fold(heading) in self._known

    def is_follow_up(self, headings: Iterable[str]) -> bool:
        """Tell whether headings are those of a list that follows assignments up."""
        found = {fact for heading in headings for fact in self.facts(heading)} - {"other"}
        if not found & _FOLLOWING:
            return False
        return "assignment_text" in found or (len(found) >= 3 and len(found & _TELLING) >= 2)

    def may_follow_up(self, headings: Iterable[str]) -> bool:
        """Tell whether headings can be those of such a list: three or more, one of them known, none of money."""
        texts = [heading for heading in headings if heading]
        known = [facts for facts in map(self.facts, texts) if facts]
        return len(texts) >= 3 and bool(known) and not any(_MONEY.search(fold(text)) for text in texts)


def fold(heading: str) -> str:
    """Return a heading without case, punctuation, line breaks and the hyphens of its line breaks."""
    text = re.sub(r"[-\u00ad\ufffe]\s*\n\s*(?=[a-zåäö])", "", heading).casefold()
    return " ".join(_NO_LETTERS.sub(" ", text).split()).strip("- ")


@cache
def _telling() -> list[tuple[re.Pattern[str], ColumnFact]]:
    """Return the words that tell of a fact wherever they stand in a heading that is not known whole, the surest first."""
    data = tomllib.loads(files("beslutsnlp").joinpath("columns.toml").read_text(encoding="utf-8"))["words"]
    return [(re.compile(rf"(?<!\w)(?:{'|'.join(entry['any'])})(?!\w)"), entry["fact"]) for entry in data]


@cache
def _lexicon() -> tuple[dict[str, ColumnFact], list[tuple[re.Pattern[str], ColumnFact]]]:
    data = tomllib.loads(files("beslutsnlp").joinpath("columns.toml").read_text(encoding="utf-8"))
    known: dict[str, ColumnFact] = {}
    shapes: list[tuple[re.Pattern[str], ColumnFact]] = []
    for fact in COLUMN_FACTS:
        for heading in data[fact]:
            if "*" in heading or "{" in heading:
                shape = re.escape(heading).replace(r"\*", r"[\w-]*(?:\s\S+){0,5}").replace(r"\{body\}", _BODY)
                shapes.append((re.compile(shape), fact))
            else:
                known[heading] = fact
    return known, shapes


@cache
def _any_shape() -> re.Pattern[str]:
    """Return one expression for all shapes of headings."""
    return re.compile("|".join(f"(?:{shape.pattern})" for shape, _ in _lexicon()[1]))


@cache
def heading_words() -> Mapping[str, ColumnFact]:
    """Return the headings that are one word, with their facts."""
    return {heading: fact for heading, fact in _lexicon()[0].items() if " " not in heading and len(heading) > 1}
