"""The folder of a model: what is in it, by its meta.json, and whether it is still what was written."""

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from beslutsnlp.errors import ModelError

# grows when an older library could not read a newer model
MODEL_FORMAT = 1
DEFAULT_MODEL = "sv_beslut_sm"
META = "meta.json"
_SECTION = "beslutsnlp"
_PICKLES = frozenset((".pkl", ".pickle", ".joblib", ".dill"))
# what a model is made with, and must be near to what reads it
_LIBRARIES = {"beslutsnlp": "beslutsnlp", "spacy": "spacy", "scikit-learn": "scikit-learn"}
# what people write beside a model, and may change
_FREE = frozenset((META, "README.md", "LICENSE"))


def default_model() -> Path:
    """Return the folder of the model that comes with the library."""
    return Path(str(files("beslutsnlp.models").joinpath(DEFAULT_MODEL)))


def check_model(folder: Path) -> dict[str, Any]:
    """Return the meta.json of a model, after checking every file that it names.

    Warns where another version of a library made the model.

    Raises:
        ModelError: The folder is none of a model, a file is missing, changed or a pickle, or a newer library made it.
    """
    meta = _read_meta(folder)
    own = meta.get(_SECTION)
    if not isinstance(own, dict) or not isinstance(own.get("files"), dict):
        raise ModelError(
            f"{folder / META} has no section {_SECTION!r} that names the model's files: this is another spaCy pipeline. "
            "Give a folder that `beslutsnlp train` has written."
        )
    if not isinstance(own.get("format"), int):
        raise ModelError(f"{folder / META} says no format of the model. Copy the folder anew, or train the model anew.")
    if own["format"] > MODEL_FORMAT:
        raise ModelError(
            f"{folder / META}: the model has format {own['format']}, made by beslutsnlp {made_with(own).get('beslutsnlp', '?')}; this "
            f"library reads up to {MODEL_FORMAT}. Update beslutsnlp, or train the model anew with this one."
        )
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _PICKLES:
            raise ModelError(
                f"{path} is a pickle, which can run any code. No model of this library has one; delete it."
            )
    for name, checksum in own["files"].items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing, which {META} names. Copy the folder anew, or train the model anew.")
        if checksum_of(path) != checksum:
            raise ModelError(
                f"{path} is not the file that {META} names: its checksum differs. Copy the folder anew, or train the model anew."
            )
    _warn_of_versions(folder, made_with(own))
    return meta


def made_with(own: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions that a model was made with, by library."""
    held = own.get("made_with")
    return {str(name): str(value) for name, value in held.items()} if isinstance(held, dict) else {}


def _read_meta(folder: Path) -> dict[str, Any]:
    path = folder / META
    if not folder.is_dir():
        raise ModelError(f"{folder} is no folder. Name the folder of a model, such as models/{DEFAULT_MODEL}.")
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path} cannot be opened: {error.strerror or error}. A model's folder has one.") from error
    except json.JSONDecodeError as error:
        raise ModelError(f"{path}, line {error.lineno}: {error.msg}. Copy the folder anew.") from error
    except RecursionError as error:
        raise ModelError(f"{path} is nested too deep. Copy the folder anew.") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path} is not UTF-8 at byte {error.start}. Copy the folder anew.") from error
    if not isinstance(meta, dict):
        raise ModelError(f"{path} holds no object. Copy the folder anew.")
    return meta


def _warn_of_versions(folder: Path, versions: Mapping[str, str]) -> None:
    other = [
        f"{name} {versions[name]} (here {version(package)})"
        for name, package in _LIBRARIES.items()
        if name in versions and _minor(versions[name]) != _minor(version(package))
    ]
    if other:
        warnings.warn(
            f"{folder} was made with {', '.join(other)}. It may find less than it did; run `beslutsnlp train` again with these versions.",
            UserWarning,
            stacklevel=4,
        )


def _minor(written: str) -> tuple[str, ...]:
    return tuple(written.split(".")[:2])


def versions_here() -> dict[str, str]:
    """Return the versions of the libraries that a model made now is made with."""
    return {name: version(package) for name, package in _LIBRARIES.items()}


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_model(folder: Path, write: Callable[[Path], None], meta: Mapping[str, Any]) -> None:
    """Make the folder of a model, whole or not at all; what stood there before is replaced once the new one is complete.

    Args:
        folder: Where to put it.
        write: Writes a spaCy pipeline and what belongs to it into a folder, meta.json included.
        meta: What to say in the library's own section of meta.json, beside format, versions and checksums.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    before = folder.with_name(f".{folder.name}.before")
    _put_back(before, folder)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        write(made)
        seal(made, meta)
        made.chmod(0o755)
        if folder.exists():
            folder.rename(before)
        made.rename(folder)
    finally:
        _put_back(before, folder)
        shutil.rmtree(made, ignore_errors=True)


def _put_back(before: Path, folder: Path) -> None:
    """Put what was moved aside back, where nothing has taken its place; else delete it."""
    if before.exists() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def check_output(folder: Path) -> None:
    """Check that a model may be written to a folder: nothing is there yet, or a model of this library that is replaced.

    Raises:
        ModelError: Something else is there.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    try:
        is_model = not folder.is_symlink() and isinstance(_read_meta(folder).get(_SECTION), dict)
    except ModelError:
        is_model = False
    if not is_model:
        raise ModelError(f"{folder} is there and is no model of beslutsnlp. Name another folder, or move it away.")


def seal(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write format, versions and the checksums of all files into a model's meta.json."""
    path = folder / META
    whole = json.loads(path.read_text(encoding="utf-8"))
    names = sorted(entry.relative_to(folder).as_posix() for entry in folder.rglob("*") if entry.is_file())
    whole[_SECTION] = {
        **whole.get(_SECTION, {}),
        **meta,
        "format": MODEL_FORMAT,
        "made_with": {**meta.get("made_with", {}), **versions_here()},
        "files": {name: checksum_of(folder / name) for name in names if name not in _FREE},
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
