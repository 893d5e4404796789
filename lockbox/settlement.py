"""The records of settlement: who may have paid, what we do, and what the books keep of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from lockbox.reasons import Disposition, Reason
from lockbox.records import Coverage, Remittance

# --- Whose it is -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bill:
    """What is owed for one coverage and month (YYYY-MM)."""

    member_id: str
    coverage: Coverage
    carrier: str
    coverage_month: str
    due_cents: int


@dataclass(frozen=True, slots=True)
class Member:
    """One subscriber of the roster with the open bills, oldest first."""

    member_id: str
    first_name: str
    last_name: str
    street: str
    city: str
    state: str
    zip: str
    billing_account: str = ""
    status: str = "active"
    bills: tuple[Bill, ...] = ()
    subsidised: str = ""
    """``yes`` or ``no``: whether premiums are subsidised; empty where nobody says."""

    def carrier(self, coverage: Coverage, month: str) -> str:
        """Return the company of a plan: that of the month's bill, else of its newest; empty if there is none."""
        of_plan = [bill for bill in self.bills if bill.coverage is coverage]
        of_month = [bill for bill in of_plan if bill.coverage_month == month]
        return (of_month or of_plan)[-1].carrier if of_plan else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for or against a candidate; weight is a log-likelihood ratio in 1/100 nat."""

    rule: str
    weight: int
    seen: str
    known: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member who may have paid, with the sum of the weights behind that."""

    member_id: str
    weight: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Who may have sent one instrument, best first; ``slips`` are indexes of the slips that go with it."""

    item: int
    candidates: tuple[Candidate, ...]
    slips: tuple[int, ...] = ()


# --- What we do --------------------------------------------------------------------------------


class Verdict(StrEnum):
    """Posted by itself, or held for a clerk."""

    POST = "posted"
    HOLD = "exception"


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a payment; ``coverage_month`` is empty for money kept as credit."""

    member_id: str
    coverage: Coverage
    coverage_month: str
    cents: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason with what gave it; it blocks posting or is only a flag."""

    reason: Reason
    detail: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with one instrument; ``item`` 0 stands for an envelope without one.

    Attributes:
        amount_cents: what is deposited, None when no amount is certain.
        allocations: where a posted amount goes; empty when held.
        id_source: what named the member (barcode, scan_line, written_id, ...), empty if nothing did.
        confidence: 0 to 1000, that the best candidate is the right one.
    """

    item: int
    verdict: Verdict
    disposition: Disposition
    amount_cents: int | None
    allocations: tuple[Allocation, ...]
    findings: tuple[Finding, ...]
    id_source: str = ""
    confidence: int = 0

    def __post_init__(self) -> None:
        """A posting is whole, deposited and unblocked; a holding has a reason."""
        if self.verdict is Verdict.POST:
            assert self.amount_cents is not None
            assert self.amount_cents > 0
            assert sum(part.cents for part in self.allocations) == self.amount_cents
            assert self.disposition is Disposition.DEPOSIT
            assert not any(finding.blocks for finding in self.findings)
        else:
            assert any(finding.blocks for finding in self.findings)
            assert not self.allocations


