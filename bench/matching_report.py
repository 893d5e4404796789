"""What simulated nights come to: the table by situation, the curve of straight-through against wrong postings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

from bench.matching import NO_SCORE, Judged, Meant, Row, crowd, curve, meant_inks, rows, run_nights
from bench.matching_inks import SETS, keep_inks, open_shop
from bench.matching_plain import Guess, choose, posts
from lockbox.clopper_pearson import most_likely
from lockbox.errors import LockboxError
from lockbox.settings import Policy
from matching.curves import Point
from matching.posting import least_score
from ocr.engines import load_engines

mpl.use("Agg")
from matplotlib.figure import Figure

_SEEDS = {"calibrate": 1, "judge": 5_001}
"""Of the first night of each set: no night is both calibrated and judged with."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated.

    Attributes:
        inks: the folder where inks are kept.
        data, fonts: real digits and further hands to draw inks with, or None.
        draw: how many inks of each set there should be; what is lacking is drawn.
        envelopes: how many of each set; ``calibrate`` of the set to calibrate with, where that is another number.
        seed: added to the seeds of the nights.
        members: people on each roster besides those who write.
        table: of weights.
        unseen: the first ink to judge with; those before it were looked at while rules were made.
    """

    inks: Path
    data: Path | None = None
    fonts: Path | None = None
    draw: int = 0
    envelopes: int = 30_000
    calibrate: int = 60_000
    seed: int = 0
    members: int = 3_000
    table: str = Policy().match
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What the nights came to.

    Attributes:
        rows: of the nights to judge with, at the score that the default bound asks for.
        least: that score; ``thresholds`` those of the alternative.
        curve: measured on the inks to calibrate with; ``alone`` that of the score without the checks of the payer.
        judged: the same curve on the inks to judge with.
    """

    rows: tuple[Row, ...]
    least: int | None
    thresholds: tuple[int, ...]
    curve: tuple[Point, ...]
    alone: tuple[Point, ...]
    judged: tuple[Point, ...]


class NoInksError(LockboxError):
    """There are no inks to put nights together from."""

    hint = "Draw some: lockbox bench matching --inks FOLDER --draw 300 --data DATA"


def measure(plan: Plan, told: Callable[[str], None]) -> Measured:
    """Draw what inks are lacking, run the nights of both sets and return what they come to.

    Raises:
        NoInksError: a set has no inks and none are to be drawn.
    """
    for which in SETS if plan.draw else ():
        shop = open_shop(which, load_engines(), plan.data, plan.fonts)
        keep_inks(plan.inks, shop, plan.draw, lambda done, which=which: told(f"{which}: {done} inks"))  # type: ignore[misc]
    calibrated, judged = (_nights(which, plan, told) for which in SETS)
    return summed_up(calibrated, judged, plan.table)


def summed_up(calibrated: Sequence[Judged], judged: Sequence[Judged], table: str) -> Measured:
    """Return what the envelopes of both sets come to."""
    one_in = Policy().wrong_posting_bound
    thresholds = choose([one.plain for one in calibrated if one.plain], one_in)
    least = least_score(table, one_in)

    def plain(one: Guess) -> bool:
        return posts(one, thresholds)

    return Measured(
        tuple(rows(judged, NO_SCORE if least is None else least, plain)),
        least,
        thresholds,
        curve(calibrated),
        curve(calibrated, alone=True),
        curve(judged),
    )


def _nights(which: str, plan: Plan, told: Callable[[str], None]) -> list[Judged]:
    inks: list[Meant] = list(meant_inks(plan.inks, which))[plan.unseen if which == "judge" else 0 :]
    if not inks:
        raise NoInksError(f"{plan.inks} holds no inks to {which} with")
    seed = _SEEDS[which] + plan.seed
    count = plan.envelopes if which == "judge" else plan.calibrate
    return run_nights(inks, crowd(plan.members, seed), (count, seed, plan.table), lambda n: told(f"{which}: {n}"))


# --- As text -------------------------------------------------------------------------------------


def markdown(measured: Measured) -> str:
    """Return the table by situation as the documentation has it."""
    head = "| situation | should | envelopes | inks | posted | wrong | obvious: posted | wrong | held mostly for |"
    lines = [head, "|---|---|---|---|---|---|---|---|---|"]
    for one in measured.rows:
        why = ", ".join(f"{reason} {count}" for reason, count in one.held[:2])
        ours, theirs = (f"{count / one.n:.1%}" for count in (one.posted, one.plain_posted))
        lines.append(
            f"| {one.name} | {one.should} | {one.n:,} | {one.inks} | {ours} | {one.wrong} "
            f"| {theirs} | {one.plain_wrong} | {why} |"
        )
    return "\n".join(lines)


def curve_lines(points: Sequence[Point]) -> Iterator[str]:
    """Yield a curve as ``matching/curves.py`` spells it."""
    for score, posted, wrong in points:
        yield f"        ({score}, {posted:_}, {wrong}),"


def plot(measured: Measured, path: Path) -> None:
    """Draw straight-through against wrong postings, score by score, and mark the score in use."""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for points, label, colour in (
        (measured.alone, "calibrating inks, score alone", "#b5651d"),
        (measured.curve, "calibrating inks, score and checks", "#14558f"),
        (measured.judged, "judging inks, score and checks", "#2e8b57"),
    ):
        most = points[0][1] or 1
        some = [point for point in points if point[1]]
        shares = [100 * posted / most for _, posted, _ in some]
        axes.plot(
            shares,
            [most_likely(wrong, posted) for _, posted, wrong in some],
            label=f"{label}: upper 95 % bound",
            color=colour,
        )
        seen = [(share, wrong / posted) for share, (_, posted, wrong) in zip(shares, some, strict=True) if wrong]
        axes.plot([x for x, _ in seen], [y for _, y in seen], ".", color=colour, markersize=4)
    here = next(
        point
        for point in measured.curve
        if measured.least is None or point[0] >= measured.least or point is measured.curve[-1]
    )
    share = 100 * here[1] / (measured.curve[0][1] or 1)
    axes.plot([share], [most_likely(here[2], here[1])], "o", color="#14558f", markersize=9)
    where, arrow = (share, most_likely(here[2], here[1])), {"arrowstyle": "->"}
    said = f"in use: score {measured.least}"
    axes.annotate(said, where, (-130, 26), textcoords="offset points", arrowprops=arrow)
    axes.axhline(1 / Policy().wrong_posting_bound, color="#888888", linestyle="--", linewidth=1)
    axes.annotate("1 in 10,000", (2, 1.1 / Policy().wrong_posting_bound), color="#555555")
    axes.set_yscale("log")
    axes.set_xlabel("posted by itself, % of what would post at no bound on the score")
    axes.set_ylabel("postings that are wrong")
    axes.legend(loc="upper left", fontsize=8)
    axes.grid(alpha=0.25, which="both")
    figure.savefig(path, dpi=130, metadata={"Software": None})


__all__ = ["Measured", "NoInksError", "Plan", "curve_lines", "markdown", "measure", "plot", "summed_up"]
