"""The folder of a model: it is written whole or not at all, and read only while it is what was written."""

import json
import os
import shutil
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import beslutsnlp
from beslutsnlp.errors import ModelError
from beslutsnlp.model_files import check_model, check_output, checksum_of, default_model, write_model


@pytest.fixture
def model(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "mitt-lan"))


def change_meta(folder: Path, **own: Any) -> None:
    path = folder / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["beslutsnlp"].update(own)
    path.write_text(json.dumps(meta), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as raised:
        beslutsnlp.load(folder)
    return str(raised.value)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_model_as_it_was_written_is_loaded_and_says_what_it_is(model: Path) -> None:
    own = check_model(model)["beslutsnlp"]
    assert beslutsnlp.load(model).has_pipe("beslutsnlp_candidates")
    assert own["made_with"]["beslutsnlp"] == version("beslutsnlp")
    assert set(own["files"]) == set(contents(model)) - {"meta.json"}
    assert own["files"]["config.cfg"] == checksum_of(model / "config.cfg")


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a") == (
        f"{tmp_path / 'a'} is no folder. Name the folder of a model, such as models/sv_beslut_sm."
    )


def test_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("{}", encoding="utf-8")
    assert refusal(tmp_path / "a").startswith(f"{tmp_path / 'a'} is no folder.")


def test_folder_without_meta_is_refused(model: Path) -> None:
    (model / "meta.json").unlink()
    assert refusal(model) == (
        f"{model / 'meta.json'} cannot be opened: No such file or directory. A model's folder has one."
    )


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (
            b'{\n  "a": 1,\n  oops\n}',
            ", line 3: Expecting property name enclosed in double quotes. Copy the folder anew.",
        ),
        (b"", ", line 1: Expecting value. Copy the folder anew."),
        (b"\xff{}", " is not UTF-8 at byte 0. Copy the folder anew."),
        (b"[1]", " holds no object. Copy the folder anew."),
        (b"[" * 100_000, " is nested too deep. Copy the folder anew."),
    ],
)
def test_meta_that_is_no_json_object_is_refused(written: bytes, wrong: str, model: Path) -> None:
    (model / "meta.json").write_bytes(written)
    assert refusal(model) == f"{model / 'meta.json'}{wrong}"


@pytest.mark.parametrize("meta", ["{}", '{"beslutsnlp": 1}', '{"beslutsnlp": {"format": 1}}', '{"lang": "sv"}'])
def test_other_spacy_pipeline_is_refused(meta: str, model: Path) -> None:
    (model / "meta.json").write_text(meta, encoding="utf-8")
    assert refusal(model) == (
        f"{model / 'meta.json'} has no section 'beslutsnlp' that names the model's files: this is another spaCy pipeline. "
        "Give a folder that `beslutsnlp train` has written."
    )


@pytest.mark.parametrize(
    "name", ["config.cfg", "beslutsnlp_candidates/model/parts.spans", "beslutsnlp_scores/calibration.json"]
)
def test_missing_file_is_named(name: str, model: Path) -> None:
    (model / name).unlink()
    assert refusal(model) == (
        f"{model / name} is missing, which meta.json names. Copy the folder anew, or train the model anew."
    )


@pytest.mark.parametrize("name", ["config.cfg", "beslutsnlp_candidates/model/types.npz", "tokenizer"])
def test_changed_file_is_named(name: str, model: Path) -> None:
    with (model / name).open("ab") as file:
        file.write(b" ")
    assert refusal(model) == (
        f"{model / name} is not the file that meta.json names: its checksum differs. Copy the folder anew, or train the model anew."
    )


def test_readme_and_licence_may_be_changed(model: Path) -> None:
    for name in ("README.md", "LICENSE"):
        (model / name).write_text("mine", encoding="utf-8")
    assert beslutsnlp.load(model).pipe_names


def test_newer_format_is_refused(model: Path) -> None:
    change_meta(model, format=2, made_with={"beslutsnlp": "9.1.0"})
    assert refusal(model) == (
        f"{model / 'meta.json'}: the model has format 2, made by beslutsnlp 9.1.0; this library reads up to 1. "
        "Update beslutsnlp, or train the model anew with this one."
    )


@pytest.mark.parametrize("written", ["1", None, [1]])
def test_format_that_is_no_number_is_refused(written: Any, model: Path) -> None:
    change_meta(model, format=written)
    assert refusal(model) == (
        f"{model / 'meta.json'} says no format of the model. Copy the folder anew, or train the model anew."
    )


