"""Measure the status classifier for its model card: tables and pictures of models/status/README.md.

    python training/status_card.py

It writes the tables between the card's markers, and `confusion.png` and `learning_curve.png` beside it. The scores are those of the
model in models/status on corpora/status/test.jsonl; the learning curve trains on parts of train.jsonl and scores dev.jsonl.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.pipeline import make_pipeline

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.labels import STAGE_LABELS, STATUS_STAGES
from beslutsnlp.status import StatusClassifier, classify_status, status_input

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpora" / "status"
FOLDER = ROOT / "models" / "status"
CARD = FOLDER / "README.md"
LABELS = ("open", "in_progress", "done")
STAGES = dict(STAGE_LABELS)
PARTS = (0.05, 0.1, 0.25, 0.5, 1.0)
# what somebody would write in a quarter of an hour, the first that is found wins
KEYWORDS = (
    ("closed", ("avslutas", "avskriv", "utgår", "återkalla", "inte längre aktuell", "ersatt")),
    ("none", ("ej påbörja", "inte påbörja", "har ej skett", "inte startat")),
    ("waiting", ("väntar", "avvaktar", "pausa", "vilande", "uppskju")),
    ("partial", ("delvis", "delredovis", "delrapport", "kvarstår", "återstår")),
    ("started", ("pågår", "påbörja", "bereds", "under arbete", "startat")),
    ("reported", ("återrapportera", "redovisad", "redovisat", "redovisades", "rapporterat", "§")),
    ("completed", ("klar", "genomför", "verkställ", "slutför", "infört", "färdig")),
    ("planned", ("planera", "kommer att", "ska ", "tas upp")),
)
Predict = Callable[[Sequence[AnnotatedDocument]], list[str]]


def inputs(documents: Sequence[AnnotatedDocument]) -> list[str]:
    """Return what a classifier reads of each document."""
    return [status_input(entry.text, entry.meta.get("done"), entry.meta.get("label")) for entry in documents]


def stages(documents: Sequence[AnnotatedDocument]) -> list[str]:
    """Return the annotated stages."""
    return [entry.meta["stage"] for entry in documents]


def labels(found: Sequence[str]) -> list[str]:
    """Return the labels of stages; no label for none."""
    return [dict(STAGES).get(stage, "–") for stage in found]  # type: ignore[call-overload]


def library(documents: Sequence[AnnotatedDocument]) -> list[str]:
    """Return what classify_status says, a dash where it abstains."""
    found = [classify_status(e.text, e.meta.get("done"), label=e.meta.get("label")) for e in documents]
    return [status.stage or "–" for status in found]


def keywords(most: str) -> Predict:
    """Return the baseline of words, with the most common stage where none is found."""

    def predict(documents: Sequence[AnnotatedDocument]) -> list[str]:
        found = []
        for document in documents:
            text = document.text.casefold()
            said = (
                "completed"
                if (document.meta.get("done") or "").casefold() in ("x", "ja", "j", "klart", "klar")
                else most
            )
            blank = "none" if not text.strip() and said == most else said
            found.append(next((stage for stage, words in KEYWORDS if any(word in text for word in words)), blank))
        return found

    return predict


def tfidf(train: Sequence[AnnotatedDocument]) -> Predict:
    """Return the baseline of TF-IDF words and logistic regression."""
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=2000))
    model.fit(inputs(train), stages(train))
    return lambda documents: list(map(str, model.predict(inputs(documents))))


def scores(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float, float]:
    """Return accuracy and macro-F1 of label, then of stage."""
    gold_labels, found_labels = labels(gold), labels(found)
    return (
        float(accuracy_score(gold_labels, found_labels)),
        float(f1_score(gold_labels, found_labels, average="macro", labels=list(LABELS), zero_division=0)),
        float(accuracy_score(gold, found)),
        float(f1_score(gold, found, average="macro", labels=list(STATUS_STAGES), zero_division=0)),
    )


def methods_table(test: Sequence[AnnotatedDocument], train: Sequence[AnnotatedDocument]) -> str:
    """Return the scores of the library beside those of the baselines."""
    most = Counter(stages(train)).most_common(1)[0][0]
    made: dict[str, Predict] = {
        f"majority (`{most}`)": lambda documents: [most] * len(documents),
        "majority and keywords": keywords(most),
        "TF-IDF words, logistic regression": tfidf(train),
        "`classify_status`": library,
    }
    rows = ["| | label accuracy | label macro-F1 | stage accuracy | stage macro-F1 |", "| --- |" + " ---: |" * 4]
    for name, predict in made.items():
        rows.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in scores(stages(test), predict(test))) + " |")
    return "\n".join(rows)


def stage_table(gold: Sequence[str], found: Sequence[str]) -> str:
    """Return precision, recall and F1 of each stage and label."""
    rows = ["| | precision | recall | F1 | texts |", "| --- |" + " ---: |" * 4]
    for names, one, other in ((STATUS_STAGES, gold, found), (LABELS, labels(gold), labels(found))):
        measured = precision_recall_fscore_support(one, other, labels=list(names), zero_division=0)
        for i, name in enumerate(names):
            precision, recall, f1, count = (float(part[i]) for part in measured)
            rows.append(f"| `{name}` | {precision:.3f} | {recall:.3f} | {f1:.3f} | {count:.0f} |")
    return "\n".join(rows)


def body_table(test: Sequence[AnnotatedDocument], found: Sequence[str]) -> str:
    """Return the accuracy by body."""
    by_body: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for document, stage in zip(test, found, strict=True):
        by_body[document.meta["body"]].append((document.meta["stage"], stage))
    rows = ["| body | texts | label accuracy | stage accuracy |", "| --- | ---: | ---: | ---: |"]
    for body, pairs in sorted(by_body.items()):
        right, _, stage_right, _ = scores([gold for gold, _ in pairs], [got for _, got in pairs])
        rows.append(f"| {body} | {len(pairs)} | {right:.3f} | {stage_right:.3f} |")
    return "\n".join(rows)


def curve(train: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument]) -> list[tuple[int, float, float]]:
    """Return, for growing parts of the training texts, how many they are and the accuracy of label and stage on dev."""
    shuffled = list(train)
    random.Random(0).shuffle(shuffled)
    points = []
    for part in PARTS:
        some = shuffled[: int(part * len(shuffled))]
        model = StatusClassifier().fit(inputs(some), stages(some))
        label, _, stage, _ = scores(stages(dev), list(map(str, model.predict(inputs(dev)))))
        points.append((len(some), label, stage))
    return points


def threshold_table(
    test: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument], model: StatusClassifier
) -> str:
    """Return how often the label is right by its probability, on texts that `model` was not trained on."""
    limits = (0.0, 0.42, 0.5, 0.6, 0.8, 1.01)
    rows = ["| probability of the label | texts | label right |", "| --- | ---: | ---: |"]
    documents = [*dev, *test]
    found = []
    for document, row in zip(documents, model.predict_proba(inputs(documents)), strict=True):
        sums: dict[str, float] = defaultdict(float)
        for stage, probability in zip(model.classes_, row, strict=True):
            sums[labels([str(stage)])[0]] += float(probability)
        label = max(sums, key=lambda name: sums[name])
        found.append((sums[label], label == labels([document.meta["stage"]])[0]))
    for low, high in zip(limits, limits[1:], strict=False):
        own = [right for score, right in found if low <= score < high]
        share = f"{sum(own) / len(own):.3f}" if own else "–"
        rows.append(f"| {low:.2f}–{min(high, 1.0):.2f} | {len(own)} | {share} |")
    return "\n".join(rows)


def draw(gold: Sequence[str], found: Sequence[str], points: Sequence[tuple[int, float, float]]) -> None:
    """Write the pictures."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    counts = confusion_matrix(gold, found, labels=list(STATUS_STAGES))
    figure, axes = plt.subplots(figsize=(6.4, 5.6), layout="constrained")
    axes.imshow(counts, cmap="Blues")
    axes.set_xticks(range(len(STATUS_STAGES)), STATUS_STAGES, rotation=40, ha="right")
    axes.set_yticks(range(len(STATUS_STAGES)), STATUS_STAGES)
    axes.set_xlabel("found")
    axes.set_ylabel("annotated")
    for (row, column), count in {(i, j): counts[i, j] for i in range(len(counts)) for j in range(len(counts))}.items():
        if count:
            axes.text(
                column,
                row,
                str(count),
                ha="center",
                va="center",
                color="white" if count > counts.max() / 2 else "black",
            )
    figure.savefig(FOLDER / "confusion.png", dpi=110, metadata={"Software": None})
    plt.close(figure)

    figure, axes = plt.subplots(figsize=(6.4, 4), layout="constrained")
    axes.plot([n for n, _, _ in points], [label for _, label, _ in points], marker="o", label="label")
    axes.plot([n for n, _, _ in points], [stage for _, _, stage in points], marker="s", label="stage")
    axes.set_xlabel("training texts")
    axes.set_ylabel("accuracy on dev")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(FOLDER / "learning_curve.png", dpi=110, metadata={"Software": None})
    plt.close(figure)


