"""One deposit as files for the bank: the image cash letter, the ARC entries, and the list of what went which way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import mmap
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from typing import BinaryIO, cast

from batches.deposit_images import Faces, Studio
from batches.deposit_items import Item, Way
from batches.deposit_ticket import ticket_face
from lockbox.formats.ach import AchParties, ArcEntry, read_arc, write_arc
from lockbox.formats.x9.deposit import Check, Header, Ticket
from lockbox.formats.x9.faults import Faults
from lockbox.formats.x9.letter import read_records
from lockbox.formats.x9.micr_fields import micr_fields
from lockbox.formats.x9.record import Code
from lockbox.formats.x9.totals import Totals
from lockbox.formats.x9.writer import cash_letter
from lockbox.settings_bank import Bank

_FILE_IDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NIGHT, _RULED = 21, 23
"""The hour in the header of files of a night, and of files of a day's rulings; never the clock's, so that the same
deposit is the same bytes for ever."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Deposit:
    """What goes to the bank in one deposit.

    Attributes:
        day: business day: that of the night's mail, or that of the rulings.
        before: deposits of the same kind and day ahead of this one; tells their files apart.
        letter_id: eight characters of its own.
        ruled: it is what a day's rulings deposited.
    """

    day: dt.date
    before: int
    letter_id: str
    ruled: bool
    items: tuple[Item, ...]
    bank: Bank

    def of(self, way: Way) -> tuple[Item, ...]:
        """Return what goes one way."""
        return tuple(item for item in self.items if item.way(self.bank) is way)

    def cents(self, way: Way | None = None) -> int:
        """Return what goes one way, or all of it: what the books say of the clearing account."""
        return sum(item.cents for item in (self.items if way is None else self.of(way)))

    @property
    def created_at(self) -> str:
        """HHMM of the file headers."""
        hour = _RULED if self.ruled else _NIGHT
        return f"{hour:02d}{self.before // len(_FILE_IDS) % 60:02d}"

    @property
    def file_id(self) -> str:
        """The letter or figure that tells files of one minute apart."""
        return _FILE_IDS[self.before % len(_FILE_IDS)]


# --- Image cash letter -------------------------------------------------------------------------


def write_x9(deposit: Deposit, studio: Studio, file: BinaryIO) -> None:
    """Write the image cash letter of a deposit and read it back.

    Args:
        deposit: what goes; only what goes as image is in the file.
        studio: makes the page images.
        file: an empty file, open for reading and writing.

    Raises:
        AssertionError: what was written is not what was meant.
    """
    bank, items = deposit.bank, deposit.of(Way.IMAGE)
    ticket = None
    if bank.x9.deposit_ticket and items:
        cents = sum(item.cents for item in items)
        face = ticket_face(bank, deposit.day, len(items), cents)
        ticket = Ticket(f"{items[0].sequence[:7]}{0:08d}", cents, (face,))
    checks = (_check(item, faces, bank) for item, faces in studio.faces(items))
    for piece in cash_letter(_header(deposit), checks, ticket):
        file.write(piece)
    file.flush()
    _read_back(file, len(items), deposit.cents(Way.IMAGE))


def x9_pieces(deposit: Deposit, studio: Studio) -> Iterator[bytes]:
    """Yield the image cash letter of a deposit once it is written and read back, in pieces."""
    with tempfile.TemporaryFile() as file:
        write_x9(deposit, studio, cast("BinaryIO", file))
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _header(deposit: Deposit) -> Header:
    bank = deposit.bank
    return Header(
        code=Code.ASCII if bank.x9.code == "ascii" else Code.EBCDIC,
        standard_level=bank.x9.standard_level,
        production=bank.production,
        destination=bank.destination_routing,
        destination_name=bank.destination_name,
        depositor=bank.origin_routing,
        depositor_name=bank.origin_name,
        deposit_bank=bank.deposit_routing,
        account=bank.credit_account,
        payee=bank.payee_name,
        business_date=deposit.day,
        created_at=deposit.created_at,
        file_id=deposit.file_id,
        letter_id=deposit.letter_id,
        contact_name=bank.contact_name,
        contact_phone=bank.contact_phone,
        endorser=bank.x9.endorser_routing,
        bundle_items=bank.x9.bundle_items,
    )


