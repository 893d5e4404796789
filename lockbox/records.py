"""The records that travel up to understanding: what came in, what was read, what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from lockbox.lattice import Lattice
from lockbox.micr import Micr

T = TypeVar("T")


class Coverage(StrEnum):
    """The two kinds of plan, billed and paid apart."""

    MEDICAL = "medical"
    DENTAL = "dental"


# --- What came in ------------------------------------------------------------------------------


class Side(StrEnum):
    """Which side of the paper a page shows, where the scanner said so."""

    FRONT = "front"
    BACK = "back"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """One page image: the archived file that holds it and its 0-based page in that file."""

    sha256: str
    source: str
    page: int = 0
    side: Side = Side.UNKNOWN


@dataclass(frozen=True, slots=True)
class Stray:
    """A file in the mail that is no readable page, and what is wrong with it in plain words."""

    source: str
    sha256: str
    fault: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What came together; ``name`` is unique in its batch."""

    name: str
    scans: tuple[Scan, ...]
    strays: tuple[Stray, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One day's mail; the declared figures come from batch.toml, where there is one."""

    name: str
    received_on: dt.date
    envelopes: tuple[Envelope, ...]
    declared_count: int | None = None
    declared_cents: int | None = None


# --- What the paper says -----------------------------------------------------------------------


class PageKind(StrEnum):
    """What a page is."""

    CHECK = "check"
    MONEY_ORDER = "money_order"
    CHECK_BACK = "check_back"
    SLIP = "slip"
    BILL = "bill"
    ENVELOPE = "envelope"
    LETTER = "letter"
    BLANK = "blank"
    OTHER = "other"


class Zone(StrEnum):
    """Which field of a page a sighting belongs to."""

    MICR = "micr"
    BARCODE = "barcode"
    SCAN_LINE = "scan_line"
    COURTESY = "courtesy_amount"
    LEGAL = "legal_amount"
    DATE = "date"
    PAYEE = "payee"
    PAYER = "payer"
    MEMO = "memo"
    SERIAL = "serial"
    SIGNATURE = "signature"
    STRUCK = "struck"
    MEMBER_ID = "member_id"
    WRITTEN = "written"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the page as scanned and then turned upright."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one reader saw in one zone. Confidence is 0 to 1000; alternatives are text and confidence."""

    zone: Zone
    box: Box
    text: str
    confidence: int
    engine: str
    alternatives: tuple[tuple[str, int], ...] = ()
    lattice: Lattice | None = None


class ImageTest(StrEnum):
    """The usual tests of a check's image, and last one of our own; units are in ``lockbox.image_tests``."""

    UNDERSIZE = "undersize"
    OVERSIZE = "oversize"
    TORN_CORNER = "torn_corner"
    TORN_EDGE = "torn_edge"
    FRAMING = "framing"
    SKEW = "skew"
    PIGGYBACK = "piggyback"
    TOO_LIGHT = "too_light"
    TOO_DARK = "too_dark"
    STREAKS = "streaks"
    TOO_FEW_BYTES = "too_few_bytes"
    TOO_MANY_BYTES = "too_many_bytes"
    SPOT_NOISE = "spot_noise"
    SIZE_MISMATCH = "size_mismatch"
    CARBON_STRIP = "carbon_strip"
    OUT_OF_FOCUS = "out_of_focus"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Measure:
    """What one image test measured, in the test's unit; ``place`` says in words where on the upright page."""

    test: ImageTest
    value: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class PageReading:
    """All that was seen on one page.

    Attributes:
        page: index into the envelope's scans.
        rotation: clockwise turn in degrees (0, 90, 180, 270) that made the page upright.
        faults: what else is wrong with its picture, as ``name: detail``; image tests too where there are no measures.
        failure: empty, or how a reader failed here (crashed, timed out, out of memory).
        picture: a 64-bit perceptual hash of the upright page, 16 hex digits, or empty.
        measures: what the image tests measured; whether that passes is for the settings to say.
    """

    page: int
    kind: PageKind
    rotation: int
    width: int
    height: int
    dpi: int
    sightings: tuple[Sighting, ...] = ()
    faults: tuple[str, ...] = ()
    failure: str = ""
    picture: str = ""
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was seen in one envelope, in the order of its scans."""

    pages: tuple[PageReading, ...]


# --- What it means -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One thing understood; ``value`` is None where the reader declines.

    Attributes:
        confidence: 0 to 1000.
        text: as it was seen.
        source: the zone and engine it came from, for people.
        page: index into the envelope's scans, -1 where nothing was seen.
        candidates: other values as text, with confidences, best first.
    """

    value: T | None = None
    confidence: int = 0
    text: str = ""
    source: str = ""
    page: int = -1
    box: Box | None = None
    candidates: tuple[tuple[str, int], ...] = ()
    lattice: Lattice | None = None


class InstrumentKind(StrEnum):
    """Kinds of paper that carry money."""

    CHECK = "check"
    CASHIERS_CHECK = "cashiers_check"
    BILL_PAY = "bill_pay"
    MONEY_ORDER = "money_order"
    WARRANT = "warrant"


class MarkKind(StrEnum):
    """Words or signs on paper that change what may be done with it."""

    PAID_IN_FULL = "paid_in_full"
    VOID = "void"
    COPY = "copy"
    FOREIGN = "foreign"
    ALTERED = "altered"
    THIRD_PARTY = "third_party"
    CASH = "cash"
    GIFT_CARD = "gift_card"
    DECEASED = "deceased"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Mark:
    """One such sign, with the words that gave it."""

    kind: MarkKind
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A check or money order; ``item`` counts from 1 within the envelope, ``back`` is -1 if absent."""

    item: int
    kind: InstrumentKind
    front: int
    back: int
    micr: Field[Micr]
    courtesy_amount: Field[int]
    legal_amount: Field[int]
    check_date: Field[dt.date]
    payee: Field[str]
    payer: Field[str]
    payer_address: Field[str]
    memo: Field[str]
    serial: Field[str]
    signature: Field[bool]
    picture: str = ""
    """A 64-bit perceptual hash of the front, 16 hex digits, to find the same picture again."""


@dataclass(frozen=True, slots=True)
class SlipPayload:
    """What a payment slip's bar code or scan line says."""

    profile: str
    member_id: str
    coverage: Coverage
    coverage_month: str
    amount_due_cents: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A payment slip; ``payload`` has no value when the machine reads fail or contradict each other."""

    page: int
    payload: Field[SlipPayload]
    barcode: Field[str]
    scan_line: Field[str]


class MentionKind(StrEnum):
    """Numbers and names that people write to say who they are."""

    MEMBER_ID = "member_id"
    BILLING_ACCOUNT = "billing_account"
    REF_ID = "ref_id"
    SSN = "ssn"
    CARD = "card"
    PHONE = "phone"
    CARRIER = "carrier"
    COVERAGE = "coverage"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mention:
    """One such thing, found anywhere in the envelope; TEXT is a line that may hold a name or street."""

    kind: MentionKind
    found: Field[str]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What decide must know of a page besides its fields.

    Attributes:
        faults: what is wrong with its image and makes it unsafe to read, in words.
        remarks: what else is wrong with its image, to be reported.
    """

    page: int
    kind: PageKind
    side: Side
    faults: tuple[str, ...] = ()
    failure: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remittance:
    """What one envelope means."""

    pages: tuple[PageFacts, ...]
    instruments: tuple[Instrument, ...] = ()
    slips: tuple[Slip, ...] = ()
    mentions: tuple[Mention, ...] = ()
    marks: tuple[Mark, ...] = ()
    strays: tuple[Stray, ...] = ()
