"""Control totals: what was declared with the mail against what was read in it; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lockbox.money import display_dollars
from lockbox.records import Batch, PageKind
from lockbox.settlement import Outcome

_MAY_BE_ONE = (PageKind.CHECK_BACK, PageKind.OTHER)
"""Pages that may be an instrument nobody recognised, where an envelope shows none."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What a batch was said to hold and what was found; a declared figure is None where none was given.

    Attributes:
        count: instruments read (checks and money orders).
        cents: sum of their amounts, as far as these are known.
        unread_pages: pages and files that could not be read at all; each may be an instrument.
        unread_amounts: instruments without a certain amount.
    """

    declared_count: int | None
    declared_cents: int | None
    count: int
    cents: int
    unread_pages: int
    unread_amounts: int

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts what was declared."""
        return not self.faults

    @property
    def faults(self) -> tuple[str, ...]:
        """What contradicts the declared count or total, in plain words."""
        return tuple(fault for fault in (self._count_fault(), self._total_fault()) if fault)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Declared figures that could not be compared to the end, in plain words."""
        said = []
        if self.declared_count is not None and self.unread_pages and self.count != self.declared_count:
            said.append(f"the count is open: {_count(self.unread_pages, 'page')} could not be read")
        if self.declared_cents is not None and self._incomplete:
            said.append(f"the total is open: {_count(self.unread_amounts, 'amount')} not read")
        return () if self.faults else tuple(said)

    @property
    def _incomplete(self) -> bool:
        """Whether there may be money in the batch beyond ``cents``."""
        return bool(self.unread_amounts or self.unread_pages)

    def _count_fault(self) -> str:
        declared = self.declared_count
        if declared is None or self.count <= declared <= self.count + self.unread_pages:
            return ""
        unread = f" and {_count(self.unread_pages, 'page')} unread" if self.unread_pages else ""
        return f"declared {_count(declared, 'instrument')}, found {self.count}{unread}"

    def _total_fault(self) -> str:
        declared = self.declared_cents
        if declared is None or self.cents == declared or (self._incomplete and self.cents < declared):
            return ""
        missing = f" with {_count(self.unread_amounts, 'amount')} still unread" if self.unread_amounts else ""
        return f"declared {display_dollars(declared)}, found {display_dollars(self.cents)}{missing}"


def weigh(batch: Batch, outcomes: Iterable[Outcome]) -> Balance:
    """Return the balance of a batch.

    The declared count is of instruments. A page or file that could not be read at all may be one, as may
    the back of a check or an odd paper in an envelope without any, so each leaves the count open by one.
    The total is compared to the cent when every amount is known; unread amounts leave it open upward
    only: a sum already above the declared total is out of balance.
    """
    count = cents = unread_pages = unread_amounts = 0
    for outcome in outcomes:
        remittance = outcome.remittance
        count += len(remittance.instruments)
        doubtful = () if remittance.instruments else _MAY_BE_ONE
        unread_pages += sum(bool(page.failure) or page.kind in doubtful for page in remittance.pages)
        unread_pages += len(remittance.strays)
        amounts = [decision.amount_cents for decision in outcome.decisions if decision.item]
        cents += sum(amount or 0 for amount in amounts)
        unread_amounts += amounts.count(None)
    return Balance(batch.declared_count, batch.declared_cents, count, cents, unread_pages, unread_amounts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
