"""Write corpora/schema.json and corpora/label-studio.xml from the labels and fields that the code knows."""

import json
from pathlib import Path

from beslutsnlp.corpus import corpus_schema
from beslutsnlp.corpus.formats.label_studio import label_studio_config

CORPORA = Path(__file__).resolve().parent.parent / "corpora"


def main() -> None:
    """Write both."""
    schema = json.dumps(corpus_schema(), ensure_ascii=False, indent=2) + "\n"
    (CORPORA / "schema.json").write_text(schema, encoding="utf-8")
    (CORPORA / "label-studio.xml").write_text(label_studio_config(), encoding="utf-8")


if __name__ == "__main__":
    main()
