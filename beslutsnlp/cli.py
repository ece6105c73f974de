"""The command line: `beslutsnlp extract`, `beslutsnlp dates`, `beslutsnlp schema`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    import datetime as dt

    from beslutsnlp.records import Extraction

EXIT_CODES = """
Exit codes: 0 all went well; 1 an unexpected error, please report it; 2 a file could not be read or written, or an option is wrong:
the other files are done all the same, and the failures are listed on stderr.
"""

_STDIN = "Standard input"

_MEETINGS = typer.Option(
    "--meetings",
    help="A TOML or CSV file of the meeting days of bodies, which tell the day of 'nämndens möte i september'.",
    show_default=False,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads Swedish protocols and follow-up lists and gives their decisions, assignments and statuses as records."
    + EXIT_CODES,
)


class Format(StrEnum):
    """The forms that `extract` writes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def _print_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(version("beslutsnlp"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command(epilog=EXIT_CODES)
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
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write to this file; it appears whole or not at all. Standard output otherwise.",
            show_default=False,
        ),
    ] = None,
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
    from beslutsnlp.labels import ASSERTIONS, Assertion
    from beslutsnlp.reading import load_bytes

    asked = include or []
    unknown = sorted(set(asked) - {*ASSERTIONS, "all"})
    if unknown:
        _fail(f"--include {unknown[0]}: there is no such assertion. There are {', '.join(ASSERTIONS)}, and all.")
    wanted: tuple[Assertion, ...] = (
        ASSERTIONS if "all" in asked else tuple(name for name in ASSERTIONS if name == "decided" or name in asked)
    )
    day, due = _day("--decided-on", decided_on), _day("--as-of", as_of)
    if output is not None and not output.parent.is_dir():
        _fail(f"{output} cannot be written: the folder {output.parent} is not there. Make it first.")
    form = format or _format_of(output)
    try:
        nlp = load(profile=profile, meetings=meetings)
    except BeslutsnlpError as error:
        _fail(_shown(error))
    done: list[Extraction] = []
    failures: list[str] = []
    unexpected = False
    for name in _with_progress(files):
        try:
            source = load_bytes(sys.stdin.buffer, _STDIN) if name == "-" else Path(name)
            done.append(extract_one(source, nlp=nlp, decided_on=day, include=wanted, as_of=due))
        except BeslutsnlpError as error:
            failures.append(_placed(name, _shown(error)))
        except Exception as error:  # one file must not take the others down; it is reported as what it is, a bug
            unexpected = True
            failures.append(f"{name}: unexpected {_shown(error)}. Please report it.")
    if failures and len(files) > 1:
        failures.append(f"{len(failures)} of {len(files)} files failed.")
    if done:
        try:
            _write(done, form, output, as_list=len(files) > 1, as_of=due)
        except BeslutsnlpError as error:
            failures.append(_shown(error))
    if failures:
        _fail("\n".join(failures), code=1 if unexpected else 2)


@app.command(epilog=EXIT_CODES)
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
        _print(text)
        return
    try:
        write_whole(output, text.encode("utf-8"))
    except BeslutsnlpError as error:
        _fail(_shown(error))


@app.command(epilog=EXIT_CODES)
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

    day = _day("--decided-on", decided_on)
    try:
        calendar = read_meetings(meetings) if meetings else None
    except BeslutsnlpError as error:
        _fail(_shown(error))
    given = sys.stdin.read() if text == "-" else text
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print_times(given, explain(given, decided_on=day, meetings=calendar, body=body), sys.stdout)


def _day(option: str, written: str | None) -> "dt.date | None":
    """Return the date that an option gives."""
    import datetime as dt

    try:
        return dt.date.fromisoformat(written) if written is not None else None
    except ValueError:
        _fail(f"{option} {written}: that is no date. Write it as 2025-05-20.")


def _placed(name: str, message: str) -> str:
    """Return a message with the file's name as it was given before it, if it is not in it."""
    place = _STDIN if name == "-" else name
    return message if place in message else f"{place}: {message}"


def _shown(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _fail(message: str, code: int = 2) -> NoReturn:
    sys.stderr.write(message + "\n")
    raise typer.Exit(code)


def _format_of(output: Path | None) -> Format:
    """Return the form that an output file's suffix asks for; a table for .txt, none, and standard output."""
    suffix = output.suffix.lstrip(".").lower() if output else ""
    if suffix in ("", "txt"):
        return Format.TABLE
    if suffix not in ("json", "jsonl", "csv", "xlsx"):
        _fail(f"{output}: no form goes with .{suffix}. End it in .json, .jsonl, .csv, .xlsx or .txt, or give --format.")
    return Format(suffix)


def _with_progress(files: list[str]) -> "list[str]":
    """Return the files, with a progress bar on stderr while they are taken, if somebody can see it."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="Reading", console=Console(stderr=True), transient=True)  # type: ignore[return-value]


def _print(text: str) -> None:
    """Write records to standard output, in UTF-8 whatever the terminal has."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(text)
    sys.stdout.flush()


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
        _print(text)
    else:
        write_whole(output, text.encode("utf-8"))


def main() -> None:
    """Run the command line; a reader that closes the pipe ends it quietly."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
