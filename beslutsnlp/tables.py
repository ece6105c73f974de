"""Extractions as tables to read on a terminal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beslutsnlp.dates.expressions import TimeSpan
from beslutsnlp.records import Assignment, Deadline, Extraction, Party, Row

WIDTH_OF_A_PIPE = 120
_STATUS_COLOURS = {"open": "bold red", "in_progress": "bold yellow", "done": "bold green"}
_COLOURS = {"decided": "", "proposed": "yellow", "reported": "dim", "withdrawn": "red", "rejected": "red"}


def print_tables(extractions: Iterable[Extraction], file: TextIO, *, as_of: dt.date | None = None) -> None:
    """Print a table of each document's assignments: §, assignment, responsible, deadline, page.

    With `as_of`, what was due before that day is marked.
    """
    console = Console(file=file, width=None if file.isatty() else WIDTH_OF_A_PIPE, highlight=False)
    for extraction in extractions:
        console.print(_heading(extraction), style="bold", soft_wrap=True)
        for warning in extraction.warnings:
            console.print(Text(f"Warning: {plain(warning)}", style="yellow"), soft_wrap=True)
        if extraction.rows:
            console.print(_list_table(extraction, as_of))
            console.print()
            continue
        if not extraction.assignments:
            console.print("No assignments found.\n")
            continue
        console.print(_table(extraction, as_of))
        console.print()


def _heading(extraction: Extraction) -> Text:
    facts = [extraction.source or "Text", extraction.body, extraction.date.isoformat() if extraction.date else None]
    decisions = sum(len(item.decisions) for item in extraction.items)
    counts = f"{len(extraction.items)} §, {decisions} decisions, {len(extraction.assignments)} assignments"
    if extraction.rows:
        done = sum(row.status is not None and row.status.label == "done" for row in extraction.rows)
        counts = f"{len(extraction.rows)} rows, {done} done, {len(extraction.assignments)} assignments"
    return Text(" · ".join([*(plain(fact) for fact in facts if fact), counts]))


def _table(extraction: Extraction, as_of: dt.date | None) -> Table:
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
            Text(plain(assignment.task or assignment.text)),
            _parties(assignment),
            _deadlines(assignment.deadlines, overdue=as_of is not None and assignment.overdue(as_of)),
        ]
        if asserted:
            cells.append(Text(assignment.assertion, style=_COLOURS[assignment.assertion]))
        if paged:
            cells.append(Text(str(assignment.span.page or "")))
        table.add_row(*cells)
    return table


def _list_table(extraction: Extraction, as_of: dt.date | None) -> Table:
    paged = any(row.page for row in extraction.rows)
    table = Table(show_lines=True, expand=True)
    table.add_column("Decided", no_wrap=True)
    table.add_column("Matter", ratio=17, overflow="fold")
    table.add_column("Assignment", ratio=25, overflow="fold")
    table.add_column("Responsible", ratio=20, overflow="fold")
    table.add_column("Deadline", ratio=15, overflow="fold")
    table.add_column("Status", ratio=17)
    if paged:
        table.add_column("Page", justify="right", no_wrap=True)
    section: str | None = None
    for row in extraction.rows:
        if row.section and row.section != section:
            section = row.section
            table.add_row(Text(plain(section), style="bold"), *[""] * (6 if paged else 5))
        cells = [
            _decided(row),
            Text("\n".join(plain(text) for text in (row.title, row.case_number) if text) or "–"),
            Text("\n".join(plain(entry.text) for entry in row.assignments) or plain(row.assignment_text or "–")),
            Text(
                "\n".join(dict.fromkeys(_names([party]) for entry in row.assignments for party in entry.responsible))
                or "–"
            ),
            _row_deadlines(row, as_of),
            _status(row),
        ]
        if paged:
            cells.append(Text(str(row.page or "")))
        table.add_row(*cells)
    return table


def _decided(row: Row) -> Text:
    paragraphs = f"§ {', '.join(row.paragraphs)}" if row.paragraphs else ""
    return Text("\n".join(filter(None, (row.date.isoformat() if row.date else "", paragraphs))) or "–")


def _row_deadlines(row: Row, as_of: dt.date | None) -> Text:
    overdue = as_of is not None and any(entry.overdue(as_of) for entry in row.assignments)
    return _deadlines([deadline for entry in row.assignments for deadline in entry.deadlines], overdue=overdue)


def _status(row: Row) -> Text:
    if row.status is None or row.status.label is None:
        return Text(f"unclear\n{plain(row.status_text or '')}".strip(), style="dim")
    shown = Text(f"{row.status.label.replace('_', ' ')}: {row.status.stage}", style=_STATUS_COLOURS[row.status.label])
    if row.status_text:
        shown.append(f"\n{plain(row.status_text)}", style="not bold default")
    if "contradiction" in row.flags:
        shown.append("\nmark and text contradict", style="magenta")
    return shown


def plain(text: str) -> str:
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
    return ", ".join(plain(party.name) for party in parties)


def _deadlines(deadlines: Iterable[Deadline], *, overdue: bool) -> Text:
    lines = [
        plain(deadline.text) + (f" ({deadline.end.isoformat()})" if deadline.end else "") for deadline in deadlines
    ]
    if overdue:
        lines.append("overdue")
    return Text("\n".join(lines) or "–", style="bold red" if overdue else "")


def print_times(text: str, times: Sequence[tuple[int, int, TimeSpan | None, str]], file: TextIO) -> None:
    """Print a table of the times in a text: what each means and the rule that read it, or that it is no deadline.

    Args:
        text: The text.
        times: Start and end of each time, what it means or None where it is no deadline, and the rule.
        file: Where to print.
    """
    console = Console(file=file, width=None if file.isatty() else WIDTH_OF_A_PIPE, highlight=False)
    if not times:
        console.print("No times found.")
        return
    table = Table(show_lines=False, expand=True)
    for name, ratio in (("Text", 4), ("Type", 2), ("Start", 2), ("End", 2), ("TIMEX3", 2), ("Rule", 4)):
        table.add_column(name, ratio=ratio)
    for start, end, time, rule in times:
        if time is None:
            table.add_row(plain(text[start:end]), "no deadline", "", "", "", rule, style="dim")
            continue
        kind = time.type if time.role == time.type or time.role == "due" else f"{time.type}, {time.role}"
        value = " ".join(
            filter(
                None,
                (
                    time.timex,
                    time.mod,
                    f"every {time.freq}" if time.freq else None,
                    f"until {time.until}" if time.until else None,
                ),
            )
        )
        table.add_row(plain(text[start:end]), kind, str(time.first or "–"), str(time.last or "–"), value or "–", rule)
    console.print(table)
