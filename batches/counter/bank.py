"""Commands for the bank's word: load its report, compare deposits three ways, make a sample."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import closing
from pathlib import Path

import click
from rich.table import Table

from batches.bank import Loaded, load_report, sample_report
from batches.counter.surroundings import FILE, NEW_FILE, Surroundings, here, json_option, open_site_books, site_option
from batches.site import Site
from lockbox.banking import Matched, Upshot
from lockbox.books.bank import ThreeWay
from lockbox.errors import ExitCode
from lockbox.money import display_dollars

_CODES = {"115": "lockbox deposit", "116": "item of a deposit", "555": "returned item"}


@click.group()
def bank() -> None:
    """What the bank credited, and what came back."""


@bank.command("load")
@click.argument("file", type=FILE)
@click.option("--clerk", help="Who loads it; default: who is logged in.")
@site_option
@json_option
@here
def bank_load(world: Surroundings, file: Path, clerk: str | None, root: Path, as_data: bool) -> None:
    """Load the bank's report (BAI2): match credits with deposits, take returned checks back, queue what differs.

    Example: lockbox bank load report.bai2
    """
    done = load_report(Site.open(root), file.read_bytes(), clerk or world.user, world.now())
    if as_data:
        world.data(done)
    else:
        for fault in done.faults:
            world.err.print(str(fault), markup=False, soft_wrap=True)
        _show(world, done)
    sys.exit(ExitCode.HELD if done.result.opened else ExitCode.DONE)


def _show(world: Surroundings, done: Loaded) -> None:
    if not done.result.new:
        world.show("This report was loaded before; nothing was changed.")
        return
    table = Table("line", "what", "amount", "as of", "came of it")
    for one in done.matched:
        line = one.line
        what = _CODES.get(line.code, f"code {line.code}")
        table.add_row(str(line.record), what, display_dollars(line.cents), str(line.as_of), _upshot(one))
    world.show(table)
    for tail in done.strangers:
        world.show(f"Left out: an account ending in {tail}, which is not the deposit account.")
    if not done.result.opened:
        world.show("Bank, deposits and books agree.")
        return
    world.show(f"For a clerk ({len(done.result.opened)}):")
    for item in done.result.opened:
        world.show(f"  {item.id[:12]}  {item.reasons[0]}: {'; '.join(item.details)}")


def _upshot(one: Matched) -> str:
    if one.upshot is Upshot.CREDITED:
        return f"credited, batch {one.batch[:12]}"
    if one.upshot is Upshot.RETURNED:
        return f"returned: envelope {one.envelope}, batch {one.batch[:12]}"
    return "differs, a clerk looks" if one.upshot is Upshot.DIFFERENCE else "noted"


@bank.command("compare")
@click.option("--last", default=20, show_default=True, type=click.IntRange(min=1), help="How many batches.")
@site_option
@json_option
@here
def bank_compare(world: Surroundings, last: int, root: Path, as_data: bool) -> None:
    """Hold deposit, books and bank against each other, batch by batch.

    Example: lockbox bank compare --last 5
    """
    with closing(open_site_books(root)) as books:
        ways = books.bank.three_ways(last)
    if as_data:
        world.data(ways)
        return
    table = Table("batch", "day", "deposit", "books", "bank", "returned", "")
    for way in ways:
        credited = "–" if way.bank_cents is None else display_dollars(way.bank_cents)
        money = (display_dollars(way.deposit_cents), display_dollars(way.books_cents), credited)
        table.add_row(way.batch[:12], str(way.on), *money, display_dollars(way.returned_cents), _verdict(way))
    world.show(table)


def _verdict(way: ThreeWay) -> str:
    if way.bank_cents is None:
        return "nothing to credit" if not way.deposit_cents else "not credited yet"
    return "agrees" if way.bank_cents == way.deposit_cents == way.books_cents else "differs"


@bank.command("sample")
@click.argument("target", type=NEW_FILE)
@click.option("--returned", multiple=True, metavar="NUMBER", help="A check to come back: its number or envelope.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Its business day; default: today.")
@site_option
@here
def bank_sample(
    world: Surroundings, target: Path, returned: tuple[str, ...], day: dt.datetime | None, root: Path
) -> None:
    """Write a synthetic report as a bank might send it: every waiting deposit credited, some checks returned.

    Example: lockbox bank sample report.bai2 --returned E0001
    """
    target.write_bytes(sample_report(Site.open(root), returned, day.date() if day else world.today()))
    world.show(f"A synthetic report is in {target}. Next: lockbox bank load {target}")
