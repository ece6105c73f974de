"""The component that finds the decision clauses of a Doc."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from spacy.tokens import Doc, Span

from beslutsnlp.columns import Columns
from beslutsnlp.learning.text_classifier import TextClassifier
from beslutsnlp.pipeline.clauses import find_clauses
from beslutsnlp.pipeline.components.spans import make_span, passages_of
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.passages import PlannedPassage, plan_passages
from beslutsnlp.pipeline.phrases import OwnPhrases, with_own_phrases
from beslutsnlp.pipeline.section_kinds import kinds_of
from beslutsnlp.reading.document import Document
from beslutsnlp.reading.text import read_text
from beslutsnlp.structure import CaseNumbers, Outline, OwnHeadings, canonical_heading, outline
from beslutsnlp.structure.repeated import find_repeated

_KINDS = "sections.npz"


class ClausesComponent:
    """Finds the decision clauses of a Doc.

    Assigns `doc.spans["clauses"]` with `span._.clause` (type, assertion, rule), and `doc._.passages` where it is not
    set: the parts of the text that can hold a decision or an assignment.
    """

    def __init__(
        self,
        *,
        case_numbers: Sequence[str] = (),
        aliases: Mapping[str, str] | None = None,
        headings: OwnHeadings | None = None,
        phrases: OwnPhrases = (),
    ) -> None:
        self.phrases = phrases
        self.case_numbers = CaseNumbers(case_numbers)
        self.headings = {canonical_heading(heading): kind for heading, kind in (headings or {}).items()}
        self.parties = PartyFinder(aliases)
        self.kinds: TextClassifier | None = None

    def __call__(self, doc: Doc) -> Doc:
        with with_own_phrases(self.phrases):
            return self._found(doc)

    def _found(self, doc: Doc) -> Doc:
        if doc._.passages is None:
            plan: list[PlannedPassage] = []
            if doc.text.strip():
                parts = self.outline(read_text(doc.text))
                plan = plan_passages(parts, undecided=True)
                if doc._.decided_on is None and parts.date:
                    doc._.decided_on = parts.date.isoformat()
            doc._.passages = [passage.as_data() for passage in plan]
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            if passage.reads_as in ("", "row"):
                continue
            for clause in find_clauses(
                passage.text,
                section=passage.reads_as,
                label=passage.label,
                body=passage.body,
                past=passage.past,
                parties=self.parties,
            ):
                span, data = make_span(doc, passage, clause.start, clause.end, clause.type, f"c{len(spans)}")
                own = {
                    "type": clause.type,
                    "assertion": clause.assertion,
                    "rule": clause.rule,
                    "reads": passage.reads_as,
                    "place": [place, clause.start, clause.end, clause.cue],
                }
                span._.clause = {**data, **own}
                spans.append(span)
        doc.spans["clauses"] = spans
        return doc

    def outline(self, document: Document, *, columns: Columns | None = None) -> Outline:
        """Return the parts of a document; headings that its house style repeats and no list has open sections too, if a model tells."""
        parts = outline(document, case_numbers=self.case_numbers, columns=columns, headings=self.headings)
        if self.kinds is None or not parts.items:
            return parts
        kinds = kinds_of(find_repeated(parts.items, self.headings), self.kinds)
        if not kinds:
            return parts
        return outline(document, case_numbers=self.case_numbers, columns=columns, headings={**kinds, **self.headings})

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write what tells the kinds of sections into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        if self.kinds is not None:
            self.kinds.to_disk(Path(path) / _KINDS)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "ClausesComponent":  # noqa: ARG002
        """Take what tells the kinds of sections from a folder, if it is there."""
        file = Path(path) / _KINDS
        self.kinds = TextClassifier.from_disk(file) if file.is_file() else None
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """Return what tells the kinds of sections as bytes; none if there is nothing."""
        return self.kinds.to_bytes() if self.kinds is not None else b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "ClausesComponent":  # noqa: ARG002
        """Take what tells the kinds of sections from bytes, if there are any."""
        self.kinds = TextClassifier.from_bytes(data, place=_KINDS) if data else None
        return self