@pytest.mark.parametrize("name", ["status.pkl", "beslutsnlp_candidates/model/a.PICKLE", "a.joblib", "a.dill"])
def test_pickle_is_refused_wherever_it_lies(name: str, model: Path) -> None:
    (model / name).write_bytes(b"")
    assert refusal(model) == (
        f"{model / name} is a pickle, which can run any code. No model of this library has one; delete it."
    )


@pytest.mark.parametrize("library", ["beslutsnlp", "spacy", "scikit-learn"])
def test_model_of_another_version_warns_and_says_what_to_do(library: str, model: Path) -> None:
    change_meta(model, made_with={library: "0.0.1"})
    with pytest.warns(UserWarning) as warned:
        beslutsnlp.load(model)
    assert [str(warning.message) for warning in warned] == [
        f"{model} was made with {library} 0.0.1 (here {version(library)}). It may find less than it did; "
        "run `beslutsnlp train` again with these versions."
    ]
    assert warned[0].filename == __file__


def test_model_of_another_patch_does_not_warn(model: Path) -> None:
    parts = version("spacy").split(".")
    change_meta(model, made_with={"spacy": f"{parts[0]}.{parts[1]}.999"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert beslutsnlp.load(model).pipe_names


def test_damage_that_checksums_cannot_tell_is_refused_too(model: Path) -> None:
    names = [f"beslutsnlp_candidates/model/{name}" for name in ("types.npz", "tasks.spans", "settings.json")]
    names.append("beslutsnlp_scores/calibration.json")
    for name in names:
        kept = (model / name).read_bytes()
        (model / name).write_bytes(b"no")
        files = {**check_files(model), name: checksum_of(model / name)}
        change_meta(model, files=files)
        assert str(model / name) in refusal(model)
        assert refusal(model).endswith("Train the model anew.")
        (model / name).write_bytes(kept)
        change_meta(model, files={**files, name: checksum_of(model / name)})
    assert beslutsnlp.load(model).pipe_names


def check_files(model: Path) -> dict[str, str]:
    files: dict[str, str] = json.loads((model / "meta.json").read_text(encoding="utf-8"))["beslutsnlp"]["files"]
    return files


# writing


def put(folder: Path, text: str = "new") -> None:
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    (folder / "a").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt(), ModelError("no")])
def test_nothing_is_left_of_a_model_whose_writing_fails(error: BaseException, tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        put(folder)
        raise error

    with pytest.raises(type(error)):
        write_model(tmp_path / "mitt-lan", write, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [1, 2])
def test_model_before_is_whole_whenever_the_exchange_is_interrupted(
    at: int, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, renamed, calls = contents(model), Path.rename, iter(range(1, 9))

    def interrupt(path: Path, target: Path) -> Path:
        if next(calls) == at:
            raise KeyboardInterrupt
        return renamed(path, target)

    monkeypatch.setattr(Path, "rename", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_model(model, put, {})
    assert contents(model) == before
    assert [path.name for path in model.parent.iterdir()] == ["mitt-lan"]


def test_model_that_a_lost_process_had_moved_aside_comes_back(model: Path) -> None:
    before = contents(model)
    model.rename(model.with_name(".mitt-lan.before"))

    def fail(_: Path) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_model(model, fail, {})
    assert contents(model) == before


def test_model_is_replaced_as_a_whole(model: Path) -> None:
    write_model(model, put, {"seed": 3})
    assert set(contents(model)) == {"meta.json", "a"}
    assert check_model(model)["beslutsnlp"]["seed"] == 3
    assert [path.name for path in model.parent.iterdir()] == ["mitt-lan"]
    if os.name == "posix":
        assert model.stat().st_mode & 0o777 == 0o755


def test_folder_that_is_no_model_is_not_written_over(model: Path, tmp_path: Path) -> None:
    check_output(model)
    check_output(tmp_path / "new")
    other = tmp_path / "other"
    other.mkdir()
    (other / "meta.json").write_text('{"lang": "sv"}', encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path, other, tmp_path / "file"):
        with pytest.raises(ModelError) as raised:
            check_output(path)
        assert str(raised.value) == (
            f"{path} is there and is no model of beslutsnlp. Name another folder, or move it away."
        )


def test_model_that_ships_is_what_its_meta_names() -> None:
    check_model(default_model())
