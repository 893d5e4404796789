"""BAI lockbox files of any profile: written with totals that hold, read leniently with all totals computed again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lockbox.errors import LockboxError
from lockbox.formats.bai_layout import BaiProfile, Place, RecordLayout, Role
from lockbox.formats.faults import Fault
from lockbox.formats.postings import Payment, PostedPart, Postings, plain_capitals
from lockbox.money import display_dollars
from lockbox.records import Coverage

_MARKS = " ;:,./()-"
_DATES = {"YYMMDD": "%y%m%d", "MMDDYY": "%m%d%y", "YYYYMMDD": "%Y%m%d", "DD-MON-YY": "%d-%b-%y"}
_TOTALS = {
    Role.BATCH_TOTAL: ("batch_count", "batch_amount"),
    Role.LOCKBOX_TOTAL: ("file_count", "file_amount"),
}

Value = str | int | dt.date | None


class BaiError(LockboxError):
    """A payment does not fit the layout."""

    hint = "Choose a layout with wider fields: bank.posting.bai in lockbox.toml"


@dataclass(frozen=True, slots=True)
class BaiParties:
    """Who sends what to whom: ids of receiver and bank, number of the box, and who was paid."""

    destination: str
    origin: str
    lockbox: str
    payee: str


@dataclass(frozen=True, slots=True)
class BaiPart:
    """One overflow record: part of a check; what the layout does not say is empty, ``cents`` None."""

    member_id: str
    coverage: str
    coverage_month: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class BaiCheck:
    """One detail record with the overflow records that follow it."""

    record: int
    batch: str
    item: str
    cents: int
    serial: str
    confirmation: str = ""
    parts: tuple[BaiPart, ...] = ()


@dataclass(frozen=True, slots=True)
class BaiFile:
    """The checks of a file, and what its last total declares (None where there is none)."""

    checks: tuple[BaiCheck, ...]
    declared_cents: int | None
    declared_count: int | None

    @property
    def cents(self) -> int:
        """What the checks come to."""
        return sum(check.cents for check in self.checks)


# --- Writing -----------------------------------------------------------------------------------


def write_bai(postings: Postings, parties: BaiParties, profile: BaiProfile) -> bytes:
    """Return a file of what was posted, a record a line; the format has no sign, so nothing taken back is in it.

    Raises:
        BaiError: a number is too large for its field.
    """
    checks = postings.posted
    size = profile.batch_items
    common: dict[str, Value] = {
        "destination": parties.destination,
        "origin": parties.origin,
        "lockbox": parties.lockbox,
        "payee": parties.payee,
        "reference": str(postings.number("bai", profile.name)),
        "record_size": profile.length,
        "process_date": postings.day,
        "deposit_date": postings.day,
        "process_time": "0000",
    }
    lines = [*_line(profile, Role.FILE_HEADER, common), *_line(profile, Role.SERVICE_HEADER, common)]
    for number, start in enumerate(range(0, len(checks), size), 1):
        batch, here = checks[start : start + size], {**common, "batch_number": number}
        lines += _line(profile, Role.BATCH_HEADER, here)
        for item, payment in enumerate(batch, 1):
            lines += _check(profile, payment, {**here, "item_number": item})
        total = {"batch_count": len(batch), "batch_amount": sum(one.cents for one in batch), "item_number": len(batch)}
        lines += _line(profile, Role.BATCH_TOTAL, {**here, **total})
    sums = {"file_count": len(checks), "file_amount": sum(one.cents for one in checks)}
    lines += _line(profile, Role.LOCKBOX_TOTAL, {**common, **sums})
    lines += _line(profile, Role.TRAILER, {**common, "record_count": len(lines) + 1})
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _check(profile: BaiProfile, payment: Payment, here: Mapping[str, Value]) -> list[str]:
    own: dict[str, Value] = {
        **here,
        "amount": payment.cents,
        "routing": payment.routing,
        "routing_8": payment.routing[:8],
        "account": payment.account,
        "account_last4": payment.account[-4:] if len(payment.account) > 4 else "",
        "serial": payment.serial,
        "check_date": payment.check_date,
        "remitter": payment.remitter,
        "confirmation": payment.confirmation,
        "member_id": payment.parts[0].member_id,
    }
    lines = list(_line(profile, Role.DETAIL, own))
    for place, part in enumerate(payment.parts, 1):
        is_last = place == len(payment.parts)
        mark = profile.overflow_last if is_last else profile.overflow_more
        lines += _line(profile, Role.OVERFLOW, {**own, **_part(part), "sequence": place, "last": mark})
    return lines


def _part(part: PostedPart) -> dict[str, Value]:
    return {
        "member_id": part.member_id,
        "coverage": part.coverage.value,
        "coverage_code": _CODES[part.coverage],
        "coverage_month": part.coverage_month.replace("-", ""),
        "part_amount": part.cents,
        "carrier": part.carrier,
    }


_CODES = {Coverage.MEDICAL: "M", Coverage.DENTAL: "D"}


def _line(profile: BaiProfile, role: Role, values: Mapping[str, Value]) -> Iterator[str]:
    layout = profile.record(role)
    if layout is None:
        return
    line = [" "] * profile.length
    for place in layout.places:
        value = values[place.source] if place.constant is None else place.constant
        line[place.first - 1 : place.last] = _spelled(place, value, role)
    yield "".join(line)


def _spelled(place: Place, value: Value, role: Role) -> str:
    """Return a value as its field wants it, exactly as wide.

    Raises:
        BaiError: it is a number too large for the field.
    """
    width = place.width
    if place.kind in _DATES:
        text = f"{value:{_DATES[place.kind]}}".upper() if isinstance(value, dt.date) else ""
        return text.ljust(width, "0" if place.kind != "DD-MON-YY" else " ")[:width]
    text = "" if value is None else str(value)
    if place.kind == "ID":
        digits = "".join(c for c in text if c.isascii() and c.isdigit())
        return digits[-width:].rjust(width, "0")
    if place.kind in ("N", "HHMM"):
        if len(text) > width:
            raise BaiError(f"{text} does not fit the {width} digits of {place.said} in the {role.value} record")
        return text.rjust(width, "0")
    return plain_capitals(text, _MARKS)[:width].ljust(width)


# --- Reading -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Desk:
    """What has been read so far; sums are kept as they grow, so that no file takes long.

    ``parts`` are those of the last check while ``open``; ``whole`` and ``batch`` count checks and cents.
    """

    faults: list[Fault] = field(default_factory=list)
    checks: list[BaiCheck] = field(default_factory=list)
    parts: list[BaiPart] = field(default_factory=list)
    open: bool = False
    whole: tuple[int, int] = (0, 0)
    batch: tuple[int, int] = (0, 0)
    declared: tuple[int | None, int | None] = (None, None)


def read_bai(data: bytes, profile: BaiProfile) -> tuple[BaiFile, tuple[Fault, ...]]:
    """Return what a file of a profile says and what is wrong with it; never raises.

    Checks and parts are added up again on every level; what does not hold is named by record and field.
    """
    desk = _Desk()
    lines = data.decode("ascii", "replace").split("\n")
    lines = [line.removesuffix("\r") for line in (lines[:-1] if not lines[-1] else lines)]
    for number, line in enumerate(lines, 1):
        layout = _layout_of(profile, line)
        if layout is None:
            desk.faults.append(Fault(number, "record type", f"is none of {profile.name}: {line[:2]!r}"))
            continue
        if not profile.length <= len(line.ljust(profile.length)) <= max(profile.length, profile.longest):
            desk.faults.append(Fault(number, "length", f"is {len(line)} characters, not {profile.length}"))
        if "\ufffd" in line:
            desk.faults.append(Fault(number, layout.role.value, "holds characters that are not ASCII"))
        values = {place.source or f"@{place.first}": line[place.first - 1 : place.last] for place in layout.places}
        _STEPS[layout.role](desk, number, _Line(profile, layout, values), len(lines))
    _finish(desk, profile)
    cents, count = desk.declared
    return BaiFile(tuple(desk.checks), cents, count), tuple(desk.faults)


@dataclass(frozen=True, slots=True)
class _Line:
    """One record's fields as text."""

    profile: BaiProfile
    layout: RecordLayout
    values: Mapping[str, str]

    def text(self, source: str) -> str:
        return self.values.get(source, "").strip()

    def number(self, source: str, record: int, faults: list[Fault]) -> int | None:
        """Return a field as a number, None where the layout has none; what is no number is a fault."""
        if source not in self.values:
            return None
        text = self.values[source]
        if not (text.isascii() and text.isdigit()):
            faults.append(Fault(record, source, f"is no number: {text!r}"))
            return None
        return int(text)


