"""Learns a table of weights from inks to calibrate with: ``python -m bench.matching_learn --inks FOLDER``.

A weight is the logarithm of how much oftener a piece of evidence is seen of the subscriber who is meant than of
anybody else on the roster. How far the ink of an id is to be believed is the power of its likelihood that best tells
the id that was meant from the 118 that one slip makes of it. What inks cannot tell (slips, earlier payments) is kept
as it was judged.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.matching import KEY, Meant, crowd, meant_inks
from bench.matching_nights import Night, make_night
from bench.matching_situations import HOLD
from lockbox.records import MentionKind
from lockbox.settings import Settings
from matching.clues import gather
from matching.evidence import Sources, weigh
from matching.ids import IdTree, digits_of_ids, fit_ids, near_texts
from matching.match import block
from matching.weights import MATCH_1

LEARNT = (
    *("billing_account.same", "billing_account.other", "name.full", "name.initial", "name.family", "name.other"),
    *("address.whole", "address.street", "address.zip", "carrier.enrolled", "carrier.other"),
    *("amount.due", "amount.other", "written_id.other"),
)
_FOUND_ALL = frozenset({"billing_account.same", "name.full", "name.initial", "address.whole", "address.street"})
"""Evidence that the search of candidates looks up: whoever bears it is among the candidates."""
_CODES = {key: 1_000_000 + place for place, key in enumerate(MATCH_1)}
_STRANGERS = 150
_POWERS = tuple(range(20, 205, 5))


@dataclass(frozen=True, slots=True, eq=False)
class _Coded(Sources):
    """Sources whose weights are codes, so that evidence tells which line of the table it is."""

    @property
    def weights(self) -> Mapping[str, int]:
        """A code for every line."""
        return _CODES


def learn(inks: Sequence[Meant], members: int, nights: int, seed: int) -> dict[str, int]:
    """Return the table that some nights of inks teach, in the order of ``match-1``."""
    settings = Settings(fingerprint_key=KEY)
    others = crowd(members, seed)
    own: Counter[str] = Counter()
    strange: defaultdict[str, float] = defaultdict(float)
    letters = 0
    for number in range(nights):
        night = make_night(inks, others, seed + number, settings)
        for mine, theirs in _seen(night, settings, random.Random(seed + number)):
            letters += 1
            own.update(mine)
            for key, share in theirs.items():
                strange[key] += share
    learnt = {
        key: round(100 * math.log((own[key] + 0.5) / (letters + 1) / ((strange[key] + 1e-4) / letters)))
        for key in LEARNT
    }
    return learnt | {"written_id.ink": ink_power([ink for ink in inks if ink[0].what in ("written", "number")])}


def _seen(night: Night, settings: Settings, chance: random.Random) -> Iterator[tuple[set[str], dict[str, float]]]:
    """Yield for each envelope what is seen of who is meant, and of which share of all others."""
    sources = _Coded(night.roster, night.known, settings)
    names = {code: key for key, code in _CODES.items()}
    size = len(night.roster.members)
    for letter in night.letters:
        meant = night.roster.ids.get(letter.right[0].member_id)
        if letter.situation.should == HOLD or meant is None or not letter.remittance.instruments:
            continue
        clues = gather(letter.remittance, letter.remittance.instruments[0], (), (night.roster, settings))

        def keys(place: int) -> set[str]:
            evidence = weigh(clues, night.roster.members[place], sources)  # noqa: B023 - used at once
            return {names[piece.weight] for piece in evidence if piece.weight in names}

        theirs: defaultdict[str, float] = defaultdict(float)
        for place in block(clues, sources):
            if place != meant:
                for key in keys(place) & _FOUND_ALL:
                    theirs[key] += 1 / size
        for _ in range(_STRANGERS):
            place = chance.randrange(size)
            if place != meant:
                for key in keys(place) - _FOUND_ALL:
                    theirs[key] += 1 / _STRANGERS
        yield keys(meant), dict(theirs)


def ink_power(inks: Sequence[Meant]) -> int:
    """Return in percent the power of the ink's likelihood that best tells ids from their near neighbours."""
    costs = []
    for ink, remittance in inks:
        number = ink.member.member_id
        near = sorted({text for text, _ in near_texts(number)})
        tree = IdTree.of(digits_of_ids(near))
        found = [one.found for one in remittance.mentions if one.kind is MentionKind.MEMBER_ID]
        fits = [fit_ids(one, tree) for one in found]
        if any(near.index(number) in one for one in fits):
            least = [min((one[place] for one in fits if place in one), default=10**6) for place in range(len(near))]
            costs.append((least[near.index(number)], np.array(least)))
    likely = [
        sum(-power * own / 1e4 - float(np.logaddexp.reduce(-power * every / 1e4)) for own, every in costs)
        for power in _POWERS
    ]
    return _POWERS[int(np.argmax(likely))]


def main() -> None:
    """Learn and print."""
    parser = argparse.ArgumentParser(description="Learn a table of weights.")
    parser.add_argument("--inks", type=Path, required=True, help="The folder where lockbox bench matching keeps inks.")
    parser.add_argument("--members", type=int, default=5_000)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    inks = list(meant_inks(options.inks, "calibrate"))
    for key, weight in learn(inks, options.members, options.nights, options.seed).items():
        print(f'    "{key}": {weight},')


if __name__ == "__main__":
    main()
