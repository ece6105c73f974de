"""Statuses: the stage of a status text, and what days and marks beside it change."""

import datetime as dt

import pytest

from beslutsnlp import classify_status
from beslutsnlp.labels import STAGE_LABELS
from beslutsnlp.reading.document import Offsets, Paragraph
from beslutsnlp.status import THRESHOLD, read_legend, read_row_status
from beslutsnlp.structure import RowOutline

DAY = dt.date(2025, 5, 20)


def stage(text: str | None, **given: bool | str | dt.date | None) -> str | None:
    """Return the stage of a text, after seeing to it that its label is that stage's."""
    found = classify_status(text, **given)  # type: ignore[arg-type]
    assert found.label == (STAGE_LABELS[found.stage] if found.stage else None)
    return found.stage


def row(text: str = "", *, done: str | None = None, label: str | None = None) -> RowOutline:
    """Return a row with a status cell, a Klart cell and a label cell."""
    made = RowOutline(done=done, label=label)
    if text:
        made.texts["status_text"] = [Paragraph(text, Offsets.shifted(0))]
    return made


# what a text says


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_blank_cell_is_open_and_none(text: str | None) -> None:
    found = classify_status(text)
    assert (found.label, found.stage, found.text, found.start, found.end) == ("open", "none", text or "", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Har ej skett.",
        "Ännu inte påbörjat.",
        "Arbetet är ännu inte påbörjat.",
        "Ingen åtgärd har vidtagits.",
        "Uppdraget har inte genomförts.",
        "Ej påbörjat",
    ],
)
def test_text_that_it_has_not_been_done_is_none(text: str) -> None:
    assert stage(text) == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Återrapport planeras till nämndens möte i september 2025.", "planned"),
        ("Påbörjas inom kort.", "planned"),
        ("Avvaktar statlig utredning.", "waiting"),
        ("Inväntar svar från länsstyrelsen.", "waiting"),
        ("Uppdraget är vilande.", "waiting"),
        ("Arbetet pågår.", "started"),
        ("Påbörjat.", "started"),
        ("Bereds av förvaltningen.", "started"),
        ("Ingår i revideringen av översiktsplanen.", "started"),
        ("Hanteras inom ramen för budgetarbetet.", "started"),
        ("Lägesrapport lämnad till nämnden i mars, arbetet fortsätter.", "partial"),
        ("Delredovisat i nämnden 2025-02-11.", "partial"),
        ("Återrapporterat i kommunstyrelsen 2025-03-11 § 44.", "reported"),
        ("Redovisat för nämnden den 12 mars 2024.", "reported"),
        ("Klart.", "completed"),
        ("Genomfört.", "completed"),
        ("Slutfört under våren.", "completed"),
        ("Avslutat utan åtgärd.", "closed"),
        ("Uppdraget utgår.", "closed"),
        ("Ersatt av nytt uppdrag 2025-01-14 § 5.", "closed"),
        ("Ej aktuellt längre.", "closed"),
    ],
)
def test_text_has_the_stage_of_the_guidelines(text: str, expected: str) -> None:
    assert stage(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arbetet pågår. Återrapportering planeras till hösten.", "started"),
        ("Arbetet pågår, beräknas vara klart i vår.", "started"),
        ("Del 1 är klar, del 2 pågår.", "partial"),
        ("Första etappen är genomförd, resten återstår.", "partial"),
    ],
)
def test_of_mixed_states_the_furthest_counts_and_a_part_done_is_partial(text: str, expected: str) -> None:
    assert stage(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pågår", "started"),
        ("Arb pågår", "started"),
        ("Ej påb.", "none"),
        ("Återrapp. i KS 250311 § 44", "reported"),
        ("klart", "completed"),
        ("PÅGÅR", "started"),
        ("Utgår", "closed"),
    ],
)
def test_telegram_style_and_abbreviations_are_read(text: str, expected: str) -> None:
    assert stage(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("Arbetet pågårr.", "started"), ("Arbetet pågar", "started")])
def test_typing_error_does_not_change_the_stage(text: str, expected: str) -> None:
    assert stage(text) == expected


def test_score_is_the_probability_of_the_label() -> None:
    found = classify_status("Arbetet pågår.")
    assert found.score is not None
    assert THRESHOLD <= found.score <= 1


def test_status_keeps_its_text_as_it_stands() -> None:
    assert classify_status("Arbetet  pågår.\nSvar väntas.").text == "Arbetet  pågår.\nSvar väntas."


def test_time_of_the_phrase_is_normalised() -> None:
    found = classify_status("Återrapport planeras till september 2025.")
    assert (found.stage, found.end) == ("planned", dt.date(2025, 9, 30))


# days


@pytest.mark.parametrize("text", ["RS 2025-05-27", "KS 2025-05-27"])
def test_bare_meeting_day_is_past_unless_as_of_says_that_it_comes(text: str) -> None:
    assert [stage(text), stage(text, as_of=DAY), stage(text, as_of=dt.date(2025, 6, 1))] == [
        "reported",
        "planned",
        "reported",
    ]


def test_as_of_does_not_change_a_text_whose_tense_decides() -> None:
    text = "Återrapporterat i nämnden 2025-03-11."
    assert [stage(text, as_of=day) for day in (None, dt.date(2025, 1, 1), dt.date(2026, 1, 1))] == ["reported"] * 3


