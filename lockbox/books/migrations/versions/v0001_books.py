"""The four append-only tables, their views, and the triggers that keep them append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_CENTS = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYED = ("item_key", "account_key", "picture")
_UNIQUE = {
    "batch": ("number", "run"),
    "entry": ("reverses",),
    "exception_item": (),
    "ruling": ("seconds", "settles"),
}

_VIEWS = (
    """CREATE VIEW open_exception AS
SELECT * FROM exception_item
WHERE NOT EXISTS (SELECT 1 FROM ruling WHERE ruling.settles = exception_item.id)""",
    """CREATE VIEW balance AS
SELECT account, CAST(SUM(debit) AS {cents}) AS debits, CAST(SUM(credit) AS {cents}) AS credits,
  CAST(SUM(credit) - SUM(debit) AS {cents}) AS balance
FROM (SELECT debit AS account, cents AS debit, 0 AS credit FROM entry
  UNION ALL SELECT credit, 0, cents FROM entry) AS side
GROUP BY account""",
    """CREATE VIEW instrument AS
SELECT batch, envelope, item, confirmation, item_key, account_key, picture FROM entry WHERE origin = 'run'
UNION
SELECT batch, envelope, item, confirmation, item_key, account_key, picture FROM exception_item WHERE step = 0""",
)


def _text(name: str, refers: str = "", *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *([sa.ForeignKey(refers)] if refers else []), nullable=null, unique=unique)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _cents(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, _CENTS, nullable=null)


def _create(name: str, *parts: sa.Column[str] | sa.Column[int] | sa.CheckConstraint) -> None:
    key: sa.Column[str] = sa.Column("id", sa.Text, primary_key=True)
    op.create_table(name, key, *parts, _text("content"), sqlite_strict=True, sqlite_with_rowid=False)


def upgrade() -> None:
    """Lay the books out."""
    _create_tables()
    _create_indexes()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for view in _VIEWS:
        op.execute(view.format(cents="INTEGER" if sqlite else "BIGINT"))
    if not sqlite:
        op.execute(_PG_REFUSE)
    for table, unique in _UNIQUE.items():
        for statement in _sqlite_triggers(table, unique) if sqlite else _postgresql_triggers(table):
            op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    """Refuse: books are never thrown away by a program."""
    raise NotImplementedError("the first revision of the books cannot be taken back")


def _create_tables() -> None:
    _create(
        "batch",
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        _text("run", unique=True),
        _text("manifest_sha256"),
        _text("received_on"),
        _text("posted_on"),
        _number("items"),
        _cents("deposit_cents"),
    )
    _create(
        "entry",
        _text("batch", "batch.id"),
        _text("envelope"),
        _number("item"),
        _text("debit"),
        _text("credit"),
        _cents("cents"),
        _text("code"),
        _text("coverage_month"),
        _text("posted_on"),
        _text("confirmation"),
        _text("reverses", "entry.id", null=True, unique=True),
        _text("origin"),
        _number("position"),
        *(_text(name) for name in _KEYED),
        sa.CheckConstraint("cents > 0", name="entry_moves_money"),
        sa.CheckConstraint("debit <> credit", name="entry_has_two_sides"),
    )
    _create(
        "exception_item",
        _text("batch", "batch.id"),
        _text("envelope"),
        _number("item"),
        _number("step"),
        _cents("cents"),
        _cents("amount_cents", null=True),
        _text("disposition"),
        _text("reasons"),
        _text("details"),
        _text("opened_on"),
        _text("wait_until", null=True),
        _text("confirmation"),
        *(_text(name) for name in _KEYED),
        sa.CheckConstraint("cents >= 0", name="exception_item_holds_no_debt"),
    )
    _create(
        "ruling",
        _text("exception", "exception_item.id"),
        _text("kind"),
        _cents("cents"),
        _text("allocations"),
        _text("clerk"),
        _text("note"),
        _text("ruled_at"),
        _text("until", null=True),
        _text("seconds", "ruling.id", null=True, unique=True),
        _text("settles", "exception_item.id", null=True, unique=True),
    )


def _create_indexes() -> None:
    op.create_index("entry_of_instrument", "entry", ["batch", "envelope", "item"])
    op.create_index("entry_confirmation", "entry", ["confirmation"])
    op.create_index("entry_credit", "entry", ["credit", "cents"])
    op.create_index("entry_debit", "entry", ["debit", "cents"])
    instrument = ["batch", "envelope", "item", "step"]
    op.create_index("exception_item_of_instrument", "exception_item", instrument, unique=True)
    op.create_index("exception_item_confirmation", "exception_item", ["confirmation"])
    op.create_index("ruling_exception", "ruling", ["exception"])


def _sqlite_triggers(table: str, unique: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse UPDATE and DELETE, and the INSERT OR REPLACE that would walk around both."""
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    found = f"SELECT 1 FROM {table} WHERE"  # noqa: S608 -- names from the tuple above
    same = "id = NEW.id AND content = NEW.content"
    ignore = f"SELECT RAISE(IGNORE) WHERE EXISTS ({found} {same})"
    if table == "exception_item":
        clash = "id = NEW.id OR (batch = NEW.batch AND envelope = NEW.envelope AND item = NEW.item AND step = NEW.step)"
    else:
        clash = " OR ".join(f"{name} = NEW.{name}" for name in ("id", *unique))
    when = f"WHEN EXISTS ({found} {clash})"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} {when} BEGIN {ignore}; {refuse}; END",
    )


_PG_REFUSE = """CREATE FUNCTION books_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""


def _postgresql_triggers(table: str) -> tuple[str, ...]:
    """Refuse UPDATE, DELETE and TRUNCATE; PostgreSQL has no INSERT that replaces."""
    refuse = "EXECUTE FUNCTION books_refuse()"
    return (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    )
