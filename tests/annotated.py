"""Annotated documents made at random, with every kind of character, for tests of what reads and writes them."""

from typing import Any

from hypothesis import strategies as st

from beslutsnlp.corpus import AnnotatedDocument
from beslutsnlp.corpus.checks import ENDS, FIELDS, VALUES, overlapping
from beslutsnlp.corpus.documents import check_document
from beslutsnlp.labels import RELATION_LABELS, SPAN_LABELS

# emoji, letters made of two, a line end of two, blanks of all kinds, and what is a sign in some form
_PIECES = (
    "a",
    "Åke",
    "§ 7",
    "👩‍👩‍👧",
    "🏛️",
    "e\u0301",
    "\r\n",
    "\n",
    " ",
    "\t",
    "\u00a0",
    "\u00ad",
    "𝔘",
    "=",
    "\\n",
    "\\",
    '"',
    ".",
    "-",
)
_yes: st.SearchStrategy[bool] = st.booleans()
_texts = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)
_values = st.text(st.sampled_from('aå👍 =\\n"\n\r§'), min_size=1, max_size=6).map(str.strip).filter(bool)
_DATED = {"date", "start", "end", "until"}


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedDocument:
    """Return a document with nested and overlapping spans, fields and relations, as the rules allow them."""
    text = draw(_texts)
    spans: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 8)) if text.strip() else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = draw(st.sampled_from(SPAN_LABELS))
        free = all(
            not overlapping((span["start"], span["end"]), (start, end), label)
            for span in spans
            if span["label"] == label
        )
        if free and text[start:end] == text[start:end].strip():
            spans.append(
                {
                    "id": f"s{number}",
                    "label": label,
                    "start": start,
                    "end": end,
                    "fields": draw(_fields(label)),
                }
            )
    relations: list[dict[str, str]] = []
    for link in RELATION_LABELS:
        head, child = ([span["id"] for span in spans if span["label"] == end] for end in ENDS[link])
        if draw(_yes) and head and child:
            ends = {"head": draw(st.sampled_from(head)), "child": draw(st.sampled_from(child))}
            relations.append({"label": link, **ends})
    return check_document(
        {
            "id": draw(st.text(min_size=1, max_size=5)),
            "kind": draw(st.sampled_from(("protocol", "notes", "follow_up", "sentence", "status"))),
            "text": text,
            "meta": draw(st.dictionaries(st.sampled_from(("body", "style", "text")), _values)),
            "spans": spans,
            "relations": relations,
        },
        "made",
    )


@st.composite
def _fields(draw: st.DrawFn, label: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name in FIELDS.get(label, ()):
        allowed, needed = VALUES.get((label, name), ((), False))
        if not needed and draw(_yes):
            continue
        if allowed:
            fields[name] = draw(st.sampled_from(allowed))
        elif name in _DATED:
            fields[name] = draw(st.dates()).isoformat()
        else:
            fields[name] = draw(_values)
    return fields
