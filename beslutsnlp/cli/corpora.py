"""The commands on annotated documents: `beslutsnlp annotate`, `beslutsnlp corpus import`, `beslutsnlp corpus check`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beslutsnlp.cli.terminal import (
    EXIT_CODES,
    MODEL,
    OUTPUT,
    STDIN,
    fail,
    placed,
    print_records,
    shown,
    wanted_assertions,
)

if TYPE_CHECKING:
    from beslutsnlp.corpus.documents import AnnotatedDocument

corpus = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Make and check corpora of annotated documents." + EXIT_CODES
)


class Tool(StrEnum):
    """The forms of annotation tools, and the library's own."""

    LABEL_STUDIO = "label-studio"
    PRODIGY = "prodigy"
    DOCCANO = "doccano"
    JSONL = "jsonl"


def annotate(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Protocols and follow-up lists as PDF, DOCX, XLSX, CSV or text; '-' reads standard input.",
            metavar="FILES...",
            show_default=False,
        ),
    ],
    to: Annotated[Tool, typer.Option("--to", help="The tool whose form is written.", show_default=False)],
    output: Annotated[Path | None, OUTPUT] = None,
    model: Annotated[Path | None, MODEL] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            help="Mark assignments of this assertion beside the decided ones: proposed, reported, withdrawn, rejected, or all. "
            "May be repeated. All where it is left out; 'decided' marks those alone.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Mark what is found in files, for people to correct in an annotation tool."""
    from beslutsnlp.corpus.formats import form_text
    from beslutsnlp.corpus.formats.marks import text_id
    from beslutsnlp.corpus.preannotate import annotate_source
    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.export import write_whole
    from beslutsnlp.extraction import load
    from beslutsnlp.reading import load_bytes

    wanted = wanted_assertions(include or ["all"])
    if output is not None and not output.parent.is_dir():
        fail(f"{output} cannot be written: the folder {output.parent} is not there. Make it first.")
    try:
        nlp = load(model)
    except BeslutsnlpError as error:
        fail(shown(error))
    done: list[AnnotatedDocument] = []
    failures: list[str] = []
    for name in files:
        try:
            source = load_bytes(sys.stdin.buffer, STDIN) if name == "-" else Path(name)
            own = annotate_source(source, nlp=nlp, include=wanted)
            if any(document.id == own.id for document in done):
                own = own.model_copy(update={"id": f"{own.id}-{text_id(own.text)}"})
            done.append(own)
        except BeslutsnlpError as error:
            failures.append(placed(name, shown(error)))
    if failures and len(files) > 1:
        failures.append(f"{len(failures)} of {len(files)} files failed.")
    if done:
        text = form_text(done, to.value)
        try:
            if output is None:
                print_records(text)
            else:
                write_whole(output, text.encode("utf-8"))
        except BeslutsnlpError as error:
            failures.append(shown(error))
    if failures:
        fail("\n".join(failures))


@corpus.command("import", epilog=EXIT_CODES)
def import_(
    export: Annotated[
        Path, typer.Argument(help="What the annotation tool gave out, JSON or JSONL.", show_default=False)
    ],
    name: Annotated[str, typer.Option("--name", help="The corpus: the name of its folder.", show_default=False)],
    folder: Annotated[Path, typer.Option("--folder", help="Where corpora lie.")] = Path("corpora"),
    form: Annotated[
        Tool | None,
        typer.Option("--from", help="The tool. Told by the content where it is left out.", show_default=False),
    ] = None,
    add: Annotated[
        bool,
        typer.Option(
            "--add",
            help="Add to a corpus that is there. Its documents stay in their splits; those of the same id are renewed.",
        ),
    ] = False,
    changed: Annotated[
        bool, typer.Option("--replace-texts", help="With --add: renew documents also where their text has changed.")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Keep documents together that are alike in this key of their meta, such as body.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check annotated documents and make a corpus of them, in the splits train, dev and test."""
    from beslutsnlp.corpus.importing import import_corpus
    from beslutsnlp.errors import BeslutsnlpError

    if Path(name).name != name:
        fail(f"--name {name}: that is no name for a corpus. Give the folder that it lies in with --folder.")
    try:
        made = import_corpus(
            export, folder / name, form=form.value if form else None, add=add, replace_texts=changed, by=by
        )
    except BeslutsnlpError as error:
        fail(shown(error))
    print_records(made.summary())


@corpus.command("check", epilog=EXIT_CODES)
def check(
    folder: Annotated[
        Path, typer.Argument(help="A corpus: a folder with train.jsonl, dev.jsonl, test.jsonl.", show_default=False)
    ],
) -> None:
    """Check the documents of a corpus, and that no text is in two splits."""
    from beslutsnlp.corpus.documents import read_corpus
    from beslutsnlp.corpus.splits import SPLITS, check_splits
    from beslutsnlp.errors import BeslutsnlpError

    try:
        findings = check_splits(folder)
        counts = {split: len(read_corpus(path)) for split in SPLITS if (path := folder / f"{split}.jsonl").is_file()}
    except BeslutsnlpError as error:
        fail(shown(error))
    if findings:
        fail(
            "\n".join(
                [*(finding.message for finding in findings), f"{len(findings)} faults in the splits of {folder}."]
            )
        )
    print_records(f"{folder}: no faults; {', '.join(f'{split} {count:,}' for split, count in counts.items())}.\n")
