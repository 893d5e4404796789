"""One envelope in the making: what a situation may change about it, and by how little numbers and amounts differ."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from bench.matching_inks import RECEIVED, Ink
from lockbox.records import Coverage, Remittance, SlipPayload
from lockbox.settlement import Allocation, Bill, Member
from lockbox.slips import DEFAULT_PROFILE
from matching.apply import bill_age
from matching.ids import CONFUSED
from samples.people import World, month_after

_PAIRS = sorted(CONFUSED)


@dataclass(slots=True)
class Scene:
    """One envelope in the making.

    Attributes:
        ink: the check as it was drawn; ``remittance`` what the readers made of it, changed by the situation.
        member: the subscriber who is meant, as the roster will have them; ``others`` who else is on it.
        slips: what coupons lie with the check.
        paid: what was posted before; ``accounts`` for whom the check's account paid before.
        right: where the money belongs, if it posts.
    """

    ink: Ink
    remittance: Remittance
    member: Member
    chance: random.Random
    world: World
    others: list[Member] = field(default_factory=list)
    slips: list[SlipPayload] = field(default_factory=list)
    paid: list[Allocation] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    right: tuple[Allocation, ...] = ()
    absent: bool = False


def enclose(scene: Scene, bill: Bill) -> None:
    """Lay the coupon of a bill into the envelope."""
    profile = DEFAULT_PROFILE.name
    scene.slips.append(SlipPayload(profile, bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents))


def bill_other_plan(scene: Scene) -> None:
    """Give the member a bill of the other plan too."""
    have = scene.member.bills[0]
    other = Coverage.DENTAL if have.coverage is Coverage.MEDICAL else Coverage.MEDICAL
    more = scene.world.billed(scene.member, other).bills
    scene.member = replace(scene.member, bills=tuple(sorted((have, *more), key=bill_age)))


def same_price(member: Member, cents: int) -> Member:
    """Return a member all of whose bills ask for one amount."""
    return replace(member, bills=tuple(replace(bill, due_cents=cents) for bill in member.bills))


def bill_month_before(scene: Scene) -> None:
    """Leave the bill of the month before open too, at the same price."""
    bill = scene.member.bills[0]
    scene.member = replace(scene.member, bills=(replace(bill, coverage_month=month_after(RECEIVED, 0)), bill))


def add_relative(scene: Scene, *, first_name: str, near: bool = False) -> None:
    """Put a relative on the roster who lives with the member and owes the same."""
    stranger, member = scene.world.stranger(), scene.member
    number = near_number(member.member_id, scene.chance) if near else stranger.member_id
    relative = replace(member, first_name=first_name, billing_account=stranger.billing_account)
    scene.others.append(renumbered(relative, number))


def neighbour(scene: Scene, number: str) -> Member:
    """Return a stranger whose number is nearly another, owing what the check says or something else."""
    stranger = scene.world.billed(scene.world.stranger(), scene.member.bills[0].coverage)
    bill = stranger.bills[0]
    due = either(scene, bill.due_cents, scene.ink.words)
    bill = replace(bill, due_cents=due, carrier=scene.member.bills[0].carrier)
    return renumbered(replace(stranger, bills=(bill,)), near_number(number, scene.chance))


def either(scene: Scene, one: int, other: int) -> int:
    """Return one or the other, as chance has it."""
    return one if scene.chance.random() < 0.5 else other


def near_number(number: str, chance: random.Random) -> str:
    """Return a number that is one slip away: a figure taken for a like one, any other figure, or two swapped."""
    kind, digits = chance.random(), list(number)
    like = [(place, pair[1]) for place, digit in enumerate(number) for pair in _PAIRS if pair[0] == digit]
    swaps = [place for place in range(len(number) - 1) if number[place] != number[place + 1]]
    if kind < 0.5 and like:
        place, digit = chance.choice(like)
        digits[place] = digit
    elif kind < 0.7 and swaps:
        place = chance.choice(swaps)
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
    else:
        place = chance.randrange(1, len(number))
        digits[place] = str((int(digits[place]) + chance.randrange(1, 10)) % 10)
    return "".join(digits)


def one_figure_away(cents: int, chance: random.Random) -> int:
    """Return an amount that differs in one figure."""
    text = str(cents)
    while (near := int(near_number(text, chance))) in {0, cents}:
        pass
    return near


def renumbered(member: Member, number: str) -> Member:
    """Return a member, bills included, under another number."""
    return replace(member, member_id=number, bills=tuple(replace(bill, member_id=number) for bill in member.bills))


def accented(name: str) -> str:
    """Return a name with every accent that its letters may bear."""
    return "".join(dict(zip("aeioun", "áéíóúñ", strict=True)).get(letter, letter) for letter in name)


def kin(one: str, other: str) -> bool:
    """Say whether two companies' names share a word."""
    return bool({*one.lower().split()} & {*other.lower().split()})
