"""The tables and views of the books, named for the people who read them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    column,
    table,
)

from lockbox.canonical import digest

Value = str | int | None
Row = Mapping[str, Value]

HEAD = "0001"
"""Revision of the newest migration."""

METADATA = MetaData()
_CENTS = BigInteger().with_variant(Integer(), "sqlite")
_KEYED = ("item_key", "account_key", "picture")


def _text(name: str, *more: ForeignKey, null: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, Text, *more, nullable=null, unique=unique)


def _table(name: str, *parts: Column[str] | Column[int] | CheckConstraint | Index) -> Table:
    """Declare an append-only table: no rowid, so that SQLite has no second key to replace a row by."""
    key: Column[str] = Column("id", Text, primary_key=True)
    return Table(name, METADATA, key, *parts, _text("content"), sqlite_strict=True, sqlite_with_rowid=False)


BATCH = _table(
    "batch",
    Column("number", Integer, nullable=False, unique=True),
    _text("run", unique=True),
    _text("manifest_sha256"),
    _text("received_on"),
    _text("posted_on"),
    Column("items", Integer, nullable=False),
    Column("deposit_cents", _CENTS, nullable=False),
)

ENTRY = _table(
    "entry",
    _text("batch", ForeignKey("batch.id")),
    _text("envelope"),
    Column("item", Integer, nullable=False),
    _text("debit"),
    _text("credit"),
    Column("cents", _CENTS, nullable=False),
    _text("code"),
    _text("coverage_month"),
    _text("posted_on"),
    _text("confirmation"),
    _text("reverses", ForeignKey("entry.id"), null=True, unique=True),
    _text("origin"),
    Column("position", Integer, nullable=False),
    *(_text(name) for name in _KEYED),
    CheckConstraint("cents > 0", name="entry_moves_money"),
    CheckConstraint("debit <> credit", name="entry_has_two_sides"),
    Index("entry_of_instrument", "batch", "envelope", "item"),
    Index("entry_confirmation", "confirmation"),
    Index("entry_credit", "credit", "cents"),
    Index("entry_debit", "debit", "cents"),
)

EXCEPTION = _table(
    "exception_item",
    _text("batch", ForeignKey("batch.id")),
    _text("envelope"),
    Column("item", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("cents", _CENTS, nullable=False),
    Column("amount_cents", _CENTS, nullable=True),
    _text("disposition"),
    _text("reasons"),
    _text("details"),
    _text("opened_on"),
    _text("wait_until", null=True),
    _text("confirmation"),
    *(_text(name) for name in _KEYED),
    CheckConstraint("cents >= 0", name="exception_item_holds_no_debt"),
    Index("exception_item_of_instrument", "batch", "envelope", "item", "step", unique=True),
    Index("exception_item_confirmation", "confirmation"),
)

RULING = _table(
    "ruling",
    _text("exception", ForeignKey("exception_item.id")),
    _text("kind"),
    Column("cents", _CENTS, nullable=False),
    _text("allocations"),
    _text("clerk"),
    _text("note"),
    _text("ruled_at"),
    _text("until", null=True),
    _text("seconds", ForeignKey("ruling.id"), null=True, unique=True),
    _text("settles", ForeignKey("exception_item.id"), null=True, unique=True),
    Index("ruling_exception", "exception"),
)
"""``settles`` repeats ``exception`` in the one ruling that is final, and is NULL in a proposal."""

TABLES = (BATCH, ENTRY, EXCEPTION, RULING)

OPEN_EXCEPTION = table("open_exception", *(column(part.name, part.type) for part in EXCEPTION.columns))
BALANCE = table("balance", column("account", Text), *(column(n, _CENTS) for n in ("debits", "credits", "balance")))
INSTRUMENT = table(
    "instrument",
    *(column(name, Text) for name in ("batch", "envelope", "confirmation", *_KEYED)),
    column("item", Integer),
)
VIEWS = (OPEN_EXCEPTION.name, BALANCE.name, INSTRUMENT.name)


def sealed(of: Table, row: Row) -> Row:
    """Return a row with the SHA-256 of what it says, by which a later change shows.

    Columns that are NULL are left out, so that a column added later does not touch old rows.
    """
    said = tuple(sorted((str(name), value) for name, value in row.items() if name != "content" and value is not None))
    return {**row, "content": digest((str(of.name), said))}
