"""Extractions as annotated documents: what was found stands where it stands in the text."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from spacy.language import Language

from beslutsnlp import Document, extract, read, read_corpus
from beslutsnlp.corpus import AnnotatedDocument, AnnotatedSpan, Relation
from beslutsnlp.corpus.follow_up import document_rows
from beslutsnlp.corpus.list_reading import read_list
from beslutsnlp.corpus.preannotate import annotate_source, annotated, find_words
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.errors import DataError
from beslutsnlp.extraction import rule_pipeline
from beslutsnlp.labels import ASSERTIONS, PARTY_ROLES, SpanLabel
from beslutsnlp.profile import Profile
from tests.list_files import HEADINGS, ROWS, make_csv

ROOT = Path(__file__).resolve().parent.parent
TEXT = """Kommunstyrelsen 2025-05-20

§ 98 Plan för vägar
Dnr KS 2025/14

Beslut

Kommunstyrelsen beslutar

att uppdra åt teknisk chef att i samråd med miljönämnden ta fram en plan för väg-
arna senast den 1 mars 2026.

Yrkande

Eva Ek (S) yrkar att ekonomichefen får i uppdrag att beräkna kostnaden.
"""


def marked(source: Document, nlp: Language, *, name: str | None = None) -> AnnotatedDocument:
    return annotated(source, extract(source, nlp=nlp, include=ASSERTIONS), name=name)


def pieces(document: AnnotatedDocument, *labels: str) -> list[tuple[str, str]]:
    return [(span.label, document.text[span.start : span.end]) for span in document.spans if span.label in labels]


def links(document: AnnotatedDocument) -> list[tuple[str, str, str]]:
    texts = {span.id: document.text[span.start : span.end].split("\n")[0] for span in document.spans}
    return [(link.label, texts[link.head], texts[link.child]) for link in document.relations]


def test_spans_of_a_protocol_stand_where_they_stand_in_the_text(nlp: Language) -> None:
    document = marked(read(TEXT), nlp, name="prov")
    assert (document.id, document.kind, document.text) == ("prov", "protocol", TEXT)
    assert document.meta == {"body": "Kommunstyrelsen", "date": "2025-05-20"}
    assert pieces(document, "title", "case_number", "party", "deadline", "task") == [
        ("title", "Plan för vägar"),
        ("case_number", "KS 2025/14"),
        ("party", "teknisk chef"),
        ("party", "miljönämnden"),
        ("task", "ta fram en plan för väg-\narna senast den 1 mars 2026"),
        ("deadline", "senast den 1 mars 2026"),
        ("party", "ekonomichefen"),
        ("task", "beräkna kostnaden"),
    ]
    # what leads in the clauses is no heading
    assert pieces(document, "heading") == [("heading", "Beslut"), ("heading", "Yrkande")]
    assert [span.fields["assertion"] for span in document.of("assignment")] == ["decided", "proposed"]
    decided, proposed = (document.text[span.start : span.end].split("\n")[0] for span in document.of("assignment"))
    assert links(document) == [
        ("responsible", decided, "teknisk chef"),
        ("collaborators", decided, "miljönämnden"),
        ("task", decided, "ta fram en plan för väg-"),
        ("deadline", decided, "senast den 1 mars 2026"),
        ("responsible", proposed, "ekonomichefen"),
        ("task", proposed, "beräkna kostnaden"),
    ]


def test_values_are_those_of_the_records(nlp: Language) -> None:
    document = marked(read(TEXT), nlp)
    assert document.of("item")[0].fields == {"paragraph": "98"}
    assert document.of("party")[0].fields == {"kind": "role", "name": "teknisk chef"}
    assert document.of("deadline")[0].fields == {
        "type": "date",
        "role": "due",
        "end": "2026-03-01",
        "timex": "2026-03-01",
    }
    assert document.of("decision")[0].fields == {"type": "assign", "assertion": "decided"}


def test_rows_of_a_list_have_their_cells_texts_and_assignments(nlp: Language) -> None:
    source = read(make_csv(HEADINGS, *ROWS).encode())
    document = marked(source, nlp)
    first = document.of("row")[0]
    assert (document.kind, len(document.of("row")), len(document.of("cell"))) == ("follow_up", 3, 16)
    assert first.fields == {
        "date": "2025-02-11",
        "paragraphs": "14",
        "done": "Nej",
        "label": "in_progress",
        "stage": "started",
    }
    assert document.of("cell")[3].fields == {"column": "4", "heading": "Uppdrag", "facts": "assignment_text"}
    inside = [span for span in document.spans if first.start <= span.start < first.end]
    assert [
        (span.label, document.text[span.start : span.end]) for span in inside if span.label not in ("row", "cell")
    ] == [
        ("case_number", "KS 2025/101"),
        ("title", "Cykelväg till Ekby"),
        ("assignment_text", "Teknisk chef får i uppdrag att ta fram en plan för en cykelväg."),
        ("assignment", "Teknisk chef får i uppdrag att ta fram en plan för en cykelväg"),
        ("party", "Teknisk chef"),
        ("task", "ta fram en plan för en cykelväg"),
        ("status_text", "Arbetet pågår."),
        ("status", "Arbetet pågår"),
    ]
    labels = [link.label for link in document.relations if link.head == first.id]
    assert (labels.count("cell"), labels.count("assignment")) == (6, 1)


def test_document_is_named_by_its_file_or_its_words(nlp: Language) -> None:
    path = ROOT / "docs" / "examples" / "uppdragslista.pdf"
    assert marked(read(path), nlp).id == "uppdragslista"
    assert marked(read(TEXT), nlp).id == marked(read(TEXT), nlp).id
    assert marked(read(TEXT), nlp).id.startswith("text-")


def test_text_without_a_finding_is_a_document_without_spans(nlp: Language) -> None:
    document = marked(read("Hej och välkomna."), nlp)
    assert (document.kind, document.spans, document.relations) == ("notes", [], [])


def test_rows_that_are_not_those_of_the_extraction_are_an_error(nlp: Language) -> None:
    source = read(make_csv(HEADINGS, *ROWS).encode())
    found = extract(source, nlp=nlp)
    with pytest.raises(DataError, match="has 3 rows in its tables and 2 in its extraction"):
        annotated(source, found.model_copy(update={"rows": found.rows[:2]}))


def test_every_record_of_the_train_protocols_has_its_span(nlp: Language) -> None:
    for gold in read_corpus(ROOT / "corpora" / "protocols" / "train.jsonl"):
        source = read(gold.text)
        found = extract(source, nlp=nlp, include=ASSERTIONS)
        document = annotated(source, found)
        wanted = {(entry.span.start, entry.span.end) for entry in found.assignments}
        assert {(span.start, span.end) for span in document.of("assignment")} == wanted
        parties = {
            (party.span.start, party.span.end)
            for entry in found.assignments
            for role in PARTY_ROLES
            for party in getattr(entry, role)
        }
        assert {(span.start, span.end) for span in document.of("party")} == parties


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("en plan för väg-\narna", "plan för vägarna", "plan för väg-\narna"),
        ("en  plan\r\nför", "plan för", "plan\r\nför"),
        ("över\u00adsyn", "översyn", "över\u00adsyn"),
        ("plan", "karta", None),
        ("plan", " ", None),
    ],
)
def test_words_are_found_over_line_breaks_and_hyphens(text: str, words: str, expected: str | None) -> None:
    found = find_words(text, words, 0, len(text))
    assert (text[found[0] : found[1]] if found else None) == expected


# annotated lists read again


@pytest.mark.parametrize("split", ["train", "dev"])
def test_rows_of_annotated_lists_are_read_as_they_were_written(split: str, nlp: Language) -> None:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for gold in read_corpus(ROOT / "corpora" / "lists" / f"{split}.jsonl"):
        source = read_list(gold)
        day = dt.date.fromisoformat(gold.meta["read_on"]) if "read_on" in gold.meta else None
        extraction = extract(source, nlp=nlp, include=ASSERTIONS, as_of=day)
        made = annotated(source, extraction, name=gold.id)
        assert [(row.start, row.end) for row in made.of("row")] == [(row.start, row.end) for row in gold.of("row")]
        assert [cell.fields["column"] for cell in made.of("cell")] == [
            cell.fields["column"] for cell in gold.of("cell")
        ]
        for row, expected in zip(extraction.rows, document_rows(gold), strict=True):
            assert row.status is not None
            wanted["label"] += 1
            found["label"] += row.status.label == expected.label
        labels: tuple[SpanLabel, ...] = ("assignment", "party", "deadline", "task")
        for label in labels:
            spans = {(span.start, span.end) for span in gold.of(label)}
            wanted[label] += len(spans)
            found[label] += len(spans & {(span.start, span.end) for span in made.of(label)})
    assert {name: round(found[name] / count, 3) for name, count in wanted.items() if found[name] < 0.95 * count} == {}


def test_list_without_rows_is_an_error() -> None:
    with pytest.raises(DataError, match="a has no rows. Mark them, or read its text"):
        read_list(AnnotatedDocument(id="a", kind="follow_up", text="Lista"))


def test_cell_without_a_column_is_an_error() -> None:
    spans = [
        AnnotatedSpan(id="r", label="row", start=0, end=5),
        AnnotatedSpan(id="c", label="cell", start=0, end=5, fields={"column": "x"}),
    ]
    links = [Relation(label="cell", head="r", child="c")]
    with pytest.raises(DataError, match="a: the cell c has the column 'x'. Give it a number from 1 on"):
        read_list(AnnotatedDocument(id="a", kind="follow_up", text="Lista", spans=spans, relations=links))


def test_headings_of_the_pipeline_are_marked() -> None:
    nlp = rule_pipeline(Profile(headings={"Utfall": "decision"}), Meetings())
    found = annotate_source("§ 1 Bron\n\nUtfall\n\natt laga bron.", nlp=nlp)
    assert [(found.text[span.start : span.end], span.fields) for span in found.of("heading")] == [
        ("Utfall", {"kind": "decision"})
    ]
