"""How far an assignment has come, by the cells of its row: the classifier, and the rules around it."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from beslutsnlp.dates.calendar import make_date
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES, StatusStage
from beslutsnlp.pipeline.statuses import find_stages
from beslutsnlp.records import Status
from beslutsnlp.status.classifier import StatusClassifier, as_stage, best_stage, default_classifier, phrases_of
from beslutsnlp.structure.outline import RowOutline


@dataclass(frozen=True, slots=True)
class RowStatus:
    """The status of a row, and its flags: `contradiction` where a mark and the text say opposite things, `unclear_status`."""

    status: Status | None
    flags: tuple[str, ...] = ()


# what found a status: the classifier, or a mark beside the text
MODEL_EVIDENCE, _BY_MARK = "model", "rule:mark"
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
    text: str | None,
    done: bool | str | None = None,
    as_of: dt.date | None = None,
    *,
    label: str | None = None,
    classifier: StatusClassifier | None = None,
) -> Status:
    """Return how far an assignment has come by its status text.

    `label` and `stage` of the result are None where the classifier is not sure enough to say.

    Args:
        text: The status cell; empty or None where it is blank.
        done: The Klart cell as it stands, or whether it says that all is done; a negative one does not undo the text.
        as_of: The day that the list is read on. It decides a text that is a bare meeting or date, which without it
            counts as past.
        label: A separate cell with a word for the status ("PÅGÅENDE", "Grön"); the furthest of it and the text counts.
        classifier: What tells the stages; the one that comes with the library where it is None.

    >>> status = classify_status("Arbetet pågår. Återrapport planeras till september.")
    >>> status.label, status.stage
    ('in_progress', 'started')
    """
    model = classifier or default_classifier()
    return _classify(text or "", done, label, as_of, model, colours=_COLOURS).status or Status(
        label=None, stage=None, text=text or ""
    )


def read_row_status(
    row: RowOutline,
    *,
    as_of: dt.date | None = None,
    colours: Mapping[str, StatusStage] | None = None,
    classifier: StatusClassifier | None = None,
) -> RowStatus:
    """Return the status of a row by its text, its Klart cell, its label and what closed it."""
    model = classifier or default_classifier()
    text = row.text("status_text") or ""
    closed = _said(row.closed_by)
    if row.closed_by and not text:
        text = row.closed_by if closed is None else ""
    done: bool | str | None = row.done
    if done is None and row.closed_by:
        # what closed it tells that it is closed; a no or a dash there, that it is not
        done = closed is not False
    return _classify(text, done, row.label, as_of, model, colours={**_COLOURS, **(colours or {})}, decided_on=row.date)


_LEGEND = re.compile(
    rf"\b({'|'.join(_COLOURS)})\s?(?:markering|markerat|färg)?\s?(?:=|:|–|-|betyder|innebär|står för)\s?([^,;.|/()\n]{{2,60}})",
    re.IGNORECASE,
)


def read_legend(texts: Iterable[str]) -> dict[str, StatusStage]:
    """Return the stages that a list says its colours mean, by the colours' words.

    >>> read_legend(["Grön = genomfört, gul = pågår, röd = ej påbörjat"])
    {'grön': 'completed', 'grönt': 'completed', 'gul': 'started', 'gult': 'started', 'röd': 'none', 'rött': 'none'}
    """
    meant: dict[str, StatusStage] = {}
    for text in texts:
        for match in _LEGEND.finditer(text):
            stages = find_stages(match[2])
            if stages:
                written = match[1].casefold()
                meant.update({colour: stages[0][2] for colour in _forms(written) if colour not in meant})
    return meant


def _forms(colour: str) -> tuple[str, ...]:
    """Return both forms of a colour's word: grön and grönt."""
    pairs = (("grön", "grönt"), ("blå", "blått"), ("gul", "gult"), ("röd", "rött"), ("grå", "grått"), ("vit", "vitt"))
    return next((pair for pair in pairs if colour in pair), (colour,))


