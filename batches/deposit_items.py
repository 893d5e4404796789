"""Which instruments a deposit holds, in the order of their mail, and which way each goes to the bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from batches.archive import Archive
from batches.tally import batch_of
from lockbox.arc import Barred, Source, barred
from lockbox.canonical import decode
from lockbox.identity import account_key, batch_id
from lockbox.image_tests import QualityFlags, judge, quality_flags
from lockbox.manifest import Manifest
from lockbox.micr import Micr, quality
from lockbox.reasons import Disposition
from lockbox.records import Envelope, Instrument, PageKind, Reading, Scan
from lockbox.settings import Settings, unseal_settings
from lockbox.settings_bank import AccountsReceivable, Bank
from lockbox.settlement import Outcome


class Way(StrEnum):
    """How an instrument goes to the bank; an adjustment is asked for, since the paper went before."""

    IMAGE = "image"
    ACH = "ach"
    PAPER = "paper"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of an instrument: its scan, the clockwise degrees that put it upright, and its image tests."""

    scan: Scan
    rotation: int
    flags: QualityFlags | None


@dataclass(frozen=True, slots=True)
class Item:
    """One instrument of a deposit.

    Attributes:
        sequence: 15 figures: the number of its batch in the order of posting, then its own in the batch. It names
            the instrument for ever, in whichever file it goes.
        front: None where no page is known to show it; ``back`` None where it was not scanned.
        not_arc: every reason why it may not become an ACH debit.
        account_key: the keyed hash of its bank account, empty where that is not known.
    """

    batch: str
    envelope: str
    item: int
    sequence: str
    cents: int
    micr: Micr | None = None
    front: Sheet | None = None
    back: Sheet | None = None
    not_arc: tuple[Barred, ...] = (Barred.NO_CODE_LINE,)
    account_key: str = ""
    presented: bool = False

    @property
    def routing(self) -> str:
        """Nine figures, empty where nobody could read them."""
        return self.micr.routing if self.micr else ""

    @property
    def micr_valid(self) -> str:
        """The X9 MICR valid indicator."""
        return quality(self.micr) if self.micr else "4"

    def way(self, bank: Bank) -> Way:
        """Return the way it goes under a bank's settings."""
        if self.presented:
            return Way.ADJUSTMENT
        if self.front is None or (not self.routing and bank.x9.unread_routing == "paper"):
            return Way.PAPER
        return Way.ACH if bank.clearing == "ach" and not self.not_arc else Way.IMAGE


@dataclass(frozen=True, slots=True)
class Ruled:
    """An instrument that a ruling deposits, or whose deposit it changed (``presented``), in cents."""

    envelope: str
    item: int
    cents: int
    presented: bool


def sequence_of(number: int, place: int) -> str:
    """Return the 15 figures that name an instrument: its batch's number, then its place in the batch, from 1."""
    assert 0 <= number < 10**7
    assert 0 < place < 10**8
    return f"{number:07d}{place:08d}"


@dataclass(frozen=True, slots=True)
class About:
    """What a deposit's items need besides the archive: their batch's number, and the rules for ACH debits."""

    number: int
    rules: AccountsReceivable


def night_items(archive: Archive, manifest: Manifest, about: About) -> Iterator[Item]:
    """Yield what a sealed night deposits: every instrument that goes to the bank with a known amount."""
    night = _Night(archive, manifest, about)
    for place, outcome in night.decided():
        decision = outcome.decisions[place.index]
        if decision.disposition is Disposition.DEPOSIT and decision.amount_cents:
            yield night.item(place, outcome, decision.amount_cents)


def ruled_items(archive: Archive, manifest: Manifest, about: About, ruled: Iterable[Ruled]) -> Iterator[Item]:
    """Yield those of a batch's instruments that rulings deposited, or whose deposit they changed."""
    night = _Night(archive, manifest, about)
    wanted = {(one.envelope, one.item): one for one in ruled}
    for place, outcome in night.decided():
        one = wanted.pop((place.envelope.name, outcome.decisions[place.index].item), None)
        if one:
            yield night.item(place, outcome, one.cents, one)
    assert not wanted, "the books know an instrument that the archive has not"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a decision stands: its index in its envelope, its number in the batch, from 1."""

    index: int
    number: int
    envelope: Envelope
    reading_sha256: str


class _Night:
    """One sealed night, opened for its deposit."""

    def __init__(self, archive: Archive, manifest: Manifest, about: About) -> None:
        self._archive, self._manifest, self._about = archive, manifest, about
        self._settings = unseal_settings(archive.get(manifest.inputs.settings_sha256))
        self._batch = batch_of(archive, manifest)
        self._id = batch_id(self._batch)

    def decided(self) -> Iterator[tuple[_Place, Outcome]]:
        """Yield every decision of the night in the order of its mail."""
        number = 0
        for envelope, result in zip(self._batch.envelopes, self._manifest.results, strict=True):
            outcome = decode(Outcome, self._archive.get(result.outcome_sha256))
            for index in range(len(outcome.decisions)):
                number += 1
                yield _Place(index, number, envelope, result.reading_sha256), outcome

    def item(self, place: _Place, outcome: Outcome, cents: int, ruled: Ruled | None = None) -> Item:
        """Return one instrument with its pages."""
        decision, remittance = outcome.decisions[place.index], outcome.remittance
        instrument = next((one for one in remittance.instruments if one.item == decision.item), None)
        found = Item(
            batch=self._id,
            envelope=place.envelope.name,
            item=decision.item,
            sequence=sequence_of(self._about.number, place.number),
            cents=cents,
            presented=ruled is not None and ruled.presented,
        )
        if instrument is None:
            return found
        micr = instrument.micr.value
        key = _account_key(self._settings, micr)
        source = Source(
            kind=instrument.kind,
            micr=micr,
            cents=cents,
            signed=bool(instrument.signature.value),
            marks={mark.kind for mark in remittance.marks},
            account_key=key,
            ruled=ruled is not None,
        )
        front, back = self._sheets(place, instrument)
        reasons = barred(source, self._about.rules)
        return replace(found, micr=micr, front=front, back=back, not_arc=reasons, account_key=key)

    def _sheets(self, place: _Place, instrument: Instrument) -> tuple[Sheet | None, Sheet | None]:
        """Return the front and the back of an instrument, as far as they were scanned."""
        reading = decode(Reading, self._archive.get(place.reading_sha256))
        pages = {page.page: page for page in reading.pages}
        front = pages.get(instrument.front)
        sheets: list[Sheet | None] = []
        for number, other in ((instrument.front, None), (instrument.back, front)):
            page = pages.get(number)
            kind = PageKind.CHECK_BACK if other else page.kind if page else PageKind.OTHER
            flags = quality_flags(judge(page, self._settings, kind, other)) if page and page.measures else None
            scan = place.envelope.scans[number] if number >= 0 else None
            sheets.append(Sheet(scan, page.rotation if page else 0, flags) if scan else None)
        return sheets[0], sheets[1]


def _account_key(settings: Settings, micr: Micr | None) -> str:
    if micr is None or not micr.routing or not micr.account:
        return ""
    return account_key(bytes.fromhex(settings.fingerprint_key), micr.routing, micr.account)
