"""Annotated documents and lists: read, check and write them."""

from beslutsnlp.corpus.documents import (
    AnnotatedDocument,
    AnnotatedSpan,
    Relation,
    corpus_schema,
    read_corpus,
    write_corpus,
)
from beslutsnlp.corpus.formats.docbin import from_docbin, to_docbin
from beslutsnlp.corpus.formats.hugging_face import from_datasets, to_datasets
from beslutsnlp.corpus.lists import AnnotatedList, read_lists, write_lists

__all__ = [
    "AnnotatedDocument",
    "AnnotatedList",
    "AnnotatedSpan",
    "Relation",
    "corpus_schema",
    "from_datasets",
    "from_docbin",
    "read_corpus",
    "read_lists",
    "to_datasets",
    "to_docbin",
    "write_corpus",
    "write_lists",
]
