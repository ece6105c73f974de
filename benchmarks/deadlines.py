"""Swedish deadlines beside dateparser and Duckling, on the annotated sentences, by form, in one run.

Run it as `python benchmarks/deadlines.py [corpus.jsonl …]`; it takes the test split of corpora/deadlines without arguments.
It needs `pip install dateparser pyduckling-native-phihos`. The peers get the decision's date as their now, Swedish as their only
language, and the settings that suit deadlines best: the next such time, the last day of a month that has no day.
"""

import datetime as dt
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.dates import find_deadlines

DEFAULT = Path(__file__).resolve().parent.parent / "corpora" / "deadlines" / "test.jsonl"
# start and end in the text, and the last day
Found = tuple[int, int, dt.date | None]
Finder = Callable[[str, dt.date], Sequence[Found]]
_NO_DATE = dt.date(2025, 1, 1)


def beslutsnlp_finder() -> Finder:
    """Return this library's finder."""

    def find(text: str, now: dt.date) -> list[Found]:
        return [(entry.span.start, entry.span.end, entry.end) for entry in find_deadlines(text, decided_on=now)]

    return find


def dateparser_finder() -> Finder:
    """Return dateparser's search, which gives the pieces of text that it reads and a date for each."""
    import dateparser.search

    def find(text: str, now: dt.date) -> list[Found]:
        settings = {
            "RELATIVE_BASE": dt.datetime(now.year, now.month, now.day),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": "last",
            "PREFER_MONTH_OF_YEAR": "last",
            "DATE_ORDER": "DMY",
        }
        found: list[Found] = []
        position = 0
        for piece, when in dateparser.search.search_dates(text, languages=["sv"], settings=settings) or []:
            start = text.find(piece, position)
            if start >= 0:
                position = start + len(piece)
                found.append((start, position, when.date()))
        return found

    return find


def duckling_finder() -> Finder:
    """Return Duckling's Swedish times; the end of a grain or an interval is its last day."""
    import duckling

    zones = duckling.load_time_zones("/usr/share/zoneinfo")
    locale = duckling.parse_locale("SV_Nothing", duckling.default_locale_lang(duckling.parse_lang("SV")))
    dimensions = duckling.parse_dimensions(["time"])

    def find(text: str, now: dt.date) -> list[Found]:
        noon = int(dt.datetime(now.year, now.month, now.day, 12).timestamp())
        context = duckling.Context(duckling.parse_ref_time(zones, "Europe/Stockholm", noon), locale)
        return [
            (entry["start"], entry["end"], _duckling_end(entry["value"]))
            for entry in duckling.parse(text, context, dimensions, False)
        ]

    return find


def _duckling_end(value: dict[str, object]) -> dt.date | None:
    if value.get("type") == "interval":
        limit = value.get("to")
        if not isinstance(limit, dict):
            return None
        return dt.date.fromisoformat(str(limit["value"])[:10]) - dt.timedelta(days=1)
    first = dt.date.fromisoformat(str(value["value"])[:10])
    months = {"month": 1, "quarter": 3, "year": 12}.get(str(value.get("grain")))
    if months:
        whole = first.month - 1 + months
        return dt.date(first.year + whole // 12, whole % 12 + 1, 1) - dt.timedelta(days=1)
    return first + dt.timedelta(days=6) if value.get("grain") == "week" else first


FINDERS: dict[str, Callable[[], Finder]] = {
    "beslutsnlp": beslutsnlp_finder,
    "dateparser": dateparser_finder,
    "Duckling": duckling_finder,
}


def measure(documents: Sequence[AnnotatedDocument], find: Finder) -> tuple[dict[str, list[int]], float]:
    """Return the counts by form (deadlines, found, with a right end, sentences without, of those rejected), and the seconds."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    seconds = 0.0
    for document in documents:
        now = dt.date.fromisoformat(document.meta["decided_on"]) if "decided_on" in document.meta else _NO_DATE
        started = time.perf_counter()
        found = find(document.text, now)
        seconds += time.perf_counter() - started
        gold = document.of("deadline")
        for name in ("all", document.meta["genre"], document.meta["form"]):
            row = counts[name]
            row[3] += not gold
            row[4] += not gold and not found
            for span in gold:
                row[0] += 1
                matches = [entry for entry in found if entry[0] < span.end and span.start < entry[1]]
                row[1] += bool(matches)
                end = span.fields.get("end")
                row[2] += any((day.isoformat() if day else None) == end for _, _, day in matches)
    return counts, seconds


def main() -> None:
    """Print a table by form, with a row for each genre and for all, and the speeds."""
    paths = [Path(name) for name in sys.argv[1:]] or [DEFAULT]
    documents = [document for path in paths for document in read_corpus(path)]
    results: dict[str, dict[str, list[int]]] = {}
    seconds: dict[str, float] = {}
    for name, make in FINDERS.items():
        try:
            find = make()
        except ImportError as error:
            print(f"{name} is left out: {error}")
            continue
        find(documents[0].text, _NO_DATE)
        results[name], seconds[name] = measure(documents, find)
    sentences = len(documents)
    print("| form | deadlines | " + " | ".join(f"{name}: found / right end" for name in results) + " |")
    print("| --- | ---: |" + " --- |" * len(results))
    forms = sorted(results["beslutsnlp"], key=lambda form: (form != "all", -results["beslutsnlp"][form][0]))
    for form in forms:
        if results["beslutsnlp"][form][0]:
            cells = [
                _share(row[form][1], row[form][0]) + " / " + _share(row[form][2], row[form][0])
                for row in results.values()
            ]
            print(f"| {form} | {results['beslutsnlp'][form][0]} | " + " | ".join(cells) + " |")
    print(
        f"| none: rejected | {results['beslutsnlp']['all'][3]} | "
        + " | ".join(_share(row["all"][4], row["all"][3]) for row in results.values())
        + " |"
    )
    print("| texts per second | | " + " | ".join(f"{sentences / seconds[name]:,.0f}" for name in results) + " |")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    main()
