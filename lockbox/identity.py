"""Names that things keep for ever: batches, entries, exceptions, confirmation numbers, account hashes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from lockbox.canonical import digest
from lockbox.micr import Micr
from lockbox.records import Batch

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
"""Letters that cannot be mistaken for figures. A prime many: the check then finds every wrong and swapped one."""


def batch_id(batch: Batch) -> str:
    """Return the SHA-256 that names a batch: its scans in order and its date, nothing of how it is read."""
    papers = tuple(
        (
            envelope.name,
            tuple((scan.sha256, scan.page) for scan in envelope.scans),
            tuple(s.sha256 for s in envelope.strays),
        )
        for envelope in batch.envelopes
    )
    return digest((batch.received_on, papers))


def posting_id(batch: str, envelope: str, item: int, origin: str, position: int = 0) -> str:
    """Return the id of an entry or exception: where it comes from, never what was decided."""
    return digest((batch, envelope, item, origin, position))


def confirmation(batch: str, envelope: str, item: int) -> str:
    """Return the number told to a member: nine characters and a check character."""
    number = int(digest((batch, envelope, item, "confirmation"))[:16], 16)
    body = "".join(_ALPHABET[number // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(9))
    return body + _check_character(body)


def confirmation_holds(text: str) -> bool:
    """Say whether a confirmation number has the right length, letters and check character."""
    clean = normalise_confirmation(text)
    return len(clean) == 10 and all(c in _ALPHABET for c in clean) and _check_character(clean[:9]) == clean[9]


def normalise_confirmation(text: str) -> str:
    """Return a confirmation number as printed, from what a person typed (case, dashes, O for 0, I or L for 1)."""
    clean = text.upper().replace("-", "").replace(" ", "")
    return clean.replace("O", "0").replace("I", "1").replace("L", "1")


def _check_character(body: str) -> str:
    total = sum((place + 1) * _ALPHABET.index(character) for place, character in enumerate(body))
    return _ALPHABET[total % len(_ALPHABET)]


def account_key(key: bytes, routing: str, account: str) -> str:
    """Return the keyed hash under which a bank account is known; the number itself is never kept."""
    return _keyed(key, ("account", routing, account))


def item_key(key: bytes, micr: Micr, cents: int) -> str:
    """Return the keyed hash by which the same check is found again: routing, account, serial, amount."""
    return _keyed(key, ("item", micr.routing, micr.account, micr.serial.lstrip("0"), str(cents)))


def _keyed(key: bytes, parts: Sequence[str]) -> str:
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
