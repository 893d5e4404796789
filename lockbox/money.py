"""Money as integer cents: parsing and printing decimal dollars."""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"(-?)\$?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")


def parse_dollars(text: str) -> int:
    """Return the cents of decimal dollars such as ``1,234.50`` or ``12``.

    Raises:
        ValueError: the text is not dollars with no or two decimals.
    """
    found = _DECIMAL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not an amount in dollars with two decimals: {text!r}")
    sign, whole, cents = found.groups()
    value = int(whole.replace(",", "")) * 100 + int(cents or "0")
    return -value if sign else value


def format_dollars(cents: int) -> str:
    """Return cents as a plain decimal string, ``123450`` as ``1234.50``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def display_dollars(cents: int) -> str:
    """Return cents for people, ``123450`` as ``$1,234.50``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02d}"
