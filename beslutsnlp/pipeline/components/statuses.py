"""The component that finds the status phrases of rows."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from spacy.tokens import Doc, Span

from beslutsnlp.columns import Columns
from beslutsnlp.labels import STAGE_LABELS, ColumnFact
from beslutsnlp.pipeline.components.spans import MODEL_RULE, make_span, passages_of
from beslutsnlp.pipeline.phrases import OwnPhrases, with_own_phrases
from beslutsnlp.pipeline.statuses import StatusPhrase, find_stages, find_statuses

CLASSIFIER = "status.skops"


class StatusesComponent:
    """Finds the phrases of a list's rows that say how far an assignment has come.

    Requires `doc._.passages`, which the clauses component plans. Assigns `doc.spans["statuses"]` with `span._.status` (stage,
    label, first and last day). `columns` are a body's own headings and their facts. `classifier` is the status classifier that
    rows are to be read with, as the bytes of its .skops file; None for the one that comes with the library.
    """

    def __init__(self, *, columns: Mapping[str, Sequence[ColumnFact]] | None = None, phrases: OwnPhrases = ()) -> None:
        self.phrases = phrases
        self.columns = Columns(columns)
        self.classifier: bytes | None = None

    def __call__(self, doc: Doc) -> Doc:
        with with_own_phrases(self.phrases):
            return self._found(doc)

    def _found(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        parts = doc._.parts
        for place, passage in enumerate(passages_of(doc)):
            cell = passage.cell("status_text")
            if cell is None:
                continue
            day = dt.date.fromisoformat(passage.decided_on) if passage.decided_on else None
            seen = None if parts is None else {(start, end) for at, start, end in parts if at == place}
            found = find_statuses(passage.text, *cell, decided_on=day)
            for phrase in (*found, *_more(passage.text, found, seen or set())):
                span, data = make_span(doc, passage, phrase.start, phrase.end, phrase.stage, f"s{len(spans)}")
                span._.status = {
                    **data,
                    "stage": phrase.stage,
                    "label": STAGE_LABELS[phrase.stage],
                    "first": phrase.first.isoformat() if phrase.first else None,
                    "last": phrase.last.isoformat() if phrase.last else None,
                    "rule": phrase.rule,
                    "place": [place, phrase.start, phrase.end],
                    "seen": None if seen is None else (phrase.start, phrase.end) in seen,
                }
                spans.append(span)
        doc.spans["statuses"] = sorted(spans, key=lambda span: span._.status["place"])
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write the classifier of statuses into a folder, if the pipeline has one of its own."""
        Path(path).mkdir(parents=True, exist_ok=True)
        if self.classifier is not None:
            (Path(path) / CLASSIFIER).write_bytes(self.classifier)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "StatusesComponent":  # noqa: ARG002
        """Take the classifier of statuses from a folder, if one is there."""
        file = Path(path) / CLASSIFIER
        self.classifier = file.read_bytes() if file.is_file() else None
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """Return the classifier of statuses as bytes; none if it is the library's."""
        return self.classifier or b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "StatusesComponent":  # noqa: ARG002
        """Take the classifier of statuses from bytes, if there are any."""
        self.classifier = data or None
        return self


def _more(text: str, found: Sequence[StatusPhrase], seen: set[tuple[int, int]]) -> Iterator[StatusPhrase]:
    """Yield the phrases that the model sees where rules find none, and whose words tell a stage."""
    for start, end in sorted(seen):
        if any(phrase.start < end and start < phrase.end for phrase in found):
            continue
        stages = find_stages(text[start:end])
        if stages:
            yield StatusPhrase(start, end, stages[0][2], rule=MODEL_RULE)
