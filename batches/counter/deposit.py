"""Files for the bank: what a night deposits, or what a day's rulings did, held against the books to the cent."""

from __future__ import annotations

import datetime as dt
import os
from itertools import groupby

from batches.deposit import Deposit, arc_file, clearing_csv, x9_pieces
from batches.deposit_images import Studio
from batches.deposit_items import About, Item, Ruled, Way, night_items, ruled_items
from batches.leaving import Control, OutFile
from batches.lookup import find_run
from batches.postings import NothingLeavesError
from batches.site import Site
from batches.tally import batch_of
from lockbox.books.books import Books
from lockbox.canonical import digest
from lockbox.errors import DamagedError
from lockbox.identity import batch_id
from lockbox.money import display_dollars

KINDS = ("x9", "arc", "clearing")
"""The image cash letter, the ACH debits, and the list of what goes which way."""


def deposit_files(kind: str, deposit: Deposit, site: Site) -> tuple[OutFile, ...]:
    """Return one of KINDS of a deposit; none where nothing goes that way."""
    if kind == "clearing":
        control = Control(len(deposit.items), deposit.cents())
        return (OutFile(kind, "csv", clearing_csv(deposit), control),) if deposit.items else ()
    way, suffix = (Way.IMAGE, "icl") if kind == "x9" else (Way.ACH, "ach")
    control = Control(len(deposit.of(way)), deposit.cents(way))
    if not control.items:
        return ()
    if kind == "arc":
        return (OutFile(kind, suffix, arc_file(deposit), control),)
    workers = site.machine.workers or os.cpu_count() or 1
    studio = Studio(site.archive.root, site.settings.reading, workers)
    return (OutFile(kind, suffix, x9_pieces(deposit, studio), control),)


def night_deposit(site: Site, books: Books, batch: str) -> Deposit:
    """Return what a posted night deposits: the same for ever, whatever clerks ruled since.

    Raises:
        NotFoundError: there is no such batch, or it is not posted.
        NothingLeavesError: it is out of balance.
        DamagedError: archive and books differ.
    """
    manifest = site.archive.manifest(find_run(site.archive, batch))
    if not manifest.balanced:
        raise NothingLeavesError
    whole = batch_id(batch_of(site.archive, manifest))
    booked = books.night(whole).deposit_cents
    place = books.numbered(whole)
    items = tuple(night_items(site.archive, manifest, About(place.number, site.bank.arc)))
    _hold(f"batch {whole[:12]}", items, booked)
    return Deposit(manifest.inputs.received_on, place.before, whole[:8].upper(), False, items, site.bank)


def day_deposit(site: Site, books: Books, day: dt.date) -> Deposit:
    """Return what rulings of a day that is over deposited, and what they changed of earlier deposits.

    Raises:
        DamagedError: archive and books differ.
    """
    cleared = books.cleared(day)
    items: list[Item] = []
    for (number, run), group in groupby(cleared, key=lambda one: (one.number, one.run)):
        about = About(number, site.bank.arc)
        ruled = [Ruled(one.place.envelope, one.place.item, one.cents, one.presented) for one in group]
        items += ruled_items(site.archive, site.archive.manifest(run), about, ruled)
    _hold(f"the rulings of {day}", items, sum(one.cents for one in cleared))
    return Deposit(day, 0, digest(("rulings", day))[:8].upper(), True, tuple(items), site.bank)


def _hold(what: str, items: tuple[Item, ...] | list[Item], booked: int) -> None:
    cents = sum(item.cents for item in items)
    if cents != booked:
        said = f"{display_dollars(cents)} by the archive, {display_dollars(booked)} by the books"
        raise DamagedError(f"the deposit of {what} is {said}")
