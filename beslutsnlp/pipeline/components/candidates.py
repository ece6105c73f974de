"""The component that adds to what rules find what a trained model finds."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import srsly
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from beslutsnlp.labels import DECISION_TYPES
from beslutsnlp.pipeline.assignments import is_own_report
from beslutsnlp.pipeline.candidates import Candidate, describe, find_candidates
from beslutsnlp.pipeline.components.spans import clauses_of, make_span, passages_of
from beslutsnlp.pipeline.learned import TASK_LABELS, LearnedModel
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.pipeline.passages import PlannedPassage
from beslutsnlp.pipeline.phrases import MODEL_RULE
from beslutsnlp.pipeline.reconcile import Opinion, added_assertion, changed_assertion, changed_type
from beslutsnlp.pipeline.told import told_end, told_start

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

_FOLDER = "model"
_LONE_REPORT = "aterrapport"


@dataclass(slots=True)
class _Seen:
    """A candidate with its place, its clause's span if it is one, and what the model says of it."""

    place: int
    candidate: Candidate
    clause: Span | None
    opinion: Opinion


class CandidatesComponent:
    """Weighs the clauses and sentences of a Doc by a trained model, and adds, changes and drops assignments by it.

    Requires `doc.spans["clauses"]` and `doc.spans["assignments"]`, and changes them: the types of clauses, and which assignments
    there are. Gives assignments their `shares`, the probability of each assertion, and their `parts`: parties, deadlines and tasks as
    the model sees them. Assigns `doc._.parts`, the status phrases that it sees in rows. Without a model (`from_disk`) it does nothing.
    """

    def __init__(self, vocab: "Vocab", tokenizer: "Tokenizer", *, aliases: dict[str, str] | None = None) -> None:
        self.model: LearnedModel | None = None
        self.parties = PartyFinder(aliases)
        self._vocab, self._tokenizer = vocab, tokenizer

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Yield the Docs of a stream, a batch of them weighed together."""
        for docs in minibatch(stream, size=batch_size):
            if self.model is not None:
                self._weigh([doc for doc in docs if doc._.passages is not None], self.model)
            yield from docs

    def _weigh(self, docs: Sequence[Doc], model: LearnedModel) -> None:
        planned = [passages_of(doc) for doc in docs]
        assignments: list[tuple[Span, Sequence[PlannedPassage]]] = []
        kept: list[list[Span]] = []
        for doc, passages in zip(docs, planned, strict=True):
            seen = self._weighed(doc, passages, model)
            self._retype(seen, model)
            kept.append(self._reconciled(doc, passages, seen, model))
            assignments.extend((span, passages) for span in kept[-1])
        self._find_parts(assignments, model)
        for doc, passages, spans in zip(docs, planned, kept, strict=True):
            doc.spans["assignments"] = [
                whole for span in spans if (whole := self._with_party(doc, span, passages)) is not None
            ]
            _assign(doc)
        self._find_status_parts(docs, planned, model)

    def _weighed(self, doc: Doc, passages: Sequence[PlannedPassage], model: LearnedModel) -> list[_Seen]:
        """Return the candidates of all passages with what the model says of them, in text order."""
        clauses = clauses_of(doc)
        spans: dict[int, list[Span]] = {}
        for span in doc.spans.get("clauses", []):
            spans.setdefault(span._.clause["place"][0], []).append(span)
        found: list[tuple[int, Candidate, Span | None]] = []
        texts = []
        for place, passage in enumerate(passages):
            if passage.reads_as == "row":
                continue
            own = clauses.get(place, [])
            for candidate in find_candidates(passage, own):
                clause = spans[place][candidate.clause] if candidate.clause is not None else None
                found.append((place, candidate, clause))
                texts.append(describe(passage, candidate, own))
        shares = model.assertions.predict(texts)
        typed = iter(
            model.types.predict([text for text, (_, _, clause) in zip(texts, found, strict=True) if clause is not None])
        )
        seen = []
        for (place, candidate, clause), row in zip(found, shares, strict=True):
            types = dict(zip(model.types.classes, map(float, next(typed)), strict=True)) if clause is not None else {}
            opinion = Opinion(dict(zip(model.assertions.classes, map(float, row), strict=True)), types)
            seen.append(_Seen(place, candidate, clause, opinion))
        return sorted(seen, key=lambda entry: (entry.place, entry.candidate.start))

    def _retype(self, seen: Sequence[_Seen], model: LearnedModel) -> None:
        for entry in seen:
            if entry.clause is None:
                continue
            data = entry.clause._.clause
            new = changed_type(data["type"], entry.opinion, model.settings)
            kept = next((name for name in DECISION_TYPES if name == new), data["type"])
            rule = data["rule"] if kept == data["type"] else MODEL_RULE
            entry.clause._.clause = {**data, "type": kept, "rule": rule, "share": entry.opinion.types.get(kept, 0.0)}
            entry.clause.label_ = kept

    def _reconciled(
        self, doc: Doc, passages: Sequence[PlannedPassage], seen: Sequence[_Seen], model: LearnedModel
    ) -> list[Span]:
        """Return the assignments of rules that the model lets stand, with those that it alone finds."""
        kept: list[Span] = []
        found: dict[int, deque[Span]] = {}
        for span in sorted(doc.spans.get("assignments", []), key=lambda span: span._.assignment["place"]):
            place = span._.assignment["place"][0]
            if passages[place].reads_as == "row":
                kept.append(span)
            else:
                found.setdefault(place, deque()).append(span)
        # how far the assignments of each passage reach so far
        reach: dict[int, int] = {}
        left: list[Span] = []
        reports: set[tuple[int, int]] = set()
        for position, entry in enumerate(seen):
            start, end = entry.candidate.start, entry.candidate.end
            waiting = found.get(entry.place, deque())
            own: list[Span] = []
            while waiting and waiting[0]._.assignment["place"][1] < end:
                span = waiting.popleft()
                (own if span._.assignment["place"][1] >= start else left).append(span)
            for span in own:
                data = span._.assignment
                if data["rule"] == _LONE_REPORT and (entry.place, data["place"][1]) in reports:
                    continue
                assertion = changed_assertion(data["assertion"], entry.opinion, model.settings)
                if assertion is None and data["assertion"] is not None:
                    continue
                span._.assignment = {**data, "assertion": assertion, "shares": entry.opinion.shares}
                reach[entry.place] = max(reach.get(entry.place, 0), data["place"][2])
                kept.append(span)
            if own or reach.get(entry.place, 0) > start:
                continue
            clause_assertion = entry.clause._.clause["assertion"] if entry.clause is not None else None
            clause_type = entry.clause._.clause["type"] if entry.clause is not None else None
            assertion = added_assertion(clause_type, clause_assertion, entry.opinion, model.settings)
            if assertion is None:
                continue
            following = seen[position + 1] if position + 1 < len(seen) else None
            passage = passages[entry.place]
            if following is not None and _is_report_of(passage, entry, following):
                end = following.candidate.end
                reports.add((entry.place, following.candidate.start))
            reach[entry.place] = end
            span, data = make_span(doc, passage, start, end, "assignment", f"m{len(kept)}")
            span._.assignment = {
                **data,
                "task": None,
                "rule": MODEL_RULE,
                "reads": passage.reads_as,
                "place": [entry.place, start, end],
                "responsible": [],
                "assertion": assertion,
                "shares": entry.opinion.shares,
                "outside": entry.clause is None,
            }
            kept.append(span)
        left.extend(span for waiting in found.values() for span in waiting)
        return sorted([*kept, *left], key=lambda span: (span._.assignment["start"], span._.assignment["end"]))

    def _find_parts(self, assignments: Sequence[tuple[Span, Sequence[PlannedPassage]]], model: LearnedModel) -> None:
        """Give each assignment its parts as the model sees them, in characters of its passage; the model's own a task too."""
        pieces = []
        for span, passages in assignments:
            place, start, end = span._.assignment["place"]
            pieces.append(passages[place].text[start:end].replace("\n", " "))
        own = [piece for (span, _), piece in zip(assignments, pieces, strict=True) if _is_added(span)]
        tasks = iter(model.tasks.predict(own))
        for (span, _), text, parts in zip(assignments, pieces, model.parts.predict(pieces), strict=True):
            data = dict(span._.assignment)
            start = data["place"][1]
            found = next(tasks) if _is_added(span) else []
            data["parts"] = [[start + part.start, start + part.end, part.label] for part in (*parts, *found)]
            if found:
                data["task"] = text[found[0].start : found[0].end]
            span._.assignment = data

    def _with_party(self, doc: Doc, span: Span, passages: Sequence[PlannedPassage]) -> Span | None:
        """Return an assignment, one of the model's with the parties that it sees; None if it sees none, for one needs a party."""
        data = span._.assignment
        if not _is_added(span):
            return span
        passage = passages[data["place"][0]]
        found = [
            party
            for start, end, label in data["parts"]
            if label == "responsible"
            for party in self.parties.slot(passage.text, start, end)
        ]
        if not found:
            return None
        responsible = [[party.start, party.end, party.kind, party.name] for party in found]
        if data["outside"]:
            place, start, end = data["place"]
            task = next((part[0] for part in data["parts"] if part[2] in TASK_LABELS), found[-1].end)
            first = told_start(passage.text, start, found[0].start, subject=True, noun=False)
            last = told_end(passage.text, task, end)
            if start <= first < last <= end:
                span, own = make_span(doc, passage, first, last, "assignment", span.id_)
                data = {**data, **own, "place": [place, first, last]}
        span._.assignment = {**data, "responsible": responsible}
        return span

    def _find_status_parts(
        self, docs: Sequence[Doc], planned: Sequence[Sequence[PlannedPassage]], model: LearnedModel
    ) -> None:
        """Give each Doc the status phrases that the model sees in its rows, as place of the passage, start and end in it."""
        given = [
            (doc, place, cell[0], passage.text[slice(*cell)].replace("\n", " "))
            for doc, passages in zip(docs, planned, strict=True)
            for place, passage in enumerate(passages)
            if (cell := passage.cell("status_text")) is not None
        ]
        parts: dict[int, list[list[int]]] = {id(doc): [] for doc in docs}
        for (doc, place, start, _), phrases in zip(
            given, model.statuses.predict([text for *_, text in given]), strict=True
        ):
            parts[id(doc)].extend([place, start + phrase.start, start + phrase.end] for phrase in phrases)
        for doc in docs:
            doc._.parts = parts[id(doc)]

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write the model into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        if self.model is not None:
            self.model.to_disk(Path(path) / _FOLDER)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "CandidatesComponent":  # noqa: ARG002
        """Take the model from a folder, if one is there."""
        folder = Path(path) / _FOLDER
        self.model = LearnedModel.from_disk(folder, self._vocab, self._tokenizer) if folder.is_dir() else None
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """Return the model as bytes."""
        return bytes(srsly.msgpack_dumps(self.model.to_files() if self.model is not None else {}))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "CandidatesComponent":  # noqa: ARG002
        """Take the model from bytes, if they hold one."""
        files = srsly.msgpack_loads(data)
        self.model = LearnedModel.from_files(files, self._vocab, self._tokenizer) if files else None
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # what starts anew in another process is given the component as bytes; a network cannot be pickled as it is
        return _rebuilt, (self._vocab, self._tokenizer, self.parties, self.to_bytes())


