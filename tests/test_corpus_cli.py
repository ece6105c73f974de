"""The commands on annotated documents: what they write, refuse and leave alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from beslutsnlp import read_corpus
from beslutsnlp.cli import app
from beslutsnlp.corpus import AnnotatedDocument, from_datasets
from beslutsnlp.corpus.documents import check_document
from beslutsnlp.corpus.formats import FORMS, Form, read_form, write_form
from beslutsnlp.corpus.importing import import_corpus
from beslutsnlp.errors import DataError
from tests.documents import PROTOCOL
from tests.list_files import HEADINGS, ROWS, make_csv

ROOT = Path(__file__).resolve().parent.parent
SPLITS = ("train", "dev", "test")


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def made(name: str, text: str | None = None, **more: Any) -> AnnotatedDocument:
    """Return a document of a few words, its first word a title."""
    text = f"Ärende{name} bereds av kansliet." if text is None else text
    spans = [{"id": "s1", "label": "title", "start": 0, "end": len(text.split(" ")[0])}]
    return check_document({"id": name, "kind": "notes", "text": text, "spans": spans, **more}, name)


def many(count: int, start: int = 0) -> list[AnnotatedDocument]:
    return [made(f"d{number}") for number in range(start, start + count)]


def splits_of(folder: Path) -> dict[str, list[str]]:
    paths = {split: folder / f"{split}.jsonl" for split in SPLITS}
    return {split: [document.id for document in read_corpus(path)] for split, path in paths.items() if path.exists()}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    protocol, listed = tmp_path / "protokoll.txt", tmp_path / "lista.csv"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    listed.write_text(make_csv(HEADINGS, *ROWS), encoding="utf-8")
    return [protocol, listed]


# annotate


@pytest.mark.parametrize("form", FORMS)
def test_files_are_annotated_in_each_form_and_imported_as_they_are(
    form: Form, files: list[Path], tmp_path: Path
) -> None:
    output = tmp_path / "tasks"
    result = run("annotate", *files, "--to", form, "-o", output)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    documents = [document for _, document in read_form(output) if isinstance(document, AnnotatedDocument)]
    assert [(document.id, document.kind) for document in documents] == [
        ("protokoll", "protocol"),
        ("lista", "follow_up"),
    ]
    assert all(document.of("assignment") and document.relations for document in documents)
    result = run("corpus", "import", output, "--name", "mitt-lan", "--folder", tmp_path / "corpora")
    assert result.exit_code == 0, result.stderr
    written = {document.id: document for document in read_corpus(tmp_path / "corpora" / "mitt-lan")}
    assert written == {document.id: document for document in documents}


def test_annotation_goes_to_standard_output_without_a_file() -> None:
    result = run("annotate", "-", "--to", "jsonl", stdin=PROTOCOL)
    (line,) = result.stdout.splitlines()
    assert (result.exit_code, json.loads(line)["kind"]) == (0, "protocol")
    assert all(
        json.loads(line)["text"][span["start"] : span["end"]] == span["text"] for span in json.loads(line)["spans"]
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["decided", "proposed"]),
        (("--include", "decided"), ["decided"]),
        (("--include", "proposed"), ["decided", "proposed"]),
        (("--include", "reported"), ["decided"]),
    ],
)
def test_assignments_of_all_assertions_are_marked_unless_some_are_asked_for(
    options: tuple[str, ...], expected: list[str]
) -> None:
    text = (
        "§ 1 Budget\n\nFörslag till beslut\n\natt uppdra åt ekonomichefen att ta fram en plan.\n\n"
        "Beslut\n\natt uppdra åt personalchefen att göra en karta.\n"
    )
    result = run("annotate", "-", "--to", "jsonl", *options, stdin=text)
    spans = json.loads(result.stdout)["spans"]
    assert sorted(span["fields"]["assertion"] for span in spans if span["label"] == "assignment") == expected


def test_two_files_of_one_name_get_ids_of_their_own(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    other = tmp_path / "annan" / "protokoll.txt"
    other.write_text(PROTOCOL.replace("2025", "2026"), encoding="utf-8")
    result = run("annotate", files[0], other, "--to", "jsonl")
    first, second = (json.loads(line)["id"] for line in result.stdout.splitlines())
    assert (first, second.startswith("protokoll-text-")) == ("protokoll", True)


def test_file_that_cannot_be_read_does_not_stop_the_others(files: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "tasks.json"
    result = run("annotate", tmp_path / "saknas.pdf", files[0], "--to", "prodigy", "-o", output)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "1 of 2 files failed."
    assert "saknas.pdf" in result.stderr
    assert len(list(read_form(output))) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "jsonl", "--model", "saknas"], "ModelError: saknas is no folder. Name the folder of a model"),
        (["--to", "jsonl", "-o", "saknas/ut.json"], "saknas/ut.json cannot be written: the folder saknas is not there"),
        (["--to", "jsonl", "--include", "önskad"], "--include önskad: there is no such assertion"),
        (["--to", "brat"], "Invalid value for '--to'"),
        ([], "Missing option '--to'"),
    ],
)
def test_wrong_option_of_annotate_is_refused(arguments: list[str], message: str, files: list[Path]) -> None:
    result = run("annotate", files[0], *arguments)
    assert (result.exit_code, result.stdout, message in result.stderr) == (2, "", True)


def test_model_of_a_folder_annotates(tiny: Path, files: list[Path]) -> None:
    asked = run("annotate", files[0], "--to", "jsonl", "--model", tiny)
    assert (asked.exit_code, asked.stderr) == (0, "")
    assert json.loads(asked.stdout.splitlines()[0])["spans"]


# import


@pytest.mark.parametrize("form", FORMS)
def test_corpus_has_three_splits_and_a_card_that_datasets_reads(form: Form, tmp_path: Path) -> None:
    import datasets

    write_form(many(12), tmp_path / "export", form)
    result = run("corpus", "import", tmp_path / "export", "--name", "mitt", "--folder", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    first, *lines = result.stdout.splitlines()
    assert first == f"{tmp_path / 'mitt'}: 12 new documents, 0 renewed, 0 skipped in the tool."
    found = splits_of(tmp_path / "mitt")
    assert sum(map(len, found.values())) == 12
    assert lines == [
        f"{split}: {len(names)} documents, {len(names)} spans (title {len(names)})" for split, names in found.items()
    ]
    assert sorted(path.name for path in (tmp_path / "mitt").iterdir()) == [
        "README.md", "dev.jsonl", "test.jsonl", "train.jsonl",
    ]  # fmt: skip
    loaded = datasets.load_dataset(str(tmp_path / "mitt"), cache_dir=str(tmp_path / "cache"))
    assert from_datasets(loaded) == [
        document for split in SPLITS for document in read_corpus(tmp_path / "mitt" / f"{split}.jsonl")
    ]


def test_split_that_would_be_empty_has_no_file_and_comes_with_more_documents(tmp_path: Path) -> None:
    write_form(many(1), tmp_path / "ett.jsonl", "jsonl")
    write_form(many(12, 1), tmp_path / "fler.jsonl", "jsonl")
    import_corpus(tmp_path / "ett.jsonl", tmp_path / "mitt")
    assert list(splits_of(tmp_path / "mitt")) == ["train"]
    card = tmp_path / "mitt" / "README.md"
    assert card.read_text(encoding="utf-8").count("split: ") == 1
    card.write_text(card.read_text(encoding="utf-8") + "\nFrån Ekby kommun.\n", encoding="utf-8")
    import_corpus(tmp_path / "fler.jsonl", tmp_path / "mitt", add=True)
    assert list(splits_of(tmp_path / "mitt")) == list(SPLITS)
    page = card.read_text(encoding="utf-8")
    counts = " | ".join(str(len(names)) for names in splits_of(tmp_path / "mitt").values())
    assert (page.count("split: "), f"| documents | {counts} |" in page, page.endswith("Från Ekby kommun.\n")) == (
        3,
        True,
        True,
    )


def test_added_documents_leave_every_other_in_its_split(tmp_path: Path) -> None:
    write_form(many(40), tmp_path / "export", "jsonl")
    import_corpus(tmp_path / "export", tmp_path / "mitt")
    before = splits_of(tmp_path / "mitt")
    renewed = made("d3", spans=[])
    write_form([renewed, *many(40, 40)], tmp_path / "fler", "label-studio")
    result = run("corpus", "import", tmp_path / "fler", "--name", "mitt", "--folder", tmp_path, "--add")
    assert result.exit_code == 0, result.stderr
    assert "40 new documents, 1 renewed" in result.stdout
    after = splits_of(tmp_path / "mitt")
    assert all(after[split][: len(names)] == names for split, names in before.items())
    assert sum(map(len, after.values())) == 80
    assert [document for document in read_corpus(tmp_path / "mitt") if document.id == "d3"] == [renewed]


def test_changed_text_of_a_document_is_refused_unless_asked_for(tmp_path: Path) -> None:
    write_form(many(5), tmp_path / "export", "jsonl")
    import_corpus(tmp_path / "export", tmp_path / "mitt")
    before = {path.name: path.read_bytes() for path in (tmp_path / "mitt").iterdir()}
    write_form([made("d2", "Ny text.")], tmp_path / "ny", "jsonl")
    call: list[str | Path] = ["corpus", "import", tmp_path / "ny", "--name", "mitt", "--folder", tmp_path, "--add"]
    result = run(*call)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ny, line 1: the text of d2 is not the one that the corpus has" in result.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "mitt").iterdir()} == before
    assert run(*call, "--replace-texts").exit_code == 0
    assert made("d2", "Ny text.") in read_corpus(tmp_path / "mitt")


def test_text_that_another_split_holds_is_refused(tmp_path: Path) -> None:
    write_form(many(12), tmp_path / "export", "jsonl")
    splits = import_corpus(tmp_path / "export", tmp_path / "mitt").splits
    write_form([made(splits["train"][0].id, splits["test"][0].text)], tmp_path / "ny", "jsonl")
    with pytest.raises(DataError, match=r"\(train\) has the same text as .* \(test\)\. Take one of them out"):
        import_corpus(tmp_path / "ny", tmp_path / "mitt", add=True, replace_texts=True)


def test_corpus_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    write_form(many(3), tmp_path / "export", "jsonl")
    (tmp_path / "mitt").mkdir()
    (tmp_path / "mitt" / "train.jsonl").write_text("", encoding="utf-8")
    result = run("corpus", "import", tmp_path / "export", "--name", "mitt", "--folder", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is there already. Give another name, or add to it with --add" in result.stderr
    assert [path.name for path in (tmp_path / "mitt").iterdir()] == ["train.jsonl"]


def test_every_fault_up_to_twenty_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "Hej du", "label": [[0, 3, "title"], [2, 9, "title"]]}) for _ in range(25)]
    (tmp_path / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run("corpus", "import", tmp_path / "export.jsonl", "--name", "mitt", "--folder", tmp_path)
    told = result.stderr.splitlines()
    assert (result.exit_code, len(told), told[-1]) == (2, 21, "… and 5 more.")
    place = f"{tmp_path / 'export.jsonl'}, line 2"
    assert told[1].startswith(
        f"{place}: the span from 2 to 9 (title) does not start and end at characters of the text's 6"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.jsonl"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", [], "has no annotated document, and 0 that the tool skipped"),
        ("[]", [], "has no annotated document"),
        ("{", [], "line 1, column 2: "),
        ('{"text": "a"}', [], "line 1: the form cannot be told. Name it"),
        ('{"text": "a", "spans": [], "answer": "reject"}', [], "no annotated document, and 1 that the tool skipped"),
        ('{"text": "a"}', ["--from", "doccano", "--add"], "is no corpus to add to: it has no train.jsonl"),
        ('{"text": "a"}', ["--from", "doccano", "--name", "../mitt"], "--name ../mitt: that is no name for a corpus"),
        ('{"text": "a"}', ["--from", "doccano", "--name", "m i t t"], "'m i t t' is no name for a corpus. Use letters"),
        ('{"text": "a"}\n{"text": "a"}', ["--from", "doccano"], "line 2: the id text-ca978112ca1b is also on "),
    ],
)
def test_export_that_gives_no_corpus_is_refused(content: str, options: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text(content, encoding="utf-8")
    result = run("corpus", "import", tmp_path / "export", "--name", "mitt", "--folder", tmp_path / "corpora", *options)
    assert (result.exit_code, result.stdout, message in result.stderr) == (2, "", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export"]


def test_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = run("corpus", "import", tmp_path / "saknas.json", "--name", "mitt", "--folder", tmp_path)
    assert (result.exit_code, "saknas.json cannot be opened" in result.stderr) == (2, True)


def test_documents_of_one_body_stay_together_if_asked(tmp_path: Path) -> None:
    documents = [made(f"d{number}", meta={"body": f"b{number % 6}"}) for number in range(60)]
    write_form(documents, tmp_path / "export", "jsonl")
    result = run("corpus", "import", tmp_path / "export", "--name", "mitt", "--folder", tmp_path, "--by", "body")
    assert result.exit_code == 0
    homes = [
        {document.meta["body"] for document in read_corpus(tmp_path / "mitt" / f"{split}.jsonl")} for split in SPLITS
    ]
    assert sum(map(len, homes)) == 6


# check


def test_sound_corpus_has_its_documents_counted() -> None:
    folder = ROOT / "corpora" / "lists"
    counts = ", ".join(f"{split} {len(names)}" for split, names in splits_of(folder).items())
    result = run("corpus", "check", folder)
    assert (result.exit_code, result.stdout) == (0, f"{folder}: no faults; {counts}.\n")


def test_text_in_two_splits_is_a_fault(tmp_path: Path) -> None:
    write_form([made("a")], tmp_path / "train.jsonl", "jsonl")
    write_form([made("b", made("a").text)], tmp_path / "test.jsonl", "jsonl")
    result = run("corpus", "check", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "a (train) has the same text as b (test). Take one of them out, never that of a test split.",
        f"1 faults in the splits of {tmp_path}.",
    ]


def test_wrong_line_of_a_corpus_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text('{"id": "a", "kind": "notes"}\n', encoding="utf-8")
    result = run("corpus", "check", tmp_path)
    assert (result.exit_code, "train.jsonl, line 1: text: Field required. Mend" in result.stderr) == (2, True)
