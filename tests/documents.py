"""Small documents made in code: PDFs and DOCX files as a test needs them, whole, odd or broken."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import docx
from docx.document import Document as OpenedDocx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

PROTOCOL = """Sammanträdesprotokoll
Kommunstyrelsen
2025-05-20

§ 98 Plan för vägar
Dnr KS 2025/14

Beslut

Kommunstyrelsen beslutar

att godkänna redovisningen,

att uppdra åt teknisk chef att senast den 1 mars 2026 ta fram en plan för vägarna.

§ 99 Avslutning

Ordföranden tackar för mötet.
"""

Table = list[list[str]]
Block = str | tuple[str, str] | Table
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def make_pdf(
    lines: Sequence[str],
    *,
    head: str = "",
    foot: str = "",
    lines_a_page: int = 40,
    password: str | None = None,
    owner_password: str | None = None,
) -> bytes:
    """Return a PDF with lines of text from the top of A4 pages on, locked where a password is given."""
    locked = password is not None or owner_password is not None
    lock = StandardEncryption(password or "", ownerPassword=owner_password or "ägare") if locked else None
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=lock, invariant=1)
    for first in range(0, len(lines), lines_a_page):
        canvas.setFont("Helvetica", 11)
        if head:
            canvas.drawString(72, 810, head)
        for i, line in enumerate(lines[first : first + lines_a_page]):
            canvas.drawString(72, 760 - 16 * i, line)
        if foot:
            canvas.drawString(72, 30, foot)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def make_scanned_pdf(pages: int, *, last: str = "") -> bytes:
    """Return a PDF with a grey area on each page and no text, but for a line on a page of its own at the end."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.setFillGray(0.5)
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    if last:
        canvas.drawString(72, 760, last)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def make_raw_pdf(content: bytes, *, pages: int = 1) -> bytes:
    """Return a PDF whose pages all show one content stream, which is packed, so that a small file holds much.

    The font is /F1.
    """
    packed = zlib.compress(content)
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>" % (kids, pages),
        _PAGE_FONT,
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
        *[b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"] * pages,
    ]
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return file.getvalue()


def make_docx(blocks: Sequence[Block], *, head: str = "", foot: str = "") -> bytes:
    """Return a DOCX of paragraphs (a text, or a style and a text) and tables (rows of cells)."""
    opened = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            opened.add_paragraph(block)
        elif isinstance(block, tuple):
            opened.add_paragraph(block[1], style=block[0])
        else:
            _add_table(opened, block)
    section = opened.sections[0]
    if head:
        section.header.paragraphs[0].text = head
    if foot:
        section.footer.paragraphs[0].text = foot
    return save_docx(opened)


def save_docx(opened: OpenedDocx) -> bytes:
    """Return the bytes of a document that python-docx holds open."""
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def make_docx_of_xml(body: str, *, before: str = "") -> bytes:
    """Return a DOCX whose body is a piece of WordprocessingML, with perhaps a document type before it."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return with_part(make_docx([]), "word/document.xml", xml.encode("utf-8"))


def paragraph_xml(text: str) -> str:
    """Return the WordprocessingML of a plain paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def make_zip(parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """Return a ZIP file with one of its parts put in the place of another of that name."""
    return make_zip({**parts_of(data), name: part})


def with_false_size(data: bytes, name: str, size: int) -> bytes:
    """Return a ZIP file that states a false unpacked size for one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(name)
    true, false = part.file_size.to_bytes(4, "little"), size.to_bytes(4, "little")
    sums = part.CRC.to_bytes(4, "little") + part.compress_size.to_bytes(4, "little")
    return data.replace(sums + true, sums + false)


def _add_table(opened: OpenedDocx, rows: Table) -> None:
    table = opened.add_table(len(rows), max(map(len, rows)))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
