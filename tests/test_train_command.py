"""The command `train`: what it prints, writes, refuses and leaves alone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import beslutsnlp.training
from beslutsnlp.cli import app
from tests.test_model_files import contents
from tests.tiny_models import odd_protocol, write_splits


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["train", *(str(argument) for argument in arguments)])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_splits(
        tmp_path / "mitt-lan",
        train=[odd_protocol(number) for number in range(6)],
        test=[odd_protocol(number) for number in (8, 9)],
    )


def test_scores_before_and_after_are_shown_side_by_side(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    output = tmp_path / "models" / "mitt-lan"
    result = run(corpus, "--output", output, "--from", tiny, "--epochs", "12")
    assert result.exit_code == 0
    lines = [line.rstrip() for line in result.stdout.split("\n")]
    assert lines[:3] == [
        "Section headings learnt: utkomst = decision",
        "Abbreviations learnt: EkC = ekonomichefen",
        "Measured on test",
    ]
    assert re.search(r"Field +┃ Annotated ┃ F1 before ┃ F1 after ┃ +change", result.stdout)
    assert re.search(r"decision +│ +4 │ +0.000 │ +1.000 │ \+1.000", result.stdout)
    assert re.search(r"decided_assignment +│ +2 │ +0.000 │ +1.000 │ \+1.000", result.stdout)
    assert lines[-2] == f"{output}: trained on 6 documents. Load it with beslutsnlp.load."
    assert beslutsnlp.load(output).pipe_names


def test_progress_goes_to_stderr(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    result = run(corpus, "--output", tmp_path / "m", "--from", tiny, "--epochs", "2")
    told = result.stderr.strip().split("\n")
    assert told[0].startswith("clauses and sentences: ")
    assert re.fullmatch(r"tasks: \d+ texts, epoch 2 of 2, loss \d+", told[5])
    assert told[-1] == "measuring on test: 2 documents"
    assert "epoch" not in result.stdout


def test_seed_is_that_of_the_model(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert run(corpus, "-o", tmp_path / name / "m", "--from", tiny, "--epochs", "1", "--seed", seed).exit_code == 0
    first, same, other = (
        (tmp_path / name / "m" / "beslutsnlp_candidates" / "model" / "parts.spans").read_bytes() for name in "abc"
    )
    assert first == same != other


def refused(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_errors_are_told_in_one_line(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    output = tmp_path / "m"
    absent = tmp_path / "absent"
    assert refused(absent, "-o", output, "--from", tiny) == (
        f"DataError: {absent} is no folder. Name a corpus folder, such as `beslutsnlp corpus import` writes.\n"
    )
    assert refused(corpus, "-o", output, "--from", absent) == (
        f"ModelError: {absent} is no folder. Name the folder of a model, such as models/sv_beslut_sm.\n"
    )
    assert refused(corpus, "-o", output, "--from", tiny, "--profile", absent) == (
        f"DataError: {absent} cannot be opened: No such file or directory. Check the path.\n"
    )
    assert not output.exists()


def test_folder_that_is_no_model_is_left_alone(corpus: Path, tiny: Path) -> None:
    before = contents(corpus)
    assert refused(corpus, "-o", corpus, "--from", tiny) == (
        f"ModelError: {corpus} is there and is no model of beslutsnlp. Name another folder, or move it away.\n"
    )
    assert contents(corpus) == before


def test_folder_that_cannot_be_written_is_named(corpus: Path, tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    output = tmp_path / "file" / "m"
    told = refused(corpus, "-o", output, "--from", tiny, "--epochs", "1").strip().split("\n")[-1]
    assert told.startswith(f"{output} cannot be written: ")
    assert told.endswith(". Check the folder.")


def test_interruption_leaves_the_model_before(
    corpus: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Path(shutil.copytree(tiny, tmp_path / "models" / "m"))
    before = contents(output)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(beslutsnlp.training.training, "write_model", interrupt)
    result = run(corpus, "-o", output, "--from", tiny, "--epochs", "1")
    assert result.exit_code != 0
    assert contents(output) == before
    assert [path.name for path in output.parent.iterdir()] == ["m"]


@pytest.mark.parametrize("arguments", [[], ["a"], ["a", "-o", "b", "--epochs", "0"], ["a", "-o", "b", "--seed", "x"]])
def test_call_that_is_wrong_is_refused(arguments: list[str]) -> None:
    assert refused(*arguments).startswith("Usage: ")


def test_help_needs_no_spacy() -> None:
    code = (
        "import sys; sys.argv = ['beslutsnlp', 'train', '--help']\n"
        "from beslutsnlp.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'spacy', 'thinc', 'sklearn', 'datasets', 'numpy', 'torch'} & set(sys.modules)))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--output" in child.stdout
    assert child.stdout.strip().split("\n")[-1] == "[]"
