"""What the fields of one check or money order mean, apart from its amounts and its place in the envelope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from lockbox.code_line import characters, marked, sureness
from lockbox.joint import read_jointly
from lockbox.micr import (
    ISSUER_ROUTINGS,
    TREASURY_ROUTINGS,
    UNREAD,
    Micr,
    claim_serial,
    enclosed,
    parse_micr,
    routing_is_assigned,
    routing_number_holds,
    trust,
)
from lockbox.name_lattice import fit_names
from lockbox.payee_words import PAYEE_WORDS
from lockbox.persons import is_print_of_bank
from lockbox.phrases import find_phrase
from lockbox.records import Field, InstrumentKind, PageKind, PageReading, Sighting, Zone
from ocr.banks import known_banks
from ocr.opinions import HEARD, by_text, poll, revalue, same_line

_FIT = 80
_DOUBTFUL = 60
_NAME_FIT = 700
_SERIAL_BOUND = 700
_LEGIBLE = 900  # of a character of the code line; of those at the bound, one in twenty was wrong
_UNASSIGNED = 970  # trust in a line whose routing number's check digit holds, but which no bank can have
_NO_ROUTING = 920  # trust in a line whose transit field gives no routing number: it may be misread elsewhere too
_SERIAL_AGREED = 990
_LONGEST_SERIAL = 11
_LABELS = ("PAY TO THE ORDER OF", "PAY TO ORDER OF", "PAY TO", "TO THE ORDER OF", "ORDER OF")
_MEMO_LABEL = re.compile(r"\s*(?:(?:Memo|MEMO)(?![rR])|(?:For|FOR)(?![a-zA-Z])|(?:Re|RE)(?=\s*[:;.]))[\s:;._-]*")
"""Print often runs into what is written after it; a memorial, a forest or a refund are none."""

_KIND_WORDS: tuple[tuple[InstrumentKind, tuple[str, ...]], ...] = (
    (InstrumentKind.MONEY_ORDER, ("MONEY ORDER", "WESTERN UNION", "MONEYGRAM")),
    (
        InstrumentKind.CASHIERS_CHECK,
        ("CASHIERS CHECK", "OFFICIAL CHECK", "TELLERS CHECK", "TREASURERS CHECK", "BANK CHECK"),
    ),
    (InstrumentKind.WARRANT, ("UNITED STATES TREASURY", "STATE TREASURER", "WARRANT")),
    (
        InstrumentKind.BILL_PAY,
        (
            "BILL PAYMENT",
            "BILL PAY",
            "SIGNATURE NOT REQUIRED",
            "NO SIGNATURE REQUIRED",
            "SIGNATURE ON FILE",
            "CHECKFREE",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Drawer:
    """Who draws the check: printed name and address."""

    name: Field[str]
    address: Field[str]


def zone(page: PageReading, *zones: Zone) -> tuple[Sighting, ...]:
    """Return the sightings of some zones of a page."""
    return tuple(sighting for sighting in page.sightings if sighting.zone in zones)


def read_micr_line(page: PageReading, bound: int) -> Field[Micr]:
    """Return the code line; its confidence is that of the characters read, times how far their marks vouch for them.

    A character whose own confidence is low is marked as unread, and the fields that it belongs to are empty.
    """
    field = poll(zone(page, Zone.MICR), _code_lines, page.page).field(bound, _code_line)
    if field.value is None or field.value.text:
        return field
    return replace(field, value=replace(field.value, text=parse_micr(field.text).text))


def read_serial(page: PageReading, micr: Field[Micr]) -> tuple[Field[str], Field[Micr]]:
    """Return the check number, from print and code line together, and the code line with its serial told apart.

    Where both are read and agree, each is surer for it; where they differ, there is no value and both are candidates.
    """

    def meanings(text: str) -> Iterator[tuple[str, int]]:
        digits = re.sub(r"[^0-9]", "", text)
        if 2 <= len(digits) <= 15:
            yield digits, 1000

    printed = poll(zone(page, Zone.SERIAL), by_text(meanings), page.page)
    line = micr.value
    if line is None:
        return printed.field(_SERIAL_BOUND), micr
    told = next((claimed for text, _ in printed.support if (claimed := claim_serial(line, text)) != line), line)
    micr = replace(micr, value=told)
    if not told.serial:
        return printed.field(_SERIAL_BOUND), micr
    if printed.confidence < HEARD or len(printed.support[0][0]) > _LONGEST_SERIAL:
        return revalue(micr, told.serial), micr
    if any(text.lstrip("0") == told.serial.lstrip("0") for text, _ in printed.support):
        return replace(printed.field(0), value=told.serial, confidence=max(micr.confidence, _SERIAL_AGREED)), micr
    doubted = printed.field(1001)
    both = {**dict(doubted.candidates), told.serial: micr.confidence}
    return replace(doubted, candidates=tuple(sorted(both.items(), key=lambda one: (-one[1], one[0])))), micr


def read_payee(page: PageReading, names: Sequence[str], others: Sequence[str], bound: int) -> Field[str]:
    """Return the payee: the acceptable name that it fits better than any other known name, else what was read.

    Args:
        page: the check.
        names: what a check may be payable to.
        others: what checks are made out to by mistake, such as the insurance companies.
        bound: confidence below which there is no value.
    """

    def meanings(sighting: Sighting) -> Iterable[tuple[str, int]]:
        if (known := _known_name(sighting, names, others)) is not None:
            return (known,)
        return by_text(lambda text: _payee_meanings(text, names, spelled))(sighting)

    sightings = sorted(zone(page, Zone.PAYEE), key=lambda s: (-s.confidence, s.engine))
    if not any(_known_name(sighting, names, others) for sighting in sightings):
        sightings = _seen_jointly(sightings)
    spelled = {_squeeze(text): _tidy(text) for s in reversed(sightings) for text in (*_others(s), s.text)}
    field = poll(sightings, meanings, page.page).field(bound)
    if field.value is None or not names or field.value != names[0]:
        return field
    seen = _without_label(field.text)  # names that differ in a figure only are alike when squeezed
    best = max(names, key=lambda name: (fuzz.ratio(_squeeze(name), _squeeze(seen)), fuzz.ratio(name, seen), -len(name)))
    return replace(field, value=best)


def _known_name(sighting: Sighting, names: Sequence[str], others: Sequence[str]) -> tuple[str, int] | None:
    """Return the known name that the ink of a payee fits, any acceptable one as the first of them."""
    fits = fit_names(sighting.lattice, (*names, *others)) if sighting.lattice is not None else ()
    if not fits or fits[0][1] < _NAME_FIT:
        return None
    name, fit = fits[0]
    return (names[0] if name in names else name), fit


def _seen_jointly(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Return the sightings of one line by several readers as one; others as they are."""
    inks = [one.lattice for one in sightings if one.lattice is not None]
    if len(inks) < 2 or len(inks) < len(sightings) or len(same_line(sightings)) > 1:
        return list(sightings)
    texts = (text for one in sightings for text in (one.text, *_others(one)))
    read = read_jointly(inks, texts, PAYEE_WORDS)
    if not read:
        return list(sightings)
    engine = "+".join(sorted({one.engine for one in sightings}))
    return [replace(sightings[0], text=read[0][0], confidence=read[0][1], alternatives=read, engine=engine)]


