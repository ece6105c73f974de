"""Swedish decision documents as records: who decided that who shall do what, and by when."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beslutsnlp.corpus import read_corpus, write_corpus
    from beslutsnlp.dates import find_deadlines
    from beslutsnlp.errors import BeslutsnlpError
    from beslutsnlp.evaluation import evaluate
    from beslutsnlp.extraction import extract, load
    from beslutsnlp.reading import Document, read
    from beslutsnlp.records import Assignment, Deadline, Decision, Extraction, Item, Party, Reference, Row, Span, Status
    from beslutsnlp.status import StatusClassifier, classify_status
    from beslutsnlp.training import train

__all__ = [
    "Assignment",
    "BeslutsnlpError",
    "Deadline",
    "Decision",
    "Document",
    "Extraction",
    "Item",
    "Party",
    "Reference",
    "Row",
    "Span",
    "Status",
    "StatusClassifier",
    "classify_status",
    "evaluate",
    "extract",
    "find_deadlines",
    "load",
    "read",
    "read_corpus",
    "train",
    "write_corpus",
]

_HOMES = {
    "BeslutsnlpError": "errors",
    "Document": "reading",
    "StatusClassifier": "status",
    "classify_status": "status",
    "evaluate": "evaluation",
    "extract": "extraction",
    "find_deadlines": "dates",
    "load": "extraction",
    "read": "reading",
    "read_corpus": "corpus",
    "train": "training",
    "write_corpus": "corpus",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOMES.get(name, 'records')}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
