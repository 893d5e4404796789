"""What a clerk's ruling would do, before it is done: pure, so that a screen can show it first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lockbox.errors import RulingError
from lockbox.identity import posting_id
from lockbox.money import display_dollars
from lockbox.reasons import Reason
from lockbox.settlement import Account, Allocation, Entry, ExceptionItem, RulingKind

EXCEPTION_ORIGIN = "exception"
CHARGEBACK = "chargeback"
"""Code of an entry that takes back what the bank did not pay."""

_MEMBER_ID = re.compile(r"[0-9]{12}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Act:
    """What a clerk asks for.

    Attributes:
        target: id of an exception, a unique beginning of it, or a confirmation number.
        at: date and time, ISO 8601; its date is the business day of what moves.
        cents: the amount as keyed from the paper, where the books hold none or a wrong one.
        until: for a suspension, the day to look again.
        reasons: for a reversal, why the payment comes back, where that has a code.
    """

    target: str
    kind: RulingKind
    clerk: str
    at: str
    note: str = ""
    allocations: tuple[Allocation, ...] = ()
    cents: int | None = None
    until: dt.date | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def day(self) -> dt.date:
        """The business day."""
        return dt.datetime.fromisoformat(self.at).date()


@dataclass(frozen=True, slots=True)
class Case:
    """One open exception with the entries that stand for its instrument.

    Attributes:
        reopened: the item was opened to take back a settlement, and nobody has ruled on it yet.
    """

    item: ExceptionItem
    standing: tuple[Entry, ...]
    reopened: bool = False

    @property
    def top(self) -> tuple[Entry, ...]:
        """The entries that moved the money last: out of Suspense if it left, else into it."""
        out = tuple(entry for entry in self.standing if entry.credit != Account.SUSPENSE)
        return out or self.standing

    @property
    def settled_elsewhere(self) -> bool:
        """Say whether the instrument's money stands in another account than Suspense."""
        return self.item.cents == 0 and bool(self.top)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a ruling does once it is final.

    Attributes:
        cents: the money it is about.
        follow_up: the exception that takes the place of this one, or None.
        weighty: why the kind of ruling alone calls for a second clerk, or empty.
    """

    cents: int
    entries: tuple[Entry, ...] = ()
    follow_up: ExceptionItem | None = None
    weighty: str = ""


def plan(case: Case, act: Act) -> Plan:
    """Return what an act would do to a case.

    Raises:
        RulingError: naming every reason why it cannot be done.
    """
    mistakes = [*_common_mistakes(act), *_MISTAKES[act.kind](case, act)]
    if mistakes:
        raise RulingError("; ".join(mistakes))
    return _PLANS[act.kind](case, act)


def opened(item: ExceptionItem, day: dt.date, cents: int) -> ExceptionItem:
    """Return the next exception of the same instrument, holding ``cents`` in Suspense."""
    step = item.step + 1
    return replace(
        item,
        id=posting_id(item.batch, item.envelope, item.item, EXCEPTION_ORIGIN, step),
        step=step,
        cents=cents,
        amount_cents=cents or item.amount_cents,
        opened_on=day,
        wait_until=None,
    )


def taken_back(standing: Sequence[Entry], day: dt.date) -> tuple[Entry, ...]:
    """Return the entries by which a check that the bank returned leaves every account it went through."""
    return tuple(replace(_mirror(entry, day), code=CHARGEBACK) for entry in reversed(standing))


# --- Mistakes ----------------------------------------------------------------------------------


def _common_mistakes(act: Act) -> list[str]:
    mistakes = []
    if not act.clerk.strip():
        mistakes.append("a ruling needs the name of its clerk")
    if act.cents is not None and act.cents <= 0:
        mistakes.append("an amount must be more than nothing")
    if act.allocations and act.kind is not RulingKind.POST:
        mistakes.append(f"a ruling to {act.kind} posts nothing to members")
    if act.until and act.kind is not RulingKind.SUSPEND:
        mistakes.append("only a suspension has a day to look again")
    return mistakes


def _post_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = _money_mistakes(case, act)
    if not act.allocations:
        mistakes.append("a posting needs a member and a coverage")
    for part in act.allocations:
        if not _MEMBER_ID.fullmatch(part.member_id):
            mistakes.append(f"{part.member_id!r} is not a member number of 12 digits")
        if part.coverage_month and not _MONTH.fullmatch(part.coverage_month):
            mistakes.append(f"{part.coverage_month!r} is not a month such as 2026-04")
        if part.cents <= 0:
            mistakes.append("each part must be more than nothing")
    worth = case.item.cents or act.cents or case.item.amount_cents
    total = sum(part.cents for part in act.allocations)
    if act.allocations and worth is not None and total != worth:
        mistakes.append(
            f"the parts come to {display_dollars(total)}, the payment is {display_dollars(worth)}:"
            f" {display_dollars(worth - total)} remain"
        )
    return mistakes


def _money_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = []
    if case.settled_elsewhere:
        mistakes.append("this payment still stands in another account; reverse that first, or close this item")
    if act.cents is not None and case.item.cents and act.cents != case.item.cents:
        mistakes.append(
            f"{display_dollars(case.item.cents)} were deposited, not {display_dollars(act.cents)};"
            " reverse the deposit first"
        )
    return mistakes


def _suspend_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = [] if act.cents is None else _money_mistakes(case, act)
    if act.until and act.until <= act.day:
        mistakes.append("the day to look again must be a later one")
    return mistakes


def _close_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = []
    if case.item.cents:
        mistakes.append(f"{display_dollars(case.item.cents)} wait in Suspense; post, return or suspend them")
    if act.cents is not None:
        mistakes.append("closing an item takes no amount")
    return mistakes


def _reverse_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = []
    if not case.top and not case.reopened:
        mistakes.append("there is nothing to reverse")
    if not act.note.strip():
        mistakes.append("a reversal needs a note that says why")
    return mistakes


def _chargeback_mistakes(case: Case, act: Act) -> list[str]:
    mistakes = []
    if not case.standing:
        mistakes.append("there is nothing that the bank could have taken back")
    if any(entry.credit == Account.RETURNED for entry in case.standing):
        mistakes.append("this payment was sent back to the payer; reverse that first")
    if not act.note.strip():
        mistakes.append("a returned check needs a note that says which report of the bank names it")
    return mistakes


# --- Plans -------------------------------------------------------------------------------------


def _plan_post(case: Case, act: Act) -> Plan:
    source = Account.SUSPENSE if case.item.cents else Account.CLEARING
    entries = tuple(
        replace(
            _entry(case.item, act, (source, Account.member(part.member_id, part.coverage), part.cents)),
            id=_ruling_id(case.item, position),
            coverage_month=part.coverage_month,
            position=position,
        )
        for position, part in enumerate(act.allocations)
    )
    known = case.item.amount_cents
    rekeyed = act.cents is not None and known is not None and act.cents != known
    weighty = "it changes the amount of the payment" if rekeyed else ""
    return Plan(sum(part.cents for part in act.allocations), entries, weighty=weighty)


def _plan_suspend(case: Case, act: Act) -> Plan:
    keyed = act.cents or 0
    entries: tuple[Entry, ...] = ()
    if keyed and not case.item.cents:
        entries = (_entry(case.item, act, (Account.CLEARING, Account.SUSPENSE, keyed)),)
    following = opened(case.item, act.day, case.item.cents or keyed)
    return Plan(sum(entry.cents for entry in entries), entries, replace(following, wait_until=act.until))


def _plan_return(case: Case, act: Act) -> Plan:
    return replace(_plan_leave(case, act), weighty="it returns a payment")


def _plan_duplicate(case: Case, act: Act) -> Plan:
    return replace(_plan_leave(case, act), weighty="it writes off money" if case.item.cents else "")


def _plan_leave(case: Case, act: Act) -> Plan:
    """Let the money, if there is any, leave Suspense for the bank."""
    cents = case.item.cents
    entries = (_entry(case.item, act, (Account.SUSPENSE, Account.RETURNED, cents)),) if cents else ()
    return Plan(cents or act.cents or case.item.amount_cents or 0, entries)


def _plan_close(case: Case, act: Act) -> Plan:
    if case.item.item == 0 and case.item.amount_cents:
        return Plan(case.item.amount_cents, weighty="it leaves a difference with the bank as it is")
    if case.item.item == 0 or case.settled_elsewhere:
        return Plan(0)
    return Plan(case.item.amount_cents or 0, weighty="it writes off a payment")


def _plan_reverse(case: Case, act: Act) -> Plan:
    mirrors = tuple(_mirror(entry, act.day) for entry in case.top)
    cents = sum(entry.cents for entry in mirrors)
    details = (f"{act.clerk.strip()}: {act.note.strip()}",)
    if case.item.cents:
        following = replace(opened(case.item, act.day, 0), amount_cents=None, details=details)
        return Plan(cents, mirrors, following, weighty="it takes back a deposit")
    to_bank = sum(entry.cents for entry in mirrors if entry.credit == Account.CLEARING)
    if to_bank:
        mirrors += (_entry(case.item, act, (Account.CLEARING, Account.SUSPENSE, to_bank)),)
    return Plan(cents, mirrors, replace(opened(case.item, act.day, cents), details=details))


def _plan_chargeback(case: Case, act: Act) -> Plan:
    entries = taken_back(case.standing, act.day)
    cents = sum(entry.cents for entry in entries if entry.credit == Account.CLEARING)
    details = (f"{act.clerk.strip()}: {act.note.strip()}",)
    following = replace(opened(case.item, act.day, 0), amount_cents=cents, details=details)
    return Plan(cents, entries, following, weighty="it takes back what the bank did not pay")


def _entry(item: ExceptionItem, act: Act, move: tuple[str, str, int]) -> Entry:
    """Return the entry of a ruling that moves money: from, to, cents."""
    debit, credit, cents = move
    return Entry(
        id=_ruling_id(item, 0),
        batch=item.batch,
        envelope=item.envelope,
        item=item.item,
        debit=debit,
        credit=credit,
        cents=cents,
        code=_CODES.get(credit, "ruling"),
        coverage_month="",
        posted_on=act.day,
        confirmation=item.confirmation,
        origin=f"ruling:{item.id}",
    )


_CODES = {Account.SUSPENSE: "suspense", Account.RETURNED: "return"}


def _ruling_id(item: ExceptionItem, position: int) -> str:
    return posting_id(item.batch, item.envelope, item.item, f"ruling:{item.id}", position)


def _mirror(entry: Entry, day: dt.date) -> Entry:
    origin = f"reversal:{entry.id}"
    return replace(
        entry,
        id=posting_id(entry.batch, entry.envelope, entry.item, origin),
        debit=entry.credit,
        credit=entry.debit,
        code="reversal",
        posted_on=day,
        reverses=entry.id,
        origin=origin,
        position=0,
    )


_MISTAKES: dict[RulingKind, Callable[[Case, Act], Sequence[str]]] = {
    RulingKind.POST: _post_mistakes,
    RulingKind.SUSPEND: _suspend_mistakes,
    RulingKind.RETURN: _money_mistakes,
    RulingKind.DUPLICATE: _money_mistakes,
    RulingKind.CLOSE: _close_mistakes,
    RulingKind.REVERSE: _reverse_mistakes,
    RulingKind.CHARGEBACK: _chargeback_mistakes,
}
_PLANS: dict[RulingKind, Callable[[Case, Act], Plan]] = {
    RulingKind.POST: _plan_post,
    RulingKind.SUSPEND: _plan_suspend,
    RulingKind.RETURN: _plan_return,
    RulingKind.DUPLICATE: _plan_duplicate,
    RulingKind.CLOSE: _plan_close,
    RulingKind.REVERSE: _plan_reverse,
    RulingKind.CHARGEBACK: _plan_chargeback,
}
