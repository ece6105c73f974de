from pathlib import Path

import pytest

from beslutsnlp import read
from beslutsnlp.reading.hyphens import join_lines, lost_soft_hyphens

FOOT = "Ordförandens sign   Justerandens sign   Utdragsbestyrkande"


def paragraphs(text: str) -> list[str]:
    return [paragraph.text for paragraph in read(text).paragraphs]


def test_text_of_a_string_is_that_string() -> None:
    text = "§ 1  Val\n\n  att välja\tAnna\r\n\r\nslut \n"
    assert read(text).text == text


def test_wrapped_lines_make_one_paragraph() -> None:
    lines = [
        "Regionens revisorer har bett om regionstyrelsens kommentarer och synpunkter",
        "med anledning av revisionsrapporten om skydd mot brott. I svaret påtalas att",
        "åtgärder bör ha en bred ansats.",
    ]
    assert paragraphs("\n".join(lines)) == [" ".join(lines)]


def test_sentence_cut_by_a_page_break_is_whole_again() -> None:
    text = (
        "att uppdra till regiondirektören att tillse att en samlad utbildnings- och\n\n"
        f"{FOOT}\n\fREGION EXEMPEL\nPROTOKOLL\nSida 3 (12)\n\n"
        "kommunikationsinsats genomförs, där skydd mot brott belyses ur ett helt\nperspektiv."
    )
    assert paragraphs(text) == [
        "att uppdra till regiondirektören att tillse att en samlad utbildnings- och kommunikationsinsats genomförs, "
        "där skydd mot brott belyses ur ett helt perspektiv."
    ]


def test_page_heads_and_feet_that_come_again_are_no_content() -> None:
    sentences = ["Ett stycke om vägar.", "Skolan byggs ut i höst.", "Rapporten är klar.", "Mötet avslutas."]
    page = "Region Exempel\nSammanträdesprotokoll\nSida {} (4)\n\n{}\n\n" + FOOT
    text = "\f".join(page.format(number, sentence) for number, sentence in enumerate(sentences, 1))
    assert paragraphs(text) == sentences


def test_contents_list_is_no_content() -> None:
    entries = "\n".join(f"§ {number} Ärende nummer {number} .......... {number + 2}" for number in range(1, 6))
    assert paragraphs(f"Innehåll\n{entries}\n\n§ 1 Ärende nummer 1\n\nBeslut") == ["§ 1 Ärende nummer 1", "Beslut"]


def test_clean_paragraph_leads_back_to_its_source() -> None:
    text = "att  lägga\u00a0en konstnärlig gestalt-\nning till hand\u00adlingarna."
    (paragraph,) = read(text).paragraphs
    assert paragraph.text == "att lägga en konstnärlig gestaltning till handlingarna."
    start = paragraph.text.index("gestaltning")
    first, last = paragraph.offsets.source_span(start, start + len("gestaltning"))
    assert text[first:last] == "gestalt-\nning"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("en samlad gestalt-", "ning", "en samlad gestaltning"),
        ("Hälso-", "och sjukvårdsnämnden", "Hälso- och sjukvårdsnämnden"),
        ("senast 2025-05-", "06", "senast 2025-05-06"),
        ("under 2026–", "2030", "under 2026–2030"),
        ("ett IT-", "system", "ett IT-system"),
        ("Stockholm-", "Mälarregionen", "Stockholm-Mälarregionen"),
        ("in\u00ad", "för", "inför"),
        ("den nya", "planen", "den nya planen"),
    ],
)
def test_line_ends_are_joined(before: str, after: str, joined: str) -> None:
    drop, between = join_lines(before, after)
    assert before[: len(before) - drop] + between + after == joined


def test_hyphens_that_belong_to_words_stay() -> None:
    assert lost_soft_hyphens("e-post, hälso-och sjukvård, bygg-och miljö, F-skatt, Anna-Karin, mål-nivå") == []


def test_form_feeds_number_the_pages_of_a_text() -> None:
    document = read("Sida ett.\n\fSida två.\n\fSida tre.")
    assert [(page.number, document.text[page.start : page.end].strip()) for page in document.pages] == [
        (1, "Sida ett."),
        (2, "Sida två."),
        (3, "Sida tre."),
    ]
    assert document.locate(12, 16).page == 2


def test_every_character_of_a_pdf_knows_its_page_and_box() -> None:
    document = read(Path(__file__).resolve().parent.parent / "docs" / "examples" / "protokoll.pdf")
    for index in range(0, len(document.text), 97):
        span = document.locate(index, index + 1)
        assert span.page is not None
        assert span.bbox is not None


def test_markdown_headings_and_emphasis_are_taken_away() -> None:
    assert paragraphs("## § 3 Budget\n\n**Beslut**\n\natt anta budgeten.") == [
        "§ 3 Budget",
        "Beslut",
        "att anta budgeten.",
    ]
