"""Lists in plain text: rows parted at their dates, or no rows where that is unsure."""

import re

import pytest

from beslutsnlp import extract, read
from beslutsnlp.reading.flat_list import WARNING

LIST = """Sammanställning av uppdrag från kommunstyrelsen
Datum/
paragraf

Diarie-
nummer

Ärende Uppdrag Status Klart

2025-05-27
§ 114 och
115

KS250361 Nämndinitiativ om
cykelvägar

Kommundirektören får i uppdrag att bereda frågan och
återkomma med förslag.

Klart

2025-05-06
§ 106

KS241006 Uppdrag med anledning av motion om sommarjobb

1. Kommundirektören får i uppdrag att ta fram en plan.
2. Uppdraget ska återrapporteras under hösten 2025.

Arbetet har påbörjats. Flera
deluppdrag startar 2026.

2025-04-08
§ 57

KS241056 Lokaler för kulturskolan

Uppdrag till kulturchefen att se över lokalerna Arbetet pågår.
"""


def test_flat_list_is_read_cell_by_cell() -> None:
    document = read(LIST)
    (table,) = document.tables
    assert table.headings == ("Datum/ paragraf", "Diarienummer", "Ärende", "Uppdrag", "Status", "Klart")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["2025-05-27 § 114 och 115", "KS250361", "Nämndinitiativ om cykelvägar",
         "Kommundirektören får i uppdrag att bereda frågan och återkomma med förslag.", "", "Klart"],
        ["2025-05-06 § 106", "KS241006", "Uppdrag med anledning av motion om sommarjobb",
         "1. Kommundirektören får i uppdrag att ta fram en plan.\n2. Uppdraget ska återrapporteras under hösten 2025.",
         "Arbetet har påbörjats. Flera deluppdrag startar 2026.", ""],
        ["2025-04-08 § 57", "KS241056", "Lokaler för kulturskolan", "Uppdrag till kulturchefen att se över lokalerna",
         "Arbetet pågår.", ""],
    ]  # fmt: skip


def test_text_of_a_flat_list_stays_as_it_is_and_cells_point_into_it() -> None:
    document = read(LIST)
    assert document.text == LIST
    for row in document.tables[0].rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                raw = LIST[paragraph.start : paragraph.end]
                assert re.sub(r"[\s-]", "", raw) == re.sub(r"[\s-]", "", paragraph.text)


def test_flat_list_warns_and_gives_rows_with_status() -> None:
    extraction = extract(LIST)
    assert extraction.kind == "follow_up"
    assert extraction.warnings == [WARNING]
    found = [(row.paragraphs, row.status.label if row.status else None) for row in extraction.rows]
    assert found == [(["114", "115"], "done"), (["106"], "in_progress"), (["57"], "in_progress")]


@pytest.mark.parametrize(
    "text",
    [
        LIST.replace("Sammanställning av uppdrag från kommunstyrelsen", "Protokoll kommunstyrelsen"),
        LIST.replace("Ärende Uppdrag Status Klart", "Här följer hela listan i löpande text"),
        LIST.split("2025-05-06")[0],
        # a line with nothing but a date and § in a cell may be another row
        LIST.replace("Arbetet har påbörjats. Flera", "2025-04-01 § 9\n\nArbetet har påbörjats. Flera"),
    ],
    ids=["no title of a list", "no headings", "one row", "unsure"],
)
def test_text_whose_rows_are_not_sure_has_no_table(text: str) -> None:
    assert all(row.cells[0].text in LIST.replace("\n", " ") for table in read(text).tables for row in table.rows)
    if "2025-04-01" not in text:
        assert read(text).tables == ()


def test_title_of_a_list_without_a_table_is_told() -> None:
    assert "title is that of a follow-up list" in extract("Uppdragslista\n\nDet finns inga uppdrag i år.").warnings[0]


def test_text_with_nothing_in_it_is_told() -> None:
    assert extract("Hej på dig.").warnings == [
        "Nothing found: no §, no decision, and no table with the headings of a follow-up list."
    ]
