"""Takes a report of the bank into the books: its lines, what came of each, and returns taken back by entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from lockbox.banking import BANK_MATTER, BankFile, BankLine, Matched, Missing, Upshot
from lockbox.books.exception_queue import settling
from lockbox.books.ledger import Place, standing
from lockbox.books.plan import EXCEPTION_ORIGIN, opened, taken_back
from lockbox.books.rows import add, entry_row, exception_of, exception_row, ruling_row
from lockbox.books.rulings import ruling_id
from lockbox.books.schema import ENTRY, EXCEPTION, RULING, Row, sealed
from lockbox.books.schema_bank import BANK_FILE, BANK_LINE, BANK_MATCH, match_id
from lockbox.errors import LockboxError
from lockbox.identity import confirmation, posting_id
from lockbox.reasons import Disposition
from lockbox.settlement import Account, Entry, ExceptionItem, Finding, Ruling, RulingKind

_MISSING = f"{BANK_MATTER}not credited"


class OtherReportError(LockboxError):
    """A report of this sender, day and number was loaded before, and it said something else."""

    hint = "What was loaded stands. Ask the bank for a correcting report (group status 3) under a number of its own."


@dataclass(frozen=True, slots=True)
class BankPosting:
    """A report with what came of each of its lines, as the books take it.

    Attributes:
        filed_under: the batch under which differences wait that belong to no deposit of ours.
        gone: by line, the finding to use where a returned check stands nowhere any more.
    """

    file: BankFile
    matched: tuple[Matched, ...]
    missing: tuple[Missing, ...]
    filed_under: str
    gone: tuple[tuple[str, Finding], ...] = ()


@dataclass(frozen=True, slots=True)
class BankResult:
    """What taking a report did; ``new`` is false where the books already held it."""

    new: bool
    opened: tuple[ExceptionItem, ...] = ()
    entries: tuple[Entry, ...] = ()


def loaded(connection: Connection, file: BankFile) -> bool:
    """Say whether a report is in the books.

    Raises:
        OtherReportError: another one of the same sender, day and number is.
    """
    name = (BANK_FILE.c.sender == file.sender, BANK_FILE.c.created_on == file.created_on.isoformat())
    query = select(BANK_FILE.c.id, BANK_FILE.c.loaded_at).where(*name, BANK_FILE.c.file_id == file.file_id)
    rows = connection.execute(query).all()
    if any(row.id == file.sha256 for row in rows):
        return True
    if connection.execute(select(BANK_FILE.c.id).where(BANK_FILE.c.id == file.sha256)).one_or_none():
        return True
    if rows:
        raise OtherReportError(
            f"report {file.file_id} of {file.sender}, made {file.created_on}, was loaded on {rows[0].loaded_at[:10]}"
            f" and said something else (SHA-256 {rows[0].id[:12]}, now {file.sha256[:12]})"
        )
    return False


def take(connection: Connection, posting: BankPosting) -> BankResult:
    """Write a report, what came of it, and what that moves; the same report again changes nothing.

    A return takes back every entry that stands for its check, so that the bills it paid are open again,
    settles what waited for a clerk on that check, and opens an exception without money in its place.

    Raises:
        OtherReportError: another report of the same sender, day and number is in the books.
    """
    if loaded(connection, posting.file):
        return BankResult(new=False)
    add(connection, BANK_FILE, [_file_row(posting.file)])
    add(connection, BANK_LINE, [_line_row(matched.line) for matched in posting.matched])
    gone = dict(posting.gone)
    items: list[ExceptionItem] = []
    entries: list[Entry] = []
    for matched in posting.matched:
        one = matched
        if one.upshot is Upshot.RETURNED:
            done = _take_back(connection, one, posting.file)
            if done is None:
                one = replace(one, upshot=Upshot.DIFFERENCE, finding=gone[one.line.id])
            else:
                entries += done[1]
                items.append(done[0])
                add(connection, BANK_MATCH, [_match_row(one, done[0].id)])
                continue
        item = _difference(one, posting) if one.finding else None
        if item:
            add(connection, EXCEPTION, [exception_row(item)])
            items.append(item)
        add(connection, BANK_MATCH, [_match_row(one, item.id if item else None)])
    for missing in posting.missing:
        item = _missing(missing, posting.file)
        if not connection.execute(select(EXCEPTION.c.id).where(EXCEPTION.c.id == item.id)).one_or_none():
            add(connection, EXCEPTION, [exception_row(item)])
            items.append(item)
    return BankResult(True, tuple(items), tuple(entries))


def _take_back(
    connection: Connection, matched: Matched, file: BankFile
) -> tuple[ExceptionItem, tuple[Entry, ...]] | None:
    """Take back what stands for a returned check; None where nothing stands, or it was sent back to the payer."""
    place = Place(matched.batch, matched.envelope, matched.item)
    stands = standing(connection, place)
    if not stands or any(Account.RETURNED in (entry.debit, entry.credit) for entry in stands):
        return None
    assert matched.finding is not None
    day = _business_day(file)
    query = select(EXCEPTION).where(place.rows(EXCEPTION)).order_by(EXCEPTION.c.step.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    last = exception_of(row) if row else None
    if last is not None and settling(connection, last.id) is None:
        ruling = Ruling("", last.id, RulingKind.CHARGEBACK, (), "bank", matched.finding.detail, file.loaded_at)
        ruling = replace(ruling, cents=matched.line.cents)
        add(connection, RULING, [ruling_row(replace(ruling, id=ruling_id(ruling)))])
    entries = taken_back(stands, day)
    item = opened(last, day, 0) if last else _first(place, day)
    item = replace(
        item,
        reasons=(matched.finding.reason,),
        details=(matched.finding.detail,),
        amount_cents=matched.line.cents,
        disposition=Disposition.NONE,
    )
    add(connection, ENTRY, [entry_row(entry) for entry in entries])
    add(connection, EXCEPTION, [exception_row(item)])
    return item, entries


def _first(place: Place, day: dt.date) -> ExceptionItem:
    """Return the exception of an instrument that never had one; step 0 is the night's alone."""
    return ExceptionItem(
        id=posting_id(place.batch, place.envelope, place.item, EXCEPTION_ORIGIN, 1),
        batch=place.batch,
        envelope=place.envelope,
        item=place.item,
        cents=0,
        disposition=Disposition.NONE,
        reasons=(),
        details=(),
        opened_on=day,
        confirmation=confirmation(place.batch, place.envelope, place.item),
        step=1,
    )


