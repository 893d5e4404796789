"""Who may have sent it: every number, company and name that is written or printed anywhere in the envelope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lockbox.carriers import Carrier, find_carriers, find_coverage
from lockbox.identifiers import NumberKind, find_numbers
from lockbox.records import Field, Mention, MentionKind, PageKind, PageReading, Sighting, Zone
from ocr.opinions import by_text, poll, same_line

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
_NAMING = frozenset({MentionKind.MEMBER_ID, MentionKind.BILLING_ACCOUNT})
_SURE_OF_SECRET = 400
"""Even a doubtful card or social security number is kept off the screens."""


def read_mentions(page: PageReading, carriers: Sequence[Carrier], bound: int) -> Iterator[Mention]:
    """Yield every mention on a page, line by line; member numbers below ``bound`` have no value, only candidates."""
    for line in same_line(s for s in page.sightings if s.zone in _SEARCHED):
        numbers = tuple(_numbers(line, page.page, bound))
        yield from numbers
        if line[0].zone in _WRITTEN or page.kind in _PRINTED_NAMES_CARRIER:
            yield from _companies(line, page.page, carriers)
        if not numbers or line[0].zone is not Zone.MEMBER_ID:
            yield from _names(line, page)


def _numbers(line: tuple[Sighting, ...], page: int, bound: int) -> Iterator[Mention]:
    """Yield the numbers of one line, those of one kind and place polled over its readers."""

    def meanings(text: str) -> Iterator[tuple[tuple[MentionKind, str], int]]:
        for number in find_numbers(text):
            if number.kind in _MENTIONS:
                yield (_MENTIONS[number.kind], number.digits), 1000

    votes = poll(line, by_text(meanings), page)
    told = [value for value, support in votes.support if support >= _SURE_OF_SECRET]
    for kind in MentionKind:
        own = tuple((digits, votes.of((kind, digits))) for one, digits in dict(votes.support) if one is kind)
        if not own:
            continue
        several = [digits for one, digits in told if one is kind and _stand_together(line, kind, digits, own[0][0])]
        for digits in several or [own[0][0]]:
            yield Mention(kind, _number_field(line, page, kind, (digits, own), bound))
    if not votes.support and line[0].zone is Zone.MEMBER_ID:
        yield Mention(MentionKind.MEMBER_ID, poll(line, by_text(lambda text: [(text, 1)]), page).field(1000))


def _stand_together(line: tuple[Sighting, ...], kind: MentionKind, digits: str, best: str) -> bool:
    """Say whether one reader saw both numbers at once, so that they are two numbers and not two readings of one."""
    return digits == best or any(
        {digits, best} <= {n.digits for n in find_numbers(s.text) if _MENTIONS.get(n.kind) is kind} for s in line
    )


def _number_field(
    line: tuple[Sighting, ...], page: int, kind: MentionKind, found: tuple[str, tuple[tuple[str, int], ...]], bound: int
) -> Field[str]:
    digits, candidates = found

    def meanings(text: str) -> Iterator[tuple[str, int]]:
        seen = [n.digits for n in find_numbers(text) if _MENTIONS.get(n.kind) is kind]
        if digits in seen:
            yield digits, 1000
        elif seen:
            yield seen[0], 1000

    field = poll(line, by_text(meanings), page).field(bound if kind in _NAMING else 0)
    return replace(field, candidates=candidates[:6])


def _companies(line: tuple[Sighting, ...], page: int, carriers: Sequence[Carrier]) -> Iterator[Mention]:
    def companies(text: str) -> Iterator[tuple[str, int]]:
        for seen in find_carriers(text, carriers):
            yield seen.name, seen.likeness

    def coverages(text: str) -> Iterator[tuple[str, int]]:
        for coverage in find_coverage(text):
            yield coverage.value, 1000

    for kind, parse in ((MentionKind.CARRIER, companies), (MentionKind.COVERAGE, coverages)):
        votes = poll(line, by_text(parse), page)
        for sighting in line:
            names = [name for name, _ in parse(sighting.text)]
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
