"""What a model learns from annotated documents: clauses and sentences with what they hold, and texts with spans."""

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.errors import ModelError
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.learning.span_model import LabelledSpan, SpanExample
from beslutsnlp.learning.text_classifier import MarkedText
from beslutsnlp.pipeline.candidates import NO_ASSIGNMENT, describe, find_candidates
from beslutsnlp.pipeline.clauses import find_clauses
from beslutsnlp.pipeline.learned import PART_LABELS, STATUS_LABELS, TASK_LABELS
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.passages import plan_passages
from beslutsnlp.pipeline.section_kinds import describe_section
from beslutsnlp.profile import Profile
from beslutsnlp.reading import read
from beslutsnlp.structure import CaseNumbers, outline
from beslutsnlp.training.stages import stage_examples

_LONGEST_BELOW = 400
# marks that come from rules; some examples are shown without them, so that the model learns to read the words
_RULE_MARKS = ("type=", "rule=")


@dataclass(slots=True)
class Examples:
    """Examples of all that a model learns.

    Attributes:
        candidates: Clauses and sentences with the assertion of the assignment that each holds, or none.
        clauses: Decision clauses with their type.
        parts: The words of assignments with their parties and deadlines.
        tasks: The same with their task.
        statuses: Status texts with the phrases in them.
        sections: Sections with their kind, each with its heading's words and without them.
        stages: What the status classifier reads of status texts and rows, with their stage.
    """

    candidates: list[tuple[MarkedText, str]] = field(default_factory=list)
    clauses: list[tuple[MarkedText, str]] = field(default_factory=list)
    parts: list[SpanExample] = field(default_factory=list)
    tasks: list[SpanExample] = field(default_factory=list)
    statuses: list[SpanExample] = field(default_factory=list)
    sections: list[tuple[MarkedText, str]] = field(default_factory=list)
    stages: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Examples", *, times: int = 1) -> None:
        """Add the examples of another, as often as said."""
        for name in _KINDS:
            getattr(self, name).extend(getattr(other, name) * times)

    def to_disk(self, path: Path) -> None:
        """Write the examples as gzipped JSON Lines, a line each, so that later training can mix them in."""
        lines = [
            json.dumps({"of": name, "example": _plain(example)}, ensure_ascii=False)
            for name in _KINDS
            for example in getattr(self, name)
        ]
        # without a time and a name in it, the same examples are the same file
        with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            packed.write("\n".join(lines).encode("utf-8"))

    @classmethod
    def from_disk(cls, path: Path) -> "Examples":
        """Return the examples in a file.

        Raises:
            ModelError: The file is missing or damaged.
        """
        examples = cls()
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    held = json.loads(line)
                    getattr(examples, held["of"]).append(_made(held["of"], held["example"]))
        except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, zlib.error) as error:
            raise ModelError(f"{path} cannot be read: {error}. Take the model's folder anew.") from error
        return examples


_SPANS = ("parts", "tasks", "statuses")
_KINDS = ("candidates", "clauses", "sections", *_SPANS, "stages")


def _plain(example: Any) -> Any:
    if isinstance(example, SpanExample):
        return [example.text, [list(span) for span in example.spans]]
    text, label = example
    return [text.text, list(text.marks), label] if isinstance(text, MarkedText) else [text, label]


def _made(kind: str, held: Any) -> Any:
    if kind in _SPANS:
        return SpanExample(held[0], tuple(LabelledSpan(*span) for span in held[1]))
    return (held[0], held[1]) if kind == "stages" else (MarkedText(held[0], tuple(held[1])), held[2])


def collect(documents: Iterable[AnnotatedDocument], profile: Profile | None = None) -> Examples:
    """Return the examples in documents; `profile` is that of the body that wrote them."""
    documents = list(documents)
    examples = Examples(stages=list(stage_examples(documents)))
    for document in documents:
        if document.kind in ("protocol", "notes"):
            _add_candidates(examples, document, profile or Profile())
            _add_sections(examples, document)
        if document.kind in ("protocol", "notes", "follow_up"):
            _add_parts(examples, document)
        if document.kind == "status" and document.meta.get("phrases") == "all":
            examples.statuses.append(
                _example(document.text, 0, document.of("status"), dict.fromkeys(STATUS_LABELS, "status"))
            )
    return examples


def _add_candidates(examples: Examples, document: AnnotatedDocument, profile: Profile) -> None:
    parts = outline(read(document.text), case_numbers=CaseNumbers(profile.case_numbers), headings=profile.headings)
    parties = PartyFinder(profile.aliases)
    types = {(span.start, span.end): span.fields["type"] for span in document.of("decision")}
    assignments = document.of("assignment")
    for passage in plan_passages(parts, undecided=True):
        clauses = (
            find_clauses(
                passage.text,
                section=passage.reads_as,
                label=passage.label,
                body=passage.body,
                past=passage.past,
                parties=parties,
            )
            if passage.reads_as
            else []
        )
        for candidate in find_candidates(passage, clauses):
            start, end = passage.offsets.source_span(candidate.start, candidate.end)
            held = {span.fields["assertion"] for span in assignments if start <= span.start < end}
            label = next((name for name in ASSERTIONS if name in held), NO_ASSIGNMENT)
            text = describe(passage, candidate, clauses)
            examples.candidates.append((text, label))
            if not any(start < span.end and span.start < end for span in assignments):
                # nobody is given anything here, so that a party in it is none of an assignment's
                examples.parts.append(SpanExample(text.text.replace("\n", " "), ()))
            bare = MarkedText(text.text, tuple(mark for mark in text.marks if not _is_rule_mark(mark)))
            if bare != text:
                examples.candidates.append((bare, label))
            type_ = types.get((start, end))
            if type_ is not None:
                examples.clauses.append((text, type_))


def _is_rule_mark(mark: str) -> bool:
    return mark.startswith(_RULE_MARKS) or " type=" in mark


def _add_sections(examples: Examples, document: AnnotatedDocument) -> None:
    headings = document.of("heading")
    starts = sorted(span.start for span in (*headings, *document.of("item")))
    for span in headings:
        end = next((start for start in starts if start > span.start), len(document.text))
        below = " ".join(document.text[span.end : end].split())[:_LONGEST_BELOW]
        if below:
            heading = document.text[span.start : span.end]
            # half of them without the heading, so that the text below it tells the kind of one that is new
            for words in (heading, None):
                examples.sections.append((describe_section(words, below), span.fields["kind"]))


def _add_parts(examples: Examples, document: AnnotatedDocument) -> None:
    spans = {span.id: span for span in document.spans}
    children: dict[str, list[tuple[str, AnnotatedSpan]]] = {}
    for relation in document.relations:
        children.setdefault(relation.head, []).append((relation.label, spans[relation.child]))
    for assignment in document.of("assignment"):
        text = document.text[assignment.start : assignment.end]
        own = [
            (label, span)
            for label, span in children.get(assignment.id, [])
            if assignment.start <= span.start and span.end <= assignment.end
        ]
        for held, labels in ((examples.parts, PART_LABELS), (examples.tasks, TASK_LABELS)):
            roles = {span.id: label for label, span in own if label in labels}
            held.append(_example(text, assignment.start, [span for _, span in own if span.id in roles], roles))


def _example(text: str, start: int, spans: Sequence[AnnotatedSpan], labels: dict[str, str]) -> SpanExample:
    """Return a text on one line with the spans in it; blanks for line breaks move no character."""
    found = tuple(LabelledSpan(span.start - start, span.end - start, labels.get(span.id, span.label)) for span in spans)
    return SpanExample(text.replace("\n", " "), found)
