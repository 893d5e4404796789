"""The records of the bank's side: what it said, what had been sent to it, and what came of holding them together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from lockbox.canonical import digest
from lockbox.settlement import Finding

DEPOSIT, DEPOSIT_ITEM, RETURNED = "115", "116", "555"
"""Type codes of BAI2: a lockbox deposit, one item in it, a deposited item returned."""

CORRECTIONS = {
    "118": "an adjustment credit",
    "172": "a deposit correction in our favour",
    "415": "a debit of the lockbox",
    "695": "a deposit correction to our debit",
}
"""Type codes by which the bank corrects a deposit."""

BANK_MATTER = "bank: "
"""How the name begins that stands for the envelope where an exception is about the bank's report and no paper."""

RETURN_REASONS = {
    "A": "not sufficient funds",
    "B": "uncollected funds",
    "C": "payment stopped",
    "D": "account closed",
    "E": "account not found",
    "F": "account frozen",
    "G": "stale date",
    "H": "post-dated",
    "I": "endorsement missing",
    "J": "endorsement irregular",
    "K": "signature missing",
    "L": "signature irregular",
    "M": "not a cash item",
    "N": "altered or fictitious",
    "O": "unable to process",
    "P": "above the maximum",
    "Q": "not authorized",
    "R": "branch sold",
    "S": "refer to maker",
    "T": "cannot be presented again",
    "U": "image not usable",
    "W": "amount cannot be determined",
    "X": "refer to image",
    "Y": "presented twice",
    "Z": "forgery",
}
"""Why a check came back, by the letters of X9.100-188."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """What one batch brought to the bank on one day, by the books; ``ruled`` by rulings, else by the night itself."""

    batch: str
    on: dt.date
    cents: int
    ruled: bool = False

    @property
    def name(self) -> str:
        """What tells it from the other deposits of its batch."""
        return f"{self.on} ruled" if self.ruled else self.on.isoformat()


@dataclass(frozen=True, slots=True)
class BankLine:
    """One detail of the bank's report; every account number in its words is masked.

    Attributes:
        file: SHA-256 of the report; ``record`` the line's place in it.
        code: BAI2 type code.
        tail: the last four digits of the account it stands under.
        status: of its group: 1 update, 2 deletion, 3 correction.
        item_key: of the check that a return names whole, else empty.
    """

    file: str
    record: int
    code: str
    cents: int
    as_of: dt.date
    bank_reference: str
    customer_reference: str
    said: str
    tail: str
    status: str = "1"
    item_key: str = ""

    @property
    def id(self) -> str:
        """The line's name for ever: its file and place."""
        return digest((self.file, self.record))


@dataclass(frozen=True, slots=True)
class ReturnClue:
    """What a returned item's line says of the check; empty where it says nothing."""

    routing: str = ""
    serial: str = ""
    account_key: str = ""
    item_key: str = ""
    confirmation: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One deposited instrument that the bank may have returned."""

    batch: str
    envelope: str
    item: int
    cents: int
    confirmation: str
    item_key: str = ""
    account_key: str = ""
    routing: str = ""
    serial: str = ""


class Upshot(StrEnum):
    """What came of a line of the bank's report."""

    CREDITED = "credited"
    RETURNED = "returned"
    DIFFERENCE = "difference"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Matched:
    """A line with what it is about.

    Attributes:
        batch: the deposit or check it belongs to, empty where none does; ``envelope`` and ``item``: the check.
        deposit: name of the deposit among those of its batch, empty for a check.
        off_cents: what the bank credited beyond our deposit, below 0 for less.
        finding: what a clerk must look at, None where all agrees.
    """

    line: BankLine
    upshot: Upshot
    batch: str = ""
    envelope: str = ""
    item: int = 0
    off_cents: int = 0
    finding: Finding | None = None
    deposit: str = ""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A report as it was loaded; the bytes are in the archive under ``sha256``."""

    sha256: str
    sender: str
    file_id: str
    created_on: dt.date
    loaded_at: str
    clerk: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A deposit that the bank should have credited by now."""

    deposit: Deposit
    finding: Finding
