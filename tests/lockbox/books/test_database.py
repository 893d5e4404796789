"""The migrations make what the program expects, and every table is strict and without a second key."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import lockbox.books
from lockbox.books.books import Books
from lockbox.books.schema import HEAD, METADATA, TABLES


def test_migrations_end_at_the_tables_of_the_program(books: Books, file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()
    assert differences == []


def test_the_newest_migration_is_the_expected_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(lockbox.books.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_tables_are_strict_and_have_one_key(books: Books, file: Path) -> None:
    plain = sqlite3.connect(file)
    listed = {row[1]: row for row in plain.execute("PRAGMA table_list")}
    for table in TABLES:
        _, _, _, _, without_rowid, strict = listed[table.name]
        assert (without_rowid, strict) == (1, 1), table.name
    assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    plain.close()
