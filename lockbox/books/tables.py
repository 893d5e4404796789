"""Every append-only table of the books, for whoever checks them all."""

from __future__ import annotations

from lockbox.books.schema import TABLES
from lockbox.books.schema_bank import BANK_TABLES
from lockbox.books.schema_desk import DESK_TABLES

EVERY_TABLE = (*TABLES, *DESK_TABLES, *BANK_TABLES)
