"""How well the library does on annotated documents and sentences: precision, recall and F1, field by field."""

from beslutsnlp.evaluation.deadlines import evaluate_deadlines
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.scores import Report, Score

__all__ = ["Report", "Score", "evaluate", "evaluate_deadlines"]
