"""The component that gives each token its lemma, and the file that its tables are kept in."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beslutsnlp.errors import ModelError
from beslutsnlp.pipeline.lemma_tables import LemmaTables, packed, unpacked

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.training import Example

_FORMAT = 1
_FILE = "lemmas.msgpack"
_REMEDY = "Install beslutsnlp anew, or train the pipeline again."
# how many forms with their tags are remembered
_REMEMBERED = 100_000


class LemmasComponent:
    """Gives each token its lemma by its form, part of speech and features.

    Requires `token.pos` and `token.morph`. Assigns `token.lemma`. Without tables, a token's lemma is its form in small letters.
    """

    def __init__(self, tables: LemmaTables | None = None) -> None:
        self.tables = tables or LemmaTables()
        self._remembered: dict[tuple[int, int, int], int] = {}

    def __call__(self, doc: "Doc") -> "Doc":
        remembered = self._remembered
        strings = doc.vocab.strings
        for token in doc:
            key = (token.orth, token.pos, token.morph.key)
            lemma = remembered.get(key)
            if lemma is None or lemma not in strings:
                text = token.text
                lemma = strings.add(text if token.is_space else self.tables.lemma(text, token.pos_, str(token.morph)))
                if len(remembered) >= _REMEMBERED:
                    remembered.clear()
                remembered[key] = lemma
            token.lemma = lemma
        return doc

    def score(self, examples: Iterable["Example"], **_: Any) -> dict[str, Any]:
        """Return how many lemmas are right, as spaCy's scorer counts it."""
        from spacy.scorer import Scorer

        scores: dict[str, Any] = Scorer.score_token_attr(examples, "lemma")
        return scores

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:  # noqa: ARG002
        """Return the tables as bytes."""
        import srsly

        data: bytes = srsly.msgpack_dumps(
            {
                "format": _FORMAT,
                "lexicon": self.tables.lexicon,
                "rules": self.tables.rules,
                "bases": {name: packed(words) for name, words in self.tables.bases.items()},
            }
        )
        return data

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> "LemmasComponent":  # noqa: ARG002
        """Take the tables from bytes.

        Raises:
            ModelError: They are no tables of lemmas, or those of another version.
        """
        return self._read(data, "The bytes of the lemmas")

    def to_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> None:
        """Write the tables into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> "LemmasComponent":  # noqa: ARG002
        """Read the tables from a folder.

        Raises:
            ModelError: The file is not there, is damaged, or is of another version.
        """
        file = Path(path) / _FILE
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ModelError(f"{file} cannot be read: {error.strerror or error}. {_REMEDY}") from error
        return self._read(data, str(file))

    def _read(self, data: bytes, place: str) -> "LemmasComponent":
        import srsly

        try:
            read = srsly.msgpack_loads(data)
            version = read["format"]
            if version == _FORMAT:
                rules = {
                    key: {ending: [(old, new, count) for old, new, count in listed] for ending, listed in table.items()}
                    for key, table in read["rules"].items()
                }
                bases = {name: unpacked(text) for name, text in read["bases"].items()}
                tables = LemmaTables({upos: dict(words) for upos, words in read["lexicon"].items()}, rules, bases)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise ModelError(f"{place} is damaged: {error}. {_REMEDY}") from error
        if version != _FORMAT:
            raise ModelError(
                f"{place} has format {version!r}; this version of beslutsnlp reads format {_FORMAT}. "
                "Use the version that it was made with, or train the pipeline again."
            )
        self.tables = tables
        self._remembered = {}
        return self
