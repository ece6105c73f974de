from typing import Any

import pytest

from beslutsnlp.pipeline.references import find_references
from beslutsnlp.structure import CaseNumbers
from tests.cases import read_cases


@pytest.mark.parametrize("case", read_cases("references"))
def test_references_in_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = []
    for entry in find_references(text, 0, len(text), CaseNumbers()):
        values = {
            "text": text[entry.start : entry.end],
            "body": entry.body,
            "date": entry.date.isoformat() if entry.date else None,
            "paragraph": entry.paragraph,
            "case_number": entry.case_number,
        }
        found.append({key: value for key, value in values.items() if value is not None})
    assert found == case["expect"]
