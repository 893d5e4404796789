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

JOINED_CURVE: Final[Curve] = (
    (0.0, 0.0), (0.218, 0.139), (0.410, 0.305), (0.544, 0.437), (0.689, 0.538), (0.817, 0.695), (0.878, 0.709),
    (0.924, 0.808), (0.954, 0.848), (0.973, 0.894), (0.983, 0.947), (0.992, 0.950), (0.996, 0.960), (0.9985, 0.980),
    (0.9998, 0.991), (1.0, 0.991),
)  # fmt: skip
"""What the probability of an id in both lattices was worth on 3,000 lines of unseen ink (ocr/training)."""


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
    one, *others = sorted(line, key=lambda s: s.engine)
    if len(others) != 1 or family(one.engine) == family(others[0].engine):
        return tuple(line)
    (other,) = others
    if one.lattice is None or other.lattice is None or one.lattice.alphabet != other.lattice.alphabet:
        return tuple(line)
    read = read_off(both(one.lattice, other.lattice), JOINED_CURVE)
    engine = f"{family(other.engine)}+{family(one.engine)}"
    seen = Sighting(one.zone, one.box, read.text, read.confidence, engine, read.alternatives, read.lattice)
    return (seen,)
