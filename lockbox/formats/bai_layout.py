"""Layouts of BAI lockbox files as data: which records there are, and what stands at which position in them.

Banks call every definition of this format typical, never definitive. So a layout is a profile, and a new bank
needs a new profile in lockbox.toml and no code. A field is one line of text, ``"8-17 N amount"``: first and last
position, kind, and where the value comes from; a constant stands in quotes (``"1 N '6'"``). Positions that no
field names are blank.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from pydantic import TypeAdapter


class Role(StrEnum):
    """What a record is for; the order of a file follows from it."""

    FILE_HEADER = "file_header"
    SERVICE_HEADER = "service_header"
    BATCH_HEADER = "batch_header"
    DETAIL = "detail"
    OVERFLOW = "overflow"
    BATCH_TOTAL = "batch_total"
    LOCKBOX_TOTAL = "lockbox_total"
    TRAILER = "trailer"


KINDS = ("N", "ID", "AN", "YYMMDD", "MMDDYY", "YYYYMMDD", "DD-MON-YY", "HHMM")
"""``N``: a number, zeros before it, must fit. ``ID``: digits of an identifier, zeros before them, the last ones kept.
``AN``: capitals, figures and a few marks, blanks behind, cut. The rest are dates, and a time of day."""

SOURCES = {
    Role.FILE_HEADER: "destination origin process_date process_time",
    Role.SERVICE_HEADER: "destination origin reference record_size",
    Role.BATCH_HEADER: "batch_number lockbox deposit_date destination origin",
    Role.DETAIL: (
        "batch_number item_number amount routing routing_8 account account_last4 serial check_date deposit_date "
        "remitter payee confirmation member_id lockbox"
    ),
    Role.OVERFLOW: (
        "batch_number item_number sequence last member_id coverage coverage_code coverage_month part_amount carrier "
        "confirmation lockbox deposit_date"
    ),
    Role.BATCH_TOTAL: "batch_number item_number lockbox deposit_date batch_count batch_amount",
    Role.LOCKBOX_TOTAL: "lockbox deposit_date file_count file_amount",
    Role.TRAILER: "record_count",
}
"""What a record of each role may say, besides constants in quotes."""

_FIELD = re.compile(r"(\d{1,3})(?:-(\d{1,3}))? (\S+) (?:'([^']*)'|([a-z0-9_]+))")


@dataclass(frozen=True, slots=True)
class Place:
    """One field: positions from 1, both included; ``constant`` is None where ``source`` gives the value."""

    first: int
    last: int
    kind: str
    source: str
    constant: str | None

    @property
    def width(self) -> int:
        """How many characters it takes."""
        return self.last - self.first + 1

    @property
    def said(self) -> str:
        """What people call it."""
        return self.source or f"positions {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """One record: its role and its fields, in order of position; the first is the constant that tells it."""

    role: Role
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        """Every field is understood, and none lies over another; all mistakes are named at once."""
        mistakes = [fault for text in self.fields if (fault := _mistake(self.role, text))]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        places = self.places
        mistakes = [
            f"{self.role.value}: {other.said} lies over {one.said}"
            for one, other in pairwise(places)
            if other.first <= one.last
        ]
        if not places or places[0].constant is None:
            mistakes.append(f"{self.role.value}: the first field is a constant that tells the record, as in 1 N '6'")
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def places(self) -> tuple[Place, ...]:
        """The fields, understood."""
        return tuple(_place(text) for text in self.fields)

    @property
    def first(self) -> Place:
        """The field that tells the record."""
        return _place(self.fields[0])


@dataclass(frozen=True, slots=True)
class BaiProfile:
    """One bank's layout.

    Attributes:
        length: characters of every record.
        longest: characters that a reader lets pass without a word.
        overflow_more: what ``last`` says when another overflow record follows; ``overflow_last`` when none does.
        batch_items: most checks in one batch.
    """

    name: str
    length: int
    records: tuple[RecordLayout, ...]
    longest: int = 0
    overflow_more: str = "0"
    overflow_last: str = "9"
    batch_items: int = 999

    def __post_init__(self) -> None:
        """Every record fits, roles come once, and there are details."""
        roles = [record.role for record in self.records]
        if len(set(roles)) != len(roles) or Role.DETAIL not in roles:
            raise ValueError(f"{self.name}: each role comes once, and detail is one of them")
        for record in self.records:
            if record.places[-1].last > self.length:
                raise ValueError(f"{self.name}: {record.role.value} ends after position {self.length}")
        detail = self.record(Role.DETAIL)
        if not detail or "amount" not in {place.source for place in detail.places}:
            raise ValueError(f"{self.name}: a detail without amount")

    def record(self, role: Role) -> RecordLayout | None:
        """Return the record of a role, None if the layout has none."""
        return next((one for one in self.records if one.role is role), None)


@cache
def _place(text: str) -> Place:
    found = _FIELD.fullmatch(text)
    assert found, text
    return Place(int(found[1]), int(found[2] or found[1]), found[3], found[5] or "", found[4])


def _mistake(role: Role, text: str) -> str:
    """Say what is wrong with a field's line, empty if nothing is."""
    if not _FIELD.fullmatch(text):
        return f"{role.value}: {text!r} is no field, as 8-17 N amount is"
    place, wrong = _place(text), []
    if place.kind not in KINDS:
        wrong.append(f"the kind is one of {', '.join(KINDS)}")
    if not 1 <= place.first <= place.last:
        wrong.append("positions count from 1 upward")
    if place.constant is None and place.source not in SOURCES[role].split():
        wrong.append(f"it can say {SOURCES[role]}, or a constant in quotes")
    if place.constant is not None and len(place.constant) > place.width:
        wrong.append("the constant is too long")
    return f"{role.value}: {text!r}: {'; '.join(wrong)}" if wrong else ""


