"""The plots of ``lockbox bench readers``: how much each reader reads, and what its confidences are worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import RcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bench.outcomes import Answer, Figure, Outcome, bins, bounds

_OURS, _BOTH, _PADDLE, _OTHER = "#2f7d5b", "#8fc3aa", "#d99a2b", "#5b6675"
_INK, _SOFT = "#1a2330", "#9aa3af"
_EDGES = (0, 300, 500, 700, 800, 900, 950, 980, 990)
_ACROSS, _FEW = 4, 8
"""Plots beside each other; a field with fewer answers that have a confidence gets none."""
_STYLE = RcParams({"font.family": "DejaVu Sans", "font.size": 8, "svg.fonttype": "path", "svg.hashsalt": "lockbox"})


def save_plots(folder: Path, outcomes: Sequence[Outcome], figures: Sequence[Figure]) -> None:
    """Write ``readers`` and ``reliability``, each as SVG and PNG."""
    with mpl.rc_context(_STYLE):
        for name, canvas in (("readers", read_plot(figures)), ("reliability", reliability_plot(outcomes))):
            canvas.set_layout_engine("tight", pad=0.4)
            canvas.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
            canvas.savefig(folder / f"{name}.png", dpi=110, metadata={"Software": None})


def read_plot(figures: Sequence[Figure]) -> Canvas:
    """Return bars of the share read exactly, a group a set and field, readers beside each other."""
    groups: dict[str, list[Figure]] = {}
    for one in figures:
        label = one.set if one.field in one.set else f"{one.set}: {one.field}"
        groups.setdefault(f"{label} (n = {one.n}, {one.ink})", []).append(one)
    canvas = Canvas(figsize=(8.6, 0.5 + 0.34 * len(groups)))
    axes = canvas.add_subplot()
    for place, group in enumerate(groups.values()):
        high = 0.8 / len(group)
        for step, one in enumerate(group):
            y = place - 0.4 + high * (step + 0.5)
            axes.barh(y, one.exact, height=0.9 * high, color=colour(one))
            axes.text(one.exact + 0.005, y, f"{one.exact:.0%}", va="center", fontsize=5.5, color=_INK)
    axes.set_yticks(range(len(groups)), list(groups))
    axes.set_xlim(0, 1.06)
    axes.set_ylim(len(groups) - 0.4, -0.6)
    axes.set_xlabel("share read exactly\ngreen: ours, pale: with PP-OCR, yellow: PP-OCR, grey: Tesseract")
    _bare(axes)
    return canvas


def reliability_plot(outcomes: Sequence[Outcome]) -> Canvas:
    """Return for each field of ours how often answers of a confidence are right.

    A dot is the share that is right, with its 95 % interval and the number of answers; a dash is what the
    confidences promise. A dot below its dash is a promise not kept.
    """
    fields: dict[tuple[str, str], list[Answer]] = {}
    for one in outcomes:
        known = [answer for answer in one.answers if answer.confidence is not None and answer.said is not None]
        if one.ours and known:
            fields.setdefault((one.field, one.ink), []).extend(known)
    shown = {key: answers for key, answers in sorted(fields.items()) if len(answers) >= _FEW}
    down = max(1, -(-len(shown) // _ACROSS))
    canvas = Canvas(figsize=(8.6, 2.2 * down))
    for place, ((field, ink), answers) in enumerate(shown.items(), 1):
        axes = canvas.add_subplot(down, _ACROSS, place)
        _reliability(axes, answers)
        axes.set_title(f"{field}, {ink} (n = {len(answers)})", fontsize=7.5, loc="left")
    return canvas


def _reliability(axes: Axes, answers: Sequence[Answer]) -> None:
    for place, (mean, right, count) in enumerate(bins(answers, _EDGES)):
        if not count:
            continue
        (low, high), share = bounds(right, count), right / count
        axes.plot((place - 0.4, place + 0.4), (mean, mean), color=_INK, linewidth=1.2)
        axes.errorbar(place, share, [[share - low], [high - share]], fmt="o", color=_OURS, markersize=3, linewidth=0.9)
        axes.annotate(str(count), (place, -0.12), ha="center", fontsize=5, color=_INK)
    axes.set_xticks(
        [place - 0.5 for place in range(len(_EDGES))], [f"{edge / 1000:g}" for edge in _EDGES], fontsize=5.5
    )
    axes.set_xlim(-0.6, len(_EDGES) - 0.4)
    axes.set_ylim(-0.16, 1.05)
    _bare(axes)


def colour(one: Figure) -> str:
    """Return the colour of a reader."""
    if one.ours:
        return _OURS
    if "+" in one.reader:
        return _BOTH
    return _PADDLE if one.reader.replace("-", "").startswith("ppocr") else _OTHER


def _bare(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=2)
