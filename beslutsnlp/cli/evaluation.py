"""The command that measures on annotated documents: `beslutsnlp evaluate`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beslutsnlp.cli.terminal import MODEL, SHORT, fail, shown

if TYPE_CHECKING:
    from beslutsnlp.corpus import AnnotatedDocument
    from beslutsnlp.evaluation import Evaluation, Report


class By(StrEnum):
    """The groups that scores are shown by."""

    STYLE = "style"
    BODY = "body"


def evaluate(
    path: Annotated[
        Path,
        typer.Argument(
            help="A JSONL file of annotated documents, or a folder: all JSONL files in it.", show_default=False
        ),
    ],
    model: Annotated[Path | None, MODEL] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            help="Write a report with pictures to this HTML file. Needs the extra 'report'.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Write all scores and mistakes to this JSON file.", show_default=False),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(
            "--errors",
            min=0,
            help="How many mistakes of each field are shown, each with its source line: none on the terminal and 100 in HTML if left out.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Show the scores of each house style, or of each body.")] = By.STYLE,
    leave_one_body_out: Annotated[
        bool,
        typer.Option(
            "--leave-one-body-out",
            help="Show the scores by body, each body read by what was trained on all others. "
            "What is not trained reads all bodies alike.",
        ),
    ] = False,
    thresholds: Annotated[
        Path | None,
        typer.Option(
            "--thresholds",
            help="A CSV file of what each field must score; where one falls short, the exit code is 3.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Measure how well annotated documents are read: precision, recall and F1 by field, with 95 % intervals."""
    from beslutsnlp.errors import BeslutsnlpError

    for output in (html, json):
        if output is not None and not output.parent.is_dir():
            fail(f"{output} cannot be written: the folder {output.parent} is not there. Make it first.")
    try:
        short = _evaluate(
            path, model, html, json, errors, By.BODY if leave_one_body_out else by, leave_one_body_out, thresholds
        )
    except BeslutsnlpError as error:
        fail(shown(error))
    if short:
        fail("\n".join([*short, f"{len(short)} thresholds are not met."]), code=SHORT)


def _evaluate(
    path: Path,
    model: Path | None,
    html: Path | None,
    json: Path | None,
    errors: int | None,
    by: By,
    leave_one_out: bool,
    thresholds: Path | None,
) -> list[str]:
    """Write and print an evaluation, and return what fell short of the thresholds."""
    from beslutsnlp.errors import DataError
    from beslutsnlp.evaluation import Evaluation, find_shortfalls, read_thresholds, summarise
    from beslutsnlp.evaluation.tables import print_evaluation

    if html is not None:
        from beslutsnlp.evaluation.pictures import check_pictures

        check_pictures()
    limits = read_thresholds(thresholds) if thresholds else []
    splits = _read_splits(path)
    measured, notes = _measure(splits, model, leave_one_out=leave_one_out)
    if not any(measured.values()):
        raise DataError(f"{path} has nothing that is measured on its text. {' '.join(notes)}")
    short: list[str] = []
    if thresholds:
        checked = 0
        for file, reports in measured.items():
            number, lines = find_shortfalls(limits, reports, corpus=file.resolve().parent.name, split=file.stem)
            checked += number
            short += lines
        if not checked:
            names = ", ".join(f"{file.resolve().parent.name}/{file.stem}" for file in splits)
            raise DataError(
                f"{thresholds} has no row for {names}. Name a corpus (a folder) and split (a file) that it has rows for."
            )
    evaluation = Evaluation(
        source=str(path),
        model=str(model) if model else None,
        parts=[summarise(report, name=name) for name, report in _merged(measured).items()],
        shortfalls=short,
        notes=notes,
    )
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print_evaluation(evaluation, sys.stdout, by=by, errors=errors or 0)
    _write(evaluation, html, json, by=by, errors=errors)
    return short


def _read_splits(path: Path) -> "dict[Path, list[AnnotatedDocument]]":
    """Return the documents of each file."""
    from beslutsnlp.corpus import read_corpus
    from beslutsnlp.errors import DataError

    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    # all together first: an id must not be in two files
    documents = {document.id: document for document in read_corpus(path)}
    if not documents:
        raise DataError(f"{path} has no documents. Write one a line, as JSON.")
    if len(files) == 1:
        return {files[0]: list(documents.values())}
    return {file: read_corpus(file) for file in files}


def _measure(
    splits: "dict[Path, list[AnnotatedDocument]]", model: Path | None, *, leave_one_out: bool
) -> "tuple[dict[Path, dict[str, Report]], list[str]]":
    """Return the reports of each file by part, and notes."""
    from beslutsnlp.evaluation import evaluate_kinds, evaluate_left_out

    notes: dict[str, None] = {}
    measured: dict[Path, dict[str, Report]] = {}
    if leave_one_out:
        from beslutsnlp.training import train_on

        for file, documents in splits.items():
            measured[file], told = evaluate_left_out(documents, train_on)
            notes.update(dict.fromkeys(told))
        if model is not None:
            notes["The model folder was not used: what was trained on the other bodies read each body."] = None
        return measured, list(notes)
    from beslutsnlp.extraction import load

    nlp = load(model)
    for file, documents in splits.items():
        measured[file], told = evaluate_kinds(documents, nlp=nlp)
        notes.update(dict.fromkeys(told))
    return measured, list(notes)


def _merged(measured: "dict[Path, dict[str, Report]]") -> "dict[str, Report]":
    from beslutsnlp.evaluation import Report

    merged: dict[str, Report] = {}
    for reports in measured.values():
        for name, report in reports.items():
            merged.setdefault(name, Report()).update(report)
    return merged


def _write(evaluation: "Evaluation", html: Path | None, json: Path | None, *, by: By, errors: int | None) -> None:
    from beslutsnlp.export import write_whole

    if json is not None:
        write_whole(json, (evaluation.model_dump_json(indent=2) + "\n").encode("utf-8"))
    if html is not None:
        from beslutsnlp.evaluation.page import to_html

        page = to_html(evaluation, by=by) if errors is None else to_html(evaluation, by=by, errors=errors)
        write_whole(html, page.encode("utf-8"))
