"""The component that finds the parties of assignments."""

from collections.abc import Iterator, Mapping
from typing import Any

from spacy.tokens import Doc, Span

from beslutsnlp.labels import PARTY_ROLES
from beslutsnlp.pipeline.components.spans import make_span, passages_of
from beslutsnlp.pipeline.parties import PartyFinder, PartySpan
from beslutsnlp.pipeline.phrases import MODEL_RULE
from beslutsnlp.pipeline.roles import find_collaborators, find_executors, find_receivers


class PartiesComponent:
    """Finds the parties of each assignment: responsible, executor, collaborators, report_to.

    Requires `doc.spans["assignments"]`. Assigns `doc.spans["parties"]` with `span._.party` (kind, name, role); a
    party's `id_` is that of its assignment.
    """

    def __init__(self, *, aliases: Mapping[str, str] | None = None) -> None:
        self.parties = PartyFinder(aliases)

    def __call__(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        spans: list[Span] = []
        for assignment in doc.spans.get("assignments", []):
            place, start, end = assignment._.assignment["place"]
            passage = passages[place]
            own = assignment._.assignment
            parts = [tuple(part) for part in own.get("parts", ())]
            for role, party, rule in self._roles(passage.text, start, end, own):
                span, data = make_span(doc, passage, party.start, party.end, role, assignment.id_)
                seen = (party.start, party.end, role) in parts if "parts" in own else None
                span._.party = {
                    **data,
                    "kind": party.kind,
                    "name": party.name,
                    "role": role,
                    "rule": rule,
                    "seen": seen,
                }
                spans.append(span)
        doc.spans["parties"] = spans
        return doc

    def _roles(
        self, text: str, start: int, end: int, assignment: Mapping[str, Any]
    ) -> Iterator[tuple[str, PartySpan, str]]:
        taken: set[int] = set()
        for entry in assignment["responsible"]:
            party = PartySpan(*entry)
            taken.add(party.start)
            yield "responsible", party, assignment["rule"]
        finders = (("executor", find_executors), ("collaborators", find_collaborators), ("report_to", find_receivers))
        for role, find in finders:
            for party in find(text, start, end, self.parties):
                if party.start not in taken:
                    taken.add(party.start)
                    yield role, party, role
        if assignment["rule"] != MODEL_RULE:
            return
        # a wording that no rule knows: the model's own parties too
        for first, last, label in assignment["parts"]:
            if label not in PARTY_ROLES:
                continue
            for party in self.parties.slot(text, first, last)[:1]:
                if party.start not in taken:
                    taken.add(party.start)
                    yield label, party, MODEL_RULE
