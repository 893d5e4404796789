"""The reader of E-13B lines: finds the row of characters in a crop, straightens it, and reads it by a network."""

from __future__ import annotations

from ocr.engine import LineReader
from ocr.network_reader import NetworkReader
from ocr.strips import straight_strip


def load() -> LineReader:
    """Return the reader of E-13B lines: digits, ``A`` transit, ``B`` amount, ``C`` on-us, ``D`` dash.

    A crop may hold more than the line (rules, borders, descenders of a signature); the line need
    not be level.

    Raises:
        ModelMissingError: its weights are not installed.
    """
    return NetworkReader("micr", straight_strip)
