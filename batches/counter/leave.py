"""Puts together what leaves: opens archive and books side by side, makes the files, and puts them into the outbox."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from batches import exports
from batches.counter import deposit
from batches.deposit import Deposit
from batches.leaving import KINDS, OF_A_DAY_ONLY, OF_A_NIGHT_ONLY, Control, OutFile, Source, make
from batches.lookup import LATEST, find_run
from batches.outbox import Kept, OutboxError, OutName, put
from batches.postings import DayEntries, day_postings, night_postings
from batches.site import Site
from batches.tables import exception_rows, night_exceptions, ruling_rows
from batches.tally import batch_of
from lockbox.books.books import Books, open_books
from lockbox.errors import LockboxError, NotFoundError, SettingsError
from lockbox.identity import batch_id
from lockbox.money import format_dollars

CONTROL = "control"
_MOST_CONTROLS = 99

ALL_KINDS = tuple(dict.fromkeys((*exports.KINDS, *KINDS, *deposit.KINDS)))
"""Every kind that ``lockbox export`` knows."""


class NotYetError(LockboxError):
    """This day is not over: clerks may still post, and its files leave once."""

    hint = "Ask for it tomorrow. What waits and what happened: lockbox queue, lockbox status"


@dataclass(frozen=True, slots=True)
class About:
    """What a file is about: a night, or with ``day`` what rulings did on that day.

    Attributes:
        today: the day here, for no day may be told before it is over.
        carrier: of a kind with a file for each carrier, only this one's; ``layout``: which BAI layout.
    """

    today: dt.date
    batch: str = LATEST
    day: dt.date | None = None
    carrier: str = ""
    layout: str = ""


def files(site: Site, kind: str, about: About) -> tuple[OutFile, ...]:
    """Return the files of a kind.

    Raises:
        NotFoundError: no such night, layout or carrier; or the kind does not exist of what is asked.
        NothingLeavesError: the night is out of balance.
        NotYetError: the day is not over.
        DamagedError: archive or books are damaged, or differ.
    """
    if kind in exports.KINDS:
        _refuse(about.day is not None, f"{kind} is what a night decided: name a batch instead of a day")
        data = exports.export(kind, site.archive, find_run(site.archive, about.batch))
        suffix = "parquet" if kind == "parquet" else "csv"
        return (OutFile(kind.replace("parquet", "results"), suffix, data, Control(0, 0)),)
    with closing(open_books(site.books_url)) as books:
        if kind in deposit.KINDS:
            return deposit.deposit_files(kind, _deposit_of(site, books, about), site)
        return make(kind, source_of(site, books, kind, about), about.carrier)


def _deposit_of(site: Site, books: Books, about: About) -> Deposit:
    """Return the deposit of a night, or of a day's rulings."""
    if about.day is None:
        return deposit.night_deposit(site, books, about.batch)
    if about.day >= about.today:
        raise NotYetError
    return deposit.day_deposit(site, books, about.day)


def source_of(site: Site, books: Books, kind: str, about: About) -> Source:
    """Return what files of a kind are made of."""
    if about.day is None:
        _refuse(kind in OF_A_DAY_ONLY, f"{kind} belong to a day: name it with --day")
        return replace(night_source(site, books, about.batch), layout=about.layout)
    _refuse(kind in OF_A_NIGHT_ONLY, f"{kind} is about a night's deposit: name a batch instead of a day")
    if about.day >= about.today:
        raise NotYetError
    return replace(day_source(site, books, about.day), layout=about.layout)


def _refuse(refused: bool, why: str) -> None:
    if refused:
        raise NotFoundError(why, hint="See: lockbox export --help")


def night_source(site: Site, books: Books, batch: str) -> Source:
    """Return what files about a night are made of, held against the books.

    Raises:
        NotFoundError: there is no such batch, or it is not posted.
        NothingLeavesError: it is out of balance.
        DamagedError: archive and books differ.
    """
    manifest = site.archive.manifest(find_run(site.archive, batch))
    whole = batch_id(batch_of(site.archive, manifest))
    postings = night_postings(site.archive, manifest)
    booked = books.night(whole)
    return Source(
        archive=site.archive,
        run=manifest.run,
        bank=site.bank,
        postings=postings,
        exceptions=night_exceptions(site.archive, manifest, whole),
        rulings=(),
        booked=booked.medical_cents + booked.dental_cents,
        deposited=booked.deposit_cents,
    )


