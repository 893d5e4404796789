"""Alembic's entry: runs revisions on the connection, and in the transaction, that it is handed."""

from __future__ import annotations

from alembic import context

from lockbox.books.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
