"""Annotated documents: read, check and write them."""

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan, Relation, read_corpus, write_corpus

__all__ = ["AnnotatedDocument", "AnnotatedSpan", "Relation", "read_corpus", "write_corpus"]
