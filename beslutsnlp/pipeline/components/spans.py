"""What all components share: the extension attributes of a Doc and its spans, the passages of a Doc, spans made in them."""

from typing import Any

from spacy.tokens import Doc, Span

from beslutsnlp.pipeline.clauses import Clause
from beslutsnlp.pipeline.passages import PlannedPassage

# the rule of what the model alone finds
MODEL_RULE = "model"

for _name in ("passages", "decided_on", "parts"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
for _name in ("clause", "assignment", "assertion", "party", "deadline", "reference", "status"):
    if not Span.has_extension(_name):
        Span.set_extension(_name, default=None)


def passages_of(doc: Doc) -> list[PlannedPassage]:
    """Return the passages of a Doc that the clauses component planned."""
    return [PlannedPassage.from_data(data) for data in doc._.passages or []]


def make_span(
    doc: Doc, passage: PlannedPassage, start: int, end: int, label: str, span_id: str = ""
) -> tuple[Span, dict[str, Any]]:
    """Return the span of a piece of a passage, and the data that every span carries."""
    first, last = passage.offsets.source_span(start, end)
    span = doc.char_span(first, last, label=label, alignment_mode="expand")
    span.id_ = span_id
    return span, {"start": first, "end": last, "text": passage.text[start:end].replace("\n", " ")}


def clauses_of(doc: Doc) -> dict[int, list[Clause]]:
    """Return the clauses of a Doc by the place of their passage."""
    clauses: dict[int, list[Clause]] = {}
    for span in doc.spans.get("clauses", []):
        data = span._.clause
        place, start, end, cue = data["place"]
        clauses.setdefault(place, []).append(Clause(start, end, data["type"], data["assertion"], cue, data["rule"]))
    return clauses
