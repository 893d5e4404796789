"""X12 interchanges: segments in their envelopes (ISA, GS, ST), written with balanced counts and read leniently."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lockbox.formats.faults import Fault
from lockbox.formats.postings import month_days, plain_capitals

_ISA_WIDTHS = (3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_ISA_LENGTH = 105
"""Characters of an ISA segment before its terminator; element 16 is the component separator."""
_ELEMENT, _COMPONENT, _REPETITION, _END = "*", ":", "^", "~"
_NAME_MARKS = " !\"%'()+,-./;=?@_"
_AMOUNT = re.compile(r"(-?)([0-9]{0,15})(?:\.([0-9]{1,2}))?")
_PERIOD = re.compile(r"([1-9][0-9]{3})(0[1-9]|1[0-2])01-[0-9]{8}")
_MOST_SEGMENTS = 2_000_000

Elements = tuple[str, ...]
"""A segment: its name, then its elements."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as it was read; ``number`` counts the segments of the file from 1."""

    number: int
    elements: Elements

    @property
    def name(self) -> str:
        """Its tag."""
        return self.elements[0]

    def get(self, place: int) -> str:
        """Return an element by its number, empty where it is absent."""
        return self.elements[place].strip() if place < len(self.elements) else ""


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One ST to SE, envelopes aside, with who sent it to whom in which interchange."""

    kind: str
    version: str
    sender: str
    receiver: str
    control: str
    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends what to whom.

    Attributes:
        sender: interchange id, 15 characters at most, with its qualifier before a colon: ``ZZ:LOCKBOX``.
        receiver: likewise.
        group: functional identifier code (RA, LB); ``version``: release and guide.
        number: control number of interchange and group, nine digits.
        usage: P for production, T for test.
    """

    sender: str
    receiver: str
    group: str
    version: str
    day: dt.date
    number: int
    usage: str = "T"


# --- Writing -----------------------------------------------------------------------------------


def write_interchange(envelope: Envelope, kind: str, bodies: Sequence[Sequence[Elements]]) -> bytes:
    """Return one interchange of one group with a transaction set for each body, a segment a line."""
    lines = [_isa(envelope), _gs(envelope)]
    for place, body in enumerate(bodies, 1):
        control = f"{place:04}"
        guide = (envelope.version,) if "X" in envelope.version else ()
        lines += [("ST", kind, control, *guide), *body, ("SE", str(len(body) + 2), control)]
    number = f"{envelope.number:09}"
    lines += [("GE", str(len(bodies)), str(envelope.number)), ("IEA", "1", number)]
    return "".join(_spelled(line) for line in lines).encode("ascii")


def amount(cents: int) -> str:
    """Return cents as X12 spells decimal numbers: no trailing zeros after the point, none before it but one."""
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"-{text}" if cents < 0 else text


def name(text: str, most: int) -> str:
    """Return a name in X12's basic characters, cut to a length."""
    return plain_capitals(text, _NAME_MARKS)[:most].strip()


def _isa(envelope: Envelope) -> Elements:
    (from_kind, sender), (to_kind, receiver) = (_party(one) for one in (envelope.sender, envelope.receiver))
    day, number = f"{envelope.day:%y%m%d}", f"{envelope.number:09}"
    version = "00501" if envelope.version.startswith("005010") else "00401"
    separator = _REPETITION if version == "00501" else "U"
    parts = ("ISA", "00", "", "00", "", from_kind, sender, to_kind, receiver, day, "0000", separator, version, number)
    whole = (*parts, "0", envelope.usage, _COMPONENT)
    for text, width in zip(whole, _ISA_WIDTHS, strict=True):
        assert len(text) <= width, f"{text!r} is longer than {width}"
    return tuple(text.ljust(width) for text, width in zip(whole, _ISA_WIDTHS, strict=True))


def _gs(envelope: Envelope) -> Elements:
    sender, receiver = (_party(one)[1] for one in (envelope.sender, envelope.receiver))
    return (
        *("GS", envelope.group, sender, receiver, f"{envelope.day:%Y%m%d}", "0000"),
        *(str(envelope.number), "X", envelope.version),
    )


