"""Imports go one way, the way of the flow (docs/architecture.md)."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "beslutsnlp"
LAYERS = (
    ("labels", "errors", "sentences"),
    ("records", "profile", "columns", "model_files"),
    ("dates",),
    ("reading",),
    ("structure",),
    ("learning",),
    ("pipeline",),
    ("assembly", "status"),
    ("row_assembly",),
    ("extraction",),
    ("export", "tables"),
    ("corpus",),
    ("evaluation",),
    ("training",),
    ("cli", "__main__", "__init__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HEAVY = {
    "spacy": {"pipeline", "extraction", "assembly", "evaluation", "corpus", "learning", "training"},
    "datasets": {"corpus"},
    "pypdfium2": {"reading"},
    "pdfplumber": {"reading"},
    "docx": {"reading"},
    "rich": {"tables", "evaluation", "training", "cli"},
    "typer": {"cli"},
    "sklearn": {"status", "learning"},
    "numpy": {"status", "evaluation", "learning", "pipeline"},
    "matplotlib": {"evaluation"},
    "openpyxl": {"reading", "export"},
}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_part_has_a_place_in_the_order() -> None:
    assert {part_of(path) for path in PACKAGE.rglob("*.py")} == set(RANK)


def test_no_module_imports_from_a_later_part() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        for name in imports_of(path):
            if (
                name.startswith("beslutsnlp.")
                and RANK[name.split(".")[1]] > RANK[part_of(path)]
                and part_of(path) != "__init__"
            ):
                wrong.append((str(path.relative_to(PACKAGE)), name))
    assert wrong == []


def test_heavy_libraries_are_imported_only_where_they_belong() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        for name in imports_of(path):
            allowed = HEAVY.get(name.split(".")[0])
            if allowed is not None and part_of(path) not in allowed:
                wrong.append((str(path.relative_to(PACKAGE)), name))
    assert wrong == []


def test_factories_import_nothing_but_spacy_until_one_is_made() -> None:
    tree = ast.parse((PACKAGE / "pipeline" / "factories.py").read_text(encoding="utf-8"))
    names = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert names == {"typing", "spacy.language"}


def test_the_library_reads_no_clock_and_no_network() -> None:
    banned = {"socket", "urllib.request", "http.client", "requests", "random", "locale"}
    wrong = [
        (path.name, name)
        for path in PACKAGE.rglob("*.py")
        for name in imports_of(path) & banned
        # what learns draws by a seed
        if (part_of(path), name) != ("learning", "random")
    ]
    assert wrong == []
