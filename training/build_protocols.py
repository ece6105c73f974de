"""Build the JSONL files of corpora/protocols and corpora/vretasa from the annotated sources.

The folder that a source lies in is its split; a document of the test split that has been looked at goes to dev, and never back. To look like what PDF-to-text tools give, most texts
are wrapped and have page heads and feet; which way is told by the document's id alone.
"""

import hashlib
from pathlib import Path

from beslutsnlp.corpus import AnnotatedDocument, write_corpus
from beslutsnlp.corpus.layout import paginate, wrap
from beslutsnlp.corpus.markup import parse_markup, to_document

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
NAMES = ("protocols", "vretasa")
SPLITS = ("train", "dev", "test")
_WIDTHS = (None, 78, 90, 98, 110)


def lay_out(document: AnnotatedDocument) -> AnnotatedDocument:
    """Return the document in the layout that its id draws: as it is, wrapped, or wrapped on pages."""
    draw = int(hashlib.sha256(document.id.encode()).hexdigest(), 16)
    width = _WIDTHS[draw % len(_WIDTHS)]
    head, foot = (_lines(document.meta.get(key, "")) for key in ("head", "foot"))
    laid = wrap(document, width) if width else document
    if head or foot:
        laid = paginate(laid, head=head, foot=foot, height=44 if width else 36, form_feed=draw % 3 == 0)
    return laid


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("|") if line.strip()]


def build(corpus: Path) -> None:
    """Write one JSONL file for each split that a corpus has sources of."""
    for split in SPLITS:
        documents = []
        for path in sorted((corpus / "sources" / split).glob("*.txt")):
            source = parse_markup(path.read_text(encoding="utf-8"), name=path.name)
            documents.append(lay_out(to_document(source, name=path.name)))
        if not documents:
            continue
        write_corpus(documents, corpus / f"{split}.jsonl")
        print(
            f"{corpus.name}/{split}: {len(documents)} documents, {sum(len(document.text.split()) for document in documents):,} words"
        )


def main() -> None:
    """Write the files of all corpora of protocols."""
    for name in NAMES:
        build(CORPORA / name)


if __name__ == "__main__":
    main()
