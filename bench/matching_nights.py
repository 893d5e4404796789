"""Puts simulated nights together: inks that were read once, each in a situation of its own on a roster full of others.

The ink is what the real readers saw; what varies is everybody else: who is on the roster under which number, name
and address, what is owed, what a coupon asks for, and what the books know. Every ink lies in a night once at most.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from bench.matching_inks import RECEIVED, Ink
from bench.matching_scene import Scene
from bench.matching_situations import SITUATIONS, Situation
from lockbox.identity import account_key
from lockbox.records import Field, PageFacts, PageKind, Remittance, Side, Slip
from lockbox.settings import Settings
from lockbox.settlement import Allocation, Known, Member
from lockbox.slips import encode_payload
from matching.columns import Index
from matching.roster import Roster
from samples.people import World

_SHARES: Mapping[str, float] = {"mismatch": 0.2, "damaged_coupon": 0.4}
"""How often a rare paper lies in a night, where that is not always: it is drawn oftener than it is sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One simulated envelope and the truth about it."""

    name: str
    ink: Ink
    situation: Situation
    remittance: Remittance
    right: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """A simulated night: its envelopes, the roster, and what the books knew."""

    letters: tuple[Letter, ...]
    roster: Roster
    known: Known


def make_night(inks: Sequence[tuple[Ink, Remittance]], crowd: Sequence[Member], seed: int, settings: Settings) -> Night:
    """Return a night in which every ink lies once, in a situation that chance picks.

    Args:
        inks: what was drawn, with what the readers made of it.
        crowd: who else is on the roster.
        seed: the chance of the night.
        settings: whose key hashes bank accounts.
    """
    chance = random.Random(f"matching night {seed}")
    world = World(random.Random(f"matching people {seed}"), RECEIVED, taken={one.member_id for one in crowd})
    world.taken |= {ink.member.member_id for ink, _ in inks}
    lying = [one for one in inks if chance.random() < _SHARES.get(one[0].what, 1.0)]
    letters, people, paid, accounts = [], {one.member_id: one for one in crowd}, [], set()
    for number, (ink, remittance) in enumerate(chance.sample(lying, len(lying)), 1):
        table = [one for one in SITUATIONS if ink.what in one.inks]
        situation = chance.choices(table, [one.weight for one in table])[0]
        scene = Scene(ink, remittance, ink.member, chance, world)
        situation.play(scene)
        scene.right = scene.right or _first_bill(scene)
        for one in (*scene.others, *(() if scene.absent else (scene.member,))):
            people[one.member_id] = one
        paid += scene.paid
        accounts |= {(key, one) for one in scene.accounts if (key := _account(remittance, settings))}
        letters.append(Letter(f"E{number:05}", ink, situation, _with_slips(scene), scene.right))
    paid.sort(key=lambda part: (part.member_id, part.coverage, part.coverage_month))
    known = Known(accounts=tuple(sorted(accounts)), paid=tuple(paid))
    return Night(tuple(letters), _in_memory(Roster.of(people.values())), known)


def _in_memory(roster: Roster) -> Roster:
    """Return a small roster whose indexes are dictionaries: the same answers, sooner."""
    names, streets, accounts = (cast("Index", dict(one)) for one in (roster.names, roster.streets, roster.accounts))
    return replace(roster, names=names, streets=streets, accounts=accounts)


def _first_bill(scene: Scene) -> tuple[Allocation, ...]:
    """Return the whole of what the words say to the bill that was meant."""
    bill = next(one for one in scene.member.bills if one.coverage is scene.ink.member.bills[0].coverage)
    return (Allocation(bill.member_id, bill.coverage, bill.coverage_month, scene.ink.words),)


def _with_slips(scene: Scene) -> Remittance:
    """Return the remittance with machine-read coupons added, as their readers give them."""
    pages, slips = list(scene.remittance.pages), list(scene.remittance.slips)
    for payload in scene.slips:
        page, text = len(pages), encode_payload(payload)
        pages.append(PageFacts(page, PageKind.SLIP, Side.UNKNOWN))
        code = Field(text, 1000, text=text, page=page)
        slips.append(Slip(page, Field(payload, 1000, text=text, page=page), code, Field()))
    return replace(scene.remittance, pages=tuple(pages), slips=tuple(slips))


def _account(remittance: Remittance, settings: Settings) -> str:
    micr = remittance.instruments[0].micr.value if remittance.instruments else None
    if micr is None or not micr.routing or not micr.account:
        return ""
    return account_key(bytes.fromhex(settings.fingerprint_key), micr.routing, micr.account)
