"""The MICR line of a check: its symbols, its fields, and the check digit of a routing number."""

from __future__ import annotations

from dataclasses import dataclass

_ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)


@dataclass(frozen=True, slots=True)
class Micr:
    """The fields of one MICR line, as text; empty where the line has none.

    Attributes:
        text: the whole line, left to right, ``A`` transit, ``B`` amount, ``C`` on-us, ``D`` dash,
            ``?`` for a character that could not be read.
        routing: nine digits.
        account: the on-us account, spaces and dashes removed.
        serial: the check number, from the auxiliary on-us field or from within on-us.
        process_control: transaction code, where one is printed.
        epc: external processing code (position 44).
        amount_cents: encoded amount, -1 where the line has none.
        repaired: true when a damaged character was filled from the check digit.
    """

    text: str
    routing: str = ""
    account: str = ""
    serial: str = ""
    process_control: str = ""
    epc: str = ""
    amount_cents: int = -1
    repaired: bool = False


def routing_number_holds(routing: str) -> bool:
    """Say whether nine digits satisfy the ABA check: 3, 7, 1 weights sum to a multiple of ten."""
    if len(routing) != 9 or not routing.isdigit() or not routing.isascii():
        return False
    return sum(weight * int(digit) for weight, digit in zip(_ABA_WEIGHTS, routing, strict=True)) % 10 == 0
