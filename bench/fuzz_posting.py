"""The promises of the readers of posting files, for ``bench.fuzz``: what passes without a word adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from batches.exports import to_csv, to_parquet
from batches.tables import Cells, PostingRow, posting_rows, read_csv, read_parquet
from bench.fuzz import Target
from lockbox.formats.bai import BaiParties, read_bai, write_bai
from lockbox.formats.bai_layout import DEFAULT, PROFILES
from lockbox.formats.faults import Fault
from lockbox.formats.postings import Payment, PostedPart, Postings
from lockbox.formats.x12_820 import Parties, read_820, write_820
from lockbox.formats.x12_823 import Depository, read_823, write_823
from lockbox.records import Coverage

_BATCH = "1f" * 32
_MEDICAL = PostedPart("730021448815", Coverage.MEDICAL, "WellSense", "2026-12", 412_50, "Ann", "Baker")
_DENTAL = PostedPart("730021448815", Coverage.DENTAL, "WellSense", "", 42_00, "Ann", "Baker")
_NIGHT = Postings(
    dt.date(2026, 11, 20),
    _BATCH,
    (
        Payment(_BATCH, "E1", 1, "7K3MZ0Q4TX", 454_50, (_MEDICAL, _DENTAL), "check", "021000021", "12345678", "42"),
        Payment(_BATCH, "E2", 1, "7K3MZ0Q4TY", 412_50, (_MEDICAL,)),
    ),
    (Payment(_BATCH, "E3", 1, "7K3MZ0Q4TZ", 100_00),),
)
_PARTIES = BaiParties("BILLING", "011000138", "412612", "Health Connector")


def _bai_seeds() -> Iterable[bytes]:
    return (write_bai(_NIGHT, _PARTIES, profile) for profile in PROFILES)


def _bai(data: bytes) -> None:
    for profile in PROFILES:
        file, faults = read_bai(data, profile)
        assert all(str(fault) for fault in faults)
        assert all(check.cents >= 0 for check in file.checks), "an amount is negative"
        if faults:
            continue
        assert file.declared_cents in (None, file.cents), "a total that does not add up was accepted"
        assert file.declared_count in (None, len(file.checks)), "a count that does not add up was accepted"
        assert profile is not DEFAULT or file.declared_cents is not None, "a file without total was accepted"
        for check in file.checks:
            amounts = [part.cents for part in check.parts if part.cents is not None]
            assert not amounts or sum(amounts) == check.cents, "a check that is not its parts was accepted"


def _seeds_820() -> Iterable[bytes]:
    yield write_820(_NIGHT, "WellSense", Parties("LOCKBOX", "WELLSENSE", "Health Connector", "MA", "042103580"))


def _820(data: bytes) -> None:
    advices, faults = read_820(data)
    assert all(str(fault) for fault in faults)
    assert advices or faults
    for advice in advices:
        if not faults:
            assert advice.declared_cents == sum(line.cents for line in advice.lines), "a wrong total was accepted"
            assert all(line.member_id or line.payment_type == "BAL" for line in advice.lines), "nobody was paid"


def _seeds_823() -> Iterable[bytes]:
    yield write_823(_NIGHT, Depository("LOCKBOX", "BILLING", "Bank", "011000138", "7890", "412612", "Connector"))


def _823(data: bytes) -> None:
    deposits, faults = read_823(data)
    assert all(str(fault) for fault in faults)
    assert deposits or faults
    for deposit in deposits:
        if not faults:
            assert deposit.declared_cents == deposit.cents, "a wrong total was accepted"
            assert deposit.declared_checks == len(deposit.lines), "a wrong count was accepted"
            for line in deposit.lines:
                assert not line.parts or sum(part[3] for part in line.parts) == line.cents, "a check is not its parts"


def _csv_seeds() -> Iterable[bytes]:
    yield to_csv(PostingRow, posting_rows(_NIGHT)).encode()


def _parquet_seeds() -> Iterable[bytes]:
    yield to_parquet(PostingRow, posting_rows(_NIGHT))


def _table(read: Callable[..., tuple[Sequence[Cells], Sequence[Fault]]]) -> Callable[[bytes], None]:
    """Return the promise of a table's reader: cents or nothing in every row, and whoever has nothing is told of."""

    def check(data: bytes) -> None:
        rows, faults = read(PostingRow, data)
        assert all(str(fault) for fault in faults)
        for row in rows:
            assert isinstance(row["amount"], int) or faults, "a row without amount was accepted"
            assert row["posted_on"] or faults, "a row without day was accepted"

    return check


POSTING = (
    Target("postings", _table(read_csv), (), _csv_seeds),
    Target("parquet", _table(read_parquet), (), _parquet_seeds),
    Target("bai", _bai, (), _bai_seeds),
    Target("820", _820, (), _seeds_820),
    Target("823", _823, (), _seeds_823),
)
