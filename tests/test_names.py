"""One word names everything about a kind of thing that the library finds (docs/contributing.md)."""

from importlib.metadata import entry_points
from pathlib import Path

from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = (
    "clauses",
    "assignments",
    "assertions",
    "parties",
    "deadlines",
    "references",
    "statuses",
    "lines",
    "lemmas",
    "candidates",
    "scores",
)
GROUPS = ("clauses", "assignments", "parties", "deadlines", "references")


def test_each_component_has_a_module_a_factory_a_page_and_phrases_of_its_name() -> None:
    factories = {
        entry.name: entry.value
        for entry in entry_points(group="spacy_factories")
        if entry.name.startswith("beslutsnlp_")
    }
    for name in COMPONENTS:
        modules = [ROOT / "beslutsnlp" / "pipeline" / folder / f"{name}.py" for folder in (".", "components")]
        assert any(module.is_file() for module in modules), name
        assert (ROOT / "docs" / "components" / f"{name}.md").is_file(), name
        assert factories[f"beslutsnlp_{name}"] == f"beslutsnlp.pipeline.factories:{name}"
    assert set(factories) == {f"beslutsnlp_{name}" for name in COMPONENTS}


def test_each_component_that_finds_spans_writes_the_group_of_its_name(nlp: Language) -> None:
    doc = nlp("§ 1 Val\n\nBeslut\n\natt uppdra åt kommunchefen att senast den 1 mars 2026 se över avtal KS 2024/1.")
    assert {name: len(doc.spans[name]) for name in GROUPS} == dict.fromkeys(GROUPS, 1) | {"deadlines": 2}


def test_cases_and_phrases_are_named_after_components() -> None:
    cases = {path.stem for path in (ROOT / "tests" / "cases").glob("*.jsonl")}
    assert cases <= set(COMPONENTS)


def test_no_module_without_a_duty_of_its_own() -> None:
    vague = {"utils", "helpers", "common", "misc", "base", "core"}
    assert [path for path in (ROOT / "beslutsnlp").rglob("*.py") if path.stem in vague] == []


def test_no_module_passes_400_lines() -> None:
    long = [
        path.name
        for path in (ROOT / "beslutsnlp").rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert long == []
