"""Assignments in the rows of follow-up lists: explicit, bare and enumerated ones, and what columns of their own tell."""

import datetime as dt

import pytest
from spacy.language import Language

from beslutsnlp import extract, read
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.records import Assignment
from tests.list_files import make_csv

HEADINGS = ("Datum", "Ärende", "Uppdrag", "Status")
COLUMNS = ("Datum", "Ärende", "Uppdrag", "Ansvarig", "Klart senast", "Status")
TASK = "Ta fram en plan för cykelvägen."


def of(nlp: Language, task: str, *, every: bool = False) -> list[Assignment]:
    """Return the assignments of a row with a task."""
    data = make_csv(HEADINGS, ("2025-05-20 § 12", "Cykelväg till Ekby", task, "")).encode()
    return extract(data, nlp=nlp, include=ASSERTIONS if every else ("decided",)).assignments


def in_columns(nlp: Language, responsible: str, deadline: str, *, task: str = TASK) -> Assignment:
    """Return the assignment of a row with columns for who and when."""
    row = ("2025-05-20 § 12", "Cykelväg till Ekby", task, responsible, deadline, "")
    (found,) = extract(make_csv(COLUMNS, row).encode(), nlp=nlp).assignments
    return found


def names(assignment: Assignment) -> list[str]:
    """Return the responsible parties as written."""
    return [party.text for party in assignment.responsible]


def test_record_of_an_assignment_in_a_row_is_whole(nlp: Language) -> None:
    (found,) = of(nlp, "Ekonomichefen får i uppdrag att ta fram en plan senast den 1 mars 2026.")
    assert found.text == "Ekonomichefen får i uppdrag att ta fram en plan senast den 1 mars 2026"
    assert found.task == "ta fram en plan senast den 1 mars 2026"
    assert [(party.text, party.kind, party.name) for party in found.responsible] == [
        ("Ekonomichefen", "role", "ekonomichefen")
    ]
    assert (found.assertion, found.paragraph, found.decided_on) == ("decided", "12", dt.date(2025, 5, 20))
    assert found.title == "Cykelväg till Ekby"
    assert found.deadline is not None
    assert (found.deadline.text, found.deadline.type, found.deadline.start, found.deadline.end) == (
        "senast den 1 mars 2026",
        "date",
        None,
        dt.date(2026, 3, 1),
    )


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("Ta fram förslag till ny taxa.", "Ta fram förslag till ny taxa"),
        ("Att bereda frågan om en ny simhall.", "bereda frågan om en ny simhall"),
        ("att bygga en rastgård", "bygga en rastgård"),
        ("Bifall till nämndinitiativ om att starta en odlingsförening.", "starta en odlingsförening"),
        ("Målet arbetas in i kommande revidering.", "Målet arbetas in i kommande revidering"),
    ],
)
def test_bare_task_is_an_assignment_without_responsible(nlp: Language, text: str, task: str) -> None:
    (found,) = of(nlp, text)
    assert (found.text, found.task, found.responsible) == (text.rstrip("."), task, [])


@pytest.mark.parametrize(
    ("text", "responsible"),
    [
        ("Uppdra åt skolchefen att utreda frågan.", ["skolchefen"]),
        ("Ge socialchefen i uppdrag att utreda frågan.", ["socialchefen"]),
        ("Socialchefen ges i uppdrag att utreda frågan.", ["Socialchefen"]),
        ("Ekonomichefen ska söka statsbidrag.", ["Ekonomichefen"]),
        ("Beslutet ska omprövas årligen av socialnämnden.", ["socialnämnden"]),
        ("Skolchefen och socialchefen får i uppdrag att utreda frågan.", ["Skolchefen", "socialchefen"]),
    ],
)
def test_party_of_the_sentence_is_responsible(nlp: Language, text: str, responsible: list[str]) -> None:
    (found,) = of(nlp, text)
    assert names(found) == responsible


