"""The words that the components look for, as data: one TOML file a component, an example a phrase."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from beslutsnlp.errors import DataError

_KEYS = {"id", "label", "forms", "example"}
_GAP = r"(?:\s[^\s;:]{1,40}){0,12}?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Forms that mean the same: its id names it in `evidence`, its label is what it tells."""

    id: str
    label: str
    forms: tuple[str, ...]
    example: str


@cache
def load_phrases(name: str) -> tuple[Phrase, ...]:
    """Return the phrases of a component's file, in the order of the file.

    Raises:
        DataError: The file has an unknown or a missing key, or an id twice.
    """
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse_phrases(text, source=f"{name}.toml")


OwnPhrases = tuple[tuple[str, Phrase], ...]
# components that a profile can give phrases of its own
OWN_COMPONENTS = ("assertions", "assignments", "clauses", "statuses")
_SLOT = re.compile(r"\{(?:party|task)\}")
_own: ContextVar[OwnPhrases] = ContextVar("own_phrases", default=())


@contextmanager
def with_own_phrases(own: OwnPhrases) -> Iterator[None]:
    """Let finders look for a profile's phrases too while this lasts."""
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


def own_phrases(name: str) -> tuple[Phrase, ...]:
    """Return the profile's phrases of a component, none outside of `with_own_phrases`."""
    return tuple(phrase for component, phrase in _own.get() if component == name)


def make_own_phrases(entries: Iterable[Mapping[str, Any]], *, source: str) -> OwnPhrases:
    """Return the phrases of a profile, each with the component that looks for it.

    A wording that gives an assignment also tells that a clause with it assigns.

    Raises:
        DataError: A phrase has an unknown or missing key, an unknown component or label, or its example does not hold its form.
    """
    own: list[tuple[str, Phrase]] = []
    for number, entry in enumerate(entries, 1):
        place = f"{source}, phrase {number} ({entry.get('id', 'no id')})"
        component = entry.get("component")
        if set(entry) != {*_KEYS, "component"}:
            odd = ", ".join(sorted(set(entry) ^ {*_KEYS, "component"}))
            raise DataError(
                f"{place}: unknown or missing key {odd}. A phrase has component, id, label, forms and example."
            )
        if component not in OWN_COMPONENTS:
            raise DataError(f"{place}: the component {component!r}; there are {', '.join(OWN_COMPONENTS)}.")
        labels = {phrase.label for phrase in load_phrases(component)}
        if entry["label"] not in labels:
            raise DataError(f"{place}: the label {entry['label']!r}; there are {', '.join(sorted(labels))}.")
        forms = entry["forms"]
        if (
            not isinstance(forms, list)
            or not forms
            or not all(isinstance(form, str) and form.strip() for form in forms)
        ):
            raise DataError(f"{place}: forms is a list of texts, one at least.")
        if component == "assignments" and not all(form.count("{party}") == form.count("{task}") == 1 for form in forms):
            raise DataError(
                f'{place}: a form of an assignment has one {{party}} and one {{task}}: "det läggs på {{party}} att {{task}}".'
            )
        cues = tuple(cue for form in forms if (cue := _longest_cue(form)))
        example = str(entry["example"])
        if not any(re.search(form_pattern(cue), example, re.IGNORECASE) for cue in cues):
            raise DataError(f"{place}: the example {example!r} holds none of the forms. Write one that does.")
        phrase = Phrase(str(entry["id"]), str(entry["label"]), tuple(forms), example)
        own.append((component, phrase))
        if component == "assignments":
            own.append(("clauses", Phrase(phrase.id, "assign", cues, example)))
    return tuple(own)


def _longest_cue(form: str) -> str:
    """Return the longest piece of a form between its slots: its fixed words."""
    return max((piece.strip() for piece in _SLOT.split(form)), key=len, default="")


def parse_phrases(text: str, *, source: str) -> tuple[Phrase, ...]:
    """Return the phrases that a TOML text holds."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{source} is no TOML: {error}. Mend that line.") from error
    phrases: list[Phrase] = []
    seen: set[str] = set()
    for number, entry in enumerate(raw.get("phrases", []), 1):
        if set(entry) != _KEYS:
            odd = ", ".join(sorted(set(entry) ^ _KEYS))
            raise DataError(
                f"{source}, phrase {number} ({entry.get('id', 'no id')}): unknown or missing key {odd}. A phrase has id, label, forms and example."
            )
        if entry["id"] in seen:
            raise DataError(f"{source}, phrase {number}: the id {entry['id']} is used twice. Give one of them another.")
        seen.add(entry["id"])
        phrases.append(Phrase(entry["id"], entry["label"], tuple(entry["forms"]), entry["example"]))
    return tuple(phrases)


def form_pattern(form: str) -> str:
    """Return the regular expression of a form; "…" stands for up to twelve words."""
    parts = [r"\s".join(re.escape(word) for word in part.split()) for part in form.split("…")]
    return (_GAP + r"\s").join(parts)


def compile_phrases(phrases: Iterable[Phrase]) -> re.Pattern[str]:
    """Return one pattern of all forms, longest first, in which the group's name is the phrase's id."""
    groups = []
    for phrase in phrases:
        forms = sorted(phrase.forms, key=len, reverse=True)
        groups.append(f"(?P<{phrase.id}>{'|'.join(map(form_pattern, forms))})")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])", re.IGNORECASE)


class PhraseFinder:
    """Finds the phrases of a component's file in a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = {phrase.id: phrase for phrase in phrases}
        # plain forms go into a trie, which costs the same however many there are; forms with a gap are few
        plain = {
            form.casefold(): phrase.id for phrase in self.phrases.values() for form in phrase.forms if "…" not in form
        }
        self._plain = plain
        self._trie = re.compile(rf"(?<![\w-])(?:{trie_pattern(plain)})(?![\w-])", re.IGNORECASE)
        gapped: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for phrase in self.phrases.values():
            for form in phrase.forms:
                if "…" in form:
                    first = form.split()[0].casefold()
                    gapped.setdefault(first, []).append(
                        (
                            phrase.id,
                            re.compile(rf"(?:{form_pattern(form)})(?![\w-])", re.IGNORECASE),
                        )
                    )
        self._gapped = gapped
        self._starts = re.compile(rf"(?<![\w-])(?:{trie_pattern(gapped)})(?![\w-])", re.IGNORECASE) if gapped else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, Phrase]]:
        """Return the phrases in a text as (start, end, phrase), by start, the longer first."""
        end = len(text) if end is None else end
        found = [
            (match.start(), match.end(), self.phrases[self._plain[match[0].casefold()]])
            for match in self._trie.finditer(text, start, end)
        ]
        if self._starts:
            for match in self._starts.finditer(text, start, end):
                for phrase_id, pattern in self._gapped[match[0].casefold()]:
                    whole = pattern.match(text, match.start(), end)
                    if whole:
                        found.append((whole.start(), whole.end(), self.phrases[phrase_id]))
        return sorted(found, key=lambda entry: (entry[0], -entry[1]))


def trie_pattern(words: Iterable[str]) -> str:
    """Return a regular expression of many literals in which common beginnings stand once; the longest wins."""
    trie: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _trie_node(trie)


def _trie_node(node: dict) -> str:  # type: ignore[type-arg]
    ends = "" in node
    branches = []
    for character, child in sorted((key, child) for key, child in node.items() if key):
        written = re.escape(character) if character != " " else r"\s"
        branches.append(written + _trie_node(child))
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 and not ends else "(?:" + "|".join(branches) + ")"
    return inner + "?" if ends else inner
