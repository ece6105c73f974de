"""The component that finds case numbers and dated paragraphs."""

from collections.abc import Sequence

from spacy.tokens import Doc, Span

from beslutsnlp.pipeline.components.spans import make_span, passages_of
from beslutsnlp.pipeline.references import find_references
from beslutsnlp.structure import CaseNumbers


class ReferencesComponent:
    """Finds case numbers and dated paragraphs in the clauses of a Doc.

    Requires `doc.spans["clauses"]`. Assigns `doc.spans["references"]` with `span._.reference`; a reference's `id_` is that
    of its clause.
    """

    def __init__(self, *, case_numbers: Sequence[str] = ()) -> None:
        self.case_numbers = CaseNumbers(case_numbers)

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        spans: list[Span] = []
        for clause in doc.spans.get("clauses", []):
            place, start, end = clause._.clause["place"][:3]
            passage = passages[place]
            for found in find_references(passage.text, start, end, self.case_numbers):
                span, data = make_span(doc, passage, found.start, found.end, "reference", clause.id_)
                span._.reference = {
                    **data,
                    "case_number": found.case_number,
                    "body": found.body,
                    "date": found.date.isoformat() if found.date else None,
                    "paragraph": found.paragraph,
                }
                spans.append(span)
        doc.spans["references"] = spans
        return doc
