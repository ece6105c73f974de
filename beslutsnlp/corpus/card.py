"""The data card of a corpus: what it is, and how `datasets.load_dataset` reads its folder."""

import re
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


_FILES = re.compile(r"(?<=    data_files:\n)(?:      - split: \w+\n        path: \w+\.jsonl\n)+")
_COUNTS = re.compile(r"(?<=<!-- counted -->\n\n).*?(?=\n<!-- end -->)", re.DOTALL)


def make_card(name: str, splits: Mapping[str, Sequence[AnnotatedDocument]]) -> str:
    """Return the README.md of a corpus that somebody made: front matter, counts, and what its owner is to write."""
    return (
        "---\n"
        "language:\n  - sv\n"
        "task_categories:\n  - token-classification\n"
        f"pretty_name: {name}\n"
        f"configs:\n  - config_name: default\n    data_files:\n{_files(splits)}"
        f"{FEATURES}"
        "---\n\n"
        f"# {name}\n\n"
        "Annotated documents in the form that `beslutsnlp.read_corpus` reads. `beslutsnlp corpus import` made this page. Tell here where\n"
        "the texts come from, whose they are and under which licence, what personal data they hold, and who annotated them.\n\n"
        "## Splits\n\n"
        "A document is in one split for ever. `test` is for evaluation alone.\n\n"
        f"<!-- counted -->\n\n{_counts(splits)}\n<!-- end -->\n"
    )


def renew_card(page: str, splits: Mapping[str, Sequence[AnnotatedDocument]]) -> str:
    """Return a card with the files and counts of today, where it has such; the rest is as its owner wrote it."""
    page = _FILES.sub(lambda _: _files(splits), page, count=1)
    return _COUNTS.sub(lambda _: _counts(splits), page, count=1)


def _files(splits: Mapping[str, Sequence[AnnotatedDocument]]) -> str:
    filled = [split for split, documents in splits.items() if documents]
    return "".join(f"      - split: {split}\n        path: {split}.jsonl\n" for split in filled)


def _counts(splits: Mapping[str, Sequence[AnnotatedDocument]]) -> str:
    counts = [Counter(span.label for document in documents for span in document.spans) for documents in splits.values()]
    rows = [("documents", [len(documents) for documents in splits.values()])]
    rows += [
        (f"`{label}`", [count[label] for count in counts])
        for label in SPAN_LABELS
        if any(count[label] for count in counts)
    ]
    lines = [f"| | {' | '.join(splits)} |", f"| --- |{' ---: |' * len(splits)}"]
    lines += [f"| {head} | {' | '.join(f'{cell:,}' for cell in cells)} |" for head, cells in rows]
    return "".join(line + "\n" for line in lines)
