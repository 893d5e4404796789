"""The sealed record of a run: digests of everything that went in and came out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnginePin:
    """A reader by name and fingerprint (SHA-256 of model bytes, version and parameters)."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that an outcome may depend on; its digest is the run id.

    Each field named ``*_sha256`` is the name of an archive object, as is each of ``models``: the
    weights and language data that the engines run on.
    """

    batch_sha256: str
    roster_sha256: str
    settings_sha256: str
    known_sha256: str
    engines: tuple[EnginePin, ...]
    received_on: dt.date
    program: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvelopeResult:
    """Archive objects of one envelope: its Reading, and its Outcome without the reading."""

    envelope: str
    reading_sha256: str
    outcome_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One sealed run; ``previous`` is the SHA-256 of the manifest sealed before it, empty for the first."""

    run: str
    inputs: Inputs
    results: tuple[EnvelopeResult, ...]
    balanced: bool
    previous: str = ""
