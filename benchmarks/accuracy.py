"""The tables of docs/accuracy.md: how well each field is read on the bundled corpora.

Run it as `python benchmarks/accuracy.py`; it writes them into the page, between its markers. `tests/test_accuracy.py` checks that the
page says what the code does.
"""

import sys
from pathlib import Path

from beslutsnlp.corpus import AnnotatedList, read_corpus, read_lists
from beslutsnlp.evaluation import (
    Report,
    Score,
    evaluate,
    evaluate_deadlines,
    evaluate_lists,
    evaluate_statuses,
    macro_f1,
)

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
SPLITS = ("train", "dev", "test")
FIELDS = {
    "item": "§",
    "title": "title",
    "case_number": "case number",
    "body": "body",
    "date": "meeting date",
    "decision": "decision clause (exact span)",
    "decision_type": "its type",
    "decided_assignment": "decided assignment (exact span)",
    "responsible": "responsible",
    "executor": "executor",
    "collaborators": "collaborators",
    "report_to": "report receiver",
    "party_kind": "kind of party",
    "party_name": "name of party",
    "task": "task (exact span)",
    "deadline": "deadline (span, type and end)",
    "other_assignment": "assignment not decided (exact span)",
}
LIST_FIELDS = {
    "row": "rows (half of the cells or more right)",
    "all_cells": "rows with every cell right",
    "date": "day of the decision",
    "paragraphs": "§",
    "case_number": "case number",
    "title": "title",
    "assignment_text": "assignment cell",
    "status_text": "status cell",
    "done": "Klart cell",
    "section": "section heading",
    "label": "status label",
    "stage": "status stage",
    "contradiction": "contradiction",
    "assignment": "assignment (exact words)",
    "task": "task (exact words)",
    "responsible": "responsible",
    "report_to": "report receiver",
    "collaborators": "collaborators",
    "deadline": "deadline (type and end)",
}
LISTS = ROOT / "corpora" / "lists"
DEADLINE_FIELDS = ("found", "end", "dates", "span", "type", "role", "timex", "freq", "until", "mod", "rejected")


def protocol_table() -> str:
    """Return precision, recall and F1 by field and split."""
    reports = {split: evaluate(read_corpus(ROOT / "corpora" / "protocols" / f"{split}.jsonl")) for split in SPLITS}
    rows = [
        "| | " + " | ".join(f"{split} P / R / F1" for split in SPLITS) + " | in test |",
        "| --- | --- | --- | --- | ---: |",
    ]
    for name, shown in FIELDS.items():
        scores = [report.scores.get(name, Score()) for report in reports.values()]
        cells = [f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}" for score in scores]
        rows.append(f"| {shown} | {' | '.join(cells)} | {scores[-1].right + scores[-1].missed} |")
    return "\n".join(rows)


def deadline_table() -> str:
    """Return the share of right values by field, for each split and genre of the test split."""
    reports = {
        split: evaluate_deadlines(read_corpus(ROOT / "corpora" / "deadlines" / f"{split}.jsonl")) for split in SPLITS
    }
    genres = ("government", "regional", "municipal")
    rows = [
        "| | train | dev | test | " + " | ".join(f"test, {genre}" for genre in genres) + " |",
        "| --- |" + " ---: |" * 6,
    ]
    for name in DEADLINE_FIELDS:
        cells = [_share(report, name) for report in reports.values()]
        cells += [_share(reports["test"], f"{name} {genre}") for genre in genres]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def list_pairs(split: str) -> list[tuple[AnnotatedList, Path]]:
    """Return the lists of a split with each PDF that shows them."""
    lists = {entry.id: entry for entry in read_lists(LISTS / "sources" / f"{split}.jsonl")}
    paths = [(path.stem.split("--")[0], path) for path in sorted((LISTS / "pdfs").glob("*.pdf"))]
    return [(lists[name], path) for name, path in paths if name in lists]


def list_table() -> str:
    """Return F1 by field and split of the lists' PDFs."""
    reports = [evaluate_lists(list_pairs(split)) for split in SPLITS]
    rows = ["| F1 | train | dev | test | in test |", "| --- |" + " ---: |" * 4]
    for name, shown in LIST_FIELDS.items():
        scores = [report.scores.get(name, Score()) for report in reports]
        cells = " | ".join(f"{score.f1:.3f}" for score in scores)
        rows.append(f"| {shown} | {cells} | {scores[-1].right + scores[-1].missed} |")
    return "\n".join(rows)


def status_table() -> str:
    """Return how well the status texts of the test split are told apart."""
    report = evaluate_statuses(read_corpus(ROOT / "corpora" / "status" / "test.jsonl"))
    rows = ["| test | accuracy | macro-F1 |", "| --- | ---: | ---: |"]
    rows += [
        f"| {name} | {report.score(name).recall:.3f} | {macro_f1(report, name):.3f} |" for name in ("label", "stage")
    ]
    return "\n".join(rows)


def _share(report: Report, name: str) -> str:
    score = report.scores.get(name)
    return f"{score.recall:.3f}" if score else "–"


TABLES = {"protocols": protocol_table, "deadlines": deadline_table, "lists": list_table, "statuses": status_table}


def written(page: str) -> str:
    """Return a page with its measured tables in it."""
    for name, make in TABLES.items():
        head, mark, rest = page.partition(f"<!-- measured: {name} -->")
        _, end, tail = rest.partition("<!-- end -->")
        page = f"{head}{mark}\n\n{make()}\n\n{end}{tail}"
    return page


def main() -> int:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
