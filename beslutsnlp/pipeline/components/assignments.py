"""The component that finds the assignments of a Doc."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from beslutsnlp.pipeline.assignments import AssignmentSpan, find_in_clauses, find_in_sentence
from beslutsnlp.pipeline.clauses import Clause, find_clauses
from beslutsnlp.pipeline.column_parties import column_parties
from beslutsnlp.pipeline.components.spans import clauses_of, make_span, passages_of
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.passages import PlannedPassage
from beslutsnlp.pipeline.phrases import OwnPhrases, with_own_phrases
from beslutsnlp.pipeline.register import find_in_row
from beslutsnlp.sentences import split_sentences


class AssignmentsComponent:
    """Finds the assignments of a Doc, in its clauses and in the sentences that retell or propose.

    Requires `doc.spans["clauses"]`. Assigns `doc.spans["assignments"]` with `span._.assignment` (task, rule).
    """

    def __init__(self, *, aliases: Mapping[str, str] | None = None, phrases: OwnPhrases = ()) -> None:
        self.phrases = phrases
        self.parties = PartyFinder(aliases)

    def __call__(self, doc: Doc) -> Doc:
        with with_own_phrases(self.phrases):
            return self._found(doc)

    def _found(self, doc: Doc) -> Doc:
        clauses = clauses_of(doc)
        spans: list[Span] = []
        for place, passage in enumerate(passages_of(doc)):
            if passage.reads_as == "row":
                for entry in self._in_row(passage):
                    spans.append(self._made(doc, passage, place, entry, f"a{len(spans)}", is_decision=True))
                continue
            own = clauses.get(place, [])
            if passage.section == "proposal" and not own:
                # what is proposed in the words of a decision
                own = [
                    replace(clause, assertion="proposed")
                    for clause in find_clauses(passage.text, section="decision", parties=self.parties)
                ]
            found = [(entry, True) for entry in find_in_clauses(passage.text, own, self.parties)]
            found += [(entry, False) for entry in self._outside(passage, own)]
            for entry, is_decision in sorted(found, key=lambda pair: pair[0].start):
                spans.append(self._made(doc, passage, place, entry, f"a{len(spans)}", is_decision=is_decision))
        doc.spans["assignments"] = spans
        return doc

    def _in_row(self, passage: PlannedPassage) -> list[AssignmentSpan]:
        """Return the assignments of a row of a list; a column names who is responsible where its text does not."""
        cell, matter = passage.cell("assignment_text"), passage.cell("title")
        span = cell or matter
        if span is None:
            return []
        found = find_in_row(passage.text, *span, self.parties, is_matter=cell is None)
        column = passage.cell("responsible")
        named = column_parties(passage.text, *column, self.parties) if column else []
        return [entry if entry.responsible else replace(entry, responsible=tuple(named)) for entry in found]

    def _outside(self, passage: PlannedPassage, clauses: Sequence[Clause]) -> Iterator[AssignmentSpan]:
        """Yield the assignments in sentences that are no clauses, each once."""
        start = 0
        for line in passage.text.split("\n"):
            for a, b in split_sentences(passage.text, start, start + len(line)):
                if not any(clause.start < b and a < clause.end for clause in clauses):
                    yield from find_in_sentence(passage.text, a, b, "reported", self.parties)
            start += len(line) + 1

    def _made(
        self, doc: Doc, passage: PlannedPassage, place: int, entry: AssignmentSpan, span_id: str, *, is_decision: bool
    ) -> Span:
        span, data = make_span(doc, passage, entry.start, entry.end, "assignment", span_id)
        task = passage.text[slice(*entry.task)].replace("\n", " ") if entry.task else None
        responsible = [[party.start, party.end, party.kind, party.name] for party in entry.responsible]
        span._.assignment = {
            **data,
            "task": task,
            "rule": entry.rule,
            "reads": passage.reads_as,
            "place": [place, entry.start, entry.end],
            "responsible": responsible,
        }
        span._.assignment["assertion"] = entry.assertion if is_decision else None
        return span
