"""Learn the tables of lemmas from words with lemmas, and from words without that show which base forms there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from beslutsnlp.pipeline.lemma_tables import ANY, CONTEXT, STRIPPED, LemmaTables, Rule, base_class, features_of

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
    weights: Counter[tuple[str, str]] = field(default_factory=Counter)
    written: dict[tuple[str, str], str] = field(default_factory=dict)
    ruled: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, form: str, upos: str, feats: str, lemma: str, *, weight: int = 1) -> None:
        """Count a word with its lemma."""
        word = form if upos == "PROPN" or lemma != lemma.lower() else form.lower()
        self.seen[upos, word][feats, lemma] += weight
        self.weights[upos, word] = max(weight, self.weights[upos, word])
        if upos not in _CLOSED and not (upos == "ADV" and "Degree=" in feats):
            self.bases[base_class(upos, feats)][lemma] += 2

    def see(self, form: str, upos: str, feats: str, *, weight: int = 1) -> None:
        """Count a word that has no lemma: in its base form it is one."""
        if upos not in _CLOSED and is_base(upos, features_of(feats)) and (form.isalpha() or "-" in form.strip("-")):
            self.bases[base_class(upos, feats)][form if upos == "PROPN" else form.lower()] += weight

    def write_irregular(self, words: Mapping[str, Mapping[str, str]]) -> None:
        """Give the lemmas of a table of irregular words; training/irregular_forms.toml is one.

        What is counted of a word goes before all but `forms`.
        """
        for lemma, forms in words.get("verbs", {}).items():
            for form in forms.split():
                self.write(form, "VERB", lemma)
                self.write(form + "s", "VERB", lemma)
            self.bases["VERB"][lemma] += 2
        for lemma, form in words.get("verbs-present", {}).items():
            self.write(form, "VERB", lemma)
            self.bases["VERB"][lemma] += 2
        for lemma, forms in words.get("nouns", {}).items():
            for form in forms.split():
                self.write(form, "NOUN", lemma)
                self.write(form + "s", "NOUN", lemma)
        for form, lemma in words.get("adjectives", {}).items():
            self.write(form, "ADJ", lemma)
        for form, meaning in words.get("forms", {}).items():
            upos, _, lemma = meaning.partition(" ")
            self.ruled[upos, form] = lemma
        for form, meaning in words.get("abbreviations", {}).items():
            upos, _, lemma = meaning.partition(" ")
            self.write(form, upos, lemma)
            if form.endswith("."):
                self.write(form, ANY, lemma)
        for name, bases in words.get("words", {}).items():
            for lemma in bases.split():
                self.bases[name][lemma] += 2

    def write(self, form: str, upos: str, lemma: str) -> None:
        """Give a word's lemma; what is counted of the word goes before it."""
        self.written[upos, form] = lemma

    def tables(self, *, least: int = 2, least_rule: int = 2) -> LemmaTables:
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
                        _count_rule(rules[key], word, own, self.weights[upos, word])
        for (upos, word), lemma in sorted(self.written.items()):
            lexicon[upos].setdefault(word, lemma)
        for (upos, word), lemma in sorted(self.ruled.items()):
            for key in [key for key in lexicon[upos] if key.startswith(f"{word}|")]:
                del lexicon[upos][key]
            lexicon[upos][word] = lemma
        bases = {
            name: sorted(word for word, count in words.items() if count >= least)
            for name, words in sorted(self.bases.items())
        }
        return LemmaTables(
            {upos: dict(sorted(words.items())) for upos, words in sorted(lexicon.items())},
            _listed(rules, least_rule),
            bases,
        )


def is_base(upos: str, features: dict[str, str]) -> bool:
    """Return whether a word with these features stands in its base form."""
    if features.get("Case", "Nom") != "Nom" or "Abbr" in features or "Foreign" in features:
        return False
    match upos:
        case "NOUN":
            return features.get("Number") == "Sing" and features.get("Definite") == "Ind"
        case "VERB" if features.get("VerbForm") != "Part":
            return features.get("VerbForm") == "Inf" and features.get("Voice") != "Pass"
        case "ADJ" | "VERB":
            singular = features.get("Number", "Sing") == "Sing" and features.get("Definite", "Ind") == "Ind"
            return features.get("Degree") == "Pos" and singular and features.get("Gender") != "Neut"
        case "ADV":
            return "Degree" not in features
        case _:
            return True


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda lemma: (-counted[lemma], lemma))


def _count_rule(table: dict[str, Counter[Rule]], word: str, lemma: str, weight: int) -> None:
    shared = 0
    while shared < min(len(word), len(lemma)) and word[shared] == lemma[shared]:
        shared += 1
    if shared == 0 or len(word) - shared > STRIPPED:
        # "bättre" is no pattern for other words
        return
    rule = (word[shared:], lemma[shared:])
    for length in range(min(CONTEXT, len(word)) + 1):
        table[word[len(word) - length :]][rule] += weight


def _listed(rules: dict[str, dict[str, Counter[Rule]]], least: int) -> dict[str, dict[str, list[tuple[str, str, int]]]]:
    """Return counted rules as plain lists, without those that hold for less than `least` words of a part of speech."""
    listed: dict[str, dict[str, list[tuple[str, str, int]]]] = {}
    for key, table in sorted(rules.items()):
        general = rules[key.partition("|")[0]][""]
        kept = {
            ending: sorted((old, new, count) for (old, new), count in counted.items() if general[old, new] >= least)
            for ending, counted in sorted(table.items())
        }
        listed[key] = {ending: own for ending, own in kept.items() if own}
    return listed


def count_words(learner: LemmaLearner, words: Iterable[tuple[str, str, str, str | None]], *, weight: int = 1) -> None:
    """Count words given as form, part of speech, features, and lemma or None."""
    for form, upos, feats, lemma in words:
        if lemma is not None:
            learner.learn(form, upos, feats, lemma, weight=weight)
        else:
            learner.see(form, upos, feats)
