"""The component that finds the status phrases of rows."""

import datetime as dt
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Span

from beslutsnlp.columns import Columns
from beslutsnlp.labels import STAGE_LABELS, ColumnFact
from beslutsnlp.pipeline.components.spans import make_span, passages_of
from beslutsnlp.pipeline.statuses import find_statuses


class StatusesComponent:
    """Finds the phrases of a list's rows that say how far an assignment has come.

    Requires `doc._.passages`, which the clauses component plans. Assigns `doc.spans["statuses"]` with `span._.status` (stage,
    label, first and last day). `columns` are a body's own headings and their facts.
    """

    def __init__(self, *, columns: Mapping[str, Sequence[ColumnFact]] | None = None) -> None:
        self.columns = Columns(columns)

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            cell = passage.cell("status_text")
            if cell is None:
                continue
            day = dt.date.fromisoformat(passage.decided_on) if passage.decided_on else None
            for phrase in find_statuses(passage.text, *cell, decided_on=day):
                span, data = make_span(doc, passage, phrase.start, phrase.end, phrase.stage, f"s{len(spans)}")
                span._.status = {
                    **data,
                    "stage": phrase.stage,
                    "label": STAGE_LABELS[phrase.stage],
                    "first": phrase.first.isoformat() if phrase.first else None,
                    "last": phrase.last.isoformat() if phrase.last else None,
                    "rule": phrase.rule,
                    "place": [place, phrase.start, phrase.end],
                }
                spans.append(span)
        doc.spans["statuses"] = spans
        return doc
