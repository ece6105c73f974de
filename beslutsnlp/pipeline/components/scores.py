"""The component that tells how sure each finding is."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from spacy.tokens import Doc

from beslutsnlp.errors import ModelError
from beslutsnlp.learning.calibration import Calibration
from beslutsnlp.pipeline.scores import marks_of

_FILE = "calibration.json"
# group of spans → the attribute that holds a span's data
SCORED = {
    "clauses": "clause",
    "assignments": "assignment",
    "parties": "party",
    "deadlines": "deadline",
    "statuses": "status",
}


class ScoresComponent:
    """Gives every finding a score: how probable it is that it is right.

    Requires the groups of the other components. Sets `score` in the data of their spans, None without a calibration (`from_disk`).
    """

    def __init__(self) -> None:
        self.calibrations: Mapping[str, Calibration] = {}

    def __call__(self, doc: Doc) -> Doc:
        for group, attribute in SCORED.items():
            calibration = self.calibrations.get(group)
            if calibration is None:
                continue
            for span in doc.spans.get(group, []):
                data = span._.get(attribute)
                assertion = span._.assertion if group == "assignments" else None
                score = round(calibration.score(marks_of(data, assertion)), 3)
                span._.set(attribute, {**data, "score": score})
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write the calibrations into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """Return the calibrations as JSON."""
        held = {
            group: {"offset": calibration.offset, "weights": dict(calibration.weights)}
            for group, calibration in self.calibrations.items()
        }
        return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "ScoresComponent":  # noqa: ARG002
        """Take the calibrations from a folder.

        Raises:
            ModelError: Their file is missing or damaged.
        """
        file = Path(path) / _FILE
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ModelError(f"{file} cannot be opened: {error.strerror or error}. Train the model anew.") from error
        return self._read(data, str(file))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "ScoresComponent":  # noqa: ARG002
        """Take the calibrations from JSON.

        Raises:
            ModelError: They are damaged.
        """
        return self._read(data, "The calibration")

    def _read(self, data: bytes, place: str) -> "ScoresComponent":
        try:
            raw = json.loads(data)
            self.calibrations = {
                str(group): Calibration(
                    {str(name): float(weight) for name, weight in held["weights"].items()}, float(held["offset"])
                )
                for group, held in raw.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{place} cannot be read: {error}. Train the model anew.") from error
        return self
