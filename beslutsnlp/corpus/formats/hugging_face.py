"""Annotated documents as Hugging Face datasets, and back."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.corpus.documents import AnnotatedDocument, check_document, read_corpus, unique
from beslutsnlp.errors import DataError, MissingExtra

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

SPLITS = ("train", "dev", "test")


def to_datasets(
    source: Path | Mapping[str, Iterable[AnnotatedDocument]] | Iterable[AnnotatedDocument],
) -> "DatasetDict":
    """Return documents as a DatasetDict, a Dataset for each split.

    Args:
        source: A corpus folder with a JSONL file for each split; or the documents of each split; or documents, which become one
            split `train`.

    Raises:
        MissingExtra: The library `datasets` is not installed.
        DataError: A line is no document, or the folder has no file train.jsonl, dev.jsonl or test.jsonl.
    """
    datasets = _library()
    if isinstance(source, Path):
        paths = {split: source / f"{split}.jsonl" for split in SPLITS}
        splits = {split: read_corpus(path) for split, path in paths.items() if path.is_file()}
        if not splits:
            raise DataError(f"{source} has no train.jsonl, dev.jsonl or test.jsonl. Name a corpus folder.")
    elif isinstance(source, Mapping):
        splits = {split: list(documents) for split, documents in source.items()}
    else:
        splits = {"train": list(source)}
    features = _features(datasets)
    return datasets.DatasetDict(
        {
            split: datasets.Dataset.from_list(
                [document.model_dump(mode="json") for document in documents], features=features
            )
            for split, documents in splits.items()
        }
    )


def from_datasets(rows: "DatasetDict | Dataset") -> list[AnnotatedDocument]:
    """Return the documents of datasets, of all splits in order, each checked.

    Takes what `to_datasets` made, and what `datasets.load_dataset` gives of a corpus folder.

    Raises:
        DataError: A row is no document: the message names split and row.
    """
    splits = rows.items() if isinstance(rows, Mapping) else [("row", rows)]
    placed = (
        (f"{split} {number}", row) for split, dataset in splits for number, row in enumerate(dataset.to_list(), 1)
    )
    return [document for _, document in unique((place, check_document(_plain(row), place)) for place, row in placed)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the keys that have no value, which tables fill in."""
    row = {key: value for key, value in row.items() if value is not None}
    row["meta"] = {key: value for key, value in row.get("meta", {}).items() if value is not None}
    row["spans"] = [
        {**span, "fields": {key: value for key, value in (span["fields"] or {}).items() if value is not None}}
        for span in row.get("spans", ())
    ]
    return row


def _features(datasets: Any) -> Any:
    value = datasets.Value
    span = {"id": value("string"), "label": value("string"), "start": value("int64"), "end": value("int64")}
    return datasets.Features(
        {
            "version": value("int64"),
            "id": value("string"),
            "kind": value("string"),
            "text": value("string"),
            "meta": datasets.Json(),
            "spans": datasets.List({**span, "fields": datasets.Json()}),
            "relations": datasets.List({"label": value("string"), "head": value("string"), "child": value("string")}),
        }
    )


def _library() -> Any:
    try:
        import datasets
    except ImportError as error:
        raise MissingExtra(
            "Datasets need the library `datasets`, which is not installed. Run: pip install 'beslutsnlp[train]'"
        ) from error
    return datasets
