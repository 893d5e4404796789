"""What a clerk asks for at the terminal or the desk, turned from words into an act of the books."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from batches.archive import Archive
from batches.case import likeliest_payers
from batches.rosters import shared_roster
from batches.site import Site
from lockbox.books.books import Books
from lockbox.books.history import Story
from lockbox.books.ledger import Place
from lockbox.books.plan import Act
from lockbox.errors import NotFoundError, RulingError
from lockbox.identity import confirmation
from lockbox.money import parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Allocation, Member, RulingKind

_MEMBER_ID = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A clerk's words, as typed.

    Attributes:
        number: exception id or confirmation number.
        at: date and time, ISO 8601.
        split: parts as ``MEMBER:COVERAGE:MONTH:AMOUNT``.
        until: the day to look again, for a suspension.
        kind: a kind of ruling by its name, None where other words say it.
    """

    number: str
    clerk: str
    at: str
    note: str = ""
    member: str | None = None
    coverage: str | None = None
    month: str = ""
    split: tuple[str, ...] = ()
    amount: str | None = None
    until: dt.datetime | None = None
    kind: str | None = None


def clerk_act(books: Books, wish: Wish, roster: Mapping[str, Member]) -> Act:
    """Return the act that a clerk's words ask for.

    Args:
        books: the open books.
        wish: the words.
        roster: subscribers that money may be posted to, by Member ID.

    Raises:
        RulingError: the words ask for nothing, for several things, or are not understood.
        NotFoundError: the number names nothing.
    """
    cents = _cents(wish.amount) if wish.amount else None
    parts = tuple(_part(text) for text in wish.split)
    if wish.member:
        parts = (_whole(books, wish, cents), *parts)
    elif wish.coverage or wish.month:
        raise RulingError("--coverage and --month need --member", hint="Say whose plan: --member 730021448815")
    refuse_unknown(parts, roster)
    wished = (
        RulingKind(wish.kind) if wish.kind else None,
        RulingKind.SUSPEND if wish.until else None,
        RulingKind.POST if parts else None,
    )
    kinds = [kind for kind in wished if kind]
    if len(kinds) != 1:
        plain = "--suspend, --return, --duplicate, --close, --reverse, --chargeback"
        hint = f"One of: --member with --coverage, --split, {plain}"
        raise RulingError("say one thing to do", hint=hint)
    until = wish.until.date() if wish.until else None
    return Act(wish.number, kinds[0], wish.clerk, wish.at, wish.note, parts, cents, until)


def subscribers(site: Site) -> Mapping[str, Member]:
    """Return the current roster by Member ID."""
    return shared_roster(site.archive, site.roster().sha256).by_id


def refuse_unknown(parts: Iterable[Allocation], roster: Mapping[str, Member]) -> None:
    """Refuse money for a subscriber, a plan or a month that the roster does not know: a slip of the keys."""
    strangers = sorted({part.member_id for part in parts if part.member_id not in roster})
    if strangers:
        raise RulingError(f"not on the roster: {', '.join(strangers)}", hint="Look the number up on the paper again.")
    for part in parts:
        bills = roster[part.member_id].bills
        known = ", ".join(f"{bill.coverage.value} {bill.coverage_month}" for bill in bills) or "none"
        if part.coverage not in {bill.coverage for bill in bills}:
            raise RulingError(
                f"member {part.member_id} has no {part.coverage.value} plan on the roster", hint=f"Its bills: {known}"
            )
        if part.coverage_month and (part.coverage, part.coverage_month) not in {
            (bill.coverage, bill.coverage_month) for bill in bills
        }:
            raise RulingError(
                f"member {part.member_id} has no {part.coverage.value} bill of {part.coverage_month} on the roster",
                hint=f"Its bills: {known}. Without a month the money is kept as credit.",
            )


def stories_of(archive: Archive, books: Books, number: str) -> tuple[Story, ...]:
    """Return what happened to a payment, by confirmation number; by Member ID, to all that paid or wait for it.

    A payment waits for a member while it is in the queue and that member is the likeliest to have meant it.

    Raises:
        NotFoundError: the number names nothing.
        DamagedError: a case of the queue is damaged in the archive.
    """
    waiting = tuple(_waiting(archive, books, _digits(number))) if _MEMBER_ID.fullmatch(_digits(number)) else ()
    try:
        settled = books.status(number)
    except NotFoundError:
        if not waiting:
            raise
        settled = ()
    return (*waiting, *(one for one in settled if one not in waiting))


def _waiting(archive: Archive, books: Books, member_id: str) -> Iterator[Story]:
    items = (queued.item for queued in books.open_exceptions())
    places = [Place(item.batch, item.envelope, item.item) for item in items]
    for place, likeliest in likeliest_payers(archive, places):
        if likeliest == member_id:
            yield books.exception(confirmation(place.batch, place.envelope, place.item))


def _whole(books: Books, wish: Wish, cents: int | None) -> Allocation:
    """Return the whole amount of the item as one part."""
    if not wish.coverage:
        raise RulingError("--member needs --coverage", hint="Say which plan: --coverage medical or dental.")
    whole = cents if cents is not None else books.exception(wish.number).cents
    if not whole:
        raise RulingError("the books hold no amount for this item", hint="Key it from the paper: --amount 123.45")
    return Allocation(_digits(wish.member or ""), Coverage(wish.coverage), wish.month, whole)


def _part(text: str) -> Allocation:
    fields = text.split(":")
    if len(fields) != 4 or fields[1] not in tuple(Coverage):
        raise RulingError(f"not MEMBER:COVERAGE:MONTH:AMOUNT: {text}", hint="As in 730021448815:dental:2026-12:42.50")
    return Allocation(_digits(fields[0]), Coverage(fields[1]), fields[2], _cents(fields[3]))


def _digits(number: str) -> str:
    """Return a Member ID without the dashes and blanks that people group it by."""
    return re.sub(r"[\s-]", "", number)


def _cents(text: str) -> int:
    try:
        return parse_dollars(text)
    except ValueError as error:
        raise RulingError(str(error)) from error
