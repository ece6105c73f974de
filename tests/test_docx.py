"""DOCX: what is shown in Word comes into the text, in its order, and nothing else."""

import sys
import time

import docx
import pytest
from spacy.language import Language

from beslutsnlp import extract, read
from beslutsnlp.errors import MissingExtra, NoText
from tests.documents import (
    Block,
    make_docx,
    make_docx_of_xml,
    make_zip,
    paragraph_xml,
    parts_of,
    save_docx,
)


def texts(data: bytes) -> list[str]:
    """Return the texts of a document's paragraphs."""
    return [paragraph.text for paragraph in read(data).paragraphs]


def texts_of(body: str) -> list[str]:
    """Return the texts of the paragraphs of a piece of WordprocessingML."""
    return texts(make_docx_of_xml(body))


def test_paragraphs_and_rows_come_in_order_a_line_each() -> None:
    blocks: list[Block] = ["Närvarande", [["Anna Berg", "ordförande"], ["Bo Ek", "ledamot"]], "", "Beslut"]
    assert read(make_docx(blocks)).text == "Närvarande\nAnna Berg ordförande\nBo Ek ledamot\nBeslut"


def test_paragraph_stands_at_its_place_in_the_text() -> None:
    document = read(make_docx(["Val  av\tjusterare", [["a", "b"]], "Beslut"]))
    places = [document.text[paragraph.start : paragraph.end] for paragraph in document.paragraphs]
    assert places == ["Val av justerare", "a b", "Beslut"]


def test_rows_are_marked_as_rows() -> None:
    document = read(make_docx(["Val", [["a", "b"]]]))
    assert [paragraph.is_table for paragraph in document.paragraphs] == [False, True]


def test_heads_and_feet_are_furniture_and_not_text() -> None:
    document = read(make_docx(["Beslut"], head="Region Exempel", foot="Sida 1"))
    assert (document.text, document.furniture) == ("Beslut", ("Region Exempel", "Sida 1"))


def test_source_is_the_name_given() -> None:
    assert read(make_docx(["Beslut"]), name="protokoll.docx").source == "protokoll.docx"


def test_heading_is_bold() -> None:
    document = read(make_docx([("Heading 2", "§ 1 Val"), "Beslut"]))
    assert [paragraph.bold for paragraph in document.paragraphs] == [True, False]


def test_style_that_is_based_on_a_heading_is_bold() -> None:
    opened = docx.Document()
    style = opened.styles.add_style("Paragrafrubrik", 1)
    style.base_style = opened.styles["Heading 1"]
    opened.add_paragraph("§ 1 Val", style="Paragrafrubrik")
    assert [paragraph.bold for paragraph in read(save_docx(opened)).paragraphs] == [True]


def test_style_that_is_based_on_itself_is_read() -> None:
    opened = docx.Document()
    style = opened.styles.add_style("Ring", 1)
    style.base_style = style
    opened.add_paragraph("§ 1 Val", style="Ring")
    assert texts(save_docx(opened)) == ["§ 1 Val"]


def test_paragraph_is_bold_when_all_of_it_is() -> None:
    opened = docx.Document()
    opened.add_paragraph().add_run("Beslut").bold = True
    mixed = opened.add_paragraph()
    mixed.add_run("Beslut").bold = True
    mixed.add_run(" enligt förslag")
    assert [paragraph.bold for paragraph in read(save_docx(opened)).paragraphs] == [True, False]


def test_size_is_that_of_the_first_run_that_has_one() -> None:
    opened = docx.Document()
    opened.add_paragraph().add_run("Beslut").font.size = docx.shared.Pt(13.5)
    opened.add_paragraph("Val")
    assert [paragraph.size for paragraph in read(save_docx(opened)).paragraphs] == [13.5, None]


