"""Input that is broken, huge, locked or made to hurt ends in an error that says what, where and what to do, or is read."""

import errno
import io
import os
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from beslutsnlp import BeslutsnlpError, Document, extract, read
from beslutsnlp.reading import load_bytes
from tests.documents import (
    PROTOCOL,
    make_docx,
    make_docx_of_xml,
    make_pdf,
    make_raw_pdf,
    make_scanned_pdf,
    make_zip,
    paragraph_xml,
    parts_of,
    with_false_size,
    with_part,
)

SENTENCES = ["§ 1 Val av justerare", "Kommunstyrelsen beslutar", "att uppdra åt teknisk chef att se över vägarna."]
BROKEN_PDF = "BrokenFile: protokoll cannot be read as PDF: it is cut off or damaged. Fetch it again or repair it."
BROKEN_DOCX = (
    "BrokenFile: protokoll cannot be read as DOCX: it is cut off or damaged. Open it in Word and save it anew."
)
BROKEN_ZIP = "BrokenFile: protokoll is a ZIP file that is cut off or damaged. Fetch it again."
EMPTY = "NoText: protokoll is empty. Check that it is the right file, and fetch it again."
ONE_LINE = b"BT /F1 10 Tf 40 800 Td (Beslut) Tj ET"
MEGABYTE = 1_000_000


def refusal(source: Path | bytes | str, *, name: str | None = "protokoll") -> str:
    """Return the error that reading a source ends in, as a program would show it."""
    with pytest.raises(BeslutsnlpError) as caught:
        read(source, name=name)
    return f"{type(caught.value).__name__}: {caught.value}"


def outcome(data: bytes) -> str:
    """Return the text that is read from the bytes of a file, or the error that reading ends in."""
    try:
        return read(data, name="protokoll").text
    except BeslutsnlpError as error:
        return f"{type(error).__name__}: {error}"


def paragraphs(source: bytes | str) -> list[str]:
    """Return the texts of a document's paragraphs."""
    return [paragraph.text for paragraph in read(source).paragraphs]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when what is done inside takes longer."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


# nothing, and next to nothing


@pytest.mark.parametrize("data", [b"", b" \r\n\t \f", b"\x00" * 100])
def test_file_with_nothing_in_it_is_refused(data: bytes) -> None:
    assert refusal(data) == EMPTY


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\u200b".encode()])
def test_file_with_nothing_in_it_that_shows_is_refused(data: bytes) -> None:
    assert refusal(data) == "NoText: protokoll is empty. Check that it is the right file."


def test_empty_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tom.pdf"
    path.write_bytes(b"")
    assert refusal(path, name=None) == "NoText: tom.pdf is empty. Check that it is the right file, and fetch it again."


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200e\n\u00ad\ufeff", "\x00\x01"])
def test_text_that_shows_nothing_is_refused(text: str) -> None:
    assert refusal(text, name=None) == "NoText: The text is empty. Check that it is the right file."


def test_text_of_page_feet_alone_has_no_paragraphs(nlp: Language) -> None:
    foot = "Ordförandens sign   Justerandens sign   Utdragsbestyrkande"
    text = "\f".join(f"Region Exempel\nSida {page} (9)\n{foot}\n" for page in range(1, 10))
    extraction = extract(text, nlp=nlp)
    assert (extraction.kind, extraction.items, extraction.assignments) == ("notes", [], [])


# files that are not there, or of another kind


def test_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "saknas.pdf"
    reason = os.strerror(errno.ENOENT)
    assert refusal(path) == f"ReadError: {path} cannot be opened: {reason}. Check the path and your rights to it."


def test_folder_is_refused(tmp_path: Path) -> None:
    reason = os.strerror(errno.EACCES if sys.platform == "win32" else errno.EISDIR)
    assert (
        refusal(tmp_path) == f"ReadError: {tmp_path} cannot be opened: {reason}. Check the path and your rights to it."
    )


def test_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hemlig.txt"
    path.write_text(PROTOCOL, encoding="utf-8")
    path.chmod(0)
    if not os.access(path, os.R_OK):
        reason = os.strerror(errno.EACCES)
        assert refusal(path) == f"ReadError: {path} cannot be opened: {reason}. Check the path and your rights to it."


