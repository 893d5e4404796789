"""``[bank]`` of lockbox.toml: who deposits where, and how; seals nothing, for it changes no outcome of a night."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from lockbox.micr import routing_number_holds
from lockbox.settings_posting import PostingFiles

_FORBID = ConfigDict(extra="forbid")
_EXAMPLES = {
    "destination_routing": "011000015",
    "origin_routing": "011000138",
    "deposit_routing": "011000138",
    "credit_account": "1234567890",
}


def _routing(text: str) -> str:
    if not routing_number_holds(text):
        raise ValueError("not nine digits whose ABA check holds")
    return text


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if groups < 1:
        raise ValueError("has no group that holds what is sought")
    return text


Routing = Annotated[str, AfterValidator(_routing)]
OptionalRouting = Annotated[str, AfterValidator(lambda text: _routing(text) if text else text)]
Positive = Annotated[int, Field(ge=1)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Name = Annotated[str, Field(max_length=50, pattern=r"^[\x20-\x7e]*$")]
"""What a bank's file can spell: printable ASCII."""


@dataclass(frozen=True, slots=True, config=_FORBID)
class CashLetter:
    """How the image cash letter (X9.100-187) is written.

    Attributes:
        code: characters of the records; banks take EBCDIC unless agreed otherwise.
        standard_level: 03 is X9.37 (2003), 30 X9.100-187 of 2008, 35 of 2013 and 2016.
        bundle_items: most checks in one bundle.
        deposit_ticket: write a credit record (61) with its image ahead of the first check; neither counts nor
            amounts of the control records include it.
        quality_records: write image view analysis (54) behind each image, from the night's image tests.
        endorser_routing: where a processor endorses between the depositor and the bank: its routing
            number, for record 28; empty for none.
        unread_routing: a check whose routing number nobody could read goes into the file with zeros, for
            the bank's repair desk, or is deposited as paper.
    """

    code: Literal["ebcdic", "ascii"] = "ebcdic"
    standard_level: Literal["03", "30", "35"] = "03"
    bundle_items: Annotated[int, Field(ge=1, le=9999)] = 300
    deposit_ticket: bool = True
    quality_records: bool = True
    endorser_routing: OptionalRouting = ""
    unread_routing: Literal["image", "paper"] = "image"


@dataclass(frozen=True, slots=True, config=_FORBID)
class AccountsReceivable:
    """How checks become ACH debits (ARC entries of the Nacha rules).

    Attributes:
        company_name: the payee as payers know it; 16 characters travel.
        company_id: how the bank knows the originator, 10 characters.
        limit_cents: most that the rules let a source document be worth.
        opt_outs: account keys (``lockbox export clearing`` prints them) of payers who have said no.
        entry_description: what payers see on their statement, 10 characters.
    """

    company_name: Annotated[Name, Field(max_length=16)] = "HEALTH CONNECTOR"
    company_id: Annotated[Name, Field(max_length=10)] = "1000000000"
    limit_cents: Annotated[int, Field(ge=1, le=2_500_000)] = 2_500_000
    opt_outs: tuple[str, ...] = ()
    entry_description: Annotated[Name, Field(min_length=1, max_length=10)] = "CHECK PYMT"


@dataclass(frozen=True, slots=True, config=_FORBID)
class Returns:
    """How the bank's report (BAI2) is held against our deposits and checks; days are general knowledge.

    Attributes:
        credit_days: days after which a deposit that was not credited is missing.
        credit_window_days: a credit later than this after a deposit is for another one.
        missing_days: deposits older than this are looked for no more.
        window_days: how long a deposited check may come back.
        routing: patterns, over a returned item's words in capitals, whose first group is what they are named
            for: ``routing``, ``account``, ``serial`` of the check, our ``confirmation`` number, the ``reason``.
    """

    credit_days: Positive = 3
    credit_window_days: Positive = 7
    missing_days: Positive = 60
    window_days: Positive = 60
    routing: Pattern = r"(?:R/?T|RTN|ROUTING|TRANSIT|ABA)[ :#.]*([0-9]{9})\b"
    account: Pattern = r"(?:ACCOUNT|ACCT|A/C)[ :#.]*([0-9][0-9 -]{2,20}[0-9])\b"
    serial: Pattern = r"(?:CHECK|CHK|CK|SERIAL|SER)(?: ?(?:NO|NUMBER))?[ :#.]*([0-9]{1,15})\b"
    confirmation: Pattern = r"(?:CONFIRMATION|CONF)[ :#.]*([0-9A-Z]{10})\b"
    reason: Pattern = r"(?:REASON|RSN)[ :#.]*([A-Z]\b|[A-Z][A-Z ]{1,30})"


@dataclass(frozen=True, slots=True, config=_FORBID)
class Bank:
    """Whose bank, which account, and which way checks go there.

    The routing numbers and the account that stand here are examples: they are for test files only.

    Attributes:
        production: false writes test files, which a bank reads and does not book.
        clearing: the way of a check that may go either way; one that may not be an ACH debit goes as image.
        destination_routing: where the files are sent; ``destination_name`` is cut to what a file holds.
        origin_routing: who sends them.
        deposit_routing: the bank of first deposit.
        credit_account: the account there that is credited.
        payee_name: who is credited, for endorsements.
    """

    production: bool = False
    clearing: Literal["image", "ach"] = "image"
    destination_routing: Routing = _EXAMPLES["destination_routing"]
    destination_name: Name = "EXAMPLE BANK"
    origin_routing: Routing = _EXAMPLES["origin_routing"]
    origin_name: Name = "LOCKBOX"
    deposit_routing: Routing = _EXAMPLES["deposit_routing"]
    credit_account: Annotated[str, Field(pattern=r"^[0-9]{1,17}$")] = _EXAMPLES["credit_account"]
    payee_name: Name = "HEALTH CONNECTOR"
    contact_name: Name = ""
    contact_phone: Annotated[str, Field(pattern=r"^([0-9]{10})?$")] = ""
    x9: CashLetter = CashLetter()
    arc: AccountsReceivable = AccountsReceivable()
    returns: Returns = Returns()
    posting: PostingFiles = PostingFiles()

    @model_validator(mode="after")
    def _no_examples_in_production(self) -> Bank:
        """Money is not sent to an example's account."""
        missing = [name for name, example in _EXAMPLES.items() if getattr(self, name) == example]
        if self.production and missing:
            raise ValueError(f"files for production need your own {', '.join(missing)}")
        return self
