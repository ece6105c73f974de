"""The card of a model that a user has trained: what it learnt from, and what it scored before and after."""

from collections.abc import Mapping
from typing import Any

_FIELDS = {
    "decision": "decision clauses",
    "decision_type": "their type",
    "decided_assignment": "decided assignments",
    "responsible": "responsible",
    "report_to": "report receivers",
    "task": "tasks",
    "deadline": "deadlines",
    "other_assignment": "assignments not decided",
    "label": "status label",
    "stage": "status stage",
}


def model_card(name: str, meta: Mapping[str, Any]) -> str:
    """Return the README of a model, from what its meta.json says.

    Args:
        name: The model's name.
        meta: The library's own section of meta.json.
    """
    measured = meta["measured"]
    lines = [
        f"# {name}",
        "",
        "A model of `beslutsnlp`, trained with `beslutsnlp train`. `meta.json` has its versions, its seed and the checksums of its",
        "files and of the corpora that it learnt from. The tagger and the lemmas are those of `sv_beslut_sm` and under CC BY-SA 4.0",
        "(see LICENSE).",
        "",
        "`beslutsnlp_candidates/examples.jsonl.gz` holds sentences of the documents that it learnt from. Give the folder to nobody who may",
        "not read them.",
        "",
        "## What it learnt from",
        "",
        *(f"- {entry['corpus']}: {entry['documents']} documents" for entry in meta.get("learnt_from", [])),
        "",
    ]
    if measured["headings"]:
        lines += ["Section headings learnt:", ""]
        lines += [f"- {heading}: {kind}" for heading, kind in measured["headings"].items()] + [""]
    if measured["aliases"]:
        lines += ["Abbreviations learnt:", ""]
        lines += [f"- {short}: {written}" for short, written in measured["aliases"].items()] + [""]
    lines += [
        f"## Scores on {measured['measured_on']}",
        "",
        "| F1 | before | after | annotated |",
        "| --- | ---: | ---: | ---: |",
    ]
    for field, shown in _FIELDS.items():
        if field in measured["after"]:
            old, new = measured["before"].get(field), measured["after"][field]
            lines.append(f"| {shown} | {f'{old[2]:.3f}' if old else '–'} | {new[2]:.3f} | {new[3]} |")
    return "\n".join(lines) + "\n"