def test_size_and_weight_that_are_no_such_thing_are_let_be() -> None:
    run = '<w:r><w:rPr><w:b w:val="kanske"/><w:sz w:val="stor"/></w:rPr><w:t>Beslut</w:t></w:r>'
    (paragraph,) = read(make_docx_of_xml(f"<w:p>{run}</w:p>")).paragraphs
    assert (paragraph.text, paragraph.bold, paragraph.size) == ("Beslut", True, None)


def test_point_of_a_list_gets_its_bullet() -> None:
    assert texts(make_docx([("List Bullet", "att godkänna"), ("List Number", "att uppdra")])) == [
        "• att godkänna",
        "• att uppdra",
    ]


def test_point_with_a_mark_of_its_own_gets_no_other() -> None:
    assert texts(make_docx([("List Bullet", "1. att godkänna"), ("List Bullet", "- att uppdra")])) == [
        "1. att godkänna",
        "- att uppdra",
    ]


def test_numbering_that_is_turned_off_draws_no_bullet() -> None:
    numbers = '<w:pPr><w:numPr><w:numId w:val="{}"/></w:numPr></w:pPr>'
    point = f"<w:p>{numbers}<w:r><w:t>att godkänna</w:t></w:r></w:p>"
    assert texts_of(point.format(1) + point.format(0)) == ["• att godkänna", "att godkänna"]


def test_cell_that_spans_columns_is_read_once() -> None:
    opened = docx.Document()
    table = opened.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Ärende"
    table.cell(0, 2).text = "Klart"
    assert texts(save_docx(opened)) == ["Ärende Klart"]


def test_cell_that_spans_rows_is_read_once() -> None:
    opened = docx.Document()
    table = opened.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "2025"
    table.cell(0, 1).text, table.cell(1, 1).text = "maj", "juni"
    assert texts(save_docx(opened)) == ["2025 maj", "juni"]


def test_table_in_a_cell_is_read() -> None:
    opened = docx.Document()
    outer = opened.add_table(1, 2)
    outer.cell(0, 0).text = "Närvarande"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Anna", "Bo"
    assert texts(save_docx(opened)) == ["Närvarande Anna Bo"]


def test_row_of_one_cell_is_a_frame_around_paragraphs() -> None:
    opened = docx.Document()
    cell = opened.add_table(1, 1).cell(0, 0)
    cell.text = "Beslut"
    cell.add_paragraph("att godkänna rapporten")
    document = read(save_docx(opened))
    assert [(paragraph.text, paragraph.is_table) for paragraph in document.paragraphs] == [
        ("Beslut", False),
        ("att godkänna rapporten", False),
    ]


def test_content_controls_are_looked_into() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inline = "<w:p><w:r><w:t>Val av </w:t></w:r>" + control.format("<w:r><w:t>Anna</w:t></w:r>") + "</w:p>"
    assert texts_of(control.format(paragraph_xml("Beslut")) + inline) == ["Beslut", "Val av Anna"]


def test_contents_list_of_word_is_no_content() -> None:
    kind = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    listed = f"<w:sdt>{kind}<w:sdtContent>{paragraph_xml('§ 1 Val 3')}</w:sdtContent></w:sdt>"
    assert texts_of(listed + paragraph_xml("§ 1 Val")) == ["§ 1 Val"]


def test_paragraph_in_a_contents_style_is_no_content() -> None:
    opened = docx.Document()
    opened.styles.add_style("toc 1", 1)
    opened.add_paragraph("§ 1 Val 3", style="toc 1")
    opened.add_paragraph("§ 1 Val")
    assert texts(save_docx(opened)) == ["§ 1 Val"]


def test_tracked_insertion_is_read_and_deletion_is_not() -> None:
    inserted = '<w:ins w:id="1" w:author="a"><w:r><w:t>maj</w:t></w:r></w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>juni</w:delText></w:r></w:del>'
    assert texts_of(f"<w:p><w:r><w:t>senast i </w:t></w:r>{deleted}{inserted}</w:p>") == ["senast i maj"]