def _rebuilt(vocab: "Vocab", tokenizer: "Tokenizer", parties: PartyFinder, data: bytes) -> CandidatesComponent:
    component = CandidatesComponent(vocab, tokenizer)
    component.parties = parties
    return component.from_bytes(data)


def _is_report_of(passage: PlannedPassage, entry: _Seen, following: _Seen) -> bool:
    """Tell whether the clause behind an added assignment reports of it."""
    return (
        following.place == entry.place
        and entry.clause is not None
        and following.clause is not None
        and following.clause._.clause["type"] == "report_back"
        and is_own_report(passage.text[following.candidate.start : following.candidate.end])
    )


def _is_added(assignment: Span) -> bool:
    """Tell whether the model alone found an assignment."""
    return bool(assignment._.assignment["rule"] == MODEL_RULE)


def _assign(doc: Doc) -> None:
    """Make clauses of no known type assign where the model found that they do."""
    added = {
        tuple(span._.assignment["place"][:2])
        for span in doc.spans["assignments"]
        if span._.assignment["rule"] == MODEL_RULE
    }
    for span in doc.spans["clauses"]:
        data = span._.clause
        if data["type"] == "other" and tuple(data["place"][:2]) in added:
            span._.clause = {**data, "type": "assign", "rule": MODEL_RULE}
            span.label_ = "assign"
