"""The page on accuracy says what is measured. What must not get worse is in models/thresholds.csv."""

import pytest

from benchmarks.accuracy import PAGE, TABLES


@pytest.mark.parametrize("name", TABLES)
def test_page_has_the_measured_table(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page.split(f"<!-- measured: {name} -->\n\n")[1].split("\n\n<!-- end -->")[0]
    assert written == TABLES[name](), "run python benchmarks/accuracy.py"
