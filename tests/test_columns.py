"""Columns: what the headings of follow-up lists say that a column holds, and which headings are no such list's."""

from pathlib import Path

import pytest

from beslutsnlp import read
from beslutsnlp.columns import Columns, fold
from beslutsnlp.errors import DataError
from beslutsnlp.labels import COLUMN_FACTS
from beslutsnlp.profile import read_profile


@pytest.mark.parametrize(
    ("heading", "facts"),
    [
        ("Datum", ("decided",)),
        ("Beslutsdatum", ("decided",)),
        ("§", ("decided",)),
        ("Dnr", ("case_number",)),
        ("Diarienummer", ("case_number",)),
        ("Ärende", ("title",)),
        ("Uppdrag", ("assignment_text",)),
        ("Ansvarig", ("responsible",)),
        ("Handläggare", ("responsible",)),
        ("Uppdragsgivare", ("giver",)),
        ("Klart senast", ("deadline",)),
        ("Återrapport senast", ("deadline",)),
        ("Status", ("status_text",)),
        ("Kommentar", ("status_text",)),
        ("Trafikljus", ("status_label",)),
        ("Klart", ("done",)),
        ("Avslutas J/N", ("done",)),
        ("Besvarad i KF", ("closed_by",)),
        ("Löpnr", ("other",)),
        ("Kostnad", ("other",)),
    ],
)
def test_known_heading_tells_its_fact(heading: str, facts: tuple[str, ...]) -> None:
    assert Columns().facts(heading) == facts
    assert Columns().facts(heading, exact=True) == facts


@pytest.mark.parametrize("heading", ["STATUS", "status:", " Status ", "Status.", "Sta-\ntus"])
def test_case_punctuation_and_line_breaks_do_not_count(heading: str) -> None:
    assert Columns().facts(heading) == ("status_text",)


@pytest.mark.parametrize(
    ("heading", "facts"),
    [
        ("Datum/§", ("decided",)),
        ("Ärende och dnr", ("title", "case_number")),
        ("Dnr / Ärende", ("case_number", "title")),
        ("Handläggare, klart senast", ("responsible", "deadline")),
        ("Datum samt diarienummer", ("decided", "case_number")),
    ],
)
def test_heading_of_several_facts_tells_them_in_its_order(heading: str, facts: tuple[str, ...]) -> None:
    assert Columns().facts(heading) == facts


@pytest.mark.parametrize(
    ("heading", "fact"),
    [("Kommunstyrelsens beslut", "assignment_text"), ("Nämndens beslut", "assignment_text"), ("Åter KS", "deadline")],
)
def test_heading_may_name_the_body(heading: str, fact: str) -> None:
    assert Columns().facts(heading) == (fact,)


def test_heading_that_is_not_known_whole_is_read_by_its_words_unless_exact() -> None:
    heading = "Vilken förvaltning är ansvarig"
    assert Columns().facts(heading) == ("responsible",)
    assert Columns().facts(heading, exact=True) == ()


@pytest.mark.parametrize("heading", ["", " \n", "Xyzzy", "–", "2025-02-11"])
def test_heading_that_tells_nothing_has_no_facts(heading: str) -> None:
    assert Columns().facts(heading) == ()


def test_sentence_is_not_read_by_its_words() -> None:
    text = "Den som är ansvarig för ärendet ska lämna en rapport om status"
    assert Columns().facts(text) == ()


@pytest.mark.parametrize(
    ("heading", "folded"),
    [("Datum/\nparagraf", "datum paragraf"), ("Diarie-\nnummer", "diarienummer"), ("  ÄRENDE (nr) ", "ärende nr")],
)
def test_folded_heading_is_one_line_of_small_letters(heading: str, folded: str) -> None:
    assert fold(heading) == folded


# a body's own headings


def test_own_heading_wins_over_a_known_one() -> None:
    columns = Columns({"Status": ["deadline"]})
    assert columns.facts("status") == ("deadline",)
    assert Columns().facts("Status") == ("status_text",)


