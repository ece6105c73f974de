"""Documents in splits: which document goes to which, for ever, and whether any text is in two of them.

Texts are the same where their words are, whatever case and punctuation; digits count. Texts of eight words and more are near-duplicates
where half of their runs of three words are the same (Jaccard index), by the 256 smallest hashes of each text's runs. Nothing is
drawn by chance.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Literal

from beslutsnlp.corpus.documents import AnnotatedDocument, read_corpus
from beslutsnlp.errors import DataError
from beslutsnlp.records import Record

SPLITS = ("train", "dev", "test")
SHARES = (0.8, 0.1, 0.1)
NEAR = 0.5
TEMPLATE_SHARE = 0.05
_SHORT = 8
_RUN = 3
_SKETCH = 256
# a run that more texts than this share is a set phrase, and makes no two of them candidates
_COMMON = 60
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d.,:/–-]*")
_MONTH = re.compile(
    r"\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)\b",
    re.IGNORECASE,
)
# a capital letter that does not begin a sentence begins a name
_NAME = re.compile(r"(?<=[\w,;)] )[A-ZÅÄÖÉ][\w-]*(?: [A-ZÅÄÖÉ][\w-]*)*")


class SplitFinding(Record):
    """Something wrong with splits: an id or a text in two of them, or a template that makes too much of one."""

    kind: Literal["id", "text", "near", "template"]
    splits: tuple[str, ...]
    documents: tuple[str, ...]
    share: float
    message: str


def check_splits(folder: Path) -> list[SplitFinding]:
    """Return what is wrong with the splits of a corpus folder; nothing if all is well.

    No id and no text may be in two splits, near-duplicates included, and no template may make more than 5 % of a split. A
    template is a text with its numbers, months and names masked. Texts without any word count for nothing.

    Raises:
        DataError: The folder has no train.jsonl, dev.jsonl or test.jsonl, or a line of them is no document.
    """
    splits = {
        split: read_corpus(folder / f"{split}.jsonl") for split in SPLITS if (folder / f"{split}.jsonl").is_file()
    }
    if not splits:
        raise DataError(f"{folder} has no train.jsonl, dev.jsonl or test.jsonl. Name a corpus folder.")
    return find_shared(splits) + find_templates(splits)


def find_shared(splits: Mapping[str, Iterable[AnnotatedDocument]]) -> list[SplitFinding]:
    """Return the ids and texts, near-duplicates included, that are in more than one split."""
    placed = [(split, document) for split, documents in splits.items() for document in documents]
    findings = []
    homes: dict[str, list[str]] = defaultdict(list)
    for split, document in placed:
        homes[document.id].append(split)
    for own, names in homes.items():
        if len(set(names)) > 1:
            message = f"The id {own} is in {' and '.join(names)}. Keep the document in one of them."
            findings.append(SplitFinding(kind="id", splits=tuple(names), documents=(own,), share=1.0, message=message))
    for first, second, share in near_duplicates([document.text for _, document in placed]):
        (split, one), (other, two) = placed[first], placed[second]
        if split == other or one.id == two.id:
            continue
        said = "has the same text as" if share == 1.0 else f"is {share:.0%} the same as"
        message = f"{one.id} ({split}) {said} {two.id} ({other}). Take one of them out, never that of a test split."
        findings.append(
            SplitFinding(
                kind="text" if share == 1.0 else "near",
                splits=(split, other),
                documents=(one.id, two.id),
                share=share,
                message=message,
            )
        )
    return findings


def find_templates(splits: Mapping[str, Sequence[AnnotatedDocument]]) -> list[SplitFinding]:
    """Return the templates that make more than 5 % of a split; a single document is none."""
    findings = []
    for split, documents in splits.items():
        for group in template_groups([document.text for document in documents]):
            share = len(group) / len(documents)
            if len(group) > 1 and share > TEMPLATE_SHARE:
                names = tuple(documents[place].id for place in group)
                message = (
                    f"{len(group)} of the {len(documents)} documents of {split} ({share:.1%}) are made from one template: "
                    f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}. Take some of them out."
                )
                findings.append(
                    SplitFinding(kind="template", splits=(split,), documents=names, share=share, message=message)
                )
    return findings


def template_groups(texts: Sequence[str]) -> list[list[int]]:
    """Return the places of texts that are the same or nearly so once numbers, months and names are masked, largest group first."""
    groups = joined(
        len(texts), ((first, second) for first, second, _ in near_duplicates([masked(text) for text in texts]))
    )
    return sorted(groups, key=lambda group: (-len(group), group))


def masked(text: str) -> str:
    """Return a text with its numbers, months and names masked.

    >>> masked("Uppdraget gavs Eva Ek den 3 mars 2025.")
    'Uppdraget gavs N den 0 0 0'
    """
    return _NUMBER.sub("0", _MONTH.sub("0", _NAME.sub("N", text)))


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Return the pairs of texts that are the same or nearly so, as places in `texts`, with the share of what they have in common."""
    words = [_WORD.findall(text.casefold()) for text in texts]
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, own in enumerate(words):
        if own:
            same[tuple(own)].append(place)
    found = {pair: 1.0 for places in same.values() for pair in combinations(places, 2)}
    # of texts that are the same, the first stands for all
    sketches = {places[0]: _sketch(own) for own, places in same.items() if len(own) >= _SHORT}
    holders: dict[int, list[int]] = defaultdict(list)
    for place, sketch in sketches.items():
        for value in sketch:
            holders[value].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if 1 < len(places) <= _COMMON:
            shared.update(combinations(places, 2))
    for (first, second), count in shared.items():
        # what two sketches share can be at most what the smaller holds
        if 2 * count < NEAR * min(len(sketches[first]), len(sketches[second])):
            continue
        share = _likeness(sketches[first], sketches[second])
        if share >= NEAR:
            for one in same[tuple(words[first])]:
                for two in same[tuple(words[second])]:
                    found[min(one, two), max(one, two)] = share
    return sorted((first, second, share) for (first, second), share in found.items())


