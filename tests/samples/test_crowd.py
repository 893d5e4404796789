from __future__ import annotations

import datetime as dt
import random

from lockbox.settlement import Member
from matching.roster import parse_roster
from samples.crowd import fill
from samples.people import World


def crowd(size: int, seed: int = 1) -> World:
    world = World(random.Random(f"crowd {seed}"), dt.date(2026, 11, 20))
    fill(world, size)
    return world


def test_the_same_seed_makes_the_same_people_and_as_many_as_asked_for() -> None:
    assert crowd(50).members == crowd(50).members
    assert crowd(50).members != crowd(50, seed=2).members
    world = crowd(50)
    fill(world, 20)
    assert len(world.members) == 50


def test_a_crowd_is_a_roster_with_households_namesakes_and_a_long_tail() -> None:
    people: tuple[Member, ...] = parse_roster(crowd(3000).roster_csv())
    assert len({one.member_id for one in people}) == 3000
    assert 1.25 < sum(len(one.bills) for one in people) / 3000 < 1.35
    surnames = [one.last_name for one in people]
    assert len(set(surnames)) > 500
    assert max(surnames.count(name) for name in set(surnames)) > 30
    homes = [(one.last_name, one.street, one.zip) for one in people]
    assert 200 < len(homes) - len(set(homes)) < 500
    assert any("-" in name for name in surnames)
    assert any(name.endswith(" Jr") for name in surnames)
