"""Extractions out into files: JSON, JSON Lines, CSV and XLSX, each whole or not at all."""

import csv
import datetime as dt
import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from beslutsnlp.errors import BeslutsnlpError
from beslutsnlp.records import Assignment, Extraction, Party

CSV_COLUMNS = (
    "source", "body", "date", "paragraph", "title", "case_number", "task", "responsible", "executor", "collaborators", "report_to",
    "deadline", "deadline_end", "assertion", "page", "start", "end", "text", "id",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_json(extractions: Iterable[Extraction], *, as_list: bool = False) -> str:
    """Return extractions as JSON: one object, or a list where there are several or one is asked for."""
    objects = [extraction.model_dump(mode="json") for extraction in extractions]
    shown = objects if as_list or len(objects) != 1 else objects[0]
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def to_jsonl(extractions: Iterable[Extraction]) -> str:
    """Return extractions as JSON Lines, one document a line."""
    return "".join(
        json.dumps(extraction.model_dump(mode="json"), ensure_ascii=False) + "\n" for extraction in extractions
    )


def to_csv(extractions: Iterable[Extraction], *, as_of: dt.date | None = None) -> str:
    """Return the assignments of extractions as CSV, one a row; `CSV_COLUMNS` are its columns.

    Several parties in a cell are parted by "; ". Text that a spreadsheet would take for a formula is written with
    an apostrophe before it. With `as_of` a last column `overdue` has "yes" where the deadline has passed by then.

    Where all are follow-up lists, their rows are given instead, under their own headings with the columns of
    `beslutsnlp.export.lists.NORMALISED` beside them.
    """
    extractions = list(extractions)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if extractions and all(extraction.kind == "follow_up" for extraction in extractions):
        from beslutsnlp.export.lists import list_table

        headings, rows = list_table(extractions, as_of=as_of)
        writer.writerow(map(_cell, headings))
        writer.writerows([_cell(value) for value in row] for row in rows)
        return buffer.getvalue()
    writer.writerow((*CSV_COLUMNS, "overdue") if as_of else CSV_COLUMNS)
    for extraction in extractions:
        for assignment in extraction.assignments:
            writer.writerow([_cell(value) for value in assignment_row(extraction, assignment, as_of=as_of)])
    return buffer.getvalue()


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of an extraction as JSON."""
    schema = Extraction.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def assignment_row(extraction: Extraction, assignment: Assignment, *, as_of: dt.date | None = None) -> list[object]:
    """Return what CSV and XLSX tell of an assignment, in the order of `CSV_COLUMNS`, and with `as_of` whether it is overdue."""
    deadline = assignment.deadline
    overdue = ["yes" if assignment.overdue(as_of) else ""] if as_of else []
    return [
        extraction.source, extraction.body, extraction.date, assignment.paragraph, assignment.title, assignment.case_number, assignment.task,
        _names(assignment.responsible), _names(assignment.executor), _names(assignment.collaborators), _names(assignment.report_to),
        deadline.text if deadline else None, deadline.end if deadline else None, assignment.assertion,
        assignment.span.page, assignment.span.start, assignment.span.end, assignment.text, assignment.id,
        *overdue,
    ]  # fmt: skip


def _names(parties: Iterable[Party]) -> str:
    return "; ".join(party.name for party in parties)


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = "\n".join(" ".join(line.split()) for line in value.strip().splitlines())
        return "'" + value if value.startswith(_FORMULA) else value
    return value


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Of a link, the file that it leads to is written. A pipe or a device takes the bytes as they come.

    Raises:
        BeslutsnlpError: The place cannot be written to.
    """
    temporary = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return
        target = path.resolve()
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".beslutsnlp.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise BeslutsnlpError(
            f"{path} cannot be written: {error.strerror or error}. Check the folder and your rights to it."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
