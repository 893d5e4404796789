"""The promise of the reader of ARC files, for ``bench.fuzz``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bench.fuzz import Target
from lockbox.formats.ach import AchParties, ArcEntry, NotAnAchFile, read_arc, write_arc

_PARTIES = AchParties(
    destination="011000015",
    destination_name="BANK",
    origin="011000138",
    origin_name="LOCKBOX",
    company_name="PAYEE",
    company_id="1000000000",
    description="CHECK PYMT",
    bank="011000138",
    created_on=dt.date(2026, 11, 20),
    created_at="2100",
    effective_on=dt.date(2026, 11, 23),
    file_id="A",
)


def _seeds() -> Iterable[bytes]:
    entries = [ArcEntry("021000021", "12345678", "1042", 123_45), ArcEntry("122000661", "9", "7", 25_000_00)]
    data = write_arc(_PARTIES, entries)
    yield data
    yield data.replace(b"\n", b"")
    yield data.replace(b"\n", b"\r\n")


def _check(data: bytes) -> None:
    found = read_arc(data)
    if found.faults:
        return
    lines = data.decode("ascii").splitlines()
    lines = lines if len(lines) > 1 else [lines[0][at : at + 94] for at in range(0, len(lines[0]), 94)]
    control = next(line for line in lines if line.startswith("9"))
    assert int(control[31:43]) == found.cents, "a wrong total is accepted"
    assert int(control[13:21]) == len(found.entries), "a wrong count is accepted"


ARC = Target("arc", _check, (NotAnAchFile,), _seeds)
