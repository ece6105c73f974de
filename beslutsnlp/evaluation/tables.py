"""An evaluation as tables to read on a terminal."""

from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beslutsnlp.evaluation.mistakes import Mistake
from beslutsnlp.evaluation.summary import (
    KEY_FIELDS,
    Evaluation,
    FieldScores,
    Measure,
    Part,
    count_mistakes,
    groupings,
    worst_groups,
)
from beslutsnlp.tables import WIDTH_OF_A_PIPE, plain

_GROUPS = 15


def print_evaluation(evaluation: Evaluation, file: TextIO, *, by: str = "style", errors: int = 0) -> None:
    """Print the scores of an evaluation: by field, by group with the lowest first, and some of its mistakes.

    Args:
        evaluation: What was measured.
        file: Where to print.
        by: The groups that are shown.
        errors: How many mistakes of each field are shown.
    """
    console = Console(file=file, width=None if file.isatty() else WIDTH_OF_A_PIPE, highlight=False)
    for part in evaluation.parts:
        console.print(
            Text(f"{plain(evaluation.source or '')} · {part.name} · {part.documents:,} documents".strip(" ·")),
            style="bold",
            soft_wrap=True,
        )
        console.print(_fields(part))
        for kind in groupings(part, by):
            console.print(_groups(part, kind))
        for entry in part.calibrations:
            console.print(
                f"Expected calibration error of {entry.field}: {entry.ece:.3f} ({entry.n:,} records, {len(entry.bins)} bins of equal mass)",
                soft_wrap=True,
            )
        for name in count_mistakes(part) if errors else ():
            for mistake in [mistake for mistake in part.mistakes if mistake.field == name][:errors]:
                console.print(_mistake(mistake), soft_wrap=True)
        console.print()
    for note in evaluation.notes:
        console.print(Text(f"Note: {plain(note)}", style="yellow"), soft_wrap=True)


def _fields(part: Part) -> Table:
    table = Table()
    table.add_column("Field", no_wrap=True)
    for name in ("Annotated", "P", "R", "F1", "95 % of F1", "Partial F1"):
        table.add_column(name, justify="right", no_wrap=True)
    for entry in part.fields:
        table.add_row(entry.name.replace("_", " "), f"{entry.strict.annotated:,}", *_numbers(entry))
    return table


def _numbers(entry: FieldScores) -> list[str]:
    strict = entry.strict
    partial = f"{entry.partial.f1:.3f}" if entry.partial else ""
    if entry.share:
        return ["", f"{strict.recall:.3f}", "", "", partial]
    low, high = strict.intervals.get("f1", (None, None))
    interval = "" if low is None else f"{low:.3f}–{high:.3f}"
    return [f"{strict.precision:.3f}", f"{strict.recall:.3f}", f"{strict.f1:.3f}", interval, partial]


def _groups(part: Part, by: str) -> Table:
    names = KEY_FIELDS.get(part.name, ())
    groups = worst_groups(part, by)
    shown = f"lowest {_GROUPS} of {len(groups)}" if len(groups) > _GROUPS else "lowest first"
    table = Table(title=f"F1, of shares recall (annotated) by {by}, {shown}", title_justify="left")
    table.add_column(by.capitalize(), overflow="fold")
    table.add_column("Documents", justify="right", no_wrap=True)
    for name in names:
        table.add_column(name.replace("_", " "), justify="right", no_wrap=True)
    for group in groups[:_GROUPS]:
        table.add_row(
            Text(plain(group.name)),
            str(group.documents),
            *(_cell(part, name, group.fields.get(name)) for name in names),
        )
    return table


def _cell(part: Part, name: str, measure: Measure | None) -> str:
    value = part.main_value(name, measure) if measure else None
    return "–" if value is None or measure is None else f"{value:.3f} ({measure.annotated})"


def _mistake(mistake: Mistake) -> Text:
    where = f", line {mistake.line}" if mistake.line is not None else ""
    where += f", page {mistake.page}" if mistake.page is not None else ""
    told = Text(f"{mistake.field}: {mistake.kind}: {plain(mistake.place)}{where}\n", style="bold")
    if mistake.text is not None and mistake.mark is not None:
        start, end = mistake.mark
        text = "".join(c if c.isprintable() else " " for c in mistake.text)
        told.append(f"    {text[:start]}", style="not bold")
        told.append(f"[{text[start:end]}]" if start < end else "", style="not bold yellow")
        told.append(f"{text[end:]}\n", style="not bold")
    for name, value in (("annotated", mistake.gold), ("found", mistake.found)):
        told.append(f"    {name}: {'nothing' if value is None else plain(value)}\n", style="not bold dim")
    told.rstrip()
    return told
