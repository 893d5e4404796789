"""Insurance companies and plans as they are named on paper, held against those a subscriber is enrolled with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lockbox.carriers import Carrier, find_carriers, find_coverage
from lockbox.records import Coverage
from matching.names import fold


def company_names(text: str, carriers: Sequence[Carrier]) -> frozenset[str]:
    """Return the names, as the settings spell them, of the companies that a text names; itself if it names none."""
    return frozenset(seen.name for seen in find_carriers(text, carriers)) or frozenset({fold(text)})


def is_enrolled(texts: Iterable[str], enrolled: Iterable[str], carriers: Sequence[Carrier]) -> bool:
    """Say whether one of the companies written is one of those that bill a subscriber."""
    own = frozenset[str]().union(*(company_names(name, carriers) for name in enrolled))
    return any(company_names(text, carriers) & own for text in texts)


def named_coverages(companies: Iterable[str], words: Iterable[str], carriers: Sequence[Carrier]) -> frozenset[Coverage]:
    """Return the plans that companies and plain words ("dental", "teeth", "medical") name."""
    found = {coverage for text in companies for seen in find_carriers(text, carriers) for coverage in seen.coverages}
    return frozenset(found | {coverage for text in words for coverage in find_coverage(text)})
