"""Scores: what speaks for and against a finding, by which a calibration tells how sure it is."""

import math
from collections.abc import Mapping
from typing import Any

from beslutsnlp.pipeline.phrases import MODEL_RULE


def marks_of(data: Mapping[str, Any], assertion: str | None = None) -> dict[str, float]:
    """Return what speaks for or against a finding: who found it, what the model says of it, what it is."""
    marks: dict[str, float] = {f"found by {'model' if data.get('rule') == MODEL_RULE else 'rule'}": 1.0}
    if assertion is not None:
        marks[f"is {assertion}"] = 1.0
    shares = data.get("shares")
    share = shares.get(assertion, 0.0) if shares is not None and assertion is not None else data.get("share")
    if share is not None:
        share = min(max(share, 0.001), 0.999)
        marks["share"] = math.log(share / (1 - share))
        if assertion is not None:
            marks[f"share of {'decided' if assertion == 'decided' else 'other'}"] = marks["share"]
    seen = data.get("seen")
    if seen is not None:
        marks["model sees it" if seen else "model does not see it"] = 1.0
    for name in ("role", "type", "kind", "reads"):
        value = data.get(name)
        if value is not None:
            marks[f"{name} {value}"] = 1.0
    return marks
