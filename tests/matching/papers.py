"""Small papers for tests of matching: members, checks, slips and remittances with one line each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from lockbox.lattice import Lattice, from_probabilities
from lockbox.micr import Micr
from lockbox.reasons import Reason
from lockbox.records import (
    Coverage,
    Field,
    Instrument,
    InstrumentKind,
    Mark,
    MarkKind,
    Mention,
    MentionKind,
    PageFacts,
    PageKind,
    Remittance,
    Side,
    Slip,
    SlipPayload,
)
from lockbox.settings import Policy, Settings
from lockbox.settlement import Allocation, Bill, Decision, Known, Member
from matching.decide import Context, decide
from matching.match import find_payer
from matching.roster import Roster

DAY = dt.date(2026, 3, 20)
MEDICAL, DENTAL = Coverage.MEDICAL, Coverage.DENTAL
NOTHING_KNOWN, DEFAULT_POLICY = Known(), Policy()
ANN, BOB, EVE = "730021448815", "730955120067", "214403370912"


def bill(
    member_id: str = ANN, cents: int = 41250, coverage: Coverage = MEDICAL, month: str = "2026-04", **more: str
) -> Bill:
    """Return a bill, of WellSense or Altus Dental where no carrier is given."""
    carrier = more.get("carrier") or ("WellSense" if coverage is MEDICAL else "Altus Dental")
    return Bill(member_id, coverage, carrier, month, cents)


def member(member_id: str = ANN, name: str = "Ann Baker", *bills: Bill, **more: str) -> Member:
    """Return a member at 12 Elm Street, Boston, with one medical bill where none is given."""
    first, last = name.split(" ", 1)
    place = {"street": "12 Elm Street", "city": "Boston", "state": "MA", "zip": "02118"} | more
    return Member(member_id, first, last, **place, bills=bills or (bill(member_id),))


PEOPLE = (
    member(),
    member(BOB, "Robert Quincy", bill(BOB, 10300), street="7 Oak Lane", zip="01002"),
    member(EVE, "Eve Marlow", bill(EVE, 23500), bill(EVE, 4200, DENTAL), street="90 High St", zip="02139"),
)


def field(value: object, confidence: int = 990, page: int = 0, **more: object) -> Field:
    """Return a field as a good reader gives it."""
    return Field(value, confidence, text=str(value), page=page, **more)


def check(cents: int | None = 41250, **changes: object) -> Instrument:
    """Return a sound personal check over an amount, payer unknown to the roster's tests unless changed."""
    item = Instrument(
        item=1,
        kind=InstrumentKind.CHECK,
        front=0,
        back=-1,
        micr=field(Micr("", routing="021000021", account="998877", serial="1204")),
        courtesy_amount=field(cents),
        legal_amount=field(cents),
        check_date=field(DAY - dt.timedelta(days=3)),
        payee=field("Health Connector"),
        payer=field("Ann Baker"),
        payer_address=field("12 Elm Street Boston MA 02118"),
        memo=Field(),
        serial=field("1204"),
        signature=field(True),
        picture="00ff00ff00ff00ff",
    )
    return replace(item, **changes)


def slip(
    member_id: str = ANN, cents: int = 41250, coverage: Coverage = MEDICAL, month: str = "2026-04", page: int = 1
) -> Slip:
    """Return a slip whose bar code was read."""
    payload = SlipPayload("connector-1", member_id, coverage, month, cents)
    return Slip(page, field(payload, page=page), field("code", page=page), Field())


def damaged(line: str, page: int = 1) -> Slip:
    """Return a slip of which only a scan line that fails its check was read."""
    return Slip(page, Field(), Field(), Field(text=line, confidence=500, page=page))


def said(kind: MentionKind, text: str, page: int = 0, **more: object) -> Mention:
    """Return something written on the check."""
    return Mention(kind, Field(text, more.pop("confidence", 950), text, page=page, **more))


def wrote_id(text: str, **more: object) -> Mention:
    """Return a written member id."""
    return said(MentionKind.MEMBER_ID, text, **more)


