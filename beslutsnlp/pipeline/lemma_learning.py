"""Learn the tables of lemmas from words with lemmas, and from words without that show which base forms there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from beslutsnlp.pipeline.lemma_tables import CONTEXT, LemmaTables, Rule, base_class, features_of

_CLOSED = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ", "SYM", "INTJ", "X"})


@dataclass
class LemmaLearner:
    """Counts words and makes tables of what was counted.

    >>> learner = LemmaLearner()
    >>> learner.learn("nämnden", "NOUN", "Definite=Def", "nämnd")
    >>> learner.tables().lemma("hamnnämnden", "NOUN", "Definite=Def")
    'hamnnämnd'
    """

    seen: dict[tuple[str, str], Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    bases: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    written: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, form: str, upos: str, feats: str, lemma: str, *, weight: int = 1) -> None:
        """Count a word with its lemma."""
        word = form if upos == "PROPN" or lemma != lemma.lower() else form.lower()
        self.seen[upos, word][feats, lemma] += weight
        if upos not in _CLOSED:
            self.bases[base_class(upos, feats)][lemma] += 2

    def see(self, form: str, upos: str, feats: str, *, weight: int = 1) -> None:
        """Count a word that has no lemma: in its base form it is one."""
        if upos not in _CLOSED and is_base(upos, features_of(feats)) and (form.isalpha() or "-" in form.strip("-")):
            self.bases[base_class(upos, feats)][form if upos == "PROPN" else form.lower()] += weight

    def write(self, form: str, upos: str, lemma: str) -> None:
        """Set a word's lemma whatever is counted."""
        self.written[upos, form] = lemma

    def tables(self, *, least: int = 2) -> LemmaTables:
        """Return the tables; base forms that were seen less than `least` times are left out."""
        lexicon: dict[str, dict[str, str]] = defaultdict(dict)
        rules: dict[str, dict[str, Counter[Rule]]] = defaultdict(lambda: defaultdict(Counter))
        for (upos, word), counted in sorted(self.seen.items()):
            by_lemma: Counter[str] = Counter()
            by_feats: dict[str, Counter[str]] = defaultdict(Counter)
            for (feats, lemma), count in counted.items():
                by_lemma[lemma] += count
                by_feats[feats][lemma] += count
            usual = _most(by_lemma)
            lexicon[upos][word] = usual
            for feats, lemmas in by_feats.items():
                own = _most(lemmas)
                if own != usual:
                    lexicon[upos][f"{word}|{feats}"] = own
                if upos not in _CLOSED and word.strip("-").replace("-", "").isalpha():
                    for key in (f"{upos}|{feats}", upos):
                        _count_rule(rules[key], word, own)
        for (upos, word), lemma in sorted(self.written.items()):
            lexicon[upos] = {key: own for key, own in lexicon[upos].items() if not key.startswith(f"{word}|")}
            lexicon[upos][word] = lemma
        bases = {
            name: sorted(word for word, count in words.items() if count >= least) for name, words in sorted(self.bases.items())
        }
        return LemmaTables({upos: dict(sorted(words.items())) for upos, words in sorted(lexicon.items())}, _listed(rules), bases)


def is_base(upos: str, features: dict[str, str]) -> bool:
    """Return whether a word with these features stands in its base form."""
    if features.get("Case", "Nom") != "Nom" or "Abbr" in features or "Foreign" in features:
        return False
    match upos:
        case "NOUN":
            return features.get("Number") == "Sing" and features.get("Definite") == "Ind"
        case "VERB":
            return features.get("VerbForm") == "Inf" and features.get("Voice") != "Pass"
        case "ADJ":
            singular = features.get("Number", "Sing") == "Sing" and features.get("Definite", "Ind") == "Ind"
            return features.get("Degree") == "Pos" and singular and features.get("Gender") != "Neut"
        case "ADV":
            return features.get("Degree", "Pos") == "Pos"
        case _:
            return True


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda lemma: (-counted[lemma], lemma))


def _count_rule(table: dict[str, Counter[Rule]], word: str, lemma: str) -> None:
    shared = 0
    while shared < min(len(word), len(lemma)) and word[shared] == lemma[shared]:
        shared += 1
    if shared == 0 or len(word) - shared > CONTEXT:
        # "bättre" is no pattern for other words
        return
    rule = (len(word) - shared, lemma[shared:])
    for length in range(min(CONTEXT, len(word)) + 1):
        table[word[len(word) - length :]][rule] += 1


def _listed(rules: dict[str, dict[str, Counter[Rule]]]) -> dict[str, dict[str, list[tuple[int, str, int]]]]:
    """Return counted rules as plain lists, without longer endings that say no more than the shorter one."""
    listed: dict[str, dict[str, list[tuple[int, str, int]]]] = {}
    for key, table in sorted(rules.items()):
        kept = {
            ending: sorted((strip, add, count) for (strip, add), count in counted.items())
            for ending, counted in sorted(table.items())
        }
        listed[key] = kept
    return listed


def count_words(learner: LemmaLearner, words: Iterable[tuple[str, str, str, str | None]], *, weight: int = 1) -> None:
    """Count words given as form, part of speech, features, and lemma or None."""
    for form, upos, feats, lemma in words:
        if lemma is not None:
            learner.learn(form, upos, feats, lemma, weight=weight)
        else:
            learner.see(form, upos, feats)
