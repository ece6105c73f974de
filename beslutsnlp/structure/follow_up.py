"""The rows of follow-up lists: what each cell says, by the facts of its column."""

import re
from collections.abc import Iterator, Sequence

from beslutsnlp.columns import Columns
from beslutsnlp.labels import ColumnFact
from beslutsnlp.reading.document import Cell, Document, Paragraph, Table, TableRow
from beslutsnlp.structure.case_numbers import CaseNumbers
from beslutsnlp.structure.cell_facts import read_paragraph, without
from beslutsnlp.structure.column_facts import Facts, assign_facts, is_time
from beslutsnlp.structure.outline import RowOutline

_TEXT_FACTS: tuple[ColumnFact, ...] = ("title", "assignment_text", "responsible", "deadline", "status_text")
_MARKS: tuple[ColumnFact, ...] = ("done", "status_label", "closed_by")
_LONGEST_HEADING = 90
_NO_SECTION = re.compile(r"(?:uppdaterad|avser|upprättad|datum|sida|bilaga)\b|.*\d{4}-\d\d-\d\d$", re.IGNORECASE)
_TASK = re.compile(r"\b(?:uppdrag|ska|skall|ges|får|uppdras|att)\b|^\d{1,2}[.)]|[.;]$")
_GIVES = re.compile(r"\b(?:i uppdrag|uppdras|uppdrar|ska|skall|uppdra)\b")
_STATUS_WORDS = re.compile(
    r"\b(?:pågår|klart?|redovisa\w*|återrapporter\w*|genomfört?|avslutat?|ej|inte|planer\w*|bereds|väntar|avvaktar)\b"
)


def read_rows(document: Document, columns: Columns, case_numbers: CaseNumbers) -> list[RowOutline]:
    """Return the rows of all follow-up tables of a document, in order."""
    rows: list[RowOutline] = []
    before = 0
    for table in document.tables:
        parted = len(document.tables) > 1 or any(row.is_heading for row in table.rows)
        section = _section_above(document, before, table) if parted else None
        facts = assign_facts(table, columns, case_numbers)
        keys = _keys(table.headings)
        for row in table.rows:
            if row.is_heading:
                section = " ".join(row.cells[0].text.split())
            else:
                rows.append(_row(row, keys, facts, section, case_numbers))
        before = max(
            (paragraph.end for row in table.rows for cell in row.cells for paragraph in cell.paragraphs), default=before
        )
    return rows


def _keys(headings: Sequence[str]) -> list[str]:
    """Return the headings on one line, those that come again or are empty with a number."""
    keys: list[str] = []
    for place, heading in enumerate(headings, 1):
        key = " ".join(re.sub(r"[-\u00ad\ufffe]\n(?=[a-zåäö])", "", heading).split()) or f"({place})"
        while key in keys:
            key = f"{key} ({place})"
        keys.append(key)
    return keys


def _section_above(document: Document, before: int, table: Table) -> str | None:
    """Return the heading that stands right above a table."""
    start = table.start
    if start is None:
        return None
    above = [
        paragraph for paragraph in document.paragraphs if before <= paragraph.start < start and not paragraph.is_table
    ]
    last = above[-1].text if above else ""
    if not last or len(last) > _LONGEST_HEADING or last.endswith(".") or _NO_SECTION.match(last):
        return None
    return last if len(above) > 1 or before else None


def _row(
    row: TableRow, keys: Sequence[str], facts: Sequence[Facts], section: str | None, case_numbers: CaseNumbers
) -> RowOutline:
    made = RowOutline(section=section, page=row.page, start=row.start)
    for key, own, cell in zip(keys, facts, row.cells, strict=False):
        made.cells[key] = cell.text
        _read_cell(made, own, cell, case_numbers)
    if not any("assignment_text" in own for own in facts):
        _part_title(made)
    made.title = made.text("title")
    return made


def _part_title(row: RowOutline) -> None:
    """Take what a matter's cell tells of an assignment, in paragraphs below its title, as the assignment."""
    paragraphs = row.texts.get("title", [])
    start = next((i for i, paragraph in enumerate(paragraphs) if i and _GIVES.search(paragraph.text)), None)
    if start is not None:
        row.texts["title"], row.texts["assignment_text"] = paragraphs[:start], paragraphs[start:]


