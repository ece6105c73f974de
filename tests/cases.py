"""Examples as data: tests/cases/<component>.jsonl, one object a line, read strictly."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "cases"
_KEYS = {"id", "text", "expect", "source"}
_OPTIONAL = {"section", "known_failure", "decided_on"}


def read_cases(name: str) -> list[Any]:
    """Return the cases of a component as pytest parameters; a known failure is a strict xfail."""
    parameters = []
    seen: set[str] = set()
    for number, line in enumerate((FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = f"{name}.jsonl, line {number}"
        case = json.loads(line)
        unknown = set(case) - _KEYS - _OPTIONAL
        missing = _KEYS - set(case)
        assert not unknown, f"{place}: unknown key {sorted(unknown)}"
        assert not missing, f"{place}: missing key {sorted(missing)}"
        assert case["id"] not in seen, f"{place}: the id {case['id']} is used twice"
        seen.add(case["id"])
        text = " ".join(case["text"].split())
        for piece in _pieces(case["expect"]):
            assert " ".join(piece.split()) in text, f"{place}: {piece!r} is not in the text"
        known = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=known, strict=True)] if known else []
        parameters.append(pytest.param(case, id=case["id"], marks=marks))
    assert parameters, f"{name}.jsonl has no case"
    return parameters


def _pieces(expected: Any) -> Iterable[str]:
    """Yield the texts that an expectation says stand in the case's text."""
    if isinstance(expected, list):
        for entry in expected:
            yield from _pieces(entry)
    elif isinstance(expected, dict):
        for key, value in expected.items():
            if key in ("text", "task") and isinstance(value, str):
                yield value
            elif isinstance(value, list):
                yield from (entry for entry in value if isinstance(entry, str))
                yield from _pieces([entry for entry in value if not isinstance(entry, str)])


def as_protocol(case: dict[str, Any]) -> str:
    """Return a case's text as the only § of a protocol, under the heading that the case names."""
    return f"Kommunstyrelsen\n\nSammanträdesdatum 2025-05-20\n\n§ 1 Ärendets rubrik\n\n{case.get('section', 'Beslut')}\n\n{case['text']}\n"
