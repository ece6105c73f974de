"""How far an assignment has come, by the text of a list's status cells: StatusClassifier and the rules around it."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

from beslutsnlp.errors import ModelError
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES, StatusLabel, StatusStage
from beslutsnlp.pipeline.statuses import find_stages, find_statuses
from beslutsnlp.records import Status
from beslutsnlp.structure.outline import RowOutline

MODEL = "status.skops"
_TRUSTED = ["beslutsnlp.status.StatusClassifier", "beslutsnlp.status.StatusFeatures"]
_DIGITS = re.compile(r"\d")
_DAY = re.compile(r"\b(?:19|20)\d\d-?\d\d-?\d\d\b|\b\d{6}\b|\b\d{1,2}/\d{1,2}(?:-\d\d(?:\d\d)?)?\b")
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


def _masked(text: str) -> str:
    """Return a text in which a day is a word, and every other digit one figure."""
    return _DIGITS.sub("0", _DAY.sub("DAGDATUM", text[:_LONGEST]))


def _stage_words(text: str) -> str:
    """Return the stages that a text's phrases tell, in order, as words: the first, the last, and each with its place."""
    stages = [stage for _, _, stage, _ in find_stages(text[:_LONGEST])]
    if not stages:
        return "inga " + ("tom" if not text.strip() else "ord")
    main = [phrase.stage for phrase in find_statuses(text[:_LONGEST])] or stages
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
            LinearSVC(C=self.strength), method="sigmoid", cv=self.folds, ensemble=False
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
        margins = self.features_.transform(texts) @ self.weights_ + self.intercepts_
        each = 1 / (1 + np.exp(np.clip(self.slopes_ * margins + self.offsets_, -50, 50)))
        return np.asarray(each / each.sum(axis=1, keepdims=True), dtype=np.float64)

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """Return the stages of texts: of the label that is most probable, its most probable stage."""
        return np.asarray([best_stage(row, self.classes_)[0] for row in self.predict_proba(texts)])


def best_stage(probabilities: NDArray[np.float64], classes: Sequence[str]) -> tuple[StatusStage, float]:
    """Return the most probable stage of the most probable label, and the label's probability."""
    labels: dict[StatusLabel, float] = {}
    for stage, probability in zip(classes, probabilities, strict=True):
        label = STAGE_LABELS[_as_stage(stage)]
        labels[label] = labels.get(label, 0.0) + float(probability)
    label = max(labels, key=lambda name: labels[name])
    stage = max(
        (stage for stage in classes if STAGE_LABELS[_as_stage(stage)] == label),
        key=lambda stage: probabilities[list(classes).index(stage)],
    )
    return _as_stage(stage), labels[label]


def _as_stage(name: str) -> StatusStage:
    return next(stage for stage in STATUS_STAGES if stage == name)


@dataclass(frozen=True, slots=True)
class RowStatus:
    """The status of a row, and its flags: `contradiction` where a mark and the text say opposite things, `unclear_status`."""

    status: Status | None
    flags: tuple[str, ...] = ()


# what a Klart cell or a label column says in a word or two
_YES = re.compile(
    r"(?:x|✓|✔|☑|☒|•|●|j|ja|yes|ok|klart?|klara|färdigt?|slutförd?t?|verkställ[td]|verkst\.?|genomförd?t?|utförd?t?|avslutat?d?|avsl\.?|redovisa[td]|återrapportera[td]|åtgärda[td]|besvara[td]|behandla[td]|levererat|införd?t?|bock|100\s?%|(?:19|20)\d\d-?\d\d-?\d\d|\d{6}|\d{1,2}/\d{1,2}(?:-\d\d)?|klar[t]?\s.{0,30})[.!]?",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:n|nej|no|ej|inte|ej\sklart?|inte\sklart?|ej\sverkställ[td]|ej\savslutat?d?|kvar|öppen|öppet|–|-|—|☐|□|0\s?%)[.!]?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d{1,3})\s?%")