@pytest.mark.parametrize(
    "text", ["Kommunstyrelsen godkänner rapporten.", "Motionen avslås.", "Lägga rapporten till handlingarna."]
)
def test_decision_that_gives_no_task_is_no_assignment(nlp: Language, text: str) -> None:
    assert of(nlp, text, every=True) == []


def test_points_that_each_name_a_party_are_an_assignment_each(nlp: Language) -> None:
    found = of(
        nlp,
        "1. Skolchefen får i uppdrag att ta fram en plan senast i september 2025.\n"
        "2. Ekonomichefen får i uppdrag att söka statsbidrag senast i mars 2026.",
    )
    assert [(names(entry), entry.task) for entry in found] == [
        (["Skolchefen"], "ta fram en plan senast i september 2025"),
        (["Ekonomichefen"], "söka statsbidrag senast i mars 2026"),
    ]
    ends = [entry.deadline.end for entry in found if entry.deadline]
    assert ends == [dt.date(2025, 9, 30), dt.date(2026, 3, 31)]
    assert len({entry.id for entry in found}) == 2


def test_points_that_name_nobody_are_one_assignment(nlp: Language) -> None:
    (found,) = of(nlp, "1. Ta fram en plan.\n2. Söka statsbidrag.")
    assert found.text == "Ta fram en plan. 2. Söka statsbidrag"


def test_two_duties_of_one_party_in_a_clause_are_one_assignment(nlp: Language) -> None:
    (found,) = of(nlp, "Skolchefen får i uppdrag att ta fram en plan, samt att söka statsbidrag.")
    assert found.task == "ta fram en plan, samt att söka statsbidrag"


def test_report_back_sentence_belongs_to_the_assignment_beside_it(nlp: Language) -> None:
    (found,) = of(
        nlp,
        "Skolchefen får i uppdrag att se över belysningen. Uppdraget ska redovisas till nämnden i oktober 2025.",
    )
    assert found.text.endswith("Uppdraget ska redovisas till nämnden i oktober 2025")
    assert [party.text for party in found.report_to] == ["nämnden"]
    assert found.deadline is not None
    assert found.deadline.end == dt.date(2025, 10, 31)


def test_other_roles_of_parties_are_told_apart(nlp: Language) -> None:
    (found,) = of(
        nlp,
        "Kommunchefen får i uppdrag att tillsammans med byggnadsnämnden ta fram en plan och återkomma till "
        "kommunstyrelsen.",
    )
    assert names(found) == ["Kommunchefen"]
    assert [party.text for party in found.collaborators] == ["byggnadsnämnden"]
    assert [party.text for party in found.report_to] == ["kommunstyrelsen"]


def test_one_who_acts_under_the_responsible_is_executor(nlp: Language) -> None:
    (found,) = of(nlp, "Kommunchefen ges i uppdrag att se till att Vårdval återkommer med en plan.")
    assert (names(found), [party.text for party in found.executor]) == (["Kommunchefen"], ["Vårdval"])


def test_assignment_within_a_matter_to_prepare_is_proposed(nlp: Language) -> None:
    text = "Bereda frågan om att socialchefen ges i uppdrag att öppna en mötesplats."
    assert [(entry.assertion, names(entry)) for entry in of(nlp, text, every=True)] == [
        ("decided", []),
        ("proposed", ["socialchefen"]),
    ]
    assert [entry.assertion for entry in of(nlp, text)] == ["decided"]


def test_withdrawn_assignment_comes_only_when_asked_for(nlp: Language) -> None:
    text = "Uppdraget till skolchefen att bygga en rastgård återkallas."
    assert [entry.assertion for entry in of(nlp, text, every=True)] == ["withdrawn"]
    assert of(nlp, text) == []


