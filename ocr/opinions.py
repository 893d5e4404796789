"""Weighing what several readers saw in one zone: agreement raises a value, contradiction declines it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from lockbox.lattice import Lattice
from lockbox.records import Box, Field, Sighting, Zone

T = TypeVar("T")
U = TypeVar("U")

Weigh = Callable[[Sighting], Iterable[tuple[T, int]]]
"""What one sighting may mean: values, each with a weight of 0 to 1000."""

HEARD = 300
"""A reading below this confidence is kept as a candidate but contradicts nobody."""
MOST = 995
"""What agreement alone can reach: two readers may share a mistake."""
KEPT = 6


@dataclass(frozen=True)
class Poll(Generic[T]):
    """The values that a zone may hold.

    Attributes:
        support: every value with what its readers together give it (0 to 1000), best first.
        confidence: of the best value, after what contradicts it.
        seen: the sighting that says the best value most clearly; None where nothing was seen.
        source: zone and engines behind the best value.
    """

    support: tuple[tuple[T, int], ...] = ()
    confidence: int = 0
    seen: Sighting | None = None
    source: str = ""
    page: int = -1

    def of(self, value: T) -> int:
        """Return the support of one value."""
        return next((support for other, support in self.support if other == value), 0)

    def field(self, bound: int, spell: Callable[[T], str] = str) -> Field[T]:
        """Return the best value as a field; below ``bound`` it has no value, only candidates."""
        if self.seen is None:
            return Field(page=self.page)
        return Field(
            value=self.support[0][0] if self.support and self.confidence >= bound else None,
            confidence=self.confidence,
            text=self.seen.text,
            source=self.source,
            page=self.page,
            box=self.seen.box,
            candidates=tuple((spell(value), support) for value, support in self.support[:KEPT]),
            lattice=self.seen.lattice,
        )


def poll(sightings: Sequence[Sighting], weigh: Weigh[T], page: int) -> Poll[T]:
    """Weigh the sightings of one zone against each other; sightings of one engine are one voice.

    Args:
        sightings: what the readers saw.
        weigh: what one sighting may mean.
        page: index of the page they are on.
    """
    if not sightings:
        return Poll()
    weights: dict[str, dict[T, int]] = {}
    clearest: dict[T, tuple[int, Sighting]] = {}
    for sighting in sightings:
        own = weights.setdefault(sighting.engine, {})
        for value, weight in weigh(sighting):
            own[value] = max(own.get(value, 0), weight)
            if value not in clearest or weight > clearest[value][0]:
                clearest[value] = weight, sighting
    loudest = max(sightings, key=lambda sighting: sighting.confidence)
    if not clearest:
        return Poll(seen=loudest, source=source(loudest.zone, [loudest.engine]), page=page)
    support = {value: _together({one: own.get(value, 0) for one, own in weights.items()}) for value in clearest}
    ranked = tuple(sorted(support.items(), key=lambda item: (-item[1], str(item[0]))))
    best, total = ranked[0]
    leads = [max(own.items(), key=lambda item: item[1]) for own in weights.values() if own]
    against = max((weight for value, weight in leads if value != best and weight >= HEARD), default=0)
    behind = [engine for engine, own in weights.items() if own.get(best, 0) >= HEARD]
    seen = clearest[best][1]
    return Poll(ranked, total * (1000 - against) // 1000, seen, source(seen.zone, behind or [seen.engine]), page)


def by_text(parse: Callable[[str], Iterable[tuple[T, int]]]) -> Weigh[T]:
    """Return how to weigh a sighting by its texts: those with the same meaning add up their confidences."""

    def weigh(sighting: Sighting) -> Iterable[tuple[T, int]]:
        texts = dict([*sighting.alternatives, (sighting.text, sighting.confidence)])
        weights: dict[T, int] = {}
        for text, confidence in texts.items():
            for value, plausibility in parse(text):
                weights[value] = min(1000, weights.get(value, 0) + confidence * plausibility // 1000)
        return weights.items()

    return weigh


def by_lattice(parse: Callable[[Lattice], Iterable[tuple[T, int]]], without: Weigh[T]) -> Weigh[T]:
    """Return how to weigh a sighting by its lattice; ``without`` weighs those that have none."""

    def weigh(sighting: Sighting) -> Iterable[tuple[T, int]]:
        return without(sighting) if sighting.lattice is None else parse(sighting.lattice)

    return weigh


def revalue(field: Field[Any], value: U | None) -> Field[U]:
    """Return a field seen at the same place with another meaning of it; candidates are for the caller to replace."""
    return Field(value, field.confidence, field.text, field.source, field.page, field.box, (), field.lattice)


def overlap(one: Box, two: Box) -> bool:
    """Say whether two boxes show the same line: they share more than half of the smaller one."""
    across = min(one.left + one.width, two.left + two.width) - max(one.left, two.left)
    down = min(one.top + one.height, two.top + two.height) - max(one.top, two.top)
    smaller = min(one.width * one.height, two.width * two.height)
    return across > 0 and down > 0 and 2 * across * down > smaller


def same_line(sightings: Iterable[Sighting]) -> tuple[tuple[Sighting, ...], ...]:
    """Group sightings of one zone that show the same line, in reading order."""
    groups: list[list[Sighting]] = []
    for sighting in sorted(sightings, key=lambda s: (s.box.top, s.box.left, s.engine)):
        home = next((g for g in groups if g[0].zone is sighting.zone and overlap(g[0].box, sighting.box)), None)
        if home is None:
            groups.append([sighting])
        else:
            home.append(sighting)
    return tuple(tuple(group) for group in groups)


def _together(weights: Mapping[str, int]) -> int:
    """Return the chance out of 1000 that at least one of independent readers is right.

    Engines of one family (``ppocr`` and ``ppocr-wide``) share their mistakes: the surest speaks for them.
    """
    families: dict[str, int] = {}
    for engine, weight in weights.items():
        families[family(engine)] = max(weight, families.get(family(engine), 0))
    doubt = 1.0
    for weight in families.values():
        doubt *= 1 - weight / 1000
    joint = round(1000 * (1 - doubt))
    return max(*families.values(), min(joint, MOST)) if len(families) > 1 else joint


def family(engine: str) -> str:
    """Return the name that engines share which make the same mistakes: ``ppocr`` for ``ppocr-wide:1a2b``.

    A sighting of two engines together is of the family of the first.
    """
    return re.split("[-:+]", engine)[0]


def source(zone: Zone, engines: Iterable[str]) -> str:
    """Return where a field comes from, for people: its zone and the engines behind it."""
    return f"{zone.value}:{'+'.join(sorted(set(engines)))}"