# --- Profiles ----------------------------------------------------------------------------------

PROFILES_TOML = """\
[[bai_profiles]]
name = "bai-104"                 # records 1 to 9 in 104 characters, as a known bank feed has them
length = 104
longest = 160
records = [
  { role = "file_header", fields = ["1 N '1'", "2-3 N '01'", "4-13 AN destination", "14-23 ID origin",
      "24-29 YYMMDD process_date", "30-33 HHMM process_time"] },
  { role = "service_header", fields = ["1 N '2'", "2-11 AN destination", "12-21 AN origin", "22-31 ID reference",
      "32-34 N '400'", "35-37 N record_size", "38-41 N record_size", "42 N '1'"] },
  { role = "batch_header", fields = ["1 N '5'", "2-4 N batch_number", "5-7 N '000'", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-30 AN destination", "31-40 AN origin"] },
  { role = "detail", fields = ["1 N '6'", "2-4 N batch_number", "5-7 N item_number", "8-17 N amount",
      "18-26 ID routing", "27-36 ID account_last4", "37-46 ID serial", "47-52 MMDDYY check_date",
      "53-82 AN remitter", "83-104 AN payee"] },
  { role = "overflow", fields = ["1 N '4'", "2-4 N batch_number", "5-7 N item_number", "8 N '6'", "9-10 N sequence",
      "11 N last", "12-23 ID member_id", "24 AN coverage_code", "25-30 N coverage_month", "32-41 N part_amount"] },
  { role = "batch_total", fields = ["1 N '7'", "2-4 N batch_number", "5-7 N item_number", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-23 N batch_count", "24-33 N batch_amount"] },
  { role = "lockbox_total", fields = ["1 N '8'", "2-4 N '999'", "5-7 N '000'", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-24 N file_count", "25-34 N file_amount"] },
  { role = "trailer", fields = ["1 N '9'", "2-7 N record_count"] },
]

[[bai_profiles]]
name = "bai2-80"                 # 80 characters as ERP loaders take them, an amount for each invoice
length = 80
records = [
  { role = "file_header", fields = ["1 N '1'", "2-3 N '01'", "4-13 AN destination", "14-23 AN origin",
      "24-29 YYMMDD process_date", "30-33 HHMM process_time"] },
  { role = "service_header", fields = ["1 N '2'", "2-11 AN destination", "12-21 AN origin", "22-31 ID reference",
      "32-34 N '400'", "35-37 N record_size", "38-40 N record_size", "41 N '1'"] },
  { role = "batch_header", fields = ["1 N '5'", "2-4 N batch_number", "5-7 N '000'", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-30 AN destination", "31-40 AN origin"] },
  { role = "detail", fields = ["1 N '6'", "2-4 N batch_number", "5-7 N item_number", "8-17 N amount",
      "18-26 ID routing", "27-36 ID account_last4", "37-46 ID serial", "47-52 MMDDYY check_date",
      "53-80 AN remitter"] },
  { role = "overflow", fields = ["1 N '4'", "2-4 N batch_number", "5-7 N item_number", "8 N '4'", "9-10 N sequence",
      "11 N last", "12-23 ID member_id", "24 AN coverage_code", "28-37 N part_amount", "38-47 N '0000000000'",
      "50-55 N coverage_month"] },
  { role = "batch_total", fields = ["1 N '7'", "2-4 N batch_number", "5-7 N item_number", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-23 N batch_count", "24-33 N batch_amount"] },
  { role = "lockbox_total", fields = ["1 N '8'", "2-4 N '999'", "5-7 N '000'", "8-14 ID lockbox",
      "15-20 YYMMDD deposit_date", "21-24 N file_count", "25-34 N file_amount"] },
  { role = "trailer", fields = ["1 N '9'", "2-7 N record_count"] },
]

[[bai_profiles]]
name = "oracle-6"                # details alone, for Oracle Receivables' loader
length = 139
batch_items = 999999
records = [
  { role = "detail", fields = ["1 N '6'", "2-7 N item_number", "8-17 N amount", "18-25 ID routing_8",
      "26-35 ID account_last4", "36-43 ID serial", "44-46 AN 'USD'", "57-70 AN member_id",
      "71-79 DD-MON-YY deposit_date", "80-99 AN confirmation"] },
]

[[bai_profiles]]
name = "wells-images"            # the keyed index of an image lockbox; its picture paths stay blank
length = 180
batch_items = 999
records = [
  { role = "detail", fields = ["1-2 AN 'IM'", "14-23 ID lockbox", "24-31 YYYYMMDD deposit_date",
      "36-43 N batch_number", "47-49 N item_number", "59-60 AN 'CK'", "61-74 N amount", "75-86 ID serial",
      "88-107 AN routing", "108-127 AN account_last4"] },
]
"""
"""The layouts that ship, written as lockbox.toml takes them (there under ``[[bank.posting.bai_profiles]]``)."""

_PROFILES = TypeAdapter(tuple[BaiProfile, ...])
PROFILES: tuple[BaiProfile, ...] = _PROFILES.validate_python(tomllib.loads(PROFILES_TOML)["bai_profiles"])
DEFAULT = PROFILES[0]
