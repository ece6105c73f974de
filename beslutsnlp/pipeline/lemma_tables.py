"""From a word, its part of speech and its features to its lemma: known words first, then endings that were learnt.

The tables are data (see `LemmaTables`). An ending is taken off by the rule that words with the same features and the same last letters
follow most; of the lemmas that come out, one that is known as the base form of some word is preferred, and one that ends in a known
base form is next: "regionstyrelsen" gives "regionstyrelse", for "styrelse" is a word and "styrels" is none.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# how many last letters of a word a rule looks at, and takes off
CONTEXT, STRIPPED = 6, 7
# what the rules of shorter endings weigh against those of a longer one
_SHORTER = 1.0
# what it is worth, in natural logarithms, that a lemma is a known word, or ends in one
_KNOWN, _TAIL, _SHORT_TAIL = 7.0, 5.5, 1.5
_OTHER_GENDER = 0.5
# what it costs to take a form for a base form against its features
_AS_IT_IS = -5.0
# what it costs that a rule was learnt from other features than the word has
_ANY_FEATURES = -3.0
_TAIL_LETTERS, _HEAD_LETTERS = 4, 2
# what it is worth that the end of a word is a known form, by its letters
_LONG, _SHORT = math.log(0.8), math.log(0.3)
_PREFIXES = frozenset(
    "an av be bi bort del efter er fast fram från för före genom hem in inne kvar miss mot ned ner om på sam "
    "till tillbaka under upp ut vid åt åter över".split()
)
_ACRONYM = 4
# no word; it is not looked into
_LONGEST = 80
# abbreviations, whatever their part of speech
ANY = "*"
_NAME = "PROPN"
_GENDERED = "NOUN"
_GENITIVES = frozenset({"NOUN", "ADJ"})

Rule = tuple[str, str]
"""An ending, and what is put in its place."""


def features_of(feats: str) -> dict[str, str]:
    """Return UD features as a dict.

    >>> features_of("Case=Nom|Number=Sing")
    {'Case': 'Nom', 'Number': 'Sing'}
    """
    return dict(part.split("=", 1) for part in feats.split("|") if "=" in part)


def base_class(upos: str, feats: str) -> str:
    """Return the class of words in which a lemma is looked for: of nouns those of the gender, of "snabbt" the adjectives."""
    if upos == "ADV" and "Degree=" in feats:
        return "ADJ"
    return f"{upos} {features_of(feats).get('Gender', '')}".strip() if upos == _GENDERED else upos


@dataclass(frozen=True)
class LemmaTables:
    """What is known of lemmas.

    Attributes:
        lexicon: By part of speech (`ANY`: whatever it is) and form, the lemma; where it depends on the features, a key of "form|features" has it.
        rules: By "part of speech|features" or part of speech alone, and by the last letters, rules with how often each held.
        bases: By class of words (`base_class`), their base forms, sorted.
    """

    lexicon: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, list[tuple[str, str, int]]]] = field(default_factory=dict)
    bases: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        known = {name: frozenset(words) for name, words in self.bases.items()}
        known[_GENDERED] = frozenset(
            word for name, words in self.bases.items() if name.startswith(_GENDERED) for word in words
        )
        return known

    def lemma(self, form: str, upos: str, feats: str) -> str:
        """Return the lemma of a form.

        >>> LemmaTables(rules={"NOUN": {"": [("en", "", 5)]}}).lemma("Nämnden", "NOUN", "Definite=Def")
        'nämnd'
        """
        if "Foreign=Yes" in feats:
            return form
        word = self._spelt(form, upos)
        found = self._listed(word, upos, feats)
        if found is not None:
            return found
        head, last = "", word
        if upos != _NAME and "-" in word.strip("-"):
            # of "TV-reklamer" only the last part is inflected
            cut = word.rfind("-", 0, len(word) - 1) + 1
            head, last = word[:cut], word[cut:]
        if len(last) > _LONGEST or last.endswith("-") or not any(character.isalpha() for character in last):
            return word
        if upos in _GENITIVES and "Case=Gen" in feats and len(last) > _TAIL_LETTERS and last.endswith("s"):
            # one ending the less to know: the genitive is the other form and an s
            return head + self._by_rule(last[:-1], upos, feats.replace("Case=Gen", "Case=Nom"))
        return head + self._by_rule(last, upos, feats)

    def _listed(self, word: str, upos: str, feats: str) -> str | None:
        listed = self.lexicon.get(upos, {})
        return listed.get(f"{word}|{feats}") or listed.get(word) or self.lexicon.get(ANY, {}).get(word)

    def _spelt(self, form: str, upos: str) -> str:
        """Return a form without the capitals that its place in the text gives it."""
        if upos == _NAME:
            return form
        lower = form.lower()
        if form == lower or form == form.capitalize():
            return lower
        if form.isupper():
            is_word = lower in self.lexicon.get(upos, {}) or any(lower in words for words in self._known.values())
            return form if len(form) <= _ACRONYM and not is_word else lower
        return form

    def _by_rule(self, word: str, upos: str, feats: str) -> str:
        found = self._listed(word, upos, feats)
        if found is not None:
            return found
        name = base_class(upos, feats)
        best, best_score = self._by_tail(word, upos, feats, name)
        as_it_is = _AS_IT_IS + self.evidence(word, name)
        if as_it_is > max(best_score, 0.0):
            best, best_score = word, as_it_is
        for key, doubt in ((f"{upos}|{feats}", 0.0), (upos, _ANY_FEATURES)):
            for candidate, share in self._candidates(word, key):
                score = math.log(share) + self.evidence(candidate, name) + doubt
                if score > best_score:
                    best, best_score = candidate, score
            if self.evidence(best, name):
                break
        return best

    def _candidates(self, word: str, key: str) -> Iterator[tuple[str, float]]:
        """Yield the lemmas that rules give, with how likely the word's last letters make each."""
        table = self.rules.get(key, {})
        shares: dict[Rule, float] = {}
        for length in range(min(CONTEXT, len(word)) + 1):
            counted = table.get(word[len(word) - length :])
            if counted is None:
                if length:
                    break
                continue
            total = sum(count for _, _, count in counted) + _SHORTER
            shares = {rule: share * _SHORTER / total for rule, share in shares.items()}
            for old, new, count in counted:
                shares[old, new] = shares.get((old, new), 0.0) + count / total
        for (old, new), share in shares.items():
            if word.endswith(old) and len(old) < len(word):
                yield word[: len(word) - len(old)] + new, share

    def _by_tail(self, word: str, upos: str, feats: str, name: str) -> tuple[str, float]:
        """Return the lemma that a word has if its end is a known form ("uppfunnit" as "funnit"), and its score."""
        listed = self.lexicon.get(upos, {})
        for start in range(_HEAD_LETTERS, len(word) - 2):
            tail = word[start:]
            if len(tail) < _TAIL_LETTERS and word[:start] not in _PREFIXES:
                continue
            lemma = listed.get(f"{tail}|{feats}") or listed.get(tail)
            if lemma is not None:
                whole = word[:start] + lemma
                return whole, (_LONG if len(tail) > _TAIL_LETTERS + 1 else _SHORT) + self.evidence(whole, name)
        return word, -math.inf

    def evidence(self, lemma: str, name: str) -> float:
        """Return what speaks for a lemma: that it is a known base form, or ends in one; less, where the gender is another."""
        found = _evidence(lemma, self._known.get(name, frozenset()))
        if not found and name.startswith(_GENDERED):
            return _OTHER_GENDER * _evidence(lemma, self._known[_GENDERED])
        return found


def _evidence(lemma: str, known: frozenset[str]) -> float:
    if lemma in known:
        return _KNOWN
    for start in range(_HEAD_LETTERS, len(lemma) - _TAIL_LETTERS + 1):
        if lemma[start:] in known:
            return _TAIL
    return _SHORT_TAIL if len(lemma) > 2 * _TAIL_LETTERS - 2 and lemma[1 - _TAIL_LETTERS :] in known else 0.0


def packed(words: Iterable[str]) -> str:
    """Return sorted words in little room: of each, how many letters it shares with the one before, and the rest.

    >>> unpacked(packed(["nämnd", "nämnde"]))
    ['nämnd', 'nämnde']
    """
    before, parts = "", []
    for word in sorted(words):
        shared = 0
        while shared < min(len(before), len(word), 60) and before[shared] == word[shared]:
            shared += 1
        parts.append(chr(48 + shared) + word[shared:])
        before = word
    return "\n".join(parts)


def unpacked(text: str) -> list[str]:
    """Return the words that `packed` has put into a text."""
    before, words = "", []
    for part in text.split("\n") if text else ():
        before = before[: ord(part[0]) - 48] + part[1:]
        words.append(before)
    return words
