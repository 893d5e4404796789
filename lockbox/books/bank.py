"""What the books hold against the bank's word: deposits, checks that may come back, reports, and what must hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

from sqlalchemy import Connection, func, select, text

from lockbox.banking import BankFile, BankLine, Deposit, Paper, Upshot
from lockbox.books.plan import CHARGEBACK
from lockbox.books.schema import BATCH, ENTRY
from lockbox.books.schema_bank import BANK_FILE, BANK_LINE, BANK_MATCH
from lockbox.errors import NotFoundError
from lockbox.settlement import Account

_DEPOSITED: LiteralString = """
SELECT batch, posted_on, ruled, cents FROM (
  SELECT batch, posted_on, ruled, CAST(SUM(cents) AS BIGINT) AS cents FROM (
    SELECT batch, posted_on, CASE WHEN origin = 'run' THEN 0 ELSE 1 END AS ruled, cents FROM entry
      WHERE debit = :clearing AND code <> :chargeback AND posted_on >= :since
    UNION ALL SELECT batch, posted_on, 1, -cents FROM entry
      WHERE credit = :clearing AND code <> :chargeback AND posted_on >= :since) AS moved
  GROUP BY batch, posted_on, ruled HAVING SUM(cents) > 0) AS brought
WHERE NOT EXISTS (SELECT 1 FROM bank_match WHERE bank_match.batch = brought.batch
  AND bank_match.deposit = brought.posted_on || CASE WHEN brought.ruled = 0 THEN '' ELSE ' ruled' END)"""

_PAPERS: LiteralString = """
SELECT entry.batch, entry.envelope, entry.item, CAST(SUM(entry.cents) AS BIGINT) AS cents, confirmation,
  MIN(item_key) AS item_key, MIN(account_key) AS account_key
FROM entry
WHERE debit = :clearing AND posted_on BETWEEN :since AND :until
  AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)
GROUP BY entry.batch, entry.envelope, entry.item, confirmation"""

_UNBACKED: LiteralString = """
SELECT entry.id FROM entry WHERE entry.code = :chargeback
  AND NOT EXISTS (SELECT 1 FROM bank_match WHERE bank_match.upshot = 'returned' AND bank_match.batch = entry.batch
    AND bank_match.envelope = entry.envelope AND bank_match.item = entry.item)
  AND NOT EXISTS (SELECT 1 FROM ruling JOIN exception_item ON exception_item.id = ruling.settles
    WHERE ruling.kind = :chargeback AND exception_item.batch = entry.batch
    AND exception_item.envelope = entry.envelope AND exception_item.item = entry.item)"""

_UNDONE: LiteralString = """
SELECT bank_match.id FROM bank_match WHERE upshot = 'returned'
  AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.code = :chargeback AND entry.batch = bank_match.batch
    AND entry.envelope = bank_match.envelope AND entry.item = bank_match.item)"""

_UNMATCHED: LiteralString = """
SELECT bank_line.id FROM bank_line WHERE NOT EXISTS (SELECT 1 FROM bank_match WHERE bank_match.line = bank_line.id)"""


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One batch three ways: what we deposited, what the books hold of that, what the bank credited (None: nothing yet).

    Attributes:
        returned_cents: what the bank has taken back since.
    """

    batch: str
    on: dt.date
    deposit_cents: int
    books_cents: int
    bank_cents: int | None
    returned_cents: int


# --- Questions -----------------------------------------------------------------------------------


def deposits(connection: Connection, since: dt.date) -> tuple[Deposit, ...]:
    """Return what was deposited since a day and not credited yet, by batch and day, oldest first."""
    given = {"clearing": Account.CLEARING, "chargeback": CHARGEBACK, "since": since.isoformat()}
    rows = connection.execute(text(_DEPOSITED), given)
    found = (Deposit(row.batch, dt.date.fromisoformat(row.posted_on), row.cents, bool(row.ruled)) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.on, one.ruled, one.batch)))


def papers(connection: Connection, since: dt.date, until: dt.date) -> tuple[Paper, ...]:
    """Return the instruments whose money came into the bank between two days and was not taken back."""
    given = {"clearing": Account.CLEARING, "since": since.isoformat(), "until": until.isoformat()}
    return tuple(
        Paper(row.batch, row.envelope, row.item, row.cents, row.confirmation, row.item_key, row.account_key)
        for row in connection.execute(text(_PAPERS), given)
    )


