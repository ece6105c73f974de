"""The tables of docs/accuracy.md: how well each field is read on the bundled corpora.

Run it as `python benchmarks/accuracy.py`; it writes them into the page, between its markers. `tests/test_accuracy.py` checks that the
page says what the code does.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from beslutsnlp.corpus import AnnotatedDocument, AnnotatedList, read_corpus, read_lists
from beslutsnlp.evaluation import (
    Report,
    Score,
    evaluate,
    evaluate_deadlines,
    evaluate_lists,
    evaluate_statuses,
    macro_f1,
    summarise,
)
from beslutsnlp.evaluation.calibration import calibrate
from beslutsnlp.evaluation.intervals import bootstrap
from beslutsnlp.evaluation.summary import KEY_FIELDS, Group, worst_groups

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
SPLITS = ("train", "dev", "test")
# as many rows have the tables of house styles and of confusions
WORST = 10
CONFUSIONS = 15
FIELDS = {
    "item": "§",
    "title": "title",
    "case_number": "case number",
    "body": "body",
    "date": "meeting date",
    "decision": "decision clause (exact span)",
    "decision_type": "its type",
    "decision_assertion": "its assertion",
    "decided_assignment": "decided assignment (exact span)",
    "assignment_is_decided": "assignment: decided or not",
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


@cache
def measured(corpus: str, split: str) -> Report:
    """Return what is measured on a split of a bundled corpus; each is measured once in a process."""
    if corpus == "lists":
        return evaluate_lists(list_pairs(split))
    documents = read_corpus(ROOT / "corpora" / corpus / f"{split}.jsonl")
    measures: dict[str, Callable[[Sequence[AnnotatedDocument]], Report]] = {
        "deadlines": evaluate_deadlines,
        "status": evaluate_statuses,
    }
    return measures.get(corpus, evaluate)(documents)


def list_pairs(split: str) -> list[tuple[AnnotatedList, Path]]:
    """Return the lists of a split with each PDF that shows them."""
    lists = {entry.id: entry for entry in read_lists(LISTS / "sources" / f"{split}.jsonl")}
    paths = [(path.stem.split("--")[0], path) for path in sorted((LISTS / "pdfs").glob("*.pdf"))]
    return [(lists[name], path) for name, path in paths if name in lists]


def protocol_table() -> str:
    """Return precision, recall and F1 by field and split."""
    reports = [measured("protocols", split) for split in SPLITS]
    intervals = bootstrap(reports[-1].documents)
    rows = [
        "| | "
        + " | ".join(f"{split} P / R / F1" for split in SPLITS)
        + " | test F1, 95 % | test, partial F1 | in test |",
        "| --- |" + " --- |" * 4 + " ---: |" * 2,
    ]
    for name, shown in FIELDS.items():
        scores = [report.scores.get(name, Score()) for report in reports]
        cells = [f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}" for score in scores]
        partial = reports[-1].partial.get(name)
        rows.append(
            f"| {shown} | {' | '.join(cells)} | {_interval(intervals, name)} | {f'{partial.f1:.3f}' if partial else ''} | {scores[-1].annotated} |"
        )
    return "\n".join(rows)


def style_table() -> str:
    """Return the F1 of the house styles that are read worst."""
    groups = [
        (split, group)
        for split in ("dev", "test")
        for group in worst_groups(summarise(measured("protocols", split), name="documents", resamples=1), "style")
    ]
    fields = KEY_FIELDS["documents"]

    def mean(entry: tuple[str, Group]) -> float:
        measures = [entry[1].fields[name] for name in fields[:2] if name in entry[1].fields]
        return sum(measure.f1 for measure in measures) / len(measures) if measures else 1.0

    rows = [
        "| F1 (annotated) | split | " + " | ".join(FIELDS[name] for name in fields) + " |",
        "| --- | --- |" + " ---: |" * len(fields),
    ]
    for split, group in sorted(groups, key=lambda entry: (mean(entry), entry[1].name))[:WORST]:
        measures = [group.fields.get(name) for name in fields]
        cells = [f"{entry.f1:.2f} ({entry.annotated})" if entry and entry.annotated else "–" for entry in measures]
        rows.append(f"| {group.name} | {split} | {' | '.join(cells)} |")
    return "\n".join(rows)


def confusion_table() -> str:
    """Return which types and assertions are taken for which most often."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for place, split in enumerate(SPLITS):
        for name in ("decision_type", "assignment_assertion", "party_role", "deadline_type"):
            for (gold, found), count in measured("protocols", split).confusions[name].items():
                if gold != found:
                    counts.setdefault((name, gold, found), [0, 0, 0])[place] += count
    most = sorted(counts.items(), key=lambda entry: (-sum(entry[1][1:]), entry[0]))[:CONFUSIONS]
    rows = ["| | annotated | found | train | dev | test |", "| --- | --- | --- | ---: | ---: | ---: |"]
    rows += [
        f"| {name.replace('_', ' ')} | {gold} | {found} | {' | '.join(map(str, count))} |"
        for (name, gold, found), count in most
    ]
    return "\n".join(rows)


