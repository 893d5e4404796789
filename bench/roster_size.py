"""Measures what a large roster costs: ``python -m bench.roster_size [--members N] [--seed S] [--papers K]``.

A roster of made people is parsed, indexed and matched against made remittances: by slip, by an id that was read
whole, by an id of which only the ink is there (doubtful in two digits), and by printed name and address alone. No
reader runs. Times are of processor time on one core.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import random
import resource
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from time import process_time
from typing import Any, TypeVar

import numpy as np

from batches.rosters import without_collector
from lockbox.lattice import Lattice, from_probabilities
from lockbox.micr import Micr
from lockbox.records import (
    Field,
    Instrument,
    InstrumentKind,
    Mention,
    MentionKind,
    PageFacts,
    PageKind,
    Remittance,
    Side,
    Slip,
    SlipPayload,
)
from lockbox.settings import Settings
from lockbox.settlement import Known, Member
from matching.columns import pack, unpack
from matching.decide import Context, decide
from matching.match import find_payer
from matching.roster import Roster, columns_of, parse_roster
from samples.crowd import fill
from samples.people import World, address, full_name

RECEIVED = dt.date(2026, 11, 20)
_T = TypeVar("_T")


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what a piece of work gives and its seconds of processor time."""
    begun = process_time()
    done = work()
    return done, process_time() - begun


def roster_file(size: int, seed: int) -> str:
    """Return the roster of ``size`` made people."""
    world = World(random.Random(f"crowd {seed}"), RECEIVED)
    fill(world, size)
    return world.roster_csv()


def check(member: Member, *, named: bool, number: int) -> Instrument:
    """Return a check over a member's first bill, drawn by the member or by a business."""
    cents = member.bills[0].due_cents
    return Instrument(
        item=1,
        kind=InstrumentKind.CHECK,
        front=0,
        back=-1,
        micr=_read(Micr("", routing="021000021", account=f"{number:09d}", serial="1204")),
        courtesy_amount=_read(cents),
        legal_amount=_read(cents),
        check_date=_read(RECEIVED - dt.timedelta(days=3)),
        payee=_read("Health Connector"),
        payer=_read(full_name(member) if named else "Harbor Lights Diner LLC"),
        payer_address=_read(", ".join(address(member))) if named else Field(),
        memo=Field(),
        serial=_read("1204"),
        signature=_read(True),
        picture="",
    )


def ink(number: str, chance: random.Random) -> Lattice:
    """Return the lattice of a number written by hand, another digit nearly as likely in two places."""
    steps = np.full((4 * len(number) + 2, 11), 0.004)
    steps[:, 0] = 0.96
    doubtful = chance.sample(range(len(number)), 2)
    for place, digit in enumerate(number):
        here = steps[4 * place + 1 : 4 * place + 3]
        here[:] = 0.01
        here[:, int(digit) + 1] = 0.9
        if place in doubtful:
            here[:, (int(digit) + chance.randrange(1, 10)) % 10 + 1] = 0.7
    return from_probabilities(steps / steps.sum(axis=1, keepdims=True), "0123456789")


def remittances(member: Member, chance: random.Random) -> Mapping[str, Remittance]:
    """Return what one member may send, by kind of evidence."""
    number, bill = member.member_id, member.bills[0]
    payload = SlipPayload("connector-1", number, bill.coverage, bill.coverage_month, bill.due_cents)
    slip = Slip(1, _read(payload), _read("code"), Field())
    text = Mention(MentionKind.MEMBER_ID, _read(number))
    lattice = Mention(MentionKind.MEMBER_ID, Field(text="", lattice=ink(number, chance)))
    pages = (PageFacts(0, PageKind.CHECK, Side.UNKNOWN), PageFacts(1, PageKind.SLIP, Side.UNKNOWN))
    own, firm = check(member, named=True, number=chance.randrange(10**9)), check(member, named=False, number=1)
    return {
        "slip": Remittance(pages, (own,), (slip,)),
        "id as text, a firm's check": Remittance(pages[:1], (firm,), (), (text,)),
        "id as text, own check": Remittance(pages[:1], (own,), (), (text,)),
        "ink of an id, a firm's check": Remittance(pages[:1], (firm,), (), (lattice,)),
        "ink of an id, own check": Remittance(pages[:1], (own,), (), (lattice,)),
        "name and address": Remittance(pages[:1], (own,), ()),
    }


def _read(value: Any) -> Field[Any]:  # noqa: ANN401 - a field holds anything
    return Field(value, 990, text=str(value))


def match_times(roster: Roster, papers: int, seed: int) -> Mapping[str, Sequence[tuple[float, float]]]:
    """Return milliseconds of matching and of deciding, for each paper, by kind of evidence."""
    chance = random.Random(f"papers {seed}")
    context = Context(roster, Known(), Settings(fingerprint_key="a1" * 16), RECEIVED)
    times: dict[str, list[tuple[float, float]]] = {}
    for _ in range(papers):
        member = roster.members[chance.randrange(len(roster.members))]
        for kind, remittance in remittances(member, chance).items():
            matches, matching = timed(functools.partial(find_payer, remittance, roster, Known(), context.settings))
            _, deciding = timed(functools.partial(decide, remittance, matches, context))
            times.setdefault(kind, []).append((1000 * matching, 1000 * deciding))
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a large roster costs.")
    parser.add_argument("--members", type=int, default=400_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--papers", type=int, default=40)
    options = parser.parse_args()
    text = roster_file(options.members, options.seed)
    with without_collector():
        data, building = timed(lambda: pack(columns_of(parse_roster(text))))
    roster, opening = timed(lambda: Roster.over(unpack(data)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{len(roster.members)} members, {len(data) / 1e6:.0f} MB in the compact form; {most} MB at most to build it")
    print(f"From CSV to the compact form {building:.1f} s, from the compact form {opening:.2f} s\n")
    print("| evidence | match: median | 95 % | most | decide: median | ms |\n|---|---|---|---|---|---|")
    for kind, pairs in match_times(roster, options.papers, options.seed).items():
        matching = [one for one, _ in pairs]
        last = quantiles(matching, n=20)[-1]
        numbers = (median(matching), last, max(matching), median(one for _, one in pairs))
        print(f"| {kind} | " + " | ".join(f"{number:.1f}" for number in numbers) + " | |")


if __name__ == "__main__":
    main()