def _sketch(words: Sequence[str]) -> frozenset[int]:
    """Return the smallest hashes of the runs of words of a text."""
    runs = {" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}
    hashes = (int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) for run in runs)
    return frozenset(sorted(hashes)[:_SKETCH])


def _likeness(first: frozenset[int], second: frozenset[int]) -> float:
    """Return the Jaccard index of two texts' runs: exactly for short texts, as the sketches have it for long ones."""
    smallest = sorted(first | second)[:_SKETCH] if max(len(first), len(second)) == _SKETCH else first | second
    both = first & second
    return sum(value in both for value in smallest) / len(smallest)


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups that pairs make of `count` things, each in order; what is in no pair is a group of its own."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for first, second in pairs:
        one, two = sorted((root(first), root(second)))
        parent[two] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(count):
        groups[root(place)].append(place)
    return list(groups.values())


def split_documents(
    documents: Sequence[AnnotatedDocument],
    *,
    by: str | None = None,
    shares: tuple[float, float, float] = SHARES,
    placed: Mapping[str, Sequence[AnnotatedDocument]] | None = None,
) -> dict[str, list[AnnotatedDocument]]:
    """Return the documents of train, dev and test.

    A document's split hangs on the hash of its id, so that it is the same on every run and machine, whatever other documents there
    are. Near-duplicates go together, and those that are alike in `by`. Where this leaves dev or test empty, the group next to
    it goes there.

    Args:
        documents: The documents.
        by: A key of `meta`, such as body or style, whose documents stay together.
        shares: The shares of train, dev and test; they add up to 1.
        placed: Documents that have their split already. They stay in it, and what belongs to them goes there.

    Raises:
        DataError: One document or group belongs to documents in two splits.
        ValueError: The shares do not add up to 1.
    """
    if min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"The shares {shares} do not add up to 1.")
    old = [(split, document) for split, entries in (placed or {}).items() for document in entries]
    everything = [*documents, *(document for _, document in old)]
    pairs = [(first, second) for first, second, _ in near_duplicates([document.text for document in everything])]
    if by is not None:
        pairs += _alike(everything, lambda document: document.meta.get(by))
    homes = {len(documents) + place: split for place, (split, _) in enumerate(old)}
    made: dict[str, list[AnnotatedDocument]] = {split: [] for split in SPLITS}
    free: list[tuple[float, list[AnnotatedDocument]]] = []
    for group in joined(len(everything), pairs):
        fresh = [documents[place] for place in group if place < len(documents)]
        known = sorted({homes[place] for place in group if place in homes})
        if fresh and len(known) > 1:
            raise DataError(
                f"{fresh[0].id} belongs to documents in {' and '.join(known)}, as their text or {by or 'source'} is the same. Take it out."
            )
        if known:
            made[known[0]].extend(fresh)
        elif fresh:
            key = fresh[0].meta.get(by) if by is not None else None
            free.append((_fraction(key or min(document.id for document in fresh)), fresh))
    _share_out(sorted(free, key=lambda entry: entry[0]), shares, made, placed or {})
    order = {id(document): place for place, document in enumerate(documents)}
    return {split: sorted(entries, key=lambda document: order[id(document)]) for split, entries in made.items()}


def _alike(
    documents: Sequence[AnnotatedDocument], key: Callable[[AnnotatedDocument], str | None]
) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    pairs = []
    for place, document in enumerate(documents):
        value = key(document)
        if value is not None:
            pairs.append((first.setdefault(value, place), place))
    return pairs


def _fraction(key: str) -> float:
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8]) / 2**64


def _share_out(
    groups: Sequence[tuple[float, list[AnnotatedDocument]]],
    shares: tuple[float, float, float],
    made: dict[str, list[AnnotatedDocument]],
    placed: Mapping[str, Sequence[AnnotatedDocument]],
) -> None:
    """Put groups, in the order of their hashes, into the splits: train lowest, then dev, then test."""
    limits = (shares[0], shares[0] + shares[1])
    chosen = ["train" if at < limits[0] else "dev" if at < limits[1] else "test" for at, _ in groups]
    # an empty split takes from the end that is next to it, if there is enough for all
    empty = [
        split for split in ("test", "dev") if not placed.get(split) and not made[split] and shares[SPLITS.index(split)]
    ]
    if "test" in empty and "test" not in chosen and len(groups) > 1:
        chosen[-1] = "test"
    if "dev" in empty and "dev" not in chosen:
        last = len(groups) - 1 - chosen[::-1].index("train") if "train" in chosen else -1
        if chosen.count("train") > 1:
            chosen[last] = "dev"
    for split, (_, documents) in zip(chosen, groups, strict=True):
        made[split].extend(documents)
