"""From a source to its records: read it, find its parts, parse what can hold a decision, put the records together."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.assembly import Found, assemble
from beslutsnlp.columns import Columns
from beslutsnlp.dates.meetings import Meetings, read_meetings
from beslutsnlp.errors import ModelError, ReadError, TooLarge
from beslutsnlp.labels import ASSERTIONS, Assertion
from beslutsnlp.learning.tokens import make_doc
from beslutsnlp.model_files import check_model, default_model
from beslutsnlp.profile import Profile, component_settings, merged, profile_of, read_profile
from beslutsnlp.reading import Document, read
from beslutsnlp.reading.text import MAX_CHARACTERS
from beslutsnlp.records import Extraction
from beslutsnlp.structure import CaseNumbers, Outline

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from beslutsnlp.pipeline.passages import PlannedPassage
    from beslutsnlp.status import StatusClassifier

Source = "Path | str | bytes | Document | Doc"
_PATH = re.compile(r"[^\n]{1,300}\.(?:pdf|docx|xlsx|csv|txt|md)", re.IGNORECASE)
_COMPONENTS = (
    "clauses",
    "assignments",
    "candidates",
    "assertions",
    "parties",
    "deadlines",
    "references",
    "statuses",
    "scores",
)
# a pipeline for protocols alone does without statuses, and one of rules alone without what a model adds
_OPTIONAL = frozenset(("candidates", "statuses", "scores"))


def load(model: Path | str | None = None, *, profile: Path | None = None, meetings: Path | None = None) -> "Language":
    """Return a Swedish spaCy pipeline with all components, ready to parse and to give to `extract`.

    It holds what extraction needs and no tagger: `spacy.load` gives the whole pipeline of a model's folder.

    Args:
        model: The folder of a model that `train` wrote; the one that comes with the library where it is None.
        profile: A TOML file of one body's own abbreviations, headings and case numbers; see the guide on profiles.
        meetings: A TOML or CSV file of the meeting days of bodies, which turn "nämndens möte i september" into its day.

    Raises:
        DataError: A file cannot be opened, or has an unknown key or a wrong value.
        ModelError: The folder is none of a model, or a file in it is missing, changed or made by a newer version.

    >>> nlp = load()
    >>> nlp.pipe_names[:2]
    ['beslutsnlp_clauses', 'beslutsnlp_assignments']
    """
    folder = Path(model) if model is not None else default_model()
    check_model(folder)
    nlp = rule_pipeline(
        merged(profile_of(folder), _checked(profile) if profile else Profile()),
        read_meetings(meetings) if meetings else Meetings(),
    )
    for name in ("clauses", "candidates", "statuses", "scores"):
        held = folder / f"beslutsnlp_{name}"
        if held.is_dir():
            component: Any = nlp.get_pipe(held.name)
            component.from_disk(held)
    return nlp


def _checked(path: Path) -> Profile:
    """Return a profile whose phrases components can take."""
    from beslutsnlp.pipeline.phrases import make_own_phrases

    profile = read_profile(path)
    make_own_phrases(profile.phrases, source=str(path))
    return profile


def rule_pipeline(profile: Profile, meetings: Meetings) -> "Language":
    """Return a pipeline whose components have no model: rules alone."""
    import spacy

    from beslutsnlp.pipeline.language import add_language_rules

    nlp = spacy.blank("sv")
    # the limit guards parsers that take memory by the word; these components do not
    nlp.max_length = MAX_CHARACTERS
    add_language_rules(nlp)
    return add_components(nlp, profile, meetings)


def add_components(nlp: "Language", profile: Profile, meetings: Meetings) -> "Language":
    """Add the components to a pipeline, in the order that they need."""
    days = {body: [day.isoformat() for day in given] for body, given in meetings.days.items()}
    configs: Mapping[str, dict[str, Any]] = {**component_settings(profile), "deadlines": {"meetings": days}}
    for name in _COMPONENTS:
        nlp.add_pipe(f"beslutsnlp_{name}", config=configs.get(name, {}))
    return nlp


@lru_cache(maxsize=1)
def _default_pipeline() -> "Language":
    return load()


def extract(
    source: "Path | str | bytes | Document | Doc",
    *,
    nlp: "Language | None" = None,
    decided_on: dt.date | None = None,
    include: Iterable[Assertion] = ("decided",),
    as_of: dt.date | None = None,
) -> Extraction:
    r"""Return the decisions and assignments of a document as records.

    Args:
        source: A path, a text, the bytes of a file, a Document, or a Doc that a pipeline has parsed. A text is
            never taken for a path.
        nlp: A pipeline from `load`; the default one where it is None.
        decided_on: The meeting's date, where the document does not tell it or tells it wrong.
        include: Which assignments to give, by their assertion. Decisions are given whatever theirs.
        as_of: The day that a follow-up list is read on. It decides statuses that are a bare date ("RS 2025-05-27"), which
            without it count as past.

    Raises:
        ReadError: The source cannot be read, or is the name of a file as text.
        ModelError: The pipeline lacks a component that is needed.
        ValueError: `include` names an assertion that there is not.

    >>> text = "§ 7 Budget\n\nBeslut\n\natt uppdra till ekonomichefen att ta fram en plan."
    >>> extract(text).assignments[0].responsible[0].name
    'ekonomichefen'
    """
    wanted = _check_include(include)
    if not isinstance(source, (Path, str, bytes, Document)):
        return _extract_doc(source, nlp, decided_on, wanted, as_of)
    nlp = nlp or _default_pipeline()
    _check_pipeline(nlp)
    if isinstance(source, str) and _PATH.fullmatch(source):
        raise ReadError(f"{source!r} is a text here, not a file. For the file give pathlib.Path({source!r}).")
    document = source if isinstance(source, Document) else read(source, columns=columns_of(nlp))
    parts, found, day = find_all(document, nlp, decided_on=decided_on, undecided=wanted != {"decided"})
    return _assembled(document, parts, found, day, wanted, as_of, own_classifier(nlp))


def find_all(
    document: Document, nlp: "Language", *, decided_on: dt.date | None = None, undecided: bool = True
) -> tuple[Outline, list[Found], dt.date | None]:
    """Return a document's outline, what the components find in each passage, and the day of its decisions.

    Args:
        document: What `read` gave.
        nlp: The pipeline.
        decided_on: The meeting's date, where the document does not tell it.
        undecided: Look also where there can only be proposed or retold assignments.

    Raises:
        TooLarge: A passage is longer than the pipeline takes.
    """
    from beslutsnlp.pipeline.passages import plan_passages

    parts = outline_of(document, nlp)
    day = decided_on or parts.date
    planned = plan_passages(parts, undecided=undecided)
    for passage in planned:
        if len(passage.text) > nlp.max_length:
            raise TooLarge(
                f"A passage of {document.source or 'the text'} has {len(passage.text):,} characters; the pipeline takes {nlp.max_length:,}. "
                "Split the document, or raise nlp.max_length."
            )
    docs = nlp.pipe((_unparsed(nlp, passage, day) for passage in planned), batch_size=32)
    return parts, [Found.of(doc, passage.offsets) for doc, passage in zip(docs, planned, strict=True)], day


def _unparsed(nlp: "Language", passage: "PlannedPassage", day: dt.date | None) -> "Doc":
    doc = make_doc(nlp.tokenizer, passage.text)
    doc._.passages = [passage.on_its_own().as_data()]
    doc._.decided_on = day.isoformat() if day else None
    return doc


def _assembled(
    document: Document,
    parts: Outline,
    found: list[Found],
    day: dt.date | None,
    wanted: frozenset[Assertion],
    as_of: dt.date | None,
    classifier: "StatusClassifier | None",
) -> Extraction:
    if parts.kind == "follow_up":
        from beslutsnlp.row_assembly import assemble_rows

        return assemble_rows(document, parts, found, decided_on=day, include=wanted, as_of=as_of, classifier=classifier)
    return assemble(document, parts, found, decided_on=day, include=wanted)


def _extract_doc(
    doc: "Doc",
    nlp: "Language | None",
    decided_on: dt.date | None,
    wanted: frozenset[Assertion],
    as_of: dt.date | None,
) -> Extraction:
    if not hasattr(doc, "spans") or not hasattr(doc, "text"):
        raise TypeError(f"extract takes a Path, a text, bytes, a Document or a spaCy Doc, not {type(doc).__name__}.")
    nlp = nlp or _default_pipeline()
    _check_pipeline(nlp)
    if decided_on is not None or any(
        group not in doc.spans for group in ("clauses", "assignments", "parties", "deadlines", "references")
    ):
        if decided_on is not None:
            doc._.decided_on = decided_on.isoformat()
        for name in (name for name in _COMPONENTS if nlp.has_pipe(f"beslutsnlp_{name}")):
            doc = nlp.get_pipe(f"beslutsnlp_{name}")(doc)
    document = read(doc.text, columns=columns_of(nlp))
    parts = outline_of(document, nlp)
    day = decided_on or (dt.date.fromisoformat(doc._.decided_on) if doc._.decided_on else parts.date)
    return _assembled(document, parts, [Found.of(doc, None)], day, wanted, as_of, own_classifier(nlp))


def _check_include(include: Iterable[Assertion]) -> frozenset[Assertion]:
    wanted = frozenset([include] if isinstance(include, str) else include)
    unknown = sorted(wanted - set(ASSERTIONS))
    if unknown:
        raise ValueError(f"include names {', '.join(unknown)}; the assertions are {', '.join(ASSERTIONS)}.")
    return wanted  # type: ignore[return-value]


def _check_pipeline(nlp: "Language") -> None:
    missing = [name for name in _COMPONENTS if name not in _OPTIONAL and f"beslutsnlp_{name}" not in nlp.pipe_names]
    if missing:
        raise ModelError(
            f"The pipeline lacks beslutsnlp_{', beslutsnlp_'.join(missing)}. Use beslutsnlp.load(), or add them with nlp.add_pipe."
        )


def outline_of(document: Document, nlp: "Language") -> Outline:
    """Return the parts of a document as a pipeline reads them, by its own headings and what it has learnt of them."""
    clauses: Any = nlp.get_pipe("beslutsnlp_clauses")
    parts: Outline = clauses.outline(document, columns=columns_of(nlp))
    return parts


def case_numbers_of(nlp: "Language") -> CaseNumbers:
    """Return the shapes of case numbers that a pipeline knows."""
    component: Any = nlp.get_pipe("beslutsnlp_references")
    return component.case_numbers  # type: ignore[no-any-return]


def own_classifier(nlp: "Language") -> "StatusClassifier | None":
    """Return the status classifier that a pipeline brings; None where it is the library's."""
    component: Any = nlp.get_pipe("beslutsnlp_statuses") if nlp.has_pipe("beslutsnlp_statuses") else None
    data: bytes | None = component.classifier if component is not None else None
    if data is None:
        return None
    from beslutsnlp.status.classifier import classifier_of

    return classifier_of(data)


def columns_of(nlp: "Language") -> Columns:
    """Return what the headings of lists mean to a pipeline."""
    if not nlp.has_pipe("beslutsnlp_statuses"):
        return Columns()
    component: Any = nlp.get_pipe("beslutsnlp_statuses")
    return component.columns  # type: ignore[no-any-return]


def extract_all(
    sources: Sequence[Path], *, nlp: "Language | None" = None, include: Iterable[Assertion] = ("decided",)
) -> Iterable[Extraction]:
    """Yield the extraction of each file, in order, with one pipeline for all."""
    nlp = nlp or _default_pipeline()
    for source in sources:
        yield extract(source, nlp=nlp, include=include)
