import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beslutsnlp import extract, find_deadlines, read_corpus
from beslutsnlp.dates.meetings import Meetings, read_meetings
from beslutsnlp.errors import DataError
from beslutsnlp.evaluation import evaluate_deadlines
from beslutsnlp.records import Assignment, Deadline, Span, Status
from tests.cases import read_cases

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "deadlines"
DECIDED = dt.date(2025, 5, 20)
WORDS = (
    "senast den till och med före inför under i vid från efter inom om årligen varje år första andra kvartalet halvåret tertial vecka v. mars "
    "maj jul dec. hösten våren vintern årsskiftet utgången av slutet början 2025 2026 2025-03- 17 31 30 februari 1:a l 99 § 45 nämndens möte "
    "sammanträde nästa samma dag respektive , . – - / : | t.o.m. fr.o.m. tre månader ska redovisas snarast löpande mandatperioden läsåret"
).split()


@pytest.mark.parametrize("case", read_cases("deadlines"))
def test_deadlines_of_a_text(case: dict[str, Any]) -> None:
    decided_on = dt.date.fromisoformat(case["decided_on"]) if "decided_on" in case else None
    found = []
    for deadline in find_deadlines(case["text"], decided_on=decided_on):
        values = deadline.model_dump(mode="json", exclude={"span"})
        assert case["text"][deadline.span.start : deadline.span.end] == deadline.text
        found.append({key: value for key, value in values.items() if value is not None})
    assert found == case["expect"]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_deadlines_that_stand_in_it(text: str) -> None:
    for decided_on in (None, DECIDED):
        for deadline in find_deadlines(text, decided_on=decided_on):
            assert text[deadline.span.start : deadline.span.end] == deadline.text
            assert deadline.start is None or deadline.end is None or deadline.start <= deadline.end


@given(st.text(alphabet="abcdefghijklmnopqrstuvxyzåäö ,.", max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_date_comes_from_a_text_without_one(text: str) -> None:
    names = (
        "jan",
        "feb",
        "mar",
        "apr",
        "maj",
        "rna",
        "jun",
        "jul",
        "aug",
        "sep",
        "set",
        "okt",
        "otk",
        "nov",
        "dec",
        "agus",
    )
    times = (
        "vår",
        "somm",
        "höst",
        "vint",
        "år",
        "månad",
        "slut",
        "skift",
        "mandat",
        "term",
        "kvart",
        "halv",
        "tert",
        "inom",
        "efter",
        "nyå",
    )
    if not any(name in text for name in (*names, *times)):
        assert [entry for entry in find_deadlines(text, decided_on=DECIDED) if entry.end] == []


@pytest.mark.parametrize(
    "piece",
    [
        "den 1 mars 2024 ", "senast ", "1 mars, ", "till nämndens möte ", "årligen, ", "inom tre månader efter ", "2024", "2024-", "den 1 och ",
        "v. ", "i ", "årligen, aaa bbb, ", "samma dag ", "ska i maj ", "Ska i maj. ", "a", "(", "| ", "\n- ",
    ],
)  # fmt: skip
def test_hostile_text_is_read_within_a_second_or_two(piece: str) -> None:
    started = time.perf_counter()
    find_deadlines(piece * (100_000 // len(piece)), decided_on=DECIDED)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("split", ["train", "dev"])
def test_scores_do_not_fall(split: str) -> None:
    scores = evaluate_deadlines(read_corpus(CORPUS / f"{split}.jsonl")).scores
    floors = {"found": 0.95, "end": 0.95, "dates": 0.95, "span": 0.95, "type": 0.95, "rejected": 0.9}
    assert {name: scores[name].recall for name, floor in floors.items() if scores[name].recall < floor} == {}


def test_meeting_calendar_gives_the_day() -> None:
    meetings = Meetings.of({"Regionstyrelsen": ["2025-09-23", "2025-10-21", "2025-10-28"], "HSN": ["2025-09-10"]})

    def dates(text: str) -> tuple[dt.date | None, dt.date | None]:
        (deadline,) = find_deadlines(text, decided_on=DECIDED, meetings=meetings, body="Regionstyrelsen")
        return deadline.start, deadline.end

    day = dt.date(2025, 9, 23)
    assert dates("till regionstyrelsens möte i september") == (None, day)
    assert dates("vid styrelsens sammanträde i september") == (day, day)
    assert dates("vid nästa sammanträde") == (day, day)
    # two meetings in the month: the month
    assert dates("vid styrelsens sammanträde i oktober") == (dt.date(2025, 10, 1), dt.date(2025, 10, 31))
    # nobody's calendar
    assert dates("till fullmäktiges möte i september") == (None, dt.date(2025, 9, 30))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("days.toml", "regionstyrelsen = [2025-09-23]\n"),
        ("days.csv", "body,date\nRegionstyrelsen,2025-09-23\n"),
        ("days.csv", "\ufeffdate;body\n2025-09-23;Regionstyrelsen\n"),
    ],
)
def test_meeting_calendar_is_read_from_a_file(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert read_meetings(path).days == {"regionstyrelsen": (dt.date(2025, 9, 23),)}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("days.toml", "regionstyrelsen = 'maj'\n", "no list of dates"),
        ("days.toml", "regionstyrelsen = [\n", "no TOML"),
        ("days.csv", "organ,dag\n", "no columns body and date"),
        ("days.csv", "body,date\nHSN,2025-13-01\n", "line 2"),
    ],
)
def test_wrong_meeting_calendar_tells_what_and_where(name: str, content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_meetings(path)


def assignment(deadline: Deadline | None, status: Status | None = None) -> Assignment:
    return Assignment(
        id="a", text="t", task="t", deadline=deadline, deadlines=[deadline] if deadline else [], assertion="decided", status=status,
        evidence="rule:uppdra", span=Span(start=0, end=1),
    )  # fmt: skip


def test_assignment_is_overdue_from_the_day_after_its_deadline() -> None:
    due = Deadline(text="d", type="date", role="due", end=dt.date(2026, 1, 31), span=Span(start=0, end=1))
    assert not assignment(due).overdue(dt.date(2026, 1, 31))
    assert assignment(due).overdue(dt.date(2026, 2, 1))
    assert not assignment(due, Status(label="done", stage="reported", text="klart")).overdue(dt.date(2026, 2, 1))
    assert not assignment(None).overdue(dt.date(2026, 2, 1))
    recurring = Deadline(
        text="d", type="recurring", role="recurring", end=dt.date(2026, 1, 31), span=Span(start=0, end=1)
    )
    assert not assignment(recurring).overdue(dt.date(2026, 2, 1))


def test_assignment_ends_with_its_latest_due_deadline() -> None:
    text = "§ 1 A\n\nBeslut\n\natt uppdra till chefen att ta fram en plan, delredovisas senast den 1 mars 2026 och slutredovisas senast den 1 oktober 2026."
    (found,) = extract(text, decided_on=DECIDED).assignments
    assert [(entry.role, entry.end) for entry in found.deadlines] == [
        ("interim", dt.date(2026, 3, 1)),
        ("due", dt.date(2026, 10, 1)),
    ]
    assert found.deadline == found.deadlines[1]
