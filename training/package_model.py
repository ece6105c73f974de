"""Put the trained parts together as a spaCy pipeline folder, with the library's own components in it.

    python training/package_model.py [--build training/build] [--output models/sv_beslut_sm]

Reads build/base (train_base.py, learn_lemmas.py) and, where they are, the scores that evaluate_base.py wrote to
build/base/scores.json. The folder appears whole or not at all; meta.json in it tells data, licences, versions, seed and scores.
"""

import argparse
import json
import platform
import shutil
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy
import spacy
import thinc.about
from spacy.language import Language

from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.extraction import add_components
from beslutsnlp.model_files import write_model
from beslutsnlp.profile import Profile
from beslutsnlp.training.fitting import LEARNT
from beslutsnlp.training.training import EXAMPLES

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent / "models" / "sv_beslut_sm"
DESCRIPTION = "Swedish minutes and follow-up lists: part of speech, features, lemmas and sentences, and the components of beslutsnlp"
# what a pipeline can be loaded and retrained without: the sections of training name files and functions of the training scripts
_OF_TRAINING = ("paths", "system", "corpora", "training", "pretraining", "initialize")


def assemble(build: Path) -> Language:
    """Return the whole pipeline: the network, sentences by lines, lemmas, and the components that find decisions, with what they learnt."""
    nlp = spacy.load(build / "base" / "network")
    nlp.add_pipe("beslutsnlp_lines", before="senter")
    lemmas: Any = nlp.add_pipe("beslutsnlp_lemmas", after="senter")
    lemmas.from_disk(build / "base" / "lemmas")
    add_components(nlp, Profile(), Meetings())
    for name in LEARNT:
        learnt: Any = nlp.get_pipe(name)
        learnt.from_disk(build / "extractor" / name)
    config, plain = nlp.config.copy(), spacy.blank("sv").config
    for section in _OF_TRAINING:
        config[section] = plain[section]
    nlp.config = config
    return nlp


def meta_of(build: Path) -> dict[str, Any]:
    """Return what meta.json says beside what spaCy writes there."""
    known = tomllib.loads((HERE / "treebanks.toml").read_text(encoding="utf-8"))
    fetched = json.loads((build / "treebanks" / "fetched.json").read_text(encoding="utf-8"))
    lemmas = json.loads((build / "base" / "lemmas.json").read_text(encoding="utf-8"))
    trained = json.loads((build / "base" / "training.json").read_text(encoding="utf-8"))
    scores = build / "base" / "scores.json"
    corpora = [
        {
            "name": name,
            "part": known[name]["part"],
            "source": known[name]["source"],
            "licence": known[name]["licence"],
            "lemmas_used": known[name].get("lemmas", True) and known[name]["part"] != "test",
            **entry,
        }
        for name, entry in fetched.items()
    ]
    return {
        "name": "beslut_sm",
        "version": version("beslutsnlp"),
        "description": DESCRIPTION,
        "author": "The beslutsnlp authors",
        "license": "CC BY-SA 4.0",
        "sources": [{"name": entry["source"], "license": entry["licence"]} for entry in corpora],
        "requirements": [f"beslutsnlp>={version('beslutsnlp')}"],
        "beslutsnlp": {
            "corpora": corpora,
            "lemmas": lemmas,
            "training": trained,
            "made_with": {
                "beslutsnlp": version("beslutsnlp"),
                "spacy": spacy.__version__,
                "thinc": thinc.about.__version__,
                "numpy": numpy.__version__,
                "python": platform.python_version(),
            },
            "scores": _measured(scores),
            **json.loads((build / "extractor" / "extractor.json").read_text(encoding="utf-8")),
            "extractor": _measured(build / "extractor" / "evaluation.json"),
        },
    }


def _measured(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def licence_of(meta: dict[str, Any]) -> str:
    """Return the notice of the licence, with the sources that are to be named."""
    sources = "\n".join(f"- {entry['name']} ({entry['license']})" for entry in meta.get("sources", []))
    return (
        "The files in this folder are under Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0):\n"
        "https://creativecommons.org/licenses/by-sa/4.0/legalcode\n\n"
        f"They are made from:\n{sources}\n\nThe code of beslutsnlp, outside of this folder, is under the MIT licence.\n"
    )


def write_folder(nlp: Language, build: Path, output: Path) -> None:
    """Write a pipeline to a folder; a README that is there stays, and what else was there is replaced as a whole."""
    meta = dict(nlp.meta["beslutsnlp"])

    def write(folder: Path) -> None:
        nlp.to_disk(folder)
        # the words of the training texts; nothing looks them up, for the network reads hashes
        (folder / "vocab" / "strings.json").write_text("[]\n", encoding="utf-8")
        (folder / "LICENSE").write_text(licence_of(nlp.meta), encoding="utf-8")
        shutil.copyfile(
            build / "extractor" / "beslutsnlp_candidates" / EXAMPLES, folder / "beslutsnlp_candidates" / EXAMPLES
        )
        for kept in output.glob("*.md"):
            shutil.copyfile(kept, folder / kept.name)

    write_model(output, write, meta)


def main() -> int:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--output", type=Path, default=MODEL)
    options = parser.parse_args()
    nlp = assemble(options.build)
    nlp.meta.update(meta_of(options.build))
    write_folder(nlp, options.build, options.output)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    print(f"{options.output}: {', '.join(spacy.load(options.output).pipe_names)}; {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
