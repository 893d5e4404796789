"""Simulated nights of tens of thousands of envelopes through the real matching code, beside the obvious alternative."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from bench.matching_inks import RECEIVED, Ink, kept_inks
from bench.matching_nights import Letter, Night, make_night
from bench.matching_plain import Directory, Guess, guess
from bench.matching_situations import HOLD, POST, SITUATIONS
from lockbox.reasons import Reason
from lockbox.records import Envelope, Remittance, Scan
from lockbox.settings import Policy, Settings
from lockbox.settlement import Allocation, Member, Outcome, Verdict
from matching.case import lay_out
from matching.decide import Context, decide, decide_batch
from matching.match import find_payer
from ocr.interpret import interpret
from samples.crowd import fill
from samples.people import World

KEY = "a1" * 16
NO_SCORE = -10_000
"""In place of the score of an envelope that no score would post."""
_OF_MATCHING = frozenset(
    {
        *(Reason.AMOUNT_UNREAD, Reason.AMOUNT_MISMATCH, Reason.UNDERPAID, Reason.OVERPAID, Reason.AMOUNT_VS_SLIP),
        *(Reason.NO_ID, Reason.ID_NOT_FOUND, Reason.ID_NAME_CONFLICT, Reason.MULTIPLE_CANDIDATES),
        *(Reason.LOW_CONFIDENCE, Reason.COVERAGE_AMBIGUOUS, Reason.CARRIER_MISMATCH, Reason.NOTHING_DUE),
        *(Reason.PAID_ELSEWHERE, Reason.SPLIT_NEEDED),
    }
)
"""What matching finds out; whatever else holds an envelope is the paper's own trouble and holds it for both."""
_WHO = frozenset(
    {
        *(Reason.NO_ID, Reason.ID_NOT_FOUND, Reason.ID_NAME_CONFLICT),
        *(Reason.MULTIPLE_CANDIDATES, Reason.LOW_CONFIDENCE),
    }
)
"""Reasons that say that it is not sure who is meant."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One simulated envelope, what became of it, and whether that is right.

    Attributes:
        score: log-odds (1/100 nat) that member and amount are right.
        posted: whether it posts at no bound on the score; ``wrong``: whether that is a wrong posting.
        alone: whether the score alone, without the checks of the payer, would post it wrongly; None: not at all.
        reasons: what held it.
        plain: what the obvious alternative would post, None if it is held for the paper's sake or finds nothing.
    """

    ink: str
    situation: str
    should: str
    score: int
    posted: bool
    wrong: bool
    alone: bool | None
    reasons: tuple[Reason, ...]
    plain: Guess | None


Meant = tuple[Ink, Remittance]


def meant_inks(folder: Path, which: str) -> Iterator[Meant]:
    """Yield the inks of a set with what they mean to the program of now."""
    settings = Settings(fingerprint_key=KEY)
    for ink in kept_inks(folder, which):
        scans = tuple(Scan(f"{page.page:064}", ink.name, page.page) for page in ink.pages.pages)
        yield ink, interpret(ink.pages, Envelope(ink.name, scans), settings, RECEIVED)


def crowd(size: int, seed: int) -> list[Member]:
    """Return people for a roster, with the households and namesakes of real ones."""
    world = World(random.Random(f"matching crowd {seed}"), RECEIVED)
    fill(world, size)
    return world.members


def run_nights(
    inks: Sequence[Meant], others: Sequence[Member], plan: tuple[int, int, str], told: Callable[[int], None]
) -> list[Judged]:
    """Return what became of simulated envelopes, night after night.

    Args:
        inks: what lies in every night once.
        others: who else is on the roster.
        plan: how many envelopes at least, the seed of the first night, and the table of weights.
        told: hears how many are done.
    """
    count, seed, table = plan
    done: list[Judged] = []
    while len(done) < count:
        night = make_night(inks, others, seed, _settings(table))
        done += judge_night(night, table)
        told(len(done))
        seed += 1
    return done[:count]


def judge_night(night: Night, table: str) -> list[Judged]:
    """Return what becomes of the envelopes of a night when the score is not bounded."""
    context = Context(night.roster, night.known, _settings(table), RECEIVED)
    outcomes, scores = [], []
    for letter in night.letters:
        matches = find_payer(letter.remittance, night.roster, night.known, context.settings)
        decisions = decide(letter.remittance, matches, context)
        outcomes.append(Outcome(letter.name, letter.remittance, matches, decisions))
        scores.append(_score(letter, outcomes[-1], context))
    directory = Directory(night.roster)
    return [
        _judged(letter, outcome, score, directory)
        for letter, outcome, score in zip(night.letters, decide_batch(tuple(outcomes), context), scores, strict=True)
    ]


