"""lockbox.toml as frozen records; every mistake is reported at once, with its path.

``Settings`` is what an outcome may depend on and is sealed with every run; ``Machine`` is how this
computer does the work, ``Bank`` how money and files leave; neither changes an outcome.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from lockbox.canonical import encode
from lockbox.carriers import CARRIERS, Carrier
from lockbox.errors import SettingsError
from lockbox.reasons import DISPOSITIONS, FLAGS, Disposition, Reason
from lockbox.records import ImageTest
from lockbox.settings_bank import Bank
from lockbox.settings_desk import DeskSettings
from lockbox.settings_unpaid import Unpaid
from lockbox.slips import DEFAULT_PROFILE, SlipProfile

_FORBID = ConfigDict(extra="forbid")

Permille = Annotated[int, Field(ge=0, le=1000)]
Positive = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]


class Severity(StrEnum):
    """What a failed image test does."""

    HOLD = "hold"
    REPORT = "report"
    OFF = "off"


@dataclass(frozen=True, slots=True, config=_FORBID)
class Rule:
    """What one reason does: whether it blocks posting, and where the paper goes when it does."""

    reason: Reason
    blocks: bool
    disposition: Disposition


@dataclass(frozen=True, slots=True, config=_FORBID)
class Stop:
    """One line of the stop list: a subscriber, a bank account's key, or a payer's name, and what to do."""

    member_id: str = ""
    account_key: str = ""
    payer: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True, config=_FORBID)
class Policy:
    """When a payment posts by itself. Amounts are cents, ages are days.

    Attributes:
        rules: name of the rule set of ``decide``; ``match`` names the table of evidence weights.
        wrong_posting_bound: at most one of so many postings may be wrong, at 95 % confidence; the least score
            that posts by itself follows from it by the calibration curve of the table.
        post_limit_cents: above this a clerk looks; ``second_clerk_cents``: a second clerk too.
        tolerance_cents: how far a payment may be from the bill and still be exact.
        stop_list: subscribers, bank accounts and payers whose payments a clerk looks at.
    """

    rules: Literal["rules-1"] = "rules-1"
    match: Literal["match-1", "match-2"] = "match-2"
    wrong_posting_bound: Positive = 10_000
    tolerance_cents: Count = 0
    stale_days: Positive = 180
    post_limit_cents: Count = 500_000
    second_clerk_cents: Count = 100_000
    money_order_maximum_cents: Count = 100_000
    order_of_application: Literal["oldest_first", "current_first"] = "oldest_first"
    reasons: tuple[Rule, ...] = ()
    stop_list: tuple[Stop, ...] = ()

    def rule(self, reason: Reason) -> Rule:
        """Return the rule for a reason: the setting if there is one, else the published default."""
        for rule in self.reasons:
            if rule.reason is reason:
                return rule
        return Rule(reason, reason not in FLAGS, DISPOSITIONS[reason])


@dataclass(frozen=True, slots=True, config=_FORBID)
class ReadingSettings:
    """Bounds of the readers; confidences 0 to 1000, below which a value is declined."""

    amount_bound: Permille = 900
    member_id_bound: Permille = 900
    date_bound: Permille = 700
    payee_bound: Permille = 700
    memo_bound: Permille = 900
    micr_bound: Permille = 900
    max_megapixels: Positive = 80
    max_pages: Positive = 200


@dataclass(frozen=True, slots=True, config=_FORBID)
class ImageLimits:
    """Bounds of the image tests, in whole units; docs/quality.md says how each is measured.

    Lengths are hundredths of an inch, angles hundredths of a degree, shares thousandths, levels of 256.

    Attributes:
        undersize_length: least longer side of a check; ``undersize_height`` its least shorter side.
        oversize_length: most of the longer side; ``oversize_height`` of the shorter one.
        torn_corner: most that is missing, as the leg of an even triangle; ``torn_edge`` its most depth.
        framing: most of the scanner's bed beside the paper.
        skew: most degrees the lines run askew.
        piggyback: most length of another paper's edge across the page.
        too_light: least levels between paper and ink; ``too_dark`` most of the page that is black.
        streaks: most of the page's height, or width, covered by lines from edge to edge.
        too_few_bytes: least size of the page in its file; ``too_many_bytes`` its most.
        spot_noise: most specks a square inch.
        size_mismatch: most by which a side of the front and of the back may differ.
        carbon_strip: most height of a black band across the page.
        out_of_focus: least rise of the sharpest edges over one dot at 200 an inch, as a share of the contrast.
        resolution: least dots an inch.
    """

    undersize_length: Count = 450
    undersize_height: Count = 200
    oversize_length: Count = 950
    oversize_height: Count = 450
    torn_corner: Count = 75
    torn_edge: Count = 50
    framing: Count = 25
    skew: Count = 400
    piggyback: Count = 175
    too_light: Count = 30
    too_dark: Permille = 500
    streaks: Permille = 6
    too_few_bytes: Count = 500
    too_many_bytes: Count = 20_000_000
    spot_noise: Count = 75
    size_mismatch: Count = 30
    carbon_strip: Count = 15
    out_of_focus: Permille = 250
    resolution: Count = 60


@dataclass(frozen=True, slots=True, config=_FORBID)
class ImageSeverity:
    """What a failed image test does: hold the item for a clerk, report it and go on, or nothing (off)."""

    undersize: Severity = Severity.HOLD
    oversize: Severity = Severity.REPORT
    torn_corner: Severity = Severity.HOLD
    torn_edge: Severity = Severity.HOLD
    framing: Severity = Severity.REPORT
    skew: Severity = Severity.REPORT
    piggyback: Severity = Severity.HOLD
    too_light: Severity = Severity.HOLD
    too_dark: Severity = Severity.HOLD
    streaks: Severity = Severity.HOLD
    too_few_bytes: Severity = Severity.REPORT
    too_many_bytes: Severity = Severity.REPORT
    spot_noise: Severity = Severity.REPORT
    size_mismatch: Severity = Severity.REPORT
    carbon_strip: Severity = Severity.REPORT
    out_of_focus: Severity = Severity.HOLD
    resolution: Severity = Severity.HOLD

    def of(self, test: ImageTest) -> Severity:
        """Return what a test does when it fails."""
        return Severity(getattr(self, test.value))


@dataclass(frozen=True, slots=True, config=_FORBID)
class Settings:
    """Everything of lockbox.toml that an outcome may depend on.

    Attributes:
        fingerprint_key: hex key under which bank accounts and items are hashed for the books.
        acceptable_payees: names a check may be payable to, case and punctuation aside.
    """

    site: str = "lockbox"
    fingerprint_key: str = "00"
    acceptable_payees: tuple[str, ...] = (
        "Health Connector",
        "MA Health Connector",
        "Massachusetts Health Connector",
        "Mass Health Connector",
        "The Health Connector",
        "Commonwealth Health Insurance Connector Authority",
    )
    policy: Policy = Policy()
    reading: ReadingSettings = ReadingSettings()
    image_limits: ImageLimits = ImageLimits()
    image_severity: ImageSeverity = ImageSeverity()
    slip_profiles: tuple[SlipProfile, ...] = (DEFAULT_PROFILE,)
    carriers: tuple[Carrier, ...] = CARRIERS


@dataclass(frozen=True, slots=True, config=_FORBID)
class Machine:
    """How this computer works; not sealed, changes no outcome.

    Attributes:
        workers: worker processes, 0 for one a core.
        page_seconds: time after which a page's reader counts as hung.
        worker_megabytes: address space a worker may take, 0 for no limit; readers take about 1,000 on usual pages.
        books: SQLAlchemy address of the books, empty for ``books.db`` in the site.
    """

    workers: Count = 0
    page_seconds: Positive = 60
    worker_megabytes: Count = 4096
    books: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"


@dataclass(frozen=True, slots=True, config=_FORBID)
class SiteFile:
    """The whole of lockbox.toml."""

    settings: Settings = Settings()
    machine: Machine = Machine()
    bank: Bank = Bank()
    unpaid: Unpaid = Unpaid()
    desk: DeskSettings = DeskSettings()


_SITE_FILE = TypeAdapter(SiteFile)
_SETTINGS = TypeAdapter(Settings)


def parse_site_file(text: str) -> SiteFile:
    """Return the settings that a lockbox.toml spells.

    Raises:
        SettingsError: naming every mistake with its path.
    """
    try:
        return _SITE_FILE.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"lockbox.toml is not TOML: {error}") from error
    except ValidationError as error:
        mistakes = [f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()]
        raise SettingsError("lockbox.toml has mistakes:\n  " + "\n  ".join(mistakes)) from error


def seal_settings(settings: Settings) -> bytes:
    """Return the canonical bytes under which settings are archived."""
    return encode(settings)


def unseal_settings(data: bytes) -> Settings:
    """Return the settings that archived bytes spell.

    Raises:
        ValueError: the bytes are not settings of this version.
    """
    return _SETTINGS.validate_json(data)