def _layout_of(profile: BaiProfile, line: str) -> RecordLayout | None:
    for layout in profile.records:
        first = layout.first
        if first.constant is not None and line[first.first - 1 : first.last] == first.constant:
            return layout
    return None


def _skip(_desk: _Desk, _number: int, _line: _Line, _lines: int) -> None:
    """Pass a header by."""


def _detail(desk: _Desk, number: int, line: _Line, _lines: int) -> None:
    _close_check(desk)
    cents = line.number("amount", number, desk.faults) or 0
    place = (line.text("batch_number"), line.text("item_number"))
    desk.checks.append(BaiCheck(number, *place, cents, line.text("serial").lstrip("0"), line.text("confirmation")))
    desk.open = True
    desk.whole = (desk.whole[0] + 1, desk.whole[1] + cents)
    desk.batch = (desk.batch[0] + 1, desk.batch[1] + cents)


def _overflow(desk: _Desk, number: int, line: _Line, _lines: int) -> None:
    if not desk.open:
        desk.faults.append(Fault(number, "record type", "an overflow record that follows no check"))
        return
    item = desk.checks[-1].item
    if "item_number" in line.values and line.text("item_number") != item:
        desk.faults.append(Fault(number, "item_number", f"is {line.text('item_number')!r}, the check is {item!r}"))
    cents = (line.number("part_amount", number, desk.faults) or 0) if "part_amount" in line.values else None
    month = line.text("coverage_month")
    month = f"{month[:4]}-{month[4:]}" if month.strip("0") else ""
    plan = line.text("coverage").lower() or _PLANS.get(line.text("coverage_code"), "")
    desk.parts.append(BaiPart(line.text("member_id"), plan, month, cents))


