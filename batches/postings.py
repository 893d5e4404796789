"""What posting files are about: what a sealed night posted, from the archive alone, and what a day's rulings did.

Every posted cent is in exactly one of them: what a night posted in that night's, what was posted or taken back
after it in the file of the day on which the books say it moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from batches.archive import Archive
from batches.lookup import find_run
from batches.rosters import shared_roster
from batches.tally import batch_of, outcomes_of
from lockbox.canonical import decode
from lockbox.errors import ExitCode, LockboxError
from lockbox.formats.postings import Payment, PostedPart, Postings, named
from lockbox.identity import batch_id, confirmation
from lockbox.manifest import Manifest
from lockbox.reasons import Disposition
from lockbox.records import Instrument
from lockbox.settlement import Account, Decision, Entry, Outcome, Verdict
from matching.roster import Roster


class NothingLeavesError(LockboxError):
    """This batch is out of balance: nothing was posted, so nothing leaves."""

    exit_code = ExitCode.OUT_OF_BALANCE
    hint = "Count the paper, mend batch.toml and run the mail again."


def night_postings(archive: Archive, manifest: Manifest) -> Postings:
    """Return what a sealed night posted, and what of its deposit rests in Suspense.

    Raises:
        NothingLeavesError: the night is out of balance.
        DamagedError: something that the run names is missing or altered.
    """
    if not manifest.balanced:
        raise NothingLeavesError
    batch = batch_id(batch_of(archive, manifest))
    roster = shared_roster(archive, manifest.inputs.roster_sha256)
    posted, suspended = [], []
    for outcome in outcomes_of(archive, manifest):
        for decision in outcome.decisions:
            cents = decision.amount_cents or 0
            if decision.disposition is not Disposition.DEPOSIT or not cents:
                continue
            paper = _payment((batch, outcome.envelope, decision.item), cents, _instrument(outcome, decision.item))
            if decision.verdict is Verdict.POST:
                posted.append(replace(paper, parts=tuple(_parts(decision, roster))))
            else:
                suspended.append(paper)
    return Postings(manifest.inputs.received_on, batch, tuple(posted), tuple(suspended))


def _parts(decision: Decision, roster: Roster) -> Iterator[PostedPart]:
    for to in decision.allocations:
        yield _known(PostedPart(to.member_id, to.coverage, "", to.coverage_month, to.cents), (roster,))


# --- A day of rulings ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayEntries:
    """What the books say of a day.

    Attributes:
        entries: everything but the nights, in the order of batch, envelope and item.
        reversed: the entries that some of these take back, by id.
    """

    entries: tuple[Entry, ...]
    reversed: Mapping[str, Entry]


def day_postings(archive: Archive, day: dt.date, moved: DayEntries, rosters: Sequence[tuple[str, str]]) -> Postings:
    """Return what clerks (and the bank's returns) posted and took back on a day.

    The company of a plan is what the roster said when the money was posted; what is taken back goes to
    the company that it was posted to.

    Args:
        archive: where the nights lie.
        day: a day that is over.
        moved: what the books say of it.
        rosters: SHA-256 and time (ISO 8601) of every roster loaded, oldest first.
    """
    books = _Rosters(archive, rosters)
    payments = []
    for key, group in groupby(moved.entries, key=_instrument_of):
        entries = [entry for entry in group if Account.plan(entry.credit) or Account.plan(entry.debit)]
        for back in (False, True):
            parts = tuple(books.part(one, moved.reversed) for one in entries if bool(one.reverses) is back)
            if parts:
                batch, envelope, item = key
                instrument = _instrument(_outcome(archive, batch, envelope), item)
                paper = _payment(key, sum(part.cents for part in parts), instrument)
                payments.append(replace(paper, parts=parts))
    return Postings(day, "", tuple(payments))


def _instrument_of(entry: Entry) -> tuple[str, str, int]:
    return entry.batch, entry.envelope, entry.item


@dataclass(frozen=True, slots=True)
class _Rosters:
    """Who was whose subscriber, at the time of a posting."""

    archive: Archive
    loads: Sequence[tuple[str, str]]

    def part(self, entry: Entry, reversed_: Mapping[str, Entry]) -> PostedPart:
        """Return what an entry moved to a plan, or from it."""
        to = Account.plan(entry.credit)
        plan = to or Account.plan(entry.debit)
        assert plan, "an entry that concerns no subscriber"
        bare = PostedPart(*plan, "", entry.coverage_month, entry.cents if to else -entry.cents)
        return _known(bare, self._of(reversed_.get(entry.reverses, entry)))

    def _of(self, entry: Entry) -> Iterator[Roster]:
        """Yield the rosters that may know a posting: the night's own, or those loaded until then, newest first."""
        until = f"{entry.posted_on.isoformat()}T99"
        loaded = [sha256 for sha256, at in reversed(self.loads) if at <= until]
        if entry.origin == "run":
            loaded = []
        for sha256 in (*loaded, _manifest(self.archive, entry.batch).inputs.roster_sha256):
            yield shared_roster(self.archive, sha256)


def _known(bare: PostedPart, rosters: Iterable[Roster]) -> PostedPart:
    """Return a part with name and company as the first roster has them that knows the plan."""
    for roster in rosters:
        member = roster.member(bare.member_id)
        if member and (carrier := member.carrier(bare.coverage, bare.coverage_month)):
            return named(replace(bare, carrier=carrier), member)
    return bare


def _manifest(archive: Archive, batch: str) -> Manifest:
    return archive.manifest(find_run(archive, batch))


def _outcome(archive: Archive, batch: str, envelope: str) -> Outcome:
    results = _manifest(archive, batch).results
    name = next(one.outcome_sha256 for one in results if one.envelope == envelope)
    return decode(Outcome, archive.get(name))


def _instrument(outcome: Outcome, item: int) -> Instrument | None:
    return next((one for one in outcome.remittance.instruments if one.item == item), None)


def _payment(place: tuple[str, str, int], cents: int, instrument: Instrument | None) -> Payment:
    """Return an instrument's payment, its parts still to come."""
    if instrument is None:
        return Payment(*place, confirmation(*place), cents)
    micr = instrument.micr.value
    return Payment(
        *(*place, confirmation(*place), cents),
        kind=instrument.kind.value,
        routing=micr.routing if micr else "",
        account=micr.account if micr else "",
        serial=instrument.serial.value or (micr.serial if micr else ""),
        check_date=instrument.check_date.value,
    )
