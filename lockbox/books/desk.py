"""The desk's side of the books: people sign in, take items, look, rule and remark, and every act is logged."""

from __future__ import annotations

import dataclasses

from lockbox.books import acts, audit, claims, desk_queue, payers, rulings, sessions
from lockbox.books import people as persons
from lockbox.books import remarks as noted
from lockbox.books.acts import ActFilter, ActKind, ActRow, Who
from lockbox.books.authority import Control
from lockbox.books.claims import Claim
from lockbox.books.database import Database
from lockbox.books.desk_queue import Counts, DeskFilter, DeskRow, Pace
from lockbox.books.exception_queue import find
from lockbox.books.ledger import Place
from lockbox.books.moments import utc
from lockbox.books.payers import PastEnvelope
from lockbox.books.people import Listing, Person
from lockbox.books.plan import Act
from lockbox.books.remarks import Remark, RemarkKind
from lockbox.books.rulings import Agreement, Ruled
from lockbox.books.sessions import SignInError
from lockbox.records import Box
from lockbox.settings_desk import DeskSettings
from lockbox.settlement import Allocation, Entry


@dataclasses.dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody at the door: what they say, from where, when, and the token they shall have."""

    name: str
    password: str
    address: str
    at: str
    token: str


class Desk:
    """What the desk may do; every method is one transaction, and one that shows or changes something is logged.

    Moments are ISO 8601 texts with an offset; tokens and salts are the caller's chance.
    """

    def __init__(self, database: Database) -> None:
        """Take the open database of the books."""
        self._database = database

    # --- People ---

    def people(self) -> tuple[Person, ...]:
        """Return everybody who is listed, by name."""
        with self._database.read() as connection:
            return persons.people(connection)

    def list_person(self, listing: Listing, who: Who) -> Person:
        """Add a person, change them, or let them go; their open sessions end.

        Raises:
            PersonError: the name or the password will not do.
        """
        with self._database.write() as connection:
            person = persons.list_person(connection, listing)
            change = "password kept" if listing.password is None else "new password" if listing.password else "none"
            acts.log(connection, who, listing.at, ActKind.PERSON, (person.name, f"{person.role}, {change}"))
            return person

    def sign_in(self, door: SignIn, settings: DeskSettings) -> Who:
        """Let somebody in by name and password.

        Raises:
            SignInError: name and password do not belong together, or too many tries have failed.
        """
        name = persons.plain_name(door.name)
        with self._database.read() as connection:
            sessions.refuse_guessing(connection, name, door.at)
            person = persons.person(connection, name)
        if persons.password_holds(person, door.password):
            return self._open(person, door, settings)
        with self._database.write() as connection:
            said = name if person else "nobody of that name"
            stranger = Who(said, persons.Role.NONE, door.address)
            acts.log(connection, stranger, door.at, ActKind.SIGN_IN_FAILED)
        raise SignInError

    def sign_in_known(self, door: SignIn, settings: DeskSettings) -> Who:
        """Let somebody in whom an identity provider has vouched for.

        Raises:
            SignInError: nobody of that name is listed.
        """
        with self._database.read() as connection:
            person = persons.person(connection, door.name)
        if person is None:
            raise SignInError(f"nobody called {door.name} is listed here", hint="An operator adds people.")
        return self._open(person, door, settings)

    def _open(self, person: Person | None, door: SignIn, settings: DeskSettings) -> Who:
        assert person
        span = (door.at, utc(door.at, 60 * settings.session_hours))
        with self._database.write() as connection:
            who = sessions.open_session(connection, person, door.token, door.address, span)
            acts.log(connection, who, door.at, ActKind.SIGN_IN)
            return who

    def visitor(self, token: str, at: str, idle_minutes: int) -> Who | None:
        """Return who holds a session's token, None if it has ended."""
        with self._database.read() as connection:
            return sessions.visitor(connection, token, at, idle_minutes)

    def sign_out(self, who: Who, at: str) -> None:
        """End a session, and let go of what was claimed in it."""
        with self._database.write() as connection:
            for exception, claim in claims.live(connection, at).items():
                if claim.clerk == who.name:
                    claims.release(connection, exception, who.name, at)
            acts.log(connection, who, at, ActKind.SIGN_OUT)

    # --- The queue ---

    def rows(self, narrow: DeskFilter) -> tuple[DeskRow, ...]:
        """Return a page of the queue."""
        with self._database.read() as connection:
            return desk_queue.rows(connection, narrow)

    def counts(self, narrow: DeskFilter) -> Counts:
        """Return how much is open, in all and by reason."""
        with self._database.read() as connection:
            return desk_queue.counts(connection, narrow)

    def pace(self, clerk: str, since: str, at: str) -> Pace:
        """Return how much was settled since a moment, by one clerk and by all."""
        with self._database.read() as connection:
            return desk_queue.pace(connection, clerk, since, at)

    def take_next(self, narrow: DeskFilter, who: Who, after: str, minutes: int) -> str:
        """Keep the next free item of a queue for somebody and return its id, empty if there is none.

        Args:
            narrow: the queue; its ``at`` is now.
            who: for whom.
            after: id of the item they are at, or empty to begin at the top.
            minutes: for how long.
        """
        with self._database.write() as connection:
            found = desk_queue.next_free(connection, narrow, who, after)
            if found:
                claims.take(connection, found, who.name, narrow.at, minutes)
            return found

    # --- Items ---

    def look(self, number: str, who: Who, at: str, words: str = "") -> None:
        """Log that somebody saw an item."""
        with self._database.write() as connection:
            acts.log(connection, who, at, ActKind.VIEW, (number, words))

    def take(self, exception: str, who: Who, at: str, minutes: int) -> Claim:
        """Keep an open item for somebody who looks at it, and log the view.

        Raises:
            ClaimedError: somebody else has it; the view is logged all the same.
        """
        try:
            with self._database.write() as connection:
                claim = claims.take(connection, exception, who.name, at, minutes)
                acts.log(connection, who, at, ActKind.VIEW, (exception, ""))
                return claim
        except claims.ClaimedError as taken:
            self.look(exception, who, at, f"while {taken.claim.clerk} has it")
            raise

    def keep(self, exception: str, who: Who, at: str, minutes: int) -> Claim:
        """Go on keeping an item.

        Raises:
            ClaimedError: somebody else has it.
        """
        with self._database.write() as connection:
            return claims.take(connection, exception, who.name, at, minutes)

    def release(self, exception: str, who: Who, at: str) -> None:
        """Let go of an item."""
        with self._database.write() as connection:
            if claims.release(connection, exception, who.name, at):
                acts.log(connection, who, at, ActKind.RELEASE, (exception, ""))

    def holder(self, exception: str, at: str) -> Claim | None:
        """Return who has an item, None if nobody does."""
        with self._database.read() as connection:
            return claims.holder(connection, exception, at)

    # --- What is known of a payer ---

    def paid(self, *member_ids: str) -> tuple[Allocation, ...]:
        """Return what stands posted to some subscribers' bills."""
        with self._database.read() as connection:
            return payers.paid(connection, member_ids)

    def last_payments(self, member_id: str) -> tuple[Entry, ...]:
        """Return the last entries on a subscriber's accounts, newest first."""
        with self._database.read() as connection:
            return payers.last_payments(connection, member_id)

    def same_payer(self, place: Place) -> tuple[PastEnvelope, ...]:
        """Return the other instruments of the bank account that one was drawn on, newest first."""
        with self._database.read() as connection:
            return payers.same_payer(connection, place)

    # --- Rulings ---

    def rule(self, act: Act, who: Who, control: Control) -> Ruled:
        """Settle an exception, propose how, or agree with another's proposal.

        Raises:
            NotFoundError: the target is nothing here.
            SettledError: it was settled, by whom and when.
            ClaimedError: somebody else has it.
            RulingError: the act cannot be done otherwise; the message says why, the hint what can.
        """
        with self._database.write() as connection:
            ruled = rulings.rule(connection, act, control)
            audit.check_ruling(connection, Place(ruled.item.batch, ruled.item.envelope, ruled.item.item))
            kind = ActKind.PROPOSE if ruled.second_wanted else ActKind.RULE
            acts.log(connection, who, act.at, kind, (ruled.item.id, f"{act.kind} {ruled.ruling.id[:12]}"))
            claims.release(connection, ruled.item.id, act.clerk, act.at)
            return ruled

    def second(self, word: Agreement, who: Who, control: Control) -> Ruled:
        """Agree with the one ruling that is proposed.

        Raises:
            NotFoundError: the target is nothing here.
            RulingError: nothing waits there, it is not for this person, or it has to be keyed unseen.
        """
        settled = dataclasses.replace(control, second_clerk_cents=0, second_kinds=())
        with self._database.write() as connection:
            act = rulings.second(connection, word, control)
            ruled = rulings.rule(connection, act, settled)
            assert ruled.ruling.final
            audit.check_ruling(connection, Place(ruled.item.batch, ruled.item.envelope, ruled.item.item))
            acts.log(connection, who, act.at, ActKind.RULE, (ruled.item.id, f"agreed to {act.kind}"))
            claims.release(connection, ruled.item.id, act.clerk, act.at)
            return ruled

    # --- Remarks ---

    def remark(self, exception: str, kind: RemarkKind, who: Who, what: tuple[str, str]) -> None:
        """Add a remark to an exception, with its moment and words; a hand-over lets go of the item.

        Raises:
            NotFoundError: the exception is none.
        """
        at, words = what
        with self._database.write() as connection:
            found = find(connection, exception)
            subject = found.named.id if found.named else found.last.id if found.last else exception
            noted.add_remark(connection, subject, kind, who.name, what)
            acts.log(connection, who, at, ActKind.REMARK, (subject, f"{kind}: {words}"))
            if kind in (RemarkKind.HAND_OVER, RemarkKind.HAND_BACK):
                claims.release(connection, subject, who.name, at)

    def redact(self, scan: str, box: Box, who: Who, at: str) -> None:
        """Black a box of a page out, from now on and for everybody."""
        with self._database.write() as connection:
            noted.redact_box(connection, scan, box, who.name, at)
            acts.log(connection, who, at, ActKind.REMARK, (scan, "redaction"))

    def remarks(self, *subjects: str) -> tuple[Remark, ...]:
        """Return the remarks on some exceptions or scans, oldest first."""
        with self._database.read() as connection:
            return noted.remarks(connection, subjects)

    def remarks_of(self, *kinds: RemarkKind) -> tuple[Remark, ...]:
        """Return all remarks of some kinds, oldest first."""
        with self._database.read() as connection:
            return noted.remarks_of(connection, *kinds)

    def redactions(self, scan: str) -> tuple[Box, ...]:
        """Return the boxes of a page that people have blacked out."""
        with self._database.read() as connection:
            return noted.redacted(connection, scan)

    # --- The log ---

    def note(self, who: Who, at: str, kind: ActKind, about: tuple[str, str]) -> None:
        """Log anything else: an audit begun, a file exported, a search."""
        with self._database.write() as connection:
            acts.log(connection, who, at, kind, about)

    def acts(self, narrow: ActFilter) -> tuple[ActRow, ...]:
        """Return lines of the log, newest first."""
        with self._database.read() as connection:
            return acts.acts(connection, narrow)
