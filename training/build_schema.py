"""Write corpora/schema.json, the JSON Schema of a line of a corpus, from the code that reads one."""

import json
from pathlib import Path

from beslutsnlp.corpus import corpus_schema

SCHEMA = Path(__file__).resolve().parent.parent / "corpora" / "schema.json"


def main() -> None:
    """Write the schema."""
    SCHEMA.write_text(json.dumps(corpus_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
