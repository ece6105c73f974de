"""Build corpora/lists/*.jsonl, in the one format of corpora, from the lists in corpora/lists/sources.

The sources hold what the lists' authors wrote: cells, layout and what each row says. The PDFs are printed from them.
"""

from pathlib import Path

from beslutsnlp.corpus import read_lists, write_corpus
from beslutsnlp.corpus.follow_up import list_document

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "lists"
SPLITS = ("train", "dev", "test")


def main() -> None:
    """Write one JSONL file a split."""
    for split in SPLITS:
        documents = [list_document(entry) for entry in read_lists(CORPUS / "sources" / f"{split}.jsonl")]
        write_corpus(documents, CORPUS / f"{split}.jsonl")
        print(f"{split}: {len(documents)} lists, {sum(len(document.of('row')) for document in documents)} rows")


if __name__ == "__main__":
    main()
