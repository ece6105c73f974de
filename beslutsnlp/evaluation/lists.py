"""How well the rows of follow-up lists are read, field by field."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.corpus.follow_up import document_rows, row_cells
from beslutsnlp.corpus.list_reading import read_list
from beslutsnlp.corpus.lists import AnnotatedList, GoldAssignment, GoldRow
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.extraction import extract, load
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.records import Assignment, Extraction, Row

if TYPE_CHECKING:
    from spacy.language import Language

_ROLES = ("responsible", "executor", "collaborators", "report_to")
_SHAPELESS = re.compile(r"[\s\u00ad-]")


def evaluate_lists(pairs: Iterable[tuple[AnnotatedList, Path]], *, nlp: "Language | None" = None) -> Report:
    """Return how well lists are read from files.

    Texts are compared without blanks and hyphens, which a layout may add. `row` counts rows of which half of the cells or more are
    right, `all_cells` those with every cell right; the other fields are those of the rows found. Parties and deadlines are
    those of decided assignments with the right words.

    Args:
        pairs: Each list and a file that shows it.
        nlp: The pipeline; the default one where it is None.
    """
    nlp = nlp or load()
    report = Report()
    for annotated, path in pairs:
        day = dt.date.fromisoformat(annotated.read_on) if annotated.read_on else None
        report.start(annotated.id, groups={"body": annotated.body})
        extraction = extract(path, nlp=nlp, include=ASSERTIONS, as_of=day)
        rows = [_WantedRow(section, entry.cells, entry.gold) for section, entry in annotated.rows]
        _add_list(report, rows, extraction, path.stem)
    return report


def evaluate_list_documents(documents: Iterable[AnnotatedDocument], *, nlp: "Language | None" = None) -> Report:
    """Return how well the rows of annotated lists are understood, their cells being given: the fields of `evaluate_lists`.

    Args:
        documents: Documents of the kind `follow_up`; `meta` may have `read_on`, the day that a list is read on.
        nlp: The pipeline; the default one where it is None.

    Raises:
        DataError: A document has no rows, or a row no label and stage.
    """
    nlp = nlp or load()
    report = Report()
    for document in documents:
        read_on = document.meta.get("read_on")
        day = dt.date.fromisoformat(read_on) if read_on else None
        groups = {key: document.meta[key] for key in ("style", "body") if document.meta.get(key)}
        report.start(document.id, groups=groups)
        extraction = extract(read_list(document), nlp=nlp, include=ASSERTIONS, as_of=day)
        rows = [
            _WantedRow(
                row.fields.get("section"),
                [document.text[cell.start : cell.end] for cell in row_cells(document, row)],
                gold,
            )
            for row, gold in zip(document.of("row"), document_rows(document), strict=True)
        ]
        _add_list(report, rows, extraction, document.id)
    return report


class _WantedRow(NamedTuple):
    """A row as it is annotated: the heading that it stands under, the text of its cells, and what it says."""

    section: str | None
    cells: Sequence[str]
    gold: GoldRow


def _key(text: str | None) -> str:
    return _SHAPELESS.sub("", text or "")


def _words(text: str | None) -> str:
    return _key(text).rstrip(".;,:")


def _add_list(report: Report, rows: Sequence[_WantedRow], extraction: Extraction, place: str) -> None:
    left = list(extraction.rows)
    pairs: list[tuple[_WantedRow, Row]] = []
    missed: list[_WantedRow] = []
    for wanted in rows:
        same = next((row for row in left if _cells(row.cells.values()) == _cells(wanted.cells)), None)
        if same is None:
            missed.append(wanted)
            continue
        left.remove(same)
        pairs.append((wanted, same))
    whole = len(pairs)
    for wanted in missed:
        cells = _cells(wanted.cells)
        best = max(left, key=lambda row: (_cells(row.cells.values()) & cells).total(), default=None)
        if best is not None and 2 * (_cells(best.cells.values()) & cells).total() >= cells.total():
            left.remove(best)
            pairs.append((wanted, best))
        else:
            report.count("assignment", missed=sum(gold.assertion == "decided" for gold in wanted.gold.assignments))
        report.mistake("row", "missed", place, gold=" | ".join(wanted.cells)[:120])
    for name, right in (("row", len(pairs)), ("all_cells", whole)):
        report.count(name, right=right, missed=len(rows) - right, wrong=len(extraction.rows) - right)
    for wanted, row in pairs:
        name = " ".join(next(iter(row.cells.values()), "").split())[:40]
        _add_row(report, wanted.gold, row, wanted.section, f"{place} ({name})")


def _cells(cells: Iterable[str]) -> Counter[str]:
    """Return the texts of the cells that are not empty, without blanks and hyphens."""
    return Counter(filter(None, map(_key, cells)))


def _add_row(report: Report, gold: GoldRow, row: Row, section: str | None, place: str) -> None:
    def add(name: str, wanted: object, found: object) -> None:
        report.add(name, Counter([wanted]), Counter([found]), place)

    add("date", gold.date, row.date.isoformat() if row.date else None)
    add("paragraphs", tuple(gold.paragraphs), tuple(row.paragraphs))
    for name in ("case_number", "title", "assignment_text", "status_text", "done"):
        add(name, _key(getattr(gold, name)), _key(getattr(row, name)))
    add("section", _key(section), _key(row.section))
    add("label", gold.label, row.status.label if row.status else None)
    add("stage", gold.stage, row.status.stage if row.status else None)
    report.add(
        "contradiction",
        Counter({"flag": int(gold.contradicts)}),
        Counter({"flag": int("contradiction" in row.flags)}),
        place,
    )
    wanted = {_words(entry.text): entry for entry in gold.assignments if entry.assertion == "decided"}
    found = {_words(entry.text): entry for entry in row.assignments if entry.assertion == "decided"}
    report.add("assignment", Counter(list(wanted)), Counter(list(found)), place)
    for words in wanted.keys() & found.keys():
        _add_assignment(report, wanted[words], found[words], place)


def _add_assignment(report: Report, gold: GoldAssignment, found: Assignment, place: str) -> None:
    report.add("task", Counter([_words(gold.task)]), Counter([_words(found.task)]), place)
    for role in _ROLES:
        report.add(
            role,
            Counter(_words(party.text) for party in getattr(gold, role)),
            Counter(_words(party.text) for party in getattr(found, role)),
            place,
        )
    report.add(
        "deadline",
        Counter((entry.type, entry.end) for entry in gold.deadlines),
        Counter((entry.type, entry.end.isoformat() if entry.end else None) for entry in found.deadlines),
        place,
    )
