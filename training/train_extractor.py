"""Train what finds assignments beside the rules, and how sure findings are, in training/build/extractor.

    python training/train_extractor.py [--corpora corpora] [--silver FILE.jsonl[.gz]] [--build training/build] [--seed 0] [--scores-only]

Learns from train.jsonl and dev.jsonl of protocols, lists and status. SILVER has government assignments, an object a line with `text` and
`published` (YYYY-MM): what rules find in them is learnt too, for parties and deadlines alone, and none of it is kept in the model's
examples. The scores are calibrated on two batches of dev that no rule was written by and on corpora/vretasa, by a model that has learnt from
neither.
"""

import argparse
import datetime as dt
import gzip
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.errors import ReadError
from beslutsnlp.extraction import extract, rule_pipeline
from beslutsnlp.labels import PARTY_ROLES
from beslutsnlp.learning.span_model import LabelledSpan, SpanExample
from beslutsnlp.model_files import checksum_of
from beslutsnlp.pipeline.components import ScoresComponent
from beslutsnlp.profile import Profile
from beslutsnlp.records import Assignment, Span
from beslutsnlp.training.calibrating import Findings, calibrate, gather
from beslutsnlp.training.examples import Examples, collect
from beslutsnlp.training.fitting import LEARNT, fit_pipeline
from beslutsnlp.training.training import EXAMPLES

HERE = Path(__file__).resolve().parent
CORPORA = HERE.parent / "corpora"
NAMES = ("protocols", "lists", "status")
SPLITS = ("train", "dev")
EPOCHS = 8
# batches of dev by which no rule was written, and a body with a house style of its own: what is found in them is as often right as
# in a style that is new
UNSEEN = ("b14", "b15")
UNUSUAL = "vretasa"
# of the silver assignments, so many and none longer
MOST_SILVER, LONGEST_SILVER = 1_000, 800


def read_documents(corpora: Path) -> list[AnnotatedDocument]:
    """Return the documents to learn from."""
    return [
        document for name in NAMES for split in SPLITS for document in read_corpus(corpora / name / f"{split}.jsonl")
    ]


def read_silver(path: Path) -> list[SpanExample]:
    """Return the words of government assignments with the parties and deadlines that rules find in them."""
    nlp = rule_pipeline(Profile(), Meetings())
    examples: list[SpanExample] = []
    for entry in _lines(path):
        text = (entry.get("text") or "").replace("\xad", "")
        year, month = map(int, entry["published"].split("-"))
        try:
            found = extract(text, nlp=nlp, decided_on=dt.date(year, month, 1)).assignments
        except ReadError:
            continue
        for assignment in found:
            start, end = assignment.span.start, assignment.span.end
            spans = tuple(sorted(_parts(assignment)))
            if any(span.label == "responsible" for span in spans) and end - start <= LONGEST_SILVER:
                examples.append(SpanExample(text[start:end].replace("\n", " "), spans))
        if len(examples) >= MOST_SILVER:
            break
    return examples[:MOST_SILVER]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from map(json.loads, filter(None, text.split("\n")))


def _parts(assignment: Assignment) -> Iterator[LabelledSpan]:
    start, end = assignment.span.start, assignment.span.end
    found: list[tuple[str, Span]] = [(role, party.span) for role in PARTY_ROLES for party in getattr(assignment, role)]
    found += [("deadline", deadline.span) for deadline in assignment.deadlines]
    for label, span in found:
        if start <= span.start and span.end <= end:
            yield LabelledSpan(span.start - start, span.end - start, label)


def learn(documents: Sequence[AnnotatedDocument], silver: Sequence[SpanExample], *, epochs: int, seed: int) -> Any:
    """Return a pipeline that has learnt from documents, and the examples."""
    nlp = rule_pipeline(Profile(), Meetings())
    examples = collect(documents)
    learnt = Examples()
    learnt.add(examples)
    learnt.parts.extend(silver)
    fit_pipeline(nlp, learnt, epochs=epochs, seed=seed, progress=lambda line: print(line, flush=True))
    return nlp, examples


def findings_in_unseen(
    documents: Sequence[AnnotatedDocument],
    silver: Sequence[SpanExample],
    unusual: Sequence[AnnotatedDocument],
    seed: int,
) -> Findings:
    """Return the findings in the batches that rules were not written by, by a model that has not learnt from them either."""
    held_out = [document for document in documents if document.id.startswith(UNSEEN)]
    print(f"{len(held_out)} documents held out for the scores", flush=True)
    nlp, _ = learn(
        [document for document in documents if not document.id.startswith(UNSEEN)], silver, epochs=EPOCHS, seed=seed
    )
    return gather([*held_out, *unusual], nlp)


def main() -> int:
    """Train, and write the components' folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--silver", default="")
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scores-only", action="store_true", help="Calibrate the scores of what is there.")
    options = parser.parse_args()
    documents = read_documents(options.corpora)
    silver = read_silver(Path(options.silver)) if options.silver else []
    print(f"{len(documents):,} documents, {len(silver):,} silver assignments", flush=True)
    unusual = read_corpus(options.corpora / UNUSUAL / "train.jsonl")
    findings = findings_in_unseen(documents, silver, unusual, options.seed)
    for name, pairs in sorted(findings.items()):
        by_model = [right for marks, right in pairs if "found by model" in marks]
        print(
            f"{name}: {sum(right for _, right in pairs)} of {len(pairs)} right, {sum(by_model)} of the {len(by_model)} by the model alone",
            flush=True,
        )
    folder = options.build / "extractor"
    calibrated_on = {
        "batches": [*UNSEEN, UNUSUAL],
        "findings": {name: len(pairs) for name, pairs in findings.items()},
    }
    options.build.mkdir(parents=True, exist_ok=True)
    (options.build / "findings.json").write_text(json.dumps(findings), encoding="utf-8")
    if options.scores_only:
        scores = ScoresComponent()
        scores.calibrations = calibrate(findings)
        scores.to_disk(folder / "beslutsnlp_scores")
        told = json.loads((folder / "extractor.json").read_text(encoding="utf-8")) | {"calibrated_on": calibrated_on}
        (folder / "extractor.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        return 0
    nlp, examples = learn(documents, silver, epochs=EPOCHS, seed=options.seed)
    nlp.get_pipe("beslutsnlp_scores").calibrations = calibrate(findings)
    shutil.rmtree(folder, ignore_errors=True)
    for name in LEARNT:
        nlp.get_pipe(name).to_disk(folder / name)
    examples.to_disk(folder / "beslutsnlp_candidates" / EXAMPLES)
    files = [options.corpora / name / f"{split}.jsonl" for name in NAMES for split in SPLITS]
    meta = {
        "learnt_from": [
            {
                "corpus": name,
                "documents": sum(len(read_corpus(options.corpora / name / f"{split}.jsonl")) for split in SPLITS),
                "files": {path.name: checksum_of(path) for path in files if path.parent.name == name},
            }
            for name in NAMES
        ],
        "silver": {"assignments": len(silver), "sha256": checksum_of(Path(options.silver))} if silver else None,
        "seed": options.seed,
        "epochs": EPOCHS,
        "calibrated_on": calibrated_on,
        "examples": {
            name: len(getattr(examples, name))
            for name in ("candidates", "clauses", "sections", "parts", "tasks", "statuses")
        },
    }
    (folder / "extractor.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