def _others(sighting: Sighting) -> Iterator[str]:
    """Yield the other texts that a line may hold, the least likely first."""
    yield from (text for text, _ in reversed(sighting.alternatives))


def read_drawer(page: PageReading) -> Drawer:
    """Return the printed name and address of who draws the check."""
    lines = best_lines(zone(page, Zone.PAYER))
    digits = [bool(re.search(r"[0-9]", line.text)) for line in lines]
    split = digits.index(True) if True in digits else len(lines)
    named = [line for line in lines[:split] if not _is_phone(line.text) and not is_print_of_bank(line.text)]
    names = named[:2]
    address = [line for line in lines[split:] if not _is_phone(line.text)][:4]
    return Drawer(join_lines(names, page.page, " & "), join_lines(address, page.page, ", "))


def read_memo(page: PageReading, bound: int) -> Field[str]:
    """Return what stands on the memo line without the label printed before it; no value below ``bound``."""
    field = join_lines(best_lines(zone(page, Zone.MEMO)), page.page, " ")
    texts = [(_without_memo_label(text), confidence) for text, confidence in field.candidates]
    value = _without_memo_label(field.text) if field.value and field.confidence >= bound else None
    return replace(field, value=value, candidates=tuple(sorted(dict(reversed(texts)).items(), key=lambda c: -c[1])))


def read_signature(page: PageReading) -> Field[bool]:
    """Return whether there is ink on the signature line; no value where no such line was looked at."""

    def meanings(text: str) -> Iterator[tuple[bool, int]]:
        yield text.strip().lower() not in ("", "no", "none", "absent", "false", "0", "empty", "blank"), 1000

    return poll(zone(page, Zone.SIGNATURE), by_text(meanings), page.page).field(500)


