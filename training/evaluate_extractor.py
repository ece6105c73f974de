"""Measure what the trained extractor gives beside the rules, in training/build/extractor/evaluation.json.

    python training/evaluate_extractor.py [--build training/build] [--corpora corpora] [--no-curve]

Rules, model and both read the test protocols, whose house styles neither was made by, and the status phrases. What retraining gives a new
house style is measured on corpora/vretasa: 0, 2, 5 and 10 of its train documents, scored on its test documents. Speeds are of one
core, the variants in turn.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.evaluation import Report, evaluate
from beslutsnlp.evaluation.calibration import calibrate
from beslutsnlp.extraction import extract, rule_pipeline
from beslutsnlp.pipeline.components import CandidatesComponent
from beslutsnlp.pipeline.learned import Settings
from beslutsnlp.profile import Profile
from beslutsnlp.training.examples import Examples, collect
from beslutsnlp.training.fitting import LEARNT, fit_pipeline
from beslutsnlp.training.training import EPOCHS, EXAMPLES, OWN_TIMES
from beslutsnlp.training.wording import learn_profile

HERE = Path(__file__).resolve().parent
CORPORA = HERE.parent / "corpora"
FIELDS = (
    "decision",
    "decision_type",
    "decided_assignment",
    "assignment_is_decided",
    "responsible",
    "executor",
    "collaborators",
    "report_to",
    "task",
    "deadline",
    "other_assignment",
)
CURVE_FIELDS = ("decision", "decision_type", "decided_assignment", "responsible", "deadline")
SIZES = (0, 2, 5, 10)
ROUNDS = 3
# what the model does, and the settings without it
WITHOUT: dict[str, dict[str, float]] = {
    "sections by what stands below": {},
    "types of clauses": {"retypes": 2.0, "retypes_other": 2.0},
    "assignments that rules miss": {"adds": 2.0, "adds_outside": 2.0},
    "doubts of rules' assignments": {"drops": 0.0},
}
# without rules beside it the model decides by what is likelier
ALONE = Settings(adds=0.5, adds_outside=0.5, drops=0.0, retypes=0.0, retypes_other=0.0)


class ModelAlone(CandidatesComponent):
    """The candidates component without the assignments that rules found."""

    def __call__(self, doc: Doc) -> Doc:
        doc.spans["assignments"] = []
        return super().__call__(doc)

    def pipe(self, stream: Any, *, batch_size: int = 32) -> Any:
        """Yield the Docs of a stream."""

        def emptied() -> Any:
            for doc in stream:
                doc.spans["assignments"] = []
                yield doc

        return super().pipe(emptied(), batch_size=batch_size)


def pipelines(build: Path) -> dict[str, Language]:
    """Return the variants by name."""
    rules, model, both = (rule_pipeline(Profile(), Meetings()) for _ in range(3))
    for nlp in (model, both):
        for name in LEARNT:
            component: Any = nlp.get_pipe(name)
            component.from_disk(build / "extractor" / name)
    held: Any = model.get_pipe("beslutsnlp_candidates")
    held.__class__ = ModelAlone
    held.model.settings = ALONE
    return {"rules": rules, "model": model, "both": both}


def scores_of(report: Report, fields: Sequence[str]) -> dict[str, Any]:
    """Return precision, recall, F1 and the number of annotated ones by field."""
    found = {}
    for name in fields:
        score = report.score(name)
        found[name] = {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "annotated": score.right + score.missed,
        }
    return found


def ablation(build: Path, documents: Sequence[AnnotatedDocument]) -> dict[str, Any]:
    """Return F1 by field and words a second of `extract`, with all that the model does and without each of it in turn."""
    variants = {name: pipelines(build)["both"] for name in WITHOUT}
    for name, changes in WITHOUT.items():
        held: Any = variants[name].get_pipe("beslutsnlp_candidates")
        held.model.settings = replace(held.model.settings, **changes)
    sections: Any = variants["sections by what stands below"].get_pipe("beslutsnlp_clauses")
    sections.kinds = None
    variants["all of it"] = pipelines(build)["rules"]
    fast = speeds({"nothing": pipelines(build)["both"], **variants}, documents)
    found = {"nothing": evaluate(documents, nlp=pipelines(build)["both"])}
    found.update({name: evaluate(documents, nlp=nlp) for name, nlp in variants.items()})
    return {
        name: {"f1": {field: round(report.score(field).f1, 4) for field in CURVE_FIELDS}, "words_a_second": fast[name]}
        for name, report in found.items()
    }


def curve(build: Path, corpora: Path) -> list[dict[str, Any]]:
    """Return the scores on a new house style by how many of its documents were learnt from."""
    train, test = (read_corpus(corpora / "vretasa" / f"{split}.jsonl") for split in ("train", "test"))
    steps = []
    for size in SIZES:
        own = train[:size]
        profile = learn_profile(own, Profile())
        nlp = rule_pipeline(profile, Meetings())
        wording = scores_of(evaluate(test, nlp=nlp), CURVE_FIELDS)
        before = pipelines(build)["both"]
        if own:
            examples = Examples.from_disk(build / "extractor" / "beslutsnlp_candidates" / EXAMPLES)
            examples.add(collect(own, profile), times=OWN_TIMES)
            examples.statuses.clear()
            fit_pipeline(nlp, examples, start=before, epochs=EPOCHS)
        else:
            nlp = before
        steps.append(
            {"documents": size, "wording": wording, "trained": scores_of(evaluate(test, nlp=nlp), CURVE_FIELDS)}
        )
        print(f"{size} documents", flush=True)
    return steps


def speeds(variants: dict[str, Language], documents: Sequence[AnnotatedDocument]) -> dict[str, int]:
    """Return words a second of `extract`, the best of some rounds in which the variants take turns."""
    words = sum(len(document.text.split()) for document in documents)
    best = dict.fromkeys(variants, 0.0)
    for _ in range(ROUNDS):
        for name, nlp in variants.items():
            start = time.perf_counter()
            for document in documents:
                extract(document.text, nlp=nlp)
            best[name] = max(best[name], words / (time.perf_counter() - start))
    return {name: int(round(value, -2)) for name, value in best.items()}


def main() -> int:
    """Write the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--no-curve", action="store_true", help="Keep the curve of a new house style that is there.")
    options = parser.parse_args()
    output = options.build / "extractor" / "evaluation.json"
    documents = read_corpus(options.corpora / "protocols" / "test.jsonl")
    variants = pipelines(options.build)
    reports = {name: evaluate(documents, nlp=nlp) for name, nlp in variants.items()}
    written: dict[str, Any] = {
        "documents": len(documents),
        "fields": {name: scores_of(report, FIELDS) for name, report in reports.items()},
        "calibration": [
            calibrate(name, pairs).model_dump(mode="json")
            for name, pairs in reports["both"].certainties.items()
            if pairs
        ],
        "words_a_second": speeds({name: variants[name] for name in ("rules", "both")}, documents),
        "ablation": ablation(options.build, documents),
        "curve": json.loads(output.read_text(encoding="utf-8"))["curve"]
        if options.no_curve
        else curve(options.build, options.corpora),
    }
    for name, scores in written["fields"].items():
        print(name, " ".join(f"{field} {score['f1']:.3f}" for field, score in scores.items()))
    print({entry["field"]: entry["ece"] for entry in written["calibration"]}, written["words_a_second"])
    output.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
