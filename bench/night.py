"""Runs a synthetic night through the real program and holds the result against its truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from batches import exports
from batches.agree import Agreement
from batches.counter.agreement import agree_night
from batches.counter.leave import send_night
from batches.counter.night import work_night, write_report
from batches.counter.surroundings import Surroundings
from batches.replay import replay
from batches.site import Site
from batches.tally import RunReport
from samples.judge import Score, judge
from samples.night import Options, make_night


@dataclass(frozen=True, slots=True)
class NightResult:
    """A night's figures, its score against the truth, and how long the work took.

    Attributes:
        seconds: from taking the mail in to the last entry of the books.
        replayed: whether a replay from the recorded readings gave the same bytes.
        agreement: books, deposit, posting files and report of the night beside each other, as they were written.
    """

    night: RunReport
    score: Score
    seconds: float
    replayed: bool
    agreement: Agreement


def bench_night(world: Surroundings, folder: Path, count: int, seed: int, options: Options) -> NightResult:
    """Make a night in ``folder``, run it on a new site there, and score it."""
    make_night(folder, count, seed, options)
    site = Site.create(folder / "site", "00" * 32)
    site.load_roster((folder / "roster.csv").read_bytes(), world.now())
    begun = world.ticks()
    night = work_night(world, site, folder / "mail")
    seconds = world.ticks() - begun
    score = score_night(folder, site, night.run)
    send_night(site, night.batch, world.today())
    write_report(site, night)
    agreement = agree_night(site, night.batch, world.today())
    return NightResult(night, score, seconds, not replay(site.archive, night.run), agreement)


def score_night(folder: Path, site: Site, run: str) -> Score:
    """Hold a run against the truth table of its synthetic night."""
    results, allocations = (exports.export(kind, site.archive, run).decode() for kind in ("results", "allocations"))
    return judge((folder / "truth.csv").read_text("utf-8"), results, allocations)


def result_lines(result: NightResult) -> list[str]:
    """Return a result in words, synthetic data called synthetic."""
    score, night = result.score, result.night
    lines = [
        f"synthetic night: {night.envelopes} envelopes, {score.items} items",
        f"posted without a clerk: {score.posted}, of these wrong: {len(score.wrong)}",
        f"with an undamaged coupon: {_share(score.coupon_posted, score.coupon_items)} posted of those that may",
        f"written by hand only: {_share(score.written_posted, score.written_items)} posted of those that may",
        f"lost: {len(score.lost)}; exceptions that miss a reason they must name: {len(score.missed)}",
        f"replay from recorded readings: {'the same' if result.replayed else 'DIFFERS'}",
        f"{night.envelopes / result.seconds:.2f} envelopes a second ({result.seconds:.1f} s)",
    ]
    lines.append(agreement_line(result.agreement))
    for title, faults in (("WRONG", score.wrong), ("LOST", score.lost), ("MISSED", score.missed)):
        lines += [f"{title} {one.envelope}/{one.item} {one.scenario}: {one.done} | {one.true}" for one in faults]
    return lines


def agreement_line(agreement: Agreement) -> str:
    """Return in words whether all that left agrees with the books."""
    if agreement.holds:
        return f"books, deposit, posting files and report agree to the cent: {agreement.lines:,} lines"
    wrong = len(agreement.faults) + sum(len(one.differences) for one in agreement.compared)
    return f"books, deposit, posting files and report DO NOT AGREE: {wrong} differences, see lockbox agree"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"
