"""The command that shows whether books, deposit, posting files and report of a night agree to the cent."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
from rich.table import Table

from batches import agree as held
from batches.agree import Agreement, Source, Statement
from batches.agree_deposit import DepositFiles, from_deposit
from batches.counter import leave
from batches.counter.night import report_page, write_report
from batches.counter.surroundings import Surroundings, batch_argument, here, json_option, site_option
from batches.leaving import bai_layout
from batches.lookup import find_run
from batches.outbox import registered
from batches.site import Site
from batches.tally import RunReport, tally
from lockbox.books.books import open_books
from lockbox.canonical import sha256
from lockbox.errors import ExitCode
from lockbox.money import display_dollars

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Read:
    """The files of one kind as they were read, and where from."""

    files: tuple[bytes, ...]
    where: str


def agree_night(site: Site, batch: str, today: dt.date) -> Agreement:
    """Hold everything that a night sent out against the books, reading what lies in outbox and reports.

    A file that is not in the outbox is made now, as it would leave.

    Raises:
        NotFoundError: there is no such batch, or it is not posted.
        NothingLeavesError: it is out of balance.
    """
    night = tally(site.archive, find_run(site.archive, batch))
    return held.compare(night.batch, _books(site, night), tuple(_sources(site, night, today)))


def _books(site: Site, night: RunReport) -> tuple[Statement, ...]:
    with closing(open_books(site.books_url)) as books:
        return held.books_say(books.night_entries(night.batch), books.night(night.batch).deposit_cents)


def _sources(site: Site, night: RunReport, today: dt.date) -> Iterator[Source]:
    def read(kind: str) -> _Read:
        return _read(site, night, kind, today)

    results, allocations = read("results"), read("allocations")
    yield held.from_results(results.files[0], allocations.files[0])
    for kind in ("postings", "postings.parquet"):
        table = read(kind)
        yield held.from_postings(table.files[0], table.where, kind)
    exceptions = read("exceptions")
    yield held.from_exceptions(exceptions.files[0], exceptions.where)
    bai, layout = read("bai"), bai_layout(site.bank, "")
    yield held.from_bai(bai.files[0], bai.where, layout)
    carriers = read("820")
    yield held.from_820(carriers.files, carriers.where)
    deposit = read("823")
    yield held.from_823(deposit.files[0], deposit.where)
    clearing, x9, arc = read("clearing"), read("x9"), read("arc")
    if clearing.files:
        files = DepositFiles(clearing.files[0], _only(x9), _only(arc))
        where = "; ".join(f"{name} {one.where}" for name, one in (("x9", x9), ("ACH", arc)) if one.files)
        yield from_deposit(files, where or "paper alone")
    page = report_page(site, night)
    if not page.exists():
        write_report(site, night)
    yield held.from_page(page.read_text("utf-8"), "reports, HTML")
    yield held.from_paper(page.with_suffix(".pdf").read_bytes(), "reports, PDF")
    yield from _control(site, night)


def _only(read: _Read) -> bytes | None:
    """Return the one file of a kind, None where nothing goes that way."""
    return read.files[0] if read.files else None


def _control(site: Site, night: RunReport) -> Iterator[Source]:
    """Yield each list of the night's files that lies in the outbox, beside the files that do."""
    begin = f"{night.received_on}-{night.batch[:12]}-"
    lists = [site.outbox / name for name in registered(site) if name.startswith(f"{begin}{leave.CONTROL}-")]
    there = [site.outbox / name for name in registered(site) if name.startswith(begin)]
    hashes = {path.name: sha256(path.read_bytes()) for path in there if path.exists()} if lists else {}
    for path in lists:
        if path.exists():
            yield held.from_control(path.read_bytes(), path.name, hashes)


def _read(site: Site, night: RunReport, kind: str, today: dt.date) -> _Read:
    """Return the files of a kind as they lie in the outbox, all of them, or made now."""
    words, _, suffix = kind.partition(".")
    begin = f"{night.received_on}-{night.batch[:12]}-{words}-"
    names = [name for name in registered(site) if name.startswith(begin) and (not suffix or name.endswith(suffix))]
    if not suffix:
        names = [name for name in names if not name.endswith(".parquet")]
    paths = [site.outbox / name for name in names]
    if paths and all(path.exists() for path in paths):
        where = names[0].removeprefix(f"{night.received_on}-{night.batch[:12]}-")
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return _Read(tuple(path.read_bytes() for path in paths), f"outbox, {where}{more}")
    made = leave.files(site, kind, leave.About(today, night.batch))
    return _Read(tuple(b"".join(leave.pieces((one,))) for one in made), "made now")


@click.command("agree")
@batch_argument
@site_option
@json_option
@here
def agree(world: Surroundings, batch: str, root: Path, as_data: bool) -> None:
    """Show that books, deposit, posting files and report of a night agree to the cent, line by line.

    Files are read as they lie in the outbox; those that are not there are made. The exit code is 4 where
    anything differs.

    Example: lockbox agree latest
    """
    found = agree_night(Site.open(root), batch, world.today())
    if as_data:
        world.data(found)
    else:
        show_agreement(world, found)
    sys.exit(ExitCode.DONE if found.holds else ExitCode.OUT_OF_BALANCE)


def show_agreement(world: Surroundings, found: Agreement) -> None:
    """Print every comparison, then every difference."""
    table = Table(title=f"batch {found.batch[:12]}, beside the books", title_justify="left")
    for name in ("source", "where", "of what", "lines", "money", ""):
        table.add_column(name, justify="right" if name in {"lines", "money"} else "left", overflow="fold")
    for one in found.compared:
        money = "" if one.level == held.TOTALS else display_dollars(one.cents)
        verdict = f"{len(one.differences)} differ" if one.differences else "agrees"
        table.add_row(one.source, one.where, one.level, f"{one.lines:,}", money, verdict)
    world.show(table)
    wrong = [*found.faults, *(line for one in found.compared for line in one.differences)]
    for line in wrong[:_SHOWN]:
        world.err.print(line, markup=False, soft_wrap=True)
    if len(wrong) > _SHOWN:
        world.err.print(f"… and {len(wrong) - _SHOWN} more; all of them: lockbox agree --json")
    world.show(f"{found.lines:,} lines agree to the cent." if found.holds else "They do not agree.")