def _check(item: Item, faces: Faces, bank: Bank) -> Check:
    fields = micr_fields(item.micr)
    return Check(
        sequence=item.sequence,
        cents=item.cents,
        routing=item.routing or "0" * 9,
        auxiliary_on_us=fields.auxiliary_on_us,
        epc=fields.epc,
        on_us=fields.on_us,
        micr_valid=item.micr_valid,
        correction="2" if item.micr and item.micr.repaired else "0",
        faces=faces if bank.x9.quality_records else tuple(replace(face, flags=None) for face in faces),
    )


def _read_back(file: BinaryIO, items: int, cents: int) -> None:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        faults, totals = Faults(), Totals()
        for _ in read_records(cast("bytes", mapped), faults, totals):
            pass
    wrong = faults.all(grave=True)
    assert not wrong, f"our own image cash letter has faults: {wrong[0]}"
    there = (totals.file.items, totals.file.cents)
    assert there == (items, cents), f"the file holds {there}, {(items, cents)} were meant"


# --- ACH ---------------------------------------------------------------------------------------


def arc_file(deposit: Deposit) -> bytes:
    """Return the ARC entries of a deposit as an ACH file, read back and held to its totals."""
    bank, entries = deposit.bank, []
    for item in deposit.of(Way.ACH):
        assert item.micr is not None
        entries.append(ArcEntry(item.routing, item.micr.account, item.micr.serial, item.cents))
    data = write_arc(_parties(deposit, bank), entries)
    found = read_arc(data)
    assert not found.faults, f"our own ACH file has faults: {found.faults[0]}"
    assert found.entries == tuple(entries), "the ACH file is not what was meant"
    return data


def _parties(deposit: Deposit, bank: Bank) -> AchParties:
    return AchParties(
        destination=bank.destination_routing,
        destination_name=bank.destination_name,
        origin=bank.origin_routing,
        origin_name=bank.origin_name,
        company_name=bank.arc.company_name,
        company_id=bank.arc.company_id,
        description=bank.arc.entry_description,
        bank=bank.deposit_routing,
        created_on=deposit.day,
        created_at=deposit.created_at,
        effective_on=_next_weekday(deposit.day),
        file_id=deposit.file_id,
        reference="" if bank.production else "TEST",
    )


def _next_weekday(day: dt.date) -> dt.date:
    """Return the next day that is no Saturday or Sunday; holidays are the bank's to know."""
    following = day + dt.timedelta(days=1)
    while following.isoweekday() > 5:
        following += dt.timedelta(days=1)
    return following


# --- The list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClearingRow:
    """One instrument of a deposit and the way it goes; ``not_arc`` says, joined by ``;``, why it is no ACH debit.

    An adjustment is negative where less belongs to the account than was deposited before.
    """

    batch: str
    envelope: str
    item: int
    sequence: str
    way: str
    amount: Decimal
    routing: str
    account_last4: str
    account_key: str
    not_arc: str


def clearing_csv(deposit: Deposit) -> bytes:
    """Return the list of a deposit as CSV; its amounts come to what the books say of the clearing account."""
    rows = [_row(item, item.way(deposit.bank)) for item in deposit.items]
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(field.name for field in fields(ClearingRow))
    lines.writerows(astuple(row) for row in rows)
    return out.getvalue().encode()


def _row(item: Item, way: Way) -> ClearingRow:
    account = item.micr.account if item.micr else ""
    return ClearingRow(
        batch=item.batch,
        envelope=item.envelope,
        item=item.item,
        sequence=item.sequence,
        way=way.value,
        amount=Decimal(item.cents).scaleb(-2),
        routing=item.routing,
        account_last4=account[-4:] if len(account) > 4 else "",
        account_key=item.account_key,
        not_arc=";".join(reason.name.lower() for reason in item.not_arc),
    )
