"""No word of a list's pages is lost: each is in the text, in a heading, or in a page head or foot."""

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from beslutsnlp import read
from tests.list_pages import HEADINGS, ListPages

ROOT = Path(__file__).resolve().parent.parent
PDFS = sorted((ROOT / "corpora" / "lists" / "pdfs").glob("*.pdf"))
TREES = "alar bokar ekar granar lindar tallar askar björkar hasslar rönnar".split()


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("path", PDFS[::3], ids=lambda path: path.stem)
def test_every_word_of_a_bundled_list_is_somewhere(path: Path) -> None:
    document = read(path)
    pdf = pdfium.PdfDocument(path)
    words = {
        letters(word) for page in pdf for word in page.get_textpage().get_text_range().replace("\ufffe", "").split()
    }
    pdf.close()
    headings = [heading for table in document.tables for heading in table.headings]
    held = "".join(map(letters, [document.text, *document.furniture, *headings]))
    assert [word for word in words if word not in held] == []


@pytest.mark.parametrize("count", [40, 100])
def test_rows_that_repeat_each_other_at_the_page_end_stay_whole(count: int) -> None:
    rows = [
        (f"2025-02-11 § {i}", f"KS 2025/{i}", f"Plan för {TREES[i % 10]} och {TREES[i // 10]}",
         "Skolchefen får i uppdrag att ta fram en plan och återkomma till kommunstyrelsen.", "Arbetet pågår.", "Nej")
        for i in range(count)
    ]  # fmt: skip
    pages = ListPages(size=(842, 300))
    pages.text("Uppföljning av uppdrag", bold=True)
    pages.table(HEADINGS, rows)
    (table,) = read(pages.save()).tables
    assert [tuple(" ".join(cell.text.split()) for cell in row.cells) for row in table.rows] == rows


def test_five_hundred_pages_take_less_than_a_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "lista.pdf"
    example = next(path for path in PDFS if path.stem.endswith("01-ruled-landscape"))
    source = pdfium.PdfDocument(example)
    count = 500 // len(source)
    pdf = pdfium.PdfDocument.new()
    for _ in range(count):
        pdf.import_pages(source)
    pdf.save(path)
    code = (
        "import resource, sys; from pathlib import Path; from beslutsnlp import read\n"
        f"read(Path({str(ROOT / 'docs' / 'examples' / 'uppdragslista.pdf')!r}))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"rows = sum(len(table.rows) for table in read(Path({str(path)!r})).tables)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(rows, (after - before) // (1024 if sys.platform != 'darwin' else 1024 * 1024))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows > 2_000
    assert megabytes < 100
