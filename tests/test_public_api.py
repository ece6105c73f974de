import subprocess
import sys

import beslutsnlp

PUBLIC = {
    "Assignment", "BeslutsnlpError", "Deadline", "Decision", "Document", "Extraction", "Item", "Party", "Reference", "Row",
    "Span", "Status", "StatusClassifier", "classify_status", "evaluate", "extract", "find_deadlines", "load", "read", "read_corpus",
    "train", "write_corpus",
}  # fmt: skip


def test_public_names_are_these_and_no_others() -> None:
    assert set(beslutsnlp.__all__) == PUBLIC


def test_every_public_name_can_be_had_and_says_what_it_is() -> None:
    assert [name for name in sorted(PUBLIC) if not getattr(beslutsnlp, name).__doc__] == []


def test_dir_shows_the_public_names() -> None:
    assert set(dir(beslutsnlp)) >= PUBLIC


def test_import_loads_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import beslutsnlp;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'beslutsnlp'}))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "[]"


def test_help_loads_neither_spacy_nor_pydantic() -> None:
    code = (
        "import sys; sys.argv = ['beslutsnlp', '--help']\n"
        "from beslutsnlp.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'spacy', 'pydantic', 'pypdfium2', 'numpy', 'sklearn', 'datasets', 'torch'} & set(sys.modules)))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.strip().splitlines()[-1] == "[]"