def _business_day(file: BankFile) -> dt.date:
    """Return the day on which a report moves money: when it is loaded, for files of earlier days may have left."""
    return dt.date.fromisoformat(file.loaded_at[:10])


def _difference(matched: Matched, posting: BankPosting) -> ExceptionItem:
    assert matched.finding is not None
    place = Place(matched.batch or posting.filed_under, f"{BANK_MATTER}{matched.line.id[:12]}", 0)
    return replace(
        _first(place, _business_day(posting.file)),
        reasons=(matched.finding.reason,),
        details=(matched.finding.detail,),
        amount_cents=abs(matched.off_cents) or matched.line.cents or None,
    )


def _missing(missing: Missing, file: BankFile) -> ExceptionItem:
    deposit = missing.deposit
    place = Place(deposit.batch, f"{_MISSING} {deposit.name}", 0)
    return replace(
        _first(place, _business_day(file)),
        reasons=(missing.finding.reason,),
        details=(missing.finding.detail,),
        amount_cents=deposit.cents,
    )


# --- Rows ----------------------------------------------------------------------------------------


def _file_row(file: BankFile) -> Row:
    row: Row = {
        "id": file.sha256,
        "sender": file.sender,
        "file_id": file.file_id,
        "created_on": file.created_on.isoformat(),
        "loaded_at": file.loaded_at,
        "clerk": file.clerk,
    }
    return sealed(BANK_FILE, row)


def _line_row(line: BankLine) -> Row:
    row: Row = {
        "id": line.id,
        "file": line.file,
        "record": line.record,
        "code": line.code,
        "cents": line.cents,
        "as_of": line.as_of.isoformat(),
        "bank_reference": line.bank_reference,
        "customer_reference": line.customer_reference,
        "said": line.said,
        "tail": line.tail,
        "status": line.status,
        "item_key": line.item_key,
    }
    return sealed(BANK_LINE, row)


def _match_row(matched: Matched, exception: str | None) -> Row:
    row: Row = {
        "id": match_id(matched.line.id),
        "line": matched.line.id,
        "upshot": matched.upshot.value,
        "batch": matched.batch or None,
        "envelope": matched.envelope or None,
        "item": matched.item if matched.envelope else None,
        "deposit": matched.deposit or None,
        "off_cents": matched.off_cents,
        "exception": exception,
    }
    return sealed(BANK_MATCH, row)
