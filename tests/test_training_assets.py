"""Treebanks are fetched whole and checked, from a server or from a folder, or there is an error that tells what to do."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from beslutsnlp.errors import DataError
from training.fetch_treebanks import FetchError, fetch_all

SENTENCE = "# sent_id = s{}\n1\tNämnden\tnämnd\tNOUN\t_\tNumber=Sing\t2\tnsubj\t_\t_\n2\tbeslutar\tbesluta\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n\n"
GOOD = "".join(SENTENCE.format(i) for i in range(20)).encode()


class Handler(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/missing.conllu":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[:500] if self.path == "/cut.conllu" else GOOD)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked = []
    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


def write_table(folder: Path, **entry: object) -> Path:
    lines = {
        "part": "train",
        "file": "good.conllu",
        "source": "a test",
        "licence": "none",
        "minimum_sentences": 10,
        **entry,
    }
    path = folder / "treebanks.toml"
    path.write_text("[bank]\n" + "".join(f"{key} = {value!r}\n" for key, value in lines.items()), encoding="utf-8")
    return path


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_file_from_a_server_is_there_whole_with_its_checksum(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, url=f"{server}/good.conllu", sha256=sha256(GOOD))
    fetched = fetch_all(table, tmp_path / "build")
    assert fetched == {"bank": {"file": "good.conllu", "sha256": sha256(GOOD), "as_known": True}}
    assert (tmp_path / "build" / "good.conllu").read_bytes() == GOOD
    assert {path.name for path in (tmp_path / "build").iterdir()} == {"good.conllu", "fetched.json"}


def test_file_that_is_there_is_not_downloaded_again(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, url=f"{server}/good.conllu", sha256=sha256(GOOD))
    fetch_all(table, tmp_path / "build")
    fetch_all(table, tmp_path / "build")
    assert Handler.asked == ["/good.conllu"]


def test_file_without_a_known_checksum_is_taken_once_and_its_checksum_told(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, url=f"{server}/good.conllu")
    first = fetch_all(table, tmp_path / "build")
    assert first == {"bank": {"file": "good.conllu", "sha256": sha256(GOOD), "as_known": False}}
    assert fetch_all(table, tmp_path / "build")["bank"]["sha256"] == sha256(GOOD)
    assert Handler.asked == ["/good.conllu"]


def test_wrong_checksum_is_an_error_and_leaves_no_file(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, url=f"{server}/good.conllu", sha256="0" * 64)
    with pytest.raises(FetchError, match=r"good\.conllu has the checksum .*, not 0000.*--any-version"):
        fetch_all(table, tmp_path / "build")
    assert list((tmp_path / "build").iterdir()) == []


def test_another_release_is_taken_where_that_is_asked_for(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, url=f"{server}/good.conllu", sha256="0" * 64)
    fetched = fetch_all(table, tmp_path / "build", any_version=True)
    assert fetched["bank"]["as_known"] is False


def test_connection_that_is_cut_is_an_error_and_leaves_what_was_there(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, file="cut.conllu", url=f"{server}/cut.conllu")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "cut.conllu").write_bytes(b"before")
    with pytest.raises(FetchError, match=r"cut\.conllu broke off after 500"):
        fetch_all(table, tmp_path / "build")
    assert {path.name: path.read_bytes() for path in (tmp_path / "build").iterdir()} == {"cut.conllu": b"before"}


def test_file_that_is_not_at_its_address_is_an_error_with_the_folder_as_remedy(server: str, tmp_path: Path) -> None:
    table = write_table(tmp_path, file="missing.conllu", url=f"{server}/missing.conllu")
    with pytest.raises(FetchError, match=r"missing\.conllu answers 404 .*--folder"):
        fetch_all(table, tmp_path / "build")


def test_no_network_is_an_error_that_says_so(server: str, tmp_path: Path) -> None:
    closed = HTTPServer(("127.0.0.1", 0), Handler)
    port = closed.server_port
    closed.server_close()
    table = write_table(tmp_path, url=f"http://127.0.0.1:{port}/good.conllu")
    with pytest.raises(FetchError, match=r"cannot be reached.*Is there a network\?.*--folder"):
        fetch_all(table, tmp_path / "build")


def test_files_come_from_a_folder_without_a_network(tmp_path: Path) -> None:
    table = write_table(tmp_path, url="http://192.0.2.1/good.conllu", sha256=sha256(GOOD))
    (tmp_path / "good.conllu").write_bytes(GOOD)
    assert fetch_all(table, tmp_path / "build", folder=tmp_path)["bank"]["as_known"] is True


def test_folder_without_the_file_is_an_error_that_names_both(tmp_path: Path) -> None:
    table = write_table(tmp_path, url="http://192.0.2.1/good.conllu")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FetchError, match=r"empty has no file good\.conllu"):
        fetch_all(table, tmp_path / "build", folder=tmp_path / "empty")
    with pytest.raises(FetchError, match="no folder"):
        fetch_all(table, tmp_path / "build", folder=tmp_path / "nowhere")


def test_file_cut_off_between_sentences_is_told_by_their_number(tmp_path: Path) -> None:
    table = write_table(tmp_path)
    (tmp_path / "good.conllu").write_bytes("".join(SENTENCE.format(i) for i in range(4)).encode())
    with pytest.raises(DataError, match="4 sentences, not 10 or more"):
        fetch_all(table, tmp_path / "build", folder=tmp_path)


def test_file_cut_off_in_a_line_is_told_with_the_line(tmp_path: Path) -> None:
    table = write_table(tmp_path)
    (tmp_path / "good.conllu").write_bytes(GOOD[:-60])
    with pytest.raises(DataError, match=r"line \d+: \d columns where CoNLL-U has 10"):
        fetch_all(table, tmp_path / "build", folder=tmp_path)
    assert list((tmp_path / "build").iterdir()) == []


def test_rebuilt_training_part_is_taken_where_the_other_is_not(tmp_path: Path) -> None:
    table = write_table(tmp_path, instead="rebuilt")
    with table.open("a", encoding="utf-8") as file:
        file.write('[rebuilt]\npart = "train"\nfile = "rebuilt.conllu"\nminimum_sentences = 10\n')
    (tmp_path / "rebuilt.conllu").write_bytes(GOOD)
    assert list(fetch_all(table, tmp_path / "build", folder=tmp_path)) == ["rebuilt"]
    (tmp_path / "good.conllu").write_bytes(GOOD)
    assert list(fetch_all(table, tmp_path / "build", folder=tmp_path)) == ["bank"]
