"""What the entries add up to: balances, and what stands for one instrument."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from lockbox.books.rows import entry_of
from lockbox.books.schema import BALANCE, ENTRY
from lockbox.settlement import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """Where an instrument lies: its batch, its envelope, its number in it."""

    batch: str
    envelope: str
    item: int

    def __str__(self) -> str:
        return f"batch {self.batch[:12]}, envelope {self.envelope}, item {self.item}"

    def rows(self, table: Table) -> ColumnElement[bool]:
        """Return the condition that a row belongs to this instrument."""
        return and_(table.c.batch == self.batch, table.c.envelope == self.envelope, table.c.item == self.item)


def balances(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return every account with its credits less its debits, in cents."""
    query = select(BALANCE.c.account, BALANCE.c.balance).order_by(BALANCE.c.account)
    return tuple((account, cents) for account, cents in connection.execute(query))


def entries_of(connection: Connection, place: Place) -> tuple[Entry, ...]:
    """Return every entry of an instrument, oldest first."""
    query = select(ENTRY).where(place.rows(ENTRY)).order_by(ENTRY.c.posted_on, ENTRY.c.origin, ENTRY.c.position)
    return tuple(entry_of(row) for row in connection.execute(query).mappings())


def standing(connection: Connection, place: Place) -> tuple[Entry, ...]:
    """Return the entries of an instrument that neither take back another nor are taken back."""
    entries = entries_of(connection, place)
    gone = {entry.reverses for entry in entries}
    return tuple(entry for entry in entries if not entry.reverses and entry.id not in gone)
