"""A model of spans in short texts: spaCy's transition-based entity recogniser over a small token-to-vector network."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from beslutsnlp.errors import ModelError
from beslutsnlp.learning.tokens import make_doc

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_WIDTH, _DEPTH, _HIDDEN = 64, 2, 64
_ROWS = (2000, 500, 1200, 800)
_CONFIG: dict[str, Any] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": _HIDDEN,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": _WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": list(_ROWS),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": _WIDTH,
            "depth": _DEPTH,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}
_BATCH, _LARGEST_BATCH = 8, 32
_RATE, _DROPOUT = 0.001, 0.2


class LabelledSpan(NamedTuple):
    """A span of a text: its characters, end exclusive, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class SpanExample:
    """A text and the spans in it, none over another."""

    text: str
    spans: tuple[LabelledSpan, ...]


class Step(NamedTuple):
    """What an epoch of training gave: its number from 1, its loss, and F1 on what it stops by."""

    epoch: int
    loss: float
    f1: float | None


class SpanModel:
    """Finds labelled spans in short texts; none lies over another."""

    def __init__(self, vocab: "Vocab", tokenizer: "Tokenizer", labels: Sequence[str]) -> None:
        from spacy import registry
        from spacy.pipeline import EntityRecognizer

        self.labels = tuple(labels)
        self._tokenizer = tokenizer
        network = registry.resolve({"model": _CONFIG}, validate=True)["model"]
        self._recognizer = EntityRecognizer(vocab, network, name="spans")
        for label in self.labels:
            self._recognizer.add_label(label)

    def initialize(self, seed: int) -> None:
        """Set the weights to random ones, the same for the same seed."""
        with _seeded(seed):
            self._recognizer.initialize(lambda: [self._example(SpanExample("Nämnden", ()))])

    def update(
        self,
        examples: Sequence[SpanExample],
        *,
        epochs: int,
        seed: int,
        dev: Sequence[SpanExample] = (),
        patience: int = 2,
    ) -> Iterator[Step]:
        """Learn from examples, and yield what each epoch gave; what is learnt holds once all are taken.

        Args:
            examples: Texts with their spans.
            epochs: How often to go over them at most.
            seed: Of the order and the dropout.
            dev: Texts to stop by: once F1 on them has not grown for `patience` epochs. The best weights are kept.
            patience: See `dev`.

        Raises:
            ValueError: `epochs` is not above 0.
        """
        if epochs < 1:
            raise ValueError(f"epochs is {epochs}; it is 1 at least.")
        with _seeded(seed):
            yield from self._epochs(examples, epochs, seed, dev, patience)

    def _epochs(
        self,
        examples: Sequence[SpanExample],
        epochs: int,
        seed: int,
        dev: Sequence[SpanExample],
        patience: int,
    ) -> Iterator[Step]:
        from spacy.util import compounding, minibatch
        from thinc.api import Adam

        order = random.Random(seed)
        optimizer = Adam(_RATE, use_averages=True, L2=0.01, grad_clip=1.0)
        learnt = [self._example(example) for example in examples]
        best, best_weights, since = -1.0, b"", 0
        for epoch in range(1, epochs + 1):
            order.shuffle(learnt)
            losses: dict[str, float] = {}
            for batch in minibatch(learnt, size=compounding(_BATCH, _LARGEST_BATCH, 1.002)):
                self._recognizer.update(batch, sgd=optimizer, drop=_DROPOUT, losses=losses)
            with self._recognizer.model.use_params(optimizer.averages):
                f1 = self.f1_on(dev) if dev else None
                if f1 is None or f1 > best:
                    best, best_weights, since = f1 or 0.0, self._recognizer.model.to_bytes(), 0
                else:
                    since += 1
            yield Step(epoch, float(losses.get("spans", 0.0)), f1)
            if since >= patience:
                break
        self._recognizer.model.from_bytes(best_weights)

    def f1_on(self, examples: Sequence[SpanExample]) -> float:
        """Return F1 of exact spans on examples; 1 where there are none and none is found."""
        both = total = 0
        for example, found in zip(examples, self.predict([example.text for example in examples]), strict=True):
            wanted = {span for span in example.spans if span.label in self.labels}
            both += len(wanted & set(found))
            total += len(wanted) + len(found)
        return 2 * both / total if total else 1.0

    def predict(self, texts: Sequence[str]) -> list[list[LabelledSpan]]:
        """Return the spans of each text, in text order."""
        found: list[list[LabelledSpan]] = []
        for start in range(0, len(texts), _LARGEST_BATCH):
            docs = [make_doc(self._tokenizer, text) for text in texts[start : start + _LARGEST_BATCH]]
            filled = [doc for doc in docs if len(doc)]
            self._recognizer.set_annotations(filled, self._recognizer.predict(filled))
            found.extend(
                [LabelledSpan(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents] for doc in docs
            )
        return found

    def _example(self, example: SpanExample) -> Any:
        from spacy.tokens import Span
        from spacy.training import Example
        from spacy.util import filter_spans

        doc, reference = make_doc(self._tokenizer, example.text), make_doc(self._tokenizer, example.text)
        pieces = [_on_tokens(reference, span) for span in example.spans if span.label in self.labels]
        reference.ents = filter_spans([piece for piece in pieces if isinstance(piece, Span)])
        return Example(doc, reference)

    def copy_weights(self, other: "SpanModel") -> None:
        """Take the weights of another model of the same labels."""
        self.from_bytes(other.to_bytes())

    def to_disk(self, path: Path) -> None:
        """Write the weights to a file."""
        path.write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Return the weights as bytes; the same weights are the same bytes, whether they were just learnt or used."""
        from thinc.api import set_dropout_rate

        set_dropout_rate(self._recognizer.model, 0.0)
        return bytes(self._recognizer.model.to_bytes())

    def from_disk(self, path: Path) -> "SpanModel":
        """Take the weights from a file.

        Raises:
            ModelError: The file is missing, or holds other weights.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path} cannot be opened: {error.strerror or error}. Train the model anew.") from error
        return self.from_bytes(data, place=str(path))

    def from_bytes(self, data: bytes, *, place: str = "The data") -> "SpanModel":
        """Take the weights that `to_bytes` gave; `place` is what an error names.

        Raises:
            ModelError: They are other weights, or none.
        """
        self.initialize(0)
        try:
            self._recognizer.model.from_bytes(data)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise ModelError(f"{place} cannot be loaded as a span model: {error}. Train the model anew.") from error
        return self


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Draw by a seed for a while; what the caller draws before and after is not touched."""
    import numpy as np
    from thinc.api import fix_random_seed

    before, before_arrays = random.getstate(), np.random.get_state()
    fix_random_seed(seed)
    try:
        yield
    finally:
        random.setstate(before)
        np.random.set_state(before_arrays)


def _on_tokens(doc: "Doc", span: LabelledSpan) -> Any:
    """Return the tokens of a span; None where there are none."""
    return doc.char_span(span.start, span.end, label=span.label, alignment_mode="expand")
