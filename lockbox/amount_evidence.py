"""How much readings of an amount weigh together: figures, words, and what was asked for.

A reading is a table of the amounts that some ink may mean, with probabilities in 1/1000. What is
missing from 1000 is the chance that the ink was misread altogether, and then it may stand for
anything: so no reading, however sure, can rule an amount out, and a poor one hardly weighs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Reading = Mapping[int, int]
"""Cents and their probabilities in 1/1000."""

SURELY_MISREAD = 1 / 30
"""How often readings of which a reader is sure are wrong (measured: docs/readers.md)."""
DOUBT = 0.3
"""How often readings that nothing speaks for are wrong altogether, beyond that; those in between, in proportion."""
ONE_OF = 20
"""Misread ink says one particular other amount about once in so many times."""
CUT_OFF, WORDS_CUT_OFF = 1 / 40, 1 / 400
"""How often the first figures, or the first words, of an amount are lost at the edge of what a reader was shown."""
ASKED = 20
"""Odds that an amount was paid because a slip or bill asks for it, against any one other amount; a payer pays
what is asked for far oftener than that, but the ink must decide."""
SAME_MISTAKE = 1 / 10
"""How often two readings that are both wrong say the same: one hand writes both, and its four is always a nine."""
CONTRADICTION = 1 / 300
"""How often figures and words are reckoned to differ on paper."""
INSTEAD = 2
"""How many amounts that were read somebody may as well have written in place of the right one."""
MARGIN = math.log(12)
"""Ink supports an amount if it is at most so much (nat) less likely than what the ink says best."""
RIVAL = math.log(40)
"""Ink does not rule out an amount that was asked for if it is at most so much less likely."""

_ALIKE = tuple(map(frozenset, ("17", "27", "49", "79", "14", "35", "38", "58", "56", "06", "08", "68")))
"""Figures that hands write alike."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What several readings come to.

    Attributes:
        amounts: every amount with its probability, likeliest first.
        contradiction: the alarm that the two readings say different amounts, 0 to 1: its probability if every amount
            that was read were as likely as the one that such a check really bears.
    """

    amounts: Mapping[int, float] = field(default_factory=dict)
    contradiction: float = 0.0

    @property
    def best(self) -> int | None:
        """The likeliest amount."""
        return next(iter(self.amounts), None)

    def of(self, cents: int) -> float:
        """Return the probability of an amount."""
        return self.amounts.get(cents, 0.0)


def likelihood(reading: Reading, cents: int) -> float:
    """Return how likely the ink is if an amount was meant, as a share of 1; never nothing."""
    return _likelihoods(reading, (cents,))[cents]


def _likelihoods(reading: Reading, amounts: Iterable[int], cut_off: float = CUT_OFF) -> dict[int, float]:
    """Return how likely the ink is for each of some amounts, the first figures of which may be lost so often."""
    trust = _trust(reading)
    misread = _misread(reading, trust) / ONE_OF
    tails = [(seen, _places(seen), share) for seen, share in reading.items()]
    likely = {}
    for cents in amounts:
        cut = sum(share for seen, places, share in tails if seen < cents and cents % places == seen)
        likely[cents] = (reading.get(cents, 0) + cut * cut_off) / 1000 * trust + misread
    return likely


def supports(reading: Reading, cents: int, margin: float = MARGIN) -> bool:
    """Say whether the ink may well mean an amount: it was read so, or at most ``margin`` nat less likely than the best.

    That first figures may be missing is no support: the rest would speak for any amount that ends so.
    """
    if not reading.get(cents):
        return False
    trust = _trust(reading)
    own = reading[cents] / 1000 * trust + _misread(reading, trust) / ONE_OF
    return own * math.exp(margin) >= max(_likelihoods(reading, reading).values())


def leads(reading: Reading, cents: int) -> bool:
    """Say whether ink says an amount before any other; an edge of the box before it does not make it another."""
    own = reading.get(cents, 0)
    return own > 0 and all(share <= own or str(other) == f"1{cents}" for other, share in reading.items())


def pool(readings: Sequence[Reading]) -> dict[int, int]:
    """Return one reading for several of the same ink by readers who do not share their mistakes."""
    if len(readings) <= 1:
        return dict(readings[0]) if readings else {}
    amounts = _union(readings)
    likely = [_likelihoods(one, amounts) for one in readings]
    weights = {cents: math.prod(one[cents] for one in likely) for cents in amounts}
    unknown = ONE_OF * math.prod(_misread(one, _trust(one)) / ONE_OF for one in readings)
    total = sum(weights.values()) + unknown
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return {cents: round(1000 * weight / total) for cents, weight in ranked}


def weigh(figures: Reading, words: Reading, asked: Iterable[int] = ()) -> Belief:
    """Return what figures and words come to in view of what was asked for.

    Args:
        figures: what the amount in figures may be, empty where nothing was read.
        words: what the amount in words may be.
        asked: amounts that slips, bills or the code line ask for: likelier than others, no more.
    """
    asked = frozenset(asked)
    amounts = sorted(_union((figures, words)) | asked)
    first, second = _likelihoods(figures, amounts), _likelihoods(words, amounts, WORDS_CUT_OFF)
    prior = {cents: ASKED / len(asked) if cents in asked else 1.0 for cents in amounts}
    same = {cents: prior[cents] * first[cents] * second[cents] for cents in amounts}
    differ = 0.0
    if figures and words:
        pairs = [(one, two) for one in figures for two in words if _differ(one, two)]
        differ = CONTRADICTION * sum(max(prior[one], prior[two]) * first[one] * second[two] for one, two in pairs)
    unknown = SAME_MISTAKE * (1 - max(first.values(), default=0.0)) * (1 - max(second.values(), default=0.0))
    alike = sum(same.values()) + unknown
    total = alike + differ / INSTEAD
    ranked = sorted(same.items(), key=lambda item: (-item[1], item[0]))
    return Belief({cents: weight / total for cents, weight in ranked}, differ / (alike + differ))


def beside(figures: Reading, words: Reading) -> tuple[float, float]:
    """Return how likely what figures and what words say best is what stands there, each in the light of the other.

    People seldom write two amounts for one, so of two that differ one was rather misread.

    Args:
        figures: what the amount in figures may be; not empty.
        words: what the amount in words may be; not empty.
    """
    amounts = _union((figures, words))
    first, second = _likelihoods(figures, amounts), _likelihoods(words, amounts, WORDS_CUT_OFF)
    weights = {(cents, cents): first[cents] * second[cents] for cents in amounts}
    weights |= {
        (one, two): CONTRADICTION * first[one] * second[two] for one in figures for two in words if _differ(one, two)
    }
    total = sum(weights.values())
    best = max(figures, key=figures.__getitem__), max(words, key=words.__getitem__)
    shares = [sum(weight for pair, weight in weights.items() if pair[side] == best[side]) for side in (0, 1)]
    return shares[0] / total, shares[1] / total


def lookalikes(one: int, other: int) -> bool:
    """Say whether two amounts differ only in figures that are taken for each other, such as a one and a seven."""
    pairs = list(zip(str(one), str(other), strict=False))
    return len(str(one)) == len(str(other)) and all(a == b or {a, b} in _ALIKE for a, b in pairs)


def _is_rest_of(seen: int, cents: int) -> bool:
    """Say whether an amount is what is left of another that lost its first figures."""
    return seen < cents and cents % _places(seen) == seen


def _places(cents: int) -> int:
    """Return ten to the power of the figures of an amount."""
    places: int = 10 ** len(str(cents))
    return places


def _differ(figures: int, words: int) -> bool:
    """Say whether somebody may have written two amounts for one, and figures are not just what is left of them."""
    return figures != words and not _is_rest_of(figures, words)


def _misread(reading: Reading, trust: float) -> float:
    """Return the chance that the ink was misread, and means none of the amounts in particular."""
    return 1 - min(1000, sum(reading.values())) / 1000 * trust


def _trust(reading: Reading) -> float:
    """Return how often readings like this one are about what stands there: less the more they waver."""
    return 1 - SURELY_MISREAD - DOUBT * (1 - _leading(reading))


def _leading(reading: Reading) -> float:
    """Return the share of the best amount; an edge of the box taken for a figure before it is no doubt about it."""
    shares = []
    for cents, share in reading.items():
        places = _places(cents)
        shares.append(
            share + sum(more for longer, more in reading.items() if cents < longer and longer % places == cents)
        )
    return min(1.0, max(shares, default=0) / 1000)


def _union(readings: Iterable[Reading]) -> set[int]:
    return {cents for reading in readings for cents in reading}
