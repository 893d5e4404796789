"""The last nights in figures, for the operator: volumes, straight-through, hold-over, reasons, deposits."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from batches.archive import Journal
from batches.balance import weigh
from batches.desk.papers import Last, Nights
from batches.tally import outcomes_of
from lockbox.books.bank import ThreeWay
from lockbox.books.books import Books
from lockbox.books.nights import Night
from lockbox.errors import DamagedError, NotFoundError
from lockbox.reasons import Reason


@dataclass(frozen=True, slots=True)
class NightFigures:
    """One night. What was not posted, for it was out of balance, has ``faults`` and no money.

    Attributes:
        items: instruments, and envelopes without one; ``straight`` of them were posted by themselves.
        open_items: those that still wait for a clerk, with ``open_cents`` of their money.
        seconds: how long it took, None where that is not on record; ``failed`` envelopes no reader got through.
        bank: what the bank reported beside deposit and books, None until it did.
    """

    run: str
    batch: str
    name: str
    received_on: dt.date
    envelopes: int
    items: int = 0
    straight: int = 0
    open_items: int = 0
    open_cents: int = 0
    deposit_cents: int = 0
    medical_cents: int = 0
    dental_cents: int = 0
    suspense_cents: int = 0
    reasons: tuple[tuple[Reason, int], ...] = ()
    seconds: int | None = None
    failed: int = 0
    faults: tuple[str, ...] = ()
    bank: ThreeWay | None = None

    @property
    def held(self) -> int:
        """Items that a clerk had to settle."""
        return self.items - self.straight

    @property
    def straight_permille(self) -> int:
        """Share of the items that were posted by themselves, in thousandths."""
        return round(1000 * self.straight / self.items) if self.items else 0


class Figures:
    """The figures of one site; what is sealed is counted once. Safe to share between threads."""

    def __init__(self, nights: Nights, books: Books) -> None:
        """Take the opened archive and the books."""
        self._nights, self._books = nights, books
        self._faults = Last[tuple[str, ...]](100)

    def last(self, count: int) -> tuple[NightFigures, ...]:
        """Return so many of the last nights that were sealed, posted or not, oldest first."""
        posted = {night.run: night for night in self._books.nights(count)}
        reasons = self._books.reasons([night.batch for night in posted.values()])
        bank = {one.batch: one for one in self._books.bank.three_ways(count) if one.bank_cents is not None}
        found = []
        for run in self._nights.runs()[-count:]:
            with contextlib.suppress(DamagedError, NotFoundError):
                night = posted.get(run)
                found.append(
                    self._posted(night, reasons.get(night.batch, ()), bank.get(night.batch))
                    if night
                    else self._unposted(run)
                )
        return tuple(found)

    def _posted(self, night: Night, reasons: tuple[tuple[Reason, int], ...], bank: ThreeWay | None) -> NightFigures:
        sealed = self._nights.night(night.run)
        seconds, failed = _work(self._journal(night.run))
        return NightFigures(
            run=night.run,
            batch=night.batch,
            name=sealed.batch.name,
            received_on=night.received_on,
            envelopes=len(sealed.places),
            items=night.items,
            straight=night.posted,
            open_items=night.open_items,
            open_cents=night.open_cents,
            deposit_cents=night.deposit_cents,
            medical_cents=night.medical_cents,
            dental_cents=night.dental_cents,
            suspense_cents=night.suspense_cents,
            reasons=reasons,
            seconds=seconds,
            failed=failed,
            bank=bank,
        )

    def _unposted(self, run: str) -> NightFigures:
        sealed = self._nights.night(run)
        seconds, failed = _work(self._journal(run))
        return NightFigures(
            run=run,
            batch=sealed.id,
            name=sealed.batch.name,
            received_on=sealed.manifest.inputs.received_on,
            envelopes=len(sealed.places),
            seconds=seconds,
            failed=failed,
            faults=self._faults.get(run, lambda: self._why(run)),
        )

    def _why(self, run: str) -> tuple[str, ...]:
        sealed = self._nights.night(run)
        faults = weigh(sealed.batch, outcomes_of(self._nights.archive, sealed.manifest)).faults
        return faults or ("sealed and not posted yet: run the same command again",)

    def _journal(self, run: str) -> Journal | None:
        with contextlib.suppress(NotFoundError, DamagedError):
            return self._nights.archive.journal(run)
        return None


def _work(journal: Journal | None) -> tuple[int | None, int]:
    """Return the seconds that a run took, and the envelopes that no reader got through."""
    if journal is None:
        return None, 0
    try:
        span = dt.datetime.fromisoformat(journal.sealed_at) - dt.datetime.fromisoformat(journal.started_at)
    except (ValueError, TypeError):
        return None, journal.failed
    return int(span.total_seconds()), journal.failed


def most_frequent(nights: Sequence[NightFigures], count: int) -> tuple[Reason, ...]:
    """Return the reasons given most often over some nights, most frequent first."""
    total: Counter[Reason] = Counter()
    for night in nights:
        total.update(dict(night.reasons))
    return tuple(reason for reason, _ in sorted(total.items(), key=lambda one: (-one[1], one[0]))[:count])