def main() -> int:
    """Write the tables and pictures of the card."""
    train, dev, test = (read_corpus(CORPUS / f"{split}.jsonl") for split in ("train", "dev", "test"))
    gold, found = stages(test), library(test)
    points = curve(train, dev)
    alone = StatusClassifier().fit(inputs(train), stages(train))
    tables = {
        "methods": methods_table(test, [*train, *dev]),
        "stages": stage_table(gold, found),
        "bodies": body_table(test, found),
        "curve": "\n".join(
            ["| training texts | label accuracy | stage accuracy |", "| ---: | ---: | ---: |"]
            + [f"| {n:,} | {label:.3f} | {stage:.3f} |" for n, label, stage in points]
        ),
        "threshold": threshold_table(test, dev, alone),
    }
    page = CARD.read_text(encoding="utf-8")
    for name, table in tables.items():
        head, mark, rest = page.partition(f"<!-- measured: {name} -->")
        _, end, tail = rest.partition("<!-- end -->")
        page = f"{head}{mark}\n\n{table}\n\n{end}{tail}"
    CARD.write_text(page, encoding="utf-8")
    draw(gold, found, points)
    wrong = [(document, got) for document, got in zip(test, found, strict=True) if got != document.meta["stage"]]
    for document, got in wrong:
        print(f"{document.meta['stage']} -> {got}: {document.text[:110]!r} {document.meta.get('done')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
