"""How well deadlines are read in annotated sentences."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan
from beslutsnlp.dates import find_deadlines
from beslutsnlp.errors import DataError
from beslutsnlp.evaluation.assignments import compare_types
from beslutsnlp.evaluation.mistakes import shown_piece
from beslutsnlp.evaluation.scores import Report
from beslutsnlp.records import Deadline

Finder = Callable[[str, dt.date | None], Sequence[Deadline]]
# the fields of a deadline that the annotation has
FIELDS = ("type", "role", "start", "end", "timex", "freq", "until", "mod")
# the groups that each score is counted for again
GROUPS = ("genre", "form")


def find_own(text: str, decided_on: dt.date | None) -> Sequence[Deadline]:
    """Return what this library finds."""
    return find_deadlines(text, decided_on=decided_on)


def evaluate_deadlines(documents: Iterable[AnnotatedDocument], *, find: Finder = find_own) -> Report:
    """Return how the deadlines found in sentences compare with their annotation.

    A deadline is `found` where one overlaps it; of those, `span`, each field and `dates` (start and end) are right or
    not. `rejected` counts the sentences without any deadline, right where nothing is found in them; `extra` is what is found
    beside the deadlines of the others. Each score stands for all, and again by genre ("found municipal") and by form
    ("found season"). `deadline` counts as in protocols: right with the same span, type and end.

    Raises:
        DataError: The `decided_on` of a text is no date.
    """
    report = Report(shares={"found", "span", *FIELDS, "dates", "rejected"})
    for document in documents:
        day = _day(document)
        groups = {name: document.meta.get(name) for name in (*GROUPS, "body")}
        report.start(document.id, groups=groups, text=document.text)
        found = list(find(document.text, day))
        gold = document.of("deadline")
        _count_whole(report, gold, found)
        compare_types(report, gold, found)
        names = ["", *(f" {document.meta.get(name, '')}" for name in GROUPS)]
        if not gold:
            told = "; ".join(entry.text for entry in found)
            _share(report, names, "rejected", right=not found)
            if found:
                at = found[0].span.start, found[0].span.end
                report.mistake("rejected", "extra", document.id, found=shown_piece(told), at=at)
            continue
        for span in gold:
            match = next(
                (entry for entry in found if entry.span.start < span.end and span.start < entry.span.end), None
            )
            _share(report, names, "found", right=match is not None)
            if match is None:
                piece = shown_piece(document.text[span.start : span.end])
                report.mistake("found", "missed", document.id, gold=piece, at=(span.start, span.end))
            else:
                found.remove(match)
                _compare(report, names, document, span, match)
        for entry in found:
            report.count("extra", wrong=1)
            at = entry.span.start, entry.span.end
            report.mistake("extra", "extra", document.id, found=shown_piece(entry.text), at=at)
    return report


def _day(document: AnnotatedDocument) -> dt.date | None:
    written = document.meta.get("decided_on")
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise DataError(f"{document.id}: decided_on {written!r} is no date. Write it as 2025-05-20.") from None


def _count_whole(report: Report, gold: Sequence[AnnotatedSpan], found: Sequence[Deadline]) -> None:
    wanted = {(span.start, span.end, span.fields["type"], span.fields.get("end")) for span in gold}
    given = {
        (entry.span.start, entry.span.end, entry.type, entry.end.isoformat() if entry.end else None): entry
        for entry in found
    }
    right = len(wanted & given.keys())
    report.count("deadline", right=right, wrong=len(given) - right, missed=len(wanted) - right)
    for key, entry in given.items():
        report.certain("deadline", entry, right=key in wanted)


def _compare(
    report: Report, names: Sequence[str], document: AnnotatedDocument, span: AnnotatedSpan, match: Deadline
) -> None:
    at = span.start, span.end
    same = (match.span.start, match.span.end) == at
    _share(report, names, "span", right=same)
    if not same:
        piece = shown_piece(document.text[span.start : span.end])
        report.mistake("span", "bounds", document.id, gold=piece, found=shown_piece(match.text), at=at)
    values = match.model_dump(mode="json", include=set(FIELDS))
    for name in FIELDS:
        wanted = span.fields.get(name)
        _share(report, names, name, right=values[name] == wanted)
        if values[name] != wanted:
            place = f"{document.id} ({shown_piece(match.text)})"
            report.mistake(name, "value", place, gold=wanted, found=values[name], at=at)
    _share(report, names, "dates", right=all(values[name] == span.fields.get(name) for name in ("start", "end")))


def _share(report: Report, names: Sequence[str], field: str, *, right: bool) -> None:
    for name in names:
        report.count(field + name, right=right, missed=not right)
