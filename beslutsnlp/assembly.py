"""Records out of parsed passages: each found span back at its place in the document."""

import datetime as dt
import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beslutsnlp.errors import ModelError
from beslutsnlp.labels import Assertion
from beslutsnlp.reading.document import Document, Offsets
from beslutsnlp.reading.headers import is_list_title
from beslutsnlp.records import Assignment, Deadline, Decision, Extraction, Item, Party, Reference, Span, Status
from beslutsnlp.structure import ItemOutline, Outline

if TYPE_CHECKING:
    from spacy.tokens import Doc

_Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What the components found in one Doc, as data with offsets into the document.

    Parties, deadlines and references are kept by the id of the assignment or clause that they belong to.
    """

    clauses: list[_Data]
    assignments: list[_Data]
    parties: dict[str, list[_Data]]
    deadlines: dict[str, list[_Data]]
    references: dict[str, list[_Data]]
    statuses: list[_Data]

    @classmethod
    def of(cls, doc: "Doc", offsets: Offsets | None) -> "Found":
        """Return what a Doc's span groups hold.

        Args:
            doc: A parsed Doc.
            offsets: The way from the Doc's characters to the document's; None where they are the same.
        """

        def collect(group: str, attribute: str) -> list[_Data]:
            entries = []
            for span in doc.spans.get(group, []):
                own = span._.get(attribute)
                if own is None:
                    raise ModelError(
                        f"The Doc's {group} have lost their data, as a DocBin without user data keeps them. "
                        "Save it with DocBin(store_user_data=True), or parse its text anew."
                    )
                data = {**own, "id": span.id_}
                if group == "assignments":
                    data["assertion"] = span._.assertion
                if offsets is not None:
                    data["start"], data["end"] = offsets.source_span(data["start"], data["end"])
                entries.append(data)
            return entries

        return cls(
            collect("clauses", "clause"),
            collect("assignments", "assignment"),
            _by_owner(collect("parties", "party")),
            _by_owner(collect("deadlines", "deadline")),
            _by_owner(collect("references", "reference")),
            collect("statuses", "status"),
        )


def _by_owner(entries: Sequence[_Data]) -> dict[str, list[_Data]]:
    owned: dict[str, list[_Data]] = {}
    for entry in entries:
        owned.setdefault(entry["id"], []).append(entry)
    return owned


def assemble(
    document: Document,
    parts: Outline,
    found: Sequence[Found],
    *,
    decided_on: dt.date | None,
    include: frozenset[Assertion],
) -> Extraction:
    """Return the records of a document.

    Args:
        document: The document.
        parts: Its outline.
        found: What was found in its passages.
        decided_on: The date of the decisions.
        include: The assertions of the assignments to give.
    """
    starts = [item.start for item in parts.items]
    decisions: dict[int, list[Decision]] = {}
    assignments: dict[int, list[Assignment]] = {}
    ids: Counter[str] = Counter()
    drafts: list[tuple[int, int, _Data, Found]] = []
    for group in found:
        for data in group.clauses:
            decisions.setdefault(bisect_right(starts, data["start"]) - 1, []).append(_decision(document, data, group))
        drafts.extend(
            (data["start"], data["end"], data, group) for data in group.assignments if data["assertion"] in include
        )
    decided = {draft[:2] for draft in drafts if draft[2]["assertion"] == "decided"}
    for start, end, data, group in sorted(drafts, key=lambda draft: draft[:2]):
        if data["assertion"] != "decided" and (start, end) in decided:
            # what somebody moved and the decision took stands once, as decided
            continue
        place = bisect_right(starts, start) - 1
        item = parts.items[place] if place >= 0 else None
        assignments.setdefault(place, []).append(
            made_assignment(
                document,
                data,
                group,
                parts,
                ids,
                paragraph=item.paragraph if item else None,
                decided_on=decided_on,
                case_number=item.case_number if item else parts.case_number,
                title=item.title if item else None,
            )
        )
    items = [
        _item(document, item, decisions.get(place, []), assignments.get(place, []))
        for place, item in enumerate(parts.items)
    ]
    if decisions.get(-1) and not items:
        # a decision without any §, such as a government's: one item for the whole text
        whole = ItemOutline("", parts.title, parts.case_number, start=0, end=len(document.text))
        items = [_item(document, whole, decisions[-1], assignments.get(-1, []))]
    every = sorted(
        (entry for group in assignments.values() for entry in group),
        key=lambda entry: (entry.span.start, entry.span.end),
    )
    return Extraction(
        kind=parts.kind,
        title=parts.title,
        body=parts.body,
        date=decided_on or parts.date,
        case_number=parts.case_number,
        source=document.source,
        items=items,
        assignments=every,
        warnings=[*document.warnings, *(() if items or every else _nothing(document))],
    )


def _nothing(document: Document) -> tuple[str, ...]:
    """Return why nothing was found in a document."""
    if is_list_title([paragraph.text for paragraph in document.paragraphs]):
        return (
            "Its title is that of a follow-up list, but no table with the headings of one was found. "
            "Name the headings in a profile, or give the list as DOCX, XLSX or CSV.",
        )
    return ("Nothing found: no §, no decision, and no table with the headings of a follow-up list.",)


def _item(document: Document, item: ItemOutline, decisions: list[Decision], assignments: list[Assignment]) -> Item:
    return Item(
        paragraph=item.paragraph,
        title=item.title,
        case_number=item.case_number,
        case_owner=item.case_owner,
        handler=item.handler,
        decisions=sorted(decisions, key=lambda decision: (decision.span.start, -decision.span.end)),
        assignments=assignments,
        span=document.locate(item.start, item.end),
    )


def _decision(document: Document, data: _Data, group: Found) -> Decision:
    return Decision(
        text=data["text"],
        type=data["type"],
        assertion=data["assertion"],
        deadlines=_deadlines(document, data, group),
        references=[
            Reference(
                text=entry["text"],
                body=entry["body"],
                date=_day(entry["date"]),
                paragraph=entry["paragraph"],
                case_number=entry["case_number"],
                span=_span(document, entry),
            )
            for entry in group.references.get(data["id"], ())
        ],
        score=data.get("score"),
        evidence=evidence_of(data),
        span=_span(document, data),
    )


def made_assignment(
    document: Document,
    data: _Data,
    group: Found,
    parts: Outline,
    ids: Counter[str],
    *,
    paragraph: str | None,
    decided_on: dt.date | None,
    case_number: str | None,
    title: str | None,
    status: Status | None = None,
) -> Assignment:
    """Return the record of an assignment that was found, with the facts of its § or row."""
    deadlines = _deadlines(document, data, group)
    return Assignment(
        id=_stable_id(parts, paragraph, data["text"], ids),
        text=data["text"],
        task=data["task"],
        responsible=_parties(document, data, group, "responsible"),
        executor=_parties(document, data, group, "executor"),
        collaborators=_parties(document, data, group, "collaborators"),
        report_to=_parties(document, data, group, "report_to"),
        deadlines=deadlines,
        deadline=final_deadline(deadlines),
        assertion=data["assertion"],
        paragraph=paragraph,
        decided_on=decided_on,
        case_number=case_number,
        title=title,
        status=status,
        score=data.get("score"),
        evidence=evidence_of(data),
        span=_span(document, data),
    )


def final_deadline(deadlines: Sequence[Deadline]) -> Deadline | None:
    """Return the deadline that an assignment ends with: the latest that is due, else the first."""
    due = [deadline for deadline in deadlines if deadline.role == "due" and deadline.end is not None]
    if due:
        return max(due, key=lambda deadline: deadline.end or dt.date.min)
    return next((deadline for deadline in deadlines if deadline.role == "due"), deadlines[0] if deadlines else None)


def _parties(document: Document, data: _Data, group: Found, role: str) -> list[Party]:
    return [
        Party(
            text=document.text[entry["start"] : entry["end"]],
            kind=entry["kind"],
            name=entry["name"],
            score=entry.get("score"),
            evidence=evidence_of(entry),
            span=_span(document, entry),
        )
        for entry in group.parties.get(data["id"], ())
        if entry["role"] == role
    ]


def _deadlines(document: Document, data: _Data, group: Found) -> list[Deadline]:
    return [
        Deadline(
            text=document.text[entry["start"] : entry["end"]],
            type=entry["type"],
            role=entry["role"],
            start=_day(entry["first"]),
            end=_day(entry["last"]),
            timex=entry["timex"],
            freq=entry["freq"],
            until=_day(entry["until"]),
            mod=entry["mod"],
            score=entry.get("score"),
            evidence=evidence_of(entry),
            span=_span(document, entry),
        )
        for entry in group.deadlines.get(data["id"], ())
    ]


def evidence_of(data: Mapping[str, Any]) -> str:
    """Return what found a finding: a rule by its name, or the model."""
    rule = data["rule"]
    return rule if rule == "model" else f"rule:{rule}"


def _span(document: Document, data: _Data) -> Span:
    return document.locate(data["start"], data["end"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _stable_id(parts: Outline, paragraph: str | None, text: str, ids: Counter[str]) -> str:
    """Return an id that hangs on the document's own words alone; equal assignments are numbered."""
    whole = "\x1f".join(
        (
            parts.body or "",
            parts.date.isoformat() if parts.date else "",
            paragraph or "",
            " ".join(text.split()),
        )
    )
    digest = hashlib.sha256(whole.encode("utf-8")).hexdigest()[:12]
    ids[digest] += 1
    return digest if ids[digest] == 1 else f"{digest}-{ids[digest]}"
