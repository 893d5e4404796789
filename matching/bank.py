"""Holds the bank's report against our deposits and checks: what was credited, what came back, and what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lockbox.banking import (
    CORRECTIONS,
    DEPOSIT,
    DEPOSIT_ITEM,
    RETURN_REASONS,
    RETURNED,
    BankLine,
    Deposit,
    Matched,
    Missing,
    Paper,
    ReturnClue,
    Upshot,
)
from lockbox.money import display_dollars
from lockbox.reasons import Reason
from lockbox.settlement import Finding

_NAME = re.compile(r"[0-9a-f]{8,64}")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the bank may take, in days.

    Attributes:
        credit_days: after this a deposit that was not credited is missing.
        window_days: a credit later than this is for another deposit.
    """

    credit_days: int = 2
    window_days: int = 7


@dataclass(frozen=True, slots=True)
class _Credit:
    """One deposit as the bank credited it: one line, or the items of one that it only lists singly."""

    lines: tuple[BankLine, ...]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def compare(
    lines: Sequence[BankLine], deposits: Iterable[Deposit], terms: Terms
) -> tuple[tuple[Matched, ...], tuple[Missing, ...]]:
    """Return what each line but the returns is about, and the deposits that should have been credited by now.

    A credit belongs to the deposit it names (by the beginning of the batch id), else to the oldest one of
    its amount, else to the only one that waits; it is off by what it differs. Every credit without a deposit,
    every correction, and all that a deleting or correcting group says, is a difference for a clerk.
    """
    waiting = sorted(deposits, key=lambda deposit: (deposit.on, deposit.ruled, deposit.batch))
    done: list[Matched] = []
    bookings = _credits(lines)
    for rule in (_named, _equal, _only):
        left = []
        for credit in bookings:
            deposit = rule(credit, waiting, terms)
            if deposit is None:
                left.append(credit)
                continue
            waiting.remove(deposit)
            done += _credited(credit, deposit)
        bookings = left
    done += [one for credit in bookings for one in _unexpected(credit)]
    settled = {one.line.record for one in done}
    done += [_other(line) for line in lines if line.record not in settled and line.code != RETURNED]
    newest = max((line.as_of for line in lines), default=None)
    late = [one for one in waiting if newest and (newest - one.on).days > terms.credit_days]
    return tuple(sorted(done, key=lambda one: one.line.record)), tuple(_missing(one) for one in late)


def match_return(line: BankLine, clue: ReturnClue, papers: Sequence[Paper]) -> Matched:
    """Return which check the bank returned, or a difference for a clerk where that is not certain.

    Certain is: our confirmation number; routing, account, serial and amount together; or, of the checks of that
    amount, the only one of that account, or of that serial number and no other bank. The amount alone is never
    enough.

    Args:
        line: the return.
        clue: what it says of the check.
        papers: the checks of that amount that were deposited and not taken back since.
    """
    why = RETURN_REASONS.get(clue.reason.upper(), clue.reason.lower()) or "the bank gives no reason"
    found = _certain(clue, papers)
    if line.status != "1" or len(found) != 1:
        some = ", ".join(paper.confirmation for paper in papers[:_SHOWN])
        more = f" and {len(papers) - _SHOWN} more" if len(papers) > _SHOWN else ""
        which = f"it may be {some}{more}" if papers else "no deposited check of that amount is known"
        text = f"the bank returned {display_dollars(line.cents)} on {line.as_of} ({why}); {which}"
        return Matched(line, Upshot.DIFFERENCE, finding=Finding(Reason.RETURNED_ITEM, text, blocks=True))
    (paper,) = found
    text = f"the bank returned {display_dollars(line.cents)} on {line.as_of}: {why}"
    finding = Finding(Reason.RETURNED_ITEM, text, blocks=True)
    place = (paper.batch, paper.envelope, paper.item)
    return Matched(line, Upshot.RETURNED, *place, finding=finding)


def returned_before(line: BankLine) -> Finding:
    """Return the finding on a return whose check stands nowhere any more."""
    text = f"the bank returned {display_dollars(line.cents)} on {line.as_of}; that check was taken back before"
    return Finding(Reason.RETURNED_ITEM, text, blocks=True)


def bank_differs(matter: str) -> Finding:
    """Return the finding on something of the bank's report that no paper shows; its words are with the exception."""
    return Finding(Reason.OUT_OF_BALANCE, matter, blocks=True)