_COLOURS: Mapping[str, StatusStage] = {
    "grön": "completed", "grönt": "completed", "blå": "completed", "blått": "completed", "gul": "started", "gult": "started",
    "orange": "started", "röd": "none", "rött": "none", "grå": "waiting", "grått": "waiting", "vit": "none", "vitt": "none",
}  # fmt: skip
# what stands in a cell in which nothing stands
_BLANK = " \t\n\r–—-."
_UNKNOWN = re.compile(r"(?:oklart|okänt|vet ej|se ovan|se nedan|frågan)[.?!]?", re.IGNORECASE)
_DAY_WRITTEN = re.compile(r"\b((?:19|20)\d\d)-?(\d\d)-?(\d\d)\b")
_PAST = re.compile(
    r"\b(?:\w{2,20}(?:ades|ade|ats|erat|erad|vat|vad|lat|lad|kat|kad|tat|tad|gat|gad|mts|mt|md|fört|förd|ställt|ställd|slutat|des|dde|its)|antog\w{0,2}|antag\w{1,3}|gavs|fick|blev|har|är|var|togs)\b",
    re.IGNORECASE,
)
# what a text without a tense says of a day to come: a report is planned, work is under way
_AHEAD: Mapping[StatusStage, StatusStage] = {"reported": "planned", "completed": "started"}
_ORDER: Mapping[StatusStage, int] = {stage: place for place, stage in enumerate(STATUS_STAGES)}
_REPORTS = re.compile(
    r"redovis|rapport|beslut|behandl|antog|anta[gs]|fastställ|godkän|handlingarna|föredr|presenter|svar\b|besvara|yttrande|§|\b(?:kf|ks|rs|rf|ksau|nämnden|styrelsen|fullmäktige|utskottet)\b.{0,30}\d",
    re.IGNORECASE,
)


def status_input(text: str, done: bool | str | None = None, label: str | None = None) -> str:
    """Return what the classifier reads of a row: its text, and words for its Klart cell and its label."""
    parts = [text.strip() or "TOMCELL"]
    said = _said(done)
    if said is not None:
        parts.append("KLARTJA" if said else "KLARTNEJ")
    elif done:
        parts.append(f"KLART {done}")
    if label:
        parts.append(f"STATUSORD {label}")
    return " \n".join(parts)


def _said(done: bool | str | None) -> bool | None:
    """Return whether a Klart cell says yes or no; None where it is empty or says something else."""
    if done is None or isinstance(done, bool):
        return done
    written = done.strip()
    if not written:
        return None
    if _NO.fullmatch(written):
        return False
    return True if _YES.fullmatch(written) else None


def classify_status(
    text: str | None, done: bool | str | None = None, as_of: dt.date | None = None, *, label: str | None = None
) -> Status:
    """Return how far an assignment has come by its status text.

    `label` and `stage` of the result are None where the classifier is not sure enough to say.

    Args:
        text: The status cell; empty or None where it is blank.
        done: The Klart cell as it stands, or whether it says that all is done; a negative one does not undo the text.
        as_of: The day that the list is read on. It decides a text that is a bare meeting or date, which without it
            counts as past.
        label: A separate cell with a word for the status ("PÅGÅENDE", "Grön"); the furthest of it and the text counts.

    >>> status = classify_status("Arbetet pågår. Återrapport planeras till september.")
    >>> status.label, status.stage
    ('in_progress', 'started')
    """
    return _classify(text or "", done, label, as_of, colours=_COLOURS).status or Status(
        label=None, stage=None, text=text or ""
    )


def read_row_status(
    row: RowOutline, *, as_of: dt.date | None = None, colours: Mapping[str, StatusStage] | None = None
) -> RowStatus:
    """Return the status of a row by its text, its Klart cell, its label and what closed it."""
    text = row.text("status_text") or ""
    closed = _said(row.closed_by)
    if row.closed_by and not text:
        text = row.closed_by if closed is None else ""
    done: bool | str | None = row.done
    if done is None and row.closed_by:
        # what closed it tells that it is closed; a no or a dash there, that it is not
        done = closed is not False
    return _classify(text, done, row.label, as_of, colours={**_COLOURS, **(colours or {})}, decided_on=row.date)


def _classify(
    text: str,
    done: bool | str | None,
    label: str | None,
    as_of: dt.date | None,
    *,
    colours: Mapping[str, StatusStage],
    decided_on: dt.date | None = None,
) -> RowStatus:
    said = _said(done)
    words = label or ""
    if said is None and isinstance(done, str) and done.strip():
        words = f"{words} {done}".strip()
    marked = _stage_of_mark(words, colours) if words else None
    blank = not text.strip(_BLANK)
    own: StatusStage | None
    stage: StatusStage | None
    own, score = (None, 1.0) if blank else _stage_of_text(text, None, None, as_of)
    score_of_text = score
    flags = ["unclear_status"] if not blank and own is None else []
    if blank:
        stage = marked or ("completed" if said else "none")
    elif words or said is not None:
        stage, score = _stage_of_text(text, said, words or None, as_of)
    else:
        stage = own
    if said:
        marked = marked if marked and STAGE_LABELS[marked] == "done" else "completed"
    if marked is not None and stage is not None and _ORDER[marked] > _ORDER[stage]:
        stage, score = marked, 1.0
    if words and own is not None and score_of_text >= _SURE and (stage is None or _ORDER[own] > _ORDER[stage]):
        # the furthest of a label and a text counts
        stage, score = own, score_of_text
    if marked is not None and STAGE_LABELS[marked] == "done" and not blank:
        # a mark says that it is done; the text says in which way
        stage, score = (marked if marked == "closed" else _done_stage(text)), 1.0
    mark = marked or (None if said is None else "none")
    if own is not None and mark is not None and score_of_text >= _SURE:
        mark_done, text_done = STAGE_LABELS[mark] == "done", STAGE_LABELS[own] == "done"
        if mark_done != text_done and not (mark == "waiting" and own == "closed"):
            flags.append("contradiction")
    if stage is None:
        return RowStatus(None, tuple(dict.fromkeys(flags)))
    phrases = find_statuses(text, decided_on=decided_on)
    times = [phrase for phrase in phrases if phrase.stage == stage and (phrase.first or phrase.last)]
    return RowStatus(
        Status(
            label=STAGE_LABELS[stage],
            stage=stage,
            text=text,
            score=round(score, 3),
            start=times[0].first if times else None,
            end=times[0].last if times else None,
        ),
        tuple(dict.fromkeys(flags)),
    )


