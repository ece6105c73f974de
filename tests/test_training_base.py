"""The scripts that train, package and describe the base pipeline."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from beslutsnlp.corpus.conllu import TreebankSentence, Word
from beslutsnlp.model_files import check_model
from beslutsnlp.training.examples import Examples
from beslutsnlp.training.training import EXAMPLES
from training.base_card import KEPT, text_of
from training.evaluate_base import laid_out
from training.package_model import write_folder
from training.train_base import create_minutes_augmenter

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def example() -> Example:
    nlp = spacy.blank("sv")
    gold = Doc(
        nlp.vocab,
        words=["Nämnden", "beslutar", ".", "Ja", "."] * 5,
        pos=["NOUN", "VERB", "PUNCT", "INTJ", "PUNCT"] * 5,
        morphs=["Number=Sing", "", "", "", ""] * 5,
        sent_starts=[True, False, False, True, False] * 5,
    )
    return Example(nlp.make_doc(gold.text), gold)


def test_augmented_texts_are_the_text_and_its_sentences_in_capitals(example: Example) -> None:
    texts = list(create_minutes_augmenter(1.0, 0.0)(spacy.blank("sv"), example))
    assert texts[0] is example
    assert len(texts) == 11
    assert [(t.text, t.pos_, str(t.morph), t.is_sent_start) for t in texts[1].reference] == [
        ("NÄMNDEN", "NOUN", "Number=Sing", True),
        ("BESLUTAR", "VERB", "", False),
        (".", "PUNCT", "", False),
    ]


def test_augmented_texts_have_line_ends_that_are_blanks(example: Example) -> None:
    texts = list(create_minutes_augmenter(0.0, 1.0)(spacy.blank("sv"), example))
    assert len(texts) == 2
    assert [token.pos_ for token in texts[1].reference if token.text.isspace()] == ["SPACE"]
    assert list(create_minutes_augmenter(0.0, 0.0)(spacy.blank("sv"), example)) == [example]


def test_treebank_is_laid_out_in_lines_with_its_sentences_where_they_stand() -> None:
    words = tuple(Word(f"ord{i:02}", "NOUN", "") for i in range(20))
    sentences = [TreebankSentence("1", "d", "p1", words), TreebankSentence("2", "d", "p2", words[:2])]
    text, spans = laid_out(sentences)
    assert [len(line) for line in text.split("\n")] == [77, 41, 0, 12]
    assert sorted(text[a:b].split() for a, b in spans) == [["ord00", "ord01"], [word.form for word in words]]


def packaged() -> Language:
    """Return a pipeline with what its meta.json needs."""
    nlp = spacy.blank("sv")
    nlp.add_pipe("beslutsnlp_candidates")
    nlp.meta["sources"] = [{"name": "a bank", "license": "CC BY-SA 4.0"}]
    nlp.meta["beslutsnlp"] = {"seed": 3}
    return nlp


def make_build(folder: Path) -> Path:
    """Return the folder of a build in which there are examples of the extractor."""
    held = folder / "extractor" / "beslutsnlp_candidates"
    held.mkdir(parents=True)
    Examples().to_disk(held / EXAMPLES)
    return folder


def test_folder_is_replaced_whole_and_keeps_its_card(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text("card", encoding="utf-8")
    (folder / "old").write_text("", encoding="utf-8")
    write_folder(packaged(), make_build(tmp_path / "build"), folder)
    shutil.rmtree(tmp_path / "build")
    assert {path.name for path in tmp_path.iterdir()} == {"model"}
    assert {path.name for path in folder.iterdir()} == {
        "LICENSE",
        "README.md",
        "beslutsnlp_candidates",
        "config.cfg",
        "meta.json",
        "tokenizer",
        "vocab",
    }
    own = check_model(folder)["beslutsnlp"]
    assert own["seed"] == 3
    assert {"config.cfg", f"beslutsnlp_candidates/{EXAMPLES}"} <= set(own["files"])
    assert "- a bank (CC BY-SA 4.0)" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_folder_stays_as_it_was_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.cfg").write_text("before", encoding="utf-8")
    nlp, build = packaged(), make_build(tmp_path / "build")

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(type(nlp), "to_disk", fail)
    with pytest.raises(OSError, match="no room"):
        write_folder(nlp, build, folder)
    assert {path.name for path in tmp_path.iterdir()} == {"build", "model"}
    assert (folder / "config.cfg").read_text(encoding="utf-8") == "before"


def test_card_is_what_its_script_writes_from_meta() -> None:
    folder = ROOT / "models" / "sv_beslut_sm"
    card = (folder / "README.md").read_text(encoding="utf-8")
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    kept = card[card.index(KEPT[0]) : card.index(KEPT[1]) + len(KEPT[1])]
    megabytes = (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix not in (".md", ".png"))
        / 1e6
    )
    assert text_of(meta, megabytes, kept) == card
