"""What a model has learnt: which clauses and sentences give assignments, and where their parts stand."""

import json
from collections.abc import Mapping, Sequence
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
        for name, data in self.to_files().items():
            (folder / name).write_bytes(data)

    def to_files(self) -> dict[str, bytes]:
        """Return the bytes of the model's files by their names."""
        parts: Mapping[str, TextClassifier | SpanModel] = {
            _ASSERTIONS: self.assertions,
            _TYPES: self.types,
            _PARTS: self.parts,
            _TASKS: self.tasks,
            _STATUSES: self.statuses,
        }
        settings = json.dumps(asdict(self.settings), indent=2) + "\n"
        return {**{name: part.to_bytes() for name, part in parts.items()}, _SETTINGS: settings.encode("utf-8")}

    @classmethod
    def from_disk(cls, folder: Path, vocab: "Vocab", tokenizer: "Tokenizer") -> "LearnedModel":
        """Return the model in a folder.

        Raises:
            ModelError: A file is missing or damaged.
        """
        files: dict[str, bytes] = {}
        for name in FILES:
            try:
                files[name] = (folder / name).read_bytes()
            except OSError as error:
                raise ModelError(
                    f"{folder / name} cannot be opened: {error.strerror or error}. Train the model anew."
                ) from error
        return cls.from_files(files, vocab, tokenizer, place=str(folder / "_")[:-1])

    @classmethod
    def from_files(
        cls, files: Mapping[str, bytes], vocab: "Vocab", tokenizer: "Tokenizer", *, place: str = ""
    ) -> "LearnedModel":
        """Return the model in the bytes of its files, by their names; `place` is what an error names before each.

        Raises:
            ModelError: A file is missing or damaged.
        """
        missing = [name for name in FILES if name not in files]
        if missing:
            raise ModelError(f"{place}{missing[0]} is missing. Train the model anew.")
        try:
            raw: Any = json.loads(files[_SETTINGS])
            known = {entry.name for entry in fields(Settings)}
            settings = Settings(**{name: float(value) for name, value in raw.items() if name in known})
        except (ValueError, TypeError, AttributeError) as error:
            raise ModelError(f"{place}{_SETTINGS} cannot be read: {error}. Train the model anew.") from error

        def texts(name: str) -> TextClassifier:
            return TextClassifier.from_bytes(files[name], place=f"{place}{name}")

        def spans(name: str, labels: Sequence[str]) -> SpanModel:
            return SpanModel(vocab, tokenizer, labels).from_bytes(files[name], place=f"{place}{name}")

        return cls(
            texts(_ASSERTIONS),
            texts(_TYPES),
            spans(_PARTS, PART_LABELS),
            spans(_TASKS, TASK_LABELS),
            spans(_STATUSES, STATUS_LABELS),
            settings,
        )
