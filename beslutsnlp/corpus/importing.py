"""From the export of an annotation tool to a corpus folder: checked, in splits, with a data card."""

import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beslutsnlp.corpus.card import make_card, renew_card
from beslutsnlp.corpus.documents import AnnotatedDocument, corpus_lines, read_corpus, read_text
from beslutsnlp.corpus.formats import Form, read_form
from beslutsnlp.corpus.splits import SPLITS, find_shared, split_documents
from beslutsnlp.errors import DataError
from beslutsnlp.export import write_whole

_MOST = 20
_NAME = re.compile(r"[\w][\w.-]{0,99}")


@dataclass(frozen=True, slots=True)
class ImportedCorpus:
    """A corpus that was made: its folder, its documents in splits, and how many of them came new, renewed or were left out."""

    folder: Path
    splits: Mapping[str, Sequence[AnnotatedDocument]]
    new: int
    renewed: int
    skipped: int

    def summary(self) -> str:
        """Return what was made, in lines."""
        lines = [
            f"{self.folder}: {self.new:,} new documents, {self.renewed:,} renewed, {self.skipped:,} skipped in the tool."
        ]
        for split, documents in self.splits.items():
            spans = Counter(span.label for document in documents for span in document.spans)
            told = ", ".join(f"{label} {count:,}" for label, count in spans.most_common())
            lines.append(
                f"{split}: {len(documents):,} documents, {spans.total():,} spans{f' ({told})' if told else ''}"
            )
        return "\n".join(lines) + "\n"


def import_corpus(
    export: Path,
    folder: Path,
    *,
    form: Form | None = None,
    add: bool = False,
    replace_texts: bool = False,
    by: str | None = None,
) -> ImportedCorpus:
    """Make a corpus of what an annotation tool exported, and return it.

    Writes train.jsonl, dev.jsonl and test.jsonl, those that have documents, and README.md. Of a page that is there, only what
    `corpus import` wrote is written anew. Nothing is written if anything is wrong.

    Args:
        export: The file, JSON or JSONL.
        folder: The corpus folder.
        form: The tool's form; told by the content where it is None.
        add: Add to a corpus that is there. Each of its documents stays in its split; a document of the same id takes its place.
        replace_texts: Take also a document whose text is not that of the one with its id.
        by: A key of `meta` whose documents stay in one split.

    Raises:
        DataError: Up to 20 faults of the documents, each with file, line and what to do; or the folder is there already, or
            is not there to add to.
    """
    if not _NAME.fullmatch(folder.name):
        raise DataError(f"{folder.name!r} is no name for a corpus. Use letters, digits, '-', '_' and '.'.")
    old = _old(folder, add=add)
    placed, skipped = _read(export, form)
    known = {document.id: (split, document) for split, documents in old.items() for document in documents}
    _check_texts(placed, known, replace_texts=replace_texts)
    documents = [document for _, document in placed]
    renewed = {document.id: document for document in documents if document.id in known}
    kept = {split: [renewed.get(entry.id, entry) for entry in entries] for split, entries in old.items()}
    fresh = [document for document in documents if document.id not in known]
    made = split_documents(fresh, placed=kept, by=by)
    splits = {split: [*kept[split], *made[split]] for split in SPLITS}
    shared = find_shared(splits)
    if shared:
        raise DataError("\n".join(finding.message for finding in shared[:_MOST]))
    _write(folder, splits)
    return ImportedCorpus(folder, splits, len(fresh), len(renewed), skipped)


def _old(folder: Path, *, add: bool) -> dict[str, list[AnnotatedDocument]]:
    if not add:
        if folder.exists():
            raise DataError(f"{folder} is there already. Give another name, or add to it with --add (add=True).")
        return {split: [] for split in SPLITS}
    paths = {split: folder / f"{split}.jsonl" for split in SPLITS}
    if not any(path.is_file() for path in paths.values()):
        raise DataError(f"{folder} is no corpus to add to: it has no train.jsonl. Leave out --add to make it.")
    return {split: read_corpus(path) if path.is_file() else [] for split, path in paths.items()}


def _read(export: Path, form: Form | None) -> tuple[list[tuple[str, AnnotatedDocument]], int]:
    placed: list[tuple[str, AnnotatedDocument]] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    skipped = 0
    for place, found in read_form(export, form):
        if found is None:
            skipped += 1
        elif isinstance(found, DataError):
            faults.append(str(found))
        elif found.id in seen:
            faults.append(
                f"{place}: the id {found.id} is also on {seen[found.id]}. Give one of them another, or take it out."
            )
        else:
            seen[found.id] = place
            placed.append((place, found))
    _raise(faults)
    if not placed:
        raise DataError(
            f"{export} has no annotated document, and {skipped} that the tool skipped. Export what is annotated."
        )
    return placed, skipped


def _check_texts(
    placed: Sequence[tuple[str, AnnotatedDocument]],
    known: Mapping[str, tuple[str, AnnotatedDocument]],
    *,
    replace_texts: bool,
) -> None:
    if replace_texts:
        return
    _raise(
        [
            f"{place}: the text of {document.id} is not the one that the corpus has ({known[document.id][0]}). "
            "Give the document another id, or take the new text with --replace-texts (replace_texts=True)."
            for place, document in placed
            if document.id in known and known[document.id][1].text != document.text
        ]
    )


def _raise(faults: Sequence[str]) -> None:
    if faults:
        more = [f"… and {len(faults) - _MOST} more."] if len(faults) > _MOST else []
        raise DataError("\n".join([*faults[:_MOST], *more]))


def _write(folder: Path, splits: Mapping[str, Sequence[AnnotatedDocument]]) -> None:
    """Write the files of a corpus: first all beside it, then each to its place."""
    card = folder / "README.md"
    page = renew_card(read_text(card), splits) if card.is_file() else make_card(folder.name, splits)
    contents = {f"{split}.jsonl": corpus_lines(documents) for split, documents in splits.items() if documents}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".beslutsnlp.") as made:
            for name, text in {**contents, "README.md": page}.items():
                write_whole(Path(made) / name, text.encode("utf-8"))
            folder.mkdir(exist_ok=True)
            for path in sorted(Path(made).iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise DataError(
            f"{folder} cannot be written: {error.strerror or error}. Check the path and your rights to it."
        ) from error
