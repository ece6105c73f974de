"""The command that trains: `beslutsnlp train`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beslutsnlp.cli.terminal import fail, shown

if TYPE_CHECKING:
    from beslutsnlp.training import Trained


def train(
    corpus: Annotated[
        Path,
        typer.Argument(
            help="A corpus folder: train.jsonl, and dev.jsonl and test.jsonl where you have them.", show_default=False
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="The model's folder. It appears once all is done; until then a model there stays as it is.",
            show_default=False,
        ),
    ],
    start: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="The model to go on from; the one that comes with the library if left out.",
            show_default=False,
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile",
            help="A TOML file of the body's abbreviations, headings and case numbers, which goes into the model.",
            show_default=False,
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option("--epochs", min=1, max=100, help="How often the examples are gone over at most.")
    ] = 6,
    seed: Annotated[int, typer.Option("--seed", help="Of all that is drawn; the same seed gives the same model.")] = 0,
) -> None:
    """Train a model on your own annotated protocols, lists and status texts, and show its scores beside those before."""
    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.training import train as train_model
    from beslutsnlp.training.tables import print_training

    try:
        trained: Trained = train_model(
            corpus,
            output,
            start=start,
            profile=profile,
            epochs=epochs,
            seed=seed,
            progress=lambda line: typer.echo(line, err=True),
        )
    except BeslutsnlpError as error:
        fail(shown(error))
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror or error}. Check the folder.")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print_training(trained, sys.stdout)
