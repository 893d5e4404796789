"""Twelve written digits with a roster of 400,000 ids in hand: whose id is it, or nobody's?

Half of the written ids have neighbours on the roster: ids that differ in one digit, in one digit that readers
confuse, or by two digits changing places. One written id in four is missing from the roster, and then half of
these too have neighbours there, which is the trap: nobody, and not the neighbour, is meant. All other ids are
drawn. An id is named where the ink alone settles it by the margins of ``matching.checks_payer``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np

from bench.outcomes import Answer, Outcome
from bench.reader_lines import MemberIdReader, timed_read, writing
from lockbox.lattice import UNITS_PER_NAT
from lockbox.settlement import Candidate, Match
from matching.checks_payer import APART, EXACT
from matching.ids import CONFUSED, IdTree
from matching.match import confidence
from matching.weights import MATCH_1
from ocr.engine import DIGITS, LineRead
from ocr.training.judge import held_out_numbers
from ocr.training.paper import Chance

ROSTER = 400_000
_KEPT = 8
_ABSENT, _NEIGHBOURED = 0.25, 0.5
_GROUPS = ("on it", "missing", "missing, a neighbour is on it")
_POINT = f"ink within {EXACT / 100} nat, next {APART / 100} apart"


@dataclass(frozen=True, slots=True)
class Ids:
    """A roster's ids: in order, and as a tree."""

    ordered: Sequence[str]
    tree: IdTree

    @classmethod
    def of(cls, ids: set[str]) -> Ids:
        """Index ids of twelve digits."""
        ordered = sorted(ids)
        digits = np.frombuffer("".join(ordered).encode("ascii"), np.uint8).reshape(len(ordered), -1) - ord("0")
        return cls(ordered, IdTree.of(digits))


def named_ids(data: Path, count: int) -> Iterator[Outcome]:
    """Read composed numbers of every condition and name their owners; those meant, those missing, and the trap."""
    if not (data / "digits").is_dir():
        return
    chance = np.random.default_rng(400)
    lines = [line for lines in held_out_numbers(data, count, seed=4004).values() for line in lines]
    written = [text for _, text in lines]
    absent = {text for text in written if chance.random() < _ABSENT}
    near = {text: neighbours(text, chance) - {*written} for text in written if chance.random() < _NEIGHBOURED}
    ids = Ids.of(filled({*written, *(one for ones in near.values() for one in ones)} - absent, chance))
    digits, second, *_ = writing()
    for rank, reader in enumerate((digits, MemberIdReader(digits, second))):
        answers: dict[str, list[Answer]] = {group: [] for group in _GROUPS}
        for place, (crop, text) in enumerate(lines):
            read, spent = timed_read(reader, crop, DIGITS)
            begun = process_time()
            said, sure, settled = whose(read, ids)
            spent += 1000 * (process_time() - begun)
            true = None if text in absent else text
            group = _GROUPS[0] if true else _GROUPS[2] if text in near else _GROUPS[1]
            answers[group].append(Answer(str(place), said, true, sure, settled, spent))
        for group, given in answers.items():
            yield Outcome(
                f"id in hand: {group}", "composed", "member named", reader.name, tuple(given), _POINT, ours=rank == 0
            )


def whose(read: LineRead, ids: Ids) -> tuple[str | None, int, bool]:
    """Return the likeliest owner, the matcher's confidence from the ink alone, and whether the ink settles it."""
    if read.lattice is None:
        return None, 0, False
    rows, nats = ids.tree.near(read.lattice)
    fits = sorted((100 * int(cost) // UNITS_PER_NAT, int(row)) for row, cost in zip(rows, nats, strict=True))[:_KEPT]
    if not fits:
        return None, 0, False
    most = MATCH_1["written_id.most"] + MATCH_1["prior.on_roster"] - round(100 * math.log(len(ids.ordered)))
    candidates = tuple(Candidate(ids.ordered[row], most - cost, ()) for cost, row in fits)
    apart = len(fits) == 1 or fits[1][0] - fits[0][0] >= APART
    return candidates[0].member_id, confidence(Match(1, candidates, ())), fits[0][0] <= EXACT and apart


def neighbours(text: str, chance: Chance) -> set[str]:
    """Return ids like one: another digit, a digit it is confused with, two digits swapped."""
    at, swapped = (int(place) for place in chance.integers(0, (12, 11)))
    other = str((int(text[at]) + int(chance.integers(1, 10))) % 10)
    alike = [pair[1] for pair in sorted(CONFUSED) if pair[0] == text[at]] or [other]
    digits = (other, alike[int(chance.integers(len(alike)))])
    changed = {text[:at] + digit + text[at + 1 :] for digit in digits}
    return {*changed, text[:swapped] + text[swapped + 1] + text[swapped] + text[swapped + 2 :]} - {text}


def filled(ids: set[str], chance: Chance) -> set[str]:
    """Return a roster of its full size: these ids and drawn ones."""
    while len(ids) < ROSTER:
        ids |= {f"{number:012d}" for number in chance.integers(0, 10**12, ROSTER - len(ids))}
    return ids
