"""Who works at the desk: names, roles and hashed passwords; every change is a new row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, RowMapping, select

from lockbox.books.moments import utc
from lockbox.books.schema_desk import PERSON, append
from lockbox.errors import LockboxError

LEAST_PASSWORD = 10
_NAME = re.compile(r"[\w][\w .@'-]{0,79}")
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody", salt=b"nobody at all, ever")
"""Verified against where there is nobody of that name, so that both take as long."""


class Role(StrEnum):
    """What a person may do at the desk."""

    OPERATOR = "operator"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    NONE = "none"


RULES = frozenset({Role.CLERK, Role.SUPERVISOR})
"""Roles that settle exceptions."""


class PersonError(LockboxError):
    """This person cannot be listed so."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person as listed last; ``id`` changes with every change, and ends the sessions opened before it.

    Attributes:
        password: argon2 hash, empty where this person signs in by other means only.
    """

    id: str
    name: str
    role: Role
    password: str
    changed_by: str
    at: str


@dataclass(frozen=True, slots=True)
class Listing:
    """How a person is to be listed from now on.

    Attributes:
        password: in clear, None to keep the one there is, empty for none.
        salt: 16 bytes of chance.
    """

    name: str
    role: Role
    password: str | None
    salt: bytes
    changed_by: str
    at: str


def plain_name(name: str) -> str:
    """Return a name as it is listed: small letters, single spaces."""
    return " ".join(name.split()).casefold()


def hashed(password: str, salt: bytes) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(password, salt=salt)


def password_holds(person: Person | None, password: str) -> bool:
    """Say whether a password is the person's; takes as long where there is no such person."""
    known = person.password if person else ""
    try:
        _HASHER.verify(known or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(known)


def person(connection: Connection, name: str) -> Person | None:
    """Return the person of a name as listed last, None if nobody is or they have left."""
    query = select(PERSON).where(PERSON.c.name == plain_name(name)).order_by(PERSON.c.number.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    found = _person(row) if row else None
    return found if found and found.role is not Role.NONE else None


def people(connection: Connection) -> tuple[Person, ...]:
    """Return everybody who is listed, by name, as listed last."""
    query = select(PERSON).order_by(PERSON.c.number)
    newest = {row["name"]: _person(row) for row in connection.execute(query).mappings()}
    return tuple(one for _, one in sorted(newest.items()) if one.role is not Role.NONE)


def list_person(connection: Connection, listing: Listing) -> Person:
    """Add a person, or change their role or password, or let them go (role NONE).

    Raises:
        PersonError: the name or the password will not do, or nobody of that name could be let go.
    """
    name, before = plain_name(listing.name), person(connection, listing.name)
    if not _NAME.fullmatch(name):
        raise PersonError(f"{listing.name!r} is no name", hint="Letters, figures, blanks, dots, dashes and @.")
    if listing.role is Role.NONE and before is None:
        raise PersonError(f"nobody called {name} is listed")
    if listing.password and len(listing.password) < LEAST_PASSWORD:
        raise PersonError(f"a password has {LEAST_PASSWORD} characters or more")
    kept = before.password if before else ""
    secret = kept if listing.password is None else hashed(listing.password, listing.salt) if listing.password else ""
    row = append(
        connection,
        PERSON,
        {
            "name": name,
            "role": listing.role.value,
            "password": "" if listing.role is Role.NONE else secret,
            "changed_by": plain_name(listing.changed_by),
            "at": utc(listing.at),
        },
    )
    return Person(str(row["id"]), name, listing.role, str(row["password"]), str(row["changed_by"]), str(row["at"]))


def _person(row: RowMapping) -> Person:
    return Person(row["id"], row["name"], Role(row["role"]), row["password"], row["changed_by"], row["at"])