def test_path_that_no_file_can_have_is_refused() -> None:
    path = Path("a\x00b.pdf")
    assert (
        refusal(path)
        == f"ReadError: {path} cannot be opened: embedded null byte. Check the path and your rights to it."
    )


def test_name_that_is_no_text_is_shown_with_question_marks(tmp_path: Path, nlp: Language) -> None:
    if sys.platform == "linux":
        path = tmp_path / os.fsdecode(b"bl\xe5.txt")
        path.write_text(PROTOCOL, encoding="utf-8")
        assert extract(path, nlp=nlp).source == "bl?.txt"


def test_file_beyond_the_limit_is_left_off_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"a" * size

    monkeypatch.setattr("beslutsnlp.reading.MAX_BYTES", 5 * MEGABYTE)
    with within(2), pytest.raises(BeslutsnlpError) as caught:
        load_bytes(cast("BinaryIO", Endless()), "Röret")
    assert str(caught.value) == "Röret has more than 5,000,000 bytes. Split it and read the parts."


@pytest.mark.parametrize("name", ["protokoll.txt", "protokoll.docx", "protokoll"])
def test_pdf_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(make_pdf(SENTENCES))
    assert read(path).text == "\n".join(SENTENCES)


@pytest.mark.parametrize("name", ["protokoll.pdf", "protokoll.docx"])
def test_text_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PROTOCOL, encoding="utf-8")
    assert read(path).text == PROTOCOL


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a picture. Make it a PDF with a text layer by OCR first."),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture. Make it a PDF with a text layer by OCR first."),
        (b"II*\x00\x08\x00\x00\x00", "is a picture. Make it a PDF with a text layer by OCR first."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
            "is an old Word or Excel file, or one with a password. Save it as DOCX or PDF without a password.",
        ),
        (rb"{\rtf1\ansi Beslut}", "is RTF, which is not read. Save it as DOCX, PDF or plain text."),
        (
            make_zip({"anteckning.txt": b"Beslut"}),
            "is a ZIP file but no DOCX. Unpack it, or save the document as DOCX or PDF.",
        ),
        (make_zip({}), "is a ZIP file but no DOCX. Unpack it, or save the document as DOCX or PDF."),
        (b"\x7fELF" + bytes(range(256)) * 20, "is not a PDF, DOCX or text. Save it as one of these."),
        (random.Random(1).randbytes(5000), "is not a PDF, DOCX or text. Save it as one of these."),
    ],
    ids=["png", "jpeg", "tiff", "doc", "rtf", "zip", "empty zip", "program", "noise"],
)
def test_file_of_another_kind_is_refused(data: bytes, error: str) -> None:
    assert refusal(data) == f"UnknownFormat: protokoll {error}"


# text in any encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    assert read(PROTOCOL.encode(encoding)).text == PROTOCOL


def test_big_endian_text_with_a_mark_is_read() -> None:
    assert read(b"\xfe\xff" + PROTOCOL.encode("utf-16-be")).text == PROTOCOL


def test_typographic_marks_of_windows_are_read() -> None:
    assert read("§ 1 ”Val” – 2 €".encode("cp1252")).text == "§ 1 ”Val” – 2 €"


def test_utf8_that_is_cut_in_a_letter_loses_that_letter_alone() -> None:
    assert read("åtgärder på vägen å".encode()[:-1]).text == "åtgärder på vägen \ufffd"


def test_utf8_with_an_odd_byte_loses_that_byte_alone() -> None:
    assert read("åtgärder ".encode() + b"\xe5" + " på vägen".encode()).text == "åtgärder \ufffd på vägen"


def test_utf16_that_is_cut_in_a_letter_is_refused() -> None:
    data = PROTOCOL.encode("utf-16")[:-1]
    assert refusal(data) == f"BrokenFile: protokoll is cut off or damaged at byte {len(data) - 1}. Fetch it again."


def test_nul_bytes_are_no_content() -> None:
    assert paragraphs(PROTOCOL.replace(" ", " \x00").encode()) == paragraphs(PROTOCOL)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2069", "\ufeff", "\u00ad", "\x07", "\x1b", "\x7f"]
)
def test_marks_that_do_not_show_part_no_words(mark: str) -> None:
    text = PROTOCOL.replace("e", f"e{mark}").replace("\n", f"\n{mark}")
    assert paragraphs(text) == paragraphs(PROTOCOL)


