"""Annotated documents and lists: read, check and write them."""

from beslutsnlp.corpus.documents import (
    AnnotatedDocument,
    AnnotatedSpan,
    Relation,
    corpus_schema,
    read_corpus,
    write_corpus,
)
from beslutsnlp.corpus.lists import AnnotatedList, read_lists, write_lists

__all__ = [
    "AnnotatedDocument",
    "AnnotatedList",
    "AnnotatedSpan",
    "Relation",
    "corpus_schema",
    "read_corpus",
    "read_lists",
    "write_corpus",
    "write_lists",
]
