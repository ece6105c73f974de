"""The commands that read documents: `beslutsnlp extract`, `beslutsnlp dates`, `beslutsnlp schema`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beslutsnlp.cli.terminal import MODEL, OUTPUT, STDIN, day, fail, placed, print_records, shown, wanted_assertions

if TYPE_CHECKING:
    import datetime as dt

    from beslutsnlp.records import Extraction

_MEETINGS = typer.Option(
    "--meetings",
    help="A TOML or CSV file of the meeting days of bodies, which tell the day of 'nämndens möte i september'.",
    show_default=False,
)


class Format(StrEnum):
    """The forms that `extract` writes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def extract(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Protocols and follow-up lists as PDF, DOCX, XLSX, CSV or text; '-' reads standard input.",
            metavar="FILES...",
            show_default=False,
        ),
    ],
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="What to write: a table to read, or records. By the output's suffix where it is left out, else a table.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[Path | None, OUTPUT] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            help="Take assignments of this assertion too: proposed, reported, withdrawn, rejected, or all. May be repeated.",
            show_default=False,
        ),
    ] = None,
    decided_on: Annotated[
        str | None,
        typer.Option(
            "--decided-on", help="The meeting's date (2025-05-20), where the file does not tell it.", show_default=False
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile",
            help="A TOML file of a body's own abbreviations, case numbers and headings.",
            show_default=False,
        ),
    ] = None,
    meetings: Annotated[Path | None, _MEETINGS] = None,
    model: Annotated[Path | None, MODEL] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="Mark what was due before this day (2026-01-31), and read statuses that are a bare date by it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Extract the decisions and assignments of protocols, and the rows of follow-up lists with their status."""
    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.extraction import extract as extract_one
    from beslutsnlp.extraction import load
    from beslutsnlp.reading import load_bytes

    wanted = wanted_assertions(include or [])
    decided, due = day("--decided-on", decided_on), day("--as-of", as_of)
    if output is not None and not output.parent.is_dir():
        fail(f"{output} cannot be written: the folder {output.parent} is not there. Make it first.")
    form = format or _format_of(output)
    try:
        nlp = load(model, profile=profile, meetings=meetings)
    except BeslutsnlpError as error:
        fail(shown(error))
    done: list[Extraction] = []
    failures: list[str] = []
    unexpected = False
    for name in _with_progress(files):
        try:
            source = load_bytes(sys.stdin.buffer, STDIN) if name == "-" else Path(name)
            done.append(extract_one(source, nlp=nlp, decided_on=decided, include=wanted, as_of=due))
        except BeslutsnlpError as error:
            failures.append(placed(name, shown(error)))
        except Exception as error:  # one file must not take the others down; it is reported as what it is, a bug
            unexpected = True
            failures.append(f"{name}: unexpected {shown(error)}. Please report it.")
    if failures and len(files) > 1:
        failures.append(f"{len(failures)} of {len(files)} files failed.")
    if done:
        try:
            _write(done, form, output, as_list=len(files) > 1, as_of=due)
        except BeslutsnlpError as error:
            failures.append(shown(error))
    if failures:
        fail("\n".join(failures), code=1 if unexpected else 2)


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema (2020-12) of what `extract --format json` writes for one file."""
    import json

    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.export import json_schema, write_whole

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        print_records(text)
        return
    try:
        write_whole(output, text.encode("utf-8"))
    except BeslutsnlpError as error:
        fail(shown(error))


def dates(
    text: Annotated[str, typer.Argument(help="A text; '-' reads standard input.", show_default=False)],
    decided_on: Annotated[
        str | None,
        typer.Option(
            "--decided-on",
            help="The decision's date (2025-05-20), which fills in what the text leaves out.",
            show_default=False,
        ),
    ] = None,
    meetings: Annotated[Path | None, _MEETINGS] = None,
    body: Annotated[
        str | None,
        typer.Option("--body", help="The deciding body, which 'nästa sammanträde' means.", show_default=False),
    ] = None,
) -> None:
    """Show the deadlines in a text, how each was read, and the times that are none."""
    from beslutsnlp.dates.expressions import explain
    from beslutsnlp.dates.meetings import read_meetings
    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.tables import print_times

    decided = day("--decided-on", decided_on)
    try:
        calendar = read_meetings(meetings) if meetings else None
    except BeslutsnlpError as error:
        fail(shown(error))
    given = sys.stdin.read() if text == "-" else text
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print_times(given, explain(given, decided_on=decided, meetings=calendar, body=body), sys.stdout)


def _format_of(output: Path | None) -> Format:
    """Return the form that an output file's suffix asks for; a table for .txt, none, and standard output."""
    suffix = output.suffix.lstrip(".").lower() if output else ""
    if suffix in ("", "txt"):
        return Format.TABLE
    if suffix not in ("json", "jsonl", "csv", "xlsx"):
        fail(f"{output}: no form goes with .{suffix}. End it in .json, .jsonl, .csv, .xlsx or .txt, or give --format.")
    return Format(suffix)


def _with_progress(files: list[str]) -> "list[str]":
    """Return the files, with a progress bar on stderr while they are taken, if somebody can see it."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="Reading", console=Console(stderr=True), transient=True)  # type: ignore[return-value]


def _write(
    done: "list[Extraction]", format: Format, output: Path | None, *, as_list: bool, as_of: "dt.date | None"
) -> None:
    from beslutsnlp.export import to_csv, to_json, to_jsonl, write_whole

    if format is Format.XLSX:
        from beslutsnlp.export.xlsx import to_xlsx

        data = to_xlsx(done, as_of=as_of)
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            write_whole(output, data)
        return
    if format is Format.TABLE:
        from beslutsnlp.tables import print_tables

        if output is None:
            # a terminal that lacks a character shows a question mark
            sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
            print_tables(done, sys.stdout, as_of=as_of)
            return
        import io

        buffer = io.StringIO()
        print_tables(done, buffer, as_of=as_of)
        text = buffer.getvalue()
    elif format is Format.JSON:
        text = to_json(done, as_list=as_list)
    else:
        text = to_jsonl(done) if format is Format.JSONL else to_csv(done, as_of=as_of)
    if output is None:
        print_records(text)
    else:
        write_whole(output, text.encode("utf-8"))