def test_line_of_marks_that_do_not_show_is_blank(nlp: Language) -> None:
    text = PROTOCOL.replace("\n\n", "\n\u200b\n")
    assert [item.title for item in extract(text, nlp=nlp).items] == ["Plan för vägar", "Avslutning"]


def test_half_a_character_is_refused() -> None:
    assert refusal("Beslut \ud83d att") == (
        "BrokenFile: protokoll has half a character (a lone surrogate) at character 7. "
        "Decode its bytes anew, with errors='replace'."
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"a-§1.Å”\n\r\f\t \u00a0\u2003\u00ad\u200b\u202e\u2028\x00\x1b",
                "att uppdra ",
                "Beslut\n",
                "> ",
                "# ",
                "**",
                "__",
                "gestalt-ning",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_clean_text_has_single_blanks_and_leads_back_to_its_source(text: str) -> None:
    try:
        document = read(text)
    except BeslutsnlpError:
        return
    assert document.text == text
    for paragraph in document.paragraphs:
        assert paragraph.text == " ".join(paragraph.text.split()) != ""
        sources = [text[paragraph.offsets.source(i)] for i in range(len(paragraph.text))]
        blanks_aside = [(a, b) for a, b in zip(paragraph.text, sources, strict=True) if a != " "]
        assert [a for a, _ in blanks_aside] == [b for _, b in blanks_aside]


# PDF


def test_pdf_that_is_cut_anywhere_is_refused() -> None:
    data = make_pdf(SENTENCES * 30)
    ends = range(8, data.rindex(b"startxref"), 61)
    assert {outcome(data[:end]) for end in ends} == {BROKEN_PDF}


def test_pdf_that_lacks_its_last_line_is_read() -> None:
    data = make_pdf(SENTENCES)
    assert outcome(data[: data.rindex(b"%%EOF")]) == "\n".join(SENTENCES)


def test_pdf_with_false_places_of_objects_is_repaired() -> None:
    data = make_pdf(SENTENCES)
    start = data.rindex(b"startxref")
    assert outcome(data[:start] + b"startxref\n999999\n%%EOF\n") == "\n".join(SENTENCES)


def test_pdf_without_places_of_objects_is_refused() -> None:
    data = make_pdf(SENTENCES)
    assert outcome(data[: data.rindex(b"xref\n0")]) == BROKEN_PDF


def test_pdf_with_odd_bytes_is_read_or_refused() -> None:
    data = make_pdf(SENTENCES * 10)
    chance = random.Random(2)
    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(outcome(bytes(damaged)), str)


def test_pdf_behind_a_password_is_refused() -> None:
    assert refusal(make_pdf(SENTENCES, password="hemligt")) == (
        "Encrypted: protokoll is locked by a password. Save it without one and read that file."
    )


def test_broken_pdf_is_told_from_a_locked_one_before_it() -> None:
    outcome(make_pdf(SENTENCES, password="hemligt"))
    assert outcome(make_raw_pdf(ONE_LINE, pages=0)) == BROKEN_PDF


def test_pdf_that_only_its_owner_may_change_is_read() -> None:
    assert read(make_pdf(SENTENCES, owner_password="hemligt")).text == "\n".join(SENTENCES)


def test_scanned_pdf_is_refused() -> None:
    assert refusal(make_scanned_pdf(12)) == (
        "NoTextLayer: protokoll has 12 pages and no text layer. It is probably scanned; run OCR first."
    )


def test_scanned_pages_among_others_are_told() -> None:
    document = read(make_scanned_pdf(2, last="Beslut"))
    assert (document.text, document.warnings) == (
        "Beslut",
        ("No text on pages 1, 2: blank, or scanned and in need of OCR.",),
    )


def test_pdf_of_too_many_pages_is_refused() -> None:
    data = make_raw_pdf(ONE_LINE, pages=3500)
    with within(2):
        assert refusal(data) == ("TooLarge: protokoll has 3,500 pages, more than 3,000. Split it and read the parts.")


def test_pdf_without_pages_is_refused() -> None:
    assert refusal(make_raw_pdf(ONE_LINE, pages=0)) == BROKEN_PDF


@pytest.mark.parametrize("count", [b"2000000000", b"-5", b"0"])
def test_pdf_that_states_a_false_number_of_pages_is_read(count: bytes) -> None:
    data = make_raw_pdf(ONE_LINE).replace(b"/Count 1", b"/Count " + count)
    with within(2):
        assert read(data).text == "Beslut"


def test_page_of_a_million_characters_is_refused() -> None:
    lines = b"(%b) Tj T* " % (b"abcd efgh " * 8)
    data = make_raw_pdf(b"BT /F1 10 Tf 12 TL 40 800 Td " + lines * 12_500 + b"ET")
    with within(5):
        assert refusal(data) == (
            "TooLarge: protokoll, page 1, has 1,024,998 characters, more than 200,000. Leave that page out."
        )


def test_page_of_many_drawing_objects_is_read() -> None:
    data = make_raw_pdf(b"0 0 1 1 re f " * 150_000 + ONE_LINE)
    with within(5):
        assert read(data).text == "Beslut"


def test_page_of_too_many_drawing_objects_is_refused() -> None:
    data = make_raw_pdf(b"0 0 1 1 re f " * 300_000 + ONE_LINE)
    with within(5):
        assert refusal(data) == (
            "TooLarge: protokoll, page 1, has 300,001 drawing objects, more than 200,000. Leave that page out."
        )


def test_page_of_too_many_pieces_of_text_is_refused() -> None:
    pieces = b"".join(b"1 0 0 1 %d 400 Tm (a) Tj " % (i * 37 % 595) for i in range(60_000))
    data = make_raw_pdf(b"BT /F1 1 Tf " + pieces + b"ET")
    with within(5):
        assert refusal(data) == (
            "TooLarge: protokoll, page 1, has 60,000 pieces of text, more than 20,000. Leave that page out."
        )


def test_line_of_many_pieces_of_text_is_read_in_time() -> None:
    places = random.Random(3).sample(range(10_000), 10_000)
    pieces = b"".join(b"1 0 0 1 %.2f %.3f Tm (a) Tj " % (x * 0.05, 400 + x % 7 / 200) for x in places)
    with within(5):
        assert len(read(make_raw_pdf(b"BT /F1 .2 Tf " + pieces + b"ET")).pages) == 1


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ("MAX_CHARACTERS", "has more than 30 characters. Split it and read the parts."),
        ("MAX_OBJECTS", "has more than 30 drawing objects. Split it and read the parts."),
    ],
)
def test_pages_are_counted_together(limit: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"beslutsnlp.reading.pdf.{limit}", 30)
    assert refusal(make_raw_pdf(ONE_LINE, pages=100)) == f"TooLarge: protokoll {error}"


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 1e30 Tf 40 800 Td (Beslut) Tj ET",
        b"BT /F1 0 Tf 40 800 Td (Beslut) Tj ET",
        b"BT /F1 10 Tf 1e-30 0 0 1e-30 1e30 1e30 Tm (Beslut) Tj ET",
        b"BT /F9 10 Tf 40 800 Td (Beslut",
        b"q " * 100_000 + b"Q",
        b"\x00\xff" * 1000,
    ],
    ids=["huge type", "no type", "far away", "cut off", "nested", "noise"],
)
def test_page_without_legible_text_counts_as_scanned(content: bytes) -> None:
    assert refusal(make_raw_pdf(content)) == (
        "NoTextLayer: protokoll has 1 page and no text layer. It is probably scanned; run OCR first."
    )


