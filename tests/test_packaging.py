"""What the built wheel holds, and that it works where there is no checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(target.glob("*.whl"))


def test_wheel_holds_code_data_and_models_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[0] for name in names}
    assert packages == {"beslutsnlp", f"beslutsnlp-{wheel.name.split('-')[1]}.dist-info"}
    for needed in (
        "beslutsnlp/py.typed",
        "beslutsnlp/models/__init__.py",
        "beslutsnlp/pipeline/phrases/clauses.toml",
        "beslutsnlp/pipeline/phrases/abbreviations.toml",
        "beslutsnlp/structure/headings.toml",
    ):
        assert needed in names, needed


def test_every_module_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "beslutsnlp").rglob("*.py")}
    assert modules - names == set()


def test_wheel_holds_every_file_of_the_models(wheel: Path) -> None:
    held = {name: info.file_size for info in zipfile.ZipFile(wheel).infolist() for name in [info.filename]}
    files = [path for path in (ROOT / "models").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) > 15
    assert {f"beslutsnlp/{path.relative_to(ROOT)}": path.stat().st_size for path in files}.items() <= held.items()


def test_wheel_loads_its_pipeline_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(folder)
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        "import beslutsnlp, spacy\n"
        "from importlib.resources import files\n"
        "folder = files('beslutsnlp.models') / 'sv_beslut_sm'\n"
        f"assert str(folder).startswith({str(folder)!r}), folder\n"
        "nlp = spacy.load(folder)\n"
        "import beslutsnlp.pipeline.lemmas as lemmas\n"
        f"assert lemmas.__file__.startswith({str(folder)!r}), lemmas.__file__\n"
        "print(nlp('Nämnderna beslutade.')[0].lemma_)"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert child.stdout.strip() == "nämnd"


def test_wheel_extracts_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(folder)
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        "import beslutsnlp, beslutsnlp.pipeline.factories\n"
        f"assert beslutsnlp.__file__.startswith({str(folder)!r}), beslutsnlp.__file__\n"
        "text = '§ 1 Budget\\n\\nBeslut\\n\\natt uppdra åt ekonomichefen att ta fram en plan.'\n"
        "print(beslutsnlp.extract(text).assignments[0].responsible[0].name)"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert child.stdout.strip() == "ekonomichefen"
