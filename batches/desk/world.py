"""What every page of the desk may know: the site, its books, clock and chance; made by the counter or a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from batches.site import Site
from lockbox.books.authority import Control, control_of
from lockbox.books.books import Books
from lockbox.books.desk import Desk


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The site that the desk serves.

    Attributes:
        now: date and time with zone, ISO 8601, whole seconds.
        chance: 32 fresh secret bytes as 64 hex digits.
    """

    site: Site
    books: Books
    now: Callable[[], str]
    chance: Callable[[], str]

    @property
    def desk(self) -> Desk:
        """The desk's side of the books."""
        return self.books.desk

    @property
    def today(self) -> dt.date:
        """The day here."""
        return dt.datetime.fromisoformat(self.now()).date()

    @property
    def control(self) -> Control:
        """The rules of dual control here."""
        return control_of(self.site.settings.policy, self.site.desk)


def _world(request: Request) -> World:
    return cast("World", request.app.state.world)


Here = Annotated[World, Depends(_world)]
"""A route's parameter: the world it is in."""