def _stage_of_mark(words: str, colours: Mapping[str, StatusStage]) -> StatusStage | None:
    """Return the stage of a label's word, colour or share."""
    percent = _PERCENT.search(words)
    if percent:
        share = int(percent[1])
        return "completed" if share >= 100 else "none" if share == 0 else "started"
    for word in re.findall(r"\w+", words.casefold()):
        if word in colours:
            return colours[word]
    stages = find_stages(words)
    if stages:
        return max((stage for _, _, stage, _ in stages), key=lambda stage: _ORDER[stage])
    said = _said(words)
    if said is not None:
        return "completed" if said else "none"
    return _stage_of_text(words, None, None, None)[0]


def _stage_of_text(
    text: str, said: bool | None, label: str | None, as_of: dt.date | None
) -> tuple[StatusStage | None, float]:
    """Return the stage of a text, None where it is not sure enough, and how probable its label is."""
    phrases = find_statuses(text)
    if len(phrases) == 1 and phrases[0].rule == "mote" and label is None:
        day = phrases[0].last
        return ("planned" if as_of is not None and day is not None and day > as_of else "reported"), 1.0
    if not any(map(str.isalnum, text)) or _UNKNOWN.fullmatch(text.strip()):
        return ("completed", 1.0) if _said(text) else (None, 0.0)
    model = default_classifier()
    probabilities = model.predict_proba([status_input(text, said, label)])[0]
    stage, score = best_stage(probabilities, model.classes_)
    if as_of is not None and stage in _AHEAD and _is_ahead(text, as_of):
        stage = _AHEAD[stage]
    return (stage if score >= THRESHOLD else None), score


def _is_ahead(text: str, as_of: dt.date) -> bool:
    """Tell whether a text without a verb in the past names days after the day of reading alone."""
    days = [day for match in _DAY_WRITTEN.finditer(text) if (day := _as_day(match)) is not None]
    return bool(days) and min(days) > as_of and not _PAST.search(text)


def _as_day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _done_stage(text: str) -> StatusStage:
    """Return the stage of a row that a mark says is done, by its text: closed, reported, else completed."""
    model = default_classifier()
    probabilities = model.predict_proba([status_input(text, done=True)])[0]
    done = {
        stage: p
        for stage, p in zip(model.classes_, probabilities, strict=True)
        if STAGE_LABELS[_as_stage(stage)] == "done"
    }
    return _as_stage(max(done, key=lambda stage: done[stage]))


# below this probability of its label a text is left without a status; the model card tells why
THRESHOLD = 0.42
# from this probability on a text is taken at its word where a mark says the opposite
_SURE = 0.8


@lru_cache(maxsize=1)
def default_classifier() -> StatusClassifier:
    """Return the classifier that comes with the library."""
    with as_file(files("beslutsnlp.models").joinpath("status", MODEL)) as path:
        return load_classifier(path)


def load_classifier(path: Path) -> StatusClassifier:
    """Return the classifier in a .skops file, which cannot run code.

    Raises:
        ModelError: The file is missing or is no status classifier.
    """
    import skops.io

    try:
        unknown = [name for name in skops.io.get_untrusted_types(file=path) if name not in _TRUSTED]
        if unknown:
            raise ModelError(f"{path} holds {unknown[0]}, which no status classifier has. Do not use that file.")
        found = skops.io.load(path, trusted=_TRUSTED)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path} cannot be loaded as a status classifier: {error}. Train it anew.") from error
    if not isinstance(found, StatusClassifier):
        raise ModelError(f"{path} holds a {type(found).__name__}, not a StatusClassifier. Train it anew.")
    return found


def save_classifier(classifier: StatusClassifier, path: Path) -> None:
    """Write a classifier as a .skops file, its numbers in single precision."""
    import skops.io

    skops.io.dump(classifier, path, compression=8, compresslevel=9)
