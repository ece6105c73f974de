"""What annotated documents must keep to, and that each fault is named with its place and what to do."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from beslutsnlp.corpus import AnnotatedDocument, AnnotatedSpan, corpus_schema, read_corpus, write_corpus
from beslutsnlp.corpus.card import FEATURES
from beslutsnlp.corpus.checks import ENDS, FIELDS, VALUES
from beslutsnlp.corpus.documents import check_document
from beslutsnlp.corpus.follow_up import document_rows, list_document, row_cells
from beslutsnlp.corpus.lists import GoldAssignment, GoldParty, GoldRow, read_lists
from beslutsnlp.errors import DataError
from beslutsnlp.labels import RELATION_LABELS, SPAN_LABELS
from tests.annotated import documents

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
NAMES = ("protocols", "lists", "deadlines", "status")
SPLITS = ("train", "dev", "test")
TEXT = "att ge Eva i uppdrag att bereda frågan om att Åke ges i uppdrag att bygga"


def raw(spans: list[tuple[Any, ...]], relations: list[tuple[str, str, str]] = [], **more: Any) -> dict[str, Any]:  # noqa: B006
    """Return a document as JSON has it; a span is its id, label, start, end and fields."""
    keys = ("id", "label", "start", "end", "fields")
    return {
        "id": "prov",
        "kind": "notes",
        "text": TEXT,
        "spans": [dict(zip(keys, span, strict=False)) for span in spans],
        "relations": [{"label": label, "head": head, "child": child} for label, head, child in relations],
        **more,
    }


WHOLE = ("a", "assignment", 0, len(TEXT), {"assertion": "decided"})
PARTY = ("p", "party", 7, 10, {"kind": "person"})


def test_tables_name_only_labels_that_there_are() -> None:
    assert set(FIELDS) | {label for label, _ in VALUES} <= set(SPAN_LABELS)
    assert all(name in FIELDS[label] for label, name in VALUES)
    assert set(ENDS) == set(RELATION_LABELS)
    assert {end for ends in ENDS.values() for end in ends} <= set(SPAN_LABELS)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            raw([("s", "title", 0, 99)]),
            r"span s \(title\) runs from 0 to 99, outside of the text's 73 characters or empty",
        ),
        (raw([("s", "title", 4, 4)]), r"span s \(title\) runs from 4 to 4, outside .* or empty\. Count its characters"),
        (raw([("s", "title", 9, 4)]), r"span s \(title\) runs from 9 to 4, outside"),
        (raw([("s", "title", -1, 4)]), r"spans\.0\.start: Input should be greater than or equal to 0\. Mend"),
        (raw([("s", "title", "0", 4)]), r"spans\.0\.start: Input should be a valid integer"),
        (raw([("s", "title", 3, 10)]), r"starts or ends with blank space: ' ge Eva'\. Its offsets may have moved"),
        (raw([("s", "title", 4, 7)]), r"starts or ends with blank space: 'ge '"),
        (raw([("s", "Person", 0, 3)]), r"unknown label 'Person' \(span s\)\. There are item, row,"),
        (raw([("s", "title", 0, 3, {"kind": "x"})]), r"span s \(title\) has the unknown field kind\. It has none"),
        (raw([("s", "party", 0, 3, {"art": "x"})]), r"has the unknown field art\. There are kind, name"),
        (raw([("s", "party", 0, 3)]), r"span s \(party\) has no kind\. Give it one of role, body, unit, person"),
        (raw([("s", "party", 0, 3, {"kind": "x"})]), r"has the kind 'x'\. Give it one of role,"),
        (raw([("s", "row", 0, 3, {"stage": "x"})]), r"has the stage 'x'\. Give it one of none,"),
        (raw([("s", "row", 0, 3, {"date": "1/2"})]), r"has the date '1/2', which is no date\. Write it as 2025-05-20"),
        (raw([("s", "title", 0, 3), ("s", "title", 4, 6)]), r"two spans have the same id s\. Number them anew"),
        (
            raw([("s", "title", 0, 6), ("t", "title", 0, 6)]),
            r"the spans s and t \(title\) are the same, from 0 to 6\. Keep",
        ),
        (
            raw([("s", "title", 0, 6), ("t", "title", 4, 10)]),
            r"the spans s and t \(title\) overlap from 4 to 6\. Let one",
        ),
        (
            raw([("s", "title", 0, 10), ("t", "title", 4, 6)]),
            r"second lies inside the first, .* Only assignment, decision, task",
        ),
        (
            raw([("s", "title", 0, 20), ("u", "case_number", 0, 3), ("t", "title", 11, 24)]),
            r"the spans s and t \(title\) overlap from 11 to 20",
        ),
        (
            raw(
                [
                    WHOLE,
                    ("b", "assignment", 43, 60, {"assertion": "decided"}),
                    ("c", "assignment", 46, 73, {"assertion": "decided"}),
                ]
            ),
            r"the spans b and c \(assignment\) overlap from 46 to 60",
        ),
        (raw([WHOLE, PARTY], [("owner", "a", "p")]), r"unknown relation 'owner' \(a to p\)\. There are cell,"),
        (raw([WHOLE, PARTY], [("executor", "a", "q")]), r"names the span q, which is not there\. Mend the id"),
        (
            raw([WHOLE, PARTY], [("executor", "p", "a")]),
            r"leads from party to assignment; it goes from assignment to party",
        ),
        (raw([WHOLE, PARTY], [("task", "a", "p")]), r"leads from assignment to party; it goes from assignment to task"),
        (raw([WHOLE, PARTY], [("executor", "a", "p")] * 2), r"executor from a to p is there twice\. Keep one"),
        (raw([], version=2), r"version 2 of the format; this library reads version 1\. Write all lines in one version"),
        (raw([], version="1"), r"version 1 of the format; this library reads version 1"),
        (raw([], extra=1), r"extra: Extra inputs are not permitted"),
        (raw([], id=""), r"id: String should have at least 1 character"),
        (raw([], kind="novel"), r"kind: Input should be 'protocol'"),
        (raw([], meta={"date": 3}), r"meta\.date: Input should be a valid string"),
        ([], r"document: Input should be a valid dictionary"),
    ],
)
def test_fault_is_named_with_its_place_and_remedy(document: Any, message: str) -> None:
    with pytest.raises(DataError, match=f"^egen.jsonl, line 7: .*{message}"):
        check_document(document, "egen.jsonl, line 7")


def test_clauses_assignments_and_tasks_may_lie_inside_each_other_and_labels_over_each_other() -> None:
    inner = ("b", "assignment", 43, len(TEXT), {"assertion": "proposed"})
    clause = {"type": "assign", "assertion": "decided"}
    spans = [WHOLE, inner, ("d", "decision", 0, len(TEXT), clause), ("t", "task", 25, 73), ("u", "task", 68, 73), PARTY]
    found = check_document(raw(spans, [("task", "a", "t"), ("task", "b", "u"), ("responsible", "a", "p")]), "x")
    assert [span.id for span in found.spans] == ["a", "b", "d", "t", "u", "p"]


def test_one_party_may_belong_to_two_assignments() -> None:
    inner = ("b", "assignment", 43, len(TEXT), {"assertion": "proposed"})
    found = check_document(raw([WHOLE, inner, PARTY], [("responsible", "a", "p"), ("responsible", "b", "p")]), "x")
    assert len(found.relations) == 2


def test_text_of_a_span_must_be_the_documents() -> None:
    span = {"id": "s", "label": "title", "start": 8, "end": 11, "text": "Eva"}
    document = {**raw([]), "spans": [span]}
    with pytest.raises(DataError, match=r"has the text 'Eva', but .* has 'va ' there\. It stands at 7 to 10; move"):
        check_document(document, "x")
    span.update({"text": "Eivor"})
    with pytest.raises(DataError, match="Mend the span or its text"):
        check_document(document, "x")
    span.update({"text": "Eva", "start": 7, "end": 10})
    (found,) = check_document(document, "x").spans
    assert found == AnnotatedSpan(id="s", label="title", start=7, end=10)
    assert "text" not in found.model_dump()


def test_two_versions_in_one_file_are_an_error_with_the_line(tmp_path: Path) -> None:
    lines = [json.dumps({**raw([]), "version": version, "id": f"d{version}"}) for version in (1, 2)]
    (tmp_path / "egen.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=r"egen\.jsonl, line 2: version 2 of the format"):
        read_corpus(tmp_path)


def test_id_in_two_files_of_a_folder_is_an_error_that_names_both_lines(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_corpus([check_document(raw([]), "x")], tmp_path / f"{name}.jsonl")
    with pytest.raises(DataError, match=r"b\.jsonl, line 1: the id prov is also on .*a\.jsonl, line 1\. Give one"):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"id": "a"\n', r"line 1, column \d+: .* Each line is one JSON object"),
        ("[" * 100_000, r"line 1: it is nested too deep"),
        ("3\n", "line 1: document: Input should be a valid dictionary"),
    ],
)
def test_line_that_is_no_json_object_is_an_error(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "egen.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_corpus(tmp_path / "egen.jsonl")


def test_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "egen.jsonl").write_text(json.dumps(raw([])) + "\n", encoding="utf-8-sig")
    assert [document.id for document in read_corpus(tmp_path)] == ["prov"]


# the schema


def test_bundled_schema_and_labelling_config_are_those_of_the_code() -> None:
    from xml.etree import ElementTree

    from beslutsnlp.corpus.formats.label_studio import label_studio_config

    assert json.loads((CORPORA / "schema.json").read_text(encoding="utf-8")) == corpus_schema()
    config = (CORPORA / "label-studio.xml").read_text(encoding="utf-8")
    assert config == label_studio_config()
    tree = ElementTree.fromstring(config)
    assert [label.get("value") for label in tree.iter("Label")] == list(SPAN_LABELS)
    assert [label.get("value") for label in tree.iter("Relation")] == list(RELATION_LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_every_bundled_line_keeps_to_the_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(corpus_schema())
    for split in SPLITS:
        lines = (CORPORA / name / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert lines
        for line in lines:
            assert validator.is_valid(json.loads(line)), (split, line[:60])


@settings(max_examples=60)
@given(document=documents())
def test_made_documents_keep_to_the_schema(document: AnnotatedDocument) -> None:
    jsonschema.Draft202012Validator(corpus_schema()).validate(document.model_dump(mode="json"))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"extra": 1},
        {"spans": [{"id": "s", "label": "Person", "start": 0, "end": 3}]},
        {"spans": [{"id": "s", "label": "party", "start": 0, "end": 3}]},
        {"spans": [{"id": "s", "label": "party", "start": 0, "end": 3, "fields": {"kind": "x"}}]},
        {"spans": [{"id": "s", "label": "title", "start": 0, "end": 3, "fields": {"kind": "role"}}]},
        {"relations": [{"label": "owner", "head": "a", "child": "b"}]},
    ],
)
def test_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    document = {**raw([]), **change}
    assert not jsonschema.Draft202012Validator(corpus_schema()).is_valid(document)
    with pytest.raises(DataError):
        check_document(document, "x")


@pytest.mark.parametrize("name", NAMES)
def test_card_of_a_bundled_corpus_tells_its_columns(name: str) -> None:
    front = (CORPORA / name / "README.md").read_text(encoding="utf-8").split("\n---\n")[0] + "\n"
    assert front.endswith(FEATURES)


# follow-up lists in the one form


@pytest.mark.parametrize("split", SPLITS)
def test_lists_say_in_the_one_form_what_their_authors_wrote(split: str) -> None:
    sources = read_lists(CORPORA / "lists" / "sources" / f"{split}.jsonl")
    built = read_corpus(CORPORA / "lists" / f"{split}.jsonl")
    assert built == [list_document(source) for source in sources]
    for source, document in zip(sources, built, strict=True):
        rows = document.of("row")
        assert [row.fields.get("section") for row in rows] == [section for section, _ in source.rows]
        assert document_rows(document) == [row.gold for _, row in source.rows]
        for row, (_, written) in zip(rows, source.rows, strict=True):
            cells = {
                int(cell.fields["column"]): document.text[cell.start : cell.end] for cell in row_cells(document, row)
            }
            filled = {number: cell.strip() for number, cell in enumerate(written.cells, 1) if cell.strip()}
            assert cells == filled


def listed(cells: list[str], gold: GoldRow) -> AnnotatedDocument:
    """Return the document of a list of one row."""
    from beslutsnlp.corpus.lists import AnnotatedList, ListColumn, ListRow, ListSection

    columns = [
        ListColumn(heading="Upp-\ndrag", facts=["assignment_text"]),
        ListColumn(heading="Ansvarig", facts=["responsible"]),
    ]
    section = ListSection(rows=[ListRow(cells=cells, gold=gold)])
    return list_document(
        AnnotatedList(id="l", body="Styrelsen", organisation="Ekby", title="Lista", columns=columns, sections=[section])
    )


def one_row(responsible: str, task: str | None = None) -> GoldRow:
    text = "Tekniska nämnden bygger ihop med nämnden i norr"
    party = GoldParty(text=responsible, kind="body", name=responsible.lower())
    return GoldRow(
        label="open",
        stage="none",
        assignments=[GoldAssignment(text=text, assertion="decided", task=task, responsible=[party])],
    )


def test_party_is_marked_in_its_assignment_before_its_own_column_and_as_a_whole_word() -> None:
    cells = ["Tekniska nämnden bygger\nihop med nämnden i norr", "nämnden i norr"]
    document = listed(cells, one_row("nämnden i norr"))
    (party,) = document.of("party")
    (assignment,) = document.of("assignment")
    assert assignment.start < party.start < party.end == assignment.end
    elsewhere = listed([cells[0], "Chefen"], one_row("Chefen"))
    (party,) = elsewhere.of("party")
    assert party.start > elsewhere.of("assignment")[0].end
    assert elsewhere.of("cell")[0].fields == {"column": "1", "heading": "Uppdrag", "facts": "assignment_text"}


def test_words_that_are_in_no_cell_are_an_error() -> None:
    with pytest.raises(DataError, match="l: 'Chefen' is in no cell of its row. Write it as the cell has it"):
        listed(["Tekniska nämnden bygger ihop med nämnden i norr", ""], one_row("Chefen"))