_PLANS = {code: coverage.value for coverage, code in _CODES.items()}


def _batch_header(desk: _Desk, _number: int, _line: _Line, _lines: int) -> None:
    _close_check(desk)
    desk.batch = (0, 0)


def _batch_total(desk: _Desk, number: int, line: _Line, _lines: int) -> None:
    _close_check(desk)
    _hold_total(desk, number, line, desk.batch)
    desk.batch = (0, 0)


def _lockbox_total(desk: _Desk, number: int, line: _Line, _lines: int) -> None:
    _close_check(desk)
    desk.declared = _hold_total(desk, number, line, desk.whole)


def _trailer(desk: _Desk, number: int, line: _Line, lines: int) -> None:
    said = line.number("record_count", number, desk.faults)
    if said is not None and said != lines:
        desk.faults.append(Fault(number, "record_count", f"declares {said} records, found {lines}"))


def _hold_total(desk: _Desk, number: int, line: _Line, found: tuple[int, int]) -> tuple[int | None, int | None]:
    count_field, amount_field = _TOTALS[line.layout.role]
    count = line.number(count_field, number, desk.faults)
    cents = line.number(amount_field, number, desk.faults)
    if cents is not None and cents != found[1]:
        text = f"declares {display_dollars(cents)}, the checks come to {display_dollars(found[1])}"
        desk.faults.append(Fault(number, amount_field, text))
    if count is not None and count != found[0]:
        desk.faults.append(Fault(number, count_field, f"declares {count} checks, found {found[0]}"))
    return cents, count


def _close_check(desk: _Desk) -> None:
    """Give the last check its parts, and hold these against it where the layout says what they come to."""
    if not desk.open:
        return
    check = replace(desk.checks[-1], parts=tuple(desk.parts))
    amounts = [part.cents for part in check.parts if part.cents is not None]
    if amounts and sum(amounts) != check.cents:
        text = f"is {display_dollars(check.cents)}, its overflow records come to {display_dollars(sum(amounts))}"
        desk.faults.append(Fault(check.record, "amount", text))
    desk.checks[-1], desk.parts, desk.open = check, [], False


def _finish(desk: _Desk, profile: BaiProfile) -> None:
    _close_check(desk)
    if profile.record(Role.LOCKBOX_TOTAL) and desk.declared == (None, None):
        desk.faults.append(Fault(0, "lockbox_total", "is missing"))


_STEPS = {
    Role.FILE_HEADER: _skip,
    Role.SERVICE_HEADER: _skip,
    Role.BATCH_HEADER: _batch_header,
    Role.DETAIL: _detail,
    Role.OVERFLOW: _overflow,
    Role.BATCH_TOTAL: _batch_total,
    Role.LOCKBOX_TOTAL: _lockbox_total,
    Role.TRAILER: _trailer,
}
