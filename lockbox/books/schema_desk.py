"""The desk's tables of the books: people, their sessions, claims and remarks, and the log of every view and act."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, Table, func, insert, select

from lockbox.books.schema import Row, append_only, sealed, words
from lockbox.canonical import digest


def _count() -> Column[int]:
    return Column("number", Integer, nullable=False, unique=True)


PERSON = append_only(
    "person",
    _count(),
    *(words(name) for name in ("name", "role", "password", "changed_by", "at")),
    Index("person_name", "name", "number"),
)

SESSION = append_only(
    "session",
    _count(),
    words("token", unique=True),
    words("person", ForeignKey("person.id")),
    *(words(name) for name in ("address", "at", "ends_at")),
)

CLAIM = append_only(
    "claim",
    _count(),
    words("exception", ForeignKey("exception_item.id")),
    *(words(name) for name in ("clerk", "at", "until")),
    Index("claim_exception", "exception", "number"),
    Index("claim_until", "until"),
)

REMARK = append_only(
    "remark",
    _count(),
    *(words(name) for name in ("subject", "kind", "clerk", "at", "said")),
    Index("remark_subject", "subject", "number"),
)

ACT = append_only(
    "act",
    _count(),
    *(words(name) for name in ("at", "who", "kind", "subject", "said", "address")),
    words("session", ForeignKey("session.id"), null=True),
    words("previous"),
    Index("act_session", "session", "number"),
    Index("act_subject", "subject", "number"),
    Index("act_who", "who", "kind", "at"),
)

DESK_TABLES = (PERSON, SESSION, CLAIM, REMARK, ACT)


def append(connection: Connection, table: Table, said: Row) -> Row:
    """Write the next row of a desk table and return it with its number, id and content hash."""
    newest = select(func.coalesce(func.max(table.c.number), 0))
    row: Row = {**said, "number": connection.execute(newest).scalar_one() + 1}
    whole = sealed(table, {**row, "id": desk_id(table, row)})
    connection.execute(insert(table), dict(whole))
    return whole


def desk_id(table: Table, row: Row) -> str:
    """Return the id of a row: the SHA-256 of its table and all it says."""
    said = ((str(name), value) for name, value in row.items() if name not in {"id", "content"} and value is not None)
    return digest((str(table.name), tuple(sorted(said))))
