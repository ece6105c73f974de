from typing import Any

import pytest
from spacy.language import Language

from beslutsnlp import extract
from tests.cases import as_protocol, read_cases


@pytest.mark.parametrize("case", read_cases("clauses"))
def test_clauses_of_a_decision(case: dict[str, Any], nlp: Language) -> None:
    extraction = extract(as_protocol(case), nlp=nlp)
    found = [
        {"text": decision.text, "type": decision.type, "assertion": decision.assertion}
        for item in extraction.items
        for decision in item.decisions
    ]
    assert found == case["expect"]