def test_moved_text_is_read_where_it_went() -> None:
    left = '<w:p><w:moveFrom w:id="1" w:author="a"><w:r><w:t>Val</w:t></w:r></w:moveFrom></w:p>'
    arrived = '<w:p><w:moveTo w:id="2" w:author="a"><w:r><w:t>Val</w:t></w:r></w:moveTo></w:p>'
    assert texts_of(left + paragraph_xml("Beslut") + arrived) == ["Beslut", "Val"]


def test_links_and_fields_are_read_and_field_codes_are_not() -> None:
    link = "<w:hyperlink><w:r><w:t>bilagan</w:t></w:r></w:hyperlink>"
    simple = '<w:fldSimple w:instr="DATE"><w:r><w:t> 2025-05-20</w:t></w:r></w:fldSimple>'
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert texts_of(f"<w:p>{link}{simple}{code}</w:p>") == ["bilagan 2025-05-20"]


def test_tabs_and_line_breaks_are_blanks_and_hyphens_are_mended() -> None:
    run = "<w:r><w:t>Dnr</w:t><w:tab/><w:t>KS 1</w:t><w:br/><w:t>e</w:t><w:noBreakHyphen/><w:t>post in\u00adför gestalt-ning</w:t></w:r>"
    assert texts_of(f"<w:p>{run}</w:p>") == ["Dnr KS 1 e-post inför gestaltning"]


def test_main_part_of_word_on_the_web_is_found() -> None:
    parts = parts_of(make_docx(["Beslut"]))
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    for name in ("[Content_Types].xml", "_rels/.rels"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/document2.xml")
    assert texts(make_zip(parts)) == ["Beslut"]


def test_docx_without_text_says_what_to_do() -> None:
    with pytest.raises(NoText) as caught:
        read(make_docx([""]), name="tom.docx")
    assert str(caught.value) == "tom.docx has no text in it. If it holds pictures of pages, make it a PDF by OCR."


def test_docx_without_python_docx_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_docx(["Beslut"])
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtra) as caught:
        read(data, name="protokoll.docx")
    assert str(caught.value) == (
        "protokoll.docx is DOCX, which python-docx reads. Install it: pip install 'beslutsnlp[office]'."
    )


def test_long_document_is_read_in_time() -> None:
    data = make_docx_of_xml(paragraph_xml("att uppdra åt nämnden") * 20_000)
    started = time.monotonic()
    count = len(read(data).paragraphs)
    assert (count, time.monotonic() - started < 5) == (20_000, True)


def test_cell_that_spans_a_thousand_rows_is_read_in_time() -> None:
    row = f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph_xml('')}</w:tc><w:tc>{paragraph_xml('x')}</w:tc></w:tr>"
    started = time.monotonic()
    count = len(texts_of(f"<w:tbl>{row * 1000}</w:tbl>"))
    assert (count, time.monotonic() - started < 5) == (1000, True)


def test_a_thousand_sections_are_read_in_time() -> None:
    section = "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>Beslut</w:t></w:r></w:p>"
    started = time.monotonic()
    count = len(texts_of(section * 1000))
    assert (count, time.monotonic() - started < 5) == (1000, True)


def test_assignment_is_extracted_from_docx(nlp: Language) -> None:
    blocks: list[Block] = [
        ("Heading 1", "§ 98 Plan för vägar"),
        ("Heading 2", "Beslut"),
        "Kommunstyrelsen beslutar",
        ("List Bullet", "att godkänna redovisningen,"),
        ("List Bullet", "att uppdra åt teknisk chef att ta fram en plan för vägarna."),
    ]
    extraction = extract(make_docx(blocks, head="Kommunstyrelsen 2025-05-20"), nlp=nlp)
    (assignment,) = extraction.assignments
    assert (
        extraction.body,
        str(extraction.date),
        assignment.paragraph,
        [party.name for party in assignment.responsible],
        assignment.task,
    ) == ("Kommunstyrelsen", "2025-05-20", "98", ["teknisk chef"], "ta fram en plan för vägarna")
