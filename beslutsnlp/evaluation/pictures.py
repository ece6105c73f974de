"""Pictures of an evaluation as PNG: fields with their intervals, groups, reliability, learning curve."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from beslutsnlp.errors import MissingExtra
from beslutsnlp.evaluation.calibration import Calibration
from beslutsnlp.evaluation.summary import FieldScores, Group, Part, Step

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# inches; narrow, so that a telephone need not shrink the letters much
_WIDTH = 5.2
_ROW = 0.27
_MARGIN = 0.9
_COLOURS = ("#1f5f8b", "#d98324", "#5b8c5a", "#8e5572", "#6b6b6b")
_STYLE = {
    "font.size": 9.5,
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#777777",
}


def check_pictures() -> None:
    """Check that pictures can be drawn.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise MissingExtra(
            'The pictures of the HTML report need matplotlib, which is not installed. Run: pip install "beslutsnlp[report]"'
        )


def draw_fields(fields: Sequence[FieldScores]) -> bytes:
    """Return a picture of the F1 of each field, a share's recall, with its interval."""
    with _drawing(len(fields) * _ROW + _MARGIN) as (figure, axes):
        for place, entry in enumerate(fields):
            measure = "recall" if entry.share else "f1"
            value = getattr(entry.strict, measure)
            low, high = entry.strict.intervals.get(measure, (value, value))
            axes.plot([low, high], [place, place], color=_COLOURS[0], linewidth=2.4, alpha=0.45, solid_capstyle="butt")
            axes.plot([value], [place], marker="o", markersize=5, color=_COLOURS[0])
        axes.set_yticks(range(len(fields)), [entry.name.replace("_", " ") for entry in fields])
        axes.set_ylim(len(fields) - 0.4, -0.6)
        lows = [entry.strict.intervals.get("f1", (entry.strict.f1,))[0] for entry in fields if entry.strict.annotated]
        axes.set_xlim(max(0.0, min([*lows, 0.8]) - 0.03), 1.012)
        axes.set_xlabel("F1 (of shares: recall), with 95 % interval")
        axes.grid(axis="x", color="#dddddd")
        return _png(figure)


def draw_groups(part: Part, groups: Sequence[Group], fields: Sequence[str]) -> bytes:
    """Return a picture of the F1 of some fields in each group of a part, a share's recall, as bars."""
    values = {
        name: [part.main_value(name, group.fields[name]) if name in group.fields else None for group in groups]
        for name in fields
    }
    fields = [name for name in fields if any(value is not None for value in values[name])]
    height = 0.8 / max(len(fields), 1)
    with _drawing(len(groups) * _ROW * 1.25 + _MARGIN + 0.3) as (figure, axes):
        for number, name in enumerate(fields):
            bars = [(place, value) for place, value in enumerate(values[name]) if value is not None]
            axes.barh(
                [place - 0.4 + height * (number + 0.5) for place, _ in bars],
                [value for _, value in bars],
                height=height * 0.92,
                color=_COLOURS[number],
                label=name.replace("_", " "),
            )
        axes.set_yticks(range(len(groups)), [_short(group.name) for group in groups], fontsize=8)
        axes.set_ylim(len(groups) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.set_xlabel("F1 (of shares: recall)")
        axes.grid(axis="x", color="#dddddd")
        figure.legend(loc="outside upper left", ncols=2, frameon=False)
        return _png(figure)


def draw_reliability(calibrations: Sequence[Calibration]) -> bytes:
    """Return a reliability diagram: the share that is right by the mean score of each bin."""
    with _drawing(4.0) as (figure, axes):
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--", label="as it should be")
        for number, entry in enumerate(calibrations):
            axes.plot(
                [bin.score for bin in entry.bins],
                [bin.right for bin in entry.bins],
                marker="o",
                markersize=4.5,
                linewidth=1.3,
                color=_COLOURS[number % len(_COLOURS)],
                label=f"{entry.field} (ECE {entry.ece:.3f})",
            )
        lowest = min(min(bin.score, bin.right) for entry in calibrations for bin in entry.bins)
        axes.set_xlim(max(0.0, lowest - 0.05), 1.01)
        axes.set_ylim(max(0.0, lowest - 0.05), 1.01)
        axes.set_xlabel("mean score")
        axes.set_ylabel("share that is right")
        axes.grid(color="#dddddd")
        axes.legend(loc="best", frameon=False)
        return _png(figure)


def draw_curve(steps: Sequence[Step], fields: Sequence[str]) -> bytes:
    """Return a learning curve: the F1 of some fields by the number of documents, the mean over seeds."""
    sizes = sorted({step.size for step in steps})
    with _drawing(3.4) as (figure, axes):
        for number, name in enumerate(fields):
            means = [curve_mean(steps, size, name) for size in sizes]
            points = [(size, mean) for size, mean in zip(sizes, means, strict=True) if mean is not None]
            axes.plot(
                [size for size, _ in points],
                [mean for _, mean in points],
                marker="o",
                markersize=4.5,
                color=_COLOURS[number % len(_COLOURS)],
                label=name.replace("_", " "),
            )
        axes.set_xlabel("documents trained on")
        axes.set_ylabel("F1 on held-out documents")
        axes.set_xticks(sizes)
        axes.grid(color="#dddddd")
        axes.legend(loc="best", frameon=False)
        return _png(figure)


def curve_mean(steps: Sequence[Step], size: int, field: str) -> float | None:
    """Return the mean F1 of a field over the seeds of a size, None where it was not measured."""
    found = [step.fields[field].f1 for step in steps if step.size == size and field in step.fields]
    return sum(found) / len(found) if found else None


def _short(name: str) -> str:
    name = "".join(c if c.isprintable() else " " for c in name)
    return (name if len(name) <= 34 else f"{name[:33]}…").replace("$", r"\$")


@contextmanager
def _drawing(height: float) -> "Iterator[tuple[Figure, Any]]":
    """Give a figure with one pair of axes, in the style of all pictures and without pyplot's state."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), dpi=150, layout="constrained")
        yield figure, figure.add_subplot()


def _png(figure: "Figure") -> bytes:
    buffer = io.BytesIO()
    # the version of the drawing library would make the same numbers another file
    with warnings.catch_warnings():
        # a letter that the font lacks is drawn as a box; the table beside the picture has it
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