def test_as_of_does_not_make_a_plan_done() -> None:
    assert stage("Återrapport planeras till september 2025.", as_of=dt.date(2026, 1, 1)) == "planned"


# the Klart cell and the label cell


@pytest.mark.parametrize(
    "done", ["x", "X", "✓", "J", "Ja", "ja", "JA", "Klart", "klar", "2025-03-11", "250311", "AVSLUTAT", True]
)
def test_klart_cell_that_says_yes_completes_a_row_without_text(done: str | bool) -> None:
    assert stage("", done=done) == "completed"


@pytest.mark.parametrize("done", ["N", "Nej", "nej", "Ej klart", "–", "☐", False, "", None])
def test_klart_cell_that_says_no_leaves_a_row_without_text_open(done: str | bool | None) -> None:
    assert stage("", done=done) == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uppdraget utgår.", "closed"),
        ("Ersatt av nytt uppdrag.", "closed"),
        ("Redovisades i nämnden 2025-02-11.", "reported"),
        ("Skyltarna är uppsatta.", "completed"),
    ],
)
def test_text_tells_in_which_way_a_row_is_done_that_klart_says_is_done(text: str, expected: str) -> None:
    assert stage(text, done="Ja") == expected


def test_klart_makes_done_what_the_text_says_goes_on() -> None:
    assert classify_status("Arbetet pågår.", done="x").label == "done"


@pytest.mark.parametrize("done", ["Nej", "N", False])
def test_klart_that_says_no_does_not_undo_a_text_that_says_done(done: str | bool) -> None:
    assert classify_status("Återrapporterat i nämnden 2025-03-11 § 44.", done=done).label == "done"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("PÅGÅENDE", "in_progress"),
        ("AVSLUTAT", "done"),
        ("Grön", "done"),
        ("Gul", "in_progress"),
        ("Röd", "open"),
        ("0 %", "open"),
        ("50 %", "in_progress"),
        ("100 %", "done"),
    ],
)
def test_label_alone_tells_the_status(label: str, expected: str) -> None:
    assert classify_status("", label=label).label == expected


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("Arbetet pågår.", "Ej påbörjat", "in_progress"),
        ("Har ej skett.", "PÅGÅENDE", "in_progress"),
        ("Återrapporterat i nämnden 2025-03-11 § 44.", "Gul", "done"),
    ],
)
def test_of_label_and_text_the_furthest_counts(text: str, label: str, expected: str) -> None:
    assert classify_status(text, label=label).label == expected


@pytest.mark.parametrize(
    ("text", "done", "label"),
    [
        ("Har ej skett.", "Ja", None),
        ("Utredning pågår fortfarande.", "x", None),
        ("Utredning pågår fortfarande.", None, "AVSLUTAT"),
        ("Återrapporterat i nämnden 2025-03-11 § 44.", "Nej", None),
    ],
)
def test_mark_and_text_that_say_opposite_things_are_flagged(text: str, done: str | None, label: str | None) -> None:
    assert read_row_status(row(text, done=done, label=label)).flags == ("contradiction",)


@pytest.mark.parametrize(
    ("text", "done", "label"),
    [
        ("", None, None),
        ("", "Ja", None),
        ("Arbetet pågår.", "Nej", None),
        ("Arbetet pågår.", None, "PÅGÅENDE"),
        ("Återrapporterat i nämnden 2025-03-11 § 44.", "x", None),
    ],
)
def test_mark_and_text_that_agree_are_not_flagged(text: str, done: str | None, label: str | None) -> None:
    assert read_row_status(row(text, done=done, label=label)).flags == ()


@pytest.mark.parametrize(
    ("legend", "colour", "stage"),
    [
        ("Grön = genomfört, gul = pågår, röd = ej påbörjat", "grön", "completed"),
        ("Blå = klart. Grön = pågår enligt plan.", "grönt", "started"),
        ("Rött: ej påbörjat", "röd", "none"),
        ("Grå står för vilande", "grått", "waiting"),
    ],
)
def test_legend_tells_what_a_colour_means(legend: str, colour: str, stage: str) -> None:
    assert read_legend([legend])[colour] == stage


def test_text_without_colours_is_no_legend() -> None:
    assert read_legend(["Planen för gröna ytor är klar: den antogs i maj."]) == {}


@pytest.mark.parametrize(
    ("text", "label", "stage"),
    [
        ("Återrapport till KS 2026-03-01", "open", "planned"),
        ("Klart senast 2026-03-01", "in_progress", "started"),
        ("Återrapporterades 2024-03-01", "done", "reported"),
    ],
)
def test_days_ahead_are_not_done_on_the_day_of_reading(text: str, label: str, stage: str) -> None:
    status = classify_status(text, as_of=dt.date(2025, 1, 1))
    assert (status.label, status.stage) == (label, stage)


@pytest.mark.parametrize("text", ["?", "Oklart", "se ovan"])
def test_text_that_says_nothing_has_no_label(text: str) -> None:
    assert classify_status(text).label is None


@pytest.mark.parametrize("text", ["–", "-", "—", "."])
def test_dash_is_a_blank_cell(text: str) -> None:
    assert classify_status(text).stage == "none"


def test_further_of_label_and_text_counts() -> None:
    assert classify_status("Avslutat", label="PÅGÅENDE").label == "done"
    assert classify_status("Arbetet pågår", label="Röd").label == "in_progress"
