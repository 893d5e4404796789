"""The bank's tables of the books, and what was paid by other channels: facts as they were told, append-only."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, RowMapping, Table

from lockbox.books.schema import append_only, words
from lockbox.canonical import digest

_CENTS = BigInteger().with_variant(Integer(), "sqlite")

BANK_FILE = append_only(
    "bank_file",
    *(words(name) for name in ("sender", "file_id", "created_on", "loaded_at", "clerk")),
    Index("bank_file_name", "sender", "created_on", "file_id"),
)

BANK_LINE = append_only(
    "bank_line",
    words("file", ForeignKey("bank_file.id")),
    Column("record", Integer, nullable=False),
    words("code"),
    Column("cents", _CENTS, nullable=False),
    *(words(name) for name in ("as_of", "bank_reference", "customer_reference", "said", "tail", "status", "item_key")),
    CheckConstraint("cents >= 0", name="bank_line_is_unsigned"),
    Index("bank_line_file", "file", "record"),
)

BANK_MATCH = append_only(
    "bank_match",
    words("line", ForeignKey("bank_line.id"), unique=True),
    words("upshot"),
    words("batch", ForeignKey("batch.id"), null=True),
    words("envelope", null=True),
    Column("item", Integer, nullable=True),
    words("deposit", null=True),
    Column("off_cents", _CENTS, nullable=False),
    words("exception", ForeignKey("exception_item.id"), null=True),
    Index("bank_match_batch", "batch", "envelope", "item"),
)
"""What came of each line; ``exception`` is what a clerk settles where all does not agree."""

OTHER_PAYMENT = append_only(
    "other_payment",
    *(words(name) for name in ("member_id", "coverage", "coverage_month")),
    Column("cents", _CENTS, nullable=False),
    *(words(name) for name in ("paid_on", "channel", "reference", "file", "loaded_at", "clerk")),
    CheckConstraint("cents <> 0", name="other_payment_is_some"),
    Index("other_payment_bill", "coverage_month", "member_id", "coverage"),
)

BANK_TABLES = (BANK_FILE, BANK_LINE, BANK_MATCH, OTHER_PAYMENT)


def bank_id(table: Table, row: RowMapping) -> str:
    """Return the id that a row of these tables must have: it follows from what the row is about."""
    if table is BANK_FILE:
        return str(row["id"])  # the SHA-256 of bytes that the archive keeps
    if table is BANK_LINE:
        return digest((row["file"], row["record"]))
    if table is BANK_MATCH:
        return match_id(row["line"])
    return payment_id(row["channel"], row["reference"])


def match_id(line: str) -> str:
    """Return the id of what came of a line."""
    return digest(("bank_match", line))


def payment_id(channel: str, reference: str) -> str:
    """Return the id of a payment by another channel: that channel's own reference names it once and for all."""
    return digest(("other_payment", channel, reference))
