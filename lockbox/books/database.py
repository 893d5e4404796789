"""Opens the books: one engine that writes, one that only reads, and the migrations between releases."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from lockbox.books.schema import HEAD
from lockbox.errors import DamagedError, LockboxError, SettingsError

BUSY_SECONDS = 30
_WRITER = 0x10CB0C5
"""Number of the lock that the one writer holds on PostgreSQL."""


class BooksUnavailableError(LockboxError):
    """The books cannot be opened."""

    hint = "Check the address of the books in lockbox.toml and that its folder or server is there."


class Database:
    """The books' database; safe to share between threads.

    A write takes the one writer's place at once and keeps it to the end, so that what it has read
    still holds when it writes. A read sees one moment and waits for nobody.
    """

    def __init__(self, url: str) -> None:
        """Open the database at a SQLAlchemy address and bring its tables up to date.

        Raises:
            SettingsError: the address is none.
            BooksUnavailableError: there is nothing to open.
            DamagedError: the file is no database, or of a later release.
        """
        self._turn = threading.Lock()  # threads take turns here: the file's lock is polled, ever more seldom
        try:
            self.dialect = make_url(url).get_backend_name()
            self._writer = _engine(url, writes=True)
            self._reader = _engine(url, writes=False)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingsError(f"the address of the books is not understood: {error}") from error
        with _plain_errors():
            self._migrate()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction in which nobody else writes; it commits whole or not at all."""
        with self._turn, _plain_errors(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment and cannot write."""
        with _plain_errors(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._writer.dispose()
        self._reader.dispose()

    def _migrate(self) -> None:
        with self._reader.connect() as connection:
            found = _revision(connection)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise DamagedError(f"the books are of a later release (revision {found})", hint="Use that release.")
        with self._writer.begin() as connection:
            upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _engine(url: str, *, writes: bool) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, writes=writes)
    options = {} if writes else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, execution_options=options)
    if writes:

        @event.listens_for(engine, "begin")
        def take_the_writers_place(connection: Connection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    return engine


def _sqlite_engine(url: str, *, writes: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to hold what was read
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say in the operator's words what the driver says in its own."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise BooksUnavailableError("somebody else is writing to the books", hint="Try again.") from error
        raise BooksUnavailableError(f"the books cannot be used: {error.orig}") from error
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise DamagedError(f"the books are damaged: {error.orig}") from error
        raise
