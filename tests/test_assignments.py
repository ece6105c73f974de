from typing import Any

import pytest
from spacy.language import Language

from beslutsnlp import extract
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.records import Assignment
from tests.cases import as_protocol, read_cases


def shown(assignment: Assignment) -> dict[str, Any]:
    parties = {
        role: [" ".join(party.text.split()) for party in getattr(assignment, role)]
        for role in ("responsible", "executor", "collaborators", "report_to")
    }
    own = {"text": assignment.text, "task": assignment.task, "assertion": assignment.assertion}
    return own | {role: texts for role, texts in parties.items() if texts}


@pytest.mark.parametrize("case", read_cases("assignments"))
def test_assignments_of_a_section(case: dict[str, Any], nlp: Language) -> None:
    extraction = extract(as_protocol(case), nlp=nlp, include=ASSERTIONS)
    assert [shown(assignment) for assignment in extraction.assignments] == case["expect"]