# DOCX


def test_docx_that_is_cut_anywhere_is_refused() -> None:
    data = make_docx(SENTENCES)
    assert {outcome(data[:end]) for end in range(8, len(data) - 22, 997)} == {BROKEN_ZIP}


@pytest.mark.parametrize(
    "xml", [b"", b"<w:document>", b"<a/>", b"\xff\xfe\x00", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>"]
)
def test_docx_with_broken_xml_is_refused(xml: bytes) -> None:
    assert refusal(with_part(make_docx(SENTENCES), "word/document.xml", xml)) == BROKEN_DOCX


def test_docx_that_lacks_a_part_is_refused() -> None:
    parts = parts_of(make_docx(SENTENCES))
    lacking = [{name: part for name, part in parts.items() if name != gone} for gone in parts]
    known = {BROKEN_DOCX, "\n".join(SENTENCES), outcome(make_zip({"a": b""}))}
    assert {outcome(make_zip(rest)) for rest in lacking} == known


def test_docx_with_odd_bytes_is_read_or_refused() -> None:
    data = make_docx(SENTENCES)
    chance = random.Random(4)
    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(outcome(bytes(damaged)), str)


def test_docx_that_unpacks_to_hundreds_of_megabytes_is_refused() -> None:
    data = with_part(make_docx(SENTENCES), "word/document.xml", b" " * 300 * MEGABYTE)
    with within(2):
        assert refusal(data) == (
            "TooLarge: protokoll unpacks to more than 50,000,000 bytes of XML. Save the text alone as a new file."
        )


def test_docx_that_states_a_false_size_is_refused() -> None:
    data = with_false_size(make_docx_of_xml(paragraph_xml(" " * 100 * MEGABYTE)), "word/document.xml", 1000)
    with within(2):
        assert refusal(data) == (
            "TooLarge: protokoll unpacks to more than 50,000,000 bytes of XML. Save the text alone as a new file."
        )


def test_docx_with_huge_pictures_is_refused() -> None:
    data = with_part(make_docx(SENTENCES), "word/media/bild.png", bytes(201 * MEGABYTE))
    with within(5):
        assert refusal(data) == (
            "TooLarge: protokoll unpacks to more than 200,000,000 bytes. Save the text alone as a new file."
        )


def test_docx_of_too_many_parts_is_refused() -> None:
    parts = parts_of(make_docx(SENTENCES)) | {f"word/{i}": b"" for i in range(5000)}
    assert refusal(make_zip(parts)) == (
        f"TooLarge: protokoll has {len(parts):,} parts, more than 5,000. Save the text alone as a new file."
    )


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_docx_that_is_packed_as_word_does_not_is_refused(compression: int) -> None:
    assert refusal(make_zip(parts_of(make_docx(SENTENCES)), compression=compression)) == BROKEN_ZIP


def test_docx_with_entities_that_multiply_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "ha">{entities}]>'
    with within(2):
        assert refusal(make_docx_of_xml(paragraph_xml("&e9;"), before=bomb)) == BROKEN_DOCX


