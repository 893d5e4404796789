"""The list of unpaid bills: from roster and books as of a day, with the rules that each followed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import recorded

from batches.payments import load_payments
from batches.run import run_batch
from batches.site import Site
from batches.unpaid import as_csv, state_counts, unpaid_bills
from lockbox.errors import NotFoundError, RosterError
from lockbox.formats.other_payments import COLUMNS
from lockbox.grace import GraceState
from matching.roster import parse_roster, render_roster

IDS = [recorded.member_id(place) for place in range(6)]
LATE = dt.date(2026, 3, 25)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    return site


def with_subsidies(site: Site, *said: str) -> None:
    head, *rows = recorded.roster().decode().splitlines()
    rows = [f"{row},{word}" for row, word in zip(rows, said, strict=True)]
    site.load_roster("\n".join([f"{head},subsidised", *rows, ""]).encode(), "2026-03-20T08:00:00+00:00")


def test_what_was_posted_is_paid_and_the_rest_is_not(site: Site) -> None:
    found = unpaid_bills(site, LATE)
    assert [bill.member_id for bill in found.bills] == IDS[3:]
    assert found.unpaid_cents == 103_00 + 104_00 + 105_00
    assert {bill.subsidised for bill in found.bills} == {"unknown"}
    assert [track.state for track in found.bills[0].tracks] == [GraceState.NOTICE, GraceState.DELINQUENT]
    assert {rule.name for rule in found.rules} == {
        "due-23rd",
        "delinquent",
        "not-subsidised",
        "subsidised",
        "reinstated",
    }


def test_the_list_is_as_of_its_day(site: Site) -> None:
    assert len(unpaid_bills(site, dt.date(2026, 3, 19)).bills) == 6
    assert len(unpaid_bills(site, dt.date(2026, 3, 20)).bills) == 3
    assert unpaid_bills(site, dt.date(2026, 3, 20), overdue=True).bills == ()
    with pytest.raises(NotFoundError, match="no roster was loaded by"):
        unpaid_bills(site, dt.date(2026, 3, 1))


def test_other_channels_count_from_the_day_they_paid(site: Site) -> None:
    line = f"{IDS[3]},medical,2026-04,103.00,2026-03-25,online,W-1"
    part = f"{IDS[4]},medical,2026-04,4.00,2026-03-25,phone,P-1"
    load_payments(site, f"{','.join(COLUMNS)}\n{line}\n{part}\n".encode(), "pat", "2026-03-25T09:00:00+00:00")
    assert len(unpaid_bills(site, dt.date(2026, 3, 24)).bills) == 3
    erin, glenn = unpaid_bills(site, LATE).bills
    assert (erin.paid_cents, erin.unpaid_cents, glenn.paid_cents) == (4_00, 100_00, 0)


def test_a_subsidy_on_the_roster_decides_which_way(site: Site) -> None:
    with_subsidies(site, "", "", "", "yes", "No", "")
    yes, no, unknown = unpaid_bills(site, dt.date(2026, 4, 5)).bills
    assert [(bill.subsidised, len(bill.tracks)) for bill in (yes, no, unknown)] == [
        ("yes", 1),
        ("no", 1),
        ("unknown", 2),
    ]
    assert yes.tracks[0].coverage_ends == dt.date(2026, 4, 30)
    assert no.tracks[0].coverage_ends == dt.date(2026, 3, 31)
    assert no.tracks[0].state is GraceState.TERMINATION
    found = unpaid_bills(site, dt.date(2026, 4, 5))
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [row["subsidised"] for row in rows] == ["yes", "no", "unknown"]
    assert rows[0]["not_subsidised_state"] == "" != rows[0]["subsidised_state"]
    assert rows[1]["not_subsidised_coverage_ends"] == "2026-03-31"
    assert {row["as_of"] for row in rows} == {"2026-04-05"}
    assert {(name, count) for name, count, _ in state_counts(found)} == {
        ("delinquent", 1),
        ("termination", 1),
        ("delinquent, depending on subsidy", 1),
        ("termination, depending on subsidy", 1),
    }


def test_the_roster_takes_the_column_and_gives_it_back(site: Site) -> None:
    with_subsidies(site, "yes", "no", "", "yes", "NO", "")
    members = parse_roster(site.archive.get(site.roster().sha256).decode())
    assert [one.subsidised for one in members] == ["yes", "no", "", "yes", "no", ""]
    assert parse_roster(render_roster(members)) == members
    assert "subsidised" not in render_roster(parse_roster(recorded.roster().decode()))
    with pytest.raises(RosterError, match="subsidised 'maybe' is neither yes nor no"):
        parse_roster("\n".join([*render_roster(members).splitlines()[:2]]).replace(",yes,", ",maybe,"))
