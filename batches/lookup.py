"""Finds the run that a person means: a batch id, a run id, the beginning of either, or ``latest``."""

from __future__ import annotations

from batches.archive import Archive
from batches.tally import batch_of
from lockbox.errors import NotFoundError
from lockbox.identity import batch_id

LATEST = "latest"
_LEAST = 4


def find_batch(archive: Archive, name: str) -> str:
    """Return the id of the batch that ``name`` means, as ``find_run`` understands it.

    Raises:
        NotFoundError: nothing, or more than one thing, is named so.
    """
    return batch_id(batch_of(archive, archive.manifest(find_run(archive, name))))


def find_run(archive: Archive, name: str) -> str:
    """Return the id of the sealed run that ``name`` means; of several of one batch, the last sealed.

    Raises:
        NotFoundError: nothing, or more than one thing, is named so.
    """
    runs = archive.runs()
    if not runs:
        raise NotFoundError("nothing is sealed here yet", hint="Run a night first: lockbox run FOLDER")
    if name == LATEST:
        return runs[-1]
    if len(name) < _LEAST:
        raise NotFoundError(f"{name!r} is too short to name a batch", hint=f"Give {_LEAST} characters or more.")
    fitting: dict[str, str] = {}
    for run in runs:
        batch = batch_id(batch_of(archive, archive.manifest(run)))
        if run.startswith(name):
            fitting[run] = run
        elif batch.startswith(name):
            fitting[batch] = run
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        raise NotFoundError(f"{name!r} is the beginning of {len(fitting)} batches", hint="Give more of the id.")
    raise NotFoundError(f"no batch {name!r} is sealed here", hint="List the nights with: lockbox report --list")
