"""The MICR line of a check: its symbols, its fields, and the check digit of a routing number."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import product

_ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
UNREAD = "*"
"""Stands in a line for a character that could not be read, as in X9 records; ``?`` is taken for the same."""

_NOT_MICR = re.compile(r"[^0-9ABCD* ]")
_AMOUNT = re.compile(r"B *([0-9*](?: ?[0-9*]){9}) *B|B *([0-9*]{10}) *$|(?<=C)([0-9*]{10}) *B *$")
_TRANSIT = re.compile(r"A([^ABC]*)A")
_SHORTEST_ACCOUNT = 6
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_BESIDE_TRANSIT = re.compile(r"A *[0-9]{9}(?=[ C*]|$)|(?<![0-9])[0-9]{9}(?= *A)")
_DASHED_TRANSIT = re.compile(r"[0-9]{4}D[0-9]{4}")
_FOREIGN_TRANSIT = re.compile(r"[0-9]{5}D[0-9]{3}|[0-9]{2}D[0-9]{2}D[0-9]{2}")

POSTAL_ROUTINGS = frozenset({"000000204", "000008002"})
"""United States Postal Service money orders: their on-us field is the money order's serial."""
ISSUER_ROUTINGS = POSTAL_ROUTINGS | {"102100400", "091900533", "075911742"}
"""Issuers whose money orders carry a serial and no payer's account (Western Union, MoneyGram)."""
TREASURY_ROUTINGS = frozenset({"000000518"})
"""Warrants of the United States Treasury."""
_NO_ACCOUNT = ISSUER_ROUTINGS | TREASURY_ROUTINGS
_MOST_REPAIRED = 2


@dataclass(frozen=True, slots=True)
class Micr:
    """The fields of one MICR line, as text; empty where the line has none or not all of it could be read.

    Attributes:
        text: the whole line, left to right, ``A`` transit, ``B`` amount, ``C`` on-us, ``D`` dash,
            ``*`` for a character that could not be read.
        routing: nine digits.
        account: the on-us account, spaces and dashes removed.
        serial: the check number, from the auxiliary on-us field or from within on-us.
        process_control: transaction code, where one is printed.
        epc: external processing code (position 44).
        amount_cents: encoded amount, -1 where the line has none.
        repaired: true when damaged digits of the routing number were filled in: its check digit and the
            known banks left one answer.
    """

    text: str
    routing: str = ""
    account: str = ""
    serial: str = ""
    process_control: str = ""
    epc: str = ""
    amount_cents: int = -1
    repaired: bool = False


def check_digit(eight: str) -> str:
    """Return the ninth digit of a routing number, which makes the ABA sum a multiple of ten (its weight is 1)."""
    return str(-sum(weight * int(digit) for weight, digit in zip(_ABA_WEIGHTS, eight, strict=True)) % 10)


def routing_number_holds(routing: str) -> bool:
    """Say whether nine digits satisfy the ABA check: 3, 7, 1 weights sum to a multiple of ten."""
    if len(routing) != 9 or not routing.isdigit() or not routing.isascii():
        return False
    return check_digit(routing[:8]) == routing[8]


def routing_is_assigned(routing: str) -> bool:
    """Say whether the check digit holds and the number lies in a range that is given out.

    Federal Reserve districts 01 to 12, thrifts 21 to 32, electronic transactions 61 to 72, traveler's
    checks 80; of the government's 00 only the numbers of money orders and warrants.
    """
    lead = int(routing[:2]) if routing_number_holds(routing) else -1
    of_government = routing in POSTAL_ROUTINGS | TREASURY_ROUTINGS
    return of_government or lead == 80 or 1 <= lead <= 12 or 21 <= lead <= 32 or 61 <= lead <= 72


def parse_micr(text: str, banks: Container[str] = frozenset()) -> Micr:
    """Return the fields of a line read as text; every field that its symbols do not show stays empty.

    The symbols alone say what a group of digits is, never its place in the order: transit symbols
    enclose the routing number, an on-us symbol ends the account, an on-us pair left of the transit
    field encloses the serial of a business check, amount symbols enclose the amount. A field with an
    unread character is empty, and so is the account where any character beside it may be a symbol.

    Args:
        text: the line, ``*`` for characters that could not be read.
        banks: known routing numbers, by which unread digits of one may be filled in.
    """
    line = _NOT_MICR.sub("", text.upper().replace("?", UNREAD)).strip()
    rest, cents = _take_amount(line)
    left, routing, right, repaired = _take_routing(rest, banks)
    micr = Micr(line, routing=routing, amount_cents=cents, repaired=repaired)
    return _with_on_us(_with_left(micr, left), right)


