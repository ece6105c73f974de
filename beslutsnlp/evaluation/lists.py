"""How well the rows of follow-up lists are read, field by field."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from beslutsnlp.corpus.lists import AnnotatedList, GoldAssignment, GoldRow, ListRow
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
        _add_list(report, annotated, extraction, path.stem)
    return report


def _key(text: str | None) -> str:
    return _SHAPELESS.sub("", text or "")


def _words(text: str | None) -> str:
    return _key(text).rstrip(".;,:")


def _add_list(report: Report, annotated: AnnotatedList, extraction: Extraction, place: str) -> None:
    left = list(extraction.rows)
    pairs: list[tuple[str | None, GoldRow, Row]] = []
    missed: list[tuple[str | None, ListRow]] = []
    for section, entry in annotated.rows:
        same = next((row for row in left if _cells(row.cells.values()) == _cells(entry.cells)), None)
        if same is None:
            missed.append((section, entry))
            continue
        left.remove(same)
        pairs.append((section, entry.gold, same))
    whole = len(pairs)
    for section, entry in missed:
        wanted = _cells(entry.cells)
        best = max(left, key=lambda row: (_cells(row.cells.values()) & wanted).total(), default=None)
        if best is not None and 2 * (_cells(best.cells.values()) & wanted).total() >= wanted.total():
            left.remove(best)
            pairs.append((section, entry.gold, best))
        else:
            report.count("assignment", missed=sum(gold.assertion == "decided" for gold in entry.gold.assignments))
        report.mistake("row", "missed", place, gold=" | ".join(entry.cells)[:120])
    for name, right in (("row", len(pairs)), ("all_cells", whole)):
        report.count(name, right=right, missed=len(annotated.rows) - right, wrong=len(extraction.rows) - right)
    for section, gold, row in pairs:
        _add_row(report, gold, row, section, f"{place} ({' '.join(next(iter(row.cells.values()), '').split())[:40]})")


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
