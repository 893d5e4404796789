"""What a clerk asks for at the terminal or the desk, turned from words into an act of the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from batches.site import Site
from lockbox.books.books import Books
from lockbox.books.plan import Act
from lockbox.errors import RulingError
from lockbox.money import parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Allocation, RulingKind
from matching.roster import parse_roster


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


def clerk_act(books: Books, wish: Wish, subscribers: Container[str]) -> Act:
    """Return the act that a clerk's words ask for.

    Args:
        books: the open books.
        wish: the words.
        subscribers: Member IDs that money may be posted to.

    Raises:
        RulingError: the words ask for nothing, for several things, or are not understood.
        NotFoundError: the number names nothing.
    """
    cents = _cents(wish.amount) if wish.amount else None
    parts = tuple(_part(text) for text in wish.split)
    if wish.member:
        parts = (_whole(books, wish, cents), *parts)
    strangers = sorted({part.member_id for part in parts if part.member_id not in subscribers})
    if strangers:
        raise RulingError(f"not on the roster: {', '.join(strangers)}", hint="Look the number up on the paper again.")
    wished = (
        RulingKind(wish.kind) if wish.kind else None,
        RulingKind.SUSPEND if wish.until else None,
        RulingKind.POST if parts else None,
    )
    kinds = [kind for kind in wished if kind]
    if len(kinds) != 1:
        hint = "One of: --member with --coverage, --split, --suspend, --return, --duplicate, --close, --reverse"
        raise RulingError("say one thing to do", hint=hint)
    until = wish.until.date() if wish.until else None
    return Act(wish.number, kinds[0], wish.clerk, wish.at, wish.note, parts, cents, until)


def subscribers(site: Site) -> frozenset[str]:
    """Return the Member IDs of the current roster."""
    text = site.archive.get(site.roster().sha256).decode("utf-8-sig")
    return frozenset(member.member_id for member in parse_roster(text))


def _whole(books: Books, wish: Wish, cents: int | None) -> Allocation:
    """Return the whole amount of the item as one part."""
    if not wish.coverage:
        raise RulingError("--member needs --coverage", hint="Say which plan: --coverage medical or dental.")
    whole = cents if cents is not None else books.exception(wish.number).cents
    if not whole:
        raise RulingError("the books hold no amount for this item", hint="Key it from the paper: --amount 123.45")
    return Allocation(wish.member or "", Coverage(wish.coverage), wish.month, whole)


def _part(text: str) -> Allocation:
    fields = text.split(":")
    if len(fields) != 4 or fields[1] not in tuple(Coverage):
        raise RulingError(f"not MEMBER:COVERAGE:MONTH:AMOUNT: {text}", hint="As in 730021448815:dental:2026-12:42.50")
    return Allocation(fields[0], Coverage(fields[1]), fields[2], _cents(fields[3]))


def _cents(text: str) -> int:
    try:
        return parse_dollars(text)
    except ValueError as error:
        raise RulingError(str(error)) from error
