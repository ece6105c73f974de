"""An evaluation as one HTML file that needs nothing else: tables, pictures in it, mistakes with their source lines."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

from beslutsnlp.evaluation import pictures
from beslutsnlp.evaluation.calibration import Calibration
from beslutsnlp.evaluation.mistakes import Mistake
from beslutsnlp.evaluation.page_style import STYLE
from beslutsnlp.evaluation.scores import MISSED, NOT_THERE
from beslutsnlp.evaluation.summary import (
    KEY_FIELDS,
    Confusion,
    Evaluation,
    FieldScores,
    Group,
    Measure,
    Part,
    Step,
    count_mistakes,
    groupings,
    worst_groups,
)

_KINDS = {"missed": "missed", "extra": "not there", "bounds": "wrong bounds", "value": "wrong value"}
_NAMES = {
    "documents": "Protocols and notes",
    "deadlines": "Sentences with deadlines",
    "statuses": "Status texts",
    "lists": "Follow-up lists",
}
_BARS = 25


def to_html(evaluation: Evaluation, *, by: str = "style", errors: int | None = 100) -> str:
    """Return an evaluation as an HTML page.

    Args:
        evaluation: What was measured.
        by: The groups that are shown: style or body. A part that has none of them shows those that it has.
        errors: How many mistakes of each field are shown; None shows all.

    Raises:
        MissingExtra: matplotlib, which draws the pictures, is not installed.
    """
    pictures.check_pictures()
    title = f"Evaluation of {evaluation.source}" if evaluation.source else "Evaluation"
    sections = [_part(part, by, errors) for part in evaluation.parts]
    if evaluation.curve:
        sections.append(_curve(evaluation.curve))
    links = "".join(f'<li><a href="#{escape(part.name)}">{_name(part)}</a></li>' for part in evaluation.parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style></head>\n<body>\n<header><h1>{_text(title)}</h1>\n"
        f"<p>Model: {_text(evaluation.model or 'the default pipeline')}. "
        "A strict score counts a span only where both of its ends are right; a partial one, where it overlaps one with the "
        "same label. Intervals hold 95 of 100 scores of documents drawn anew with replacement.</p>\n"
        f"{_list('Fell short of its threshold', evaluation.shortfalls, 'bad')}{_list('Notes', evaluation.notes, 'note')}"
        f"<nav><ul>{links}</ul></nav></header>\n<main>\n{''.join(sections)}</main>\n</body></html>\n"
    )


def _name(part: Part) -> str:
    return _text(_NAMES.get(part.name, part.name))


def _text(text: str) -> str:
    """Return a text that no tag can come out of, without the characters that are not printed."""
    return escape("".join(c if c.isprintable() or c == "\n" else " " for c in text))


def _list(heading: str, lines: Sequence[str], kind: str) -> str:
    if not lines:
        return ""
    return f'<aside class="{kind}"><h2>{heading}</h2><ul>{"".join(f"<li>{_text(line)}</li>" for line in lines)}</ul></aside>\n'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], *, caption: str = "") -> str:
    """Return a table of cells that are HTML already; the first of each row is its heading."""
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = []
    for first, *rest in rows:
        body.append(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>')
    shown = f"<caption>{caption}</caption>" if caption else ""
    return f'<div class="scroll"><table>{shown}<thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>\n'


def _picture(data: bytes, alt: str) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(data).decode("ascii")}" alt="{_text(alt)}">\n'


def _beside(picture: str, table: str) -> str:
    return f'<div class="beside"><figure>{picture}</figure>{table}</div>\n'


def _part(part: Part, by: str, errors: int | None) -> str:
    return (
        f'<section id="{escape(part.name)}"><h2>{_name(part)}</h2>\n<p>{part.documents:,} documents.</p>\n'
        + _fields(part)
        + "".join(_groups(part, kind) for kind in groupings(part, by))
        + "".join(_confusion(entry) for entry in part.confusions)
        + _calibrations(part.calibrations)
        + _mistakes(part, errors)
        + "</section>\n"
    )


def _with_interval(measure: Measure, name: str) -> str:
    found, annotated = measure.right + measure.wrong, measure.annotated
    if not {"precision": found, "recall": annotated, "f1": found + annotated}[name]:
        return "–"
    value = f"{getattr(measure, name):.3f}"
    if name not in measure.intervals:
        return value
    low, high = measure.intervals[name]
    return f'{value} <span class="interval">{low:.3f}–{high:.3f}</span>'


def _fields(part: Part) -> str:
    rows = []
    for entry in part.fields:
        strict = entry.strict
        three = [
            "–" if entry.share and name != "recall" else _with_interval(strict, name)
            for name in ("f1", "precision", "recall")
        ]
        partial = f"{entry.partial.f1:.3f}" if entry.partial else "–"
        rows.append([_field(entry.name), f"{strict.annotated:,}", *three, partial, *_counts(strict)])
    head = ["field", "annotated", "F1", "precision", "recall", "partial F1", "right", "wrong", "missed"]
    pictured = [entry for entry in part.fields if " " not in entry.name and entry.strict.annotated]
    picture = ""
    if pictured:
        alt = "F1 by field: " + ", ".join(f"{entry.name} {_main(entry):.2f}" for entry in pictured)
        picture = f"<figure>{_picture(pictures.draw_fields(pictured), alt)}</figure>"
    return f"<h3>By field</h3>\n{_table(head, rows)}{picture}"


def _main(entry: FieldScores) -> float:
    return entry.strict.recall if entry.share else entry.strict.f1


def _counts(measure: Measure) -> list[str]:
    return [f"{count:,}" for count in (measure.right, measure.wrong, measure.missed)]


def _field(name: str) -> str:
    return _text(name.replace("_", " "))


def _groups(part: Part, by: str) -> str:
    groups = worst_groups(part, by)
    names = [name for name in KEY_FIELDS.get(part.name, ()) if any(name in group.fields for group in groups)]
    if not groups or not names:
        return ""
    rows = [
        [_text(group.name), str(group.documents), *(_of_group(part, group, name) for name in names)] for group in groups
    ]
    worst = groups[:_BARS]
    alt = f"F1 by {by}, the lowest first: " + ", ".join(
        f"{group.name} {group.fields[names[0]].f1:.2f}" for group in worst[:5] if names[0] in group.fields
    )
    shares = {entry.name for entry in part.fields if entry.share}
    picture = _picture(pictures.draw_groups(part, worst, names[:2]), alt)
    more = f" The picture has the {_BARS} lowest of {len(groups)}." if len(groups) > _BARS else ""
    table = _table(
        [_text(by), "docs", *(f"{_field(name)}: {'recall' if name in shares else 'F1'} (n)" for name in names)], rows
    )
    return f"<h3>By {_text(by)}</h3>\n<p>The lowest first.{more}</p>\n{_beside(picture, table)}"


def _of_group(part: Part, group: Group, name: str) -> str:
    measure = group.fields.get(name)
    value = part.main_value(name, measure) if measure else None
    if measure is None or value is None:
        return "–"
    return f'{value:.3f} <span class="interval">({measure.annotated})</span>'


def _confusion(entry: Confusion) -> str:
    rows = []
    for gold, counts in zip(entry.gold, entry.counts, strict=True):
        whole = sum(counts)
        cells = []
        for found, count in zip(entry.found, counts, strict=True):
            right = gold == found
            # the share of the row, so that a rare value's confusions are seen as well
            depth = round(0.12 + 0.5 * count / whole, 3) if count else 0
            colour = "30,110,70" if right else "190,60,40"
            style = f' style="background:rgba({colour},{depth})"' if count else ""
            cells.append(f"<td{style}>{count or '·'}</td>")
        kind = ' class="outside"' if gold == NOT_THERE else ""
        rows.append(f'<tr><th scope="row"{kind}>{_field(gold)}</th>{"".join(cells)}</tr>')
    heads = "".join(
        f'<th scope="col"{" class=outside" if found == MISSED else ""}><span>{_field(found)}</span></th>'
        for found in entry.found
    )
    return (
        f"<h3>Confusion: {_field(entry.name)}</h3>\n<p>Rows are annotated, columns found. Colour is the share of the row: green right, red wrong.</p>\n"
        f'<div class="scroll"><table class="confusion"><thead><tr><td></td>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>\n'
    )


def _calibrations(calibrations: Sequence[Calibration]) -> str:
    if not calibrations:
        return ""
    rows = [
        [_field(entry.field), f"{bin.low:.3f}–{bin.high:.3f}", str(bin.n), f"{bin.score:.3f}", f"{bin.right:.3f}"]
        for entry in calibrations
        for bin in entry.bins
    ]
    errors = "; ".join(f"{entry.field} {entry.ece:.3f} ({entry.n:,} records)" for entry in calibrations)
    picture = _picture(
        pictures.draw_reliability(calibrations), f"Reliability diagram. Expected calibration error: {errors}"
    )
    table = _table(["records", "score", "n", "mean score", "share right"], rows)
    return (
        f"<h3>Calibration of scores</h3>\n<p>Expected calibration error, in bins of equal mass: {_text(errors)}.</p>\n"
        f"{_beside(picture, table)}"
    )


def _curve(steps: Sequence[Step]) -> str:
    names = [name for name in KEY_FIELDS["documents"] if any(name in step.fields for step in steps)]
    sizes = sorted({step.size for step in steps})
    means = {(size, name): pictures.curve_mean(steps, size, name) for size in sizes for name in names}
    rows = [[str(size), *(_three(means[size, name]) for name in names)] for size in sizes]
    alt = "Learning curve. " + "; ".join(
        f"{name} from {_three(means[sizes[0], name])} to {_three(means[sizes[-1], name])}" for name in names
    )
    picture = _picture(pictures.draw_curve(steps, names), alt)
    table = _table(["documents", *map(_field, names)], rows)
    return f'<section id="curve"><h2>Learning curve</h2>\n{_beside(picture, table)}</section>\n'


def _three(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _mistakes(part: Part, errors: int | None) -> str:
    counts = count_mistakes(part)
    if not counts:
        return "<h3>Mistakes</h3>\n<p>None.</p>\n"
    rows = [
        [_field(name), str(sum(kinds.values())), *(str(kinds.get(kind, "·")) for kind in _KINDS)]
        for name, kinds in counts.items()
    ]
    pieces = [_table(["field", "all", *_KINDS.values()], rows)]
    for name, kinds in counts.items():
        found = [mistake for mistake in part.mistakes if mistake.field == name]
        shown = found if errors is None else found[:errors]
        more = f"<p>{len(found) - len(shown)} more are in the JSON.</p>" if len(shown) < len(found) else ""
        items = "".join(map(_mistake, shown))
        pieces.append(
            f"<details><summary>{_field(name)} <span class=interval>({sum(kinds.values())})</span></summary>"
            f'<ol class="mistakes">{items}</ol>{more}</details>\n'
        )
    return f"<h3>Mistakes</h3>\n{''.join(pieces)}"


def _mistake(mistake: Mistake) -> str:
    where = [mistake.place]
    if mistake.line is not None:
        where.append(f"line {mistake.line}")
    if mistake.page is not None:
        where.append(f"page {mistake.page}")
    source = ""
    if mistake.text is not None and mistake.mark is not None:
        start, end = mistake.mark
        text = mistake.text
        marked = f"<mark>{_text(text[start:end])}</mark>" if start < end else ""
        source = f'<p class="source" lang="sv">{_text(text[:start])}{marked}{_text(text[end:])}</p>'
    values = "".join(
        f"<dt>{name}</dt><dd>{'nothing' if value is None else _text(value)}</dd>"
        for name, value in (("annotated", mistake.gold), ("found", mistake.found))
    )
    return f'<li><p class="where"><b>{_KINDS[mistake.kind]}</b> {_text(", ".join(where))}</p>{source}<dl lang="sv">{values}</dl></li>'