def _party(text: str) -> tuple[str, str]:
    qualifier, _, party = text.rpartition(":")
    return qualifier or "ZZ", party


def _spelled(elements: Elements) -> str:
    for text in elements[:-1] if elements[0] == "ISA" else elements:
        assert not set(text) & {_ELEMENT, _END, _COMPONENT, "\n"}, f"{text!r} holds a separator"
    return _ELEMENT.join(elements).rstrip(_ELEMENT) + _END + "\n"


# --- Reading -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Desk:
    """What is open while an interchange is read."""

    faults: list[Fault] = field(default_factory=list)
    sets: list[TransactionSet] = field(default_factory=list)
    isa: Segment | None = None
    gs: Segment | None = None
    st: Segment | None = None
    body: list[Segment] = field(default_factory=list)
    groups: int = 0
    in_group: int = 0

    def fault(self, segment: Segment | None, place: str, text: str) -> None:
        self.faults.append(Fault(segment.number if segment else 0, place, text))


def read_interchanges(data: bytes) -> tuple[tuple[TransactionSet, ...], tuple[Fault, ...]]:
    """Return every transaction set of a file and what is wrong with it; never raises.

    Counts and control numbers of all three envelopes are computed again; what does not hold is named by
    segment and element, and reading goes on.
    """
    desk = _Desk()
    for segment in _segments(data, desk):
        step = _STEPS.get(segment.name)
        if step:
            step(desk, segment)
        elif desk.st:
            desk.body.append(segment)
        else:
            desk.fault(segment, segment.name[:10], "stands outside of every transaction set")
    for opened, closing in ((desk.st, "SE"), (desk.gs, "GE"), (desk.isa, "IEA")):
        if opened:
            desk.fault(opened, opened.name, f"is never closed by {closing}")
    if desk.st:
        _close_set(desk)
    if not desk.sets:
        desk.fault(None, "ST", "there is no transaction set")
    return tuple(desk.sets), tuple(desk.faults)


def cents_of(text: str) -> int | None:
    """Return the cents of an X12 decimal number, None for anything else."""
    found = _AMOUNT.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    cents = int(found[2] or "0") * 100 + int((found[3] or "").ljust(2, "0"))
    return -cents if found[1] else cents


def money(segment: Segment, place: int, faults: list[Fault]) -> int | None:
    """Return the cents of an element; one that is no amount is a fault, and None."""
    cents = cents_of(segment.get(place))
    if cents is None:
        text = f"is no amount: {segment.get(place)[:40]!r}"
        faults.append(Fault(segment.number, f"{segment.name}{place:02}", text))
    return cents


def month(group: Sequence[Segment], faults: list[Fault]) -> str:
    """Return the coverage month (YYYY-MM) that a group's DTM segment names as first and last day, or empty."""
    dtm = next((one for one in group if one.name == "DTM"), None)
    if dtm is None:
        return ""
    found = _PERIOD.fullmatch(dtm.get(6))
    named = f"{found[1]}-{found[2]}" if found else ""
    if any(whole[6] == dtm.get(6) for whole in period(named)):
        return named
    faults.append(Fault(dtm.number, "DTM06", f"is no whole month: {dtm.get(6)[:40]!r}"))
    return ""


def period(coverage_month: str) -> tuple[Elements, ...]:
    """Return the DTM segment of a coverage month (YYYY-MM), none for credit."""
    if not coverage_month:
        return ()
    begins, ends = month_days(coverage_month)
    return (("DTM", "582", "", "", "", "RD8", f"{begins:%Y%m%d}-{ends:%Y%m%d}"),)


def groups_of(segments: Sequence[Segment], tag: str) -> list[list[Segment]]:
    """Return segments cut before each one of a tag; the first group is what stands before any, and may be empty."""
    groups: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.name == tag:
            groups.append([])
        groups[-1].append(segment)
    return groups