def home(connection: Connection, day: dt.date) -> str:
    """Return the batch under which a difference of a day is filed: the last one posted by then, else the first.

    Raises:
        NotFoundError: nothing was ever posted.
    """
    by_then = select(BATCH.c.id).where(BATCH.c.posted_on <= day.isoformat()).order_by(BATCH.c.number.desc()).limit(1)
    first = select(BATCH.c.id).order_by(BATCH.c.number).limit(1)
    for query in (by_then, first):
        found: str | None = connection.execute(query).scalar_one_or_none()
        if found:
            return found
    raise NotFoundError("no batch was ever posted here", hint="Load the bank's report where the night is run.")


def lines_of(connection: Connection, file: str) -> tuple[BankLine, ...]:
    """Return what a loaded report said, line by line."""
    query = select(BANK_LINE).where(BANK_LINE.c.file == file).order_by(BANK_LINE.c.record)
    names = ("file", "record", "code", "cents", "bank_reference", "customer_reference", "said", "tail", "status")
    return tuple(
        BankLine(**{n: row[n] for n in (*names, "item_key")}, as_of=dt.date.fromisoformat(row["as_of"]))
        for row in connection.execute(query).mappings()
    )


def files(connection: Connection) -> tuple[BankFile, ...]:
    """Return every report loaded, oldest first."""
    query = select(BANK_FILE).order_by(BANK_FILE.c.created_on, BANK_FILE.c.loaded_at, BANK_FILE.c.id)
    return tuple(
        BankFile(r.id, r.sender, r.file_id, dt.date.fromisoformat(r.created_on), r.loaded_at, r.clerk)
        for r in connection.execute(query)
    )


def three_ways(connection: Connection, last: int) -> tuple[ThreeWay, ...]:
    """Return the last batches three ways, newest first."""
    of_night = func.coalesce(BANK_MATCH.c.deposit, "").not_like("% ruled")
    where = (BANK_MATCH.c.batch == BATCH.c.id, BANK_MATCH.c.envelope.is_(None), of_night)
    credited = (
        select(func.sum(BANK_LINE.c.cents))
        .join_from(BANK_MATCH, BANK_LINE, BANK_LINE.c.id == BANK_MATCH.c.line)
        .where(*where, BANK_MATCH.c.upshot.in_((Upshot.CREDITED.value, Upshot.DIFFERENCE.value)))
        .scalar_subquery()
    )
    brought = (ENTRY.c.batch == BATCH.c.id, ENTRY.c.debit == Account.CLEARING, ENTRY.c.origin == "run")
    back = (ENTRY.c.batch == BATCH.c.id, ENTRY.c.credit == Account.CLEARING, ENTRY.c.code == CHARGEBACK)
    query = (
        select(
            BATCH.c.id,
            BATCH.c.posted_on,
            BATCH.c.deposit_cents,
            select(func.coalesce(func.sum(ENTRY.c.cents), 0)).where(*brought).scalar_subquery().label("books"),
            credited.label("bank"),
            select(func.coalesce(func.sum(ENTRY.c.cents), 0)).where(*back).scalar_subquery().label("returned"),
        )
        .order_by(BATCH.c.number.desc())
        .limit(last)
    )
    return tuple(
        ThreeWay(
            row.id,
            dt.date.fromisoformat(row.posted_on),
            row.deposit_cents,
            int(row.books),
            None if row.bank is None else int(row.bank),
            int(row.returned),
        )
        for row in connection.execute(query)
    )


# --- What must hold ------------------------------------------------------------------------------


def bank_faults(connection: Connection) -> Iterator[str]:
    """Say where returns and reversals do not go together, or a line was left without an upshot."""
    given = {"chargeback": CHARGEBACK}
    for entry in connection.execute(text(_UNBACKED), given).scalars():
        yield f"entry {entry[:12]} takes back a check that no bank returned"
    for match in connection.execute(text(_UNDONE), given).scalars():
        yield f"bank_match {match[:12]} is a return that took nothing back"
    for line in connection.execute(text(_UNMATCHED)).scalars():
        yield f"bank_line {line[:12]} is without what came of it"
