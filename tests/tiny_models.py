"""A model that is fitted in a second or two to made-up documents, and corpora to train it on further."""

from pathlib import Path
from typing import Any

from spacy.language import Language

from beslutsnlp.corpus import AnnotatedDocument, write_corpus
from beslutsnlp.corpus.documents import check_document
from beslutsnlp.corpus.markup import parse_markup, to_document
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.extraction import rule_pipeline
from beslutsnlp.learning.calibration import Calibration
from beslutsnlp.model_files import write_model
from beslutsnlp.profile import Profile
from beslutsnlp.training.examples import Examples, collect
from beslutsnlp.training.fitting import fit
from beslutsnlp.training.training import EXAMPLES

CANDIDATES, SCORES, STATUSES = "beslutsnlp_candidates", "beslutsnlp_scores", "beslutsnlp_statuses"
CHIEFS = ("ekonomichefen", "skolchefen", "fastighetschefen", "kommundirektören", "tekniska chefen", "miljönämnden")
TASKS = ("ta fram en plan för vägarna", "utreda kostnaden", "redovisa arbetet", "se över taxan", "mäta luften i skolan")
MONTHS = ("januari", "mars", "april", "september", "oktober")
_STAGES = {
    "started": "Arbetet {} pågår.",
    "completed": "Uppdraget {} är genomfört.",
    "none": "Inget är gjort {}.",
}
_RAW = """---
id: {name}
kind: protocol
body: {body}
date: 2025-05-20
---
{body} 2025-05-20

<item paragraph="{number}"><head>§ {number} <title>Ärende om {word}</title></head>

<h kind="summary">Sammanfattning</h>

Förvaltningen har lämnat en skrivelse om {word}.

<h kind="decision">{heading}</h>

{decision}.
</item>

<item paragraph="{next}"><head>§ {next} <title>Rapport om {word}</title></head>

<h kind="decision">{heading}</h>

<d type="note" assertion="decided">att notera rapporten om {word}</d>.
</item>
"""
_PLAIN = """<d type="assign" assertion="decided"><a assertion="decided">att uppdra åt <p as="responsible" kind="{kind}" name="{who}">{who}</p> att <task>{task} <dl type="period" role="due" end="2026-{month:02}-{last}" timex="2026-{month:02}">senast i {written} 2026</dl></task></a></d>"""
_ODD = """<d type="assign" assertion="decided"><a assertion="decided">att <task>{task}</task>: det gör <p as="responsible" kind="role" name="{who}">{short}</p></a></d>"""


def protocol(number: int, *, heading: str = "Beslut", body: str = "Kommunstyrelsen") -> AnnotatedDocument:
    """Return a protocol in the usual words; another for each number."""
    month = number % 5
    decision = _PLAIN.format(
        kind="body" if CHIEFS[number % 6] == "miljönämnden" else "role",
        who=CHIEFS[number % 6],
        task=TASKS[number % 5],
        month=(1, 3, 4, 9, 10)[month],
        last=(31, 31, 30, 30, 31)[month],
        written=MONTHS[month],
    )
    return _made(f"p{number}", number, heading, body, decision)


def odd_protocol(number: int, *, short: str = "EkC", name: str = "ekonomichefen") -> AnnotatedDocument:
    """Return a protocol of a house style that no rule knows: its own heading, abbreviations, and who after what."""
    decision = _ODD.format(task=TASKS[number % 5], who=name, short=short)
    return _made(f"o{number}", number, "Utkomst", "Klubbstyrelsen", decision)


def _made(name: str, number: int, heading: str, body: str, decision: str) -> AnnotatedDocument:
    word = ("vägar", "skolor", "badplatser", "bryggor", "parker", "lekplatser", "bibliotek")[number % 7]
    raw = _RAW.format(
        name=name, body=body, number=number + 1, next=number + 2, word=word, heading=heading, decision=decision
    )
    return to_document(parse_markup(raw, name=name), name=name)


def status(number: int, stage: str, text: str | None = None) -> AnnotatedDocument:
    """Return a status text of a stage."""
    text = text or _STAGES[stage].format(f"med {TASKS[number % 5]}")
    document: dict[str, Any] = {
        "id": f"s-{stage}-{number}",
        "kind": "status",
        "text": text,
        "meta": {"stage": stage, "phrases": "all"},
    }
    if stage == "started" and text.startswith("Arbetet"):
        span = {"id": "s1", "label": "status", "start": len(text) - 6, "end": len(text) - 1, "fields": {"stage": stage}}
        document["spans"] = [span]
    return check_document(document, stage)


def documents() -> list[AnnotatedDocument]:
    """Return what the tiny model learns from."""
    return [
        *(protocol(number) for number in range(12)),
        *(status(number, stage) for stage in _STAGES for number in range(5)),
    ]


def fitted(examples: Examples, seed: int = 0) -> Language:
    """Return a pipeline with a model that has gone over examples twice."""
    nlp = rule_pipeline(Profile(), Meetings())
    candidates: Any = nlp.get_pipe(CANDIDATES)
    candidates.model = fit(examples, nlp, epochs=2, seed=seed)
    scores: Any = nlp.get_pipe(SCORES)
    scores.calibrations = {"assignments": Calibration({"share": 0.5}, 1.0), "clauses": Calibration({}, 2.0)}
    return nlp


def write_tiny(folder: Path, nlp: Language, examples: Examples) -> Path:
    """Write the folder of a tiny model, such as `train` goes on from."""

    def write(made: Path) -> None:
        nlp.to_disk(made)
        examples.to_disk(made / CANDIDATES / EXAMPLES)

    write_model(folder, write, {"learnt_from": [{"corpus": "tiny", "documents": 27}]})
    return folder


def tiny_examples() -> Examples:
    """Return the examples of the tiny model."""
    return collect(documents())


def write_splits(folder: Path, **splits: list[AnnotatedDocument]) -> Path:
    """Write a corpus folder, a file for each split."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, held in splits.items():
        write_corpus(held, folder / f"{name}.jsonl")
    return folder
