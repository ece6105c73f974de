"""How well the library does on annotated documents, lists and sentences: precision, recall and F1, field by field."""

from beslutsnlp.evaluation.deadlines import evaluate_deadlines
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.lists import evaluate_lists
from beslutsnlp.evaluation.scores import Report, Score
from beslutsnlp.evaluation.statuses import evaluate_statuses, macro_f1

__all__ = ["Report", "Score", "evaluate", "evaluate_deadlines", "evaluate_lists", "evaluate_statuses", "macro_f1"]
