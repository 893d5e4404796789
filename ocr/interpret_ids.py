"""A written id that readers of digits looked at: their lattices put together, and what others made of its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import Levenshtein

from lockbox.both_lattices import both
from lockbox.identifiers import NAMING, find_numbers
from lockbox.records import Field, Mention, MentionKind, Sighting, Zone
from ocr.ctc import Curve, read_off
from ocr.opinions import by_text, family, poll

_SAME_NUMBER = 4
"""Two readings of one number differ in at most so many digits."""

_ACCOUNT = 9

JOINED_CURVE: Final[Curve] = ((0.0, 0.0), (1.0, 0.97))


def read_member_id(line: tuple[Sighting, ...], around: tuple[Sighting, ...], page: int, bound: int) -> Mention:
    """Return a number that readers of digits looked at; what others made of it in their line votes too.

    Args:
        line: what the readers of digits saw of one id.
        around: what readers of text saw where it stands.
        page: index of the page they are on.
        bound: confidence from which the number is taken for read.
    """
    line = joined(line)
    read = max(line, key=lambda s: s.confidence).text

    def own(text: str) -> Iterator[tuple[str, int]]:
        yield from ((n.digits, 1000) for n in find_numbers(text) if n.kind in NAMING)

    def others(text: str) -> Iterator[tuple[str, int]]:
        yield from (one for one in own(text) if Levenshtein.distance(one[0], read) <= _SAME_NUMBER)

    votes = poll((*line, *around), lambda s: by_text(own if s.zone is Zone.MEMBER_ID else others)(s), page)
    field: Field[str] = replace(votes.field(bound), lattice=next((s.lattice for s in line if s.lattice), None))
    if not votes.support:
        field = replace(field, text=read, box=line[0].box)
    best = votes.support[0][0] if votes.support else ""
    return Mention(MentionKind.BILLING_ACCOUNT if len(best) == _ACCOUNT else MentionKind.MEMBER_ID, field)


def joined(line: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return what two readers of different kinds saw of one id as one sighting, read off both lattices.

    The reader of digits comes first by its name; anything else is returned as it is.
    """
    seen = sorted((s for s in line if s.lattice), key=lambda s: s.engine)
    if len(seen) != len(line) or len(seen) < 2 or len({family(s.engine) for s in seen}) < 2:
        return tuple(line)
    one, other = seen[0], next(s for s in seen if family(s.engine) != family(seen[0].engine))
    if one.lattice is None or other.lattice is None or one.lattice.alphabet != other.lattice.alphabet:
        return tuple(line)
    read = read_off(both(one.lattice, other.lattice), JOINED_CURVE)
    return (
        replace(
            one,
            text=read.text,
            confidence=read.confidence,
            alternatives=read.alternatives,
            lattice=read.lattice,
            engine=f"{family(other.engine)}+{family(one.engine)}",
        ),
    )
