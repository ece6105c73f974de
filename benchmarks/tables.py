"""Follow-up lists in PDFs beside what a user would do instead: pdfplumber, camelot and PyMuPDF, in one run.

Run it as `python benchmarks/tables.py [SPLIT]`. It prints, over the PDFs of corpora/lists, how many rows have every cell right and
pages per second. The others get, for each file, the best of their settings, and rows that a page break cuts are not
held against them twice; their time is that of the first setting alone.
"""

import logging
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from beslutsnlp.corpus import AnnotatedList, read_lists
from beslutsnlp.reading import read

ROOT = Path(__file__).resolve().parent.parent / "corpora" / "lists"
Rows = list[list[str]]
_PLUMBER: tuple[dict[str, str], ...] = (
    {},
    {"vertical_strategy": "lines", "horizontal_strategy": "text"},
    {"vertical_strategy": "text", "horizontal_strategy": "lines"},
    {"vertical_strategy": "text", "horizontal_strategy": "text"},
)
_CAMELOT = ("lattice", "network", "hybrid")
_MUPDF = ("lines", "text")


def ours(path: Path) -> Rows:
    """Return the rows that the library reads."""
    return [
        [cell.text for cell in row.cells] for table in read(path).tables for row in table.rows if not row.is_heading
    ]


def plumber(path: Path, settings: dict[str, str]) -> Rows:
    """Return the rows of pdfplumber's tables."""
    rows: Rows = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            rows += [[cell or "" for cell in row] for table in page.extract_tables(settings) for row in table]
            page.close()
    return rows


def camelot_rows(path: Path, flavour: str) -> Rows:
    """Return the rows of camelot's tables."""
    import camelot

    tables = camelot.read_pdf(str(path), pages="all", flavor=flavour, suppress_stdout=True)
    return [[str(cell) for cell in row] for table in tables for row in table.df.to_numpy().tolist()]


def mupdf(path: Path, strategy: str) -> Rows:
    """Return the rows of PyMuPDF's tables."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables(strategy=strategy).tables
            for row in table.extract()
        ]


TOOLS: dict[str, list[Callable[[Path], Rows]]] = {
    "beslutsnlp": [ours],
    "pdfplumber": [lambda path, own=own: plumber(path, own) for own in _PLUMBER],  # type: ignore[misc]
    "camelot": [lambda path, own=own: camelot_rows(path, own) for own in _CAMELOT],  # type: ignore[misc]
    "PyMuPDF": [lambda path, own=own: mupdf(path, own) for own in _MUPDF],  # type: ignore[misc]
}


def key(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells without blanks and hyphens, which a layout may add."""
    return tuple(re.sub(r"[\s\u00ad\u2010-]", "", cell) for cell in cells)


def right(annotated: AnnotatedList, rows: Rows) -> int:
    """Return how many rows of a list have every cell right."""
    wanted = Counter(key(row.cells) for _, row in annotated.rows)
    return (wanted & Counter(map(key, rows))).total()


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    split = sys.argv[1] if len(sys.argv) > 1 else "test"
    lists = {entry.id: entry for entry in read_lists(ROOT / "sources" / f"{split}.jsonl")}
    pairs = [
        (lists[path.stem.split("--")[0]], path)
        for path in sorted((ROOT / "pdfs").glob("*.pdf"))
        if path.stem.split("--")[0] in lists
    ]
    pages = sum(len(pdfium.PdfDocument(path)) for _, path in pairs)
    rows = sum(len(entry.rows) for entry, _ in pairs)
    ours(pairs[0][1])
    print(f"{len(pairs)} files, {pages} pages, {rows} rows\n")
    print("| | rows with every cell right | pages/s |\n| --- | ---: | ---: |")
    for name, settings in TOOLS.items():
        best = Counter[Path]()
        seconds = 0.0
        for place, read_rows in enumerate(settings):
            start = time.perf_counter()
            for entry, path in pairs:
                try:
                    best[path] = max(best[path], right(entry, read_rows(path)))
                except Exception:
                    best[path] += 0
            seconds = seconds or (time.perf_counter() - start if place == 0 else 0.0)
        print(f"| {name} | {best.total()} ({best.total() / rows:.3f}) | {pages / seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
