import pytest

from beslutsnlp import read
from beslutsnlp.structure import CaseNumbers, ItemOutline, outline
from beslutsnlp.structure.headings import find_heading


def items(text: str) -> list[ItemOutline]:
    return outline(read(text)).items


def heads(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(item.paragraph, item.title, item.case_number) for item in items(text)]


TITLES = ("Bidrag till flygplatsen", "Länstransportplan", "Budget och verksamhetsplan", "Filmstöd", "Val av ombud")
BODY = "\n\nBeslut\n\natt godkänna rapporten.\n\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("§ 98 Svar på revisionsrapport", ("98", "Svar på revisionsrapport", None)),
        ("§98 Svar på revisionsrapport", ("98", "Svar på revisionsrapport", None)),
        ("§ 254  Dnr KS-2024-00708\nLokalprogram för skolan", ("254", "Lokalprogram för skolan", "KS-2024-00708")),
        ("Kf § 12   Ägardirektiv för bolaget", ("12", "Ägardirektiv för bolaget", None)),
        ("12 § Internkontrollplan", ("12", "Internkontrollplan", None)),
        ("§ 112\nBudget för nästa år\nKS/2021:443", ("112", "Budget för nästa år", "KS/2021:443")),
        ("§ 33 Placeringar av barn (SN 2019/104)", ("33", "Placeringar av barn", "SN 2019/104")),
        ("§ 61/2013 Kyrkans klockor", ("61", "Kyrkans klockor", None)),
        ("Paragraf 45 – Skyltar i centrum", ("45", "Skyltar i centrum", None)),
        ("Stadsstyrelsen 15.6.2023, 28 §\nHyresavtal", ("28", "Hyresavtal", None)),
        ("§ 40. Ombyggnad av lasarettet (dnr LS 214/98)", ("40", "Ombyggnad av lasarettet", "LS 214/98")),
        ("Ks § 45    Au § 61    Dnr 99/77-014\n\nSkolskjutsar", ("45", "Skolskjutsar", "99/77-014")),
        ("§ 46, AU § 12, BUN § 9   Skolskjutsar", ("46", "Skolskjutsar", None)),
        ("§ 7 Svar på remiss (SOU 2025:20)\nDiarienummer: 25RS1789", ("7", "Svar på remiss (SOU 2025:20)", "25RS1789")),
    ],
)
def test_heading_of_a_house_style(head: str, expected: tuple[str, str | None, str | None]) -> None:
    assert heads(f"Protokoll\n\n{head}{BODY}") == [expected]


def test_title_over_several_lines_is_one() -> None:
    head = "§ 102 Yttrande över remiss från Finansdepartementet; Kommunal \n\nanslutning till myndighetens verksamhet (SOU \n2025:20) \n \nDnr 25RS1"
    assert heads(head + BODY) == [
        (
            "102",
            "Yttrande över remiss från Finansdepartementet; Kommunal anslutning till myndighetens verksamhet (SOU 2025:20)",
            "25RS1",
        )
    ]


def test_titles_that_stand_above_their_paragraph_are_found() -> None:
    named = list(zip((84, 85, 86), TITLES, (120, 97, 311), strict=False))
    text = "".join(f"{title}\n\n§ {n}\nÄrendenummer RUN 2019-{case:05}{BODY}" for n, title, case in named)
    assert heads(text) == [(str(n), title, f"RUN 2019-{case:05}") for n, title, case in named]


def test_contents_list_before_the_text_starts_no_items() -> None:
    contents = "\n\n".join(f"§ {n} {title}" for n, title in enumerate(TITLES, 1))
    text = contents + "\n\n" + "".join(f"§ {n} {title}{BODY}" for n, title in enumerate(TITLES, 1))
    assert [item.paragraph for item in items(text)] == ["1", "2", "3", "4", "5"]
    assert all(item.sections for item in items(text))


def test_paragraph_of_another_protocol_in_the_text_starts_no_item() -> None:
    text = f"§ 8 Avgifter{BODY}Bakgrund\n\nStyrelsen beslutade i ärendet 2024-03-15,\n§ 35, om fördelning av medel.\n\n§ 9 Val{BODY}"
    assert [item.paragraph for item in items(text)] == ["8", "9"]


def test_text_without_paragraphs_is_notes() -> None:
    parts = outline(read("Minnesanteckningar\n\nVi talade om budgeten enligt 11 kap. 5 § kommunallagen."))
    assert (parts.kind, parts.items) == ("notes", [])


def test_frame_tells_body_date_and_case_number() -> None:
    text = (
        "SAMMANTRÄDESPROTOKOLL\n\nSocialnämnden\n\nSammanträdesdatum 2019-05-21   Dnr SN 2019/3\n\nJustering 2019-05-28\n\n§ 1 Val"
        + BODY
    )
    parts = outline(read(text))
    assert (parts.body, str(parts.date), parts.case_number) == ("Socialnämnden", "2019-05-21", "SN 2019/3")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Beslut", "decision"),
        ("BESLUT:", "decision"),
        ("Kommunstyrelsens beslut", "decision"),
        ("B E S L U T", "decision"),
        ("Förslag till beslut", "proposal"),
        ("Ledningskontorets förslag", "proposal"),
        ("Hälso- och sjukvårdsnämndens förslag till beslut", "proposal"),
        ("Sammanfattning av ärendet", "summary"),
        ("3. Bakgrund", "summary"),
        ("Förvaltningens bedömning", "assessment"),
        ("Beslutsunderlag", "documents"),
        ("Tilläggsyrkande", "motions"),
        ("Propositionsordning", "procedure"),
        ("Särskilt yttrande (M)", "dissent"),
        ("Expedieras till", "recipients"),
    ],
)
def test_heading_opens_its_kind_of_section(text: str, kind: str) -> None:
    heading = find_heading(text)
    assert heading is not None
    assert heading.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Beslutet fattades i enighet efter en lång debatt.",
        "Kommunen: vi vill mer",
        "Anna Berg (S)",
        "Bakgrunden är given.",
    ],
)
def test_sentence_is_no_heading(text: str) -> None:
    assert find_heading(text) is None


@pytest.mark.parametrize(
    "number",
    [
        "RV250361", "LTV 150793", "25RS1523", "24R64", "KS-2025-00287", "KS 2018/14", "KS/2016:51", "KS-2014/1144", "KS2017/214/01", "2013-KS0548/003",
        "RS 2018–06226", "SLK-2025-01234:1", "KSN-2013-0674", "T2012-050-05828", "Fi2018/02149/DF", "U2010/432/G", "NKBY/660/10.04.00.01/2022",
    ],
)  # fmt: skip
def test_case_number_is_known_by_its_shape(number: str) -> None:
    text = f"Se ärende {number} och dess bilagor."
    assert [text[start:end] for start, end in CaseNumbers().find(text)] == [number]


def test_case_number_behind_a_label_may_be_bare() -> None:
    assert CaseNumbers().labelled("Dnr 4468-2017") == (4, 13)


def test_law_report_and_amount_are_no_case_numbers() -> None:
    assert (
        CaseNumbers().find("SFS 2017:725, SOU 2025:20, prop. 2020/21:30, AFS 2023:1, 12 500 000 kr, 2024-03-15") == []
    )


def test_own_format_of_a_profile_is_found() -> None:
    assert CaseNumbers([r"HAB-\d{3}-[A-Z]{2}"]).find("Ärende HAB-104-XY") == [(7, 17)]