def sides(micr: Micr) -> tuple[str, str]:
    """Return what stands left and right of a line's transit field, symbols and all, the amount field left out."""
    left, _, right, _ = _take_routing(_take_amount(micr.text)[0], frozenset())
    return left.strip(), right.strip()


def is_foreign(micr: Micr) -> bool:
    """Say whether the transit field has the shape of another country's (Canada 5-3, Britain 2-2-2)."""
    found = _TRANSIT.search(micr.text)
    return bool(found and _FOREIGN_TRANSIT.fullmatch(found[1].replace(" ", "")))


def trust(micr: Micr) -> int:
    """Return 0 to 1000: how far the line's own marks vouch for its routing number and account.

    1000 for nine digits between transit symbols whose check holds, 950 where digits were repaired, 600
    for a routing number found without its symbols, 300 where the check fails, 0 without any.
    """
    if not micr.routing:
        return 0
    if not routing_is_assigned(micr.routing):
        return 300
    if micr.repaired:
        return 950
    enclosed = _TRANSIT.search(micr.text)
    return 1000 if enclosed and len(_digits(enclosed[1])) >= 8 else 600


def quality(micr: Micr) -> str:
    """Return the X9 MICR valid indicator: 1 good, 2 good but a field is missing, 3 read error, 4 both."""
    bad = UNREAD in micr.text or trust(micr) < 950
    missing = not micr.routing or not (micr.account or micr.routing in _NO_ACCOUNT)
    return {(False, False): "1", (False, True): "2", (True, False): "3", (True, True): "4"}[bad, missing]


def claim_serial(micr: Micr, printed: str) -> Micr:
    """Return the line with the check number split off its account, where ``printed`` shows which group it is.

    Some banks encode the serial as the first or last group before the on-us symbol; only the number
    printed in the corner of the check tells it from a part of the account, all the more where the
    reader lost the blank between them.
    """
    number = printed.lstrip("0")
    if micr.serial or not 3 <= len(number) <= 8:
        return micr
    groups = _on_us_groups(micr.text)
    for kept, claimed in ((groups[1:], groups[:1]), (groups[:-1], groups[-1:])):
        if kept and claimed and claimed[0].lstrip("0") == number:
            return replace(micr, serial=claimed[0], account="".join(kept))
    run_together = re.fullmatch(rf"(0*{number})([0-9]{{{_SHORTEST_ACCOUNT},}})", micr.account)
    if run_together:
        return replace(micr, serial=run_together[1], account=run_together[2])
    return micr


def enclosed(micr: Micr) -> bool:
    """Say whether the line shows a transit field between its two symbols, whatever can be read of it."""
    return bool(_TRANSIT.search(micr.text))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _all_digits(text: str) -> str:
    """Return the digits of a field, nothing where one of them could not be read."""
    return "" if UNREAD in text else _digits(text)


def _take_amount(line: str) -> tuple[str, int]:
    found = _AMOUNT.search(line)
    if not found:
        return line.partition("B")[0] or line.strip("B"), -1
    figures = next(group for group in found.groups() if group is not None).replace(" ", "")
    return f"{line[: found.start()]}{line[found.end() :]}", int(figures) if figures.isdigit() else -1


def _take_routing(line: str, banks: Container[str]) -> tuple[str, str, str, bool]:
    """Return what stands left of the transit field, the routing number, what stands right, and if it was repaired."""
    for found in _TRANSIT.finditer(line):
        field = found[1].replace(" ", "")
        routing = _full_routing(field, banks)
        if routing:
            return line[: found.start()], routing, line[found.end() :], UNREAD in field
    enclosed = _TRANSIT.search(line)
    if enclosed:
        return line[: enclosed.start()], "", line[enclosed.end() :], False
    return _routing_without_symbols(line)


