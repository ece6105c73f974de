"""The command line: what it writes where, its exit codes, and what it leaves alone."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from beslutsnlp import extract
from beslutsnlp.cli import app
from beslutsnlp.export import CSV_COLUMNS, to_csv
from tests.documents import PROTOCOL, make_docx, make_pdf

NEXT_YEAR = PROTOCOL.replace("2025", "2026")
PROPOSED = "§ 1 Budget\n\nFörslag till beslut\n\natt uppdra åt ekonomichefen att ta fram en plan.\n\nBeslut\n\nÄrendet bordläggs.\n"


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """Return what the command line answers, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def start(
    arguments: Sequence[str | Path], *, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Return what the command line answers, in a process of its own."""
    command = [sys.executable, "-m", "beslutsnlp", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env={**os.environ, **environment})


def records(path: Path) -> dict[str, Any]:
    """Return the extraction of a file as its JSON."""
    return extract(path).model_dump(mode="json")


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    path = tmp_path / "protokoll.txt"
    path.write_text(PROTOCOL, encoding="utf-8")
    return path


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "senare.txt"
    path.write_text(NEXT_YEAR, encoding="utf-8")
    return path


# what is written


def test_json_of_one_file_is_its_record(protocol: Path) -> None:
    result = run("extract", protocol, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout), result.stderr) == (0, records(protocol), "")


def test_json_of_several_files_is_a_list(protocol: Path, later: Path) -> None:
    result = run("extract", protocol, later, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [records(protocol), records(later)])


def test_json_of_several_files_is_a_list_also_when_one_alone_can_be_read(protocol: Path, tmp_path: Path) -> None:
    result = run("extract", protocol, tmp_path / "saknas.txt", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (2, [records(protocol)])


def test_json_lines_hold_a_document_each(protocol: Path, later: Path) -> None:
    result = run("extract", protocol, later, "--format", "jsonl")
    lines = result.stdout.splitlines()
    assert (result.exit_code, [json.loads(line) for line in lines]) == (0, [records(protocol), records(later)])


def test_csv_holds_an_assignment_a_row(protocol: Path) -> None:
    result = run("extract", protocol, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    span = extract(protocol).assignments[0].span
    assert (result.exit_code, row) == (
        0,
        {
            "source": "protokoll.txt",
            "body": "Kommunstyrelsen",
            "date": "2025-05-20",
            "paragraph": "98",
            "title": "Plan för vägar",
            "case_number": "KS 2025/14",
            "task": "ta fram en plan för vägarna",
            "responsible": "teknisk chef",
            "executor": "",
            "collaborators": "",
            "report_to": "",
            "deadline": "senast den 1 mars 2026",
            "deadline_end": "2026-03-01",
            "assertion": "decided",
            "page": "",
            "start": str(span.start),
            "end": str(span.end),
            "text": "att uppdra åt teknisk chef att senast den 1 mars 2026 ta fram en plan för vägarna",
            "id": extract(protocol).assignments[0].id,
        },
    )


def test_csv_of_a_file_without_assignments_is_its_head(tmp_path: Path) -> None:
    path = tmp_path / "tomt.txt"
    path.write_text("Minnesanteckningar\n\nVi talade om vägarna.\n", encoding="utf-8")
    result = run("extract", path, "--format", "csv")
    assert (result.exit_code, result.stdout) == (0, ",".join(CSV_COLUMNS) + "\n")


def test_csv_cell_that_a_spreadsheet_would_run_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "=protokoll.txt"
    path.write_text(PROTOCOL.replace("Plan för vägar", '=HYPERLINK("http://exempel.se")'), encoding="utf-8")
    result = run("extract", path, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["source"], row["title"]) == ("'=protokoll.txt", '\'=HYPERLINK("http://exempel.se")')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " -"])
def test_csv_cell_is_quoted_whatever_starts_its_formula(start: str) -> None:
    extraction = extract(PROTOCOL).model_copy(update={"source": f"{start}1"})
    (row,) = csv.DictReader(io.StringIO(to_csv([extraction])))
    assert row["source"] == f"'{start.strip()}1"


def test_json_is_what_the_schema_says(protocol: Path) -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    record = json.loads(run("extract", protocol, "--format", "json").stdout)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(record)) == []


def test_schema_refuses_a_key_that_it_does_not_know(protocol: Path) -> None:
    schema = json.loads(run("schema").stdout)
    record = {**records(protocol), "extra": 1}
    assert [error.validator for error in jsonschema.Draft202012Validator(schema).iter_errors(record)] == [
        "additionalProperties"
    ]


def test_table_names_the_file_and_the_assignment(protocol: Path) -> None:
    result = run("extract", protocol)
    shown = " ".join(result.stdout.replace("│", " ").split())
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        "protokoll.txt · Kommunstyrelsen · 2025-05-20 · 2 §, 2 decisions, 1 assignments",
    )
    assert "98 ta fram en plan för vägarna teknisk chef senast den 1 mars 2026" in shown


def test_pdf_docx_and_text_give_the_same_task(protocol: Path, tmp_path: Path) -> None:
    lines = [line for line in PROTOCOL.splitlines() if line]
    (tmp_path / "a.pdf").write_bytes(make_pdf(lines))
    (tmp_path / "a.docx").write_bytes(make_docx(lines))
    result = run("extract", protocol, tmp_path / "a.pdf", tmp_path / "a.docx", "--format", "jsonl")
    tasks = [json.loads(line)["assignments"][0]["task"] for line in result.stdout.splitlines()]
    assert (result.exit_code, tasks) == (0, ["ta fram en plan för vägarna"] * 3)


# where it is read from and written to


def test_dash_reads_standard_input(protocol: Path) -> None:
    result = run("extract", "-", "--format", "json", stdin=PROTOCOL.encode())
    assert (result.exit_code, json.loads(result.stdout)) == (0, {**records(protocol), "source": None})


def test_dash_reads_a_pdf_from_standard_input() -> None:
    result = run("extract", "-", "--format", "json", stdin=make_pdf([line for line in PROTOCOL.splitlines() if line]))
    assert (result.exit_code, json.loads(result.stdout)["assignments"][0]["span"]["page"]) == (0, 1)


def test_empty_standard_input_is_named() -> None:
    result = run("extract", "-", stdin=b"")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "Standard input: NoText: The file is empty. Check that it is the right file, and fetch it again.\n",
    )


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv", "txt"])
def test_output_takes_the_form_of_its_suffix(suffix: str, protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / f"ut.{suffix}"
    form = "table" if suffix == "txt" else suffix
    written = run("extract", protocol, "--output", output)
    printed = run("extract", protocol, "--format", form)
    assert (written.exit_code, written.stdout, written.stderr) == (0, "", "")
    assert output.read_text(encoding="utf-8") == printed.stdout


def test_suffix_that_no_form_goes_with_is_refused(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "ut.ods"
    answer = run("extract", protocol, "--output", output)
    assert (answer.exit_code, answer.stdout, output.exists()) == (2, "", False)
    assert (
        answer.stderr
        == f"{output}: no form goes with .ods. End it in .json, .jsonl, .csv, .xlsx or .txt, or give --format.\n"
    )


def test_assignments_past_a_day_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text(
        "Kommunstyrelsen\n\nSammanträdesdatum 2025-05-20\n\n§ 1 Plan\n\nBeslut\n\n"
        "att uppdra åt kommunchefen att ta fram en plan senast den 30 september; samt\n\n"
        "att uppdra åt ekonomichefen att redovisa den årligen.\n",
        encoding="utf-8",
    )
    rows = list(csv.DictReader(run("extract", path, "--format", "csv", "--as-of", "2025-10-01").stdout.splitlines()))
    assert [row["overdue"] for row in rows] == ["yes", ""]
    assert "overdue" in run("extract", path, "--as-of", "2025-10-01").stdout
    assert "overdue" not in run("extract", path, "--as-of", "2025-09-30").stdout
    assert run("extract", path, "--as-of", "i morgon").exit_code == 2


def test_dates_tells_how_each_time_was_read() -> None:
    shown = run(
        "dates", "Planen ska lämnas senast i mars enligt beslut den 4 maj 2024.", "--decided-on", "2025-05-20"
    ).stdout
    assert "2026-03-31" in shown
    assert "senast+i+month" in shown
    assert "den 4 maj 2024" in shown


def test_format_wins_over_the_suffix(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "ut.csv"
    run("extract", protocol, "--output", output, "--format", "json")
    assert json.loads(output.read_text(encoding="utf-8")) == records(protocol)


def test_output_leaves_no_other_file_behind(protocol: Path, tmp_path: Path) -> None:
    run("extract", protocol, "--output", tmp_path / "ut.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["protokoll.txt", "ut.json"]


def test_output_takes_the_place_of_an_older_file(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "ut.json"
    output.write_text("gammalt", encoding="utf-8")
    assert run("extract", protocol, "--output", output).exit_code == 0
    assert json.loads(output.read_text(encoding="utf-8")) == records(protocol)


def test_output_keeps_the_rights_of_an_older_file(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "ut.json"
    output.write_text("gammalt", encoding="utf-8")
    output.chmod(0o640)
    mode = output.stat().st_mode
    run("extract", protocol, "--output", output)
    assert output.stat().st_mode == mode


def test_output_through_a_link_leaves_the_link(protocol: Path, tmp_path: Path) -> None:
    if sys.platform != "win32":
        output, link = tmp_path / "ut.json", tmp_path / "länk.json"
        output.write_text("gammalt", encoding="utf-8")
        link.symlink_to(output)
        run("extract", protocol, "--output", link)
        assert (link.is_symlink(), json.loads(output.read_text(encoding="utf-8"))) == (True, records(protocol))


def test_device_as_output_stays_a_device(protocol: Path) -> None:
    if sys.platform != "win32":
        result = run("extract", protocol, "--output", os.devnull, "--format", "json")
        assert (result.exit_code, Path(os.devnull).is_char_device()) == (0, True)


def test_output_is_left_untouched_when_nothing_can_be_read(tmp_path: Path) -> None:
    output = tmp_path / "ut.json"
    output.write_text("gammalt", encoding="utf-8")
    result = run("extract", tmp_path / "saknas.txt", "--output", output)
    assert (result.exit_code, output.read_text(encoding="utf-8")) == (2, "gammalt")


def test_output_in_a_missing_folder_is_refused(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "saknas" / "ut.json"
    result = run("extract", protocol, "--output", output)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"{output} cannot be written: the folder {output.parent} is not there. Make it first.\n",
    )


def test_output_that_is_a_folder_is_refused(protocol: Path, tmp_path: Path) -> None:
    output = tmp_path / "ut.json"
    output.mkdir()
    result = run("extract", protocol, "--output", output)
    shown = result.stderr.replace(str(output), "ut.json").split(": ")
    assert (result.exit_code, result.stdout, shown[:2]) == (2, "", ["BeslutsnlpError", "ut.json cannot be written"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["protokoll.txt", "ut.json"]


def test_output_in_a_folder_without_rights_is_refused(protocol: Path, tmp_path: Path) -> None:
    folder = tmp_path / "låst"
    folder.mkdir()
    output = folder / "ut.json"
    output.write_text("gammalt", encoding="utf-8")
    folder.chmod(0o500)
    if not os.access(folder, os.W_OK):
        assert run("extract", protocol, "--output", output).exit_code == 2
        assert output.read_text(encoding="utf-8") == "gammalt"
    folder.chmod(0o700)


def test_schema_is_written_to_a_file(tmp_path: Path) -> None:
    output = tmp_path / "schema.json"
    result = run("schema", "--output", output)
    assert (result.exit_code, result.stdout, output.read_text(encoding="utf-8")) == (0, "", run("schema").stdout)


def test_schema_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    result = run("schema", "--output", tmp_path / "saknas" / "schema.json")
    assert (result.exit_code, result.stdout, result.stderr.startswith("BeslutsnlpError: ")) == (2, "", True)


# failures


def test_failures_are_listed_and_the_other_files_done(protocol: Path, later: Path, tmp_path: Path) -> None:
    picture, missing = tmp_path / "bild.png", tmp_path / "saknas.pdf"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("extract", picture, protocol, missing, later, "--format", "jsonl")
    sources = [json.loads(line)["source"] for line in result.stdout.splitlines()]
    reason = os.strerror(2)
    assert (result.exit_code, sources, result.stderr.splitlines()) == (
        2,
        ["protokoll.txt", "senare.txt"],
        [
            f"{picture}: UnknownFormat: bild.png is a picture. Make it a PDF with a text layer by OCR first.",
            f"ReadError: {missing} cannot be opened: {reason}. Check the path and your rights to it.",
            "2 of 4 files failed.",
        ],
    )


def test_nothing_is_printed_when_nothing_can_be_read(tmp_path: Path) -> None:
    results = [run("extract", tmp_path / "saknas.txt", "--format", form) for form in ("table", "json", "jsonl", "csv")]
    assert [(result.exit_code, result.stdout) for result in results] == [(2, "")] * 4


def test_write_that_fails_is_no_failed_file(protocol: Path, later: Path, tmp_path: Path) -> None:
    result = run("extract", protocol, later, "--output", tmp_path)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


# options


def test_assignments_of_other_assertions_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(PROPOSED, encoding="utf-8")
    found = {
        asked: [
            entry["assertion"]
            for entry in json.loads(run("extract", path, "--format", "json", *asked).stdout)["assignments"]
        ]
        for asked in ((), ("--include", "proposed"), ("--include", "rejected"), ("--include", "all"))
    }
    assert found == {
        (): [],
        ("--include", "proposed"): ["proposed"],
        ("--include", "rejected"): [],
        ("--include", "all"): ["proposed"],
    }


def test_assertion_that_there_is_not_is_refused(protocol: Path) -> None:
    result = run("extract", protocol, "--include", "beslutade")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "--include beslutade: there is no such assertion. "
        "There are decided, proposed, reported, withdrawn, rejected, and all.\n",
    )


def test_date_of_the_meeting_is_taken(protocol: Path) -> None:
    result = run("extract", protocol, "--decided-on", "2024-02-29", "--format", "json")
    record = json.loads(result.stdout)
    assert (record["date"], record["assignments"][0]["decided_on"]) == ("2024-02-29", "2024-02-29")


@pytest.mark.parametrize("day", ["igår", "2025-02-29", "20 maj 2025", "2025-05-20T10:00", ""])
def test_date_that_there_is_not_is_refused(day: str, protocol: Path) -> None:
    result = run("extract", protocol, "--decided-on", day)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"--decided-on {day}: that is no date. Write it as 2025-05-20.\n",
    )


def test_profile_gives_a_body_its_names(protocol: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profil.toml"
    profile.write_text('[aliases]\nTVC = "teknisk chef"\n', encoding="utf-8")
    protocol.write_text(PROTOCOL.replace("teknisk chef", "TVC"), encoding="utf-8")
    result = run("extract", protocol, "--profile", profile, "--format", "csv")
    assert [row["responsible"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["teknisk chef"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("alias = 1", "{} has the unknown key alias. A profile has aliases, case_numbers, columns, headings, phrases."),
        ("aliases = 1", '{}: aliases is a table of texts, such as FN = "fastighetsnämnden".'),
        ("case_numbers = 1", "{}: case_numbers is a list of regular expressions, each a text."),
        (
            'case_numbers = ["("]',
            "{}: the case number '(' is no regular expression: missing ), unterminated subpattern at position 0. Mend it.",
        ),
    ],
)
def test_profile_that_breaks_its_rules_is_refused(text: str, error: str, protocol: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profil.toml"
    profile.write_text(text, encoding="utf-8")
    result = run("extract", protocol, "--profile", profile)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"DataError: {error.format(profile)}\n")


@pytest.mark.parametrize(
    "arguments", [["extract"], ["extract", "a.txt", "--format", "xml"], ["extract", "--nej"], ["nej"]]
)
def test_call_that_is_wrong_is_refused(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_help_names_the_exit_codes() -> None:
    codes = (
        "Exit codes: 0 all went well; 1 an unexpected error, please report it; 2 a file could not be read or written"
    )
    shown = [
        " ".join(run(*arguments).stdout.split())
        for arguments in (["--help"], ["extract", "--help"], ["schema", "--help"])
    ]
    assert [codes in text for text in shown] == [True, True, True]


def test_version_is_that_of_the_package() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, version("beslutsnlp") + "\n")


# in a process of its own


def test_records_alone_are_on_standard_output(protocol: Path, tmp_path: Path) -> None:
    done = start(["extract", protocol, tmp_path / "saknas.txt", "--format", "jsonl"])
    assert (done.returncode, [json.loads(line) for line in done.stdout.splitlines()]) == (2, [records(protocol)])
    assert done.stderr.splitlines()[-1] == b"1 of 2 files failed."


def test_records_are_utf8_whatever_the_terminal_has(protocol: Path) -> None:
    done = start(["extract", "-", "--format", "json"], stdin=PROTOCOL.encode(), PYTHONIOENCODING="ascii")
    assert (done.returncode, json.loads(done.stdout)["items"][0]["title"], done.stderr) == (0, "Plan för vägar", b"")


def test_table_on_a_terminal_without_swedish_has_question_marks(protocol: Path) -> None:
    done = start(["extract", protocol], PYTHONIOENCODING="ascii")
    first = done.stdout.splitlines()[0]
    assert (done.returncode, first, done.stderr) == (
        0,
        b"protokoll.txt ? Kommunstyrelsen ? 2025-05-20 ? 2 ?, 2 decisions, 1 assignments",
        b"",
    )


def test_schema_is_printed_whatever_the_terminal_has() -> None:
    done = start(["schema"], PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout.decode("utf-8"), done.stderr) == (0, run("schema").stdout, b"")


def test_help_answers_without_loading_spacy() -> None:
    code = "import sys; from beslutsnlp.cli import app; app(['--help'], standalone_mode=False); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_version_is_printed_by_the_module() -> None:
    done = start(["--version"])
    assert (done.returncode, done.stdout.decode().split(), done.stderr) == (0, [version("beslutsnlp")], b"")


def test_bad_option_ends_the_process_with_two() -> None:
    done = start(["extract", "a.txt", "--decided-on", "igår"])
    assert (done.returncode, done.stdout) == (2, b"")
