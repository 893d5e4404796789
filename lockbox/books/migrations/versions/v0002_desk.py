"""The desk: people, sessions, claims, remarks and the log of every view and act; indexes the desk asks by."""

from __future__ import annotations

from alembic import op

from lockbox.books.migrations.guards import create, number, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Lay the desk's tables out."""
    create(
        "person",
        number("number", unique=True),
        text("name"),
        text("role"),
        text("password"),
        text("changed_by"),
        text("at"),
    )
    create(
        "session",
        number("number", unique=True),
        text("token", unique=True),
        text("person", "person.id"),
        text("address"),
        text("at"),
        text("ends_at"),
    )
    create(
        "claim",
        number("number", unique=True),
        text("exception", "exception_item.id"),
        text("clerk"),
        text("at"),
        text("until"),
    )
    create(
        "remark",
        number("number", unique=True),
        text("subject"),
        text("kind"),
        text("clerk"),
        text("at"),
        text("said"),
    )
    create(
        "act",
        number("number", unique=True),
        text("at"),
        text("who"),
        text("kind"),
        text("subject"),
        text("said"),
        text("address"),
        text("session", "session.id", null=True),
        text("previous"),
    )
    _index()


def _index() -> None:
    op.create_index("person_name", "person", ["name", "number"])
    op.create_index("claim_exception", "claim", ["exception", "number"])
    op.create_index("claim_until", "claim", ["until"])
    op.create_index("remark_subject", "remark", ["subject", "number"])
    op.create_index("act_session", "act", ["session", "number"])
    op.create_index("act_subject", "act", ["subject", "number"])
    op.create_index("act_who", "act", ["who", "kind", "at"])
    op.create_index("ruling_at", "ruling", ["ruled_at"])
    op.create_index("entry_account_key", "entry", ["account_key"])
    op.create_index("exception_item_account_key", "exception_item", ["account_key"])


def downgrade() -> None:
    """Refuse: books are never thrown away by a program."""
    raise NotImplementedError("this revision of the books cannot be taken back")
