"""A linear classifier of short texts with the marks of their place, which is stored without pickles."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beslutsnlp.errors import ModelError

_SIZE = 2**16
_WORD = re.compile(r"\w+|[:;§%–]")
_DIGIT = re.compile(r"\d")
_LONGEST = 600
_FIRST_WORDS, _FIRST_ENDINGS = 8, 14
# of each kind of features: words of the text, its first words, letters of those, endings of the first words, marks of its place
_WEIGHTS = (1.0, 1.0, 0.7, 1.0, 1.2)
# a word longer than a function word is known by its ending alone among endings
_FUNCTION_WORD, _ENDING = 4, 2
_SMALL = 5e-3
# what reading a damaged file ends in, by where the damage is
_DAMAGE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text to classify, and the marks of its place ("section=decision"), which count like words."""

    text: str
    marks: tuple[str, ...] = ()


class TextClassifier:
    """Tells the class of marked texts by hashed word and letter n-grams; multinomial logistic regression."""

    def __init__(
        self,
        classes: Sequence[str],
        rarity: NDArray[np.float32],
        weights: NDArray[np.float32],
        offsets: NDArray[np.float32],
    ) -> None:
        self.classes = tuple(classes)
        self._rarity = rarity
        self._weights = weights
        self._offsets = offsets

    @classmethod
    def fit(
        cls,
        texts: Sequence[MarkedText],
        labels: Sequence[str],
        *,
        strength: float = 8.0,
        importance: Sequence[float] | None = None,
    ) -> "TextClassifier":
        """Learn from n texts and their n labels, of which there are two at least.

        Args:
            texts: The texts.
            labels: Their labels.
            strength: The inverse of the regularisation.
            importance: How much each text counts; the same where it is None.
        """
        from sklearn.linear_model import LogisticRegression

        rarity = _rarity(texts)
        model = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
        model.fit(_matrix(texts, rarity), list(labels), sample_weight=importance)
        weights, offsets = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, offsets = np.vstack([-weights, weights]) / 2, np.concatenate([-offsets, offsets]) / 2
        weights = np.where(np.abs(weights) < _SMALL, 0, weights).T.astype(np.float16).astype(np.float32)
        return cls(
            [str(name) for name in model.classes_], rarity, np.ascontiguousarray(weights), offsets.astype(np.float32)
        )

    def predict(self, texts: Sequence[MarkedText]) -> NDArray[np.float64]:
        """Return the probabilities of n texts: n rows, a column for each of `classes`."""
        if not texts:
            return np.zeros((0, len(self.classes)))
        rows = []
        for text in texts:
            places, values = _features(text, self._rarity)
            rows.append(values @ self._weights[places])
        margins = np.asarray(rows, dtype=np.float64) + self._offsets
        margins -= margins.max(axis=1, keepdims=True)
        shares = np.exp(margins)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)

    def to_disk(self, path: Path) -> None:
        """Write the classifier to an .npz file."""
        path.write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Return the classifier as the bytes of an .npz file: arrays and JSON, nothing that can run."""
        places = np.flatnonzero(np.any(self._weights != 0, axis=1)).astype(np.uint32)
        names = np.frombuffer(json.dumps(self.classes).encode("utf-8"), dtype=np.uint8)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            classes=names,
            places=places,
            rarity=self._rarity[places].astype(np.float16),
            weights=self._weights[places].astype(np.float16),
            offsets=self._offsets,
        )
        return file.getvalue()

    @classmethod
    def from_disk(cls, path: Path) -> "TextClassifier":
        """Return the classifier in a file.

        Raises:
            ModelError: The file is missing, or is none of this kind.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path} cannot be opened: {error.strerror or error}. Train the model anew.") from error
        return cls.from_bytes(data, place=str(path))

    @classmethod
    def from_bytes(cls, data: bytes, *, place: str = "The data") -> "TextClassifier":
        """Return the classifier that `to_bytes` gave; `place` is what an error names.

        Raises:
            ModelError: They are none of this kind.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                classes = json.loads(held["classes"].tobytes().decode("utf-8"))
                places, kept, offsets = held["places"], held["weights"], held["offsets"]
                rare = held["rarity"]
            if not len(classes) == len(offsets) == kept.shape[1]:
                raise ValueError(f"it has {len(classes)} classes, and weights of {kept.shape[1]}")
            weights = np.zeros((_SIZE, len(classes)), dtype=np.float32)
            rarity = np.ones(_SIZE, dtype=np.float32)
            weights[places], rarity[places] = kept, rare
        except (*_DAMAGE, zipfile.BadZipFile, zlib.error) as error:
            raise ModelError(f"{place} cannot be loaded as a classifier: {error}. Train the model anew.") from error
        return cls(classes, rarity, weights, offsets)


def _rarity(texts: Sequence[MarkedText]) -> NDArray[np.float32]:
    """Return how rare each feature is: the logarithm of the inverse of its share of the texts."""
    counts = np.zeros(_SIZE)
    for text in texts:
        counts[np.unique(np.concatenate(_places(text)))] += 1
    return (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)


def _matrix(texts: Sequence[MarkedText], rarity: NDArray[np.float32]) -> Any:
    from scipy.sparse import csr_matrix

    found = [_features(text, rarity) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in found)])
    places = np.concatenate([places for places, _ in found])
    values = np.concatenate([values for _, values in found])
    return csr_matrix((values, places, starts), shape=(len(texts), _SIZE))


def _features(text: MarkedText, rarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the places of a text's features and their values; each kind has the length of its weight."""
    places = _places(text)
    values = []
    for weight, own in zip(_WEIGHTS, places, strict=True):
        rare = rarity[own]
        length = np.sqrt(rare @ rare) if len(own) else 1.0
        values.append(rare * np.float32(weight / length))
    return np.concatenate(places), np.concatenate(values)


# two classifiers often read the same texts one after the other
@lru_cache(maxsize=1024)
def _places(text: MarkedText) -> list[NDArray[np.int64]]:
    """Return the places of a text's features by kind, each once."""
    words = _WORD.findall(_DIGIT.sub("0", text.text[:_LONGEST].lower()))
    first = ["^", *words[:_FIRST_WORDS]]
    letters = " ".join(first)
    kinds = (
        _grams(words, 3),
        [f"^{gram}" for gram in _grams(first, 4)],
        [f"#{letters[i : i + n]}" for n in (3, 4, 5) for i in range(len(letters) - n + 1)],
        [f"~{gram}" for gram in _grams(list(map(_ending, ["^", *words[:_FIRST_ENDINGS]])), 5)],
        [f"={mark}" for mark in text.marks],
    )
    return [np.asarray(sorted({_place(gram) for gram in grams}), dtype=np.int64) for grams in kinds]


def _grams(words: Sequence[str], longest: int) -> Iterable[str]:
    return [" ".join(words[i : i + n]) for n in range(1, longest + 1) for i in range(len(words) - n + 1)]


def _ending(word: str) -> str:
    """Return a function word whole, and of another word what tells its form."""
    return word if len(word) <= _FUNCTION_WORD else f"-{word[-_ENDING:]}"


def _place(gram: str) -> int:
    """Return the place of an n-gram among the features, the same on every run and machine."""
    return zlib.crc32(gram.encode("utf-8")) % _SIZE
