"""What the status classifier learns from: status texts, and the rows of follow-up lists."""

from collections.abc import Iterable, Iterator

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.corpus.follow_up import document_rows, row_cells
from beslutsnlp.status import status_input


def stage_examples(documents: Iterable[AnnotatedDocument]) -> Iterator[tuple[str, str]]:
    """Yield what the status classifier reads of each status text and of each row, with its stage.

    Rows in which mark and text say opposite things are left out: their stage is that of the mark.
    """
    for document in documents:
        if document.kind == "status" and "stage" in document.meta:
            meta = document.meta
            yield status_input(document.text, meta.get("done"), meta.get("label")), meta["stage"]
        elif document.kind == "follow_up":
            yield from _of_rows(document)


def _of_rows(document: AnnotatedDocument) -> Iterator[tuple[str, str]]:
    for row, gold in zip(document.of("row"), document_rows(document), strict=True):
        if gold.contradicts:
            continue
        labels = [cell for cell in row_cells(document, row) if cell.fields.get("facts") == "status_label"]
        label = " ".join(document.text[cell.start : cell.end] for cell in labels) or None
        yield status_input(gold.status_text or "", gold.done, label), gold.stage
