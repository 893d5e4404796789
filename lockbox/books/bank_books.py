"""The bank's side of the books: take its report, and ask what it is held against."""

from __future__ import annotations

import datetime as dt

from lockbox.banking import BankFile, BankLine, Deposit, Paper
from lockbox.books import audit, bank, bank_take
from lockbox.books.bank_take import BankPosting, BankResult
from lockbox.books.database import Database
from lockbox.books.ledger import Place


class BankBooks:
    """The open books as the bank's report meets them; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        """Take an open database."""
        self._database = database

    def take(self, posting: BankPosting) -> BankResult:
        """Take a report of the bank with what came of each line; the same one again changes nothing.

        Raises:
            OtherReportError: another report of the same sender, day and number is in the books.
        """
        with self._database.write() as connection:
            result = bank_take.take(connection, posting)
            for place in {Place(item.batch, item.envelope, item.item) for item in result.opened}:
                audit.check_ruling(connection, place)
            return result

    def loaded(self, file: BankFile) -> bool:
        """Say whether a report is in the books.

        Raises:
            OtherReportError: another one of the same sender, day and number is.
        """
        with self._database.read() as connection:
            return bank_take.loaded(connection, file)

    def files(self) -> tuple[BankFile, ...]:
        """Return every report loaded, oldest first."""
        with self._database.read() as connection:
            return bank.files(connection)

    def lines(self, file: str) -> tuple[BankLine, ...]:
        """Return what a loaded report said, line by line."""
        with self._database.read() as connection:
            return bank.lines_of(connection, file)

    def deposits(self, since: dt.date) -> tuple[Deposit, ...]:
        """Return what was deposited since a day and not credited yet."""
        with self._database.read() as connection:
            return bank.deposits(connection, since)

    def papers(self, since: dt.date, until: dt.date) -> tuple[Paper, ...]:
        """Return the instruments that came into the bank between two days and were not taken back."""
        with self._database.read() as connection:
            return bank.papers(connection, since, until)

    def home(self, day: dt.date) -> str:
        """Return the batch under which a difference of a day waits that belongs to no deposit.

        Raises:
            NotFoundError: nothing was ever posted.
        """
        with self._database.read() as connection:
            return bank.home(connection, day)

    def three_ways(self, last: int) -> tuple[bank.ThreeWay, ...]:
        """Return the last batches with deposit, books and bank side by side, newest first."""
        with self._database.read() as connection:
            return bank.three_ways(connection, last)
