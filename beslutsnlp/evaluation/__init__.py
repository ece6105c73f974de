"""How well the library does on annotated documents, lists and sentences: precision, recall and F1, field by field."""

from beslutsnlp.evaluation.curves import evaluate_left_out, learning_curve, leave_one_out
from beslutsnlp.evaluation.deadlines import evaluate_deadlines
from beslutsnlp.evaluation.documents import evaluate
from beslutsnlp.evaluation.kinds import evaluate_kinds
from beslutsnlp.evaluation.lists import evaluate_lists
from beslutsnlp.evaluation.scores import Report, Score, macro_f1
from beslutsnlp.evaluation.statuses import evaluate_statuses
from beslutsnlp.evaluation.summary import Evaluation, summarise
from beslutsnlp.evaluation.thresholds import find_shortfalls, read_thresholds

__all__ = [
    "Evaluation",
    "Report",
    "Score",
    "evaluate",
    "evaluate_deadlines",
    "evaluate_kinds",
    "evaluate_left_out",
    "evaluate_lists",
    "evaluate_statuses",
    "find_shortfalls",
    "learning_curve",
    "leave_one_out",
    "macro_f1",
    "read_thresholds",
    "summarise",
]