def _read_cell(row: RowOutline, facts: Facts, cell: Cell, case_numbers: CaseNumbers) -> None:
    """Put what a cell says into a row."""
    text = " ".join(cell.text.split())
    if not text or not facts:
        return
    for mark in _MARKS:
        if facts == (mark,):
            _set_mark(row, mark, text)
            return
    asked = [fact for fact in facts if fact in ("decided", "case_number")]
    wanted = [fact for fact in facts if fact in _TEXT_FACTS]
    rest: list[Paragraph] = []
    paragraphs = _joined(cell) if asked and not wanted else list(cell.paragraphs)
    for paragraph in paragraphs:
        found = read_paragraph(paragraph.text, facts, case_numbers, bare=facts == ("decided",)) if asked else None
        if found is None or not found.spans:
            rest.append(paragraph)
            continue
        row.date = row.date or found.date
        row.paragraphs.extend(number for number in found.paragraphs if number not in row.paragraphs)
        row.case_number = row.case_number or found.case_number
        left = without(paragraph, found.spans)
        if left is not None:
            rest.append(left)
    if facts == ("case_number",) and row.case_number is None:
        row.case_number = text
    if wanted and rest:
        _share(row, wanted, rest)
    for mark in _MARKS:
        if mark in facts and len(facts) > 1:
            _set_mark(row, mark, text)


def _joined(cell: Cell) -> list[Paragraph]:
    """Return a cell's paragraphs as one, since a date or number may be cut between them."""
    if len(cell.paragraphs) < 2:
        return list(cell.paragraphs)
    first = cell.paragraphs[0]
    return [Paragraph(" ".join(paragraph.text for paragraph in cell.paragraphs), first.offsets)]


def _set_mark(row: RowOutline, fact: ColumnFact, text: str) -> None:
    if fact == "done":
        row.done = text if row.done is None else f"{row.done} {text}"
    elif fact == "status_label":
        row.label = text if row.label is None else f"{row.label}, {text}"
    else:
        row.closed_by = text if row.closed_by is None else f"{row.closed_by} {text}"


def _share(row: RowOutline, wanted: Sequence[ColumnFact], paragraphs: Sequence[Paragraph]) -> None:
    """Give the paragraphs of a cell of several facts each to its own."""
    if len(wanted) == 1:
        row.texts.setdefault(wanted[0], []).extend(paragraphs)
        return
    for paragraph, fact in zip(paragraphs, _facts_of(wanted, paragraphs), strict=True):
        if "responsible" in wanted and "deadline" in wanted:
            for part, own in _party_and_time(paragraph):
                row.texts.setdefault(own, []).append(part)
        else:
            row.texts.setdefault(fact, []).append(paragraph)


def _facts_of(wanted: Sequence[ColumnFact], paragraphs: Sequence[Paragraph]) -> Iterator[ColumnFact]:
    """Yield which of two facts each paragraph is: a title before the task, a task before its status."""
    first, second = wanted[0], wanted[1]
    pair = {first, second}
    for place, paragraph in enumerate(paragraphs):
        if pair == {"title", "assignment_text"}:
            heads = place == 0 and (len(paragraphs) > 1 or not _TASK.search(paragraph.text))
            yield "title" if heads and not re.match(r"(?:att|\d)\b", paragraph.text) else "assignment_text"
        elif pair == {"assignment_text", "status_text"}:
            yield "status_text" if place and _STATUS_WORDS.search(paragraph.text.casefold()) else "assignment_text"
        else:
            yield first if place == 0 else second


def _party_and_time(paragraph: Paragraph) -> Iterator[tuple[Paragraph, ColumnFact]]:
    """Yield the party and the time that a cell of both holds."""
    text = paragraph.text
    for match in re.finditer(r"(?:^|(?<=\s))\S", text):
        at = match.start()
        if is_time(text[at:]):
            before = text[:at].rstrip(" ,;:–-/(")
            if before:
                yield paragraph.part(0, len(before)), "responsible"
            yield paragraph.part(at), "deadline"
            return
    yield paragraph, "responsible"
