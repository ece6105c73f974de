"""Training from a corpus folder: what it learns, what it keeps, what it refuses, and what it leaves alone."""

import gzip
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import spacy

import beslutsnlp
from beslutsnlp import Extraction, extract
from beslutsnlp.corpus import AnnotatedDocument
from beslutsnlp.errors import DataError, ModelError
from beslutsnlp.evaluation import evaluate
from beslutsnlp.extraction import own_classifier
from beslutsnlp.labels import ASSERTIONS
from beslutsnlp.learning.span_model import LabelledSpan, SpanExample, SpanModel
from beslutsnlp.learning.text_classifier import MarkedText
from beslutsnlp.model_files import check_model, checksum_of
from beslutsnlp.profile import Profile, read_profile
from beslutsnlp.training import Trained, train, train_on
from beslutsnlp.training import training as module
from beslutsnlp.training.calibrating import calibrate, gather
from beslutsnlp.training.examples import Examples, collect
from beslutsnlp.training.training import EXAMPLES, to_toml
from beslutsnlp.training.wording import learn_profile
from tests.test_model_files import contents
from tests.tiny_models import CANDIDATES, STATUSES, odd_protocol, protocol, status, write_splits

ODD = {
    "train": [odd_protocol(number) for number in range(6)],
    "dev": [odd_protocol(number) for number in (6, 7)],
    "test": [odd_protocol(number) for number in (8, 9, 10)],
}


