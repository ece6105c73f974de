"""How well deadlines are read in annotated sentences."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.dates import find_deadlines
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.records import Deadline

Finder = Callable[[str, dt.date | None], Sequence[Deadline]]
# the fields of a deadline that the annotation has
FIELDS = ("type", "role", "start", "end", "timex", "freq", "until", "mod")


def find_own(text: str, decided_on: dt.date | None) -> Sequence[Deadline]:
    """Return what this library finds."""
    return find_deadlines(text, decided_on=decided_on)


def evaluate_deadlines(documents: Iterable[AnnotatedDocument], *, find: Finder = find_own) -> Report:
    """Return how the deadlines found in sentences compare with their annotation.

    A deadline is `found` where one overlaps it; of those, `span`, each field and `dates` (start and end) are right or
    not. `rejected` counts the sentences without any deadline, right where nothing is found in them; `extra` is what is found
    beside the deadlines of the others. Each score stands for all, and again by genre ("found municipal") and by form
    ("found season").
    """
    report = Report()
    for document in documents:
        day = document.meta.get("decided_on")
        found = list(find(document.text, dt.date.fromisoformat(day) if day else None))
        gold = document.of("deadline")
        names = ["", f" {document.meta.get('genre', '')}", f" {document.meta.get('form', '')}"]
        if not gold:
            _add(report, names, "rejected", document.id, not found, "; ".join(entry.text for entry in found))
            continue
        for span in gold:
            match = next(
                (entry for entry in found if entry.span.start < span.end and span.start < entry.span.end), None
            )
            piece = document.text[span.start : span.end]
            _add(report, names, "found", document.id, match is not None, piece)
            if match is not None:
                found.remove(match)
                _compare(report, names, document, span, match)
        for entry in found:
            report.add("extra", Counter(), Counter([entry.text]), document.id)
    return report


def _compare(
    report: Report, names: Sequence[str], document: AnnotatedDocument, span: AnnotatedSpan, match: Deadline
) -> None:
    same = (match.span.start, match.span.end) == (span.start, span.end)
    _add(report, names, "span", document.id, same, match.text)
    values = match.model_dump(mode="json", include=set(FIELDS))
    for name in FIELDS:
        right = values[name] == span.fields.get(name)
        _add(report, names, name, document.id, right, f"{match.text}: {values[name]} for {span.fields.get(name)}")
    dates = all(values[name] == span.fields.get(name) for name in ("start", "end"))
    _add(report, names, "dates", document.id, dates, match.text)


def _add(report: Report, names: Sequence[str], field: str, place: str, right: bool, shown: str) -> None:
    for name in names:
        score = report.score(field + name)
        score.right += right
        score.missed += not right
    if not right:
        report.errors.append(f"{place}: {field}: {' '.join(shown.split())}")
