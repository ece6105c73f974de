"""What training gave, as a table to read on a terminal."""

from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beslutsnlp.tables import WIDTH_OF_A_PIPE
from beslutsnlp.training.training import Trained


def print_training(trained: Trained, file: TextIO) -> None:
    """Print the scores before and after training side by side, and what was learnt of the body's wording."""
    console = Console(file=file, width=None if file.isatty() else WIDTH_OF_A_PIPE, highlight=False)
    for name, learnt in (("Section headings", trained.headings), ("Abbreviations", trained.aliases)):
        if learnt:
            shown = ", ".join(f"{key} = {value}" for key, value in learnt.items())
            console.print(Text(f"{name} learnt: {shown}"), soft_wrap=True)
    table = Table(title=f"Measured on {trained.measured_on}", title_justify="left")
    table.add_column("Field", no_wrap=True)
    for name in ("Annotated", "F1 before", "F1 after", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    for field, (_, _, after, count) in trained.after.items():
        if " " in field:
            continue
        before = trained.before.get(field)
        change = Text("–")
        if before is not None:
            by = after - before[2]
            change = Text(f"{by:+.3f}", style="green" if by > 0 else "red" if by < 0 else "")
        table.add_row(field, f"{count:,}", f"{before[2]:.3f}" if before else "–", f"{after:.3f}", change)
    console.print(table)
    console.print(
        Text(f"{trained.folder}: trained on {trained.documents} documents. Load it with beslutsnlp.load."),
        soft_wrap=True,
    )
