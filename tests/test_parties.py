from typing import Any

import pytest

from beslutsnlp.pipeline.parties import PartyFinder
from tests.cases import read_cases


@pytest.mark.parametrize("case", read_cases("parties"))
def test_parties_of_a_slot(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        {"text": text[party.start : party.end], "kind": party.kind, "name": party.name}
        for party in PartyFinder().slot(text, 0, len(text))
    ]
    assert found == case["expect"]


def test_alias_of_a_body_stands_for_its_name() -> None:
    finder = PartyFinder({"FN": "fastighetsnämnden"})
    assert [(party.kind, party.name) for party in finder.slot("FN och KS", 0, 9)] == [
        ("body", "fastighetsnämnden"),
        ("body", "kommunstyrelsen"),
    ]
