"""Follow-up lists as PDF: every cell of every row, in whatever way the table is drawn."""

from collections import Counter

import pytest

from beslutsnlp import BeslutsnlpError, Document, extract, read
from tests.documents import make_scanned_pdf
from tests.list_pages import HEADINGS, ROWS, WIDTHS, ListPages, Row, Rules

LONG = (
    "Socialchefen får i uppdrag att utreda hur hemtjänsten i kommunens norra delar kan ordnas när lokalen i Ekby stängs. "
    "Utredningen ska omfatta kostnader, personal och resor. Den ska beskriva minst två vägar framåt och vad de betyder för "
    "de äldre. Uppdraget ska redovisas till socialnämnden senast den 30 april 2026."
)
CUT = (*ROWS[:2], ("2025-05-06 § 63", "SN 2025/31", "Hemtjänst i norr", LONG, "Arbetet pågår.", "Nej"), ROWS[2])
TITLE = "Uppföljning av uppdrag"


def drawn(rows: tuple[Row, ...] = ROWS, *, gap: float = 4, **look: bool | Rules | tuple[float, float]) -> ListPages:
    """Return pages with a title and a list."""
    pages = ListPages(gap=gap, **look)  # type: ignore[arg-type]
    pages.text(TITLE, bold=True, size=14)
    pages.table(HEADINGS, rows)
    return pages


def cells(document: Document) -> list[list[str]]:
    """Return the texts of the cells of all rows."""
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def lists(rows: tuple[Row, ...]) -> list[list[str | None]]:
    """Return rows as `cells` gives them."""
    return [list(row) for row in rows]


LOOKS = [
    {"rules": "all"},
    {"rules": "horizontal"},
    {"rules": "none", "gap": 7},
    {"rules": "shaded"},
    {"rules": "all", "centred": True},
    {"rules": "horizontal", "centred": True},
    {"rules": "none", "centred": True, "gap": 8},
    {"rules": "all", "rotated": True},
    {"rules": "none", "rotated": True, "gap": 7},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look.values())))
def test_each_cell_is_whole_and_in_its_row(look: dict[str, str | bool | int]) -> None:
    pages = drawn(**look)  # type: ignore[arg-type]
    document = read(pages.save())
    assert [table.headings for table in document.tables] == [HEADINGS]
    assert cells(document) == lists(ROWS)
    assert Counter(document.text.split()) == pages.words
    assert document.warnings == ()


@pytest.mark.parametrize("repeat", [True, False])
@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize(("rules", "gap"), [("all", 4), ("horizontal", 4), ("shaded", 4), ("none", 7)])
@pytest.mark.parametrize("height", [224, 280])
def test_row_that_a_page_cuts_in_mid_cell_is_one_row(
    rules: Rules, gap: float, centred: bool, repeat: bool, height: float
) -> None:
    pages = drawn(CUT, rules=rules, gap=gap, centred=centred, repeat=repeat, size=(842, height))
    document = read(pages.save())
    assert pages.cuts > 0
    assert cells(document) == lists(CUT)
    assert Counter(document.text.split()) == pages.words


def test_row_stands_on_the_page_where_it_begins() -> None:
    pages = drawn(CUT, size=(842, 260))
    found = [row.page for table in read(pages.save()).tables for row in table.rows]
    assert found[0] == 1
    assert found == sorted(page for page in found if page)
    assert found[-1] == pages.pages > 1


def test_merged_cell_counts_in_each_of_its_rows() -> None:
    first = ("2025-02-11 § 14", "KS 2025/101", "Cykelväg till Ekby")
    rows = (
        (*first, "Ta fram en plan för cykelvägen.", "Arbetet pågår.", "Nej"),
        (None, None, None, "Söka statsbidrag för cykelvägen.", "Ansökan är inskickad, svar väntas.", "Nej"),
        ROWS[1],
    )
    found = cells(read(drawn(rows).save()))
    assert found == [list(rows[0]), [*first, *rows[1][3:]], list(ROWS[1])]


def test_date_that_is_split_over_lines_is_whole() -> None:
    pages = ListPages((48, 90, 110, 260, 180, 50))
    pages.text(TITLE, bold=True)
    split = ("2025-\n02-11", "2025-03-\n04", "2025-04-\n08")
    headings = ("Datum", *HEADINGS[1:])
    pages.table(headings, [(day, *row[1:]) for day, row in zip(split, ROWS, strict=True)])
    document = read(pages.save())
    assert [row[0] for row in cells(document)] == ["2025-02-11", "2025-03-04", "2025-04-08"]
    assert [str(row.date) for row in extract(document).rows] == ["2025-02-11", "2025-03-04", "2025-04-08"]


