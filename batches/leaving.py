"""Every kind of file that leaves, by name: made from one night or one day, read back, and held to its totals.

A file is made, read again by its own reader, and compared with what it is about before anybody gets it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from batches.archive import Archive
from batches.exports import to_csv, to_parquet
from batches.tables import (
    Cells,
    ExceptionRow,
    PostingRow,
    RulingRow,
    TableRow,
    posting_rows,
    read_csv,
    read_parquet,
    total,
)
from lockbox.errors import DamagedError, NotFoundError
from lockbox.formats.bai import BaiParties, read_bai, write_bai
from lockbox.formats.bai_layout import BaiProfile
from lockbox.formats.faults import Fault
from lockbox.formats.postings import Postings
from lockbox.formats.x12_820 import BALANCING, Parties, read_820, write_820
from lockbox.formats.x12_823 import Depository, read_823, write_823
from lockbox.money import display_dollars
from lockbox.settings_bank import Bank


@dataclass(frozen=True, slots=True)
class Control:
    """How many items a file has, and what they come to, in cents."""

    items: int
    cents: int

    def __str__(self) -> str:
        return f"{self.items:,} items, {display_dollars(self.cents)}"


@dataclass(frozen=True, slots=True)
class Source:
    """What files are made of: a night that was posted, or a day of rulings that is over.

    Attributes:
        run: the sealed run of the night, empty for a day.
        booked: what the books say was posted to subscribers, in cents; ``deposited``: the night's deposit.
        layout: name of a BAI layout, empty for the one that the settings choose.
    """

    archive: Archive
    run: str
    bank: Bank
    postings: Postings
    exceptions: tuple[ExceptionRow, ...]
    rulings: tuple[RulingRow, ...]
    booked: int
    deposited: int
    layout: str = ""

    def __post_init__(self) -> None:
        """What is to leave is what the books say.

        Raises:
            DamagedError: it is not.
        """
        for what, cents, booked in (
            ("was posted", self.postings.cents, self.booked),
            ("was deposited", sum(one.cents for one in self.postings.deposited), self.deposited),
        ):
            if self.postings.batch and cents != booked:
                said = f"{display_dollars(cents)} {what} by the archive, {display_dollars(booked)} by the books"
                raise DamagedError(f"batch {self.postings.batch[:12]}: {said}")


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file that leaves, as bytes or in pieces; ``control`` was read from its own bytes."""

    kind: str
    suffix: str
    data: bytes | Iterable[bytes]
    control: Control


def make(kind: str, source: Source, carrier: str = "") -> tuple[OutFile, ...]:
    """Return the files of one of KINDS; of kinds with a file for each carrier, one alone if it is named.

    Raises:
        NotFoundError: nothing was posted to that carrier, or there is no such layout.
        BaiError: a number does not fit the layout.
    """
    found = KINDS[kind](source)
    if carrier:
        known = ", ".join(one.kind.removeprefix("820-") for one in found)
        found = tuple(one for one in found if one.kind == f"{kind}-{slug(carrier)}")
        if not found:
            raise NotFoundError(f"nothing in a file {kind} is for {carrier!r}", hint=f"There are files for: {known}")
    return found


