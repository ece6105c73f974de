"""Annotated follow-up lists: what is printed in each cell, and what a perfect reader makes of each row."""

import json
from pathlib import Path

from pydantic import ValidationError

from beslutsnlp.corpus.documents import filled_lines, wrong_value
from beslutsnlp.errors import DataError
from beslutsnlp.labels import STAGE_LABELS, Assertion, DeadlineRole, DeadlineType, PartyKind, StatusLabel, StatusStage
from beslutsnlp.records import Record


class GoldParty(Record):
    """A party: its words in the row, its kind, its normalised name."""

    text: str
    kind: PartyKind
    name: str


class GoldDeadline(Record):
    """A deadline: its words in the row, and its value with dates as 2025-05-20."""

    text: str
    type: DeadlineType
    role: DeadlineRole
    start: str | None = None
    end: str | None = None
    timex: str | None = None
    freq: str | None = None
    until: str | None = None
    mod: str | None = None


class GoldAssignment(Record):
    """An assignment that a row gives."""

    text: str
    assertion: Assertion
    task: str | None
    responsible: list[GoldParty] = []
    report_to: list[GoldParty] = []
    executor: list[GoldParty] = []
    collaborators: list[GoldParty] = []
    deadlines: list[GoldDeadline] = []


class GoldRow(Record):
    """What a row says: texts on one line, None where the list does not give it."""

    date: str | None = None
    paragraphs: list[str] = []
    case_number: str | None = None
    title: str | None = None
    assignment_text: str | None = None
    status_text: str | None = None
    done: str | None = None
    label: StatusLabel
    stage: StatusStage
    contradicts: bool = False
    assignments: list[GoldAssignment] = []


class ListRow(Record):
    """A row: the text of each cell, with the line breaks that its author made, and what it says.

    `merged` are the columns whose cell is printed once for this row and the one above.
    """

    cells: list[str]
    gold: GoldRow
    merged: list[int] = []


class ListSection(Record):
    """Rows under a heading, in a table of their own or not."""

    heading: str | None = None
    own_table: bool = True
    rows: list[ListRow]


class ListColumn(Record):
    """A column: its heading as printed, and the facts that it holds."""

    heading: str
    facts: list[str]
    width: float | None = None


class AnnotatedList(Record):
    """A follow-up list of a corpus, one JSON object a line; `read_on` is the day that its statuses are read by."""

    id: str
    body: str
    organisation: str
    title: str
    date: str | None = None
    read_on: str | None = None
    intro: list[str] = []
    outro: list[str] = []
    columns: list[ListColumn]
    sections: list[ListSection]

    @property
    def rows(self) -> list[tuple[str | None, ListRow]]:
        """The rows of all sections, each with its section's heading."""
        return [(section.heading, row) for section in self.sections for row in section.rows]


def read_lists(path: Path) -> list[AnnotatedList]:
    """Return the lists of a JSONL file, each checked.

    Raises:
        DataError: A line is no list of this format: the message names file, line and what is wrong.
    """
    lists: list[AnnotatedList] = []
    for number, line in filled_lines(path):
        place = f"{path}, line {number}"
        try:
            found = AnnotatedList.model_validate_json(line)
        except ValidationError as error:
            raise wrong_value(error, place, "list") from error
        for _, row in found.rows:
            if len(row.cells) != len(found.columns):
                raise DataError(
                    f"{place}: a row has {len(row.cells)} cells for {len(found.columns)} columns. Mend the row."
                )
            if STAGE_LABELS[row.gold.stage] != row.gold.label:
                raise DataError(f"{place}: the stage {row.gold.stage} is not {row.gold.label}. Mend one of them.")
        lists.append(found)
    return lists


def write_lists(lists: list[AnnotatedList], path: Path) -> None:
    """Write lists as a JSONL file, whole or not at all."""
    from beslutsnlp.export import write_whole

    lines = [json.dumps(entry.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) for entry in lists]
    write_whole(path, "".join(line + "\n" for line in lines).encode("utf-8"))