def _classify(
    text: str,
    done: bool | str | None,
    label: str | None,
    as_of: dt.date | None,
    model: StatusClassifier,
    *,
    colours: Mapping[str, StatusStage],
    decided_on: dt.date | None = None,
) -> RowStatus:
    said = _said(done)
    words = label or ""
    if said is None and isinstance(done, str) and done.strip():
        words = f"{words} {done}".strip()
    marked = _stage_of_mark(words, colours, model) if words else None
    blank = not text.strip(_BLANK)
    own: StatusStage | None
    stage: StatusStage | None
    evidence = MODEL_EVIDENCE
    own, score, done_share = (None, 1.0, 0.0) if blank else _stage_of_text(text, None, None, as_of, model)
    score_of_text = score
    flags = ["unclear_status"] if not blank and own is None else []
    if blank:
        stage, evidence = marked or ("completed" if said else "none"), _BY_MARK
    elif words or said is not None:
        stage, score, _ = _stage_of_text(text, said, words or None, as_of, model)
    else:
        stage = own
    if said:
        marked = marked if marked and STAGE_LABELS[marked] == "done" else "completed"
    if marked is not None and stage is not None and _ORDER[marked] > _ORDER[stage]:
        stage, score, evidence = marked, 1.0, _BY_MARK
    if words and own is not None and score_of_text >= _SURE and (stage is None or _ORDER[own] > _ORDER[stage]):
        # the furthest of a label and a text counts
        stage, score, evidence = own, score_of_text, MODEL_EVIDENCE
    if marked is not None and STAGE_LABELS[marked] == "done" and not blank:
        # a mark says that it is done; the text says in which way
        stage, score, evidence = (marked if marked == "closed" else _done_stage(text, model)), 1.0, _BY_MARK
    mark = marked or (None if said is None else "none")
    if own is not None and mark is not None and max(done_share, 1 - done_share) >= _SURE:
        mark_done, text_done = STAGE_LABELS[mark] == "done", STAGE_LABELS[own] == "done"
        if mark_done != text_done and not (mark == "waiting" and own == "closed"):
            flags.append("contradiction")
    if stage is None:
        return RowStatus(None, tuple(dict.fromkeys(flags)))
    phrases = phrases_of(text, decided_on)
    times = [phrase for phrase in phrases if phrase.stage == stage and (phrase.first or phrase.last)]
    return RowStatus(
        Status(
            label=STAGE_LABELS[stage],
            stage=stage,
            text=text,
            score=round(score, 3),
            evidence=evidence,
            start=times[0].first if times else None,
            end=times[0].last if times else None,
        ),
        tuple(dict.fromkeys(flags)),
    )


def _stage_of_mark(words: str, colours: Mapping[str, StatusStage], model: StatusClassifier) -> StatusStage | None:
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
    return _stage_of_text(words, None, None, None, model)[0]


def _stage_of_text(
    text: str, said: bool | None, label: str | None, as_of: dt.date | None, model: StatusClassifier
) -> tuple[StatusStage | None, float, float]:
    """Return the stage of a text, None where it is not sure enough, and how probable its label is, and that it is done."""
    phrases = phrases_of(text, None)
    if len(phrases) == 1 and phrases[0].rule == "mote" and label is None:
        day = phrases[0].last
        ahead = as_of is not None and day is not None and day > as_of
        return ("planned", 1.0, 0.0) if ahead else ("reported", 1.0, 1.0)
    if not any(map(str.isalnum, text)) or _UNKNOWN.fullmatch(text.strip()):
        return ("completed", 1.0, 1.0) if _said(text) else (None, 0.0, 0.5)
    probabilities = model.predict_proba([status_input(text, said, label)])[0]
    stage, score = best_stage(probabilities, model.classes_)
    shares = zip(model.classes_, probabilities, strict=True)
    done_share = sum(float(share) for name, share in shares if STAGE_LABELS[as_stage(name)] == "done")
    if as_of is not None and stage in _AHEAD and _is_ahead(text, as_of):
        stage, done_share = _AHEAD[stage], 0.0
    return (stage if score >= THRESHOLD else None), score, done_share


def _is_ahead(text: str, as_of: dt.date) -> bool:
    """Tell whether a text without a verb in the past names days after the day of reading alone."""
    written = (make_date(*map(int, match.groups())) for match in _DAY_WRITTEN.finditer(text))
    days = [day for day in written if day is not None]
    return bool(days) and min(days) > as_of and not _PAST.search(text)


def _done_stage(text: str, model: StatusClassifier) -> StatusStage:
    """Return the stage of a row that a mark says is done, by its text: closed, reported, else completed."""
    probabilities = model.predict_proba([status_input(text, done=True)])[0]
    done = {
        stage: p
        for stage, p in zip(model.classes_, probabilities, strict=True)
        if STAGE_LABELS[as_stage(stage)] == "done"
    }
    if not done:
        # a classifier of a user's, who had no such row
        return "completed"
    best = as_stage(max(done, key=lambda stage: done[stage]))
    if done[best] < _SOME:
        # the text tells nothing of how it was done
        return "completed"
    if (
        best == "closed"
        and done[best] < _SURE_OF_CLOSED
        and not any(stage == "closed" for *_, stage, _ in find_stages(text))
    ):
        # no word of it says that it ended in another way
        return "completed"
    return best


# below this probability of its label a text is left without a status; the model card tells why
THRESHOLD = 0.42
# from this probability on a text is taken at its word where a mark says the opposite
_SURE = 0.75
# below this probability of all ways to be done a row that is marked as done is completed
_SOME = 0.1
# a row that is marked as done is closed without a word for it from this probability on
_SURE_OF_CLOSED = 0.7
