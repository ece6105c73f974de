"""Convert the fetched treebanks to spaCy's DocBin: training/build/{train,dev,test}.spacy.

    python training/convert_treebanks.py [--build training/build]

Ten sentences make a Doc, so that the sentence recogniser sees where one ends. No lemmas are stored: the tagger does not learn them.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from beslutsnlp.corpus.conllu import TreebankSentence, harmonise, read_conllu

HERE = Path(__file__).resolve().parent
GROUP = 10


def as_doc(vocab: Vocab, sentences: Sequence[TreebankSentence]) -> Doc:
    """Return sentences that follow one another as one Doc with their tags and starts."""
    words = [word for sentence in sentences for word in sentence.words]
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space_after for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        sent_starts=[i == 0 for sentence in sentences for i in range(len(sentence.words))],
    )


def main() -> int:
    """Write the DocBins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build", help="where fetch_treebanks.py put the files")
    build: Path = parser.parse_args().build
    known = tomllib.loads((HERE / "treebanks.toml").read_text(encoding="utf-8"))
    fetched = json.loads((build / "treebanks" / "fetched.json").read_text(encoding="utf-8"))
    read = {
        name: read_conllu(build / "treebanks" / known[name]["file"], lemmas=known[name].get("lemmas", True))
        for name in fetched
    }
    habit = [
        s for name in fetched if known[name]["part"] != "test" and not known[name].get("harmonise") for s in read[name]
    ]
    vocab = spacy.blank("sv").vocab
    for part in ("train", "dev", "test"):
        stored = DocBin(attrs=["ORTH", "SPACY", "POS", "MORPH", "SENT_START"])
        for name in fetched:
            if known[name]["part"] != part:
                continue
            sentences = harmonise(read[name], habit) if known[name].get("harmonise") else read[name]
            for i in range(0, len(sentences), GROUP):
                stored.add(as_doc(vocab, sentences[i : i + GROUP]))
        stored.to_disk(build / f"{part}.spacy")
        print(f"{part}: {len(stored)} texts of {GROUP} sentences, {sum(map(len, stored.get_docs(vocab))):,} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
