"""Payments by other channels: loaded whole or not at all, once, and seen when the check arrives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import recorded
from hypothesis import given
from hypothesis import strategies as st

from batches.check import check_site
from batches.payments import load_payments
from batches.replay import replay
from batches.run import run_batch
from batches.site import Site
from lockbox.books.books import Books, open_books
from lockbox.books.elsewhere import OtherPaymentError
from lockbox.canonical import decode, encode
from lockbox.formats.other_payments import COLUMNS, PaymentsError, parse_payments
from lockbox.reasons import Reason
from lockbox.settlement import Known, Outcome, Verdict

AT = "2026-03-19T09:00:00+00:00"
ANN, CARL, ERIN = (recorded.member_id(place) for place in range(3))
HEADER = ",".join(COLUMNS) + "\n"
ANNS = f"{ANN},medical,2026-04,100.00,2026-03-18,online,W-1\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return recorded.make_site(tmp_path / "site")


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as books:
        yield books


def load(site: Site, *lines: str) -> tuple[int, int]:
    done = load_payments(site, (HEADER + "".join(lines)).encode(), "pat", AT)
    return done.new, done.known


def outcomes(site: Site) -> dict[str, Outcome]:
    night = run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    manifest = site.archive.manifest(night.run)
    assert replay(site.archive, night.run) == ()
    found = [decode(Outcome, site.archive.get(one.outcome_sha256)) for one in manifest.results]
    return {one.envelope: one for one in found}


def test_a_bill_paid_online_is_seen_as_paid_when_its_check_arrives(site: Site) -> None:
    load(
        site,
        ANNS,
        f"{CARL},dental,2026-04,101.00,2026-03-18,phone,P-1\n",
        "730000000000,medical,2026-04,1.00,2026-03-18,x,1\n",
    )
    found = outcomes(site)
    (paid,) = [one for one in found["000"].decisions[0].findings if one.reason is Reason.PAID_ELSEWHERE]
    assert paid.detail == "paid already: medical 2026-04 (online on 2026-03-18)"
    assert found["001"].decisions[0].verdict is Verdict.POST
    known = decode(Known, site.archive.get(site.archive.manifest(site.archive.runs()[0]).inputs.known_sha256))
    assert [one.reference for one in known.elsewhere] == ["W-1"]
    assert check_site(site) == ()


def test_a_payment_taken_back_leaves_the_bill_open(site: Site) -> None:
    load(site, ANNS, f"{ANN},medical,2026-04,-100.00,2026-03-19,online,W-1R\n")
    assert outcomes(site)["000"].decisions[0].verdict is Verdict.POST


def test_part_paid_elsewhere_leaves_the_rest(site: Site) -> None:
    load(site, f"{ANN},medical,2026-04,40.00,2026-03-18,online,W-1\n")
    reasons = {one.reason for one in outcomes(site)["000"].decisions[0].findings}
    assert Reason.OVERPAID in reasons
    assert Reason.PAID_ELSEWHERE not in reasons


def test_the_same_file_changes_nothing_and_a_changed_line_loads_nothing(site: Site, books: Books) -> None:
    assert load(site, ANNS) == (1, 0)
    assert load(site, ANNS) == (0, 1)
    more = f"{CARL},medical,2026-04,5.00,2026-03-18,online,W-2\n"
    with pytest.raises(OtherPaymentError, match=r"online W-1: \$100.00 .* before, \$99.00"):
        load(site, ANNS.replace("100.00", "99.00"), more)
    assert load(site, ANNS, more) == (1, 1)
    assert books.verify() == ()


def test_all_mistakes_are_named_with_their_lines(site: Site, books: Books) -> None:
    lines = (
        "73002144,medical,2026-04,100.00,2026-03-18,online,1\n",
        f"{ANN},vision,2026-13,100,2026-02-30,On Line,\n",
        ANNS,
        ANNS,
        f"{ANN},medical,2026-04,0.00,2026-02-30,online,3\n",
        f"{ANN},medical\n",
    )
    with pytest.raises(PaymentsError) as told:
        load(site, *lines)
    said = str(told.value)
    for words in (
        "line 2: member_id '73002144' is not 12 digits",
        "line 3: coverage 'vision'",
        "line 3: coverage_month '2026-13'",
        "line 3: amount '100' is not dollars",
        "line 3: channel 'on line'",
        "line 3: reference ''",
        "line 5: reference W-1 of online is on line 4 already",
        "line 6: amount is nothing",
        "line 6: paid_on '2026-02-30' is no day of the calendar",
        "line 7: 2 fields where the header has 7",
    ):
        assert words in said
    assert books.paid_by(dt.date.max, "") == {}
    for data in (b"", b"a,b\n1,2\n", HEADER.encode(), b"\xff\xfe", (HEADER + '"x').encode()):
        with pytest.raises(PaymentsError):
            load_payments(site, data, "pat", AT)


def test_a_record_of_before_is_read_and_spelled_as_it_was() -> None:
    before = b'{"accounts":[],"items":[],"paid":[],"pictures":[]}'
    assert decode(Known, before) == Known()
    assert decode(Known, encode(Known())) == Known()


@given(st.text())
def test_noise_is_refused_with_words(text: str) -> None:
    with pytest.raises(PaymentsError):
        parse_payments(text)
