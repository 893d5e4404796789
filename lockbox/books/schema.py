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

HEAD = "0003"
"""Revision of the newest migration."""

METADATA = MetaData()
_CENTS = BigInteger().with_variant(Integer(), "sqlite")
_KEYED = ("item_key", "account_key", "picture")


def words(name: str, *more: ForeignKey, null: bool = False, unique: bool = False) -> Column[str]:
    """Return a column of text."""
    return Column(name, Text, *more, nullable=null, unique=unique)


def append_only(name: str, *parts: Column[str] | Column[int] | CheckConstraint | Index) -> Table:
    """Declare an append-only table: no rowid, so that SQLite has no second key to replace a row by."""
    key: Column[str] = Column("id", Text, primary_key=True)
    return Table(name, METADATA, key, *parts, words("content"), sqlite_strict=True, sqlite_with_rowid=False)


BATCH = append_only(
    "batch",
    Column("number", Integer, nullable=False, unique=True),
    words("run", unique=True),
    words("manifest_sha256"),
    words("received_on"),
    words("posted_on"),
    Column("items", Integer, nullable=False),
    Column("deposit_cents", _CENTS, nullable=False),
)

ENTRY = append_only(
    "entry",
    words("batch", ForeignKey("batch.id")),
    words("envelope"),
    Column("item", Integer, nullable=False),
    words("debit"),
    words("credit"),
    Column("cents", _CENTS, nullable=False),
    words("code"),
    words("coverage_month"),
    words("posted_on"),
    words("confirmation"),
    words("reverses", ForeignKey("entry.id"), null=True, unique=True),
    words("origin"),
    Column("position", Integer, nullable=False),
    *(words(name) for name in _KEYED),
    CheckConstraint("cents > 0", name="entry_moves_money"),
    CheckConstraint("debit <> credit", name="entry_has_two_sides"),
    Index("entry_of_instrument", "batch", "envelope", "item"),
    Index("entry_confirmation", "confirmation"),
    Index("entry_credit", "credit", "cents"),
    Index("entry_debit", "debit", "cents"),
    Index("entry_account_key", "account_key"),
)

EXCEPTION = append_only(
    "exception_item",
    words("batch", ForeignKey("batch.id")),
    words("envelope"),
    Column("item", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("cents", _CENTS, nullable=False),
    Column("amount_cents", _CENTS, nullable=True),
    words("disposition"),
    words("reasons"),
    words("details"),
    words("opened_on"),
    words("wait_until", null=True),
    words("confirmation"),
    *(words(name) for name in _KEYED),
    CheckConstraint("cents >= 0", name="exception_item_holds_no_debt"),
    Index("exception_item_of_instrument", "batch", "envelope", "item", "step", unique=True),
    Index("exception_item_confirmation", "confirmation"),
    Index("exception_item_account_key", "account_key"),
)

RULING = append_only(
    "ruling",
    words("exception", ForeignKey("exception_item.id")),
    words("kind"),
    Column("cents", _CENTS, nullable=False),
    words("allocations"),
    words("clerk"),
    words("note"),
    words("ruled_at"),
    words("until", null=True),
    words("seconds", ForeignKey("ruling.id"), null=True, unique=True),
    words("settles", ForeignKey("exception_item.id"), null=True, unique=True),
    Index("ruling_exception", "exception"),
    Index("ruling_at", "ruled_at"),
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
