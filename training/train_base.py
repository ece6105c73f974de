"""Train the network of the base pipeline: tok2vec, morphologizer and senter, in training/build/base/network.

    python training/train_base.py [--build training/build] [--seed 0] [--max-steps N]

Reads train.spacy and dev.spacy, which convert_treebanks.py wrote. The same files and seed give the same scores. Two cores need
some five minutes. The lemmas are learnt afterwards by learn_lemmas.py, which uses this network.
"""

import argparse
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.augment import make_whitespace_variant
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_nlp
from spacy.util import load_config, registry
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

from beslutsnlp.pipeline.language import add_language_rules

HERE = Path(__file__).resolve().parent
_BLANKS = ("\n", "\n\n", "\n\n\n", " \n", "\t", "  ")
_BLANKS_PER_WORD = 0.05


def create_minutes_augmenter(capitals: float, whitespace: float) -> Callable[[Language, Example], Iterator[Example]]:
    """Return what adds to each text variants that look like minutes.

    Args:
        capitals: The share of sentences of which there is a variant in capitals, as headings are.
        whitespace: The share of texts of which there is a variant with line ends in it.
    """

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        for sent in example.reference.sents:
            if random.random() < capitals:
                yield _in_capitals(nlp, sent.as_doc())
        if random.random() < whitespace:
            for _ in range(int(len(example.reference) * _BLANKS_PER_WORD)):
                place = random.randrange(len(example.reference))
                example = make_whitespace_variant(nlp, example, random.choice(_BLANKS), place)
            yield example

    return augment


def _in_capitals(nlp: Language, doc: Doc) -> Example:
    words = [token.text.upper() for token in doc]
    reference = Doc(
        nlp.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        sent_starts=[i == 0 for i in range(len(doc))],
    )
    return Example(nlp.make_doc(reference.text), reference)


def nlp_scores(folder: Path) -> dict[str, float]:
    """Return the scores on the development treebank that training chose the network by."""
    performance = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["performance"]
    return {name: performance[name] for name in ("pos_acc", "morph_acc", "sents_f")}


def main() -> int:
    """Train and write the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build", help="where the treebanks lie as DocBins")
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "base.cfg")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--max-steps", type=int, default=None, help="stop after so many steps; the config's where left out"
    )
    parser.add_argument("--gpu", type=int, default=-1, help="the number of a GPU; without it, one core is used")
    options = parser.parse_args()
    registry.augmenters("beslutsnlp_minutes.v1", func=create_minutes_augmenter)
    if options.gpu < 0:
        # BLIS picks a slow kernel on some processors
        set_current_ops(NumpyOps(use_blis=False))
    build: Path = options.build
    changes = {
        "paths.train": str(build / "train.spacy"),
        "paths.dev": str(build / "dev.spacy"),
        "system.seed": options.seed,
    }
    if options.max_steps is not None:
        changes["training.max_steps"] = options.max_steps
    config = load_config(options.config, overrides=changes, interpolate=False)
    nlp = init_nlp(config, use_gpu=options.gpu)
    add_language_rules(nlp)
    made = build / "base" / "network.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    # sums of several threads come in another order on every run
    with threadpool_limits(1):
        train_nlp(nlp, made, use_gpu=options.gpu, stdout=sys.stdout, stderr=sys.stderr)
    target = build / "base" / "network"
    shutil.rmtree(target, ignore_errors=True)
    (made / "model-best").rename(target)
    shutil.rmtree(made)
    log = {
        "seed": options.seed,
        "config": options.config.name,
        "config_sha256": hashlib.sha256(options.config.read_bytes()).hexdigest(),
        "words_in_training": sum(map(len, DocBin().from_disk(build / "train.spacy").get_docs(nlp.vocab))),
        "dev": {name: round(score, 4) for name, score in nlp_scores(target).items()},
    }
    (build / "base" / "training.json").write_text(json.dumps(log, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: {', '.join(spacy.load(target).pipe_names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