def test_own_heading_may_hold_several_facts() -> None:
    columns = Columns({"Vem & när": ["responsible", "deadline"]})
    assert columns.facts("VEM & NÄR") == ("responsible", "deadline")


def test_own_heading_is_told_from_others() -> None:
    columns = Columns({"Var är frågan?": ["status_text"]})
    assert [columns.is_own(heading) for heading in ("Var är frågan", "Status")] == [True, False]


def test_profile_names_the_columns_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "profil.toml"
    path.write_text('[columns]\n"Krux" = "assignment_text"\n"Blänk" = ["status_text", "done"]\n', encoding="utf-8")
    columns = Columns(read_profile(path).columns)
    text = "Krux;Blänk;Zebra\nTa fram en plan för parken.;Arbetet pågår.;7\n".encode()
    assert read(text).tables == ()
    assert read(text, columns=columns).tables[0].headings == ("Krux", "Blänk", "Zebra")


@pytest.mark.parametrize("value", ['"allt"', "[]", "7", '["status_text", "allt"]', "{}"])
def test_column_of_a_profile_that_holds_no_fact_is_an_error(tmp_path: Path, value: str) -> None:
    path = tmp_path / "profil.toml"
    path.write_text(f'[columns]\n"Läge" = {value}\n', encoding="utf-8")
    with pytest.raises(
        DataError, match=r"profil\.toml: the column 'Läge' has .* A column holds one or more of decided"
    ):
        read_profile(path)


def test_columns_of_a_profile_that_are_no_table_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "profil.toml"
    path.write_text('columns = ["Status"]\n', encoding="utf-8")
    with pytest.raises(DataError, match="columns is a table of headings"):
        read_profile(path)


def test_every_fact_of_a_profile_is_one_that_columns_have(tmp_path: Path) -> None:
    path = tmp_path / "profil.toml"
    lines = [f'"Rubrik {place}" = "{fact}"' for place, fact in enumerate(COLUMN_FACTS)]
    path.write_text("[columns]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert [facts[0] for facts in read_profile(path).columns.values()] == list(COLUMN_FACTS)


# which headings are those of a follow-up list

FOLLOW_UP = [
    ("Datum", "Dnr", "Ärende", "Uppdrag", "Status", "Klart"),
    ("Uppdrag", "Ansvarig"),
    ("Datum/§", "Uppdrag", "Återrapport"),
    ("Motion", "Dnr", "Inlämnad", "Status"),
    ("Beslut", "Handläggare", "Klart senast"),
]
OTHERS = [
    ("Verksamhet", "Budget tkr", "Utfall tkr", "Avvikelse"),
    ("Konto", "Belopp", "Summa"),
    ("Ledamot", "Ersättare", "Närvarande", "Parti"),
    ("Namn", "Ja", "Nej", "Avstår"),
    ("Ärende", "Dnr", "Sida"),
    ("Datum", "Tid", "Plats"),
]


@pytest.mark.parametrize("headings", FOLLOW_UP)
def test_headings_of_a_follow_up_list_are_taken(headings: tuple[str, ...]) -> None:
    assert Columns().is_follow_up(headings)


@pytest.mark.parametrize("headings", OTHERS)
def test_headings_of_other_tables_are_not(headings: tuple[str, ...]) -> None:
    assert not Columns().is_follow_up(headings)


def test_three_headings_with_a_known_one_may_follow_up() -> None:
    assert Columns().may_follow_up(["Fråga", "Xyzzy", "Plugh"])


@pytest.mark.parametrize(
    "headings",
    [("Fråga", "Xyzzy"), ("Fråga", "", "Xyzzy"), ("Abc", "Xyzzy", "Plugh"), *OTHERS[:2], *OTHERS[2:4]],
)
def test_too_few_or_unknown_headings_and_those_of_money_and_votes_may_not(headings: tuple[str, ...]) -> None:
    assert not Columns().may_follow_up(headings)
