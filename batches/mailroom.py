"""One envelope's whole way: what the paper says, what it means, whose it is, and whether we are sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from batches.archive import Archive
from batches.balance import Balance, weigh
from batches.rosters import parsed_roster
from lockbox.canonical import decode
from lockbox.manifest import Inputs
from lockbox.records import Batch, Envelope, Reading
from lockbox.settings import Settings, unseal_settings
from lockbox.settlement import Known, Outcome
from matching.decide import Context, decide, decide_batch, withhold
from matching.match import find_payer
from matching.roster import Roster
from ocr.engine import Engines
from ocr.interpret import interpret
from ocr.read import read

Fetch = Callable[[str], bytes]
"""Returns the bytes of an archive object by its SHA-256."""

OpenRoster = Callable[[Archive, str], Roster]
"""Returns a roster of an archive by its SHA-256."""


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Everything an outcome may depend on; what is not here cannot change one.

    Attributes:
        engines: the readers, None where only recorded readings are decided again.
        known: what the books knew of other batches when the run began.
    """

    settings: Settings
    engines: Engines | None
    roster: Roster
    known: Known
    received_on: dt.date

    @property
    def context(self) -> Context:
        """What decisions are made in view of."""
        return Context(self.roster, self.known, self.settings, self.received_on)

    def process(self, envelope: Envelope, fetch: Fetch) -> tuple[Reading, Outcome]:
        """Read an envelope and decide what is done with it."""
        assert self.engines is not None, "this mailroom only decides again"
        reading = read(envelope, fetch, self.engines, self.settings.reading)
        return reading, self.redecide(envelope, reading)

    def redecide(self, envelope: Envelope, reading: Reading) -> Outcome:
        """Decide what is done with an envelope from what was read in it; pure."""
        remittance = interpret(reading, envelope, self.settings, self.received_on)
        matches = find_payer(remittance, self.roster, self.known, self.settings)
        decisions = decide(remittance, matches, self.context)
        return Outcome(envelope.name, remittance, matches, decisions)

    def close(self, batch: Batch, outcomes: tuple[Outcome, ...]) -> tuple[tuple[Outcome, ...], Balance]:
        """Add to the outcomes of a batch, in its order, what only the whole of it can show; pure."""
        outcomes = decide_batch(outcomes, self.context)
        balance = weigh(batch, outcomes)
        return (outcomes if balance.holds else withhold(outcomes, "; ".join(balance.faults), self.context)), balance


def open_mailroom(
    archive: Archive, inputs: Inputs, engines: Engines | None = None, open_roster: OpenRoster = parsed_roster
) -> Mailroom:
    """Return the mailroom of a run, everything but the engines taken from the archive.

    An audit trusts the record alone and has the roster made from its file; a run takes the form that
    its processes share.

    Raises:
        DamagedError: an input is missing or altered.
        RosterError: the archived roster is none.
    """
    return Mailroom(
        settings=unseal_settings(archive.get(inputs.settings_sha256)),
        engines=engines,
        roster=open_roster(archive, inputs.roster_sha256),
        known=decode(Known, archive.get(inputs.known_sha256)),
        received_on=inputs.received_on,
    )
