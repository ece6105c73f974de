"""Speed and memory beside the peers, in one run on one core.

Run it as `python benchmarks/speed.py [PDF …]`; without files it takes the corpus's own. Ratios hold across machines, the
figures themselves do not. Each task runs in a process of its own, and the tasks take turns.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "protocols"


def records(paths: list[Path]) -> int:
    """PDF to records, the whole way."""
    import beslutsnlp

    nlp = beslutsnlp.load()
    return _timed(paths, lambda path: [beslutsnlp.extract(path, nlp=nlp)])


def pdfplumber_text(paths: list[Path]) -> int:
    """Pdfplumber's extract_text, page by page, each page closed."""
    import pdfplumber

    def run(path: Path) -> object:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.close()
        return None

    return _timed(paths, run)


def pdfium_text(paths: list[Path]) -> int:
    """pypdfium2's bare text."""
    import pypdfium2

    def run(path: Path) -> object:
        pdf = pypdfium2.PdfDocument(path)
        for page in pdf:
            textpage = page.get_textpage()
            textpage.get_text_range()
            textpage.close()
            page.close()
        pdf.close()
        return None

    return _timed(paths, run)


def text_records(paths: list[Path]) -> int:
    """Text to records: words per second over whole protocols."""
    import beslutsnlp
    from beslutsnlp.corpus import read_corpus

    nlp = beslutsnlp.load()
    texts = [document.text for path in paths for document in read_corpus(path) if document.kind == "protocol"]
    beslutsnlp.extract(texts[0], nlp=nlp)
    started = time.perf_counter()
    for text in texts:
        beslutsnlp.extract(text, nlp=nlp)
    seconds = time.perf_counter() - started
    print(f"{sum(len(text.split()) for text in texts) / seconds:.1f}")
    return 0


def memory(paths: list[Path]) -> int:
    """Megabytes above the start, after 100, 500 and 1,000 pages in one PDF."""
    import resource

    import pypdfium2

    import beslutsnlp

    nlp = beslutsnlp.load()
    beslutsnlp.extract("§ 1 Val\n\nBeslut\n\natt välja Anna Berg.", nlp=nlp)
    for pages in (100, 500, 1000):
        merged = pypdfium2.PdfDocument.new()
        source = pypdfium2.PdfDocument(paths[0])
        while len(merged) < pages:
            merged.import_pages(source)
        target = Path(os.environ.get("TMPDIR", "/tmp")) / f"beslutsnlp-{pages}.pdf"
        merged.save(target)
        merged.close()
        source.close()
        child = subprocess.run(
            [sys.executable, __file__, "--task", "grow", str(target)], capture_output=True, text=True, check=True
        )
        print(f"  {pages:5} pages: {child.stdout.strip()} MB above the start")
        target.unlink()
    del resource
    return 0


def grow(paths: list[Path]) -> int:
    """Megabytes that one file adds to a process that is ready to extract."""
    import resource

    import beslutsnlp

    nlp = beslutsnlp.load()
    beslutsnlp.extract("§ 1 Val\n\nBeslut\n\natt välja Anna Berg till ombud.", nlp=nlp)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    beslutsnlp.extract(paths[0], nlp=nlp)
    print(f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f}")
    return 0


def startup(paths: list[Path]) -> int:
    """Seconds of import, of --help and of load()."""
    for name, command in (
        ("import beslutsnlp", [sys.executable, "-c", "import beslutsnlp"]),
        ("beslutsnlp --help", [sys.executable, "-m", "beslutsnlp", "--help"]),
        ("import and load()", [sys.executable, "-c", "import beslutsnlp; beslutsnlp.load()"]),
    ):
        seconds = []
        for _ in range(7):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds.append(time.perf_counter() - started)
        print(f"  {name}: {statistics.median(seconds):.2f} s")
    return 0


def _timed(paths: list[Path], run: Callable[[Path], object]) -> int:
    import pypdfium2

    pages = 0
    for path in paths:
        pdf = pypdfium2.PdfDocument(path)
        pages += len(pdf)
        pdf.close()
    run(paths[0])
    started = time.perf_counter()
    for path in paths:
        run(path)
    print(f"{pages / (time.perf_counter() - started):.1f}")
    return 0


TASKS = {task.__name__: task for task in (records, pdfplumber_text, pdfium_text, text_records, memory, grow, startup)}


def _rate(task: str, paths: list[Path]) -> float:
    child = subprocess.run(
        [sys.executable, __file__, "--task", task, *map(str, paths)], capture_output=True, text=True, check=True
    )
    return float(child.stdout.strip())


def main() -> int:
    """Run one task, or all of them in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", choices=sorted(TASKS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("paths", nargs="*", type=Path)
    arguments = parser.parse_args()
    if arguments.task:
        return TASKS[arguments.task](arguments.paths)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    paths = arguments.paths or sorted((CORPUS / "pdfs").glob("*.pdf"))
    names = ("records", "pdfplumber_text", "pdfium_text")
    rates: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(arguments.rounds):
        for name in names:
            rates[name].append(_rate(name, paths))
    base = statistics.median(rates["pdfplumber_text"])
    print("PDF, pages per second (median), and as a multiple of pdfplumber's")
    for name in names:
        rate = statistics.median(rates[name])
        print(f"  {TASKS[name].__doc__} {rate:.1f}, {rate / base:.1f} x")
    words = statistics.median(_rate("text_records", sorted(CORPUS.glob("*.jsonl"))) for _ in range(arguments.rounds))
    print(f"Text to records: {words:,.0f} words per second")
    print("Start-up")
    startup([])
    print("Memory")
    return memory(paths)


if __name__ == "__main__":
    sys.exit(main())
