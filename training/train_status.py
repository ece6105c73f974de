"""Train the status classifier on corpora/status and write it to models/status.

    python training/train_status.py [CORPUS] [MODEL]

CORPUS is a folder with train.jsonl, and dev.jsonl to be trained on as well where it is there; MODEL is the folder to write
to. Texts of your own body in the same form can be put beside them. The same texts give the same model.
"""

import json
import sys
from pathlib import Path

import sklearn

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.status import MODEL, StatusClassifier, save_classifier, status_input

ROOT = Path(__file__).resolve().parent.parent


def examples(documents: list[AnnotatedDocument]) -> tuple[list[str], list[str]]:
    """Return what the classifier reads of each text, and the stages."""
    texts = [status_input(entry.text, entry.meta.get("done"), entry.meta.get("label")) for entry in documents]
    return texts, [entry.meta["stage"] for entry in documents]


def train(corpus: Path) -> tuple[StatusClassifier, int]:
    """Return a classifier fitted to a corpus' train and dev texts, and how many they are."""
    paths = [corpus / f"{split}.jsonl" for split in ("train", "dev")]
    documents = [document for path in paths if path.exists() for document in read_corpus(path)]
    return StatusClassifier().fit(*examples(documents)), len(documents)


def main() -> None:
    """Train and write the model and its meta.json."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpora" / "status"
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
