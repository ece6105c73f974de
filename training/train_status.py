"""Train the status classifier on corpora/status and the rows of corpora/lists, and write it to models/status.

    python training/train_status.py [CORPORA] [MODEL]

CORPORA is a folder with status/ and perhaps lists/, of which train.jsonl and dev.jsonl are read; MODEL is the folder to write
to. Texts of your own body in the same form can be put beside them. The same texts give the same model.
"""

import json
import sys
from pathlib import Path

import sklearn

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.corpus.follow_up import document_rows, row_cells
from beslutsnlp.status import MODEL, StatusClassifier, save_classifier, status_input

ROOT = Path(__file__).resolve().parent.parent


def examples(documents: list[AnnotatedDocument]) -> tuple[list[str], list[str]]:
    """Return what the classifier reads of each text, and the stages."""
    texts = [status_input(entry.text, entry.meta.get("done"), entry.meta.get("label")) for entry in documents]
    return texts, [entry.meta["stage"] for entry in documents]


def row_examples(documents: list[AnnotatedDocument]) -> tuple[list[str], list[str]]:
    """Return what the classifier reads of the rows of lists in which mark and text agree, and their stages."""
    texts: list[str] = []
    stages: list[str] = []
    for entry in documents:
        for row, gold in zip(entry.of("row"), document_rows(entry), strict=True):
            if gold.contradicts:
                # its stage is that of the mark, not of the text
                continue
            labels = [cell for cell in row_cells(entry, row) if cell.fields.get("facts") == "status_label"]
            label = " ".join(entry.text[cell.start : cell.end] for cell in labels) or None
            texts.append(status_input(gold.status_text or "", gold.done, label))
            stages.append(gold.stage)
    return texts, stages


def train(corpora: Path, splits: tuple[str, ...] = ("train", "dev")) -> tuple[StatusClassifier, int]:
    """Return a classifier fitted to the texts and rows of some splits, and how many they are."""
    texts: list[str] = []
    stages: list[str] = []
    for split in splits:
        for path in (path for path in [corpora / "status" / f"{split}.jsonl"] if path.exists()):
            more, theirs = examples(read_corpus(path))
            texts, stages = texts + more, stages + theirs
        for path in (path for path in [corpora / "lists" / f"{split}.jsonl"] if path.exists()):
            more, theirs = row_examples(read_corpus(path))
            texts, stages = texts + more, stages + theirs
    return StatusClassifier().fit(texts, stages), len(texts)


def main() -> None:
    """Train and write the model and its meta.json."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpora"
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "models" / "status"
    folder.mkdir(parents=True, exist_ok=True)
    classifier, count = train(corpus)
    save_classifier(classifier, folder / MODEL)
    meta = {
        "name": "status",
        "task": "stage of a status text",
        "classes": list(map(str, classifier.classes_)),
        "texts": count,
        "scikit_learn": sklearn.__version__,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    print(f"{folder / MODEL}: {(folder / MODEL).stat().st_size:,} bytes, trained on {count:,} texts")


if __name__ == "__main__":
    main()
