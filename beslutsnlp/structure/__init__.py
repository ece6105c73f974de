"""Document → Outline: the parts of a protocol, a list or a note, still without language processing."""

from beslutsnlp.columns import Columns
from beslutsnlp.reading.document import Document
from beslutsnlp.structure.bodies import body_in
from beslutsnlp.structure.case_numbers import CaseNumbers
from beslutsnlp.structure.follow_up import read_rows
from beslutsnlp.structure.frame import read_frame
from beslutsnlp.structure.headings import OwnHeadings, canonical_heading
from beslutsnlp.structure.outline import ItemOutline, Outline, RowOutline, Section
from beslutsnlp.structure.protocol import find_items, set_others_apart, split_sections

__all__ = [
    "CaseNumbers",
    "ItemOutline",
    "Outline",
    "OwnHeadings",
    "RowOutline",
    "Section",
    "canonical_heading",
    "outline",
]


def outline(
    document: Document,
    *,
    case_numbers: CaseNumbers | None = None,
    columns: Columns | None = None,
    headings: OwnHeadings | None = None,
) -> Outline:
    """Return the parts of a document: its frame facts and its paragraphs (§) with their sections.

    A text without any § is of kind `notes`; its sections stand in `Outline.sections`.

    Args:
        document: What `reading.read` gave.
        case_numbers: The shapes of case numbers; those of many bodies where it is None.
        columns: What the headings of a list's columns mean; those of many bodies where it is None.
        headings: A body's own section headings, and the kind of section that each opens.
    """
    case_numbers = case_numbers or CaseNumbers()
    if document.tables:
        rows = read_rows(document, columns or Columns(), case_numbers)
        around = [paragraph for paragraph in document.paragraphs if not paragraph.is_table]
        body, date, case_number, title = read_frame(document, around, case_numbers)
        title = title or next((paragraph.text for paragraph in around if len(paragraph.text) < 160), None)
        body = body or (body_in(title) if title else None)
        return Outline("follow_up", title, body, date, case_number, rows=rows)
    items, first = find_items(document.paragraphs, case_numbers, headings or {})
    before = document.paragraphs[:first]
    body, date, case_number, title = read_frame(document, before, case_numbers)
    for item in items:
        set_others_apart(item.sections, body)
    sections = [] if items else split_sections(document.paragraphs, headings or {})
    return Outline("protocol" if items else "notes", title, body, date, case_number, items, sections)
