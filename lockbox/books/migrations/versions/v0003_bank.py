"""The bank's reports line by line with what came of each, and payments by other channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lockbox.books.migrations.guards import CENTS, create, number, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Lay the bank's tables out."""
    create("bank_file", text("sender"), text("file_id"), text("created_on"), text("loaded_at"), text("clerk"))
    create(
        "bank_line",
        text("file", "bank_file.id"),
        number("record"),
        text("code"),
        sa.Column("cents", CENTS, nullable=False),
        *(text(name) for name in ("as_of", "bank_reference", "customer_reference", "said", "tail", "status")),
        text("item_key"),
        sa.CheckConstraint("cents >= 0", name="bank_line_is_unsigned"),
    )
    create(
        "bank_match",
        text("line", "bank_line.id", unique=True),
        text("upshot"),
        text("batch", "batch.id", null=True),
        text("envelope", null=True),
        sa.Column("item", sa.Integer, nullable=True),
        text("deposit", null=True),
        sa.Column("off_cents", CENTS, nullable=False),
        text("exception", "exception_item.id", null=True),
    )
    create(
        "other_payment",
        text("member_id"),
        text("coverage"),
        text("coverage_month"),
        sa.Column("cents", CENTS, nullable=False),
        *(text(name) for name in ("paid_on", "channel", "reference", "file", "loaded_at", "clerk")),
        sa.CheckConstraint("cents <> 0", name="other_payment_is_some"),
    )
    op.create_index("bank_file_name", "bank_file", ["sender", "created_on", "file_id"])
    op.create_index("bank_line_file", "bank_line", ["file", "record"])
    op.create_index("bank_match_batch", "bank_match", ["batch", "envelope", "item"])
    op.create_index("other_payment_bill", "other_payment", ["coverage_month", "member_id", "coverage"])


def downgrade() -> None:
    """Refuse: books are never thrown away by a program."""
    raise NotImplementedError("this revision of the books cannot be taken back")