def line(text: str, **more: object) -> Mention:
    """Return a written line."""
    return said(MentionKind.TEXT, text, **more)


def company(text: str, **more: object) -> Mention:
    """Return the written name of an insurance company."""
    return said(MentionKind.CARRIER, text, **more)


def mail(*papers: Instrument | Slip | Mention | Mark, pages: tuple[PageFacts, ...] = (), **more: object) -> Remittance:
    """Return the remittance of one envelope; pages are made for papers that need them."""
    instruments = tuple(
        replace(one, item=number)
        for number, one in enumerate((one for one in papers if isinstance(one, Instrument)), start=1)
    )
    slips = tuple(one for one in papers if isinstance(one, Slip))
    facts = {one.front: PageFacts(one.front, PageKind.CHECK, Side.UNKNOWN) for one in instruments}
    facts |= {one.page: PageFacts(one.page, PageKind.SLIP, Side.UNKNOWN) for one in slips}
    facts |= {one.page: one for one in pages}
    return Remittance(
        pages=tuple(facts[page] for page in sorted(facts)),
        instruments=instruments,
        slips=slips,
        mentions=tuple(one for one in papers if isinstance(one, Mention)),
        marks=tuple(one for one in papers if isinstance(one, Mark)),
        **more,
    )


def mark(kind: MarkKind, text: str = "words", page: int = 0) -> Mark:
    """Return a mark."""
    return Mark(kind, text, page)


def context(*people: Member, known: Known = NOTHING_KNOWN, policy: Policy = DEFAULT_POLICY, **more: object) -> Context:
    """Return the context of a day, with the three usual people where none are given."""
    settings = Settings(fingerprint_key="a1" * 16, policy=policy, **more)
    return Context(Roster.of(people or PEOPLE), known, settings, DAY)


def decided(remittance: Remittance, world: Context | None = None) -> tuple[Decision, ...]:
    """Return what is decided on an envelope."""
    world = world or context()
    matches = find_payer(remittance, world.roster, world.known, world.settings)
    return decide(remittance, matches, world)


def only(remittance: Remittance, world: Context | None = None) -> Decision:
    """Return the one decision on an envelope."""
    (decision,) = decided(remittance, world)
    return decision


def page(kind: PageKind, number: int = 5, side: Side = Side.UNKNOWN, **more: object) -> PageFacts:
    """Return a page beside the check and its slip."""
    return PageFacts(number, kind, side, **more)


def reasons(decision: Decision, *, blocking: bool = True) -> set[Reason]:
    """Return the reasons of a decision that block, or all of them."""
    return {finding.reason for finding in decision.findings if finding.blocks or not blocking}


def ink(text: str, doubt: dict[int, tuple[str, float]] | None = None, sure: float = 0.97) -> Lattice:
    """Return the lattice of a neat hand writing digits.

    ``doubt`` gives for a place another digit and its probability; the rest of it stays with the true one.
    """
    steps = np.full((4 * len(text) + 2, 11), 0.002)
    steps[:, 0] = 0.98
    for place, digit in enumerate(text):
        here = steps[4 * place + 1 : 4 * place + 3]
        here[:] = (1 - sure) / 10
        other, share = (doubt or {}).get(place, (digit, 0.0))
        here[:, int(other) + 1] = share * sure
        here[:, int(digit) + 1] = max((1 - share) * sure, here[0, int(digit) + 1])
    return from_probabilities(steps / steps.sum(axis=1, keepdims=True), "0123456789")


UNREAD = Field()
NOBODY = {"payer": field("Zed Nobody"), "payer_address": UNREAD}
EVES = {"payer": field("Eve Marlow"), "payer_address": UNREAD}
ANNS = Allocation(ANN, MEDICAL, "2026-04", 41250)
BOBS = Allocation(BOB, MEDICAL, "2026-04", 10300)
EVES_MEDICAL, EVES_DENTAL = Allocation(EVE, MEDICAL, "2026-04", 23500), Allocation(EVE, DENTAL, "2026-04", 4200)
