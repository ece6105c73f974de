"""The configs in training/configs are whole, and nothing that is declared brings torch."""

import re
import tomllib
from pathlib import Path

import pytest
from spacy.util import load_config

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = sorted((ROOT / "training" / "configs").glob("*.cfg"))
# packages that install torch, or are it
TORCH = {
    "torch", "torchvision", "pytorch-lightning", "lightning", "accelerate", "spacy-transformers", "spacy-curated-transformers",
    "curated-transformers", "sentence-transformers", "flair", "stanza", "allennlp", "setfit", "gliner", "fastai", "peft", "timm",
    "easyocr", "transformers", "edsnlp", "spacy-experimental", "spacy-llm",
}  # fmt: skip


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_config_is_read_with_its_variables(path: Path) -> None:
    config = load_config(path, overrides={"paths.train": "train.spacy", "paths.dev": "dev.spacy"}, interpolate=True)
    pipeline = config["nlp"]["pipeline"]
    assert set(config["components"]) == set(pipeline)
    source, width = pipeline[0], config["components"][pipeline[0]]["model"]
    for name in pipeline[1:]:
        listener = config["components"][name]["model"]["tok2vec"]
        assert listener["upstream"] == source
        assert listener["width"] == (width["encode"]["width"] if source == "tok2vec" else width["hidden_width"])
    assert config["corpora"]["train"]["path"] == "train.spacy"
    assert sum(weight or 0.0 for weight in config["training"]["score_weights"].values()) == pytest.approx(1.0)


def test_both_configs_train_the_same_tasks_on_the_same_corpora() -> None:
    base, transformer = (load_config(ROOT / "training" / "configs" / f"{name}.cfg") for name in ("base", "transformer"))
    assert base["nlp"]["pipeline"][1:] == transformer["nlp"]["pipeline"][1:]
    assert base["corpora"] == transformer["corpora"]
    assert base["training"]["score_weights"] == transformer["training"]["score_weights"]


def test_transformer_config_names_kb_bert_and_no_function_of_it_is_installed() -> None:
    config = load_config(ROOT / "training" / "configs" / "transformer.cfg")
    loaders = config["initialize"]["components"]["transformer"]
    assert {loader["name"] for loader in loaders.values()} == {"KBLab/bert-base-swedish-cased"}
    assert config["components"]["transformer"]["model"]["@architectures"].startswith("spacy-curated-transformers.")


def test_no_declared_dependency_brings_torch() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = list(declared["project"]["dependencies"])
    for extra in declared["project"].get("optional-dependencies", {}).values():
        listed += extra
    for group in declared["dependency-groups"].values():
        listed += [entry for entry in group if isinstance(entry, str)]
    names = {re.split(r"[\s\[<>=!~;]", entry, maxsplit=1)[0].lower().replace("_", "-") for entry in listed}
    assert len(names) > 10
    assert names & TORCH == set()
