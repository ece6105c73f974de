"""How often the party of a government assignment is found.

Run it as `python benchmarks/government.py assignments.jsonl[.gz]`.

Each line of the file is an object with `title`, `text` and `published` (YYYY-MM). The title names the party
("Uppdrag till Statskontoret att …"), so no annotation is needed. The data is not part of this project.
"""

import datetime as dt
import gzip
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import beslutsnlp

_TITLE = re.compile(
    r"^(?:\w+t\s)?[Uu]ppdrag (?:till|åt) (?P<party>[^,]{3,90}?) (?:att|om|avseende|med anledning|inom|rörande|gällande|angående|för att|i fråga|kring|när det)\b"
)
_REPORT = re.compile(
    r"\b(?:redovisas|rapporteras|slutredovisas|redovisa)\b[^.]{0,150}?\bsenast den (\d{1,2} [a-z]+(?: \d{4})?)"
)


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSONL file, gzipped or not."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from map(json.loads, filter(None, text.split("\n")))


def _plain(text: str) -> str:
    """Return a text in lower case without soft hyphens and signs."""
    return re.sub(r"\W+", " ", text.replace("\xad", "").casefold()).strip()


def main() -> None:
    """Print the share of parties and report dates found, and some of those that are not."""
    nlp = beslutsnlp.load()
    entries = list(read_lines(Path(sys.argv[1])))
    show = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    found = missed = dated = undated = none = 0
    failures: list[str] = []
    started = time.perf_counter()
    for entry in entries:
        year, month = map(int, entry["published"].split("-"))
        extraction = beslutsnlp.extract(entry["text"] or " .", nlp=nlp, decided_on=dt.date(year, month, 1))
        parties = [party for assignment in extraction.assignments for party in assignment.responsible]
        names = [_plain(party.name) for party in parties]
        none += not extraction.assignments
        title = _TITLE.match(entry["title"])
        if title and not re.search(r"\soch\s[A-ZÅÄÖ]", title["party"]):
            party = _plain(title["party"]).removesuffix("s")
            # a title often has the abbreviation alone: "Uppdrag till MSB"
            short = any(
                f"{_plain(found_party.text)} {party} " in _plain(entry["text"]) + " " for found_party in parties
            )
            if short or any(party in name or name.removesuffix("s") in party for name in names if len(name) > 3):
                found += 1
            elif party.split()[0][:8] in entry["text"].casefold():
                missed += 1
                failures.append(f"{title['party']} | {names} | {entry['text'][:300]!r}")
        report = _REPORT.search(entry["text"] or "")
        if report:
            texts = [
                " ".join(deadline.text.split())
                for assignment in extraction.assignments
                for deadline in assignment.deadlines
            ]
            if any(report[1] in text for text in texts):
                dated += 1
            else:
                undated += 1
    print(
        f"{len(entries)} documents, {none} without any assignment, {len(entries) / (time.perf_counter() - started):.0f} documents/s"
    )
    print(
        f"party found {found / (found + missed):.3f} ({found} of {found + missed}); report date found {dated / (dated + undated):.3f} ({dated} of {dated + undated})"
    )
    for failure in random.Random(1).sample(failures, min(show, len(failures))):
        print(" ", failure)


if __name__ == "__main__":
    main()
