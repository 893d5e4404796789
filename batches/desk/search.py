"""The clerk's search: subscribers by what was typed, and past checks by the last four digits of their account.

The books know bank accounts as keyed hashes only. The last four digits are therefore sought in the sealed
outcomes of past nights, which are gone through once, newest first, in the background.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from batches.archive import Archive
from batches.rosters import shared_roster
from batches.site import Site
from batches.tally import batch_of, outcomes_of
from lockbox.books.books import Books
from lockbox.books.known import split_member
from lockbox.errors import DamagedError, NotFoundError
from lockbox.identifiers import redact
from lockbox.identity import batch_id, confirmation
from lockbox.settlement import Account
from matching.roster import Roster
from matching.search import Finder, Hit

_LAST_FOUR = re.compile(r"(?:(?:bank\s+)?(?:acct|account|a/c)\.?\s*#?\s*|[*x.…]+\s?)([0-9]{4})", re.IGNORECASE)
_BARE_FOUR = re.compile(r"[0-9]{4}")
_NIGHTS = 60
"""Nights whose accounts are looked through."""
_MOST_CHECKS = 12


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A check of an earlier night by an account that ends in four digits, and whom it paid for, if anybody yet."""

    confirmation: str
    batch: str
    envelope: str
    item: int
    payer: str
    cents: int | None
    member_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; ``nights`` were looked through for accounts, of ``of_nights`` that will be."""

    members: tuple[Hit, ...]
    checks: tuple[PastCheck, ...] = ()
    nights: int = 0
    of_nights: int = 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """One check of a sealed night."""

    batch: str
    envelope: str
    item: int
    payer: str
    cents: int | None


class Accounts:
    """The checks of past nights by the last four digits of their account; safe to share between threads."""

    def __init__(self, archive: Archive) -> None:
        """Use an archive; nothing is read before ``catch_up``."""
        self._archive = archive
        self._seen: defaultdict[str, list[_Seen]] = defaultdict(list)
        self._nights: set[str] = set()
        self._lock, self._work = threading.Lock(), threading.Lock()
        self.of_nights = 0

    def catch_up(self) -> None:
        """Read the nights that are not known yet, newest first; those that are damaged are left out."""
        with self._work:
            runs = self._archive.runs()[-_NIGHTS:]
            with self._lock:
                self.of_nights = len({*self._nights, *runs})
            for run in reversed(runs):
                if run not in self._nights:
                    self._read(run)

    def refresh(self) -> None:
        """Catch up in the background, unless that is under way."""
        if not self._work.locked():
            threading.Thread(target=self.catch_up, daemon=True).start()

    def _read(self, run: str) -> None:
        try:
            seen = tuple(_checks(self._archive, run))
        except DamagedError:
            seen = ()
        with self._lock:
            self._nights.add(run)
            for last_four, check in seen:
                self._seen[last_four].append(check)

    def ending_in(self, last_four: str) -> tuple[_Seen, ...]:
        """Return the checks drawn on accounts that end so, of the nights read so far."""
        with self._lock:
            return tuple(self._seen.get(last_four, ()))

    @property
    def nights(self) -> int:
        """How many nights were read."""
        with self._lock:
            return len(self._nights)


def _checks(archive: Archive, run: str) -> Iterator[tuple[str, _Seen]]:
    """Yield the checks of a night, each with the last four digits of its account."""
    manifest = archive.manifest(run)
    batch = batch_id(batch_of(archive, manifest))
    for outcome in outcomes_of(archive, manifest):
        cents = {decision.item: decision.amount_cents for decision in outcome.decisions}
        for one in outcome.remittance.instruments:
            line = one.micr.value
            if line and len(line.account) > 4:
                payer = redact(one.payer.value or one.payer.text)
                yield line.account[-4:], _Seen(batch, outcome.envelope, one.item, payer, cents.get(one.item))


class Search:
    """Searches one site's current roster and past checks; safe to share between threads."""

    def __init__(self, site: Site, books: Books) -> None:
        """Take an open site and its books; call ``warm`` before clerks come, or the first search waits for it."""
        self._site, self._books = site, books
        self._accounts = Accounts(site.archive)
        self._lock = threading.Lock()
        self._laid_out: tuple[str, Roster, Finder] | None = None

    def warm(self) -> None:
        """Lay out the roster and read past nights; to be called in a thread of its own."""
        try:
            self._finder()
        except NotFoundError:
            return
        self._accounts.catch_up()

    def find(self, text: str, limit: int = 20) -> Found:
        """Return the subscribers, and for the last four digits of a bank account the past checks, that fit.

        ``account 1234``, ``*1234`` or ``x1234`` asks for accounts alone; four bare digits ask for both.

        Raises:
            NotFoundError: no roster is loaded.
        """
        roster, finder = self._finder()
        asked = _LAST_FOUR.fullmatch(text.strip())
        bare = _BARE_FOUR.fullmatch(text.strip())
        if not asked and not bare:
            return Found(finder.find(text, limit))
        digits = asked[1] if asked else text.strip()
        checks = tuple(map(self._past, self._accounts.ending_in(digits)[:_MOST_CHECKS]))
        paid_for = dict.fromkeys(member_id for check in checks for member_id in check.member_ids)
        payers = tuple(
            Hit(member, 90, (f"bank account …{digits}",)) for one in paid_for if (member := roster.member(one))
        )
        others = () if asked else tuple(hit for hit in finder.find(text, limit) if hit.member.member_id not in paid_for)
        self._accounts.refresh()
        return Found((*payers, *others)[:limit], checks, self._accounts.nights, self._accounts.of_nights)

    def _past(self, seen: _Seen) -> PastCheck:
        """Add whom the books say a check paid for: what stands now, clerks' rulings included."""
        number = confirmation(seen.batch, seen.envelope, seen.item)
        try:
            story = self._books.exception(number)
        except NotFoundError:  # sealed, and not posted
            return PastCheck(number, seen.batch, seen.envelope, seen.item, seen.payer, seen.cents, ())
        gone = {entry.reverses for entry in story.entries}
        stands = [entry for entry in story.entries if not entry.reverses and entry.id not in gone]
        paid = (split_member(entry.credit)[0] for entry in stands if _is_member(entry.credit))
        return PastCheck(
            number, seen.batch, seen.envelope, seen.item, seen.payer, story.cents, tuple(dict.fromkeys(paid))
        )

    def _finder(self) -> tuple[Roster, Finder]:
        sha256 = self._site.roster().sha256
        with self._lock:
            if self._laid_out is None or self._laid_out[0] != sha256:
                roster = shared_roster(self._site.archive, sha256)
                self._laid_out = sha256, roster, Finder(roster)
            return self._laid_out[1:]


def _is_member(account: str) -> bool:
    return account not in {Account.SUSPENSE, Account.CLEARING, Account.RETURNED}
