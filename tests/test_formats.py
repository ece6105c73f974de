"""Annotated documents in the forms of other tools, and back: nothing is lost and no offset moves."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from spacy.tokens import DocBin

from beslutsnlp.corpus import (
    AnnotatedDocument,
    from_datasets,
    from_docbin,
    read_corpus,
    to_datasets,
    to_docbin,
    write_corpus,
)
from beslutsnlp.corpus.documents import check_document
from beslutsnlp.corpus.formats import (
    FORMS,
    Form,
    from_doccano,
    from_label_studio,
    from_prodigy,
    guess_form,
    read_form,
    to_doccano,
    to_label_studio,
    to_prodigy,
    write_form,
)
from beslutsnlp.errors import DataError, MissingExtra
from tests.annotated import documents

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
SWEDISH = spacy.blank("sv")
NAMES = ("protocols", "lists", "deadlines", "status")
Convert = Callable[[AnnotatedDocument], dict[str, Any]]
Back = Callable[[Any, str], AnnotatedDocument | None]


def without_relations(document: AnnotatedDocument) -> dict[str, Any]:
    return to_doccano(document, relations=False)


WAYS: dict[str, tuple[Convert, Back]] = {
    "prodigy": (to_prodigy, from_prodigy),
    "label-studio": (to_label_studio, from_label_studio),
    "doccano": (to_doccano, from_doccano),
    "doccano labels": (without_relations, from_doccano),
}


def through_json(record: Any) -> Any:
    return json.loads(json.dumps(record, ensure_ascii=False))


def sample() -> AnnotatedDocument:
    """Return a short document with an emoji before its spans and two relations."""
    text = "🏛️ att uppdra åt Åke att bygga\r\nsenast den 1 mars"
    return check_document(
        {
            "id": "prov",
            "kind": "notes",
            "text": text,
            "meta": {"body": "Styrelsen"},
            "spans": [
                {"id": "a", "label": "assignment", "start": 3, "end": len(text), "fields": {"assertion": "decided"}},
                {"id": "p", "label": "party", "start": 17, "end": 20, "fields": {"kind": "person", "name": "Åke"}},
                {"id": "t", "label": "task", "start": 25, "end": len(text)},
            ],
            "relations": [
                {"label": "responsible", "head": "a", "child": "p"},
                {"label": "task", "head": "a", "child": "t"},
            ],
        },
        "prov",
    )


def utf16(text: str, index: int) -> int:
    return len(text[:index].encode("utf-16-le")) // 2


# nothing is lost


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS)
def test_bundled_documents_come_back_the_same(way: str, name: str) -> None:
    convert, back = WAYS[way]
    found = read_corpus(CORPORA / name / "dev.jsonl")
    assert found
    assert [back(through_json(convert(document)), "x") for document in found] == found


@pytest.mark.parametrize("name", NAMES)
def test_bundled_documents_come_back_the_same_from_docbin(name: str) -> None:
    found = read_corpus(CORPORA / name / "dev.jsonl")
    assert found
    assert from_docbin(DocBin().from_bytes(to_docbin(found).to_bytes())) == found


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=150)
@given(document=documents())
def test_made_documents_come_back_the_same(way: str, document: AnnotatedDocument) -> None:
    convert, back = WAYS[way]
    assert back(through_json(convert(document)), "x") == document


@settings(max_examples=100)
@given(document=documents())
def test_made_documents_come_back_the_same_from_docbin(document: AnnotatedDocument) -> None:
    (back,) = from_docbin(DocBin().from_bytes(to_docbin([document], nlp=SWEDISH).to_bytes()), nlp=SWEDISH)
    assert back == document


@settings(max_examples=100)
@given(document=documents())
def test_tokens_of_prodigy_make_up_the_text_and_hold_every_span(document: AnnotatedDocument) -> None:
    task = to_prodigy(document)
    assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == document.text
    for span in task["spans"]:
        assert task["tokens"][span["token_start"]]["start"] == span["start"]
        assert task["tokens"][span["token_end"]]["end"] == span["end"]


@pytest.mark.parametrize("form", FORMS)
def test_file_of_each_form_is_known_by_its_content(form: Form, tmp_path: Path) -> None:
    found = [sample(), sample().model_copy(update={"id": "prov-2", "text": sample().text + "\r\n\u2028 slut"})]
    write_form(found, tmp_path / "fil", form)
    assert [document for _, document in read_form(tmp_path / "fil")] == found
    assert [document for _, document in read_form(tmp_path / "fil", form)] == found


def test_labels_alone_go_to_doccano_where_no_document_has_a_relation(tmp_path: Path) -> None:
    bare = sample().model_copy(update={"relations": []})
    write_form([bare], tmp_path / "bar.jsonl", "doccano")
    write_form([bare, sample()], tmp_path / "alla.jsonl", "doccano")
    keys = [sorted(json.loads(line)) for line in (tmp_path / "alla.jsonl").read_text(encoding="utf-8").splitlines()]
    assert keys == [["beslutsnlp", "entities", "relations", "text"]] * 2
    assert json.loads((tmp_path / "bar.jsonl").read_text(encoding="utf-8"))["label"][1] == [18, 21, "party"]


# Hugging Face datasets


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for what the library of datasets keeps; it has no network."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    datasets.disable_progress_bars()
    return tmp_path / "cache"


@pytest.mark.parametrize("name", NAMES)
def test_bundled_folder_loads_as_a_dataset_and_comes_back(name: str, offline: Path) -> None:
    import datasets

    loaded = datasets.load_dataset(str(CORPORA / name), cache_dir=str(offline))
    assert list(loaded) == ["train", "dev", "test"]
    back = from_datasets(loaded)
    assert back == [document for split in loaded for document in read_corpus(CORPORA / name / f"{split}.jsonl")]
    assert back


@pytest.mark.parametrize("name", ("protocols", "lists"))
def test_folder_goes_to_datasets_and_back(name: str, offline: Path) -> None:
    made = to_datasets(CORPORA / name)
    assert list(made) == ["train", "dev", "test"]
    assert from_datasets(made) == [
        document for split in made for document in read_corpus(CORPORA / name / f"{split}.jsonl")
    ]


@settings(max_examples=40, deadline=None)
@given(document=documents())
def test_made_documents_go_to_datasets_and_back(document: AnnotatedDocument) -> None:
    assert from_datasets(to_datasets([document])) == [document]
    assert from_datasets(to_datasets({"dev": [document]})["dev"]) == [document]


def test_folder_without_splits_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no train\.jsonl, dev\.jsonl or test\.jsonl\. Name a corpus folder"):
        to_datasets(tmp_path)


def test_wrong_row_of_a_dataset_is_named() -> None:
    rows = to_datasets({"dev": [sample(), sample().model_copy(update={"id": "b", "text": "kort"})]})
    with pytest.raises(DataError, match=r"dev 2: span a \(assignment\) runs from 3 to 49"):
        from_datasets(rows)


def test_missing_library_of_datasets_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtra, match=r"pip install 'beslutsnlp\[train\]'"):
        to_datasets([sample()])


# what people and tools change


def test_offsets_in_utf16_units_are_known_by_the_texts_beside_them() -> None:
    document = sample()
    task = to_label_studio(document)
    for region in task["predictions"][0]["result"][:3]:
        for key in ("start", "end"):
            region["value"][key] = utf16(document.text, region["value"][key])
    assert task["predictions"][0]["result"][1]["value"]["start"] == 18
    assert from_label_studio(task, "x") == document


@pytest.mark.parametrize("way", ["doccano", "doccano labels"])
def test_offsets_of_doccano_are_in_utf16_units(way: str) -> None:
    convert, back = WAYS[way]
    record = convert(sample())
    party = record["entities"][1] if way == "doccano" else record["label"][1]
    found = (party["start_offset"], party["end_offset"]) if way == "doccano" else tuple(party[:2])
    assert found == (utf16(sample().text, 17), utf16(sample().text, 20)) == (18, 21)
    if way == "doccano":
        party["start_offset"] = 1
    else:
        party[0] = 1
    with pytest.raises(DataError, match=r"x: the span from 1 to 21 \(party\) does not start and end at characters"):
        back(record, "x")


def test_note_of_doccano_is_found_where_older_versions_put_it() -> None:
    record = to_doccano(sample())
    with pytest.raises(DataError, match="has no assertion"):
        from_doccano({**record, "beslutsnlp": None, "meta": {}}, "x")
    note = record.pop("beslutsnlp")
    assert from_doccano({**record, "meta": {"beslutsnlp": note}}, "x") == sample()


def test_offsets_that_fit_in_no_unit_are_an_error_that_names_the_region() -> None:
    task = to_label_studio(sample())
    task["predictions"][0]["result"][1]["value"]["start"] -= 5
    with pytest.raises(DataError, match=r"fil, line 3: the region p \(party\) from 12 to 20 .* Its offsets have moved"):
        from_label_studio(task, "fil, line 3")


def test_annotation_of_a_person_is_taken_before_the_prediction() -> None:
    task = to_label_studio(sample())
    result = [*task["predictions"][0]["result"][:2], task["predictions"][0]["result"][3]]
    task["annotations"] = [
        {"id": 1, "was_cancelled": True, "result": []},
        {"id": 2, "was_cancelled": False, "result": result, "lead_time": 3.2, "completed_by": {"id": 1}},
    ]
    found = from_label_studio(task, "x")
    assert found is not None
    assert [span.id for span in found.spans] == ["a", "p"]
    assert [relation.label for relation in found.relations] == ["responsible"]


def test_two_annotations_of_a_task_are_an_error_unless_one_is_the_truth() -> None:
    task = to_label_studio(sample())
    result = task["predictions"][0]["result"]
    task["annotations"] = [{"result": result}, {"result": []}]
    with pytest.raises(DataError, match="the task has 2 annotations. Keep one of them, or mark one as ground truth"):
        from_label_studio(task, "x")
    task["annotations"][0]["ground_truth"] = True
    assert from_label_studio(task, "x") == sample()


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("label-studio", {"annotations": [{"was_cancelled": True, "result": []}]}),
        ("prodigy", {"answer": "reject"}),
        ("prodigy", {"answer": "ignore"}),
    ],
)
def test_skipped_task_gives_no_document(way: str, change: dict[str, Any]) -> None:
    convert, back = WAYS[way]
    assert back({**convert(sample()), **change}, "x") is None


def test_values_are_read_from_the_note_of_a_region_as_people_write_it() -> None:
    task = to_label_studio(sample())
    task["predictions"][0]["result"][1]["meta"] = {"text": ["kind = role\nosäker, fråga Eva\nname=åke"]}
    found = from_label_studio(task, "x")
    assert found is not None
    assert found.spans[1].fields == {"kind": "role", "name": "åke"}


def test_relation_drawn_leftwards_is_turned_round() -> None:
    task = to_label_studio(sample())
    relation = task["predictions"][0]["result"][3]
    relation.update({"from_id": "p", "to_id": "a", "direction": "left"})
    assert from_label_studio(task, "x") == sample()


@pytest.mark.parametrize("way", WAYS)
def test_blank_space_at_the_ends_of_a_span_is_left_out(way: str) -> None:
    convert, back = WAYS[way]
    record = through_json(convert(sample()))
    if way == "label-studio":
        value = record["predictions"][0]["result"][1]["value"]
        value.update({"start": 16, "end": 21, "text": " Åke "})
    elif way == "prodigy":
        record["spans"][1].update({"start": 16, "end": 21})
        record["relations"][0]["child_span"].update({"start": 16, "end": 21})
    elif way == "doccano":
        record["entities"][1].update({"start_offset": 17, "end_offset": 22, "label": "party kind=person name=Åke"})
    else:
        record["label"][1] = [17, 22, "party kind=person name=Åke"]
    found = back(record, "x")
    assert found is not None
    assert found.text[found.spans[1].start : found.spans[1].end] == "Åke"
    assert found.spans[1].fields == {"kind": "person", "name": "Åke"}


@pytest.mark.parametrize("way", WAYS)
def test_new_label_of_a_tool_is_an_error_that_names_place_and_labels(way: str) -> None:
    convert, back = WAYS[way]
    written = json.dumps(convert(sample()), ensure_ascii=False)
    record = json.loads(written.replace('"party"', '"Person"'))
    with pytest.raises(DataError, match=r"fil, line 2: unknown label 'Person' \(span (p|s1)\)\. There are item, "):
        back(record, "fil, line 2")


@pytest.mark.parametrize("way", WAYS)
def test_other_keys_of_a_tool_are_let_be(way: str) -> None:
    convert, back = WAYS[way]
    record = {**convert(sample()), "_task_hash": 12, "Comments": [], "total_annotations": 0, "_view_id": "relations"}
    assert back(record, "x") == sample()


def test_text_that_only_the_tool_knew_gets_an_id_by_its_words_and_a_kind() -> None:
    record = {"text": "§ 7 Budget", "label": [[4, 10, "title"]], "id": 17}
    first, again = from_doccano(record, "x"), from_doccano({**record, "id": 18}, "y")
    assert first is not None
    assert first == again
    assert (first.id[:5], first.kind, first.spans[0].id) == ("text-", "protocol", "s1")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("record", [None, [], "text", {}, {"text": 7}, {"data": 3}, {"data": {"text": None}}])
def test_record_without_a_text_is_an_error(way: str, record: Any) -> None:
    with pytest.raises(DataError, match="x: there is no "):
        WAYS[way][1](record, "x")


@pytest.mark.parametrize(
    ("way", "record"),
    [
        ("prodigy", {"text": "a", "spans": 3}),
        ("prodigy", {"text": "a", "spans": [3]}),
        ("prodigy", {"text": "a", "spans": [{"start": "0", "end": 1, "label": "title"}]}),
        ("prodigy", {"text": "a", "spans": [{"start": 0, "end": 9, "label": "title"}]}),
        ("prodigy", {"text": "a", "relations": [{"head": 0, "child": 1}]}),
        ("prodigy", {"text": "a", "relations": [{"head": 0, "child": 1, "label": "task"}]}),
        ("prodigy", {"text": "a", "beslutsnlp": []}),
        ("label-studio", {"data": {"text": "a"}, "predictions": [{"result": [{"type": "labels"}]}]}),
        ("label-studio", {"data": {"text": "a"}, "predictions": [{"result": [{"type": "relation"}]}]}),
        ("label-studio", {"data": {"text": "a"}, "annotations": {}}),
        ("doccano", {"text": "a", "label": [[0, 1]]}),
        ("doccano", {"text": "a", "label": [[0, 1, "title"]], "beslutsnlp": "{"}),
        ("doccano", {"text": "a", "label": [[0, 1, "title"]], "beslutsnlp": '{"spans": [1]}'}),
        ("doccano", {"text": "a", "entities": [], "relations": [{"from_id": 1, "to_id": [], "type": "task"}]}),
    ],
)
def test_broken_record_is_an_error_with_its_place(way: str, record: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="^fil, line 4: "):
        WAYS[way][1](record, "fil, line 4")


def test_form_that_cannot_be_told_is_an_error() -> None:
    with pytest.raises(DataError, match="the form cannot be told. Name it with form= or --from"):
        guess_form({"text": "a"}, "x")


def test_place_in_a_list_of_tasks_is_its_line_and_number(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    write_form([sample(), sample()], path, "label-studio")
    places = [place for place, _ in read_form(path)]
    lines = path.read_text(encoding="utf-8").split("\n")
    assert places[0] == f"{path}, line 2 (record 1)"
    second = int(places[1].split("line ")[1].split(" ")[0])
    assert (lines[second - 1].strip(), places[1]) == ("{", f"{path}, line {second} (record 2)")


def test_list_of_tasks_that_is_cut_off_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text('[\n{"text": "a", "spans": []},\n{"text": ', encoding="utf-8")
    with pytest.raises(DataError, match=r"tasks\.json, line 3 \(record 2\): this is no JSON"):
        list(read_form(path))


# DocBin


def test_spans_stand_on_whole_tokens_in_docbin_and_by_the_character_beside() -> None:
    text = "Nämndens möte"
    spans = [{"id": "s", "label": "title", "start": 0, "end": 5}]
    document = check_document({"id": "a", "kind": "notes", "text": text, "spans": spans}, "x")
    docs = to_docbin([document])
    (doc,) = docs.get_docs(spacy.blank("sv").vocab)
    assert [span.text for span in doc.spans["title"]] == ["Nämndens"]
    assert from_docbin(docs) == [document]


def test_spans_changed_in_docbin_are_read_as_they_are_now() -> None:
    (doc,) = to_docbin([sample()]).get_docs(spacy.blank("sv").vocab)
    doc.spans["party"] = []
    task = doc.spans["task"][0]
    doc.spans["task"] = [doc.char_span(task.start_char, task.start_char + 5, label="task", span_id=task.id_)]
    (back,) = from_docbin(DocBin(docs=[doc], store_user_data=True))
    assert [(span.id, back.text[span.start : span.end]) for span in back.spans] == [
        ("a", sample().text[3:]),
        ("t", "bygga"),
    ]
    assert [relation.label for relation in back.relations] == ["task"]


def test_docbin_without_user_data_is_an_error() -> None:
    with pytest.raises(DataError, match="document 1 has lost its annotation. Save it with"):
        from_docbin(DocBin(docs=[spacy.blank("sv")("Hej")]))


# the library's own form


def test_texts_of_spans_are_written_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "egen.jsonl"
    write_corpus([sample()], path, texts=True)
    assert read_corpus(path) == [sample()]
    moved = path.read_text(encoding="utf-8").replace('"start": 17, "end": 20', '"start": 16, "end": 19')
    path.write_text(moved, encoding="utf-8")
    with pytest.raises(DataError, match=r"line 1: span p \(party\) has the text 'Åke', .* It stands at 17 to 20"):
        read_corpus(path)
