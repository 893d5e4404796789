"""The committed night, end to end with the installed readers: every reason is shown, and nothing is posted wrongly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from batches import exports
from batches.check import check_site
from batches.intake import take_in
from batches.replay import replay
from batches.run import Operator, run_batch
from batches.site import Site
from batches.tally import RunReport
from bench.night import score_night
from lockbox.reasons import Reason
from samples.night import RECEIVED_ON
from samples.scenarios import NOT_ON_PAPER

NIGHT = Path(__file__).parent.parent / "samples" / "small"
GOLDEN = Path(__file__).parent / "golden" / "small.json"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, RunReport]]:
    """Run the committed night once on a new site."""
    site = Site.create(tmp_path_factory.mktemp("night") / "site", "5a" * 32)
    site.load_roster((NIGHT / "roster.csv").read_bytes(), "2026-11-20T21:00:00")
    batch = take_in(NIGHT / "mail", site.archive.put, site.settings.reading, RECEIVED_ON)
    return site, run_batch(site, batch, Operator("pat", "mailroom", lambda: "2026-11-20T21:30:00"))


def results(site: Site, run: str) -> list[dict[str, str]]:
    """Return the results export as rows."""
    return list(csv.DictReader(io.StringIO(exports.export("results", site.archive, run).decode())))


def test_nothing_is_posted_wrongly_lost_or_held_for_the_wrong_reason(night: tuple[Site, RunReport]) -> None:
    site, report = night
    score = score_night(NIGHT, site, report.run)
    assert (score.wrong, score.lost, score.missed) == ((), (), ())
    assert score.coupon_posted > 10


def test_every_reason_that_paper_can_show_is_given(night: tuple[Site, RunReport]) -> None:
    site, report = night
    given = {reason for row in results(site, report.run) for reason in row["reasons"].split(";") if reason}
    assert {reason.value for reason in Reason} - given == set(NOT_ON_PAPER)


def test_the_night_comes_out_as_it_did_before(night: tuple[Site, RunReport], update_golden: bool) -> None:
    site, report = night
    keys = ("outcome", "disposition", "amount", "member_id", "coverage", "coverage_month", "reasons")
    now = {f"{row['envelope']}/{row['item']}": {key: row[key] for key in keys} for row in results(site, report.run)}
    if update_golden:
        GOLDEN.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", "utf-8")
    assert now == json.loads(GOLDEN.read_text("utf-8"))


def test_it_replays_to_the_byte_and_all_is_whole(night: tuple[Site, RunReport]) -> None:
    site, report = night
    assert replay(site.archive, report.run) == ()
    assert check_site(site) == ()
