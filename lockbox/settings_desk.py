"""Settings of the clerk's desk, ``[desk]`` of lockbox.toml: who may do what, and how long things last."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from lockbox.reasons import Reason
from lockbox.settlement import RulingKind

_FORBID = ConfigDict(extra="forbid")
_Positive = Annotated[int, Field(ge=1)]
_Count = Annotated[int, Field(ge=0)]
_Day = Annotated[int, Field(ge=1, le=28)]


@dataclass(frozen=True, slots=True, config=_FORBID)
class OidcSettings:
    """Sign-in by OpenID Connect; people are still listed at the desk, which gives them their role.

    Attributes:
        issuer: address of the identity provider, as in its discovery document.
        secret_file: a file that holds the client secret, readable by this program alone.
        claim: which claim of the identity token is the name of a person at the desk.
    """

    issuer: str
    client_id: str
    secret_file: str
    claim: str = "email"


@dataclass(frozen=True, slots=True, config=_FORBID)
class DeskSettings:
    """How the desk works; not sealed, changes no outcome of a night.

    Attributes:
        session_hours: after this a person signs in again; ``idle_minutes``: so too after doing nothing.
        claim_minutes: how long an item is kept for the clerk who opened it.
        second_kinds: kinds of ruling that need a second person, besides those that always do.
        second_by: who may be the second person.
        supervisor_reasons: reasons of items that only a supervisor posts.
        keyed_twice_cents: an amount keyed from paper above this is keyed again, unseen, by a second person.
        blind: what is keyed before the machine's reading of it is shown.
        cut_off_day: day of the month by which a payment counts for the next month's coverage.
        page_rows: rows of the queue that are loaded at a time.
        hosts: names under which a browser may reach the desk, besides this machine's own.
        https: whether a proxy in front of the desk speaks TLS, so that cookies travel over nothing else.
    """

    session_hours: _Positive = 10
    idle_minutes: _Positive = 60
    claim_minutes: _Positive = 15
    second_kinds: tuple[RulingKind, ...] = ()
    second_by: Literal["clerk", "supervisor"] = "clerk"
    supervisor_reasons: tuple[Reason, ...] = ()
    keyed_twice_cents: _Count = 100_000
    blind: tuple[Literal["amount", "member_id"], ...] = ("amount",)
    cut_off_day: _Day = 23
    page_rows: _Positive = 50
    hosts: tuple[str, ...] = ()
    https: bool = False
    oidc: OidcSettings | None = None


PLAIN_DESK = DeskSettings()
"""The published defaults."""
