import datetime as dt
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

import beslutsnlp
from beslutsnlp import extract
from beslutsnlp.errors import ModelError, ReadError
from beslutsnlp.records import Assignment, Extraction

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "protokoll.pdf"
TEXT = """Regionstyrelsen

Sammanträdesdatum 2025-05-20

§ 7 Tillgänglighet i primärvården

Diarienummer: RS 2025/14
Ärendeansvarig: Karin Ek
Handläggare: Jon Alm

Beslut

Regionstyrelsen beslutar på arbetsutskottets förslag

att uppdra åt regiondirektören att i samråd med hälso- och sjukvårdsnämnden ta
fram en plan och återkomma till regionstyrelsen senast den 31 mars 2026; samt

att lägga rapporten till handlingarna.

Bakgrund

I mars 2024, § 33, gav styrelsen regiondirektören i uppdrag att göra en översyn.
Anna Berg (S) yrkar att hälsovalschefen får i uppdrag att utreda frågan.
"""


def only_assignment(extraction: Extraction) -> Assignment:
    assert len(extraction.assignments) == 1
    return extraction.assignments[0]


def test_record_of_an_assignment_is_whole(nlp: Language) -> None:
    assignment = only_assignment(extract(TEXT, nlp=nlp))
    start = TEXT.index("att uppdra")
    text = " ".join(TEXT[start : TEXT.index("; samt")].split())
    assert assignment.model_dump(
        exclude={"id", "responsible", "collaborators", "report_to", "deadlines", "deadline"}
    ) == {
        "text": text,
        "task": "ta fram en plan och återkomma till regionstyrelsen senast den 31 mars 2026",
        "executor": [],
        "assertion": "decided",
        "paragraph": "7",
        "decided_on": dt.date(2025, 5, 20),
        "case_number": "RS 2025/14",
        "title": "Tillgänglighet i primärvården",
        "status": None,
        "score": None,
        "evidence": "rule:uppdra",
        "span": {"start": start, "end": TEXT.index("; samt"), "page": None, "bbox": None},
    }
    assert [(party.text, party.kind) for party in assignment.responsible] == [("regiondirektören", "role")]
    assert [(party.text, party.kind) for party in assignment.collaborators] == [("hälso- och sjukvårdsnämnden", "body")]
    assert [(party.text, party.kind) for party in assignment.report_to] == [("regionstyrelsen", "body")]


def test_deadline_of_an_assignment_has_its_value_and_place(nlp: Language) -> None:
    assignment = only_assignment(extract(TEXT, nlp=nlp))
    (deadline,) = assignment.deadlines
    assert deadline == assignment.deadline
    assert (deadline.text, deadline.type, deadline.role) == ("senast den 31 mars 2026", "date", "due")
    assert (deadline.start, deadline.end, deadline.timex) == (None, dt.date(2026, 3, 31), "2026-03-31")
    assert TEXT[deadline.span.start : deadline.span.end] == deadline.text


def test_item_has_its_heading_facts_and_decisions(nlp: Language) -> None:
    (item,) = extract(TEXT, nlp=nlp).items
    assert (item.paragraph, item.case_number, item.case_owner, item.handler) == (
        "7",
        "RS 2025/14",
        "Karin Ek",
        "Jon Alm",
    )
    assert [(decision.type, decision.assertion) for decision in item.decisions] == [
        ("assign", "decided"),
        ("note", "decided"),
    ]


def test_undecided_assignments_come_only_when_asked_for(nlp: Language) -> None:
    found = extract(TEXT, nlp=nlp, include=("proposed", "reported")).assignments
    assert [(assignment.assertion, assignment.responsible[0].name) for assignment in found] == [
        ("reported", "regiondirektören"),
        ("proposed", "hälsovalschefen"),
    ]


def test_every_span_gives_its_text_back(nlp: Language) -> None:
    extraction = extract(TEXT, nlp=nlp, include=beslutsnlp.labels.ASSERTIONS)
    for assignment in extraction.assignments:
        for party in (*assignment.responsible, *assignment.collaborators, *assignment.report_to):
            assert TEXT[party.span.start : party.span.end] == party.text
        for deadline in assignment.deadlines:
            assert TEXT[deadline.span.start : deadline.span.end] == deadline.text
        assert " ".join(TEXT[assignment.span.start : assignment.span.end].split()) == assignment.text


def test_text_and_parsed_doc_give_the_same(nlp: Language) -> None:
    assert extract(nlp(TEXT), nlp=nlp) == extract(TEXT, nlp=nlp)


def test_doc_from_disk_gives_the_same(nlp: Language) -> None:
    stored = DocBin(store_user_data=True, docs=[nlp(TEXT)]).to_bytes()
    (doc,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert extract(doc, nlp=nlp) == extract(TEXT, nlp=nlp)


def test_two_processes_give_the_same_as_one(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT, TEXT.replace("§ 7", "§ 8")], n_process=2))
    assert [extract(doc, nlp=nlp).items[0].paragraph for doc in docs] == ["7", "8"]
    assert len(docs[0].spans["assignments"]) == 3


def test_components_work_in_another_swedish_pipeline(nlp: Language) -> None:
    other = spacy.blank("sv")
    other.add_pipe("sentencizer")
    for name in ("clauses", "assignments", "assertions", "parties", "deadlines", "references"):
        other.add_pipe(f"beslutsnlp_{name}")
    assert extract(other(TEXT), nlp=other) == extract(TEXT, nlp=nlp)


