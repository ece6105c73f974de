"""The command `evaluate`: what it prints and writes, its exit codes, and what its HTML report holds."""

import base64
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

import beslutsnlp.extraction
from benchmarks.accuracy import ROOT
from beslutsnlp.cli import app
from beslutsnlp.corpus import AnnotatedDocument, read_corpus, write_corpus
from beslutsnlp.evaluation import Evaluation, evaluate_kinds, summarise
from beslutsnlp.evaluation.page import to_html
from beslutsnlp.evaluation.summary import Measure, Step
from tests.test_evaluation import protocol

VOID = {"meta", "img"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])


def lines(result: Result) -> list[str]:
    return result.stderr.strip().split("\n")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "mitt-lan"
    folder.mkdir()
    changed = protocol(
        "b", body="Hamnnämnden", style="<b>punkter", old0="att anta taxan</d>", new0="att anta</d> taxan"
    )
    write_corpus([protocol("a"), changed], folder / "test.jsonl")
    return folder


@pytest.fixture
def mixed(corpus: Path) -> Path:
    sentence = AnnotatedDocument(
        id="s", kind="sentence", text="Klart senast den 1 maj 2026.", meta={"genre": "regional"}
    )
    status = AnnotatedDocument(id="t", kind="status", text="Arbetet pågår.", meta={"stage": "started"})
    write_corpus([sentence, status], corpus / "dev.jsonl")
    return corpus


# what is printed


def test_scores_are_printed_by_field_and_style(corpus: Path) -> None:
    result = run(corpus / "test.jsonl")
    assert result.exit_code == 0
    assert re.search(r"decision +│ +4 │ 0.750 │ 0.750 │ 0.750 │ 0.500–1.000 │ +1.000", result.stdout)
    assert re.search(r"<b>punkter +│ +1 │ 0.500 \(2\)", result.stdout)
    assert "Hamnnämnden" not in result.stdout


def test_mistakes_are_printed_with_their_source_lines(corpus: Path) -> None:
    result = run(corpus / "test.jsonl", "--errors", "1")
    assert "decision: bounds: b, line 8" in result.stdout
    assert "    [att anta] taxan." in result.stdout


def test_scores_of_bodies_are_printed_where_asked(corpus: Path) -> None:
    result = run(corpus / "test.jsonl", "--by", "body")
    assert re.search(r"Hamnnämnden +│ +1 │ 0.500 \(2\)", result.stdout)


def test_folder_is_measured_as_a_whole_by_kinds(mixed: Path) -> None:
    result = run(mixed)
    assert result.exit_code == 0
    headings = re.findall(r"· (\w+) · (\d+) documents", result.stdout)
    assert headings == [("deadlines", "1"), ("statuses", "1"), ("documents", "2")]


# what is written


def test_json_is_an_evaluation(corpus: Path, tmp_path: Path) -> None:
    assert run(corpus / "test.jsonl", "--json", tmp_path / "out.json").exit_code == 0
    evaluation = Evaluation.model_validate_json((tmp_path / "out.json").read_text(encoding="utf-8"))
    (part,) = evaluation.parts
    assert [mistake.document for mistake in part.mistakes] == ["b"]
    assert {field.name: field.strict.f1 for field in part.fields}["decision"] == 0.75


