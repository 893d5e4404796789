"""The queue: what waits, by reason, age, amount and cut-off, with what others have and how fast it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from batches.desk.pages import page
from batches.desk.security import Clerk
from batches.desk.world import Here, World
from lockbox.books.acts import Who
from lockbox.books.desk_queue import SHOWS, SORTS, DeskFilter, DeskRow
from lockbox.money import parse_dollars
from lockbox.reasons import Reason

router = APIRouter()

SHOW_NAMES = {
    "open": "To settle",
    "mine": "Mine",
    "second": "Second look",
    "supervisor": "Supervisor",
    "later": "Later",
    "all": "All",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters and sorting as they stand in the address; what makes no sense is left out."""

    show: str = "open"
    sort: str = "age"
    reason: str = ""
    batch: str = ""
    least: str = ""
    most: str = ""
    before: str = ""

    @property
    def query(self) -> str:
        """The address part that says the same."""
        said = {name: getattr(self, name) for name in self.__slots__}
        plain = Asked()
        return urlencode({name: text for name, text in said.items() if text != getattr(plain, name)})

    def but(self, **changes: str) -> str:
        """Return the address part with something changed."""
        return replace(self, **changes).query

    def filter(self, world: World, who: Who, after: str = "") -> DeskFilter:
        """Return the books' own filter."""
        return DeskFilter(
            at=world.now(),
            clerk=who.name,
            show=self.show,
            sort=self.sort,
            reason=Reason(self.reason) if self.reason else None,
            batch=self.batch,
            least_cents=_cents(self.least),
            most_cents=_cents(self.most),
            received_before=_day(self.before),
            after=after,
            limit=world.site.desk.page_rows,
        )


Text = Annotated[str, Query(max_length=80)]


def asked(
    show: Text = "open", sort: Text = "age", reason: Text = "", batch: Text = "", rest: Annotated[str, Query()] = ""
) -> Asked:
    """Read the address."""
    del rest
    return Asked(
        show if show in SHOWS else "open",
        sort if sort in SORTS else "age",
        reason if reason in {one.value for one in Reason} else "",
        batch if batch.isalnum() else "",
    )


def bounds(found: Annotated[Asked, Depends(asked)], least: Text = "", most: Text = "", before: Text = "") -> Asked:
    """Read the bounds in the address too."""
    return replace(
        found,
        least=least if _cents(least) is not None else "",
        most=most if _cents(most) is not None else "",
        before=before if _day(before) else "",
    )


Address = Annotated[Asked, Depends(bounds)]
"""A route's parameter: the queue that the address names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who looks at the queue, and of which world."""

    world: World
    who: Who


def place(world: Here, who: Clerk) -> Place:
    """Find who looks, and where."""
    return Place(world, who)


Where = Annotated[Place, Depends(place)]


@router.get("/queue")
def queue(request: Request, at: Where, address: Address, after: str = "", free: str = "") -> Response:
    """Show the queue, or with ``after`` its next rows alone."""
    world, who = at.world, at.who
    narrow = address.filter(world, who, after)
    rows = world.desk.rows(narrow)
    more = rows[-1].key if len(rows) == narrow.limit else ""
    said = {
        "rows": [QueueLine.of(row, world) for row in rows],
        "more": urlencode({"after": more}) if more else "",
        "asked": address,
    }
    if after:
        return page(request, "queue_rows.html", **said)
    today = f"{world.now()[:10]}T00:00:00"
    return page(
        request,
        "queue.html",
        counts=world.desk.counts(narrow),
        pace=world.desk.pace(who.name, today, world.now()),
        shows=SHOW_NAMES,
        sorts=SORTS,
        free=free,
        **said,
    )


@router.get("/next")
def next_item(world: Here, who: Clerk, address: Address, after: str = "") -> Response:
    """Go to the next free item of the queue, which is then kept for this clerk."""
    found = world.desk.take_next(address.filter(world, who), who, after, world.site.desk.claim_minutes)
    if found:
        return RedirectResponse(f"/item/{found}{f'?{address.query}' if address.query else ''}", 303)
    return RedirectResponse(f"/queue?{address.query}{'&' if address.query else ''}free=none", 303)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One row of the queue as the page shows it."""

    row: DeskRow
    cents: int | None
    age: int
    cut_off: dt.date

    @staticmethod
    def of(row: DeskRow, world: World) -> QueueLine:
        """Lay a row out."""
        item = row.item
        return QueueLine(
            row,
            item.cents or item.amount_cents,
            (world.today - row.received_on).days,
            cut_off(row.received_on, world.site.desk.cut_off_day),
        )


def cut_off(received: dt.date, day: int) -> dt.date:
    """Return the day by which a payment counts for the coverage of the next month: the first of its kind since."""
    if received.day <= day:
        return received.replace(day=day)
    return (received.replace(day=1) + dt.timedelta(days=32)).replace(day=day)


def _cents(text: str) -> int | None:
    try:
        return parse_dollars(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
