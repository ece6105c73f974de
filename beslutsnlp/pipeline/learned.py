"""What a model has learnt: which clauses and sentences give assignments, and where their parts stand."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.errors import ModelError
from beslutsnlp.labels import PARTY_ROLES
from beslutsnlp.learning.span_model import SpanModel
from beslutsnlp.learning.text_classifier import TextClassifier

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

PART_LABELS = (*PARTY_ROLES, "deadline")
TASK_LABELS = ("task",)
STATUS_LABELS = ("status",)
_ASSERTIONS, _TYPES, _PARTS, _TASKS, _STATUSES = (
    "assertions.npz",
    "types.npz",
    "parts.spans",
    "tasks.spans",
    "statuses.spans",
)
_SETTINGS = "settings.json"
FILES = (_ASSERTIONS, _TYPES, _PARTS, _TASKS, _STATUSES, _SETTINGS)


@dataclass(frozen=True, slots=True)
class Settings:
    """From which probabilities on the model has a say beside the rules; chosen on documents that neither had seen.

    Attributes:
        adds: A clause that rules find nothing in gives an assignment from this probability on, if the model sees in it
            who is responsible: what reads the parties has learnt from clauses without assignments too.
        adds_outside: The same for a sentence outside of decision clauses.
        drops: A rule's decided assignment that is less probable than this is none, or not decided.
        retypes: A clause has the type that the model gives it from this probability on.
        retypes_other: The same for a clause that rules know no type of.
    """

    adds: float = 0.1
    adds_outside: float = 0.9
    drops: float = 0.03
    retypes: float = 0.9
    retypes_other: float = 0.5


@dataclass(slots=True)
class LearnedModel:
    """The parts of a trained model.

    Attributes:
        assertions: What a clause or sentence holds: an assignment of some assertion, or none.
        types: The type of a decision clause.
        parts: Parties by their role, and deadlines, in an assignment's words.
        tasks: The task in an assignment's words.
        statuses: Status phrases in a status cell.
        settings: Its thresholds.
    """

    assertions: TextClassifier
    types: TextClassifier
    parts: SpanModel
    tasks: SpanModel
    statuses: SpanModel
    settings: Settings = field(default_factory=Settings)

    def to_disk(self, folder: Path) -> None:
        """Write the model's files into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, part in self._files().items():
            part.to_disk(folder / name)
        (folder / _SETTINGS).write_text(json.dumps(asdict(self.settings), indent=2) + "\n", encoding="utf-8")

    def _files(self) -> Mapping[str, TextClassifier | SpanModel]:
        return {
            _ASSERTIONS: self.assertions,
            _TYPES: self.types,
            _PARTS: self.parts,
            _TASKS: self.tasks,
            _STATUSES: self.statuses,
        }

    @classmethod
    def from_disk(cls, folder: Path, vocab: "Vocab", tokenizer: "Tokenizer") -> "LearnedModel":
        """Return the model in a folder.

        Raises:
            ModelError: A file is missing or damaged.
        """
        try:
            raw: Any = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
            known = {entry.name for entry in fields(Settings)}
            settings = Settings(**{name: float(value) for name, value in raw.items() if name in known})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise ModelError(f"{folder / _SETTINGS} cannot be read: {error}. Train the model anew.") from error
        return cls(
            TextClassifier.from_disk(folder / _ASSERTIONS),
            TextClassifier.from_disk(folder / _TYPES),
            SpanModel(vocab, tokenizer, PART_LABELS).from_disk(folder / _PARTS),
            SpanModel(vocab, tokenizer, TASK_LABELS).from_disk(folder / _TASKS),
            SpanModel(vocab, tokenizer, STATUS_LABELS).from_disk(folder / _STATUSES),
            settings,
        )
