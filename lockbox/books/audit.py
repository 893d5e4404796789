"""What must hold in the books: checked in every transaction for its batch, and for everything on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import LiteralString

from sqlalchemy import Connection, RowMapping, Table, create_engine, inspect, select, text

from lockbox.books.acts import log_faults
from lockbox.books.bank import bank_faults
from lockbox.books.database import upgrade
from lockbox.books.ledger import Place
from lockbox.books.plan import EXCEPTION_ORIGIN
from lockbox.books.rows import ruling_of
from lockbox.books.rulings import ruling_id, same_person
from lockbox.books.schema import BATCH, ENTRY, RULING, VIEWS, sealed
from lockbox.books.schema_bank import BANK_TABLES, bank_id
from lockbox.books.schema_desk import DESK_TABLES, desk_id
from lockbox.books.tables import EVERY_TABLE
from lockbox.errors import DamagedError
from lockbox.identity import confirmation, posting_id
from lockbox.money import display_dollars
from lockbox.settlement import Account

_SUSPENSE_DIFFERS: LiteralString = """
SELECT batch, envelope, item, CAST(SUM(held) AS BIGINT) AS held, CAST(SUM(open) AS BIGINT) AS open FROM (
  SELECT batch, envelope, item, cents AS held, 0 AS open FROM entry WHERE credit = :suspense {narrow}
  UNION ALL SELECT batch, envelope, item, -cents, 0 FROM entry WHERE debit = :suspense {narrow}
  UNION ALL SELECT batch, envelope, item, 0, cents FROM open_exception WHERE cents > 0 {narrow}) AS side
GROUP BY batch, envelope, item HAVING SUM(held) <> SUM(open)"""

_DEPOSIT_DIFFERS: LiteralString = """
SELECT id, deposit_cents, items, deposited, instruments FROM (
  SELECT id, deposit_cents, items,
    (SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM entry
      WHERE batch = batch.id AND origin = 'run' AND debit = :clearing) AS deposited,
    (SELECT COUNT(*) FROM (SELECT DISTINCT envelope, item FROM instrument WHERE batch = batch.id) AS one)
      AS instruments
  FROM batch WHERE 1 = 1 {narrow}) AS day
WHERE deposited <> deposit_cents OR instruments <> items"""

_OF_BATCH: LiteralString = "AND batch = :batch"
_OF_INSTRUMENT: LiteralString = "AND batch = :batch AND envelope = :envelope AND item = :item"
_ANYWHERE: Mapping[str, str | int] = {}

_CROOKED_REVERSALS: LiteralString = """
SELECT later.id FROM entry AS later LEFT JOIN entry AS first ON first.id = later.reverses
WHERE later.reverses IS NOT NULL AND (first.id IS NULL OR first.cents <> later.cents
  OR first.debit <> later.credit OR first.credit <> later.debit OR first.reverses IS NOT NULL
  OR first.batch <> later.batch OR first.envelope <> later.envelope OR first.item <> later.item)"""

_UNRULED_ENTRIES: LiteralString = """
SELECT entry.id FROM entry LEFT JOIN ruling ON ruling.settles = SUBSTR(entry.origin, 8)
WHERE entry.origin LIKE 'ruling:%' AND ruling.id IS NULL"""

_UNPOSTED_RULINGS: LiteralString = """
SELECT ruling.id FROM ruling
WHERE settles IS NOT NULL AND kind = 'post' AND cents <> (
  SELECT COALESCE(SUM(entry.cents), 0) FROM entry WHERE entry.origin = 'ruling:' || ruling.settles)"""

_ORPHANS: LiteralString = """
SELECT later.id FROM exception_item AS later
WHERE step > 0 AND EXISTS (SELECT 1 FROM exception_item AS before
  WHERE before.batch = later.batch AND before.envelope = later.envelope AND before.item = later.item
    AND before.step < later.step AND NOT EXISTS (SELECT 1 FROM ruling WHERE ruling.settles = before.id))"""


def check_night(connection: Connection, batch: str) -> None:
    """Check what must hold once a night is posted.

    Raises:
        DamagedError: something does not hold; the transaction must not commit.
    """
    _demand((*_suspense_faults(connection, _OF_BATCH, {"batch": batch}), *_deposit_faults(connection, batch)))


def check_ruling(connection: Connection, place: Place) -> None:
    """Check what must hold once an instrument was ruled on.

    A ruling writes rows of this one instrument only, so what held of all the others still does.

    Raises:
        DamagedError: something does not hold; the transaction must not commit.
    """
    where: dict[str, str | int] = {"batch": place.batch, "envelope": place.envelope, "item": place.item}
    _demand(_suspense_faults(connection, _OF_INSTRUMENT, where))


def _demand(faults: Iterable[str]) -> None:
    found = tuple(faults)
    if found:
        raise DamagedError("the books would not balance: " + "; ".join(found))


def verify(connection: Connection) -> tuple[str, ...]:
    """Return everything that is wrong with the books, in plain words; empty if nothing is."""
    faults = tuple(_file_faults(connection))
    if not _readable(connection):
        return faults
    return (
        *faults,
        *_row_faults(connection),
        *_suspense_faults(connection),
        *_deposit_faults(connection),
        *_history_faults(connection),
        *log_faults(connection),
        *bank_faults(connection),
    )


def _suspense_faults(
    connection: Connection, narrow: LiteralString = "", where: Mapping[str, str | int] = _ANYWHERE
) -> Iterator[str]:
    """Compare what Suspense holds for each instrument with its open exception."""
    query = text(_SUSPENSE_DIFFERS.format(narrow=narrow))
    for row in connection.execute(query, {"suspense": Account.SUSPENSE, **where}):
        place = Place(row.batch, row.envelope, row.item)
        yield f"{place}: Suspense holds {display_dollars(row.held)}, open is {display_dollars(row.open)}"


def _deposit_faults(connection: Connection, batch: str = "") -> Iterator[str]:
    """Compare each day's deposit and count with the instruments that are there."""
    query = text(_DEPOSIT_DIFFERS.format(narrow="AND id = :batch" if batch else ""))
    for row in connection.execute(query, {"clearing": Account.CLEARING, "batch": batch}):
        yield (
            f"batch {row.id[:12]}: {display_dollars(row.deposit_cents)} and {row.items} items were declared,"
            f" {display_dollars(row.deposited)} and {row.instruments} are there"
        )


