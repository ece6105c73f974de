"""The forms that annotated documents are written in and read from: this library's own, and those of annotation tools."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from beslutsnlp.corpus.documents import AnnotatedDocument, check_document, corpus_lines, json_lines, read_text
from beslutsnlp.corpus.formats.doccano import from_doccano, to_doccano
from beslutsnlp.corpus.formats.label_studio import from_label_studio, to_label_studio
from beslutsnlp.corpus.formats.prodigy import from_prodigy, to_prodigy
from beslutsnlp.errors import DataError

Form = Literal["label-studio", "prodigy", "doccano", "jsonl"]
FORMS: tuple[Form, ...] = get_args(Form)
_READERS: dict[Form, Callable[[Any, str], AnnotatedDocument | None]] = {
    "label-studio": from_label_studio,
    "prodigy": from_prodigy,
    "doccano": from_doccano,
    "jsonl": check_document,
}


def write_form(documents: Iterable[AnnotatedDocument], path: Path, form: Form) -> None:
    """Write documents in a form, whole or not at all.

    doccano gets entities and relations if any document has a relation, else labels alone, as its projects take one of both.
    """
    from beslutsnlp.export import write_whole

    write_whole(path, form_text(list(documents), form).encode("utf-8"))


def form_text(documents: list[AnnotatedDocument], form: Form) -> str:
    """Return documents in a form, as the text of a file."""
    if form == "jsonl":
        return corpus_lines(documents, texts=True)
    if form == "label-studio":
        tasks = [to_label_studio(document) for document in documents]
        return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"
    if form == "prodigy":
        records = [to_prodigy(document) for document in documents]
    else:
        linked = any(document.relations for document in documents)
        records = [to_doccano(document, relations=linked) for document in documents]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_form(path: Path, form: Form | None = None) -> Iterator[tuple[str, AnnotatedDocument | DataError | None]]:
    """Yield what each record of a file gives, with its place: a document, None if somebody skipped it, or what is wrong with it.

    Args:
        path: A JSON or JSONL file.
        form: Its form; told by its content where it is None.

    Raises:
        DataError: The file cannot be opened, is no JSON, or its form cannot be told.
    """
    for place, record in records_of(path):
        form = form or guess_form(record, place)
        try:
            yield place, _READERS[form](record, place)
        except DataError as error:
            yield place, error


def guess_form(record: Any, place: str) -> Form:
    """Return the form of a record.

    Raises:
        DataError: It cannot be told.
    """
    keys = set(record) if isinstance(record, dict) else set()
    if isinstance(record, dict) and isinstance(record.get("data"), dict):
        return "label-studio"
    if {"text", "kind", "id"} <= keys:
        return "jsonl"
    if "text" in keys and keys & {"entities", "label", "labels"}:
        return "doccano"
    if "text" in keys and keys & {"spans", "tokens", "_input_hash"}:
        return "prodigy"
    raise DataError(f"{place}: the form cannot be told. Name it with form= or --from: {', '.join(FORMS)}.")


def records_of(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the records of a file, one a line or all in one JSON list, each with its place ("file, line 3").

    Raises:
        DataError: The file cannot be opened, is not UTF-8, or is no JSON.
    """
    text = read_text(path).removeprefix("\ufeff")
    if not text.lstrip().startswith("["):
        yield from json_lines(path)
        return
    decoder = json.JSONDecoder()
    position, number, line, counted = text.index("[") + 1, 0, 1, 0
    while True:
        position = _next(text, position, " \t\r\n" + ("," if number else ""))
        if text[position : position + 1] == "]":
            return
        number += 1
        line += text.count("\n", counted, position)
        counted = position
        place = f"{path}, line {line} (record {number})"
        try:
            record, position = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            raise DataError(f"{place}: this is no JSON ({error}). Export the file anew.") from error
        yield place, record


def _next(text: str, position: int, passed: str) -> int:
    while position < len(text) and text[position] in passed:
        position += 1
    return position


__all__ = [
    "FORMS",
    "Form",
    "form_text",
    "from_doccano",
    "from_label_studio",
    "from_prodigy",
    "guess_form",
    "read_form",
    "records_of",
    "to_doccano",
    "to_label_studio",
    "to_prodigy",
    "write_form",
]