def mistake_table() -> str:
    """Return how many mistakes of each kind each field of protocols has."""
    reports = {split: measured("protocols", split) for split in ("dev", "test")}
    kinds = {"missed": "missed", "extra": "not there", "bounds": "wrong bounds", "value": "wrong value"}
    counts: Counter[tuple[str, str, str]] = Counter(
        (mistake.field, split, mistake.kind) for split, report in reports.items() for mistake in report.mistakes
    )
    totals = Counter(field for field, split, _ in counts.elements() if split == "dev")
    rows = [
        "| | " + " | ".join(f"{split}: {shown}" for split in reports for shown in kinds.values()) + " |",
        "| --- |" + " ---: |" * 8,
    ]
    for field, _ in sorted(totals.items(), key=lambda entry: (-entry[1], entry[0])):
        cells = [str(counts[field, split, kind] or "") for split in reports for kind in kinds]
        rows.append(f"| {FIELDS.get(field, field.replace('_', ' '))} | {' | '.join(cells)} |")
    return "\n".join(rows)


def calibration_table() -> str:
    """Return the expected calibration error of the scores that records of the test splits carry."""
    rows = ["| corpus | records | in test | right | ECE |", "| --- | --- | ---: | ---: | ---: |"]
    for corpus in ("protocols", "deadlines", "status"):
        for field, pairs in measured(corpus, "test").certainties.items():
            right = sum(right for _, right in pairs) / len(pairs)
            rows.append(f"| {corpus} | {field} | {len(pairs)} | {right:.3f} | {calibrate(field, pairs).ece:.3f} |")
    return "\n".join(rows)


def deadline_table() -> str:
    """Return the share of right values by field, for each split and genre of the test split."""
    reports = {split: measured("deadlines", split) for split in SPLITS}
    intervals = bootstrap(reports["test"].documents)
    genres = ("government", "regional", "municipal")
    rows = [
        "| | train | dev | test | test, 95 % | " + " | ".join(f"test, {genre}" for genre in genres) + " |",
        "| --- |" + " ---: |" * 7,
    ]
    for name in DEADLINE_FIELDS:
        cells = [_share(report, name) for report in reports.values()]
        cells.append(_interval(intervals, name, "recall"))
        cells += [_share(reports["test"], f"{name} {genre}") for genre in genres]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def list_table() -> str:
    """Return F1 by field and split of the lists' PDFs."""
    reports = [measured("lists", split) for split in SPLITS]
    intervals = bootstrap(reports[-1].documents)
    rows = ["| F1 | train | dev | test | test, 95 % | in test |", "| --- |" + " ---: |" * 5]
    for name, shown in LIST_FIELDS.items():
        scores = [report.scores.get(name, Score()) for report in reports]
        cells = " | ".join(f"{score.f1:.3f}" for score in scores)
        rows.append(f"| {shown} | {cells} | {_interval(intervals, name)} | {scores[-1].annotated} |")
    return "\n".join(rows)


def status_table() -> str:
    """Return how well the status texts of the test split are told apart."""
    report = measured("status", "test")
    intervals = bootstrap(report.documents)
    rows = ["| test | accuracy | 95 % | macro-F1 |", "| --- | ---: | ---: | ---: |"]
    rows += [
        f"| {name} | {report.scores[name].recall:.3f} | {_interval(intervals, name, 'recall')} | {macro_f1(report, name):.3f} |"
        for name in ("label", "stage")
    ]
    return "\n".join(rows)


def _interval(intervals: Mapping[str, Mapping[str, tuple[float, float]]], name: str, measure: str = "f1") -> str:
    if name not in intervals:
        return ""
    low, high = intervals[name][measure]
    return f"{low:.3f}–{high:.3f}"


def _share(report: Report, name: str) -> str:
    score = report.scores.get(name)
    return f"{score.recall:.3f}" if score else "–"


TABLES = {
    "protocols": protocol_table,
    "styles": style_table,
    "lists": list_table,
    "statuses": status_table,
    "deadlines": deadline_table,
    "calibration": calibration_table,
    "mistakes": mistake_table,
    "confusions": confusion_table,
}


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
