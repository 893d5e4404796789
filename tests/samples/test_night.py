import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from lockbox.money import parse_dollars
from samples.night import make_mail, make_night
from samples.scenarios import SCENARIOS
from samples.small import OPTIONS, make_small_night


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("night")
    make_night(out, 24, 11)
    return out


def test_same_seed_same_bytes(night: Path, tmp_path: Path) -> None:
    make_night(tmp_path, 24, 11)
    assert _bytes(tmp_path) == _bytes(night)


def test_another_seed_is_another_night(night: Path, tmp_path: Path) -> None:
    make_night(tmp_path, 3, 12)
    assert (tmp_path / "truth.csv").read_bytes() != (night / "truth.csv").read_bytes()


def test_truth_has_every_envelope_and_the_ticket_its_sums(night: Path) -> None:
    truth = _table(night / "truth.csv")
    files = {path.stem.split("_")[0] for path in (night / "mail").iterdir() if path.name != "batch.toml"}
    assert {row["envelope"] for row in truth} == files
    assert len(files) == 24
    ticket = tomllib.loads((night / "mail/batch.toml").read_text())
    amounts = [parse_dollars(row["amount"]) for row in truth if row["amount"]]
    assert ticket["count"] == len(amounts)
    assert parse_dollars(ticket["total"]) == sum(amounts)


def test_no_file_knows_the_time(night: Path) -> None:
    for path in (night / "mail").glob("*.pdf"):
        data = path.read_bytes()
        assert b"CreationDate" not in data
        assert b"ModDate" not in data


def test_posted_money_lies_on_bills_of_the_roster(night: Path) -> None:
    bills = {
        (row["member_id"], row["coverage"], row["coverage_month"]): row["amount_due"]
        for row in _table(night / "roster.csv")
    }
    posted = [row for row in _table(night / "truth.csv") if row["expected_outcome"] == "posted"]
    assert posted
    for row in posted:
        parts = [part.split(":") for part in row["allocations"].split(";")]
        assert all(bills[member, coverage, month] == amount for member, coverage, month, amount in parts)
        assert sum(parse_dollars(part[3]) for part in parts) == parse_dollars(row["amount"])


def test_a_twin_comes_last_and_has_its_own_envelope(tmp_path: Path) -> None:
    twice = next(scenario for scenario in SCENARIOS if scenario.envelopes == 2)
    make_mail(tmp_path, [twice, SCENARIOS[0]], 5, OPTIONS)
    truth = _table(tmp_path / "truth.csv")
    assert [row["envelope"] for row in truth] == ["E0001", "E0002", "E0001R"]
    assert Counter(row["serial"] for row in truth)[truth[0]["serial"]] == 2
    assert truth[0]["expected_reasons"] == ""
    assert truth[2]["expected_reasons"] == "DUPLICATE_ITEM"


SMALL = Path(__file__).parents[2] / "samples" / "small"


def test_the_small_night_is_what_the_programs_draw(tmp_path: Path) -> None:
    make_small_night(tmp_path)
    for name in ("truth.csv", "roster.csv", "payments.csv", "mail/batch.toml"):
        assert (tmp_path / name).read_text() == (SMALL / name).read_text(), f"draw samples/small anew: {name}"
    assert set(_bytes(tmp_path)) == set(_bytes(SMALL))


def test_the_small_night_is_small() -> None:
    assert sum(len(data) for data in _bytes(SMALL).values()) < 6_000_000
