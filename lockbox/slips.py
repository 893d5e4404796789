"""What a payment slip's bar code or scan line says: profiles as data, and the check digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lockbox.records import Coverage, SlipPayload


@dataclass(frozen=True, slots=True)
class SlipProfile:
    """One payee's slip format.

    Attributes:
        pattern: regular expression over the whole text, with groups ``member``, ``coverage``,
            ``month`` (YYYYMM) and ``cents``.
        check: ``mod97-10`` (ISO 7064), ``mod10`` (Luhn) or ``none``, over the whole text.
        medical: value of the coverage group that means medical; ``dental`` likewise.
    """

    name: str
    pattern: str
    check: str = "mod97-10"
    medical: str = "1"
    dental: str = "2"


DEFAULT_PROFILE = SlipProfile(
    name="connector-1",
    pattern=r"1(?P<member>\d{12})(?P<coverage>[12])(?P<month>20\d{2}(?:0[1-9]|1[0-2]))(?P<cents>\d{8})\d{2}",
)
"""Version 1; Member ID; coverage; month; cents; two check digits: thirty digits in all."""


def mod97_digits(body: str) -> str:
    """Return the two ISO 7064 MOD 97-10 check digits that make ``body`` + digits leave 1 by 97."""
    return f"{98 - int(body + '00') % 97:02d}"


def luhn_holds(text: str) -> bool:
    """Say whether digits satisfy the Luhn check (modulus 10, weights 2-1 from the right)."""
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def check_holds(check: str, text: str) -> bool:
    """Say whether the named check rule holds over digits ``text``."""
    if check == "mod97-10":
        return int(text) % 97 == 1
    if check == "mod10":
        return luhn_holds(text)
    return check == "none"


def encode_payload(payload: SlipPayload) -> str:
    """Return the default profile's thirty digits for a payload."""
    coverage = "1" if payload.coverage is Coverage.MEDICAL else "2"
    month = payload.coverage_month.replace("-", "")
    body = f"1{payload.member_id}{coverage}{month}{payload.amount_due_cents:08d}"
    return body + mod97_digits(body)


SLIP_LINE = "SLIP "
"""How the line begins that carries the digits in a code that also says things to people."""


def parse_payload(text: str, profiles: Sequence[SlipProfile]) -> SlipPayload | None:
    """Return what ``text`` says under the first profile that fits and whose check holds, else None.

    Of a text of several lines, such as the QR code of a coupon, only the line that begins with SLIP counts.
    """
    squeezed = "".join(carried(text).split())
    for profile in profiles:
        found = re.fullmatch(profile.pattern, squeezed, re.ASCII)
        if not found or not check_holds(profile.check, "".join(re.findall(r"[0-9]", squeezed))):
            continue
        coverages = {profile.medical: Coverage.MEDICAL, profile.dental: Coverage.DENTAL}
        if found["coverage"] in coverages:
            month = f"{found['month'][:4]}-{found['month'][4:]}"
            cents = int(found["cents"])
            return SlipPayload(profile.name, found["member"], coverages[found["coverage"]], month, cents)
    return None


def carried(text: str) -> str:
    """Return what the line that begins with SLIP carries, of a text that has one; any other text as it is."""
    lines = [line for line in text.splitlines() if line.startswith(SLIP_LINE)]
    return lines[0].removeprefix(SLIP_LINE) if len(lines) == 1 else text


def find_payloads(text: str, profiles: Sequence[SlipProfile]) -> tuple[SlipPayload, ...]:
    """Return the payloads that a noisy line may hold: the whole text, or its digits with the rest left out.

    Nothing is corrected: a check modulo 97 shows that a digit is wrong, never which.
    """
    texts = dict.fromkeys((text, re.sub(r"[^0-9]", "", text)))
    found = (parse_payload(one, profiles) for one in texts if one)
    return tuple(dict.fromkeys(payload for payload in found if payload is not None))