def slug(name: str) -> str:
    """Return a name as file names have it: small letters and figures, joined by ``-``."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "unknown"


TABLES: dict[str, tuple[type[TableRow], str]] = {
    "postings": (PostingRow, "amount"),
    "exceptions": (ExceptionRow, "suspense"),
    "rulings": (RulingRow, "amount"),
}
"""The tables, each with the column whose total controls it."""


# --- Making --------------------------------------------------------------------------------------

Read = Callable[[bytes], tuple[Control, tuple[Fault, ...]]]
Maker = Callable[[Source], tuple[OutFile, ...]]


def _held(name: tuple[str, str], data: bytes, read: Read, wanted: Control) -> OutFile:
    """Return a file of a kind and suffix after reading it back: no fault, and the totals of what it is about."""
    control, faults = read(data)
    assert not faults, f"{name[0]}: our own file has faults: {faults[0]}"
    assert control == wanted, f"{name[0]}: the file has {control}, it is about {wanted}"
    return OutFile(*name, data, control)


def _bai(source: Source) -> tuple[OutFile, ...]:
    settings, posted = source.bank.posting, source.postings.posted
    layout = bai_layout(source.bank, source.layout)
    parties = BaiParties(settings.destination, source.bank.deposit_routing, settings.lockbox, source.bank.payee_name)
    wanted = Control(len(posted), sum(one.cents for one in posted))
    data = write_bai(source.postings, parties, layout)
    return (_held(("bai", "txt"), data, lambda read: bai_control(read, layout), wanted),)


def bai_layout(bank: Bank, name: str) -> BaiProfile:
    """Return a BAI layout by name, empty for the one that the settings choose.

    Raises:
        NotFoundError: there is no such layout.
    """
    layout = bank.posting.layout(name)
    if layout is None:
        raise NotFoundError(f"there is no BAI layout {name!r}", hint=f"Layouts: {', '.join(bank.posting.layouts)}")
    return layout


def _820(source: Source) -> tuple[OutFile, ...]:
    bank, postings = source.bank, source.postings
    files = []
    for carrier in postings.carriers:
        partner, own = bank.posting.partner(carrier), postings.of_carrier(carrier)
        parties = Parties(
            sender=bank.posting.sender,
            receiver=partner.receiver,
            payer=bank.payee_name,
            payer_id=bank.posting.payer_id,
            carrier_tax_id=partner.tax_id,
            contact=bank.contact_name,
            phone=bank.contact_phone,
            usage=_usage(bank),
        )
        wanted = Control(sum(len(one.parts) for one in own.payments), own.cents)
        name = (f"820-{slug(carrier)}", "x12")
        files.append(_held(name, write_820(postings, carrier, parties), control_820, wanted))
    assert sum(one.control.cents for one in files) == postings.cents, "the carriers' files are not all that was posted"
    return tuple(files)


def _823(source: Source) -> tuple[OutFile, ...]:
    bank, checks = source.bank, source.postings.deposited
    depository = Depository(
        sender=bank.posting.sender,
        receiver=bank.posting.billing,
        bank_name=bank.destination_name,
        bank_routing=bank.deposit_routing,
        account_last4=bank.credit_account[-4:],
        lockbox=bank.posting.lockbox,
        payee=bank.payee_name,
        usage=_usage(bank),
    )
    wanted = Control(len(checks), sum(one.cents for one in checks))
    return (_held(("823", "x12"), write_823(source.postings, depository), control_823, wanted),)


def _usage(bank: Bank) -> str:
    return "P" if bank.production else "T"


def _postings(source: Source) -> Sequence[PostingRow]:
    return posting_rows(source.postings)


def _csv(kind: str, rows_of: Callable[[Source], Sequence[TableRow]]) -> Maker:
    """Return the maker of a table as CSV."""
    record = TABLES[kind][0]

    def read(data: bytes) -> tuple[Control, tuple[Fault, ...]]:
        return table_control(kind, *read_csv(record, data))

    def made(source: Source) -> tuple[OutFile, ...]:
        rows = rows_of(source)
        return (_held((kind, "csv"), to_csv(record, rows).encode(), read, _wanted(kind, rows)),)

    return made


def _parquet(kind: str, rows_of: Callable[[Source], Sequence[TableRow]]) -> Maker:
    """Return the maker of a table as Parquet."""
    record = TABLES[kind][0]

    def read(data: bytes) -> tuple[Control, tuple[Fault, ...]]:
        return table_control(kind, *read_parquet(record, data))

    def made(source: Source) -> tuple[OutFile, ...]:
        rows = rows_of(source)
        return (_held((kind, "parquet"), to_parquet(record, rows), read, _wanted(kind, rows)),)

    return made


def _wanted(kind: str, rows: Sequence[TableRow]) -> Control:
    return Control(len(rows), sum(int(getattr(row, TABLES[kind][1]).scaleb(2)) for row in rows))


# --- Reading back --------------------------------------------------------------------------------


def bai_control(data: bytes, layout: BaiProfile) -> tuple[Control, tuple[Fault, ...]]:
    """Return the totals of a BAI file, as its own reader finds them, and its faults."""
    file, faults = read_bai(data, layout)
    return Control(len(file.checks), file.cents), faults


def control_820(data: bytes) -> tuple[Control, tuple[Fault, ...]]:
    """Return the totals of an 820, lines that only balance left aside."""
    advices, faults = read_820(data)
    lines = sum(line.payment_type != BALANCING for advice in advices for line in advice.lines)
    return Control(lines, sum(advice.cents for advice in advices)), faults


def control_823(data: bytes) -> tuple[Control, tuple[Fault, ...]]:
    """Return the totals of an 823."""
    deposits, faults = read_823(data)
    return Control(sum(len(one.lines) for one in deposits), sum(one.cents for one in deposits)), faults


def table_control(kind: str, rows: Sequence[Cells], faults: Iterable[Fault]) -> tuple[Control, tuple[Fault, ...]]:
    """Return the totals of a table of one of TABLES."""
    return Control(len(rows), total(rows, TABLES[kind][1])), tuple(faults)


KINDS: dict[str, Maker] = {
    "bai": _bai,
    "820": _820,
    "823": _823,
    "postings": _csv("postings", _postings),
    "postings.parquet": _parquet("postings", _postings),
    "exceptions": _csv("exceptions", lambda source: source.exceptions),
    "exceptions.parquet": _parquet("exceptions", lambda source: source.exceptions),
    "rulings": _csv("rulings", lambda source: source.rulings),
    "rulings.parquet": _parquet("rulings", lambda source: source.rulings),
}
"""Every kind of file by its name."""

OF_A_NIGHT_ONLY = ("823",)
OF_A_DAY_ONLY = ("rulings", "rulings.parquet")
