"""How far an assignment has come, by the text of a list's status cells."""

from beslutsnlp.status.classifier import MODEL, StatusClassifier, default_classifier, load_classifier, save_classifier
from beslutsnlp.status.rules import THRESHOLD, RowStatus, classify_status, read_legend, read_row_status, status_input

__all__ = [
    "MODEL",
    "THRESHOLD",
    "RowStatus",
    "StatusClassifier",
    "classify_status",
    "default_classifier",
    "load_classifier",
    "read_legend",
    "read_row_status",
    "save_classifier",
    "status_input",
]
