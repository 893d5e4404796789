"""``[bank.posting]`` of lockbox.toml: which posting files a night writes, in which layout, and to whom."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from lockbox.formats.bai_layout import DEFAULT, PROFILES, BaiProfile

_FORBID = ConfigDict(extra="forbid")

InterchangeId = Annotated[str, Field(pattern=r"^([0-9A-Z]{2}:)?[0-9A-Z .-]{1,15}$")]
"""Fifteen capitals or figures, with X12's qualifier before a colon where it is not ZZ."""
Name = Annotated[str, Field(max_length=50, pattern=r"^[\x20-\x7e]*$")]


@dataclass(frozen=True, slots=True, config=_FORBID)
class Partner:
    """One carrier's addresses: its name as on the roster, its interchange id and its tax id (nine digits)."""

    carrier: str
    receiver: InterchangeId
    tax_id: Annotated[str, Field(pattern=r"^([0-9]{9})?$")] = ""


@dataclass(frozen=True, slots=True, config=_FORBID)
class PostingFiles:
    """What a night writes into the outbox, and how.

    Attributes:
        night: kinds of ``lockbox export`` that every night writes.
        bai: name of the layout of BAI files: one that ships, or one of ``bai_profiles``.
        bai_profiles: layouts of your own; docs/posting.md shows one.
        destination: whom BAI files are for, 10 characters; ``lockbox`` the number of the box.
        sender: our interchange id; ``billing`` that of the billing system, which takes the 823.
        payer_id: our id in the 820, beside ``bank.payee_name``.
        partners: the carriers; one that is not listed has an id made from its name.
    """

    night: tuple[str, ...] = ("x9", "arc", "clearing", "bai", "820", "823", "postings", "exceptions")
    bai: str = DEFAULT.name
    bai_profiles: tuple[BaiProfile, ...] = ()
    destination: Annotated[str, Field(pattern=r"^[0-9A-Z .-]{1,10}$")] = "BILLING"
    lockbox: Annotated[str, Field(pattern=r"^[0-9]{1,10}$")] = "412612"
    sender: InterchangeId = "LOCKBOX"
    billing: InterchangeId = "BILLING"
    payer_id: Annotated[str, Field(pattern=r"^[0-9A-Z]{2,15}$")] = "CONNECTOR"
    partners: tuple[Partner, ...] = ()

    @model_validator(mode="after")
    def _layout_is_known(self) -> PostingFiles:
        """The chosen layout exists, and no layout comes twice."""
        names = self.layouts
        if self.bai not in names:
            raise ValueError(f"bai: there is no layout {self.bai!r}, only {', '.join(names)}")
        if len(set(names)) != len(names):
            raise ValueError("bai_profiles: a layout has the name of another")
        return self

    def layout(self, name: str = "") -> BaiProfile | None:
        """Return a layout by name (default: the chosen one), None if there is none."""
        wanted = name or self.bai
        return next((one for one in (*self.bai_profiles, *PROFILES) if one.name == wanted), None)

    @property
    def layouts(self) -> tuple[str, ...]:
        """The names of all layouts."""
        return tuple(one.name for one in (*self.bai_profiles, *PROFILES))

    def partner(self, carrier: str) -> Partner:
        """Return a carrier's addresses; where none are set, an id made from its name."""
        made = re.sub(r"[^0-9A-Z]", "", carrier.upper())[:15] or "UNKNOWN"
        return next((one for one in self.partners if one.carrier == carrier), Partner(carrier, made))