@pytest.mark.parametrize(("rules", "gap"), [("all", 4), ("none", 7)])
def test_headings_between_tables_are_the_sections_of_their_rows(rules: Rules, gap: float) -> None:
    pages = ListPages(rules=rules, gap=gap)
    pages.text(TITLE, bold=True, size=14)
    pages.text("Listan visar uppdrag som nämnderna har fått och som inte är avslutade.")
    pages.text("Kommunstyrelsen", bold=True)
    pages.table(HEADINGS, ROWS[:2])
    pages.text("Socialnämnden", bold=True)
    pages.table(HEADINGS, ROWS[2:])
    pages.text("Listan uppdateras inför varje möte med kommunstyrelsen och läggs ut på kommunens webbplats.")
    document = read(pages.save())
    assert cells(document) == lists(ROWS)
    assert Counter(document.text.split()) == pages.words
    sections = [row.section for row in extract(document).rows]
    assert sections == ["Kommunstyrelsen", "Kommunstyrelsen", "Socialnämnden"]


def test_text_below_a_table_is_in_no_cell() -> None:
    pages = drawn(rules="none", gap=7)
    pages.text("Listan uppdateras inför varje möte med kommunstyrelsen och läggs ut på kommunens webbplats.")
    document = read(pages.save())
    assert cells(document) == lists(ROWS)
    assert document.paragraphs[-1].text.startswith("Listan uppdateras")
    assert not document.paragraphs[-1].is_table


@pytest.mark.parametrize(("rules", "gap"), [("all", 4), ("none", 8)])
def test_two_lists_side_by_side_do_not_mix(rules: Rules, gap: float) -> None:
    headings = ("Datum", "Uppdrag", "Status")
    left = (
        ("2025-02-11", "Ta fram en plan för cykelvägen till Ekby.", "Arbetet pågår."),
        ("2025-03-04", "Utreda fiskvägar i Lillån.", "Klart."),
    )
    right = (
        ("2024-09-03", "Se över taxan för båtplatser.", "Har ej skett."),
        ("2024-10-08", "Föreslå ett namn på den nya skolan i Granstad.", "Arbetet pågår."),
    )
    pages = ListPages((70, 180, 100), rules=rules, gap=gap)
    pages.text(TITLE, bold=True, size=14)
    top = pages.y
    pages.table(headings, left)
    pages.left, pages.y = 440, top
    pages.table(headings, right)
    document = read(pages.save())
    assert [[cell for cell in row if cell] for row in cells(document)] == lists((*left, *right))
    assert Counter(document.text.split()) == pages.words


def test_points_of_a_cell_are_lines_of_their_own() -> None:
    tasks = (
        "1. Teknisk chef får i uppdrag att ta fram en plan för en cykelväg mellan Ekby och Granstad.\n"
        "2. Ekonomichefen får i uppdrag att söka statsbidrag."
    )
    rows = ((*ROWS[0][:3], tasks, "• Planen är klar.\n• Ansökan om bidrag pågår.", "Nej"), ROWS[1])
    assert cells(read(drawn(rows).save())) == lists(rows)


def test_headings_on_several_lines_are_whole() -> None:
    pages = ListPages((75, 80, 110, 240, 170, 60))
    pages.text(TITLE, bold=True)
    headings = ("Datum för\nbeslut", "Diarie-\nnummer", "Ärende", "Beslutat\nuppdrag", "Status", "Klart\nja/nej")
    pages.table(headings, ROWS)
    document = read(pages.save())
    assert cells(document) == lists(ROWS)
    assert list(extract(document).rows[0].cells) == [
        "Datum för beslut",
        "Diarienummer",
        "Ärende",
        "Beslutat uppdrag",
        "Status",
        "Klart ja/nej",
    ]


def test_columns_come_in_any_order() -> None:
    order = (3, 5, 0, 4, 1, 2)
    pages = ListPages([WIDTHS[i] for i in order], rules="horizontal")
    pages.text(TITLE, bold=True)
    pages.table([HEADINGS[i] for i in order], [[row[i] for i in order] for row in ROWS])
    document = read(pages.save())
    assert cells(document) == [[row[i] for i in order] for row in ROWS]
    assert [row.case_number for row in extract(document).rows] == ["KS 2025/101", "KS 2025/140", "KS 2025/177"]


# what is no follow-up list


@pytest.mark.parametrize("rules", ["all", "horizontal", "none"])
def test_budget_table_gives_no_rows(rules: Rules) -> None:
    pages = ListPages((200, 120, 120, 120), rules=rules, gap=6)
    pages.text("Budget 2026, kommunstyrelsen", bold=True, size=14)
    pages.table(
        ("Verksamhet", "Budget tkr", "Utfall tkr", "Avvikelse"),
        [("Gator och vägar", "12 400", "12 900", "-500"), ("Parker", "3 100", "2 950", "150")],
    )
    document = read(pages.save())
    assert document.tables == ()
    assert "Gator och vägar" in document.text
    assert extract(document).rows == []


def test_attendance_table_gives_no_rows() -> None:
    pages = ListPages((200, 150, 120, 120))
    pages.text("Närvarolista, kommunstyrelsen", bold=True, size=14)
    pages.table(
        ("Ledamot", "Ersättare", "Närvarande", "Parti"),
        [("Anna Berg", "Bo Ek", "Ja", "S"), ("Eva Holm", "Per Sund", "Nej", "C")],
    )
    assert extract(read(pages.save())).rows == []


def test_scanned_list_is_an_error_that_says_so() -> None:
    with pytest.raises(BeslutsnlpError, match="scanned"):
        read(make_scanned_pdf(2))
