"""What happened to a payment, in plain words for the person on the phone."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name
from dataclasses import dataclass

from sqlalchemy import Connection, select

from lockbox.books.exception_queue import find, rulings_of
from lockbox.books.known import split_member
from lockbox.books.ledger import Place, entries_of
from lockbox.books.plan import CHARGEBACK
from lockbox.books.rows import exception_of
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION
from lockbox.errors import NotFoundError
from lockbox.identity import confirmation
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Disposition
from lockbox.records import Coverage
from lockbox.settlement import Account, Entry, ExceptionItem, Ruling, RulingKind

_MEMBER_ID = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened."""

    on: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened to one payment, oldest first; ``now`` says where it stands."""

    confirmation: str
    place: Place
    received_on: dt.date
    cents: int | None
    steps: tuple[Step, ...]
    now: str
    entries: tuple[Entry, ...]
    exceptions: tuple[ExceptionItem, ...]
    rulings: tuple[Ruling, ...]


def status(connection: Connection, number: str) -> tuple[Story, ...]:
    """Return the stories of one payment, or of all that paid for a member, newest first.

    Raises:
        NotFoundError: the number names nothing here.
    """
    digits = re.sub(r"[\s-]", "", number)
    if not _MEMBER_ID.fullmatch(digits):
        return (story(connection, find(connection, number).place),)
    accounts = [Account.member(digits, coverage) for coverage in Coverage]
    query = select(ENTRY.c.batch, ENTRY.c.envelope, ENTRY.c.item).where(ENTRY.c.credit.in_(accounts)).distinct()
    places = [Place(batch, envelope, item) for batch, envelope, item in connection.execute(query)]
    if not places:
        raise NotFoundError(
            f"no payment for member {digits} is in the books",
            hint="It may wait among the exceptions; search with its confirmation number or: lockbox queue",
        )
    stories = [story(connection, place) for place in places]
    return tuple(sorted(stories, key=lambda one: (one.received_on, one.confirmation), reverse=True))


def story(connection: Connection, place: Place) -> Story:
    """Return everything that happened to one instrument."""
    received = connection.execute(select(BATCH.c.received_on).where(BATCH.c.id == place.batch)).scalar_one()
    query = select(EXCEPTION).where(place.rows(EXCEPTION)).order_by(EXCEPTION.c.step)
    exceptions = tuple(exception_of(row) for row in connection.execute(query).mappings())
    entries = entries_of(connection, place)
    rulings = rulings_of(connection, place)
    steps = [*_night_steps(entries, exceptions), *(step for one in rulings for step in _ruling_steps(one, entries))]
    steps = sorted([*steps, *_returned_steps(entries)], key=lambda step: step.on)
    return Story(
        confirmation=confirmation(place.batch, place.envelope, place.item),
        place=place,
        received_on=dt.date.fromisoformat(received),
        cents=_worth(entries, exceptions),
        steps=tuple(steps),
        now=_now(entries, exceptions, rulings),
        entries=entries,
        exceptions=exceptions,
        rulings=rulings,
    )


# --- Words -------------------------------------------------------------------------------------


def _night_steps(entries: tuple[Entry, ...], exceptions: tuple[ExceptionItem, ...]) -> list[Step]:
    posted = [entry for entry in entries if entry.origin == "run" and entry.credit != Account.SUSPENSE]
    steps = [Step(entry.posted_on, f"posted: {_moved(entry)}") for entry in posted]
    for item in exceptions[:1]:
        if item.step == 0:
            why = ", ".join(MEANINGS[reason] for reason in item.reasons)
            steps.append(Step(item.opened_on, f"{_held(item)}, for a clerk to settle: {why}"))
    return steps


def _returned_steps(entries: tuple[Entry, ...]) -> list[Step]:
    """Return what was taken back because the bank did not pay it."""
    back = [entry for entry in entries if entry.code == CHARGEBACK and entry.debit.startswith("member:")]
    return [Step(entry.posted_on, f"taken back, the bank did not pay it: {_moved(entry, back=True)}") for entry in back]


def _held(item: ExceptionItem) -> str:
    if item.cents:
        return f"{display_dollars(item.cents)} deposited and kept in Suspense"
    if item.item == 0:
        return "put aside"
    amount = f" {display_dollars(item.amount_cents)}" if item.amount_cents else ""
    if item.disposition is Disposition.DEPOSIT:
        return f"payment{amount} put aside until its amount is known"
    return f"payment{amount} put aside, not deposited"


def _ruling_steps(ruling: Ruling, entries: tuple[Entry, ...]) -> list[Step]:
    on = dt.date.fromisoformat(ruling.ruled_at[:10])
    note = f" ({ruling.note})" if ruling.note else ""
    if not ruling.final:
        return [Step(on, f"{ruling.clerk} proposed to {_VERBS[ruling.kind]}; a second clerk must agree{note}")]
    moved = [entry for entry in entries if entry.origin == f"ruling:{ruling.exception}"]
    by = f"by {ruling.clerk}{note}"
    if ruling.kind is RulingKind.POST:
        return [Step(on, f"posted: {_moved(entry)}, {by}") for entry in moved]
    return [Step(on, f"{_DONE[ruling.kind]} {by}")]


def _moved(entry: Entry, *, back: bool = False) -> str:
    member, coverage = split_member(entry.debit if back else entry.credit)
    year, _, month = entry.coverage_month.partition("-")
    bill = f"for {month_name[int(month)]} {year}" if month else "as credit"
    way = "from" if back else "to"
    return f"{display_dollars(entry.cents)} {way} the {coverage} plan of member {member}, {bill}"


_VERBS = {
    RulingKind.POST: "post it",
    RulingKind.SUSPEND: "keep it in Suspense",
    RulingKind.RETURN: "return it",
    RulingKind.DUPLICATE: "set it aside as a duplicate",
    RulingKind.CLOSE: "close it",
    RulingKind.REVERSE: "take it back",
    RulingKind.CHARGEBACK: "take back what the bank did not pay",
}
_DONE = {
    RulingKind.SUSPEND: "kept in Suspense",
    RulingKind.RETURN: "returned to the sender",
    RulingKind.DUPLICATE: "set aside as a duplicate",
    RulingKind.CLOSE: "closed",
    RulingKind.REVERSE: "taken back",
    RulingKind.CHARGEBACK: "taken back, as the bank did not pay it",
}


def _now(entries: tuple[Entry, ...], exceptions: tuple[ExceptionItem, ...], rulings: tuple[Ruling, ...]) -> str:
    """Say where a payment stands."""
    final = {ruling.exception: ruling for ruling in rulings if ruling.final}
    if exceptions and exceptions[-1].id not in final:
        last = exceptions[-1]
        if last.cents:
            return f"{display_dollars(last.cents)} wait in Suspense for a clerk"
        back = _standing(entries)
        return f"{back}; a clerk has asked to take it back" if back else "waits for a clerk; no money is booked"
    standing = _standing(entries)
    if standing or not exceptions:
        return standing
    return _DONE.get(final[exceptions[-1].id].kind, "settled")


def _standing(entries: tuple[Entry, ...]) -> str:
    gone = {entry.reverses for entry in entries if entry.reverses}
    kept = [entry for entry in entries if entry.id not in gone and not entry.reverses]
    words = []
    for entry in kept:
        if entry.credit == Account.RETURNED:
            words.append(f"{display_dollars(entry.cents)} returned")
        elif entry.credit != Account.SUSPENSE:
            words.append(f"posted: {_moved(entry)}")
    return "; ".join(words)


def _worth(entries: tuple[Entry, ...], exceptions: tuple[ExceptionItem, ...]) -> int | None:
    """Return what the instrument is worth by the books: what reached the bank, else what was read."""
    deposited = sum(entry.cents for entry in entries if entry.debit == Account.CLEARING)
    taken_back = sum(entry.cents for entry in entries if entry.credit == Account.CLEARING)
    if deposited > taken_back:
        return deposited - taken_back
    return exceptions[-1].amount_cents if exceptions else None
