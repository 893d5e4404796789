"""What leaves: every instrument has its row, every part its own, and no account number is whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import fields
from decimal import Decimal

import pyarrow.parquet as pq

from batches.exports import AllocationRow, ResultRow, allocation_rows, results_rows, to_csv, to_parquet
from lockbox.identity import confirmation
from lockbox.micr import Micr
from lockbox.reasons import Disposition, Reason
from lockbox.records import Coverage, Field, Instrument, InstrumentKind, Remittance
from lockbox.settlement import (
    Allocation,
    Bill,
    Candidate,
    Decision,
    Finding,
    Match,
    Member,
    Outcome,
    Verdict,
)

ANN, BOB = "030021448815", "730021448823"
MEDICAL, DENTAL = Coverage.MEDICAL, Coverage.DENTAL
COLUMNS = (
    "batch,envelope,item,instrument,outcome,disposition,reasons,amount,courtesy_amount,legal_amount,check_date,"
    "routing,account_last4,serial,member_id,coverage,carrier,coverage_month,id_source,confidence,confirmation"
)


def bill(member: str, coverage: Coverage, carrier: str, month: str = "2026-04") -> Bill:
    return Bill(member, coverage, carrier, month, 100)


ROSTER = (
    Member(ANN, "Ann", "Baker", "12 Elm St", "Boston", "MA", "02118", bills=(bill(ANN, MEDICAL, "Tufts, Inc."),)),
    Member(BOB, "Bob", "Cole", "9 Oak St", "Lynn", "MA", "01901", bills=(bill(BOB, DENTAL, "Delta Dental"),)),
)


def check(
    item: int, cents: int | None, account: str = "000998877", kind: InstrumentKind = InstrumentKind.CHECK
) -> Instrument:
    absent: Field[str] = Field()
    return Instrument(
        item=item,
        kind=kind,
        front=0,
        back=-1,
        micr=Field(Micr("", routing="021000021", account=account, serial="0042")),
        courtesy_amount=Field(cents),
        legal_amount=Field(),
        check_date=Field(dt.date(2026, 3, 1)),
        payee=absent,
        payer=absent,
        payer_address=absent,
        memo=absent,
        serial=absent,
        signature=Field(),
    )


POSTED = Decision(
    1,
    Verdict.POST,
    Disposition.DEPOSIT,
    41250,
    (Allocation(ANN, MEDICAL, "2026-04", 40000), Allocation(BOB, DENTAL, "", 1250)),
    (Finding(Reason.DATE_MISSING, "", False),),
    "barcode",
    999,
)
UNSURE = tuple(Finding(reason, "", True) for reason in (Reason.LOW_CONFIDENCE, Reason.NO_SIGNATURE))
HELD = Decision(2, Verdict.HOLD, Disposition.HOLD, None, (), UNSURE, "name", 700)
DOUBTFUL = Decision(1, Verdict.HOLD, Disposition.DEPOSIT, 5, (), UNSURE[:1], "name", 300)
LETTER = Decision(0, Verdict.HOLD, Disposition.NONE, None, (), (Finding(Reason.CORRESPONDENCE, "", True),))
BOBS = (Candidate(BOB, 100, ()),)

OUTCOMES = (
    Outcome(
        'a "quoted", name',
        Remittance((), (check(1, 41250), check(2, None, account="1234"))),
        (Match(1, (Candidate(ANN, 900, ()),)), Match(2, BOBS)),
        (POSTED, HELD),
    ),
    Outcome("doubt", Remittance((), (check(1, 5, kind=InstrumentKind.MONEY_ORDER),)), (Match(1, BOBS),), (DOUBTFUL,)),
    Outcome("letter", Remittance(()), (), (LETTER,)),
)


def results() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(ResultRow, results_rows("b" * 64, OUTCOMES, ROSTER)))))


def test_the_columns_are_the_published_ones() -> None:
    assert ",".join(field.name for field in fields(ResultRow)) == COLUMNS
    assert to_csv(ResultRow, ()) == COLUMNS + "\n"
    assert to_csv(AllocationRow, ()) == "batch,envelope,item,member_id,coverage,coverage_month,amount\n"


def test_a_posted_payment_for_two_plans_names_both() -> None:
    row = results()[0]
    assert row == {
        "batch": "b" * 64,
        "envelope": 'a "quoted", name',
        "item": "1",
        "instrument": "check",
        "outcome": "posted",
        "disposition": "deposit",
        "reasons": "DATE_MISSING",
        "amount": "412.50",
        "courtesy_amount": "412.50",
        "legal_amount": "",
        "check_date": "2026-03-01",
        "routing": "021000021",
        "account_last4": "8877",
        "serial": "0042",
        "member_id": f"{ANN};{BOB}",
        "coverage": "medical;dental",
        "carrier": "Tufts, Inc.;Delta Dental",
        "coverage_month": "2026-04",
        "id_source": "barcode",
        "confidence": "999",
        "confirmation": confirmation("b" * 64, 'a "quoted", name', 1),
    }


def test_an_exception_names_the_best_candidate_only_if_it_is_likely() -> None:
    _, held, doubtful, letter = results()
    assert (held["outcome"], held["member_id"], held["amount"], held["coverage"]) == ("exception", BOB, "", "")
    assert held["reasons"] == "LOW_CONFIDENCE;NO_SIGNATURE"
    assert held["account_last4"] == ""
    assert (doubtful["member_id"], doubtful["amount"], doubtful["instrument"]) == ("", "0.05", "money_order")
    assert (letter["item"], letter["instrument"], letter["amount"], letter["disposition"]) == ("0", "", "", "none")


def test_every_part_of_a_payment_has_its_row() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(AllocationRow, allocation_rows("b", OUTCOMES)))))
    assert [(row["member_id"], row["coverage"], row["coverage_month"], row["amount"]) for row in rows] == [
        (ANN, "medical", "2026-04", "400.00"),
        (BOB, "dental", "", "12.50"),
    ]


def test_parquet_keeps_types_even_where_nothing_is_said() -> None:
    table = pq.read_table(io.BytesIO(to_parquet(ResultRow, results_rows("b", OUTCOMES, ROSTER))))
    first = table.to_pylist()[0]
    assert (first["amount"], first["legal_amount"], first["routing"]) == (Decimal("412.50"), None, "021000021")
    assert (first["check_date"], first["confidence"]) == (dt.date(2026, 3, 1), 999)
    empty = pq.read_table(io.BytesIO(to_parquet(ResultRow, ())))
    assert empty.schema.types == table.schema.types
