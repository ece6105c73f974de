"""The command line."""

import sys
from typing import Annotated

import typer

from beslutsnlp.cli.corpora import annotate, corpus
from beslutsnlp.cli.evaluation import evaluate
from beslutsnlp.cli.reading import dates, extract, schema
from beslutsnlp.cli.terminal import EXIT_CODES, SHORT_CODE
from beslutsnlp.cli.training import train

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads Swedish protocols and follow-up lists and gives their decisions, assignments and statuses as records."
    + EXIT_CODES
    + SHORT_CODE,
)


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


for _command in (extract, dates, schema, annotate, train):
    app.command(epilog=EXIT_CODES)(_command)
app.command(epilog=EXIT_CODES + SHORT_CODE)(evaluate)
app.add_typer(corpus, name="corpus")


def main() -> None:
    """Run the command line; a reader that closes the pipe ends it quietly."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