def instrument_kind(page: PageReading, micr: Field[Micr]) -> InstrumentKind:
    """Return what kind of instrument a page shows: by routing number first, then by its printed words."""
    routing = micr.value.routing if micr.value else ""
    if routing in TREASURY_ROUTINGS:
        return InstrumentKind.WARRANT
    if routing in ISSUER_ROUTINGS or page.kind is PageKind.MONEY_ORDER:
        return InstrumentKind.MONEY_ORDER
    text = " ".join(s.text for s in zone(page, Zone.PRINTED, Zone.PAYER, Zone.MEMO, Zone.SIGNATURE))
    named = (kind for kind, phrases in _KIND_WORDS for phrase in phrases if find_phrase(text, phrase, least=88))
    return next(named, InstrumentKind.CHECK)


def best_lines(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return the clearest sighting of every line, top to bottom."""
    groups = same_line(sightings)
    return tuple(max(group, key=lambda s: (s.confidence, s.engine)) for group in groups if any(s.text for s in group))


def join_lines(lines: Sequence[Sighting], page: int, between: str) -> Field[str]:
    """Return several lines as one text; as sure as the least sure of them."""
    if not lines:
        return Field()
    text = between.join(" ".join(line.text.split()) for line in lines)
    first = lines[0]
    source = f"{first.zone.value}:{'+'.join(sorted({line.engine for line in lines}))}"
    confidence = min(line.confidence for line in lines)
    lattice = first.lattice if len(lines) == 1 else None
    return Field(text or None, confidence, text, source, page, first.box, first.alternatives, lattice)


def _code_lines(sighting: Sighting) -> Iterable[tuple[Micr, int]]:
    """Return what a code line may mean: its texts as they are, and with its doubtful characters as unread."""

    def meanings(text: str) -> Iterator[tuple[Micr, int]]:
        micr = parse_micr(text)
        known = routing_is_assigned(micr.routing)
        yield replace(micr, text="") if known else _vouched(micr), _trust(micr)

    weights = dict(by_text(meanings)(sighting))
    if sighting.lattice is not None:
        line = characters(sighting.lattice, sighting.text)
        text = marked(line, _LEGIBLE)
        if UNREAD in text:
            micr = parse_micr(text, known_banks())
            weights[_vouched(micr)] = sureness(line, _LEGIBLE) * _trust(micr) // 1000
    return weights.items()


def _vouched(micr: Micr) -> Micr:
    """Return a line without a routing number that none can be."""
    return micr if routing_is_assigned(micr.routing) else replace(micr, routing="")


def _trust(micr: Micr) -> int:
    """Return 0 to 1000: how far the marks of a line vouch for what is said of it, a routing number or none."""
    if routing_is_assigned(micr.routing) or not enclosed(micr):
        return trust(micr) if micr.routing else 0
    return _UNASSIGNED if routing_number_holds(micr.routing) else _NO_ROUTING


def _code_line(micr: Micr) -> str:
    return f"A{micr.routing}A{micr.account}C{micr.serial}"


def _without_label(text: str) -> str:
    """Return a payee without the printed words that lead to it."""
    for label in _LABELS:
        place = find_phrase(text, label, least=88)
        if place and place[0] == 0:
            return " ".join(re.split(r"\s+", text.strip())[place[1] :])
    return text


def _without_memo_label(text: str) -> str:
    """Return a memo without a printed label before it; a label by itself may be what somebody wrote."""
    return _MEMO_LABEL.sub("", text).strip() or text


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,.;:-_")


def _squeeze(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper().replace("0", "O").replace("1", "I"))


def _payee_meanings(text: str, names: Sequence[str], spelled: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Return the acceptable name where the text is near one, the text itself where it is near none.

    Texts that differ only in blanks and case are one: ``spelled`` has the clearest spelling by its letters.
    """
    text = _without_label(text)
    seen = _squeeze(text)
    if len(seen) < 3:
        return
    likeness = max((_name_likeness(seen, _squeeze(name)) for name in names), default=0)
    if likeness >= _FIT:
        yield names[0], min(1000, 850 + (likeness - _FIT) * 15)
    else:
        yield spelled.get(seen, _tidy(text)), 300 if likeness >= _DOUBTFUL else 950


def _name_likeness(seen: str, name: str) -> int:
    """Return 0 to 100; a long name may be followed by more, such as a town or a dash to the end of the line."""
    whole = int(fuzz.ratio(seen, name))
    if len(seen) > len(name) >= 12:
        return max(whole, int(fuzz.ratio(seen[: len(name)], name)) - 5)
    return whole


def _is_phone(text: str) -> bool:
    digits = re.sub(r"[^0-9]", "", text)
    return len(digits) in (7, 10, 11) and len(digits) * 2 > len(text.replace(" ", ""))
