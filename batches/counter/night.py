"""Commands of the operator: init, roster load, run, read."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import click
import structlog
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from batches import logs, screens
from batches.counter.leave import send_night
from batches.counter.surroundings import FILE, FOLDER, Surroundings, here, json_option, site_option
from batches.intake import seconds_since_change, take_in
from batches.pdf import print_pdf
from batches.report import render_report
from batches.rosters import share_roster, without_collector
from batches.run import Watch, run_batch
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.books import open_books
from lockbox.errors import ExitCode, MailError, RosterError
from lockbox.settings import Settings
from matching.roster import parse_roster
from ocr.describe import as_json, describe_page
from ocr.engines import load_engines
from ocr.image import NotAPage, count_pages, open_page
from ocr.read import read_page
from ocr.whole_page import page_text

MAIL = click.Path(exists=True, path_type=Path)
_PATIENCE = 60.0
"""Seconds to wait for a folder to hold still."""

log = structlog.get_logger()


@click.command()
@click.argument("folder", type=FOLDER)
@here
def init(world: Surroundings, folder: Path) -> None:
    """Make a site: settings, books, archive, reports, outbox.

    Example: lockbox init /srv/lockbox
    """
    site = Site.create(folder, world.chance())
    world.show(f"A site is in {site.root}. Next: lockbox roster load FILE.csv --site {site.root}")


@click.group()
def roster() -> None:
    """Who owes what."""


@roster.command("load")
@click.argument("file", type=FILE)
@site_option
@here
def roster_load(world: Surroundings, file: Path, root: Path) -> None:
    """Load the open bills; all mistakes are named at once, and nothing is half-loaded.

    Example: lockbox roster load bills.csv
    """
    site, data = Site.open(root), file.read_bytes()
    try:
        with without_collector():
            members = parse_roster(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RosterError(f"{file.name} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    share_roster(site.archive, site.load_roster(data, world.now()).sha256, members)
    world.show(f"{len(members)} subscribers with {sum(len(one.bills) for one in members)} open bills are loaded.")


@click.command()
@click.argument("mail", type=MAIL)
@site_option
@json_option
@click.option("--settle", default=5.0, show_default=True, help="Seconds the folder must have held still.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes; default: the setting, or one a core.")
@here
def run(world: Surroundings, /, mail: Path, root: Path, as_data: bool, **how: float | int | None) -> None:
    """Take a night of mail in, read it, post what is certain and queue the rest.

    MAIL is a folder of scans or an image cash letter. The same command after a crash goes on where it was.

    Example: lockbox run /srv/scans/2026-11-20
    """
    site = Site.open(root)
    if how["workers"]:
        site = site.with_workers(int(how["workers"]))
    logs.configure(site.machine.log_level, world.now, terminal=world.err.is_terminal)
    _wait_until_still(world, mail, float(how["settle"] or 0))
    night = work_night(world, site, mail)
    page = write_report(site, night)
    sent = send_night(site, night.batch, world.today()) if night.balanced else ()
    if as_data:
        world.data(night)
    else:
        show_night(world, night, page)
        if sent:
            world.show(f"Outbox: {len(sent)} files in {site.outbox}")
    sys.exit(night.exit_code)


def _wait_until_still(world: Surroundings, mail: Path, settle: float) -> None:
    deadline = world.ticks() + _PATIENCE
    while (rest := settle - seconds_since_change(mail, world.epoch())) > 0:
        if world.ticks() > deadline:
            raise MailError(f"{mail} is still being written", hint="Run it again when the scanner is done.")
        world.sleep(min(rest, 1.0))


def work_night(world: Surroundings, site: Site, mail: Path) -> RunReport:
    """Take mail in and run it, with a progress bar where there is a terminal."""
    batch = take_in(mail, site.archive.put, site.settings.reading, world.today())
    log.info("taken in", envelopes=len(batch.envelopes))
    columns = (TextColumn("envelopes"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    begun = world.ticks()
    with Progress(*columns, TimeRemainingColumn(), console=world.err, disable=not world.err.is_terminal) as bar:
        task = bar.add_task("read", total=len(batch.envelopes), pace="")

        def progress(done: int, _total: int) -> None:
            pace = done / max(world.ticks() - begun, 0.001)
            bar.update(task, completed=done, pace=f"{pace:.1f} a second")

        night = run_batch(site, batch, world.operator, watch=Watch(progress=progress))
    log.info("done", run=night.run, posted=night.posted, held=night.held, balanced=night.balanced)
    return night


def report_page(site: Site, night: RunReport) -> Path:
    """Return where the page of a night's report lies; its PDF is beside it."""
    return site.reports / f"{night.received_on}-{night.run[:12]}.html"


def write_report(site: Site, night: RunReport) -> Path:
    """Write a night's report into the site, as a page and beside it as PDF, and return where the page is."""
    with closing(open_books(site.books_url)) as books:
        waiting = tuple((one.item, one.received_on) for one in books.waiting(night.received_on))
    page = report_page(site, night)
    page.parent.mkdir(parents=True, exist_ok=True)
    text = render_report(site.archive, night.run, waiting)
    page.write_text(text, "utf-8")
    page.with_suffix(".pdf").write_bytes(print_pdf(text))
    return page


def show_night(world: Surroundings, night: RunReport, page: Path) -> None:
    """Print a night's summary."""
    for table in screens.summary(night):
        world.show(table)
    for fault in night.balance.faults:
        world.show(f"Out of balance, nothing was posted: {fault}")
    world.show(f"Batch {night.batch[:12]}, run {night.run[:12]}. Report: {page}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--text", "with_text", is_flag=True, help="Add the whole page's text, as Tesseract alone reads it.")
@json_option
@here
def read(world: Surroundings, files: tuple[Path, ...], with_text: bool, as_data: bool) -> None:
    """Read pages and print what is on them, without a site; one JSON object a line with --json.

    Example: lockbox read check.png coupon.pdf --json
    """
    settings, engines, failed = Settings(), load_engines(), False
    for file in files:
        data = file.read_bytes()
        try:
            pages = count_pages(data, settings.reading)
        except NotAPage as fault:
            failed = True
            world.err.print(f"{file}: {fault}", markup=False)
            continue
        for page in range(pages):
            begun = world.ticks()
            image = open_page(data, page, settings.reading)
            reading = read_page(image, page, engines)
            view = describe_page(reading, settings, world.today())
            spent = round((world.ticks() - begun) * 1000)
            text = page_text(image.gray, reading.rotation) if with_text else ""
            if as_data:
                click.echo(json.dumps(as_json(view, str(file), spent) | ({"text": text} if with_text else {})))
            else:
                world.show(screens.page_table(view, str(file)))
                world.show(text)
    sys.exit(ExitCode.USAGE if failed else ExitCode.DONE)
