"""The data card of a corpus: what it is, and how `datasets.load_dataset` reads its folder."""

from collections import Counter
from collections.abc import Mapping, Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.labels import SPAN_LABELS

# without it, the library of datasets guesses the columns, and takes texts that look like dates for dates
FEATURES = """dataset_info:
  features:
    - name: version
      dtype: int64
    - name: id
      dtype: string
    - name: kind
      dtype: string
    - name: text
      dtype: string
    - name: meta
      dtype: json
    - name: spans
      list:
        - name: id
          dtype: string
        - name: label
          dtype: string
        - name: start
          dtype: int64
        - name: end
          dtype: int64
        - name: fields
          dtype: json
    - name: relations
      list:
        - name: label
          dtype: string
        - name: head
          dtype: string
        - name: child
          dtype: string
"""


def make_card(name: str, splits: Mapping[str, Sequence[AnnotatedDocument]]) -> str:
    """Return the README.md of a corpus that somebody made: front matter, counts, and what its owner is to write."""
    files = "".join(f"      - split: {split}\n        path: {split}.jsonl\n" for split in splits)
    counts = {split: Counter(span.label for document in documents for span in document.spans) for split, documents in splits.items()}
    rows = [("documents", [len(documents) for documents in splits.values()])]
    rows += [
        (f"`{label}`", [counts[split][label] for split in splits])
        for label in SPAN_LABELS
        if any(counts[split][label] for split in splits)
    ]
    table = "".join(f"| {head} | {' | '.join(f'{count:,}' for count in cells)} |\n" for head, cells in rows)
    return (
        "---\n"
        "language:\n  - sv\n"
        "task_categories:\n  - token-classification\n"
        f"pretty_name: {name}\n"
        f"configs:\n  - config_name: default\n    data_files:\n{files}"
        f"{FEATURES}"
        "---\n\n"
        f"# {name}\n\n"
        "Annotated documents in the form that `beslutsnlp.read_corpus` reads. `beslutsnlp corpus import` made this page; tell here where\n"
        "the texts come from, whose they are and under which licence, what personal data they hold, and who annotated them.\n\n"
        "## Splits\n\n"
        "A document is in one split for ever. `test` is for evaluation alone.\n\n"
        f"| | {' | '.join(splits)} |\n| --- |{' ---: |' * len(splits)}\n{table}"
    )
