"""Commands of the auditor and of whoever takes files away: report, export, replay, verify, coupon."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from batches import screens
from batches.check import check_site
from batches.counter import leave
from batches.counter.night import write_report
from batches.counter.surroundings import (
    NEW_FILE,
    Surroundings,
    batch_argument,
    here,
    json_option,
    site_option,
)
from batches.lookup import find_run
from batches.prints import coupon_for
from batches.replay import replay
from batches.site import Site
from batches.tally import tally
from lockbox.errors import ExitCode
from lockbox.records import Coverage
from ocr.engines import load_engines


@click.command()
@batch_argument
@click.option("--list", "all_nights", is_flag=True, help="List the nights instead.")
@site_option
@json_option
@here
def report(world: Surroundings, batch: str, all_nights: bool, root: Path, as_data: bool) -> None:
    """Write a night's report again, as a page and as PDF, and say where they are.

    Example: lockbox report latest
    """
    site = Site.open(root)
    runs = site.archive.runs() if all_nights else (find_run(site.archive, batch),)
    nights = tuple(tally(site.archive, run) for run in runs)
    if as_data:
        world.data(nights if all_nights else nights[0])
    elif all_nights:
        world.show(screens.nights_table(nights))
    else:
        page = write_report(site, nights[0])
        world.show(f"Report: {page}\nOn paper: {page.with_suffix('.pdf')}")


@click.command()
@click.argument("kind", type=click.Choice(leave.ALL_KINDS), metavar="KIND")
@batch_argument
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Instead of a night: what rulings did on this day.")
@click.option("--carrier", default="", help="Of an 820, only this carrier's.")
@click.option("--layout", default="", help="Which BAI layout; default: the setting.")
@click.option("--out", "target", type=NEW_FILE, help="A file; default: standard output.")
@click.option("--outbox", is_flag=True, help="Put it into the site's outbox, once, under its own name.")
@site_option
@here
def export(world: Surroundings, /, kind: str, root: Path, **how: Any) -> None:  # noqa: ANN401 - as click gives them
    """Export what a night decided, or what clerks posted on a day since.

    KIND is results, allocations or parquet (results as Parquet); a posting file: bai, 820, 823; a table:
    postings, exceptions, rulings, each also as .parquet (docs/posting.md); or a file for the bank: x9, arc, and
    clearing, the list of what goes which way (docs/bank.md).

    Example: lockbox export bai latest --out posting.txt
    """
    site, day = Site.open(root), how["day"]
    about = leave.About(world.today(), how["batch"], day.date() if day else None, how["carrier"], how["layout"])
    if how["outbox"]:
        sent = leave.send(site, kind, about)
        if not sent:
            world.show("There is nothing to send.")
        for kept in sent:
            world.show(f"{kept.path}{'' if kept.new else ' (was there before)'}")
        return
    made = leave.files(site, kind, about)
    if how["target"]:
        with how["target"].open("wb") as file:
            file.writelines(leave.pieces(made))
    else:
        for piece in leave.pieces(made):
            click.echo(piece, nl=False)


@click.command("replay")
@batch_argument
@click.option("--from", "depth", type=click.Choice(["readings", "images"]), default="readings", show_default=True)
@site_option
@json_option
@here
def replay_night(world: Surroundings, batch: str, depth: str, root: Path, as_data: bool) -> None:
    """Do a sealed night again and say what differs, field by field, or that nothing does.

    Example: lockbox replay latest --from images
    """
    archive = Site.open(root).archive
    engines = load_engines() if depth == "images" else None
    differences = replay(archive, find_run(archive, batch), engines)
    if as_data:
        world.data(differences)
    else:
        world.show(screens.difference_table(differences) if differences else "Nothing differs.")
    sys.exit(ExitCode.REPLAY_DIFFERS if differences else ExitCode.DONE)


@click.command()
@site_option
@json_option
@here
def verify(world: Surroundings, root: Path, as_data: bool) -> None:
    """Check every byte of the archive and every sum of the books.

    Example: lockbox verify
    """
    faults = check_site(Site.open(root))
    if as_data:
        world.data(faults)
    else:
        world.show("\n".join(faults) or "Archive and books are whole.")
        if faults:
            world.err.print("Bring back what is named here from a copy of the site, and verify again.")
    sys.exit(ExitCode.DAMAGED if faults else ExitCode.DONE)


@click.command()
@click.argument("member_id")
@click.option("--coverage", type=click.Choice([one.value for one in Coverage]), help="Only this plan's bills.")
@click.option("--out", "target", type=NEW_FILE, required=True, help="The PDF.")
@site_option
@here
def coupon(world: Surroundings, member_id: str, coverage: str | None, target: Path, root: Path) -> None:
    """Print a subscriber's open bills with payment coupons, as PDF.

    Example: lockbox coupon 730021448815 --out bill.pdf
    """
    target.write_bytes(coupon_for(Site.open(root), member_id, Coverage(coverage) if coverage else None))
    world.show(f"Printed to {target}.")