def test_docx_does_not_read_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "hemlig.txt"
    secret.write_text("hemligt", encoding="utf-8")
    entity = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert outcome(make_docx_of_xml(paragraph_xml("Beslut &e;"), before=entity)) == "Beslut"


def test_docx_of_deeply_nested_elements_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 1000 + paragraph_xml("Beslut") + "</w:sdtContent></w:sdt>" * 1000
    assert refusal(make_docx_of_xml(deep)) == BROKEN_DOCX


def test_tables_in_tables_are_read_as_deep_as_xml_goes() -> None:
    body = paragraph_xml("Beslut")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{paragraph_xml('a')}</w:tc></w:tr></w:tbl>"
    assert outcome(make_docx_of_xml(body)) == "Beslut" + " a" * 60


def test_cell_that_spans_a_billion_columns_is_read() -> None:
    span = '<w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
    row = f"<w:tr><w:tc>{span}{paragraph_xml('a')}</w:tc><w:tc>{paragraph_xml('b')}</w:tc></w:tr>"
    with within(2):
        assert outcome(make_docx_of_xml(f"<w:tbl>{row}</w:tbl>")) == "a b"


# long text


def repeated(piece: str, length: int = MEGABYTE) -> str:
    """Return a piece of text again and again."""
    return piece * (length // len(piece))


NOTES: dict[str, Callable[[], str]] = {
    "10 MB without a line break": lambda: repeated("a", 10 * MEGABYTE),
    "10 MB of words without a line break": lambda: repeated("ord och ", 10 * MEGABYTE),
    "brackets": lambda: repeated("("),
    "att": lambda: repeated("att "),
    "paragraph marks": lambda: repeated("§ 1 "),
    "uppdra åt": lambda: repeated("uppdra åt "),
    "given": lambda: repeated("nämnden får i uppdrag att "),
    "digits": lambda: repeated("1"),
    "points": lambda: repeated(". "),
    "underscores": lambda: repeated("_" * 19_999 + "x"),
    "combining marks": lambda: "a" + repeated("\u0301"),
    "letters beyond the basic plane": lambda: repeated("\U0001f600"),
    "markup": lambda: repeated("# > ** "),
    "headings": lambda: repeated("Beslut\n"),
    "lines that carry on a clause": lambda: repeated("att bla bla bla bla bla bla bla bla bla bla bla bla bla för\n"),
    "short lines": lambda: repeated("a\n", 400_000),
    "pages": lambda: repeated("a\f", 400_000),
}


@pytest.mark.parametrize("name", NOTES)
def test_long_text_of_one_kind_is_read_in_time(name: str, nlp: Language) -> None:
    text = NOTES[name]()
    with within(10):
        extraction = extract(text, nlp=nlp)
    assert (extraction.kind, extraction.items, extraction.assignments) == ("notes", [], [])


# what each gives: the number of its §, and of its assignments where that can be told
PROTOCOLS: dict[str, tuple[Callable[[], str], int, int | None]] = {
    "100,000 lines of one paragraph mark": (lambda: "§ 1\n" * 100_000, 1, 0),
    "paragraph marks that start anew": (lambda: "".join(f"§ {i % 9999 + 1}\n" for i in range(50_000)), 9999, 0),
    "paragraphs": (
        lambda: "".join(f"§ {i}\nBeslut\natt uppdra åt chefen att gå\n" for i in range(1, 3001)),
        3000,
        3000,
    ),
    "clauses in one decision": (lambda: "§ 1 A\n\nBeslut\n\n" + "att uppdra åt chefen att gå,\n\n" * 3000, 1, 3000),
    "clauses on one line": (lambda: "§ 1 A\n\nBeslut\n\n" + repeated("att uppdra åt chefen att gå, "), 1, None),
    "brackets in a clause": (lambda: "§ 1 A\n\nBeslut\n\natt godkänna " + repeated("("), 1, 0),
    "one word in a clause": (lambda: "§ 1 A\n\nBeslut\n\natt godkänna " + repeated("a"), 1, 0),
}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_long_protocol_of_one_kind_is_read_in_time(name: str, nlp: Language) -> None:
    make, items, assignments = PROTOCOLS[name]
    text = make()
    with within(10):
        extraction = extract(text, nlp=nlp)
    assert (extraction.kind, len(extraction.items)) == ("protocol", items)
    assert assignments is None or len(extraction.assignments) == assignments


def test_deeply_nested_numbering_is_read(nlp: Language) -> None:
    points = "".join("  " * depth + "1." * depth + f" punkt {depth}\n" for depth in range(1, 500))
    with within(10):
        extraction = extract(f"§ 1 A\n\nBeslut\n\nKommunstyrelsen beslutar\n\n{points}", nlp=nlp)
    assert (extraction.kind, len(extraction.items), extraction.assignments) == ("protocol", 1, [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a" * 50_000_001, "has 50,000,001 characters, more than 50,000,000."),
        ("a\n" * 500_001, "has 500,001 line breaks, more than 500,000."),
        ("\f" * 500_001, "has 500,001 line breaks, more than 500,000."),
    ],
    ids=["characters", "lines", "pages"],
)
def test_text_beyond_a_limit_is_refused(text: str, error: str) -> None:
    with within(2):
        assert refusal(text) == f"TooLarge: protokoll {error} Split it and read the parts."


def test_lines_with_a_paragraph_mark_are_no_page_heads() -> None:
    items = [f"§ {number} Rapport\n\nAnna Berg berättar.\n\nKarta visas." for number in range(1, 8)]
    assert read("\n\n".join(items)).paragraphs[3].text == "§ 2 Rapport"


def test_markup_inside_markup_leads_back_to_its_source() -> None:
    document: Document = read("> > ## **Beslut**\n")
    (paragraph,) = document.paragraphs
    assert (paragraph.text, document.text[paragraph.start : paragraph.end]) == ("Beslut", "Beslut")