def test_doc_of_a_pipeline_without_components_is_parsed(nlp: Language) -> None:
    assert extract(spacy.blank("sv")(TEXT), nlp=nlp) == extract(TEXT, nlp=nlp)


def test_pipeline_without_a_component_is_an_error_that_names_it() -> None:
    other = spacy.blank("sv")
    other.add_pipe("beslutsnlp_clauses")
    with pytest.raises(ModelError, match="lacks beslutsnlp_assignments"):
        extract(TEXT, nlp=other)


def test_unknown_assertion_is_an_error_that_lists_them(nlp: Language) -> None:
    with pytest.raises(ValueError, match="include names decidet; the assertions are decided, proposed"):
        extract(TEXT, nlp=nlp, include=("decidet",))  # type: ignore[arg-type]


def test_text_is_never_taken_for_a_path(nlp: Language) -> None:
    with pytest.raises(ReadError, match=r"a text here, not a file.*pathlib\.Path"):
        extract(str(EXAMPLE), nlp=nlp)


def test_ids_are_the_same_on_every_run_and_differ_within_a_document(nlp: Language) -> None:
    first, second = (extract(EXAMPLE, nlp=nlp) for _ in range(2))
    ids = [assignment.id for assignment in first.assignments]
    assert ids == [assignment.id for assignment in second.assignments]
    assert len(set(ids)) == len(ids) > 3


def test_equal_assignments_in_one_paragraph_get_ids_of_their_own(nlp: Language) -> None:
    text = (
        "§ 1 Val\n\nBeslut\n\natt uppdra åt kansliet att ta fram en plan;\natt uppdra åt kansliet att ta fram en plan."
    )
    ids = [assignment.id for assignment in extract(text, nlp=nlp).assignments]
    assert len(ids) == 2
    assert ids[1] == f"{ids[0]}-2"


def test_meeting_date_given_wins_over_the_documents(nlp: Language) -> None:
    extraction = extract(TEXT, nlp=nlp, decided_on=dt.date(2024, 1, 2))
    assert (extraction.date, extraction.assignments[0].decided_on) == (dt.date(2024, 1, 2), dt.date(2024, 1, 2))


def test_spans_of_a_pdf_know_page_and_box(nlp: Language) -> None:
    document = beslutsnlp.read(EXAMPLE)
    for assignment in extract(document, nlp=nlp).assignments:
        page = document.pages[(assignment.span.page or 0) - 1]
        x0, top, x1, bottom = assignment.span.bbox or (0, 0, 0, 0)
        assert 0 < x0 < x1 < (page.width or 0)
        assert 0 < top < bottom < (page.height or 0)
        assert page.start <= assignment.span.start < page.end


def test_notes_that_only_tell_of_assignments_decide_none(nlp: Language) -> None:
    text = """Minnesanteckningar från dialogmöte 2024-11-20

    Närvarande: Anna Berg, Olle Ek

    Regeringen gav i våras Socialstyrelsen i uppdrag att se över reglerna.
    Kommundirektören fick i uppdrag att återkomma. Mötet föreslår att förvaltningen får i uppdrag att ta fram en plan.
    Anna Berg lovar att undersöka saken till nästa möte. Nämnden ska enligt reglementet lämna en rapport varje år.
    """
    assert extract(text, nlp=nlp).assignments == []


def test_notes_of_a_talk_decide_nothing_whatever_they_tell_of(nlp: Language) -> None:
    text = (
        "Anteckningar från samrådsgruppen\n\nDeltagare: Eva Holm, Per Sund\n\n1. Läget\n\n"
        "Kommunstyrelsen beslutade att uppdra åt kommunchefen att se över jouren. Avtalet godkändes. "
        "Kommunchefen fick i uppdrag att ordna lokal. Frågan bordlades och rapporten lades till handlingarna."
    )
    assert extract(text, nlp=nlp).assignments == []


def test_decision_of_another_meeting_is_only_told(nlp: Language) -> None:
    text = (
        "Direktionen 2019-05-14\n\n§ 7 Lokaler\n\nDirektionen beslutade den 3 mars 2018, § 44, att uppdra åt "
        "förbundschefen att söka lokaler. Ärendet bordlades. Rapporten lades till handlingarna.\n\n§ 8 Budget\n\n"
        "Direktionen beslutade att uppdra åt förbundschefen att se över budgeten."
    )
    assert [(a.paragraph, a.task) for a in extract(text, nlp=nlp).assignments] == [("8", "se över budgeten")]


def test_government_decision_without_paragraphs_assigns(nlp: Language) -> None:
    text = (
        "Regeringens beslut\n\nRegeringen uppdrar åt Statskontoret att analysera styrningen. Uppdraget ska redovisas till "
        "Regeringskansliet (Finansdepartementet) senast den 1 mars 2027."
    )
    assignment = only_assignment(extract(text, nlp=nlp))
    assert [party.name for party in assignment.responsible] == ["Statskontoret"]
    assert [party.name for party in assignment.report_to] == ["Regeringskansliet (Finansdepartementet)"]
    assert assignment.deadline is not None
    assert assignment.deadline.end == dt.date(2027, 3, 1)
