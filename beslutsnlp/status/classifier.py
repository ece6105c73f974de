"""The classifier of status texts: its features, its training, its file."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC
from sklearn.utils import murmurhash3_32

from beslutsnlp.errors import ModelError
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES, StatusLabel, StatusStage
from beslutsnlp.pipeline.statuses import StatusPhrase, find_stages, find_statuses

MODEL = "status.skops"
_TRUSTED = ["beslutsnlp.status.classifier.StatusClassifier", "beslutsnlp.status.classifier.StatusFeatures"]
_DIGITS = re.compile(r"\d")
_DAY = re.compile(r"\b(?:19|20)\d\d-?\d\d-?\d\d\b|\b\d{6}\b|\b\d{1,2}/\d{1,2}(?:-\d\d(?:\d\d)?)?\b")
# what skops calls the parts of an object: in its schema as "__id__" and as the names of files
_SCHEMA = "schema.json"
_IDENTITY = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+(?=\.npy")')
_IDENTITY_OF_PART = re.compile(r"^\d+(?=\.npy$)")
_LONGEST = 5_000
_SMALL = 2e-3
# of the phrases' features beside the n-grams, chosen on the dev texts
_PHRASE_WEIGHT = 0.2


class StatusFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns status texts into hashed word and character n-grams, and the stages that their phrases tell.

    Shapes: a sequence of n texts to a sparse matrix of n rows.
    """

    def fit(self, texts: Sequence[str], stages: Any = None) -> "StatusFeatures":  # noqa: ARG002
        """Learn how common each n-gram is."""
        plain = [_masked(text) for text in texts]
        self.words_ = TfidfTransformer().fit(_WORDS.transform(plain)).idf_.astype(np.float32)
        self.characters_ = TfidfTransformer().fit(_CHARACTERS.transform(plain)).idf_.astype(np.float32)
        return self

    def transform(self, texts: Sequence[str]) -> Any:
        """Return the features of texts."""
        from scipy.sparse import hstack

        plain = [_masked(text) for text in texts]
        words = _weighted(_WORDS.transform(plain), self.words_)
        characters = _weighted(_CHARACTERS.transform(plain), self.characters_)
        stages = _STAGES.transform([_stage_words(text) for text in texts])
        return hstack([words, characters, _PHRASE_WEIGHT * stages], format="csr")

    def weigh(self, text: str, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the features of one text times weights, as `transform` gives them, without the cost of sparse matrices.

        Args:
            text: The text.
            weights: A row for each feature, a column for each class.
        """
        plain = _masked(text)
        first, second = _WORDS.n_features, _WORDS.n_features + _CHARACTERS.n_features
        total = np.zeros(weights.shape[1])
        for tokens, idf, part in (
            (_WORD_TOKENS(plain), self.words_, weights[:first]),
            (_CHARACTER_TOKENS(plain), self.characters_, weights[first:second]),
            (_STAGE_TOKENS(_stage_words(text)), None, weights[second:]),
        ):
            places, counts = _hashed(tokens, len(part))
            if not len(places):
                continue
            values = counts if idf is None else (np.log(counts) + 1) * idf[places]
            scale = (_PHRASE_WEIGHT if idf is None else 1.0) / np.sqrt(values @ values)
            total += (values * scale) @ part[places]
        return total


def _hashed(tokens: Iterable[str], size: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the places of tokens among hashed features and how often each comes, as HashingVectorizer has them."""
    hashes = np.fromiter(map(murmurhash3_32, tokens), np.int64)
    places, counts = np.unique(np.abs(hashes) % size, return_counts=True)
    return places, counts.astype(np.float64)


def _weighted(counts: Any, idf: NDArray[np.float32]) -> Any:
    """Return counts as TF-IDF, with the logarithm of the counts, each row of length 1.

    TfidfTransformer does the same, but checks its input for longer than it computes on a single text.
    """
    counts.data = (np.log(counts.data) + 1) * idf[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(counts.indptr))
    return counts


_WORDS = HashingVectorizer(
    ngram_range=(1, 3), n_features=2**15, alternate_sign=False, norm=None, token_pattern=r"(?u)\b\w+\b|[%✓§]"
)
_CHARACTERS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(3, 6), n_features=2**15, alternate_sign=False, norm=None
)
_STAGES = HashingVectorizer(
    ngram_range=(1, 3), n_features=2**12, alternate_sign=False, norm="l2", token_pattern=r"\S+", lowercase=False
)


_WORD_TOKENS, _CHARACTER_TOKENS, _STAGE_TOKENS = (
    vectorizer.build_analyzer() for vectorizer in (_WORDS, _CHARACTERS, _STAGES)
)


def _masked(text: str) -> str:
    """Return a text in which a day is a word, and every other digit one figure."""
    return _DIGITS.sub("0", _DAY.sub("DAGDATUM", text[:_LONGEST]))


@lru_cache(maxsize=512)
def phrases_of(text: str, decided_on: dt.date | None) -> tuple[StatusPhrase, ...]:
    """Return the status phrases of a text, which features and rules both ask for."""
    return tuple(find_statuses(text, decided_on=decided_on))


def _stage_words(text: str) -> str:
    """Return the stages that a text's phrases tell, in order, as words: the first, the last, and each with its place."""
    stages = [stage for _, _, stage, _ in find_stages(text[:_LONGEST])]
    if not stages:
        return "inga " + ("tom" if not text.strip() else "ord")
    main = [phrase.stage for phrase in phrases_of(text[:_LONGEST], None)] or stages
    words = [
        "början",
        *main,
        "slut",
        f"först_{main[0]}",
        f"sist_{main[-1]}",
        *(f"finns_{stage}" for stage in sorted(set(stages))),
    ]
    if len(set(main)) == 1:
        words.append(f"bara_{main[0]}")
    return " ".join(words)


class StatusClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells the stage of status texts; a scikit-learn classifier over word and character n-grams and status phrases.

    Its probabilities are calibrated on folds of the training texts. The classes are the stages of the annotation
    guidelines; `STAGE_LABELS` gives the label of each.
    """

    def __init__(self, strength: float = 1.0, folds: int = 5) -> None:
        self.strength = strength
        self.folds = folds

    def fit(self, texts: Sequence[str], stages: Sequence[str]) -> "StatusClassifier":
        """Learn from texts and their stages.

        Args:
            texts: n texts, as `status_input` makes them.
            stages: Their n stages.
        """
        self.features_ = StatusFeatures().fit(texts)
        calibrated = CalibratedClassifierCV(
            LinearSVC(C=self.strength, random_state=0), method="sigmoid", cv=self.folds, ensemble=False
        ).fit(self.features_.transform(texts), list(stages))
        self.classes_ = calibrated.classes_
        (whole,) = calibrated.calibrated_classifiers_
        # what moves nothing is left out, and single precision is enough, so that the file stays small
        weights = whole.estimator.coef_
        self.weights_ = np.where(np.abs(weights) < _SMALL, 0.0, weights).astype(np.float32).T.copy()
        self.intercepts_ = whole.estimator.intercept_
        self.slopes_ = np.asarray([sigmoid.a_ for sigmoid in whole.calibrators])
        self.offsets_ = np.asarray([sigmoid.b_ for sigmoid in whole.calibrators])
        return self

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities of texts: n rows, a column for each of `classes_`."""
        if len(texts) == 1:
            margins = self.features_.weigh(texts[0], self.weights_)[None] + self.intercepts_
        else:
            margins = self.features_.transform(texts) @ self.weights_ + self.intercepts_
        each = 1 / (1 + np.exp(np.clip(self.slopes_ * margins + self.offsets_, -50, 50)))
        if each.shape[1] == 1:
            # of two classes one line tells the second
            each = np.hstack([1 - each, each])
        return np.asarray(each / each.sum(axis=1, keepdims=True), dtype=np.float64)

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """Return the stages of texts: of the label that is most probable, its most probable stage."""
        return np.asarray([best_stage(row, self.classes_)[0] for row in self.predict_proba(texts)])


def best_stage(probabilities: NDArray[np.float64], classes: Sequence[str]) -> tuple[StatusStage, float]:
    """Return the most probable stage of the most probable label, and the label's probability."""
    shares = {as_stage(name): float(share) for name, share in zip(classes, probabilities, strict=True)}
    labels: dict[StatusLabel, float] = {}
    for stage, share in shares.items():
        labels[STAGE_LABELS[stage]] = labels.get(STAGE_LABELS[stage], 0.0) + share
    label = max(labels, key=labels.__getitem__)
    best = max((stage for stage in shares if STAGE_LABELS[stage] == label), key=shares.__getitem__)
    return best, labels[label]


def as_stage(name: str) -> StatusStage:
    """Return a stage by its name."""
    return _BY_NAME[str(name)]


_BY_NAME: dict[str, StatusStage] = {stage: stage for stage in STATUS_STAGES}


@lru_cache(maxsize=1)
def default_classifier() -> StatusClassifier:
    """Return the classifier that comes with the library."""
    with as_file(files("beslutsnlp.models").joinpath("status", MODEL)) as path:
        return load_classifier(path)


@lru_cache(maxsize=8)
def classifier_of(data: bytes) -> StatusClassifier:
    """Return the classifier in the bytes of a .skops file, read once.

    Raises:
        ModelError: They are no status classifier.
    """
    return _read(data, "The pipeline's status classifier")


def load_classifier(path: Path) -> StatusClassifier:
    """Return the classifier in a .skops file, which cannot run code.

    Raises:
        ModelError: The file is missing or is no status classifier.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be opened: {error.strerror or error}. Train it anew.") from error
    return _read(data, str(path))


def _read(data: bytes, place: str) -> StatusClassifier:
    import skops.io

    try:
        unknown = [name for name in skops.io.get_untrusted_types(data=data) if name not in _TRUSTED]
        if unknown:
            raise ModelError(f"{place} holds {unknown[0]}, which no status classifier has. Do not use that file.")
        found = skops.io.loads(data, trusted=_TRUSTED)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{place} cannot be loaded as a status classifier: {error}. Train it anew.") from error
    if not isinstance(found, StatusClassifier):
        raise ModelError(f"{place} holds a {type(found).__name__}, not a StatusClassifier. Train it anew.")
    return found


def save_classifier(classifier: StatusClassifier, path: Path) -> None:
    """Write a classifier as a .skops file, its numbers in single precision."""
    path.write_bytes(to_bytes(classifier))


def to_bytes(classifier: StatusClassifier) -> bytes:
    """Return a classifier as the bytes of its .skops file."""
    import skops.io

    return _numbered(skops.io.dumps(classifier))


def _numbered(data: bytes) -> bytes:
    """Return a .skops file with its parts numbered from 1 and no time in it: the same classifier is the same file.

    skops names the parts by their place in memory, which is another on each run.
    """
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], str(len(numbers) + 1))

    with zipfile.ZipFile(io.BytesIO(data)) as held:
        schema = _IDENTITY.sub(number, held.read(_SCHEMA).decode("utf-8"))
        parts = {_IDENTITY_OF_PART.sub(number, name): held.read(name) for name in held.namelist() if name != _SCHEMA}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, part in (*sorted(parts.items()), (_SCHEMA, schema.encode("utf-8"))):
            made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 9)
    return file.getvalue()
