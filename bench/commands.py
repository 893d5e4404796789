"""Commands of the workshop: samples, demo, bench."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from batches import logs
from batches.check import check_site
from batches.counter.agreement import agree_night
from batches.counter.leave import send_night
from batches.counter.night import show_night, work_night, write_report
from batches.counter.surroundings import FILE, FOLDER, Surroundings, here, json_option
from batches.replay import replay
from batches.site import Site
from bench import reader_tables as tables
from bench.matching_report import Plan, curve_lines, markdown, measure, plot
from bench.night import agreement_line, bench_night, result_lines, score_night
from bench.readers import READER_SETS, Bench, measure_readers, write_measured
from lockbox.errors import ExitCode
from lockbox.settings import Policy
from matching.weights import TABLES
from samples.night import Options, make_night
from samples.scenarios import SCENARIOS

_PROGRAM = ".venv/bin/lockbox"

DATA = click.Path(exists=True, file_okay=False, path_type=Path)

envelopes_option = click.option("--envelopes", default=60, show_default=True, type=click.IntRange(min=1))
seed_option = click.option("--seed", default=1, show_default=True, help="The same seed makes the same night.")
digits_option = click.option("--digits", type=FILE, help="An .npz of real handwritten digits to write with.")
fonts_option = click.option("--fonts", type=DATA, help="A folder with more handwriting fonts.")


@click.command()
@click.argument("folder", type=FOLDER)
@envelopes_option
@seed_option
@digits_option
@fonts_option
@click.option("--members", default=0, help="People on the roster at least; default: few more than write.")
@click.option("--only", multiple=True, type=click.Choice([one.name for one in SCENARIOS]), help="Only this scenario.")
@here
def samples(world: Surroundings, /, folder: Path, envelopes: int, seed: int, **how: Any) -> None:  # noqa: ANN401
    """Make a synthetic night of mail with its roster, batch ticket and truth table.

    Example: lockbox samples night --envelopes 300 --seed 7
    """
    table = tuple(one for one in SCENARIOS if not how["only"] or one.name in how["only"])
    options = Options(fonts_dir=how["fonts"], digits=how["digits"], scenarios=table, members=how["members"])
    make_night(folder, envelopes, seed, options)
    world.show(f"Mail in {folder / 'mail'}, bills in {folder / 'roster.csv'}, truth in {folder / 'truth.csv'}.")


@click.command()
@click.argument("folder", type=FOLDER, default="demo")
@envelopes_option
@seed_option
@here
def demo(world: Surroundings, folder: Path, envelopes: int, seed: int) -> None:
    """Make a night of mail, run it end to end, replay it, and say where to look.

    Example: lockbox demo demo
    """
    place = folder / f"night-{seed}-{envelopes}"
    if not (place / "truth.csv").exists():
        world.show(f"Making {envelopes} envelopes of synthetic mail in {place} …")
        make_night(place, envelopes, seed)
    root = place / "site"
    site = Site.open(root) if root.exists() else Site.create(root, world.chance())
    if not site.rosters():
        site.load_roster((place / "roster.csv").read_bytes(), world.now())
    logs.configure("warning", world.now, terminal=world.err.is_terminal)
    night = work_night(world, site, place / "mail")
    page = write_report(site, night)
    sent = send_night(site, night.batch, world.today())
    show_night(world, night, page)
    differences, faults = replay(site.archive, night.run), check_site(site)
    score = score_night(place, site, night.run)
    world.show(f"Held against the truth: {score.posted} posted, {len(score.wrong)} wrongly, {len(score.lost)} lost.")
    world.show("Replayed from the recorded readings: " + ("it differs!" if differences else "nothing differs."))
    world.show("Archive and books: " + ("; ".join(faults) or "whole."))
    agreement = agree_night(site, night.batch, world.today())
    world.show(f"What left: {agreement_line(agreement)}.")
    for what, where in (
        ("the report, in a browser", page),
        ("the report, on paper", page.with_suffix(".pdf")),
        (f"what left, {len(sent)} files for bank, billing and carriers", site.outbox),
        ("its agreement, line by line", f"{_PROGRAM} agree --site {root}"),
        ("the scans", place / "mail"),
        ("what is true", place / "truth.csv"),
        ("the queue", f"{_PROGRAM} queue --site {root}"),
        ("one payment", f"{_PROGRAM} queue show ID --site {root}"),
        ("the results", f"{_PROGRAM} export results --site {root}"),
        ("the proof", f"{_PROGRAM} replay --from images --site {root}"),
    ):
        world.show(f"Look at {what}: {where}")
    if not agreement.holds:
        sys.exit(ExitCode.OUT_OF_BALANCE)
    sys.exit(ExitCode.DAMAGED if faults else ExitCode.REPLAY_DIFFERS if differences else ExitCode.DONE)


@click.group()
def bench() -> None:
    """Measure: quality against truth, speed side by side."""


@bench.command("night")
@envelopes_option
@seed_option
@digits_option
@fonts_option
@click.option("--keep", type=FOLDER, help="Keep mail and site in this new folder.")
@json_option
@here
def bench_night_command(
    world: Surroundings, /, envelopes: int, seed: int, keep: Path | None, as_data: bool, **ink: Path | None
) -> None:
    """Run a synthetic night and hold it against its truth table.

    Example: lockbox bench night --envelopes 300 --seed 4711
    """
    options = Options(fonts_dir=ink["fonts"], digits=ink["digits"])
    logs.configure("warning", world.now, terminal=world.err.is_terminal)
    with tempfile.TemporaryDirectory() as folder:
        result = bench_night(world, keep or Path(folder), envelopes, seed, options)
    if as_data:
        world.data(result)
    else:
        world.show("\n".join(result_lines(result)))
    sys.exit(
        ExitCode.OUT_OF_BALANCE
        if result.score.wrong or result.score.lost or not result.agreement.holds
        else ExitCode.DONE
    )


@bench.command("readers")
@click.option("--data", type=DATA, required=True, help="Lines and pages with labels, as docs/readers.md says.")
@click.option("--fonts", type=DATA, help="A folder of handwriting fonts that no reader was trained on.")
@click.option("--count", default=200, show_default=True, type=click.IntRange(min=10), help="Scales the drawn sets.")
@click.option("--only", multiple=True, type=click.Choice(READER_SETS), help="Only this set.")
@click.option("--out", type=FOLDER, help="Also write tables, plots and every mistake to this folder.")
@json_option
@here
def bench_readers_command(
    world: Surroundings,
    /,
    only: tuple[str, ...],
    out: Path | None,
    as_data: bool,
    **how: Any,  # noqa: ANN401 - the fields of Bench, as click names them
) -> None:
    """Hold our readers, Tesseract and PP-OCR against the truth on every set, side by side.

    Example: lockbox bench readers --data data --count 200 --out readers
    """
    measured = measure_readers(Bench(**how), only, lambda name: world.err.print(f"Read {name}.", style="dim"))
    if out:
        write_measured(out, measured)
    if as_data:
        world.data({"figures": measured.figures, "envelopes": measured.costs})
    else:
        world.show(tables.plain(measured.figures, measured.costs))


@bench.command("matching")
@click.option("--inks", type=FOLDER, required=True, help="Where inks are kept; made if it is not there.")
@click.option("--draw", default=0, help="Draw and read inks until there are so many of each set.")
@click.option("--data", type=DATA, help="Real digits to draw with, as docs/readers.md says.")
@click.option("--fonts", type=DATA, help="A folder with more handwriting fonts.")
@click.option("--envelopes", default=30_000, show_default=True, type=click.IntRange(min=1), help="To judge with.")
@click.option("--calibrate", default=60_000, show_default=True, type=click.IntRange(min=1), help="To calibrate with.")
@click.option("--members", default=3_000, show_default=True, help="People on a roster besides those who write.")
@click.option("--seed", default=0, show_default=True, help="Other nights for every number.")
@click.option("--unseen", default=0, help="Judge with the inks from this number on alone.")
@click.option("--table", default=Policy().match, show_default=True, type=click.Choice(sorted(TABLES)))
@click.option("--out", type=FOLDER, help="Write table, curve and plot to this folder.")
@json_option
@here
def bench_matching_command(world: Surroundings, /, out: Path | None, as_data: bool, **how: Any) -> None:  # noqa: ANN401
    """Simulate nights of many thousand envelopes through the real matching, beside the obvious alternative.

    Example: lockbox bench matching --inks inks --draw 300 --data data --out matching
    """
    measured = measure(Plan(**how), lambda line: world.err.print(line, style="dim"))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "matching.md").write_text(markdown(measured) + "\n", "utf-8")
        (out / "curve.txt").write_text("\n".join(curve_lines(measured.curve)) + "\n", "utf-8")
        plot(measured, out / "curve.png")
    if as_data:
        world.data(measured)
    else:
        world.show(markdown(measured))
