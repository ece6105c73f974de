"""Document → Outline: the parts of a protocol, a list or a note, still without language processing."""

from beslutsnlp.reading.document import Document
from beslutsnlp.structure.case_numbers import CaseNumbers
from beslutsnlp.structure.frame import read_frame
from beslutsnlp.structure.outline import ItemOutline, Outline, Section
from beslutsnlp.structure.protocol import find_items, set_others_apart, split_sections

__all__ = ["CaseNumbers", "ItemOutline", "Outline", "Section", "outline"]


def outline(document: Document, *, case_numbers: CaseNumbers | None = None) -> Outline:
    """Return the parts of a document: its frame facts and its paragraphs (§) with their sections.

    A text without any § is of kind `notes`; its sections stand in `Outline.sections`.

    Args:
        document: What `reading.read` gave.
        case_numbers: The shapes of case numbers; those of many bodies where it is None.
    """
    case_numbers = case_numbers or CaseNumbers()
    items, first = find_items(document.paragraphs, case_numbers)
    before = document.paragraphs[:first]
    body, date, case_number, title = read_frame(document, before, case_numbers)
    for item in items:
        set_others_apart(item.sections, body)
    sections = [] if items else split_sections(document.paragraphs)
    return Outline("protocol" if items else "notes", title, body, date, case_number, items, sections)
