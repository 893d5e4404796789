"""The books as everybody else sees them: post a night, settle exceptions, ask, verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from lockbox.books import audit, clearing, daybook, elsewhere, exception_queue, history, ledger, nights, post, rulings
from lockbox.books.acts import Who
from lockbox.books.authority import control_of, role_of, second_wanted
from lockbox.books.bank_books import BankBooks
from lockbox.books.database import Database
from lockbox.books.desk import Desk
from lockbox.books.exception_queue import QueuedItem, QueueFilter
from lockbox.books.history import Story
from lockbox.books.known import EVERYTHING as EVERY_DAY
from lockbox.books.known import known, paid_until
from lockbox.books.nights import Night
from lockbox.books.people import Role
from lockbox.books.plan import Act, Plan, plan
from lockbox.books.post import BatchPosting, PostResult
from lockbox.books.rulings import Agreement, Ruled
from lockbox.reasons import Reason
from lockbox.records import Coverage
from lockbox.settings import Policy
from lockbox.settings_desk import PLAIN_DESK, DeskSettings
from lockbox.settlement import Entry, Known, OtherPayment

EVERYTHING = QueueFilter()


class Books:
    """The open books; safe to share between threads. Clocks and names of clerks are the caller's.

    Every method is one transaction. One that writes checks, before it commits, that Suspense equals the
    open exceptions with money and that the day's deposit equals its instruments.
    """

    def __init__(self, database: Database) -> None:
        """Take an open database."""
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # --- The night ---

    def post(self, night: BatchPosting) -> PostResult:
        """Write one sealed night; the same run again changes nothing.

        Raises:
            AlreadyPostedError: another run has posted this mail.
            ChainMovedError: ``night.previous`` is given and no longer the head.
        """
        with self._database.write() as connection:
            result = post.post(connection, night)
            audit.check_night(connection, night.batch)
            return result

    def known(self, batch: str, back_to: tuple[dt.date, str] = EVERY_DAY) -> Known:
        """Return what all batches but this one have left behind, back to a day and a coverage month."""
        with self._database.read() as connection:
            return known(connection, batch, back_to)

    def head(self) -> str:
        """Return the SHA-256 of the manifest of the batch posted last, empty for none."""
        with self._database.read() as connection:
            return post.head(connection)

    def night(self, batch: str) -> Night:
        """Return a posted batch in figures, by its id, the beginning of it, or ``latest``.

        Raises:
            NotFoundError: no batch, or more than one, is named so.
        """
        with self._database.read() as connection:
            return nights.night(connection, batch)

    def nights(self, last: int) -> tuple[Night, ...]:
        """Return the last posted batches in figures, newest first."""
        with self._database.read() as connection:
            return nights.nights(connection, last)

    def reasons(self, batches: Sequence[str]) -> Mapping[str, tuple[tuple[Reason, int], ...]]:
        """Return how many items of each batch a reason was given for, most frequent first, by batch."""
        with self._database.read() as connection:
            return nights.reasons(connection, batches)

    def night_entries(self, batch: str) -> tuple[Entry, ...]:
        """Return what a night itself moved, by envelope and item; ``batch`` is its whole id."""
        with self._database.read() as connection:
            return daybook.night_entries(connection, batch)

    def day(self, on: dt.date) -> daybook.Day:
        """Return what rulings and returns did on a day."""
        with self._database.read() as connection:
            return daybook.day(connection, on)

    def waiting(self, on: dt.date) -> tuple[daybook.Waiting, ...]:
        """Return what was open at the end of a day, oldest mail first."""
        with self._database.read() as connection:
            return daybook.waiting(connection, on)

    def numbered(self, batch: str) -> clearing.Numbered:
        """Return a posted batch's number, and its place among the batches of its day; ``batch`` is its whole id."""
        with self._database.read() as connection:
            return clearing.numbered(connection, batch)

    def cleared(self, on: dt.date) -> tuple[clearing.Cleared, ...]:
        """Return what a day's rulings brought to the bank's clearing account, instrument by instrument."""
        with self._database.read() as connection:
            return clearing.cleared(connection, on)

    # --- The queue ---

    def open_exceptions(self, narrow: QueueFilter = EVERYTHING) -> tuple[QueuedItem, ...]:
        """Return what waits for a clerk, oldest first unless the filter says otherwise."""
        with self._database.read() as connection:
            return exception_queue.open_exceptions(connection, narrow)

    def exception(self, number: str) -> Story:
        """Return the whole story of the payment that an exception id or confirmation number names.

        Raises:
            NotFoundError: the number names nothing, or more than one thing.
        """
        with self._database.read() as connection:
            return history.story(connection, exception_queue.find(connection, number).place)

    def preview(self, act: Act, policy: Policy, desk: DeskSettings = PLAIN_DESK) -> tuple[Plan, str]:
        """Return what an act would do, and why it would need a second clerk (empty if it would not).

        Raises:
            NotFoundError: the target is nothing here.
            RulingError: the act cannot be done.
        """
        with self._database.read() as connection:
            case = rulings.open_case(connection, act)
            planned = plan(case, act)
            return planned, second_wanted(case.item, planned, act, control_of(policy, desk))

    def rule(self, act: Act, policy: Policy, desk: DeskSettings = PLAIN_DESK) -> Ruled:
        """Settle an exception, propose how, or agree with another clerk's proposal, from the terminal.

        Raises:
            NotFoundError: the target is nothing here.
            RulingError: the act cannot be done; the message says why, the hint what can.
        """
        return self.desk.rule(act, self._who(act.clerk), control_of(policy, desk))

    def second(self, number: str, clerk: str, at: str, note: str = "", desk: DeskSettings = PLAIN_DESK) -> Ruled:
        """Agree, as a second clerk, with the ruling that is proposed for an exception, from the terminal.

        Raises:
            NotFoundError: the number is nothing here.
            RulingError: nothing waits there, or the clerk is the one who proposed it.
        """
        return self.desk.second(Agreement(number, clerk, at, note), self._who(clerk), control_of(Policy(), desk))

    def _who(self, clerk: str) -> Who:
        with self._database.read() as connection:
            return Who(clerk.strip(), role_of(connection, clerk) or Role.NONE)

    @property
    def desk(self) -> Desk:
        """The desk's own side of the books: people, sessions, claims, remarks, the log."""
        return Desk(self._database)

    # --- Questions ---

    def status(self, number: str) -> tuple[Story, ...]:
        """Return what happened to a payment (confirmation number, exception) or to a member's payments.

        Raises:
            NotFoundError: the number names nothing here.
        """
        with self._database.read() as connection:
            return history.status(connection, number)

    def paid_by(self, day: dt.date, month: str) -> dict[tuple[str, Coverage, str], int]:
        """Return what came to each bill of a month or later by the end of a day, by posting or another channel."""
        with self._database.read() as connection:
            parts = (*paid_until(connection, month, day), *elsewhere.paid_elsewhere(connection, month, day))
        found: dict[tuple[str, Coverage, str], int] = {}
        for part in parts:
            bill = (part.member_id, part.coverage, part.coverage_month)
            found[bill] = found.get(bill, 0) + part.cents
        return found

    def take_payments(
        self, payments: Sequence[OtherPayment], file: str, by: tuple[str, str]
    ) -> elsewhere.LoadedPayments:
        """Take payments by other channels from a file of the archive; ``by`` is who loads it, and when.

        Raises:
            OtherPaymentError: a channel's reference stands for another payment; nothing was loaded.
        """
        with self._database.write() as connection:
            return elsewhere.take_payments(connection, payments, file, by)

    @property
    def bank(self) -> BankBooks:
        """What the books hold against the bank's word."""
        return BankBooks(self._database)

    def balances(self) -> tuple[tuple[str, int], ...]:
        """Return every account with its credits less its debits, in cents."""
        with self._database.read() as connection:
            return ledger.balances(connection)

    def verify(self) -> tuple[str, ...]:
        """Return everything that is wrong with the books, in plain words; empty if nothing is."""
        with self._database.read() as connection:
            return audit.verify(connection)

    def differences(self, night: BatchPosting) -> tuple[str, ...]:
        """Return where the books say otherwise than a sealed night of the archive would have them."""
        with self._database.read() as connection:
            return post.differences(connection, night)


def open_books(url: str) -> Books:
    """Open the books at a SQLAlchemy address, making or updating their tables.

    Raises:
        SettingsError: the address is none.
        BooksUnavailableError: there is nothing to open.
        DamagedError: the file is no database, or of a later release.
    """
    return Books(Database(url))
