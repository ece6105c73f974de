"""Training from a corpus folder to the folder of a model, never forgetting what the model before knew."""

import json
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.corpus import read_corpus
from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.errors import DataError, ModelError
from beslutsnlp.evaluation import Report, evaluate_kinds
from beslutsnlp.extraction import load, rule_pipeline
from beslutsnlp.model_files import check_model, check_output, checksum_of, default_model, write_model
from beslutsnlp.profile import PROFILE, Profile, component_settings, merged, profile_of, read_profile
from beslutsnlp.records import Record
from beslutsnlp.training.card import model_card
from beslutsnlp.training.examples import Examples, collect
from beslutsnlp.training.fitting import Progress, fit_pipeline
from beslutsnlp.training.wording import learn_profile

if TYPE_CHECKING:
    from spacy.language import Language

# what a model keeps of what it learnt from, beside its weights
EXAMPLES = "examples.jsonl.gz"
_CLAUSES, _CANDIDATES, _STATUSES, _SCORES = (
    "beslutsnlp_clauses",
    "beslutsnlp_candidates",
    "beslutsnlp_statuses",
    "beslutsnlp_scores",
)
_SPLITS = ("train", "dev", "test")
# a body's own documents count so many times, for they are few among those that the model knows
OWN_TIMES = 3
EPOCHS, _PATIENCE = 6, 2


class Trained(Record):
    """What training gave: the folder, how many documents it learnt from, and scores before and after.

    `before` and `after` have for each field precision, recall, F1 and the number of annotated ones in `measured_on`.
    """

    folder: str
    documents: int
    headings: dict[str, str]
    aliases: dict[str, str]
    measured_on: str
    before: dict[str, tuple[float, float, float, int]]
    after: dict[str, tuple[float, float, float, int]]


def train(
    corpus: Path,
    output: Path,
    *,
    start: Path | None = None,
    profile: Path | None = None,
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Progress = lambda _: None,
) -> Trained:
    """Train a model on a corpus folder and write its folder; the same input gives the same model.

    It goes on from a model and mixes in what that one learnt from, so that it forgets nothing. A body's own section headings and
    abbreviations are learnt too. The span models stop early where `dev.jsonl` no longer gets better.

    Args:
        corpus: A folder with train.jsonl, and perhaps dev.jsonl and test.jsonl, of which test is only measured on.
        output: The folder to write; it appears once all is done, and a model that stood there is replaced by then.
        start: The model to go on from; the one that comes with the library where it is None.
        profile: A TOML file of the body's abbreviations and headings, which goes into the model.
        seed: Of all that is drawn.
        epochs: How often the span models go over the examples at most.
        progress: Is told what is being done.

    Raises:
        DataError: The corpus or the profile breaks its rules, or there is nothing to learn from.
        ModelError: `start` is no model, or has no examples to mix in; or `output` is there and is no model.
        ValueError: `epochs` is not above 0.
    """
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; it is 1 at least.")
    check_output(output)
    splits = read_splits(corpus)
    before_folder = start or default_model()
    meta = check_model(before_folder)
    examples_file = before_folder / _CANDIDATES / EXAMPLES
    if not examples_file.is_file():
        raise ModelError(f"{examples_file} is missing: this model has nothing to go on from. Start from another.")
    known = merged(profile_of(before_folder), read_profile(profile) if profile else Profile())
    learnt = learn_profile(splits["train"], known)
    whole = merged(known, learnt)
    own = collect(splits["train"], whole)
    if not (own.candidates or own.parts or own.stages):
        raise DataError(
            f"{corpus / 'train.jsonl'} has nothing to learn from. Annotate protocols, lists or status texts."
        )
    examples = Examples.from_disk(examples_file)
    examples.add(own, times=OWN_TIMES)
    old = load(before_folder, profile=profile)
    nlp = rule_pipeline(whole, Meetings())
    fit_pipeline(
        nlp,
        examples,
        start=old,
        dev=collect(splits["dev"], whole) if splits["dev"] else None,
        epochs=epochs,
        patience=_PATIENCE,
        seed=seed,
        progress=progress,
    )
    scores: Any = nlp.get_pipe(_SCORES)
    old_scores: Any = old.get_pipe(_SCORES)
    scores.calibrations = old_scores.calibrations
    statuses: Any = nlp.get_pipe(_STATUSES)
    old_statuses: Any = old.get_pipe(_STATUSES)
    statuses.classifier = old_statuses.classifier
    if own.stages:
        progress(f"status classifier: {len(examples.stages):,} texts")
        statuses.classifier = _fit_classifier(examples)
    measured_on = next((name for name in ("test", "dev", "train") if splits[name]), "train")
    progress(f"measuring on {measured_on}: {len(splits[measured_on])} documents")
    trained = Trained(
        folder=str(output),
        documents=len(splits["train"]),
        headings=dict(learnt.headings),
        aliases=dict(learnt.aliases),
        measured_on=measured_on,
        before=_measured(splits[measured_on], old),
        after=_measured(splits[measured_on], nlp),
    )
    _write(output, before_folder, meta, nlp, whole, examples, trained, corpus, seed)
    return trained