def _segments(data: bytes, desk: _Desk) -> Iterable[Segment]:
    """Yield segments; the separators are those of the first ISA."""
    text = data.decode("utf-8-sig", "replace") if data[:3] == b"\xef\xbb\xbf" else data.decode("latin-1")
    start = text.find("ISA")
    if start < 0:
        desk.fault(None, "ISA", "there is no interchange header")
        return
    if text[:start].strip():
        desk.fault(None, "ISA", f"{start} characters stand before the interchange header")
    separator = text[start + 3 : start + 4] or _ELEMENT
    end = text[start + _ISA_LENGTH : start + _ISA_LENGTH + 1]
    if not end or end.isalnum() or end in (separator, " "):
        desk.fault(Segment(1, ("ISA",)), "ISA", f"is not {_ISA_LENGTH} characters long")
        end = _END
    number = 0
    for piece in text[start:].split(end, _MOST_SEGMENTS):
        clean = piece.strip("\r\n\t ")
        if clean:
            number += 1
            yield Segment(number, tuple(clean.split(separator)))


def _isa_step(desk: _Desk, segment: Segment) -> None:
    if desk.isa:
        desk.fault(segment, "ISA", "opens before the interchange before it is closed")
    desk.isa, desk.groups = segment, 0
    if len(segment.elements) != len(_ISA_WIDTHS):
        desk.fault(segment, "ISA", f"has {len(segment.elements) - 1} elements, not 16")


def _gs_step(desk: _Desk, segment: Segment) -> None:
    if not desk.isa:
        desk.fault(segment, "GS", "stands outside of an interchange")
    if desk.gs:
        desk.fault(segment, "GS", "opens before the group before it is closed")
    desk.gs, desk.in_group = segment, 0
    desk.groups += 1


def _st_step(desk: _Desk, segment: Segment) -> None:
    if desk.st:
        desk.fault(segment, "ST", "opens before the set before it is closed")
        _close_set(desk)
    if not desk.gs:
        desk.fault(segment, "ST", "stands outside of a group")
    desk.st, desk.body = segment, []


def _se_step(desk: _Desk, segment: Segment) -> None:
    if not desk.st:
        desk.fault(segment, "SE", "closes nothing")
        return
    _compare(desk, segment, "SE01", (segment.get(1), str(len(desk.body) + 2)))
    _compare(desk, segment, "SE02", (segment.get(2), desk.st.get(2)))
    _close_set(desk)


def _close_set(desk: _Desk) -> None:
    assert desk.st
    isa, gs, st = desk.isa, desk.gs, desk.st
    parties = (isa.get(6) if isa else "", isa.get(8) if isa else "", isa.get(13) if isa else "")
    version = st.get(3) or (gs.get(8) if gs else "")
    desk.sets.append(TransactionSet(st.get(1), version, *parties, st.number, tuple(desk.body)))
    desk.st, desk.body = None, []
    desk.in_group += 1


def _ge_step(desk: _Desk, segment: Segment) -> None:
    if not desk.gs:
        desk.fault(segment, "GE", "closes nothing")
        return
    _compare(desk, segment, "GE01", (segment.get(1), str(desk.in_group)))
    _compare(desk, segment, "GE02", (segment.get(2), desk.gs.get(6)))
    desk.gs = None


def _iea_step(desk: _Desk, segment: Segment) -> None:
    if not desk.isa:
        desk.fault(segment, "IEA", "closes nothing")
        return
    _compare(desk, segment, "IEA01", (segment.get(1), str(desk.groups)))
    _compare(desk, segment, "IEA02", (segment.get(2), desk.isa.get(13)))
    desk.isa = None


def _compare(desk: _Desk, segment: Segment, place: str, said_and_found: tuple[str, str]) -> None:
    """Note where a count or control number is not what it should be, leading zeros aside."""
    said, found = said_and_found
    if said.lstrip("0") != found.lstrip("0"):
        desk.fault(segment, place, f"says {said[:40] or 'nothing'}, found {found[:40]}")


_STEPS: dict[str, Callable[[_Desk, Segment], None]] = {
    "ISA": _isa_step,
    "GS": _gs_step,
    "ST": _st_step,
    "SE": _se_step,
    "GE": _ge_step,
    "IEA": _iea_step,
}