def day_source(site: Site, books: Books, day: dt.date) -> Source:
    """Return what files about a day's rulings are made of; the caller knows that the day is over."""
    moved = books.day(day)
    rosters = [(load.sha256, load.loaded_at) for load in site.rosters()]
    postings = day_postings(site.archive, day, DayEntries(moved.entries, moved.reversed), rosters)
    return Source(
        archive=site.archive,
        run="",
        bank=site.bank,
        postings=postings,
        exceptions=exception_rows(moved.exceptions),
        rulings=ruling_rows(moved.rulings),
        booked=postings.cents,
        deposited=0,
    )


# --- The outbox ----------------------------------------------------------------------------------


def put_files(site: Site, made: Iterable[OutFile], day: dt.date, batch: str) -> tuple[Kept, ...]:
    """Put files into the outbox under the names of what they are.

    Raises:
        OutboxError: one of them left before with other bytes.
    """
    return tuple(put(site, OutName(day, one.kind, one.suffix, batch), one.data) for one in made)


def send(site: Site, kind: str, about: About) -> tuple[Kept, ...]:
    """Make the files of a kind and put them into the outbox."""
    if about.day is not None:
        return put_files(site, files(site, kind, about), about.day, "")
    batch, day = _night(site, about.batch)
    return put_files(site, files(site, kind, about), day, batch)


def send_night(site: Site, batch: str, today: dt.date) -> tuple[Kept, ...]:
    """Put everything into the outbox that the settings want of every night, and a list of it with control totals.

    Raises:
        SettingsError: the settings name a kind that does not exist, or none of a night.
        OutboxError: something left before with other bytes.
    """
    wanted = site.bank.posting.night
    strange = sorted(set(wanted) - (set(ALL_KINDS) - set(OF_A_DAY_ONLY)))
    if strange:
        raise SettingsError(f"bank.posting.night: no night has {', '.join(strange)}", hint=f"Kinds: {_of_nights()}")
    if not wanted:
        return ()
    about = About(today, batch)
    made = tuple(one for kind in wanted for one in files(site, kind, about))
    whole, day = _night(site, batch)
    kept = put_files(site, made, day, whole)
    return (*kept, _put_control(site, OutName(day, CONTROL, "csv", whole), _control(made, kept)))


def _night(site: Site, batch: str) -> tuple[str, dt.date]:
    """Return the whole id of a batch and the day its mail was received."""
    manifest = site.archive.manifest(find_run(site.archive, batch))
    return batch_id(batch_of(site.archive, manifest)), manifest.inputs.received_on


def _of_nights() -> str:
    return ", ".join(kind for kind in ALL_KINDS if kind not in OF_A_DAY_ONLY)


def _control(made: Sequence[OutFile], kept: Sequence[Kept]) -> bytes:
    """Return the list of a night's files with their hashes and control totals, as CSV."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("file", "sha256", "items", "amount"))
    for one, where in zip(made, kept, strict=True):
        lines.writerow((where.path.name, where.sha256, one.control.items, format_dollars(one.control.cents)))
    return out.getvalue().encode()


def _put_control(site: Site, name: OutName, data: bytes) -> Kept:
    """Put the list; where another has left, because the settings wanted other files then, the next number is taken."""
    for sequence in range(1, _MOST_CONTROLS + 1):
        try:
            return put(site, replace(name, sequence=sequence), data)
        except OutboxError:
            continue
    raise OutboxError(f"{name} has left {_MOST_CONTROLS} times")


def pieces(made: Iterable[OutFile]) -> Iterator[bytes]:
    """Yield the bytes of files, one after the other, as standard output takes them."""
    for one in made:
        yield from (one.data,) if isinstance(one.data, bytes) else one.data
