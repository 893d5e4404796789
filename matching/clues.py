"""What the papers that go with one instrument say about who pays for whom, gathered once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from lockbox.identity import account_key
from lockbox.records import (
    Coverage,
    Field,
    Instrument,
    InstrumentKind,
    Mention,
    MentionKind,
    PageKind,
    Remittance,
    SlipPayload,
    Zone,
)
from lockbox.settings import Settings
from matching.companies import named_coverages
from matching.ids import fit_ids
from matching.mending import mend
from matching.roster import Roster

_PRINT = (Zone.PRINTED.value, Zone.PAYER.value)
"""How the source of a line begins that is machine print."""


_MAY_BE_ID = frozenset({MentionKind.MEMBER_ID, MentionKind.BILLING_ACCOUNT})
"""A reader that loses three digits of a member id takes it for a billing account."""


KEYED = "keyed"
"""Source of what a clerk keyed."""
_LIKE_DIGITS, _FEWEST_LIKE = frozenset("0123456789OoQlIi/ZzSsbBgqUC"), 8
"""What readers of text take digits for, and how many such signs make a line worth holding against the roster."""


@dataclass(frozen=True, slots=True, eq=False)
class WrittenId:
    """One id somebody wrote: as seen, and what it costs (1/100 nat) that a place of the roster was meant.

    ``keyed`` says that a clerk keyed it from the paper.
    """

    seen: str
    fits: dict[int, int]
    keyed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Clues:
    """What one instrument and the papers with it say.

    Attributes:
        payloads: what its machine-read slips say.
        mended: what its slips say whose digits fail their check, where one open bill is clearly meant.
        ids: numbers, written or printed, that may be a member id; billing_accounts likewise.
        payer: the name printed on the instrument, and address under it.
        lines: what is written: memo and lines that may hold a name or street; printed likewise.
        companies: the names of companies as written; coverages: what they and plain words name.
        cents: the amount, as far as it was read; account_key: the payer's bank account, hashed.
    """

    payloads: tuple[SlipPayload, ...]
    mended: tuple[SlipPayload, ...]
    ids: tuple[WrittenId, ...]
    billing_accounts: tuple[str, ...]
    payer: str
    address: str
    lines: tuple[str, ...]
    printed: tuple[str, ...]
    companies: tuple[str, ...]
    coverages: frozenset[Coverage]
    cents: int | None
    account_key: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that may hold a name or an address, the payer's first."""
        return tuple(dict.fromkeys(text for text in (self.payer, *self.lines, *self.printed) if text))

    @property
    def asked(self) -> tuple[SlipPayload, ...]:
        """What the slips ask for, read or mended."""
        return self.payloads + self.mended


@functools.lru_cache(maxsize=16)
def gather(
    remittance: Remittance, instrument: Instrument, slips: tuple[int, ...], world: tuple[Roster, Settings]
) -> Clues:
    """Collect the clues of one instrument and the slips that go with it.

    The last few are kept, as finding the payer and deciding both ask for them.
    """
    roster, settings = world
    mine = tuple(remittance.slips[index] for index in slips)
    mentions = mentions_with(remittance, instrument, slips)
    payloads = tuple(dict.fromkeys(slip.payload.value for slip in mine if slip.payload.value))
    mended = dict.fromkeys(payload for slip in mine if (payload := mend(slip, roster, settings.slip_profiles)))
    said = tuple(mention for mention in mentions if not payloads or not _printed_by_us(remittance, mention))
    named = _texts(said, MentionKind.CARRIER)
    memo = instrument.memo.text
    return Clues(
        payloads=payloads,
        mended=tuple(payload for payload in mended if payload not in payloads),
        ids=tuple(_ids(mentions, roster)),
        billing_accounts=_texts(mentions, MentionKind.BILLING_ACCOUNT),
        payer=instrument.payer.value or "",
        address=instrument.payer_address.value or "",
        lines=tuple(line for line in (memo, *_lines(said, printed=False)) if line),
        printed=_lines(said, printed=True),
        companies=named,
        coverages=named_coverages(named, (*_texts(said, MentionKind.COVERAGE), memo), settings.carriers),
        cents=likely_cents(instrument),
        account_key=payer_account(instrument, settings),
    )


def _ids(mentions: tuple[Mention, ...], roster: Roster) -> Iterator[WrittenId]:
    """Yield the numbers that may be an id, and lines of text in whose ink an id of the roster stands."""
    for mention in mentions:
        found = mention.found
        if mention.kind in _MAY_BE_ID:
            yield WrittenId(found.value or found.text, fit_ids(found, roster.tree), found.source == KEYED)
        elif mention.kind is MentionKind.TEXT and _may_hold_id(found):
            fits = fit_ids(found, roster.tree)
            if fits:
                yield WrittenId(found.text, fits)


def _may_hold_id(line: Field[str]) -> bool:
    """Say whether a line that was written may hold an id which its reader took for something else."""
    handwritten = line.lattice is not None and not line.source.startswith(_PRINT)
    return handwritten and sum(sign in _LIKE_DIGITS for sign in line.text) >= _FEWEST_LIKE


def mentions_with(remittance: Remittance, instrument: Instrument, slips: tuple[int, ...]) -> tuple[Mention, ...]:
    """Return what was written on this instrument, its slips, and papers that belong to no other one."""
    foreign = foreign_pages(remittance, instrument, slips)
    return tuple(mention for mention in remittance.mentions if mention.found.page not in foreign)


def foreign_pages(remittance: Remittance, instrument: Instrument, slips: tuple[int, ...]) -> frozenset[int]:
    """Return the pages of the envelope's other instruments and of the slips that go with those."""
    others = {page for one in remittance.instruments if one is not instrument for page in (one.front, one.back)}
    strange = {slip.page for index, slip in enumerate(remittance.slips) if index not in slips}
    mine = {instrument.front, instrument.back} | {remittance.slips[index].page for index in slips}
    return frozenset(page for page in (others | strange) - mine if page >= 0)


def likely_cents(instrument: Instrument) -> int | None:
    """Return the amount as far as it was read: words before figures."""
    words, figures = instrument.legal_amount.value, instrument.courtesy_amount.value
    return figures if words is None else words


def payer_account(instrument: Instrument, settings: Settings) -> str:
    """Return the keyed hash of the payer's own bank account, empty where the issuer's is drawn on instead."""
    micr = instrument.micr.value
    if instrument.kind is not InstrumentKind.CHECK or micr is None or not micr.routing or not micr.account:
        return ""
    return account_key(bytes.fromhex(settings.fingerprint_key), micr.routing, micr.account)


def _texts(mentions: tuple[Mention, ...], kind: MentionKind) -> tuple[str, ...]:
    found: list[Field[str]] = [mention.found for mention in mentions if mention.kind is kind]
    return tuple(field.value or field.text for field in found if field.value or field.text)


def _lines(mentions: tuple[Mention, ...], *, printed: bool) -> tuple[str, ...]:
    """Return the lines of text that are, or are not, machine print."""
    return _texts(tuple(one for one in mentions if one.found.source.startswith(_PRINT) is printed), MentionKind.TEXT)


def _printed_by_us(remittance: Remittance, mention: Mention) -> bool:
    """Say whether a mention stands on a bill or slip, which prints what the payer need not mean."""
    kinds = {facts.page: facts.kind for facts in remittance.pages}
    return kinds.get(mention.found.page) in {PageKind.SLIP, PageKind.BILL}
