"""Who has an item on the desk: a lease that runs out, one holder at a time, taken in the writer's transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from lockbox.books.moments import moment, utc
from lockbox.books.people import plain_name
from lockbox.books.schema_desk import CLAIM, append
from lockbox.errors import RulingError


@dataclass(frozen=True, slots=True)
class Claim:
    """An item kept for one clerk until a moment; letting go of it is a claim that ends when it begins."""

    exception: str
    clerk: str
    at: str
    until: str


class ClaimedError(RulingError):
    """Somebody else has this item."""

    def __init__(self, claim: Claim) -> None:
        """Say who has it, since when and until when."""
        self.claim = claim
        super().__init__(
            f"{claim.clerk} has had this item since {claim.at[11:16]} UTC",
            hint=f"It comes free when {claim.clerk} settles it or lets go, by {claim.until[11:16]} UTC at the latest.",
        )


def take(connection: Connection, exception: str, clerk: str, at: str, minutes: int) -> Claim:
    """Keep an item for a clerk, or go on keeping it.

    Raises:
        ClaimedError: somebody else has it.
    """
    name, now = plain_name(clerk), utc(at)
    held = holder(connection, exception, at)
    if held and held.clerk != name:
        raise ClaimedError(held)
    if held and (moment(held.until) - moment(now)).total_seconds() > 30 * minutes:
        return held
    claim = Claim(exception, name, now, utc(at, minutes))
    append(connection, CLAIM, {"exception": exception, "clerk": name, "at": now, "until": claim.until})
    return claim


def release(connection: Connection, exception: str, clerk: str, at: str) -> bool:
    """Let go of an item; say whether the clerk had it."""
    name, now = plain_name(clerk), utc(at)
    held = holder(connection, exception, at)
    if held is None or held.clerk != name:
        return False
    append(connection, CLAIM, {"exception": exception, "clerk": name, "at": now, "until": now})
    return True


def holder(connection: Connection, exception: str, at: str) -> Claim | None:
    """Return the claim on an item that holds at a moment, None if there is none."""
    query = select(CLAIM).where(CLAIM.c.exception == exception).order_by(CLAIM.c.number.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return _claim(row) if row and row["until"] > utc(at) else None


def live(connection: Connection, at: str) -> dict[str, Claim]:
    """Return all claims that hold at a moment, by exception."""
    later = CLAIM.alias()
    overtaken = select(later.c.id).where(later.c.exception == CLAIM.c.exception, later.c.number > CLAIM.c.number)
    query = select(CLAIM).where(CLAIM.c.until > utc(at), ~overtaken.exists())
    return {row["exception"]: _claim(row) for row in connection.execute(query).mappings()}


def _claim(row: RowMapping) -> Claim:
    return Claim(row["exception"], row["clerk"], row["at"], row["until"])