@dataclass(frozen=True, slots=True)
class Outcome:
    """One envelope's way after reading; one match and decision for each instrument."""

    envelope: str
    remittance: Remittance
    matches: tuple[Match, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class OtherPayment:
    """A payment made by another channel, such as online or by phone; below 0 where one was taken back.

    Attributes:
        channel: a lower-case word; ``reference``: what that channel calls the payment, unique within it.
    """

    member_id: str
    coverage: Coverage
    coverage_month: str
    cents: int
    paid_on: dt.date
    channel: str
    reference: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the books knew of other batches when this one was opened; sealed with the run.

    Everything is sorted, so that it can be looked up: pairs as they are, payments by member.

    Attributes:
        items: item key (see identity.item_key) and where it was seen, ``batch/envelope/item``.
        pictures: perceptual hash and where it was seen.
        accounts: account key and the member it paid for.
        paid: what was posted to bills before, by member, coverage and month.
        returned: account keys and members whose last check the bank did not pay, and which check that was.
        elsewhere: payments by other channels to bills of the roster.
    """

    items: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()
    paid: tuple[Allocation, ...] = ()
    returned: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[OtherPayment, ...] = ()

    def __post_init__(self) -> None:
        """What is looked up is in order."""
        for pairs in (self.items, self.pictures, self.accounts, self.returned):
            assert all(one <= other for one, other in pairwise(pairs)), "what is known is not sorted"
        assert all(one.member_id <= other.member_id for one, other in pairwise(self.paid)), "payments are not sorted"
        told = pairwise(self.elsewhere)
        assert all(one.member_id <= other.member_id for one, other in told), "payments elsewhere are not sorted"


@dataclass(frozen=True, slots=True)
class Posting:
    """One decision as the books take it, with the hashes by which its instrument is found again.

    The three keys are empty where the paper gave none.
    """

    envelope: str
    decision: Decision
    item_key: str = ""
    account_key: str = ""
    picture: str = ""


# --- What the books keep -----------------------------------------------------------------------


class Account:
    """Names of the accounts of the books."""

    CLEARING = "bank:clearing"
    SUSPENSE = "suspense"
    RETURNED = "bank:returned"

    @staticmethod
    def member(member_id: str, coverage: Coverage) -> str:
        """Return the account of one subscriber's plan, ``member:730021448815:medical``."""
        return f"member:{member_id}:{coverage.value}"

    @staticmethod
    def plan(account: str) -> tuple[str, Coverage] | None:
        """Return member and coverage of a subscriber's account, None for the others."""
        kind, _, plan = account.partition(":")
        member_id, _, coverage = plan.partition(":")
        return (member_id, Coverage(coverage)) if kind == "member" else None


@dataclass(frozen=True, slots=True)
class Entry:
    """Money moved once, from ``credit`` to ``debit`` in the bookkeeper's sense; never changed.

    Attributes:
        id: SHA-256 of batch, envelope, item, origin and position; never of run or outcome.
        code: why it moved (post, suspense, ruling, return, reversal, chargeback).
        coverage_month: the bill it pays, empty for credit, Suspense and returns.
        reverses: id of the entry this one takes back, or empty.
        confirmation: the number told to the member.
        origin: what moved it: ``run``, ``ruling:`` and an exception, ``reversal:`` and an entry.
        position: counts the entries of one origin.
    """

    id: str
    batch: str
    envelope: str
    item: int
    debit: str
    credit: str
    cents: int
    code: str
    coverage_month: str
    posted_on: dt.date
    confirmation: str
    reverses: str = ""
    origin: str = "run"
    position: int = 0


@dataclass(frozen=True, slots=True)
class ExceptionItem:
    """What a clerk must settle; never changed.

    Attributes:
        cents: the money held in Suspense for it, 0 if none is.
        amount_cents: what the instrument is worth, None where that is not certain.
        step: 0 for what the night held, then counting each time the instrument came back to a clerk.
        wait_until: the day before which nobody need look, or None.
    """

    id: str
    batch: str
    envelope: str
    item: int
    cents: int
    disposition: Disposition
    reasons: tuple[Reason, ...]
    details: tuple[str, ...]
    opened_on: dt.date
    confirmation: str
    amount_cents: int | None = None
    step: int = 0
    wait_until: dt.date | None = None


class RulingKind(StrEnum):
    """How an exception was settled."""

    POST = "post"
    SUSPEND = "suspend"
    RETURN = "return"
    DUPLICATE = "duplicate"
    CLOSE = "close"
    REVERSE = "reverse"
    CHARGEBACK = "chargeback"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One clerk's act on one exception; never changed.

    Attributes:
        ruled_at: ISO 8601 date and time with offset.
        seconds: id of the proposal this one approves, or empty.
        cents: the money it is about, 0 if there is none.
        until: for a suspension, the day to look again, or None.
        final: false for a proposal that waits for a second clerk.
    """

    id: str
    exception: str
    kind: RulingKind
    allocations: tuple[Allocation, ...]
    clerk: str
    note: str
    ruled_at: str
    seconds: str = ""
    cents: int = 0
    until: dt.date | None = None
    final: bool = True
