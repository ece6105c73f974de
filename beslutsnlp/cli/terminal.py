"""What all commands say to the terminal: errors with their exit code, records in UTF-8, dates that options give."""

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    import datetime as dt

    from beslutsnlp.labels import Assertion

EXIT_CODES = """
Exit codes: 0 all went well; 1 an unexpected error, please report it; 2 a file could not be read or written, or an option is wrong:
the other files are done all the same, and the failures are listed on stderr.
"""

SHORT = 3
SHORT_CODE = f"""
{SHORT} an evaluation fell short of a threshold; what did is listed on stderr.
"""

STDIN = "Standard input"

OUTPUT = typer.Option(
    "--output",
    "-o",
    help="Write to this file; it appears whole or not at all. Standard output otherwise.",
    show_default=False,
)
MODEL = typer.Option(
    "--model",
    help="The folder of a model that `beslutsnlp train` wrote; the one that comes with the library if left out.",
    show_default=False,
)


def day(option: str, written: str | None) -> "dt.date | None":
    """Return the date that an option gives."""
    import datetime as dt

    try:
        return dt.date.fromisoformat(written) if written is not None else None
    except ValueError:
        fail(f"{option} {written}: that is no date. Write it as 2025-05-20.")


def wanted_assertions(asked: list[str]) -> "tuple[Assertion, ...]":
    """Return the assertions that the options --include ask for, decided always among them."""
    from beslutsnlp.labels import ASSERTIONS

    unknown = sorted(set(asked) - {*ASSERTIONS, "all"})
    if unknown:
        fail(f"--include {unknown[0]}: there is no such assertion. There are {', '.join(ASSERTIONS)}, and all.")
    return ASSERTIONS if "all" in asked else tuple(name for name in ASSERTIONS if name == "decided" or name in asked)


def placed(name: str, message: str) -> str:
    """Return a message with the file's name as it was given before it, if it is not in it."""
    place = STDIN if name == "-" else name
    return message if place in message else f"{place}: {message}"


def shown(error: Exception) -> str:
    """Return an error with the name of its kind."""
    return f"{type(error).__name__}: {error}"


def fail(message: str, code: int = 2) -> NoReturn:
    """Say what went wrong on stderr and leave with an exit code."""
    sys.stderr.write(message + "\n")
    raise typer.Exit(code)


def print_records(text: str) -> None:
    """Write records to standard output, in UTF-8 whatever the terminal has."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(text)
    sys.stdout.flush()
