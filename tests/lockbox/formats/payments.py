"""Payments for the tests of posting files: a small night to look at, and nights of every kind."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from lockbox.formats.postings import Payment, PostedPart, Postings
from lockbox.records import Coverage

DAY, BATCH = dt.date(2026, 11, 20), "1f0e5c7a9b2d" + "0" * 52
ANN, BOB = "730021448815", "730021448823"
MEDICAL, DENTAL = Coverage.MEDICAL, Coverage.DENTAL

ANNS = PostedPart(ANN, MEDICAL, "WellSense", "2026-12", 412_50, "Ann", "Baker")
ANNS_TEETH = PostedPart(ANN, DENTAL, "Delta Dental of MA", "2026-12", 42_00, "Ann", "Baker")
BOBS = PostedPart(BOB, MEDICAL, "WellSense", "", 7_05, "José", "O'Brien & Sons")

NIGHT = Postings(
    DAY,
    BATCH,
    (
        Payment(
            *(BATCH, "E0001", 1, "7K3MZ0Q4TX", 454_50, (ANNS, ANNS_TEETH)),
            *("check", "021000021", "000998877", "0042", dt.date(2026, 11, 14)),
        ),
        Payment(BATCH, "E0003", 1, "7K3MZ0Q4TY", 7_05, (BOBS,), "money_order", "000000800", "1234", "26123456789"),
    ),
    (Payment(BATCH, "E0002", 1, "7K3MZ0Q4TZ", 100_00, (), "check", "011000015", "123456789", "77"),),
)
"""Three deposited checks: one for two plans, one kept as credit, one in Suspense."""

_names = st.text("aé'&*~:^ ñB", max_size=12)
_parts = st.builds(
    PostedPart,
    member_id=st.from_regex(r"[0-9]{12}", fullmatch=True),
    coverage=st.sampled_from(Coverage),
    carrier=st.sampled_from(("WellSense", "Tufts Health Plan", "Blue Cross * Blue~Shield: of^MA", "")),
    coverage_month=st.sampled_from(("", "2026-02", "2024-02", "2026-12")),
    cents=st.integers(1, 99_999_999),
    first_name=_names,
    last_name=_names,
)
_digits = st.from_regex(r"[0-9]{0,20}", fullmatch=True)


@st.composite
def payments(draw: st.DrawFn, place: int, taken_back: bool = False) -> Payment:
    """Return a payment with its parts; one that was taken back has amounts below zero."""
    sign = -1 if taken_back and draw(st.booleans()) else 1
    parts = tuple(
        PostedPart(p.member_id, p.coverage, p.carrier, p.coverage_month, sign * p.cents, p.first_name, p.last_name)
        for p in draw(st.lists(_parts, min_size=1, max_size=4))
    )
    check_date = draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2068, 1, 1)))
    paper = (draw(_digits), draw(_digits), draw(_digits), check_date)
    cents = sum(part.cents for part in parts)
    return Payment(BATCH, f"E{place:04}", 1, f"C{place:09}", cents, parts, "check", *paper)


@st.composite
def nights(draw: st.DrawFn, taken_back: bool = False) -> Postings:
    """Return what was posted in a night, or on a day on which some was taken back."""
    posted = tuple(draw(payments(place, taken_back)) for place in range(draw(st.integers(0, 6))))
    held = tuple(Payment(BATCH, f"S{place}", 1, f"S{place:09}", cents) for place, cents in enumerate(draw(_held)))
    return Postings(draw(st.dates(dt.date(2000, 1, 1), dt.date(2068, 1, 1))), BATCH, posted, held)


_held = st.lists(st.integers(1, 999_999), max_size=3)