def _certain(clue: ReturnClue, papers: Sequence[Paper]) -> Sequence[Paper]:
    """Return the checks that the strongest clue given names."""
    if clue.confirmation:
        return [paper for paper in papers if paper.confirmation == clue.confirmation]
    whole = [paper for paper in papers if clue.item_key and paper.item_key == clue.item_key]
    if whole:
        return whole
    serial = clue.serial.lstrip("0")
    same = [paper for paper in papers if not (serial and paper.serial) or paper.serial.lstrip("0") == serial]
    if clue.account_key:
        return [paper for paper in same if paper.account_key == clue.account_key]
    if not serial:
        return ()
    return [
        paper
        for paper in same
        if paper.serial and (not (clue.routing and paper.routing) or paper.routing == clue.routing)
    ]


# --- Credits -------------------------------------------------------------------------------------


def _credits(lines: Sequence[BankLine]) -> list[_Credit]:
    """Return the deposits that the bank credited; single items count where no sum of them is told."""
    valid = [line for line in lines if line.status == "1"]
    whole = [line for line in valid if line.code == DEPOSIT]
    if whole:
        return [_Credit((line,)) for line in whole]
    parts: dict[tuple[object, ...], list[BankLine]] = {}
    for line in valid:
        if line.code == DEPOSIT_ITEM:
            parts.setdefault((line.as_of, line.customer_reference), []).append(line)
    return [_Credit(tuple(items)) for items in parts.values()]


def _named(credit: _Credit, waiting: Sequence[Deposit], _terms: Terms) -> Deposit | None:
    line = credit.lines[0]
    said = f"{line.bank_reference} {line.customer_reference} {line.said}".lower()
    names = _NAME.findall(said)
    return next((one for one in waiting if any(one.batch.startswith(name) for name in names)), None)


def _equal(credit: _Credit, waiting: Sequence[Deposit], terms: Terms) -> Deposit | None:
    return next((one for one in _timely(credit, waiting, terms) if one.cents == credit.cents), None)


def _only(credit: _Credit, waiting: Sequence[Deposit], terms: Terms) -> Deposit | None:
    timely = _timely(credit, waiting, terms)
    return timely[0] if len(timely) == 1 else None


def _timely(credit: _Credit, waiting: Sequence[Deposit], terms: Terms) -> list[Deposit]:
    as_of = credit.lines[0].as_of
    return [one for one in waiting if 0 <= (as_of - one.on).days <= terms.window_days]


def _credited(credit: _Credit, deposit: Deposit) -> list[Matched]:
    off = credit.cents - deposit.cents
    done = [Matched(line, Upshot.CREDITED, deposit.batch, deposit=deposit.name) for line in credit.lines]
    if off:
        text = (
            f"deposit of {deposit.on}: the books have {display_dollars(deposit.cents)}, the bank credited"
            f" {display_dollars(credit.cents)} on {credit.lines[0].as_of}: {display_dollars(abs(off))}"
            f" {'too much' if off > 0 else 'too little'}"
        )
        finding = Finding(Reason.OUT_OF_BALANCE, text, blocks=True)
        done[0] = replace(done[0], upshot=Upshot.DIFFERENCE, off_cents=off, finding=finding)
    return done


def _unexpected(credit: _Credit) -> list[Matched]:
    text = (
        f"the bank credited {display_dollars(credit.cents)} on {credit.lines[0].as_of}, and no deposit waits for that"
    )
    finding = Finding(Reason.OUT_OF_BALANCE, text, blocks=True)
    first, *rest = credit.lines
    return [
        Matched(first, Upshot.DIFFERENCE, off_cents=credit.cents, finding=finding),
        *(Matched(line, Upshot.NOTED) for line in rest),
    ]


def _other(line: BankLine) -> Matched:
    """Return what a line is that is neither a credit nor a return."""
    if line.status != "1" and line.code in {DEPOSIT, DEPOSIT_ITEM, *CORRECTIONS}:
        what = "deletes" if line.status == "2" else "corrects"
        text = f"the bank {what} what it said of {line.as_of}: {display_dollars(line.cents)}, code {line.code}"
    elif line.code in CORRECTIONS:
        text = f"{CORRECTIONS[line.code]} of {display_dollars(line.cents)} on {line.as_of}"
    else:
        return Matched(line, Upshot.NOTED)
    return Matched(line, Upshot.DIFFERENCE, finding=Finding(Reason.OUT_OF_BALANCE, text, blocks=True))


def _missing(deposit: Deposit) -> Missing:
    text = f"the deposit of {deposit.on}, {display_dollars(deposit.cents)}, was not credited"
    return Missing(deposit, Finding(Reason.OUT_OF_BALANCE, text, blocks=True))
