"""Protocols as DOCX: opened by python-docx (extra `office`), walked through as XML."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from beslutsnlp.columns import Columns
from beslutsnlp.errors import BrokenFile, Encrypted, MissingExtra, NoText, TooLarge, UnknownFormat
from beslutsnlp.reading.cell_tables import MAX_COLUMNS, CellRow, list_of_cells
from beslutsnlp.reading.document import Document, Offsets, Paragraph
from beslutsnlp.reading.hyphens import lost_soft_hyphens
from beslutsnlp.reading.lines import UNSEEN

MAX_UNPACKED = 200_000_000
MAX_XML = 50_000_000
MAX_PARTS = 5_000
_PIECE = 1_000_000
_MAX_PARENTS = 10
_UNSEEN = re.compile(f"[{UNSEEN}]")
_LIST_MARK = re.compile(r"[•\d-]")
_CONTENTS = re.compile(r"toc \d")
# Word on the web numbers it
_MAIN_PART = re.compile(r"word/document\d{0,2}\.xml")
_WORKBOOK = re.compile(r"xl/workbook\d{0,2}\.xml")
# the part of a document's text that its lists hold, at least
_LIST_SHARE = 0.5

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN, _TEXT, _VALUE = (_W + tag for tag in ("p", "tbl", "tr", "tc", "r", "t", "val"))
# what may stand around text that is shown: content controls, tracked insertions, links, fields
_WRAPPERS = frozenset(
    _W + tag
    for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")
)
_BREAKS = frozenset((_W + "br", _W + "cr"))
_CHARACTERS = {_W + "tab": " ", _W + "ptab": " ", _W + "br": " ", _W + "cr": " ", _W + "noBreakHyphen": "-"}


class _Block(NamedTuple):
    text: str
    bold: bool | None
    size: float | None
    is_table: bool


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says, its parents' word where it has none of its own."""

    is_heading: bool = False
    is_list: bool = False
    is_contents: bool = False
    bold: bool = False


def read_docx(data: bytes, *, source: str | None = None, columns: Columns | None = None) -> Document:
    """Return the document of a DOCX: its paragraphs and the rows of its tables, in order, a line each.

    Page heads, page feet and footnotes are kept apart in the file and do not come into the text; a contents list
    that Word has made does not either. Tracked insertions are taken, deletions are not. A table row of one cell is
    a frame around paragraphs.

    Raises:
        MissingExtra: python-docx is not installed.
        UnknownFormat: A ZIP file of another kind.
        Encrypted: It wants a password.
        BrokenFile: It cannot be unpacked, or lacks its main part.
        TooLarge: It unpacks to far more than a protocol can be.
        NoText: It has no text.
    """
    name = source or "The file"
    _check_zip(data, name)
    try:
        import docx
        from docx.exceptions import PythonDocxError
        from docx.opc.exceptions import OpcError
    except ImportError as error:
        raise MissingExtra(
            f"{name} is DOCX, which python-docx reads. Install it: pip install 'beslutsnlp[office]'."
        ) from error
    damage = (
        PythonDocxError,
        OpcError,
        KeyError,
        ValueError,
        SyntaxError,
        AttributeError,
        TypeError,
        zipfile.BadZipFile,
    )
    try:
        opened = docx.Document(io.BytesIO(data))
        follow_up = list_of_cells(_groups(opened.element.body), columns or Columns(), source=source)
        blocks = list(_blocks(opened.element.body, _styles(opened)))
        furniture = tuple(dict.fromkeys(_furniture(opened)))
    except damage as error:
        raise BrokenFile(
            f"{name} cannot be read as DOCX: it is cut off or damaged. Open it in Word and save it anew."
        ) from error
    if follow_up is not None and len(follow_up.text) > _LIST_SHARE * sum(len(block.text) for block in blocks):
        return replace(follow_up, furniture=furniture)
    paragraphs: list[Paragraph] = []
    position = 0
    for text, bold, size, is_table in blocks:
        paragraphs.append(Paragraph(text, Offsets.shifted(position), bold, size, 0.0 if is_table else 0.5, is_table))
        position += len(text) + 1
    if not paragraphs:
        raise NoText(f"{name} has no text in it. If it holds pictures of pages, make it a PDF by OCR.")
    return Document("\n".join(block.text for block in blocks), tuple(paragraphs), source=source, furniture=furniture)