def test_files_are_the_same_on_every_run(corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(corpus / "test.jsonl", "--json", tmp_path / f"{name}.json", "--html", tmp_path / f"{name}.html")
    for suffix in ("json", "html"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


# exit codes and errors


def thresholds(folder: Path, *rows: str) -> Path:
    path = folder / "thresholds.csv"
    path.write_text("\n".join(["corpus,split,field,measure,threshold,n", *rows]), encoding="utf-8")
    return path


def test_thresholds_that_are_met_leave_with_0(corpus: Path, tmp_path: Path) -> None:
    path = thresholds(tmp_path, "mitt-lan,test,decision,f1,0.75,4")
    assert run(corpus / "test.jsonl", "--thresholds", path).exit_code == 0


def test_threshold_that_is_not_met_leaves_with_3_and_is_named(corpus: Path, tmp_path: Path) -> None:
    path = thresholds(tmp_path, "mitt-lan,test,decision,f1,0.76,4", "other,test,decision,f1,1,4")
    result = run(corpus / "test.jsonl", "--thresholds", path, "--json", tmp_path / "out.json")
    assert result.exit_code == 3
    assert lines(result) == [
        "mitt-lan/test: decision, f1: 0.7500, and at least 0.76 is asked for",
        "1 thresholds are not met.",
    ]
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["shortfalls"] == lines(result)[:1]


def test_thresholds_of_a_folder_are_those_of_its_files(mixed: Path, tmp_path: Path) -> None:
    path = thresholds(tmp_path, "mitt-lan,test,decision,f1,0.76,0", "mitt-lan,dev,stage,f1,1,2")
    result = run(mixed, "--thresholds", path)
    assert [line.split(":")[0] for line in lines(result)[:-1]] == ["mitt-lan/dev", "mitt-lan/test"]


def test_thresholds_without_a_row_for_the_corpus_are_an_error(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus, "--thresholds", thresholds(tmp_path, "other,test,decision,f1,1,4"))
    assert result.exit_code == 2
    assert "has no row for mitt-lan/test" in result.stderr


def test_unknown_field_of_a_threshold_is_an_error(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus, "--thresholds", thresholds(tmp_path, "mitt-lan,test,beslut,f1,1,4"))
    assert (result.exit_code, "no f1 of a field 'beslut'" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be opened"),
        ("\n", "has no documents"),
        ('{"id": "a"}\n', "test.jsonl, line 1: kind: Field required"),
        ("{\n", "test.jsonl, line 1, column"),
    ],
)
def test_corpus_that_cannot_be_read_is_named(content: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "test.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = run(path)
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr


def test_list_without_rows_is_an_error_that_says_so(tmp_path: Path) -> None:
    write_corpus([AnnotatedDocument(id="l", kind="follow_up", text="Lista")], tmp_path / "test.jsonl")
    result = run(tmp_path)
    assert (result.exit_code, "l has no rows. Mark them" in result.stderr) == (2, True)


def test_rows_of_lists_are_measured(tmp_path: Path) -> None:
    lists = read_corpus(ROOT / "corpora" / "lists" / "train.jsonl")[:2]
    write_corpus(lists, tmp_path / "test.jsonl")
    result = run(tmp_path, "--json", tmp_path / "out.json")
    assert result.exit_code == 0
    (part,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["parts"]
    rows = next(field for field in part["fields"] if field["name"] == "row")["strict"]
    assert (part["name"], part["documents"]) == ("lists", 2)
    assert rows["right"] == sum(len(document.of("row")) for document in lists)


def test_folder_without_a_corpus_is_named(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.exit_code, "has no JSONL file" in result.stderr) == (2, True)


def test_output_into_no_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    result = run(tmp_path / "no.jsonl", "--html", tmp_path / "no" / "out.html")
    assert (result.exit_code, "Make it first" in result.stderr) == (2, True)


def test_html_without_matplotlib_names_what_to_install(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beslutsnlp.evaluation.pictures.find_spec", lambda name: None)
    result = run(corpus, "--html", tmp_path / "out.html")
    assert result.exit_code == 2
    assert "MissingExtra: " in result.stderr
    assert 'pip install "beslutsnlp[report]"' in result.stderr
    assert not (tmp_path / "out.html").exists()


def test_help_tells_the_exit_code_of_thresholds() -> None:
    assert "3 an evaluation fell short of a threshold" in " ".join(run("--help").stdout.split())


# models and training


def test_model_is_what_load_gives_for_its_folder(
    corpus: Path, tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def load(*folder: Path) -> Language:
        asked.append(folder)
        return nlp

    monkeypatch.setattr(beslutsnlp.extraction, "load", load)
    result = run(corpus, "--model", tmp_path / "modell", "--json", tmp_path / "out.json")
    assert (result.exit_code, asked) == (0, [(tmp_path / "modell",)])
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["model"] == str(tmp_path / "modell")


def test_leaving_bodies_out_trains_on_the_others(corpus: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    class Training(ModuleType):
        def train_on(self, documents: list[AnnotatedDocument]) -> Language:
            seen.append([document.id for document in documents])
            return nlp

    monkeypatch.setitem(sys.modules, "beslutsnlp.training", Training("beslutsnlp.training"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    result = run(corpus, "--leave-one-body-out")
    assert (result.exit_code, seen) == (0, [["a"], ["b"]])
    assert "Nothing was trained" not in result.stdout


# the HTML report


class Page(HTMLParser):
    """The tags of a page, checked for their nesting, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(mixed: Path, nlp: Language) -> str:
    changed = protocol("<i>d", style="<script>alert(1)</script>", old0="att anta taxan</d>", new0="att anta</d> taxan")
    odd = changed.model_copy(update={"text": changed.text.replace("anta taxan", "anta <u>xa")})
    status = AnnotatedDocument(id="t", kind="status", text="Arbetet pågår.", meta={"stage": "started"})
    reports, _ = evaluate_kinds([odd, protocol("a"), status], nlp=nlp)
    measure = Measure(right=1, wrong=1, missed=0, precision=0.5, recall=1.0, f1=0.6667)
    curve = [Step(size=size, seed=0, fields={"decision": measure}) for size in (0, 10)]
    parts = [summarise(report, name=name) for name, report in reports.items()]
    return to_html(Evaluation(source="a & <b>", parts=parts, curve=curve, shortfalls=["x < y"], notes=["n > 1"]))


def test_page_is_well_formed_and_needs_no_other_file(page: str) -> None:
    parsed = Page(page)
    addresses = [
        attributes[name] or "" for _, attributes in parsed.tags for name in ("src", "href") if name in attributes
    ]
    assert addresses
    assert all(address.startswith(("data:image/png;base64,", "#")) for address in addresses)
    assert not {"script", "link", "iframe"} & {tag for tag, _ in parsed.tags}
    assert "url(" not in page


def test_what_documents_say_is_text_in_the_page_and_no_tag(page: str) -> None:
    parsed = Page(page)
    assert not {"i", "u", "script"} & {tag for tag, _ in parsed.tags}
    for told in ("a & <b>", "<script>alert(1)</script>", "<i>d, line 8", "att anta <u>xa", "x < y", "n > 1"):
        assert told in parsed.text, told


def test_pictures_are_png_and_have_words_for_who_cannot_see_them(page: str) -> None:
    pictures = [attributes for tag, attributes in Page(page).tags if tag == "img"]
    told = [(attributes["alt"] or "").split(":")[0].split(".")[0].split(",")[0] for attributes in pictures]
    assert told == ["F1 by field", "F1 by style", "F1 by field", "Reliability diagram", "Learning curve"]
    for attributes in pictures:
        data = base64.b64decode((attributes["src"] or "").partition(",")[2])
        assert data.startswith(b"\x89PNG")


def test_confusions_are_coloured_tables(page: str) -> None:
    assert '<td style="background:rgba(30,110,70,0.62)">2</td>' in page
    assert page.count('<table class="confusion">') == 7


def test_mistakes_have_their_line_with_the_span_marked(page: str) -> None:
    assert '<p class="source" lang="sv"><mark>att anta</mark> &lt;u&gt;xa.</p>' in page


def test_page_shows_as_many_mistakes_as_asked_for(nlp: Language) -> None:
    changed = [protocol(name, old0="att anta taxan</d>", new0="att anta</d> taxan") for name in "abc"]
    reports, _ = evaluate_kinds(changed, nlp=nlp)
    evaluation = Evaluation(parts=[summarise(reports["documents"], name="documents")])
    for errors, shown, told in ((1, 1, "2 more are in the JSON."), (None, 3, ""), (3, 3, "")):
        written = to_html(evaluation, errors=errors)
        assert (written.count("<mark>"), told in written, "more are in the JSON" in written) == (
            shown,
            True,
            bool(told),
        )


def test_page_of_nothing_but_right_answers_says_that_there_are_no_mistakes(nlp: Language) -> None:
    reports, _ = evaluate_kinds([protocol()], nlp=nlp)
    written = to_html(Evaluation(parts=[summarise(reports["documents"], name="documents")]))
    assert "<h3>Mistakes</h3>\n<p>None.</p>" in written


def test_names_that_a_picture_cannot_write_do_not_stop_the_page(nlp: Language) -> None:
    odd = [protocol("a", style="$x$ \\frac 日本"), protocol("b", style="\x07" + "å" * 90)]
    reports, _ = evaluate_kinds(odd, nlp=nlp)
    written = to_html(Evaluation(parts=[summarise(reports["documents"], name="documents")]))
    assert "$x$ \\frac 日本" in Page(written).text