def learn(corpus: Path, output: Path, tiny: Path, **options: Any) -> Trained:
    return train(corpus, output, start=tiny, **{"epochs": 2, **options})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_splits(tmp_path_factory.mktemp("corpora") / "mitt-lan", **ODD)


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def trained(corpus: Path, tiny: Path, told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    output = tmp_path_factory.mktemp("trained") / "mitt-lan"
    return learn(corpus, output, tiny, progress=told.append, epochs=12)


def records(folder: Path, documents: Sequence[AnnotatedDocument], load: Callable[[Path], Any]) -> list[Extraction]:
    nlp = load(folder)
    return [extract(document.text, nlp=nlp, include=ASSERTIONS) for document in documents]


# what it learns


def test_new_house_style_is_read_better_than_before(trained: Trained) -> None:
    assert trained.measured_on == "test"
    assert trained.before["decided_assignment"][2] == 0
    assert trained.after["decided_assignment"][2] > 0.9
    assert trained.after["decision"][2] > trained.before["decision"][2]
    assert trained.after["decided_assignment"][3] == 3


def test_headings_and_abbreviations_of_the_body_are_learnt(trained: Trained) -> None:
    assert (trained.headings, trained.aliases) == ({"utkomst": "decision"}, {"EkC": "ekonomichefen"})
    assert read_profile(Path(trained.folder) / "profile.toml") == Profile(
        {"EkC": "ekonomichefen"}, headings={"utkomst": "decision"}
    )


def test_what_the_model_knew_is_not_forgotten(trained: Trained, tiny: Path) -> None:
    known = [protocol(number) for number in (20, 33, 47)]
    before, after = (evaluate(known, nlp=beslutsnlp.load(folder)) for folder in (tiny, Path(trained.folder)))
    for name in ("decision", "decided_assignment", "responsible", "deadline"):
        assert after.scores[name].f1 >= before.scores[name].f1 == 1


def test_spacy_reads_a_trained_folder_as_the_library_does(trained: Trained) -> None:
    documents = [*ODD["test"], protocol(20)]
    found = records(Path(trained.folder), documents, beslutsnlp.load)
    assert records(Path(trained.folder), documents, spacy.load) == found
    assert [party.name for extraction in found for each in extraction.assignments for party in each.responsible][
        :3
    ] == ["ekonomichefen"] * 3


def test_finding_of_the_model_says_so(trained: Trained) -> None:
    found = records(Path(trained.folder), ODD["test"], beslutsnlp.load)
    assert {each.evidence for extraction in found for each in extraction.assignments} == {"model"}


def test_same_input_gives_the_same_files(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    documents = [*ODD["train"], *(status(number, "started") for number in range(5, 9))]
    mixed = write_splits(tmp_path / "corpus", train=documents, dev=ODD["dev"])
    first, second = (learn(mixed, tmp_path / name / "m", tiny) for name in ("a", "b"))
    assert first.model_dump(exclude={"folder"}) == second.model_dump(exclude={"folder"})
    one, two = contents(tmp_path / "a" / "m"), contents(tmp_path / "b" / "m")
    assert [name for name in one if one[name] != two.get(name)] == []
    assert one.keys() == two.keys()


def test_meta_and_card_say_what_it_learnt_from(trained: Trained, corpus: Path, told: list[str]) -> None:
    own = check_model(Path(trained.folder))["beslutsnlp"]
    assert own["learnt_from"] == [
        {"corpus": "tiny", "documents": 27},
        {
            "corpus": "mitt-lan",
            "documents": 6,
            "files": {f"{name}.jsonl": checksum_of(corpus / f"{name}.jsonl") for name in ("dev", "test", "train")},
        },
    ]
    assert own["seed"] == 0
    assert own["measured"]["after"]["decided_assignment"] == list(trained.after["decided_assignment"])
    card = (Path(trained.folder) / "README.md").read_text(encoding="utf-8")
    for line in ("# mitt-lan", "- mitt-lan: 6 documents", "- utkomst: decision", "- EkC: ekonomichefen"):
        assert line in card.split("\n")
    assert told[-1] == "measuring on test: 3 documents"


def test_training_stops_early_once_dev_gets_no_better(
    corpus: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SpanModel, "f1_on", lambda *_: 0.5)
    lines: list[str] = []
    learn(corpus, tmp_path / "m", tiny, epochs=50, progress=lines.append)
    epochs = [line for line in lines if line.startswith("tasks: ")]
    assert len(epochs) == 3
    assert epochs[-1].endswith("F1 on dev 0.500")


def test_model_goes_on_from_a_trained_one(trained: Trained, tmp_path: Path) -> None:
    corpus = write_splits(tmp_path / "mer", train=[protocol(number) for number in range(60, 64)])
    again = train(corpus, tmp_path / "m", start=Path(trained.folder), epochs=1)
    assert (again.measured_on, again.headings, again.aliases) == ("train", {}, {})
    assert [entry["corpus"] for entry in check_model(tmp_path / "m")["beslutsnlp"]["learnt_from"]] == [
        "tiny",
        "mitt-lan",
        "mer",
    ]
    assert read_profile(tmp_path / "m" / "profile.toml").headings == {"utkomst": "decision"}
    found = evaluate(ODD["test"], nlp=beslutsnlp.load(tmp_path / "m"))
    assert found.scores["decision"].recall > 0


def test_model_may_go_on_from_itself_into_its_own_folder(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "m"))
    for _ in range(2):
        train(corpus, folder, start=folder, epochs=1)
    assert len(check_model(folder)["beslutsnlp"]["learnt_from"]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_training_twice_into_one_folder_gives_what_it_gives_once(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    learn(corpus, tmp_path / "m", tiny)
    once = contents(tmp_path / "m")
    learn(corpus, tmp_path / "m", tiny)
    assert contents(tmp_path / "m") == once
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


# the status classifier


def test_status_classifier_of_the_corpus_is_measured_and_used(tiny: Path, tmp_path: Path) -> None:
    text = "Bollen ligger i rabatten."
    statuses = [status(number, "started", f"{text[:-1]} {number}.") for number in range(30, 42)]
    corpus = write_splits(tmp_path / "c", train=statuses[:10], test=statuses[10:])
    trained = learn(corpus, tmp_path / "m", tiny)
    assert trained.before["stage"][2] < 1
    assert trained.after["stage"] == (1.0, 1.0, 1.0, 2)
    for load in (beslutsnlp.load, spacy.load):
        classifier = own_classifier(load(tmp_path / "m"))
        assert classifier is not None
        assert classifier.predict([text]).tolist() == ["started"]
    # one that goes on from it without status texts keeps it
    more = write_splits(tmp_path / "d", train=ODD["train"])
    train(more, tmp_path / "n", start=tmp_path / "m", epochs=1)
    name = f"{STATUSES}/status.skops"
    assert (tmp_path / "n" / name).read_bytes() == (tmp_path / "m" / name).read_bytes()


def test_rows_are_read_by_the_status_classifier_of_the_model(tiny: Path, tmp_path: Path) -> None:
    text = "Bollen ligger i rabatten"
    statuses = [status(number, "started", f"{text} {number}.") for number in range(30, 42)]
    learn(write_splits(tmp_path / "c", train=statuses), tmp_path / "m", tiny)
    path = tmp_path / "lista.csv"
    path.write_text(
        f"Datum;Ärende;Uppdrag;Status\n2025-01-14;Vägar;Skolchefen får i uppdrag att ta fram en plan;{text} 31.\n"
        "2025-01-14;Parker;Skolchefen får i uppdrag att utreda frågan;Arbetet pågår.\n",
        encoding="utf-8",
    )
    before, after = (
        [row.status and row.status.stage for row in extract(path, nlp=beslutsnlp.load(folder)).rows]
        for folder in (tiny, tmp_path / "m")
    )
    assert len(after) == 2
    assert before[0] != "started"
    assert after == ["started", "started"]


# a profile


def test_profile_reaches_the_model(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profil.toml"
    profile.write_text(
        'case_numbers = ["ÄRE\\\\.\\\\d{3}"]\n[aliases]\nBoF = "badchefen"\n[headings]\n"Så: blir det" = "decision"\n'
        '[columns]\n"Läget: nu" = "status_text"\n',
        encoding="utf-8",
    )
    learn(corpus, tmp_path / "m", tiny, profile=profile, epochs=1)
    held = read_profile(tmp_path / "m" / "profile.toml")
    assert held.aliases == {"BoF": "badchefen", "EkC": "ekonomichefen"}
    assert held.headings == {"Så: blir det": "decision", "utkomst": "decision"}
    assert held.columns == {"Läget: nu": ("status_text",)}
    text = "Nämnden 2025-05-20\n\n§ 7 Bad\n\nSå: blir det\n\natt uppdra åt BoF att mäta djupet, se ÄRE.123."
    for load in (beslutsnlp.load, spacy.load):
        (assignment,) = extract(text, nlp=load(tmp_path / "m")).assignments
        assert [party.name for party in assignment.responsible] == ["badchefen"]
        (decision,) = extract(text, nlp=load(tmp_path / "m")).items[0].decisions
        assert [reference.case_number for reference in decision.references] == ["ÄRE.123"]


def test_profile_is_written_as_it_is_read(tmp_path: Path) -> None:
    odd = 'a"b\\c\nd = [e] #f åäö'
    profile = Profile({odd: odd}, (r"\d{2}\$",), {odd: ("done", "status_text")}, {odd: "decision"})
    path = tmp_path / "p.toml"
    path.write_text(to_toml(profile), encoding="utf-8", newline="\n")
    assert read_profile(path) == profile


def test_wording_of_one_document_alone_is_not_learnt() -> None:
    assert learn_profile(ODD["train"][:1], Profile()) == Profile()
    assert learn_profile(ODD["train"][:2], Profile()).headings == {"utkomst": "decision"}


def test_wording_that_documents_do_not_agree_on_is_not_learnt() -> None:
    other = [odd_protocol(number, name="ekologichefen") for number in range(20, 23)]
    learnt = learn_profile([*ODD["train"][:3], *other], Profile())
    assert (learnt.aliases, learnt.headings) == ({}, {"utkomst": "decision"})


def test_wording_that_is_known_is_not_learnt_again() -> None:
    known = Profile({"EkC": "ekonomichefen"}, headings={"Utkomst:": "decision"})
    assert learn_profile(ODD["train"], known) == Profile()
    assert learn_profile([protocol(number) for number in range(4)], Profile()) == Profile()


# what it refuses and leaves alone


def refused(kind: type[Exception], corpus: Path, tiny: Path, **options: Any) -> str:
    output = corpus.parent / "output"
    with pytest.raises(kind) as raised:
        learn(corpus, options.pop("output", output), tiny, **options)
    assert not output.exists()
    assert [path.name for path in corpus.parent.iterdir() if path.name.startswith(".")] == []
    return str(raised.value)


def test_corpus_that_is_no_folder_is_refused(tiny: Path, tmp_path: Path) -> None:
    assert refused(DataError, tmp_path / "c", tiny) == (
        f"{tmp_path / 'c'} is no folder. Name a corpus folder, such as `beslutsnlp corpus import` writes."
    )


def test_corpus_without_train_is_refused(tiny: Path, tmp_path: Path) -> None:
    corpus = write_splits(tmp_path / "c", test=ODD["test"])
    assert refused(DataError, corpus, tiny) == (
        f"{corpus} has no train.jsonl. Write one, or let `beslutsnlp corpus import` make the splits."
    )


@pytest.mark.parametrize(
    "documents", [[], [AnnotatedDocument(id="a", kind="sentence", text="Klart senast den 1 maj 2026.")]]
)
def test_corpus_with_nothing_to_learn_from_is_refused(
    documents: list[AnnotatedDocument], tiny: Path, tmp_path: Path
) -> None:
    corpus = write_splits(tmp_path / "c", train=documents)
    assert refused(DataError, corpus, tiny) == (
        f"{corpus / 'train.jsonl'} has nothing to learn from. Annotate protocols, lists or status texts."
    )


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_bad_line_is_named_by_file_and_number(split: str, tiny: Path, tmp_path: Path) -> None:
    corpus = write_splits(tmp_path / "c", **ODD)
    path = corpus / f"{split}.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"id": "x", "kind": "protocol"}\n', encoding="utf-8")
    assert refused(DataError, corpus, tiny).startswith(f"{path}, line {len(ODD[split]) + 1}")


def test_document_in_two_splits_is_refused(tiny: Path, tmp_path: Path) -> None:
    corpus = write_splits(tmp_path / "c", train=ODD["train"], test=ODD["train"][:1])
    assert "the id o0 is also on" in refused(DataError, corpus, tiny)


def test_span_that_has_moved_is_refused(tiny: Path, tmp_path: Path) -> None:
    corpus = write_splits(tmp_path / "c", train=ODD["train"])
    path = corpus / "train.jsonl"
    first = json.loads(path.read_text(encoding="utf-8").split("\n")[0])
    first["spans"][0]["end"] = 100_000
    path.write_text(json.dumps(first) + "\n", encoding="utf-8")
    assert refused(DataError, corpus, tiny).startswith(f"{path}, line 1")


def test_output_that_is_no_model_is_refused_and_left_alone(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    output = tmp_path / "papers"
    output.mkdir()
    (output / "letter.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(ModelError, match="is there and is no model of beslutsnlp. Name another folder, or move it"):
        learn(corpus, output, tiny)
    assert contents(output) == {"letter.txt": b"kept"}


def test_start_that_is_no_model_is_refused(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no folder"):
        train(corpus, tmp_path / "m", start=tmp_path / "a")
    start = Path(shutil.copytree(tiny, tmp_path / "start"))
    own = json.loads((start / "meta.json").read_text(encoding="utf-8"))
    (start / CANDIDATES / EXAMPLES).unlink()
    del own["beslutsnlp"]["files"][f"{CANDIDATES}/{EXAMPLES}"]
    (start / "meta.json").write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(ModelError, match="this model has nothing to go on from. Start from another."):
        train(corpus, tmp_path / "m", start=start)
    assert not (tmp_path / "m").exists()


def test_training_for_no_epoch_is_refused(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="epochs is 0; it is 1 at least"):
        learn(corpus, tmp_path / "m", tiny, epochs=0)


def test_profile_that_breaks_its_rules_is_refused(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    profile = tmp_path / "p.toml"
    profile.write_text('[headings]\nUtfall = "beslut"\n', encoding="utf-8")
    with pytest.raises(DataError, match="the heading 'Utfall' has 'beslut'. A section is one of decision, proposal"):
        learn(corpus, tmp_path / "m", tiny, profile=profile)


@pytest.mark.parametrize("place", ["fit_pipeline", "evaluate_kinds", "to_toml", "model_card", "_configure"])
def test_training_that_is_interrupted_leaves_the_model_before_in_place(
    place: str, corpus: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "m"))
    before = contents(folder)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, place, interrupt)
    with pytest.raises(KeyboardInterrupt):
        learn(corpus, folder, tiny, epochs=1)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_training_that_is_interrupted_within_an_epoch_leaves_nothing(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    def interrupt(line: str) -> None:
        if "epoch 2" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learn(corpus, tmp_path / "m", tiny, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


# examples


def test_examples_come_back_from_disk_as_they_were(examples: Examples, tmp_path: Path) -> None:
    for name in ("a", "b"):
        examples.to_disk(tmp_path / name)
    assert Examples.from_disk(tmp_path / "a") == examples
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08\x00"])
def test_examples_that_are_damaged_are_refused(damage: bytes, examples: Examples, tmp_path: Path) -> None:
    path = tmp_path / "examples"
    path.write_bytes(damage)
    if not damage:
        assert Examples.from_disk(path) == Examples()
        return
    with pytest.raises(ModelError) as raised:
        Examples.from_disk(path)
    assert str(raised.value).startswith(f"{path} cannot be read: ")
    assert str(raised.value).endswith(" Take the model's folder anew.")


@pytest.mark.parametrize("line", ["{", "[]", '{"of": "add", "example": []}', '{"of": "stages", "example": []}'])
def test_example_that_is_none_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "examples"
    path.write_bytes(gzip.compress(line.encode()))
    with pytest.raises(ModelError, match="cannot be read"):
        Examples.from_disk(path)


def test_examples_of_a_protocol_are_its_clauses_and_its_assignments_parts() -> None:
    collected = collect([protocol(0)])
    words = "att uppdra åt ekonomichefen att ta fram en plan för vägarna senast i januari 2026"
    assert [label for _, label in collected.candidates].count("decided") == 2
    assert [label for _, label in collected.clauses] == ["assign", "note"]
    assert [example for example in collected.parts if example.spans] == [
        SpanExample(words, (LabelledSpan(14, 27, "responsible"), LabelledSpan(60, 81, "deadline")))
    ]
    assert collected.tasks == [SpanExample(words, (LabelledSpan(32, 81, "task"),))]
    assert any(text == MarkedText(text.text, text.marks) and not _by_rule(text) for text, _ in collected.candidates)


def _by_rule(text: MarkedText) -> bool:
    return any(mark.startswith(("type=", "rule=")) for mark in text.marks)


def test_examples_are_added_as_often_as_said(examples: Examples) -> None:
    both = Examples()
    both.add(examples)
    both.add(collect([protocol(0)]), times=3)
    assert len(both.clauses) == len(examples.clauses) + 6


# measurements on others


def test_pipeline_learns_from_documents_alone() -> None:
    nlp = train_on([protocol(number) for number in range(4)])
    component: Any = nlp.get_pipe(CANDIDATES)
    assert set(component.model.assertions.classes) == {"decided", "none"}


def test_pipeline_of_too_few_documents_is_one_of_rules() -> None:
    component: Any = train_on([]).get_pipe(CANDIDATES)
    assert component.model is None


def test_findings_are_right_where_span_and_value_are_those_of_the_annotation(tiny: Path) -> None:
    nlp = beslutsnlp.load(tiny)
    findings = gather([protocol(20), status(1, "none")], nlp)
    assert {name: [right for _, right in pairs] for name, pairs in findings.items()} == {
        "clauses": [True, True],
        "assignments": [True],
        "parties": [True],
        "deadlines": [True],
    }
    assert set(calibrate(findings)) == set(findings)
    wrong = protocol(20).model_copy(update={"spans": [], "relations": []})
    assert {right for pairs in gather([wrong], nlp).values() for _, right in pairs} == {False}
