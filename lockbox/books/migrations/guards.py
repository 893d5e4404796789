"""What every revision after the first lays out alike: append-only tables with a content hash, and their triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CENTS = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, refers: str = "", *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    """Return a column of text, referring to another table's column where one is named."""
    return sa.Column(name, sa.Text, *([sa.ForeignKey(refers)] if refers else []), nullable=null, unique=unique)


def number(name: str, *, unique: bool = False) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=False, unique=unique)


def create(table: str, *parts: sa.Column[str] | sa.Column[int] | sa.CheckConstraint) -> None:
    """Create an append-only table: its id first, the content hash last, and the triggers that guard it."""
    key: sa.Column[str] = sa.Column("id", sa.Text, primary_key=True)
    op.create_table(table, key, *parts, text("content"), sqlite_strict=True, sqlite_with_rowid=False)
    unique = ("id", *(part.name for part in parts if isinstance(part, sa.Column) and part.unique))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite_guards(table, unique) if is_sqlite else _postgresql_guards(table):
        op.execute(statement)


def _sqlite_guards(table: str, unique: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse UPDATE and DELETE, and the INSERT OR REPLACE that would walk around both."""
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    found = f"SELECT 1 FROM {table} WHERE"  # noqa: S608 - names from the revisions
    ignore = f"SELECT RAISE(IGNORE) WHERE EXISTS ({found} id = NEW.id AND content = NEW.content)"
    when = f"WHEN EXISTS ({found} {' OR '.join(f'{name} = NEW.{name}' for name in unique)})"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} {when} BEGIN {ignore}; {refuse}; END",
    )


def _postgresql_guards(table: str) -> tuple[str, ...]:
    """Refuse UPDATE, DELETE and TRUNCATE, by the function of the first revision."""
    refuse = "EXECUTE FUNCTION books_refuse()"
    return (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    )
