"""One instrument's case as the archive has it: scans, what was understood, who may have paid, what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from batches.archive import Archive
from batches.lookup import find_run
from batches.tally import batch_of
from lockbox.books.ledger import Place
from lockbox.canonical import decode
from lockbox.errors import NotFoundError
from lockbox.records import Reading, Remittance, Scan
from lockbox.settlement import Decision, Match, Outcome


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the archive holds on one instrument; ``match`` is None for an envelope without one."""

    scans: tuple[Scan, ...]
    reading: Reading
    remittance: Remittance
    match: Match | None
    decision: Decision


def case_of(archive: Archive, place: Place) -> Case:
    """Return the case of an instrument that the books know.

    Raises:
        NotFoundError: the archive has no such batch or envelope.
        DamagedError: something that the run names is missing or altered.
    """
    manifest = archive.manifest(find_run(archive, place.batch))
    for envelope, result in zip(batch_of(archive, manifest).envelopes, manifest.results, strict=True):
        if envelope.name == place.envelope:
            outcome = decode(Outcome, archive.get(result.outcome_sha256))
            return Case(
                scans=envelope.scans,
                reading=decode(Reading, archive.get(result.reading_sha256)),
                remittance=outcome.remittance,
                match=next((one for one in outcome.matches if one.item == place.item), None),
                decision=next(one for one in outcome.decisions if one.item == place.item),
            )
    raise NotFoundError(f"the archive has no envelope {place.envelope} in batch {place.batch[:12]}")