def _settings(table: str) -> Settings:
    """Return settings without a bound on the score."""
    return Settings(
        fingerprint_key=KEY,
        policy=replace(Policy(), match=cast("Literal['match-1', 'match-2']", table), wrong_posting_bound=1),
    )


def _score(letter: Letter, outcome: Outcome, context: Context) -> tuple[int, bool | None]:
    """Return the score, and whether the score alone would post wrongly; None where it would not post at all.

    What is held for other reasons than who is meant is held at any score.
    """
    held = {finding.reason for finding in outcome.decisions[0].findings if finding.blocks}
    if held - _WHO:
        return NO_SCORE, None
    case = lay_out(outcome.remittance, outcome.matches, context)[0]
    if case.settlement is None:
        return case.score, None
    return case.score, _is_wrong(letter, case.settlement.allocations)


def _judged(letter: Letter, outcome: Outcome, score: tuple[int, bool | None], directory: Directory) -> Judged:
    decision = outcome.decisions[0]
    held = tuple(finding.reason for finding in decision.findings if finding.blocks)
    posted = decision.verdict is Verdict.POST
    return Judged(
        ink=letter.ink.name,
        situation=letter.situation.name,
        should=letter.situation.should,
        score=score[0],
        posted=posted,
        wrong=posted and _is_wrong(letter, decision.allocations),
        alone=score[1],
        reasons=held,
        plain=None if set(held) - _OF_MATCHING else guess(letter, directory),
    )


def _is_wrong(letter: Letter, parts: tuple[Allocation, ...]) -> bool:
    return letter.situation.should == HOLD or parts != letter.right


# --- Summing up ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one situation, or of several together.

    Attributes:
        posted, wrong: by the score that the bound asks for; ``plain_posted``, ``plain_wrong`` by the alternative.
        held: reasons that held most envelopes, with how many.
        inks: different inks among them; ``wrong_inks`` those of which any was posted wrongly.
    """

    name: str
    should: str
    n: int
    posted: int
    wrong: int
    plain_posted: int
    plain_wrong: int
    held: tuple[tuple[str, int], ...]
    inks: int
    wrong_inks: int


def rows(judged: Sequence[Judged], least: int, plain: Callable[[Guess], bool]) -> list[Row]:
    """Return a row for each situation, and after them the sums that the numbers to reach are stated for."""
    by_name = [(one.name, one.should, [done for done in judged if done.situation == one.name]) for one in SITUATIONS]
    found = [_row(name, should, some, (least, plain)) for name, should, some in by_name if some]
    for name, should, holds in _SUMS:
        some = [done for done in judged if holds(done)]
        found += [_row(name, should, some, (least, plain))] if some else []
    return found


_SUMS: tuple[tuple[str, str, Callable[[Judged], bool]], ...] = (
    ("ALL with a whole coupon", POST, lambda one: one.should == POST and one.situation.startswith("coupon")),
    ("ALL with a damaged coupon", POST, lambda one: one.situation == "damaged coupon"),
    ("ALL by hand that a clerk could post", POST, lambda one: one.should == POST and "coupon" not in one.situation),
    ("ALL that must be held", HOLD, lambda one: one.should == HOLD),
    ("ALL", "", lambda one: True),
)


def _row(name: str, should: str, some: Sequence[Judged], ways: tuple[int, Callable[[Guess], bool]]) -> Row:
    least, plain = ways
    posted = [one for one in some if one.posted and one.score >= least]
    wrong = [one for one in posted if one.wrong]
    others = [one.plain for one in some if one.plain is not None and plain(one.plain)]
    held = Counter(reason.value for one in some if not one.posted for reason in set(one.reasons))
    held["below the score"] += sum(one.posted and one.score < least for one in some)
    return Row(
        name=name,
        should=should,
        n=len(some),
        posted=len(posted),
        wrong=len(wrong),
        plain_posted=len(others),
        plain_wrong=sum(one.wrong for one in others),
        held=tuple((reason, count) for reason, count in held.most_common(4) if count),
        inks=len({one.ink for one in some}),
        wrong_inks=len({one.ink for one in wrong}),
    )


def curve(judged: Sequence[Judged], *, alone: bool = False) -> tuple[tuple[int, int, int], ...]:
    """Return score, postings with that score or more, and how many of them were wrong, from low to high.

    Args:
        judged: what became of the envelopes to calibrate with.
        alone: count what the score alone would post, without the checks of the payer.
    """
    if alone:
        posted = [(one.score, one.alone) for one in judged if one.alone is not None]
    else:
        posted = [(one.score, one.wrong) for one in judged if one.posted]
    kept = [(least, [wrong for score, wrong in posted if score >= least]) for least in SCORES]
    return tuple((least, len(some), sum(map(bool, some))) for least, some in kept)


SCORES = (-1000, *range(-200, 2001, 50))
"""Scores in 1/100 nat at which a curve is told; the first is that of everything."""
