"""From a word, its part of speech and its features to its lemma: known words first, then endings that were learnt.

The tables are data (see `LemmaTables`). An ending is taken off by the rule that words with the same features and the same last letters
follow most; of the lemmas that come out, one that is known as the base form of some word is preferred, and one that ends in a known
base form is next: "regionstyrelsen" gives "regionstyrelse", for "styrelse" is a word and "styrels" is none.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# how many last letters of a word a rule looks at
CONTEXT = 5
# what the rules of shorter endings weigh against those of a longer one
_SHORTER = 1.0
# what it is worth, in natural logarithms, that a lemma is a known word, or ends in one
_KNOWN, _TAIL = 4.0, 3.0
_TAIL_LETTERS, _HEAD_LETTERS = 4, 2
_ACRONYM = 4
_NAME = "PROPN"
_GENDERED = "NOUN"

Rule = tuple[int, str]
"""How many letters are taken off the end, and what is put there."""


def features_of(feats: str) -> dict[str, str]:
    """Return UD features as a dict.

    >>> features_of("Case=Nom|Number=Sing")
    {'Case': 'Nom', 'Number': 'Sing'}
    """
    return dict(part.split("=", 1) for part in feats.split("|") if "=" in part)


def base_class(upos: str, feats: str) -> str:
    """Return the class of words in which a lemma is looked for: the part of speech, of nouns with the gender."""
    return f"{upos} {features_of(feats).get('Gender', '')}".strip() if upos == _GENDERED else upos


def apply(rule: Rule, form: str) -> str:
    """Return a form with its ending changed.

    >>> apply((1, ""), "styrelsen")
    'styrelse'
    """
    strip, add = rule
    return form[: len(form) - strip] + add


@dataclass(frozen=True)
class LemmaTables:
    """What is known of lemmas.

    Attributes:
        lexicon: By part of speech and form, the lemma; where it depends on the features, a key of "form|features" has it.
        rules: By "part of speech|features" or part of speech alone, and by the last letters, rules with how often each held.
        bases: By class of words (`base_class`), their base forms, sorted.
    """

    lexicon: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, list[tuple[int, str, int]]]] = field(default_factory=dict)
    bases: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        known = {name: frozenset(words) for name, words in self.bases.items()}
        known[_GENDERED] = frozenset(word for name, words in self.bases.items() if name.startswith(_GENDERED) for word in words)
        return known

    def lemma(self, form: str, upos: str, feats: str) -> str:
        """Return the lemma of a form.

        >>> LemmaTables(rules={"NOUN": {"": [(2, "", 5)]}}).lemma("Nämnden", "NOUN", "Definite=Def")
        'nämnd'
        """
        word = self._spelt(form, upos)
        found = self._listed(word, upos, feats)
        if found is not None:
            return found
        head, last = "", word
        if upos != _NAME and "-" in word.strip("-"):
            # of "TV-reklamer" only the last part is inflected
            cut = word.rfind("-", 0, len(word) - 1) + 1
            head, last = word[:cut], word[cut:]
            found = self._listed(last, upos, feats)
            if found is not None:
                return head + found
        if not any(character.isalpha() for character in last):
            return word
        return head + self._by_rule(last, upos, feats)

    def _listed(self, word: str, upos: str, feats: str) -> str | None:
        listed = self.lexicon.get(upos)
        if listed is None:
            return None
        return listed.get(f"{word}|{feats}") or listed.get(word)

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
        table = self.rules.get(f"{upos}|{feats}") or self.rules.get(upos)
        if not table:
            return word
        shares: dict[Rule, float] = {}
        for length in range(min(CONTEXT, len(word)) + 1):
            counted = table.get(word[len(word) - length :])
            if counted is None:
                if length:
                    break
                continue
            total = sum(count for _, _, count in counted) + _SHORTER
            shares = {rule: share * _SHORTER / total for rule, share in shares.items()}
            for strip, add, count in counted:
                shares[strip, add] = shares.get((strip, add), 0.0) + count / total
        best, best_score = word, -math.inf
        name = base_class(upos, feats)
        for (strip, add), share in shares.items():
            if strip >= len(word) and not add:
                continue
            candidate = apply((strip, add), word)
            score = math.log(share) + self.evidence(candidate, name)
            if score > best_score:
                best, best_score = candidate, score
        return best

    def evidence(self, lemma: str, name: str) -> float:
        """Return what speaks for a lemma: that it is a known base form, or ends in one."""
        known = self._known.get(name)
        if not known:
            return 0.0
        if lemma in known:
            return _KNOWN
        for start in range(_HEAD_LETTERS, len(lemma) - _TAIL_LETTERS + 1):
            if lemma[start:] in known:
                return _TAIL
        return 0.0


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
