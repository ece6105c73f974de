"""Extractions as tables to read on a terminal."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beslutsnlp.records import Assignment, Deadline, Extraction, Party

_WIDTH_OF_A_PIPE = 120
_COLOURS = {"decided": "", "proposed": "yellow", "reported": "dim", "withdrawn": "red", "rejected": "red"}


def print_tables(extractions: Iterable[Extraction], file: TextIO) -> None:
    """Print a table of each document's assignments: §, assignment, responsible, deadline, page."""
    console = Console(file=file, width=None if file.isatty() else _WIDTH_OF_A_PIPE, highlight=False)
    for extraction in extractions:
        console.print(_heading(extraction), style="bold", soft_wrap=True)
        for warning in extraction.warnings:
            console.print(Text(f"Warning: {_plain(warning)}", style="yellow"), soft_wrap=True)
        if not extraction.assignments:
            console.print("No assignments found.\n")
            continue
        console.print(_table(extraction))
        console.print()


def _heading(extraction: Extraction) -> Text:
    facts = [extraction.source or "Text", extraction.body, extraction.date.isoformat() if extraction.date else None]
    decisions = sum(len(item.decisions) for item in extraction.items)
    counts = f"{len(extraction.items)} §, {decisions} decisions, {len(extraction.assignments)} assignments"
    return Text(" · ".join([*(_plain(fact) for fact in facts if fact), counts]))


def _table(extraction: Extraction) -> Table:
    paged = any(assignment.span.page for assignment in extraction.assignments)
    asserted = any(assignment.assertion != "decided" for assignment in extraction.assignments)
    table = Table(show_lines=True, expand=True)
    table.add_column("§", no_wrap=True)
    table.add_column("Assignment", ratio=5)
    table.add_column("Responsible", ratio=2)
    table.add_column("Deadline", ratio=2)
    if asserted:
        table.add_column("Assertion", no_wrap=True)
    if paged:
        table.add_column("Page", justify="right", no_wrap=True)
    for assignment in extraction.assignments:
        cells = [
            Text(assignment.paragraph or "–"),
            Text(_plain(assignment.task or assignment.text)),
            _parties(assignment),
            _deadlines(assignment.deadlines),
        ]
        if asserted:
            cells.append(Text(assignment.assertion, style=_COLOURS[assignment.assertion]))
        if paged:
            cells.append(Text(str(assignment.span.page or "")))
        table.add_row(*cells)
    return table


def _plain(text: str) -> str:
    """Return a piece of a source on one line, without the characters that steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _parties(assignment: Assignment) -> Text:
    lines = [_names(assignment.responsible)] if assignment.responsible else []
    lines += [
        f"{label} {_names(parties)}"
        for label, parties in (
            ("through", assignment.executor),
            ("with", assignment.collaborators),
            ("report to", assignment.report_to),
        )
        if parties
    ]
    return Text("\n".join(lines) or "–")


def _names(parties: Iterable[Party]) -> str:
    return ", ".join(_plain(party.name) for party in parties)


def _deadlines(deadlines: Iterable[Deadline]) -> Text:
    lines = [
        _plain(deadline.text) + (f" ({deadline.end.isoformat()})" if deadline.end else "") for deadline in deadlines
    ]
    return Text("\n".join(lines) or "–")