def _file_faults(connection: Connection) -> Iterator[str]:
    """Look at the database itself: pages, references, and the triggers that guard the tables."""
    if connection.dialect.name != "sqlite":
        yield from _missing_triggers(connection)
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"the database file is damaged: {said}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {row[0]} refers to a row of {row[2]} that is not there"
    there = _sqlite_objects(connection)
    with create_engine("sqlite://").begin() as fresh:
        upgrade(fresh)
        meant = _sqlite_objects(fresh)
    for name in sorted(meant.keys() | there.keys()):
        if name not in there:
            yield f"{name} is missing from the books"
        elif name not in meant:
            yield f"{name} does not belong in the books"
        elif there[name] != meant[name]:
            yield f"{name} was changed"


def _readable(connection: Connection) -> bool:
    """Say whether every table and view is there to be read."""
    found = inspect(connection)
    return {one.name for one in EVERY_TABLE} <= set(found.get_table_names()) and set(VIEWS) <= set(
        found.get_view_names()
    )


def _sqlite_objects(connection: Connection) -> dict[str, str]:
    query = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    return {row[0]: row[1] for row in connection.exec_driver_sql(query)}


def _missing_triggers(connection: Connection) -> Iterator[str]:
    query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    there = set(connection.execute(text(query)).scalars())
    for one in EVERY_TABLE:
        for guard in ("no_change", "no_truncate"):
            if f"{one.name}_{guard}" not in there:
                yield f"trigger {one.name}_{guard} is missing or switched off"
    found = inspect(connection)
    missing = {*(one.name for one in EVERY_TABLE), *VIEWS} - {*found.get_table_names(), *found.get_view_names()}
    yield from (f"{name} is missing from the books" for name in sorted(missing))


def _row_faults(connection: Connection) -> Iterator[str]:
    """Recompute every content hash and every id."""
    for table in EVERY_TABLE:
        for row in connection.execute(select(table).execution_options(yield_per=1000)).mappings():
            if sealed(table, dict(row))["content"] != row["content"]:
                yield f"{table.name} {row['id'][:12]} was changed: its content hash does not hold"
            if not _names_hold(table, row):
                yield f"{table.name} {row['id'][:12]}: its id or confirmation number does not follow from its place"


def _names_hold(table: Table, row: RowMapping) -> bool:
    if table is BATCH:
        return True
    if table in BANK_TABLES:
        return bool(row["id"] == bank_id(table, row))
    if table in DESK_TABLES:
        return bool(row["id"] == desk_id(table, dict(row)))
    if table is RULING:
        return bool(row["id"] == ruling_id(ruling_of(row)))
    place = (row["batch"], row["envelope"], row["item"])
    origin, position = (row["origin"], row["position"]) if table is ENTRY else (EXCEPTION_ORIGIN, row["step"])
    return bool(row["id"] == posting_id(*place, origin, position) and row["confirmation"] == confirmation(*place))


def _history_faults(connection: Connection) -> Iterator[str]:
    """Check that reversals mirror, that entries were ruled, and that two clerks are two."""
    for entry in connection.execute(text(_CROOKED_REVERSALS)).scalars():
        yield f"entry {entry[:12]} does not mirror the entry it takes back"
    for entry in connection.execute(text(_UNRULED_ENTRIES)).scalars():
        yield f"entry {entry[:12]} comes from a ruling that was never made"
    for ruling in connection.execute(text(_UNPOSTED_RULINGS)).scalars():
        yield f"ruling {ruling[:12]} was not posted as ruled"
    for item in connection.execute(text(_ORPHANS)).scalars():
        yield f"exception {item[:12]} was opened while an earlier one of its instrument was not settled"
    first = RULING.alias()
    pairs = select(RULING.c.id, RULING.c.clerk, first.c.clerk.label("other"), RULING.c.exception, first.c.exception)
    for row in connection.execute(pairs.join(first, first.c.id == RULING.c.seconds)):
        if same_person(row.clerk, row.other) or row[3] != row[4]:
            yield f"ruling {row.id[:12]} is no second clerk's agreement"
