"""The books as everybody else sees them: post a night, settle exceptions, ask, verify."""

from __future__ import annotations

from lockbox.books.database import Database
from lockbox.books.known import known
from lockbox.books.post import BatchPosting, PostResult, head, post
from lockbox.settlement import Known


class Books:
    """The open books; safe to share between threads. Clocks and names of clerks are the caller's."""

    def __init__(self, database: Database) -> None:
        """Take an open database."""
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def post(self, night: BatchPosting) -> PostResult:
        """Write one sealed night in one transaction; the same run again changes nothing.

        Raises:
            AlreadyPostedError: another run has posted this mail.
            ChainMovedError: ``night.previous`` is given and no longer the head.
        """
        with self._database.write() as connection:
            return post(connection, night)

    def known(self, batch: str) -> Known:
        """Return what all batches but this one have left behind."""
        with self._database.read() as connection:
            return known(connection, batch)

    def head(self) -> str:
        """Return the SHA-256 of the manifest of the batch posted last, empty for none."""
        with self._database.read() as connection:
            return head(connection)


def open_books(url: str) -> Books:
    """Open the books at a SQLAlchemy address, making or updating their tables.

    Raises:
        SettingsError: the address is none.
        BooksUnavailableError: there is nothing to open.
        DamagedError: the file is no database, or of a later release.
    """
    return Books(Database(url))