def is_workbook(data: bytes, name: str) -> bool:
    """Tell whether a ZIP file is a spreadsheet's, after looking at its parts as at those of a DOCX."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False
    if not any(map(_WORKBOOK.fullmatch, names)):
        return False
    _check_zip(data, name, _WORKBOOK)
    return True


def _groups(body: Any) -> Iterator[list[CellRow]]:
    """Yield the tables of a document as rows of cells, and the paragraphs between them as rows of one."""
    lines: list[CellRow] = []
    for element in _children(body, _PARAGRAPH, _TABLE):
        if element.tag == _PARAGRAPH:
            text = _clean("".join(map(_run_text, _children(element, _RUN))))
            if text:
                lines.append(CellRow([text]))
            continue
        yield [*lines, *_table_rows(element)]
        lines = []
    yield lines


def _table_rows(table: Any) -> Iterator[CellRow]:
    above: list[str] = []
    for row in _children(table, _ROW):
        texts: list[str] = []
        cells = list(_children(row, _CELL))
        for cell in cells:
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = int(span.get(_VALUE, "1")) if span is not None and span.get(_VALUE, "1").isdigit() else 1
            carried = _carries_on(cell) and len(texts) < len(above)
            texts.append(above[len(texts)] if carried else _lines_of(cell))
            texts.extend([""] * (min(width, MAX_COLUMNS) - 1))
        yield CellRow(texts[:MAX_COLUMNS], spans=len(cells) == 1)
        above = texts


def _lines_of(cell: Any) -> str:
    """Return the text of a cell, a paragraph or a line break a line."""
    lines: list[str] = []
    for element in _children(cell, _PARAGRAPH, _TABLE):
        if element.tag == _PARAGRAPH:
            runs = (
                "".join("\n" if child.tag in _BREAKS else _piece(child) for child in run)
                for run in _children(element, _RUN)
            )
            lines.extend(_clean(line) for line in "".join(runs).split("\n"))
        else:
            lines.extend(_row_text(_children(row, _CELL)) for row in _children(element, _ROW))
    return "\n".join(line for line in lines if line)


def _check_zip(data: bytes, name: str, main_part: re.Pattern[str] | None = None) -> None:
    """Look at the parts of a ZIP file, and unpack them once piece by piece: what it says of their sizes may be false."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts) or "EncryptedPackage" in names:
                raise Encrypted(f"{name} is locked by a password. Save it without one and read that file.")
            if not any(map((main_part or _MAIN_PART).fullmatch, names)):
                raise UnknownFormat(
                    f"{name} is a ZIP file but no DOCX. Unpack it, or save the document as DOCX or PDF."
                )
            if len(parts) > MAX_PARTS:
                raise TooLarge(
                    f"{name} has {len(parts):,} parts, more than {MAX_PARTS:,}. Save the text alone as a new file."
                )
            total = xml = 0
            for part in parts:
                for length in _unpacked(archive, part):
                    total += length
                    xml += length if part.filename.endswith((".xml", ".rels")) else 0
                    if total > MAX_UNPACKED or xml > MAX_XML:
                        raise TooLarge(
                            f"{name} unpacks to more than {MAX_UNPACKED if total > MAX_UNPACKED else MAX_XML:,} bytes"
                            f"{'' if total > MAX_UNPACKED else ' of XML'}. Save the text alone as a new file."
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BrokenFile(f"{name} is a ZIP file that is cut off or damaged. Fetch it again.") from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    """Yield the lengths of a part's pieces as they are unpacked, whatever size the ZIP file states for it."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError(f"compression {part.compress_type} is not for DOCX")
    part.file_size = MAX_UNPACKED + _PIECE
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            yield len(piece)


def _blocks(parent: Any, styles: Mapping[str | None, _Style]) -> Iterator[_Block]:
    """Yield the paragraphs and table rows below an element, in order."""
    for element in _children(parent, _PARAGRAPH, _TABLE):
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element, styles)
            continue
        for row in _children(element, _ROW):
            cells = list(_children(row, _CELL))
            if len(cells) == 1:
                yield from _blocks(cells[0], styles)
            else:
                text = _row_text(cells)
                if text:
                    yield _Block(text, None, None, is_table=True)


def _children(parent: Any, *tags: str) -> Iterator[Any]:
    """Yield the children of some tags, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS and not _is_contents_list(child):
            yield from _children(child, *tags)


def _is_contents_list(control: Any) -> bool:
    gallery = control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and gallery.get(_VALUE) == "Table of Contents"


def _paragraph(element: Any, styles: Mapping[str | None, _Style]) -> Iterator[_Block]:
    """Yield a paragraph, unless it is empty or in a contents list, with a bullet where Word draws one beside the text."""
    runs = [(run, text) for run in _children(element, _RUN) if (text := _run_text(run))]
    text = _clean("".join(text for _, text in runs))
    named = element.find(f"{_W}pPr/{_W}pStyle")
    style = styles.get(named.get(_VALUE) if named is not None else None) or styles[None]
    if not text or style.is_contents:
        return
    shown = [run for run, text in runs if text.strip()]
    bold = style.is_heading or all(_is_on(run.find(f"{_W}rPr/{_W}b"), style.bold) for run in shown)
    number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    listed = style.is_list or (number is not None and number.get(_VALUE) != "0" and not style.is_heading)
    if listed and not _LIST_MARK.match(text):
        text = f"• {text}"
    yield _Block(text, bold, next(filter(None, map(_size, shown)), None), is_table=False)


def _run_text(run: Any) -> str:
    return "".join(map(_piece, run))


def _piece(child: Any) -> str:
    return (child.text or "") if child.tag == _TEXT else _CHARACTERS.get(child.tag, "")


def _size(run: Any) -> float | None:
    """Return the type size of a run in points, None where it has none of its own."""
    size = run.find(f"{_W}rPr/{_W}sz")
    half_points = size.get(_VALUE, "") if size is not None else ""
    return int(half_points) / 2 if re.fullmatch(r"[0-9]{1,4}", half_points) else None


def _is_on(switch: Any, inherited: bool) -> bool:
    """Tell whether a switch such as bold is on; an element that is not there inherits."""
    return inherited if switch is None else switch.get(_VALUE) not in ("0", "false", "off")


def _row_text(cells: Iterable[Any]) -> str:
    """Return the text of a row's cells, without those that carry a cell of the row above on."""
    return _clean(" ".join(_cell_text(cell) for cell in cells if not _carries_on(cell)))


def _carries_on(cell: Any) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(_VALUE, "continue") == "continue"


def _cell_text(cell: Any) -> str:
    """Return the text of a cell, the tables inside it too."""
    texts: list[str] = []
    for element in _children(cell, _PARAGRAPH, _TABLE):
        if element.tag == _PARAGRAPH:
            texts.append("".join(map(_run_text, _children(element, _RUN))))
        else:
            texts.extend(_row_text(_children(row, _CELL)) for row in _children(element, _ROW))
    return " ".join(texts)


def _styles(opened: Any) -> dict[str | None, _Style]:
    """Return the styles of a document by their id, that of paragraphs which name none under None."""
    elements = {style.get(f"{_W}styleId"): style for style in opened.styles.element.iterchildren(f"{_W}style")}
    styles: dict[str | None, _Style] = {None: _Style()}
    for name, element in elements.items():
        styles[name] = _style(element, elements)
        if element.get(f"{_W}default") in ("1", "true", "on") and element.get(f"{_W}type") == "paragraph":
            styles[None] = styles[name]
    return styles


def _style(element: Any, elements: Mapping[str, Any]) -> _Style:
    line = [element]
    while len(line) < _MAX_PARENTS and (parent := elements.get(_value(line[-1], "basedOn"))) is not None:
        line.append(parent)
    names = [_value(style, "name").casefold() for style in line]
    bold = next((switch for style in line if (switch := style.find(f"{_W}rPr/{_W}b")) is not None), None)
    return _Style(
        is_heading=any(name.startswith(("heading", "rubrik", "title")) for name in names),
        is_list=any(name.startswith(("list bullet", "list number")) for name in names),
        is_contents=_CONTENTS.match(names[0]) is not None,
        bold=_is_on(bold, inherited=False),
    )


def _value(element: Any, tag: str) -> str:
    child = element.find(_W + tag)
    return child.get(_VALUE, "") if child is not None else ""


def _furniture(opened: Any) -> Iterator[str]:
    """Yield the lines of the page heads, then of the page feet."""
    for kind in ("/header", "/footer"):
        for relation in opened.part.rels.values():
            if relation.reltype.endswith(kind) and not relation.is_external:
                for paragraph in relation.target_part.element.iter(_PARAGRAPH):
                    text = _clean("".join(map(_run_text, _children(paragraph, _RUN))))
                    if text:
                        yield text


def _clean(text: str) -> str:
    text = " ".join(_UNSEEN.sub("", text).split())
    for at in reversed(lost_soft_hyphens(text)):
        text = text[:at] + text[at + 1 :]
    return text
