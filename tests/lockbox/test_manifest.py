"""The record of a run: its bytes give it back, and every input has a part in its digest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lockbox.canonical import decode, digest, encode
from lockbox.manifest import EnginePin, EnvelopeResult, Inputs, Manifest

INPUTS = Inputs("a", "b", "c", "d", (EnginePin("tesseract", "e"),), dt.date(2026, 3, 20), "1.0", ("f",))


def test_a_manifest_is_read_back() -> None:
    manifest = Manifest(digest(INPUTS), INPUTS, (EnvelopeResult("E0001", "g", "h"),), balanced=True, previous="i")
    assert decode(Manifest, encode(manifest)) == manifest


@pytest.mark.parametrize(
    "other",
    [
        {"batch_sha256": "x"},
        {"roster_sha256": "x"},
        {"settings_sha256": "x"},
        {"known_sha256": "x"},
        {"engines": (EnginePin("tesseract", "x"),)},
        {"received_on": dt.date(2026, 3, 21)},
        {"program": "1.1"},
        {"models": ("f", "x")},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_input_is_another_run(other: dict[str, object]) -> None:
    assert digest(replace(INPUTS, **other)) != digest(INPUTS)
