"""Who may have sent it: every number, company and name that is written or printed anywhere in the envelope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lockbox.carrier_lattice import read_carriers
from lockbox.carriers import find_coverage
from lockbox.identifiers import NAMING, NumberKind, find_numbers
from lockbox.records import Field, Mention, MentionKind, PageKind, PageReading, Sighting, Zone
from lockbox.settings import Settings
from ocr.interpret_ids import read_member_id
from ocr.opinions import by_text, overlap, poll, same_line

_WRITTEN = (Zone.MEMBER_ID, Zone.WRITTEN, Zone.MEMO)
_SEARCHED = (*_WRITTEN, Zone.PAYER, Zone.PRINTED)
_PRINTED_NAMES_CARRIER = frozenset({PageKind.SLIP, PageKind.BILL, PageKind.LETTER})
_MENTIONS = {
    NumberKind.MEMBER_ID: MentionKind.MEMBER_ID,
    NumberKind.BILLING_ACCOUNT: MentionKind.BILLING_ACCOUNT,
    NumberKind.REF_ID: MentionKind.REF_ID,
    NumberKind.SSN: MentionKind.SSN,
    NumberKind.CARD: MentionKind.CARD,
    NumberKind.PHONE: MentionKind.PHONE,
}
_NAMING_MENTIONS = frozenset(_MENTIONS[kind] for kind in NAMING)


def read_mentions(page: PageReading, settings: Settings) -> Iterator[Mention]:
    """Yield every mention on a page, line by line; member numbers below their bound have no value, only candidates."""
    bound = settings.reading.member_id_bound
    lines = same_line(s for s in page.sightings if s.zone in _SEARCHED)
    at_first = [one for line in lines if line[0].zone is not Zone.MEMBER_ID for one in line]
    ids: list[tuple[Sighting, Mention]] = []
    for line in lines:
        if line[0].zone is Zone.MEMBER_ID:
            around = tuple(s for s in at_first if overlap(s.box, line[0].box))
            ids.append((line[0], read_member_id(line, around, page.page, bound)))
    for line in lines:
        if line[0].zone is Zone.MEMBER_ID:
            yield next(mention for place, mention in ids if place is line[0])
            continue
        again = [mention for place, mention in ids if overlap(line[0].box, place.box)]
        yield from (one for one in _numbers(line, page.page, bound) if not any(_is_of(one, other) for other in again))
        if line[0].zone in _WRITTEN or page.kind in _PRINTED_NAMES_CARRIER:
            yield from _companies(line, page.page, settings)
        yield from _names(line, page)


def _is_of(mention: Mention, read: Mention) -> bool:
    """Say whether a number is what a line shows of an id that was looked at again: that one, or a part of it."""
    if mention.kind is MentionKind.SSN:
        return bool(mention.found.value) and str(mention.found.value) in str(read.found.value or "")
    return mention.kind is MentionKind.MEMBER_ID


def _numbers(line: tuple[Sighting, ...], page: int, bound: int) -> Iterator[Mention]:
    """Yield the numbers of one line; the readers vote on the first number of a kind, on the second, and so on."""
    fullest = max(line, key=lambda s: (len(_of_kinds(s.text)), s.confidence, s.engine))
    for kind, rank in _of_kinds(fullest.text):

        def meanings(text: str, place: tuple[MentionKind, int] = (kind, rank)) -> Iterator[tuple[str, int]]:
            digits = _of_kinds(text).get(place)
            if digits:
                yield digits, 1000

        yield Mention(kind, poll(line, by_text(meanings), page).field(bound if kind in _NAMING_MENTIONS else 0))


def _of_kinds(text: str) -> dict[tuple[MentionKind, int], str]:
    """Return the numbers in a text by kind and rank among those of the kind."""
    found: dict[tuple[MentionKind, int], str] = {}
    for number in find_numbers(text):
        kind = _MENTIONS.get(number.kind)
        if kind:
            found[kind, sum(one is kind for one, _ in found)] = number.digits
    return found


def _companies(line: tuple[Sighting, ...], page: int, settings: Settings) -> Iterator[Mention]:
    carriers, payees = settings.carriers, settings.acceptable_payees

    def companies(sighting: Sighting) -> Iterator[tuple[str, int]]:
        for seen in read_carriers(sighting.text, sighting.lattice, carriers, payees):
            yield seen.name, seen.likeness * sighting.confidence // 1000

    def coverages(sighting: Sighting) -> Iterator[tuple[str, int]]:
        for coverage in find_coverage(sighting.text):
            yield coverage.value, sighting.confidence

    for kind, parse in ((MentionKind.CARRIER, companies), (MentionKind.COVERAGE, coverages)):
        votes = poll(line, parse, page)
        for sighting in line:
            names = [name for name, _ in parse(sighting)]
            if votes.support and votes.support[0][0] in names:
                yield from (
                    Mention(kind, _named(votes.field(0), name, votes.of(name))) for name in dict.fromkeys(names)
                )
                break


def _named(field: Field[str], name: str, support: int) -> Field[str]:
    return replace(field, value=name, confidence=support)


def _names(line: tuple[Sighting, ...], page: PageReading) -> Iterator[Mention]:
    """Yield a line as text that may hold a name or a street."""
    best = max(line, key=lambda s: (s.confidence, s.engine))
    text = " ".join(best.text.split())
    if 4 <= len(text) <= 80 and sum(character.isalpha() for character in text) >= 3:
        alternatives = tuple((s.text, s.confidence) for s in line if s is not best) + best.alternatives
        source = f"{best.zone.value}:{best.engine}"
        yield Mention(
            MentionKind.TEXT,
            Field(text, best.confidence, text, source, page.page, best.box, alternatives[:6], best.lattice),
        )
