"""A whole state on one roster: as many subscribers as are asked for, with the households and namesakes of real ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from lockbox.records import Coverage
from lockbox.settlement import Member
from samples.names import FIRST, LAST
from samples.people import World

_ROOTS = (
    "Harring", "Beck", "Ash", "Whit", "Brad", "Hollan", "Pres", "Carl", "Wins", "Lang", "Mor", "Ells", "Nor", "Stan",
    "Wad", "Kings", "Feld", "Gold", "Rosen", "Wein", "Klein", "Kowal", "Nowak", "Zaleno", "Fern", "Rodr", "Mart", "Alv",
    "Gut", "Valen", "Dom", "Bell", "Fort", "Giord", "Mancin", "Lomb", "Beau", "Theri", "Gauth", "Mich", "Sark",
    "Petros", "Karap", "Bag", "Vasil", "Nikol", "Anders", "Jorg", "Eriks", "Hend", "Mac", "Fla", "Gall", "Dono", "Shau",
    "Hagg",
)  # fmt: skip
_ENDINGS = (
    "ton", "ley", "man", "ford", "wood", "berg", "stein", "ski", "owicz", "ino", "etti", "one", "eau", "ault", "ier",
    "andez", "ales", "ado", "eira", "ov", "enko", "yan", "opoulos", "son", "sen", "field", "worth", "well", "erty",
    "han",
)  # fmt: skip

_COINED = tuple(root + ending for root, ending in itertools.product(_ROOTS, _ENDINGS))
SURNAMES = (*LAST, *_COINED)
"""Common names first, then rarer ones put together from the parts of real ones: the long tail of every roster."""
_WEIGHTS = tuple(itertools.accumulate(1 / (rank + 12) for rank in range(len(SURNAMES))))

_BOTH = 0.3
"""Share of subscribers with a medical and a dental bill: 520,000 bills for 400,000 people."""
_DENTAL_ONLY = 0.08
_RELATIVE, _DOUBLE, _JUNIOR = 0.12, 0.03, 0.01
"""Shares of subscribers who live with the one before under one name, bear two names, or are a Jr."""


def fill(world: World, size: int) -> None:
    """Put people on the roster of a world until ``size`` are on it; the world's own chance decides who they are."""
    world.members.extend(itertools.islice(_people(world), max(0, size - len(world.members))))


def _people(world: World) -> Iterator[Member]:
    """Yield subscribers without end."""
    chance, before = world.rng, None
    while True:
        kind = chance.random()
        coverages = (Coverage.DENTAL,) if kind < _DENTAL_ONLY else (Coverage.MEDICAL,)
        person = world.billed(_named(world), *(coverages if kind < 1 - _BOTH else tuple(Coverage)))
        if before is not None and chance.random() < _RELATIVE:
            home = (before.street, before.city, before.zip)
            person = replace(person, last_name=before.last_name, street=home[0], city=home[1], zip=home[2])
        before = person
        yield person


def _named(world: World) -> Member:
    """Return a stranger with a surname as common as surnames are."""
    chance = world.rng
    last = chance.choices(SURNAMES, cum_weights=_WEIGHTS)[0]
    if chance.random() < _DOUBLE:
        last = f"{last}-{chance.choices(SURNAMES, cum_weights=_WEIGHTS)[0]}"
    first = chance.choice(FIRST)
    if chance.random() < _JUNIOR:
        last = f"{last} Jr"
    return replace(world.stranger(), first_name=first, last_name=last)
