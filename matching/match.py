"""Whose money it is: slips paired with instruments, candidates found and ranked, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Context as Precision
from decimal import Decimal

from lockbox.records import Instrument, Remittance, Slip
from lockbox.settings import Settings
from lockbox.settlement import Candidate, Evidence, Known, Match
from matching.addresses import street_keys
from matching.clues import Clues, gather, likely_cents
from matching.earlier import filed
from matching.evidence import Sources, weigh
from matching.ids import digits_of
from matching.names import NameFit, fit_name, seen_keys, words
from matching.roster import Roster

KEPT = 8
"""How many candidates of an instrument are kept for the clerk."""
MOST_CERTAIN = 3000
"""Log-odds in 1/100 nat beyond which nothing is told apart."""
_PRECISION = Precision(prec=16)
_SLIPS = frozenset({"slip", "damaged_slip"})


def find_payer(remittance: Remittance, roster: Roster, known: Known, settings: Settings) -> tuple[Match, ...]:
    """Return for each instrument who may have sent it, best first, and the slips that go with it.

    The weight of a candidate is the log-odds in 1/100 nat that the money is for this subscriber
    rather than for nobody on the roster: what the evidence weighs, and the prior, which falls with
    the size of the roster.
    """
    sources = Sources(roster, known, settings)
    pairs = pair_slips(remittance.instruments, remittance.slips)
    return tuple(
        _match(remittance, instrument, slips, sources)
        for instrument, slips in zip(remittance.instruments, pairs, strict=True)
    )


def confidence(match: Match) -> int:
    """Return from 0 to 1000 (never rounded up) how sure it is that the best candidate is the right one.

    That is the candidate's share among all hypotheses, "nobody on the roster" included. Where slips
    name several subscribers, all of them are paid for and their shares add up.
    """
    if not match.candidates:
        return 0
    heights = [candidate.weight for candidate in match.candidates]
    top = max(*heights, 0)
    odds = [_exp(height - top) for height in heights]
    meant = sum(odds[: max(1, len(named_by_slips(match)))])
    return int(1000 * meant / (sum(odds) + _exp(-top)))


def certainty(match: Match) -> int:
    """Return the log-odds in 1/100 nat that the best candidate is the right one, against all other hypotheses."""
    if not match.candidates:
        return -MOST_CERTAIN
    heights = [candidate.weight for candidate in match.candidates]
    leaders = max(1, len(named_by_slips(match)))
    top, other = max(heights[:leaders]), max((*heights[leaders:], 0))
    meant = sum((_exp(height - top) for height in heights[:leaders]), Decimal())
    others = sum((_exp(height - other) for height in heights[leaders:]), _exp(-other))
    odds = top - other + int(100 * (meant / others).ln(_PRECISION))
    return max(-MOST_CERTAIN, min(odds, MOST_CERTAIN))


def named_by_slips(match: Match) -> tuple[Candidate, ...]:
    """Return the leading candidates that slips name, machine-read or clearly mended."""
    named = []
    for candidate in match.candidates:
        if not any(piece.rule in _SLIPS and piece.weight > 0 for piece in candidate.evidence):
            break
        named.append(candidate)
    return tuple(named)


def pair_slips(instruments: Sequence[Instrument], slips: Sequence[Slip]) -> tuple[tuple[int, ...], ...]:
    """Return for each instrument the indexes of the slips that go with it.

    One check takes all slips; one slip goes with all checks. Of several and several, a check takes
    the slip of its own amount; what is left over is paired in order of pages if as many slips as
    checks are left, and otherwise not at all.
    """
    if len(instruments) <= 1:
        return tuple(tuple(range(len(slips))) for _ in instruments)
    if len(slips) == 1:
        return tuple((0,) for _ in instruments)
    pairs: dict[int, int] = {}
    free = list(range(len(slips)))
    for place, instrument in enumerate(instruments):
        cents = likely_cents(instrument)
        same = [index for index in free if cents is not None and _asked(slips[index]) == cents]
        if same:
            pairs[place] = same[0]
            free.remove(same[0])
    rest = [place for place in range(len(instruments)) if place not in pairs]
    if len(rest) == len(free):
        pairs.update(zip(rest, free, strict=True))
    return tuple((pairs[place],) if place in pairs else () for place in range(len(instruments)))


def _asked(slip: Slip) -> int | None:
    return slip.payload.value.amount_due_cents if slip.payload.value else None


def _match(remittance: Remittance, instrument: Instrument, slips: tuple[int, ...], sources: Sources) -> Match:
    clues = gather(remittance, instrument, slips, (sources.roster, sources.settings))
    candidates = [_candidate(place, clues, sources) for place in block(clues, sources)]
    candidates.sort(key=lambda candidate: (-candidate.weight, candidate.member_id))
    return Match(instrument.item, tuple(candidates[: max(KEPT, len(slips))]), slips)


def _candidate(place: int, clues: Clues, sources: Sources) -> Candidate:
    member = sources.roster.members[place]
    evidence = (*weigh(clues, member, sources), _prior(sources))
    return Candidate(member.member_id, sum(piece.weight for piece in evidence), evidence)


def _prior(sources: Sources) -> Evidence:
    """Return how likely any one subscriber is before anything is read."""
    count = len(sources.roster.members)
    weight = sources.weights["prior.on_roster"] - round(100 * math.log(count))
    return Evidence("prior", weight, "", f"one of {count:,} on the roster")


def block(clues: Clues, sources: Sources) -> tuple[int, ...]:
    """Return the places of the roster that anything points to: ids, names, streets, accounts."""
    roster = sources.roster
    numbers = {payload.member_id for payload in clues.asked}
    numbers |= {*filed(sources.known.accounts, clues.account_key)}
    found = {roster.ids[number] for number in numbers if number in roster.ids}
    found |= {place for written in clues.ids for place in written.fits}
    found |= {place for seen in clues.billing_accounts for place in roster.accounts.get(digits_of(seen), ())}
    for text in clues.texts:
        found |= set(_namesakes(text, roster))
        found |= set(_relatives(text, clues.cents, roster))
    for text in (clues.address, *clues.texts):
        found |= {place for key in street_keys(text) for place in roster.streets.get(key, ())}
    return tuple(sorted(found))


def _namesakes(text: str, roster: Roster) -> Iterator[int]:
    """Yield who is filed under the sound of a name and fits it by more than the family's name."""
    for place in {place for key in seen_keys(text) for place in roster.names.get(key, ())}:
        if fit_name(text, *roster.members.name(place)) >= NameFit.INITIAL:
            yield place


def _relatives(text: str, cents: int | None, roster: Roster) -> Iterator[int]:
    """Yield who has a last name that is written and owes exactly the amount of the check."""
    if cents:
        for word in words(text):
            yield from roster.members.billed_for(roster.names.get(word, ()), cents)


def _exp(hundredths: int) -> Decimal:
    """Return e to the power of 1/100 nat units, the same on every machine."""
    return (Decimal(hundredths) / 100).exp(_PRECISION)