def _full_routing(field: str, banks: Container[str]) -> str:
    """Return nine digits from a transit field: as printed, dashed 4-4 with its check digit, or repaired."""
    if len(field) == 9 and field.isdigit():
        return field
    if _DASHED_TRANSIT.fullmatch(field):
        eight = field.replace("D", "")
        routing = eight + check_digit(eight)
        return routing if routing_is_assigned(routing) else ""
    return _only_fit(field, banks) if len(field) == 9 and len(_digits(field)) + field.count(UNREAD) == 9 else ""


def _only_fit(field: str, banks: Container[str]) -> str:
    """Return the nine digits that a damaged field must be, if its check digit and the known banks leave just one."""
    if field.count(UNREAD) > _MOST_REPAIRED:
        return ""
    shape = field.replace(UNREAD, "{}")
    fits = (shape.format(*digits) for digits in product("0123456789", repeat=field.count(UNREAD)))
    good = [routing for routing in fits if routing_is_assigned(routing) and routing in banks]
    return good[0] if len(good) == 1 else ""


def _routing_without_symbols(line: str) -> tuple[str, str, str, bool]:
    """Find the one nine-digit run whose check holds, next to a single transit symbol where there is one."""
    pattern = _BESIDE_TRANSIT if "A" in line else _NINE_DIGITS
    runs = [found[0].strip("A ") for found in pattern.finditer(line)]
    routings = [run for run in runs if routing_is_assigned(run)]
    if len(routings) != 1:
        left, _, right = line.rpartition("A")
        return left, "", right if "C" in right else "", False
    (routing,) = routings
    left, _, right = line.partition(routing)
    return left.rstrip("A "), routing, right.lstrip("A "), False


def _with_left(micr: Micr, left: str) -> Micr:
    """Read what stands left of the transit field: auxiliary on-us serial, then the external processing code."""
    pair = re.search(r"C([^C]*[0-9*][^C]*)C", left)
    if UNREAD in left and (pair is None or UNREAD in left[: pair.end()]):
        return micr
    if pair:
        epc = _all_digits(left[pair.end() :])
        return replace(micr, serial=_digits(pair[1]), epc=epc if len(epc) == 1 else "")
    serial = _longest(re.split(r"[^0-9]+", left)) if micr.routing else ""
    return replace(micr, serial=serial)


def _with_on_us(micr: Micr, right: str) -> Micr:
    """Read the on-us field: the account ends at its last on-us symbol, a serial may follow or stand before it.

    An unread character may be an on-us symbol, so the account is given only where there is none; where a
    transit symbol stands, no on-us field is as it should be.
    """
    if "A" in right:
        return micr
    before, symbol, after = right.rpartition("C")
    if not symbol:
        return _open_on_us(micr, right)
    inner = [part for part in before.split("C") if _digits(part)]
    trailing = [] if UNREAD in after else [_digits(part) for part in after.split() if _digits(part)]
    serial, control = micr.serial, ""
    if trailing and not serial:
        serial = _longest(trailing)
        trailing.remove(serial)
    if len(inner) > 1 and not serial and UNREAD not in after:
        serial, inner = _all_digits(inner[0]), inner[1:]
    if trailing:
        control = trailing[-1]
    account = "" if UNREAD in right else _digits("".join(inner))
    if not serial:
        serial, account = _leading_serial(inner, account)
    if micr.routing in _NO_ACCOUNT:
        return replace(micr, serial=account or serial, process_control=control)
    return replace(micr, account=account, serial=serial, process_control=control)


def _open_on_us(micr: Micr, right: str) -> Micr:
    """Take what follows the transit field as account although its on-us symbol was not seen."""
    digits = _all_digits(right)
    if micr.routing in _NO_ACCOUNT:
        return replace(micr, serial=digits or micr.serial)
    return replace(micr, account=digits)


def _leading_serial(inner: list[str], account: str) -> tuple[str, str]:
    """Split ``0123 456789012``: a first group of three to five digits before one long group is the serial."""
    groups = inner[0].split() if account and len(inner) == 1 else []
    if len(groups) == 2 and 3 <= len(groups[0]) <= 5 and groups[0].isdigit() and len(_digits(groups[1])) >= 7:
        return groups[0], _digits(groups[1])
    return "", account


def _on_us_groups(text: str) -> list[str]:
    """Return the groups of digits of the account field, as spaces and dashes part them."""
    right = text.rpartition("A")[2]
    return [group for group in re.split(r"[^0-9]+", right.rpartition("C")[0]) if group]


def _longest(groups: list[str]) -> str:
    return max(groups, key=len, default="")
