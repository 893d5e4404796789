"""What a deposit says before it is a file: who sends it, its checks with their images, its ticket, what it came to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lockbox.formats.x9.record import Code
from lockbox.image_tests import QualityFlags


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends what to whom, and how the file is spelled.

    Attributes:
        created_at: HHMM; ``file_id`` one letter or figure that tells files of one minute apart.
        letter_id: eight characters, one's own for each cash letter of a day.
        depositor: routing number of who makes the file (ECE institution); ``deposit_bank`` of the bank of
            first deposit; ``endorser`` of one between them, or empty.
        account: the account credited; ``payee`` its owner.
    """

    code: Code
    standard_level: str
    production: bool
    destination: str
    destination_name: str
    depositor: str
    depositor_name: str
    deposit_bank: str
    account: str
    payee: str
    business_date: dt.date
    created_at: str
    file_id: str
    letter_id: str
    contact_name: str = ""
    contact_phone: str = ""
    endorser: str = ""
    bundle_items: int = 300


@dataclass(frozen=True, slots=True)
class Face:
    """One side of an item as a bilevel TIFF; ``is_paper`` is false for one drawn because there is no scan of it."""

    back: bool
    tiff: bytes
    is_paper: bool = True
    flags: QualityFlags | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the deposit; MICR fields as the standard spells them, ``routing`` nine figures.

    Attributes:
        sequence: 15 figures that name the item for ever.
        micr_valid: 1 good, 2 good but a field is missing, 3 read error, 4 both.
        correction: 0 nothing repaired, 2 repaired without an operator, 3 by an operator.
    """

    sequence: str
    cents: int
    routing: str
    auxiliary_on_us: str = ""
    epc: str = ""
    on_us: str = ""
    micr_valid: str = "1"
    correction: str = "0"
    faces: tuple[Face, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """The deposit ticket: what the bank is to credit."""

    sequence: str
    cents: int
    faces: tuple[Face, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a file came to; ``images`` counts the ticket's too."""

    items: int
    cents: int
    images: int
    bundles: int
    records: int
    bytes: int