def read_splits(corpus: Path) -> dict[str, list[AnnotatedDocument]]:
    """Return the documents of a corpus folder by split; an id stands in one split only.

    Raises:
        DataError: There is no train.jsonl, or a file breaks the rules of the format.
    """
    if not corpus.is_dir():
        raise DataError(f"{corpus} is no folder. Name a corpus folder, such as `beslutsnlp corpus import` writes.")
    if not (corpus / "train.jsonl").is_file():
        raise DataError(f"{corpus} has no train.jsonl. Write one, or let `beslutsnlp corpus import` make the splits.")
    read_corpus(corpus)
    return {
        name: read_corpus(corpus / f"{name}.jsonl") if (corpus / f"{name}.jsonl").is_file() else [] for name in _SPLITS
    }


def train_on(documents: Sequence[AnnotatedDocument], *, seed: int = 0) -> "Language":
    """Return a pipeline that has learnt from these documents alone, for measurements on others.

    Where they have too few decisions and assignments to learn from, it is one of rules alone.
    """
    profile = learn_profile(documents, Profile())
    examples = collect(documents, profile)
    nlp = rule_pipeline(profile, Meetings())
    if len({label for _, label in examples.candidates}) < 2 or len({label for _, label in examples.clauses}) < 2:
        return nlp
    fit_pipeline(nlp, examples, epochs=EPOCHS, seed=seed)
    return nlp


def _measured(documents: Sequence[AnnotatedDocument], nlp: "Language") -> dict[str, tuple[float, float, float, int]]:
    reports, _ = evaluate_kinds(documents, nlp=nlp)
    merged_report = Report()
    for report in reports.values():
        merged_report.update(report)
    return {
        name: (round(score.precision, 4), round(score.recall, 4), round(score.f1, 4), score.right + score.missed)
        for name, score in merged_report.scores.items()
        if score.right + score.missed
    }


def _write(
    output: Path,
    before: Path,
    meta: Mapping[str, Any],
    nlp: "Language",
    profile: Profile,
    examples: Examples,
    trained: Trained,
    corpus: Path,
    seed: int,
) -> None:
    held = meta.get("beslutsnlp", {})
    learnt_from = [
        *held.get("learnt_from", []),
        {
            "corpus": corpus.resolve().name,
            "documents": trained.documents,
            "files": {path.name: checksum_of(path) for path in sorted(corpus.glob("*.jsonl"))},
        },
    ]
    own_meta = {
        **{name: value for name, value in held.items() if name not in ("files", "format", "made_with")},
        "learnt_from": learnt_from,
        "seed": seed,
        "measured": trained.model_dump(mode="json", exclude={"folder"}),
    }

    def write(folder: Path) -> None:
        shutil.copytree(before, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.png", "*.md"))
        for name in (_CLAUSES, _CANDIDATES, _SCORES, _STATUSES):
            component: Any = nlp.get_pipe(name)
            shutil.rmtree(folder / name, ignore_errors=True)
            component.to_disk(folder / name)
        examples.to_disk(folder / _CANDIDATES / EXAMPLES)
        (folder / PROFILE).write_text(to_toml(profile), encoding="utf-8")
        _configure(folder, profile)
        (folder / "README.md").write_text(model_card(output.name, own_meta), encoding="utf-8")

    write_model(output, write, own_meta)


def _fit_classifier(examples: Examples) -> bytes:
    """Return a status classifier that has learnt from examples, as the bytes of its file."""
    from beslutsnlp.status import StatusClassifier
    from beslutsnlp.status.classifier import to_bytes

    texts, stages = zip(*examples.stages, strict=True)
    return to_bytes(StatusClassifier().fit(texts, stages))


def _configure(folder: Path, profile: Profile) -> None:
    """Write a profile into the config of a spaCy pipeline's folder, for who loads it with spacy.load."""
    from thinc.api import Config

    path = folder / "config.cfg"
    config = Config().from_disk(path, interpolate=False)
    for name, settings in component_settings(profile).items():
        config["components"].get(f"beslutsnlp_{name}", {}).update(settings)
    config.to_disk(path)


def to_toml(profile: Profile) -> str:
    """Return a profile as TOML, as `read_profile` reads it."""

    def quoted(value: object) -> str:
        # the strings of JSON are strings of TOML
        return json.dumps(value, ensure_ascii=False)

    lines = [f"case_numbers = {quoted(list(profile.case_numbers))}"]
    for name, table in (
        ("aliases", profile.aliases),
        ("headings", profile.headings),
        ("columns", {heading: list(facts) for heading, facts in profile.columns.items()}),
    ):
        lines += ["", f"[{name}]", *(f"{quoted(key)} = {quoted(value)}" for key, value in table.items())]
    for phrase in profile.phrases:
        lines += ["", "[[phrases]]", *(f"{key} = {quoted(value)}" for key, value in phrase.items())]
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    return text
