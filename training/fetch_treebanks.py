"""Fetch the treebanks of training/treebanks.toml into training/build/treebanks, checked.

    python training/fetch_treebanks.py --folder DIR     take them from a folder
    python training/fetch_treebanks.py                  download them

A file that is there already and has its checksum is left as it is, so that a stopped run goes on where it was. A file appears whole or
not at all. `--any-version` takes files whose checksum is another than that of the shipped pipeline's data; what came is written to
fetched.json, and from there to the pipeline's meta.json.
"""

import argparse
import hashlib
import json
import sys
import tomllib
import urllib.error
import urllib.request
from http.client import HTTPException, IncompleteRead
from pathlib import Path
from typing import Any

from beslutsnlp.corpus.conllu import read_conllu
from beslutsnlp.errors import BeslutsnlpError, DataError
from beslutsnlp.export import write_whole

HERE = Path(__file__).resolve().parent
_SECONDS = 60
_LARGEST = 100_000_000


class FetchError(BeslutsnlpError):
    """A treebank that cannot be had."""


def download(url: str) -> bytes:
    """Return what is at a URL, whole.

    Raises:
        FetchError: There is nothing, no network, or the connection broke.
    """
    remedy = "Try again, or give the folder that you have the files in with --folder."
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as response:
            data: bytes = response.read(_LARGEST + 1)
            expected = response.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        raise FetchError(
            f"{url} answers {error.code} ({error.reason}). The file may have moved: correct the URL in training/treebanks.toml, "
            "or give the folder that you have the files in with --folder."
        ) from error
    except IncompleteRead as error:
        raise FetchError(f"{url} broke off after {len(error.partial):,} bytes. {remedy}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise FetchError(f"{url} cannot be reached: {reason}. Is there a network? {remedy}") from error
    if expected is not None and expected.isdigit() and len(data) < int(expected):
        raise FetchError(f"{url} broke off after {len(data):,} of {int(expected):,} bytes. {remedy}")
    if len(data) > _LARGEST:
        raise FetchError(
            f"{url} has more than {_LARGEST:,} bytes, which no treebank has. Check the URL in training/treebanks.toml."
        )
    return data


def check(data: bytes, entry: dict[str, Any], place: str, *, any_version: bool) -> str:
    """Return the checksum of a file's bytes.

    Raises:
        FetchError: It is another than the known one.
    """
    found = hashlib.sha256(data).hexdigest()
    known = entry.get("sha256")
    if known is not None and found != known and not any_version:
        raise FetchError(
            f"{place} has the checksum {found[:16]}…, not {known[:16]}…: the file is damaged or of another release. "
            "Fetch it again; to train on another release all the same, add --any-version."
        )
    return found


def fetch(
    name: str,
    known: dict[str, dict[str, Any]],
    target: Path,
    before: dict[str, Any],
    *,
    folder: Path | None,
    any_version: bool,
) -> tuple[str, str]:
    """Bring a treebank to the target folder and return its name, or that of the one taken instead, and its checksum.

    Raises:
        FetchError: It cannot be had, or is not the file that is known.
        DataError: It is no CoNLL-U.
    """
    entry = known[name]
    path = target / entry["file"]
    if path.is_file():
        there = hashlib.sha256(path.read_bytes()).hexdigest()
        if there == entry.get("sha256", before.get(name, {}).get("sha256")):
            return name, there
    if folder is None:
        if "url" not in entry:
            raise FetchError(
                f"{entry['file']} cannot be downloaded. Give the folder that you have it in with --folder."
            )
        place, data = entry["url"], download(entry["url"])
    else:
        source = folder / entry["file"]
        if not source.is_file():
            if "instead" in entry:
                return fetch(entry["instead"], known, target, before, folder=folder, any_version=any_version)
            raise FetchError(
                f"{folder} has no file {entry['file']}. Put it there, or leave --folder out to download it."
            )
        place, data = str(source), source.read_bytes()
    checksum = check(data, entry, place, any_version=any_version)
    made = target / f".{entry['file']}.part"
    write_whole(made, data)
    try:
        sentences = len(read_conllu(made, lemmas=False))
        if sentences < entry["minimum_sentences"]:
            raise DataError(
                f"{place} has {sentences} sentences, not {entry['minimum_sentences']} or more. It is cut off; fetch it again."
            )
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return name, checksum


def fetch_all(
    treebanks: Path, target: Path, *, folder: Path | None = None, any_version: bool = False
) -> dict[str, Any]:
    """Bring all treebanks to the target folder, write fetched.json there, and return what it says: name and checksum.

    Raises:
        FetchError: One cannot be had, or is not the file that is known.
        DataError: One is no CoNLL-U.
    """
    known = tomllib.loads(treebanks.read_text(encoding="utf-8"))
    if folder is not None and not folder.is_dir():
        raise FetchError(
            f"{folder} is no folder. Give the one with the CoNLL-U files, or leave --folder out to download them."
        )
    target.mkdir(parents=True, exist_ok=True)
    instead = {entry["instead"] for entry in known.values() if "instead" in entry}
    told = target / "fetched.json"
    before = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
    fetched: dict[str, Any] = {}
    for name in known:
        if name not in instead:
            got, checksum = fetch(name, known, target, before, folder=folder, any_version=any_version)
            fetched[got] = {
                "file": known[got]["file"],
                "sha256": checksum,
                "as_known": checksum == known[got].get("sha256"),
            }
            write_whole(told, (json.dumps({**before, **fetched}, indent=2) + "\n").encode())
    write_whole(told, (json.dumps(fetched, indent=2) + "\n").encode())
    return fetched


def given(text: str) -> Path | None:
    """Return an option's path; none where it is empty, as a variable that is not set is."""
    return Path(text) if text else None


def main() -> int:
    """Fetch, and tell what came."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folder", type=given, default=None, help="take the files from this folder; nothing is downloaded"
    )
    parser.add_argument("--any-version", action="store_true", help="take files of another release too")
    parser.add_argument("--build", type=Path, default=HERE / "build")
    options = parser.parse_args()
    try:
        fetched = fetch_all(
            HERE / "treebanks.toml", options.build / "treebanks", folder=options.folder, any_version=options.any_version
        )
    except BeslutsnlpError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    for name, entry in fetched.items():
        print(
            f"{name}: {entry['file']}, sha256 {entry['sha256'][:16]}…{'' if entry['as_known'] else ' (not the known one)'}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