# columns of their own


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("Kommunchef", [("Kommunchef", "role")]),
        ("Tekniska nämnden", [("Tekniska nämnden", "body")]),
        ("Miljöförvaltningen", [("Miljöförvaltningen", "unit")]),
        ("Anna Berg", [("Anna Berg", "person")]),
        ("Kommunchef, ekonomichef", [("Kommunchef", "role"), ("ekonomichef", "role")]),
        ("Socialnämnden och skolnämnden", [("Socialnämnden", "body"), ("skolnämnden", "body")]),
        ("Mark- och exploateringschef", [("Mark- och exploateringschef", "role")]),
        ("", []),
        ("–", []),
        ("Vakant", []),
    ],
)
def test_responsible_comes_from_its_column(nlp: Language, cell: str, parties: list[tuple[str, str]]) -> None:
    found = in_columns(nlp, cell, "")
    assert [(party.text, party.kind) for party in found.responsible] == parties


@pytest.mark.parametrize(
    ("cell", "kind", "end"),
    [
        ("2026-03-01", "date", dt.date(2026, 3, 1)),
        ("den 1 mars 2026", "date", dt.date(2026, 3, 1)),
        ("september 2025", "period", dt.date(2025, 9, 30)),
        ("Q1 2026", "period", dt.date(2026, 3, 31)),
        ("Våren 2026", "period", dt.date(2026, 5, 31)),
        ("Löpande", "recurring", None),
        ("Snarast", "urgency", None),
    ],
)
def test_deadline_comes_from_its_column(nlp: Language, cell: str, kind: str, end: dt.date | None) -> None:
    found = in_columns(nlp, "Skolchef", cell)
    assert [(deadline.text, deadline.type, deadline.end) for deadline in found.deadlines] == [(cell, kind, end)]


def test_year_that_a_column_leaves_out_is_filled_in_from_the_decision(nlp: Language) -> None:
    found = in_columns(nlp, "Skolchef", "1 mars")
    assert found.deadline is not None
    assert found.deadline.end == dt.date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["", "–", "?", "Oklart"])
def test_column_without_a_time_gives_no_deadline(nlp: Language, cell: str) -> None:
    assert in_columns(nlp, "Skolchef", cell).deadlines == []


def test_party_of_both_sentence_and_column_is_one(nlp: Language) -> None:
    found = in_columns(nlp, "Skolchefen", "", task="Skolchefen får i uppdrag att ta fram en plan.")
    assert [party.name for party in found.responsible] == ["skolchefen"]


def test_spans_of_columns_give_their_text_back(nlp: Language) -> None:
    row = ("2025-05-20 § 12", "Cykelväg till Ekby", TASK, "Kommunchef, ekonomichef", "mars 2026", "")
    document = read(make_csv(COLUMNS, row).encode())
    (found,) = extract(document, nlp=nlp).assignments
    assert [document.text[party.span.start : party.span.end] for party in found.responsible] == [
        "Kommunchef",
        "ekonomichef",
    ]
    assert [document.text[entry.span.start : entry.span.end] for entry in found.deadlines] == ["mars 2026"]
    assert document.text[found.span.start : found.span.end] == found.text


def test_parties_of_one_row_are_not_those_of_the_next(nlp: Language) -> None:
    rows = [
        ("2025-05-20 § 12", "Cykelväg", "Ta fram en plan.", "Skolchef", "mars 2026", ""),
        ("2025-05-20 § 13", "Fiskvägar", "Utreda fiskvägar.", "", "", ""),
        ("2025-05-20 § 14", "Belysning", "Byta lampor.", "Ekonomichef", "2025-12-01", ""),
    ]
    found = extract(make_csv(COLUMNS, *rows).encode(), nlp=nlp).assignments
    assert [(entry.title, names(entry), [d.text for d in entry.deadlines]) for entry in found] == [
        ("Cykelväg", ["Skolchef"], ["mars 2026"]),
        ("Fiskvägar", [], []),
        ("Belysning", ["Ekonomichef"], ["2025-12-01"]),
    ]
