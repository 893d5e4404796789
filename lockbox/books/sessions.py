"""Who is signed in: an opaque token, kept hashed, good until its time is up, a sign-out, or a change of the person."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from lockbox.books.acts import ActKind, Who
from lockbox.books.moments import moment, utc
from lockbox.books.people import Person, Role, person
from lockbox.books.schema_desk import ACT, PERSON, SESSION, append
from lockbox.canonical import sha256
from lockbox.errors import LockboxError

_TRIES, _TRY_MINUTES = 5, 15


class SignInError(LockboxError):
    """Name and password do not belong together."""

    hint = "Nobody can look a password up; an operator sets a new one with: lockbox desk add NAME"


class SessionEndedError(LockboxError):
    """This session has ended."""

    hint = "Sign in again; what you typed is still there."


def open_session(connection: Connection, of: Person, token: str, address: str, span: tuple[str, str]) -> Who:
    """Open a session from one moment to another, under a token that is kept hashed; return who has it."""
    row = append(
        connection,
        SESSION,
        {
            "token": sha256(token.encode()),
            "person": of.id,
            "address": address,
            "at": utc(span[0]),
            "ends_at": utc(span[1]),
        },
    )
    return Who(of.name, of.role, address, str(row["id"]))


def visitor(connection: Connection, token: str, at: str, idle_minutes: int) -> Who | None:
    """Return who holds a token, None if no session has it or it has ended."""
    query = (
        select(SESSION.c.id, SESSION.c.person, SESSION.c.address, SESSION.c.ends_at, SESSION.c.at, PERSON.c.name)
        .join(PERSON, PERSON.c.id == SESSION.c.person)
        .where(SESSION.c.token == sha256(token.encode()))
    )
    found = connection.execute(query).one_or_none()
    if found is None or found.ends_at <= utc(at):
        return None
    newest = select(ACT.c.at, ACT.c.kind).where(ACT.c.session == found.id).order_by(ACT.c.number.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    if last is not None and last.kind == ActKind.SIGN_OUT.value:
        return None
    seen = last.at if last is not None else found.at
    if utc(seen, idle_minutes) <= utc(at):
        return None
    now = person(connection, found.name)
    if now is None or now.id != found.person or now.role is Role.NONE:
        return None
    return Who(now.name, now.role, found.address, found.id)


def refuse_guessing(connection: Connection, name: str, at: str) -> None:
    """Refuse a sign-in where too many have just failed for a name.

    Raises:
        SignInError: they have.
    """
    since = utc(at, -_TRY_MINUTES)
    query = (
        select(func.count())
        .select_from(ACT)
        .where(ACT.c.who == name, ACT.c.kind == ActKind.SIGN_IN_FAILED.value, ACT.c.at > since)
    )
    if connection.execute(query).scalar_one() >= _TRIES:
        minutes = f"{_TRY_MINUTES} minutes"
        raise SignInError(f"too many tries for {name}", hint=f"Wait {minutes}, or have an operator set a new password.")


def seconds_left(ends_at: str, at: str) -> int:
    """Return how long a session still lasts."""
    return max(0, int((moment(ends_at) - moment(at)).total_seconds()))
