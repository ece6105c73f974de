"""Protocols as DOCX, through python-docx (extra `office`)."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from beslutsnlp.errors import BrokenFile, Encrypted, MissingExtra, NoText, TooLarge, UnknownFormat
from beslutsnlp.reading.document import Document, Offsets, Paragraph
from beslutsnlp.reading.hyphens import lost_soft_hyphens
from beslutsnlp.reading.text import MAX_CHARACTERS

MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
MAX_PARTS = 5_000
_SOFT = re.compile(r"[\u00ad\u200b\u200c\u200d\u2060\ufeff\x00]")


def read_docx(data: bytes, *, source: str | None = None) -> Document:
    """Return the document of a DOCX: its paragraphs and the rows of its tables, in order, a line each.

    Page heads, page feet and footnotes are kept apart in the file and do not come into the text.

    Raises:
        MissingExtra: python-docx is not installed.
        UnknownFormat: A ZIP file of another kind.
        BrokenFile: It cannot be unpacked, or lacks its main part.
        TooLarge: It unpacks to far more than a protocol can be.
        NoText: It has no text.
    """
    name = source or "The file"
    _check_zip(data, name)
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError as error:
        raise MissingExtra(
            f"{name} is DOCX, which python-docx reads. Install it: pip install 'beslutsnlp[office]'."
        ) from error
    try:
        opened = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(opened))
        furniture = tuple(dict.fromkeys(_furniture(opened)))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, AttributeError) as error:
        raise BrokenFile(
            f"{name} cannot be read as DOCX: it is cut off or damaged. Open it in Word and save it anew."
        ) from error
    paragraphs: list[Paragraph] = []
    texts: list[str] = []
    position = 0
    for text, bold, size, is_table in blocks:
        paragraphs.append(Paragraph(text, Offsets.shifted(position), bold, size, 0.0 if is_table else 0.5, is_table))
        texts.append(text)
        position += len(text) + 1
    if not paragraphs:
        raise NoText(f"{name} has no text in it. If it holds pictures of pages, make it a PDF by OCR.")
    return Document("\n".join(texts), tuple(paragraphs), source=source, furniture=furniture)


def _check_zip(data: bytes, name: str) -> None:
    """Look at what a ZIP file says of its parts before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BrokenFile(f"{name} is a ZIP file that is cut off or damaged. Fetch it again.") from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or "EncryptedPackage" in names:
        raise Encrypted(f"{name} is locked by a password. Save it without one and read that file.")
    if "word/document.xml" not in names:
        raise UnknownFormat(f"{name} is a ZIP file but no DOCX. Unpack it, or save the document as DOCX or PDF.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or unpacked > MAX_RATIO * max(len(data), 1_000_000):
        raise TooLarge(
            f"{name} unpacks to {unpacked:,} bytes in {len(parts):,} parts, more than {MAX_UNPACKED:,} in {MAX_PARTS:,}. Save the text alone as a new file."
        )


def _blocks(opened: Any) -> Iterator[tuple[str, bool | None, float | None, bool]]:
    """Yield the paragraphs and table rows of a document, each with its boldness, size and whether it is a row."""
    length = 0
    for block in opened.iter_inner_content():
        rows = [(block, False)] if not hasattr(block, "rows") else [(row, True) for row in block.rows]
        for row, is_table in rows:
            text = _clean(" ".join(_cell_texts(row)) if is_table else block.text)
            length += len(text)
            if length > MAX_CHARACTERS:
                raise TooLarge(f"The DOCX has more than {MAX_CHARACTERS:,} characters. Split it and read the parts.")
            if text:
                bold, size = (None, None) if is_table else _look(block)
                yield from ((line, bold, size, is_table) for line in _numbered(block, text, is_table=is_table))


def _numbered(block: Any, text: str, *, is_table: bool) -> list[str]:
    """Return a paragraph with a bullet where Word draws one that is not in the text."""
    if is_table:
        return [text]
    properties = block._p.pPr
    listed = (properties is not None and properties.numPr is not None) or (
        block.style is not None and str(block.style.name).startswith(("List Bullet", "List Number"))
    )
    return [f"• {text}" if listed and not re.match(r"[•\d-]", text) else text]


def _cell_texts(row: Any) -> list[str]:
    seen: list[Any] = []
    texts: list[str] = []
    for cell in row.cells:
        if cell._tc not in seen:
            seen.append(cell._tc)
            texts.append(" ".join(cell.text.split()))
    return texts


def _look(paragraph: Any) -> tuple[bool, float | None]:
    runs = [run for run in paragraph.runs if run.text.strip()]
    heading = paragraph.style is not None and str(paragraph.style.name).startswith(("Heading", "Rubrik", "Title"))
    bold = heading or (
        bool(runs)
        and all(
            run.bold or (run.bold is None and paragraph.style is not None and bool(paragraph.style.font.bold))
            for run in runs
        )
    )
    size = next((run.font.size.pt for run in runs if run.font.size is not None), None)
    return bold, size


def _furniture(opened: Any) -> Iterator[str]:
    for section in opened.sections:
        for part in (section.first_page_header, section.header, section.footer):
            for paragraph in part.paragraphs:
                text = _clean(paragraph.text)
                if text:
                    yield text
            for table in part.tables:
                for row in table.rows:
                    yield from (text for text in map(_clean, _cell_texts(row)) if text)


def _clean(text: str) -> str:
    text = " ".join(_SOFT.sub("", text).split())
    for at in reversed(lost_soft_hyphens(text)):
        text = text[:at] + text[at + 1 :]
    return text
