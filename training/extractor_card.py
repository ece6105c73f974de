"""Write what the card of sv_beslut_sm says of the extractor, from meta.json: between its markers, with reliability.png.

    python training/extractor_card.py [--model models/sv_beslut_sm]

No number is typed by hand.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

from beslutsnlp.evaluation.calibration import Calibration
from beslutsnlp.evaluation.pictures import draw_reliability
from beslutsnlp.export import write_whole

# the markers that base_card.py leaves in the card
KEPT = ("<!-- extractor -->", "<!-- end of extractor -->")
MODEL = Path(__file__).resolve().parent.parent / "models" / "sv_beslut_sm"
SHOWN = {
    "decision": "decision clause",
    "decision_type": "its type",
    "decided_assignment": "decided assignment",
    "assignment_is_decided": "decided or not, of assignments found",
    "responsible": "responsible",
    "executor": "executor",
    "collaborators": "collaborators",
    "report_to": "report receiver",
    "task": "task",
    "deadline": "deadline",
    "other_assignment": "assignment not decided",
}


def fields_table(scores: dict[str, Any]) -> str:
    """Return F1 by field of rules, model and both; the best is bold."""
    names = ("rules", "model", "both")
    rows = ["| F1 | rules | model | both | annotated |", "| --- | ---: | ---: | ---: | ---: |"]
    for field, shown in SHOWN.items():
        values = [scores[name][field]["f1"] for name in names]
        cells = [f"**{value:.3f}**" if value == max(values) else f"{value:.3f}" for value in values]
        rows.append(f"| {shown} | {' | '.join(cells)} | {scores['rules'][field]['annotated']} |")
    return "\n".join(rows)


def curve_table(steps: list[dict[str, Any]]) -> str:
    """Return F1 on a new house style by the number of its documents that were learnt from."""
    fields = [name for name in steps[0]["trained"] if name in SHOWN]
    rows = ["| documents | " + " | ".join(SHOWN[name] for name in fields) + " |", "| ---: |" + " ---: |" * len(fields)]
    for step in steps:
        rows.append(
            f"| {step['documents']} | " + " | ".join(f"{step['trained'][name]['f1']:.3f}" for name in fields) + " |"
        )
        if step["documents"]:
            wording = " | ".join(f"{step['wording'][name]['f1']:.3f}" for name in fields)
            rows.append(f"| {step['documents']}, headings and abbreviations alone | {wording} |")
    return "\n".join(rows)


def ablation_table(variants: dict[str, Any]) -> str:
    """Return F1 and speed with all that the model does, and without each of it."""
    fields = [name for name in next(iter(variants.values()))["f1"] if name in SHOWN]
    rows = [
        "| without | " + " | ".join(SHOWN[name] for name in fields) + " | words a second |",
        "| --- |" + " ---: |" * (len(fields) + 1),
    ]
    for name, entry in variants.items():
        cells = " | ".join(f"{entry['f1'][field]:.3f}" for field in fields)
        rows.append(f"| {name} | {cells} | {entry['words_a_second']:,} |")
    return "\n".join(rows)


def section(own: dict[str, Any]) -> str:
    """Return the card's section on the extractor."""
    measured, examples = own["extractor"], own["examples"]
    silver = own.get("silver")
    learnt = "\n".join(
        f"- `corpora/{entry['corpus']}`: {entry['documents']:,} documents (train and dev)"
        for entry in own["learnt_from"]
    )
    calibration = "\n".join(
        f"| {entry['field']} | {entry['n']:,} | {entry['ece']:.3f} |" for entry in measured["calibration"]
    )
    speed = measured["words_a_second"]
    return f"""\
{KEPT[0]}

## The extractor

`beslutsnlp_candidates` weighs each decision clause and sentence that rules have cut out, beside what the rules found there.
It holds two linear classifiers (does it give an assignment, and decided or not; the type of a clause) and three span models (spaCy's
entity recogniser: parties by their role and deadlines; tasks; status phrases); `beslutsnlp_clauses` has a third classifier, of the kinds of
sections. `beslutsnlp_scores` tells how probable it is that a finding is right.

Where rules and model differ: a decided assignment that rules find stands unless the model is all but sure that it is none; where rules
find nothing, the model adds one if it sees an assignment and who is responsible; a clause without a known type gets the model's. A heading
that no list has, and that comes again in § after §, opens the kind of section that the text below it looks like.
Parties, tasks and deadlines of what rules found are the rules'. `settings.json` has the thresholds.

### What it learnt from

{learnt}
{f"- {silver['assignments']:,} government assignments (2008–2022, not under copyright), whose parties and deadlines are labelled by the rules: silver, and not in the model's examples" if silver else ""}

In all {examples["candidates"]:,} clauses and sentences, {examples["clauses"]:,} typed clauses, {examples["parts"]:,} texts with parties
and {examples["statuses"]:,} status texts with phrases, kept in `examples.jsonl.gz` so that training on your own documents mixes them in. The
corpora are the project's own and under the MIT licence; language models wrote and annotated them (see their cards).

### Rules, model and both

On the {measured["documents"]} protocols of the test split, whose house styles neither rules nor model were made by. Spans count where both ends
are right.

{fields_table(measured["fields"])}

`model` has no assignments of the rules, but their passages and clauses. What ships is `both`.

### A new house style

`corpora/vretasa` has 18 protocols of one body with headings, formulas and abbreviations of its own. F1 on 8 of them, after training
on some of the other 10:

{curve_table(measured["curve"])}

### How sure it is

Expected calibration error on the test split, ten bins of equal mass. The calibration was learnt from the batches
{", ".join(own["calibrated_on"]["batches"])}, by which no rule was written, and by a model that had not learnt from them.

| score of | n | ECE |
| --- | ---: | ---: |
{calibration}

![Share of findings that are right by their score](reliability.png)

### What it costs

`extract` reads {speed["rules"]:,} words a second of the test protocols with rules alone and {speed["both"]:,} with the model (one core, best of
three rounds in turn). They are dense: real protocols hold fewer decisions a page.

{ablation_table(measured["ablation"])}

{KEPT[1]}"""


def main() -> int:
    """Write the section and its picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    matplotlib.use("Agg")
    own = json.loads((options.model / "meta.json").read_text(encoding="utf-8"))["beslutsnlp"]
    calibrations = [Calibration.model_validate(entry) for entry in own["extractor"]["calibration"]]
    (options.model / "reliability.png").write_bytes(draw_reliability(calibrations))
    card = options.model / "README.md"
    text = card.read_text(encoding="utf-8")
    start, end = text.index(KEPT[0]), text.index(KEPT[1]) + len(KEPT[1])
    write_whole(card, (text[:start] + section(own) + text[end:]).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
