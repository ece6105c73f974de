"""Files and texts to Documents: the right reader by content, not by the file's name."""

from pathlib import Path
from typing import BinaryIO

from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, NoText, ReadError, TooLarge, UnknownFormat
from beslutsnlp.reading.document import Document, Page, Paragraph, Passage

__all__ = ["Document", "Page", "Paragraph", "Passage", "load_bytes", "read"]

MAX_BYTES = 500_000_000
_PIECE = 1_000_000
_TEXT_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(source: Path | bytes | str, *, name: str | None = None, columns: Columns | None = None) -> Document:
    """Return the document that a file, its bytes or a text holds.

    Args:
        source: A path, the bytes of a file, or a text. A text is never taken for a path.
        name: What to call it in messages and in `Document.source`; the file's name where it is None.
        columns: What the headings of a follow-up list mean; those of many bodies where it is None.

    Raises:
        ReadError: It cannot be read; the subclass and the message say why and what to do.

    >>> read("§ 1 Val av justerare").paragraphs[0].text
    '§ 1 Val av justerare'
    """
    if isinstance(source, str):
        from beslutsnlp.reading.text import read_text

        return read_text(source, source=name, columns=columns)
    if isinstance(source, Path):
        name = name or _printable(source.name)
        source = _load(source)
    return _read_bytes(source, name, columns or Columns())


def _load(path: Path) -> bytes:
    shown = _printable(str(path))
    try:
        with path.open("rb") as file:
            return load_bytes(file, shown)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"{shown} cannot be opened: {reason}. Check the path and your rights to it.") from error


def load_bytes(file: BinaryIO, name: str) -> bytes:
    """Return what is left in a file, which may be a pipe without an end.

    Raises:
        TooLarge: There are more than `MAX_BYTES` bytes.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > MAX_BYTES:
            raise TooLarge(f"{name} has more than {MAX_BYTES:,} bytes. Split it and read the parts.")
        pieces.append(piece)
    return b"".join(pieces)


def _printable(name: str) -> str:
    """Return a file's name with a question mark for each byte of it that is no text on this machine."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _read_bytes(data: bytes, name: str | None, columns: Columns) -> Document:
    shown = name or "The file"
    if not data.strip(b"\x00\t\n\r\f "):
        raise NoText(f"{shown} is empty. Check that it is the right file, and fetch it again.")
    if b"%PDF-" in data[:1024]:
        from beslutsnlp.reading.pdf import read_pdf

        return read_pdf(data, source=name, columns=columns)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        from beslutsnlp.reading.docx import is_workbook, read_docx

        if is_workbook(data, shown):
            from beslutsnlp.reading.xlsx import read_xlsx

            return read_xlsx(data, source=name, columns=columns)
        return read_docx(data, source=name, columns=columns)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnknownFormat(
            f"{shown} is an old Word or Excel file, or one with a password. Save it as DOCX or PDF without a password."
        )
    if data[:5] == b"{\\rtf":
        raise UnknownFormat(f"{shown} is RTF, which is not read. Save it as DOCX, PDF or plain text.")
    if data[:4] in (b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*") or data[:3] == b"\xff\xd8\xff":
        raise UnknownFormat(f"{shown} is a picture. Make it a PDF with a text layer by OCR first.")
    from beslutsnlp.reading.cell_tables import read_csv_list
    from beslutsnlp.reading.text import read_text

    text = _decode(data, shown)
    return read_csv_list(text, columns, source=name) or read_text(text, source=name, columns=columns)


def _decode(data: bytes, shown: str) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or Windows-1252, whichever they are."""
    for mark, encoding in _TEXT_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise BrokenFile(f"{shown} is cut off or damaged at byte {error.start}. Fetch it again.") from error
    sample = data[:4000]
    zeros = sample.count(0)
    if zeros > 0.2 * len(sample):
        even = sum(1 for byte in sample[0::2] if byte == 0)
        encoding = "utf-16-be" if even > zeros / 2 else "utf-16-le"
        try:
            text = data[: len(data) // 2 * 2].decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if text and _is_texty(text[:4000]):
            return text
        raise UnknownFormat(f"{shown} is not a PDF, DOCX or text. Save it as one of these.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_damaged(data)
    if not _is_texty(text[:4000]):
        raise UnknownFormat(f"{shown} is not a PDF, DOCX or text. Save it as one of these.")
    return text


def _decode_damaged(data: bytes) -> str:
    """Return the text of bytes that are no whole UTF-8: of Windows-1252, or of UTF-8 that is cut or has odd bytes in it.

    In Windows-1252, hardly any letter beyond ASCII makes a whole UTF-8 character with its neighbours.
    """
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    whole = len(text) - damaged - len(text.encode("ascii", errors="ignore"))
    return text if whole > damaged else data.decode("cp1252", errors="replace")


def _is_texty(text: str) -> bool:
    odd = sum(
        1 for character in text if not character.isprintable() and not character.isspace() and character != "\x00"
    )
    return odd <= 0.05 * len(text) + 1
