"""The plots of a report, as SVG text; the same figures give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib import RcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

INK = "#1a2330"
SOFT = "#5b6675"
POSTED = "#2f7d5b"
SUSPENSE = "#d99a2b"
UNDEPOSITED = "#b4483a"

_WIDTH = 9.4
"""Inches: as wide as the text of the report, so that letters in plots are as large as those beside them."""

_STYLE = RcParams(
    {
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "svg.fonttype": "path",
        "svg.hashsalt": "lockbox",
        "axes.edgecolor": SOFT,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": SOFT,
        "ytick.color": INK,
    }
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, the words at its end and its colour."""

    label: str
    length: float
    words: str
    colour: str


def bars(rows: Sequence[Bar], width: float = _WIDTH) -> str:
    """Return horizontal bars, first row on top, as an SVG element ``width`` inches wide."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, 0.2 + 0.3 * max(len(rows), 1)))
        axes = figure.add_subplot()
        places = range(len(rows))
        axes.barh(places, [row.length for row in rows], color=[row.colour for row in rows], height=0.66)
        axes.set_yticks(places, [row.label for row in rows])
        longest = max((row.length for row in rows), default=0) or 1
        for place, row in zip(places, rows, strict=True):
            axes.text(row.length + longest * 0.012, place, row.words, va="center", fontsize=8.5)
        axes.set_xlim(0, longest * 1.14)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        _strip(axes, ("top", "right", "bottom"))
        return _svg(figure)


def histogram(series: Sequence[tuple[str, Sequence[int]]], width: float = _WIDTH) -> str:
    """Return one small histogram a named series of confidences (0 to 1000), side by side, as an SVG element."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, 1.9))
        for place, (name, values) in enumerate(series, 1):
            axes = figure.add_subplot(1, len(series), place)
            axes.hist([value / 1000 for value in values], bins=20, range=(0, 1), color=POSTED)
            axes.set_title(f"{name} (n = {len(values)})", fontsize=8.5, loc="left")
            axes.set_xticks([0, 0.5, 1])
            axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
            axes.tick_params(axis="y", labelsize=7)
            _strip(axes, ("top", "right"))
        return _svg(figure)


def _strip(axes: Axes, sides: Sequence[str]) -> None:
    for side in sides:
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _svg(figure: Figure) -> str:
    figure.set_layout_engine("tight", pad=0.2)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = stream.getvalue()
    return text[text.index("<svg") :]
