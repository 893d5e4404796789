"""What leaves leaves once: whole, under one name, and never with other bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from batches.outbox import OutboxError, OutName, put, registered
from batches.site import Site
from lockbox.errors import ExitCode

DAY = dt.date(2026, 11, 20)
NAME = OutName(DAY, "820-wellsense", "x12", "1f0e5c7a9b2d" + "0" * 52)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.create(tmp_path / "site", "ab")


def test_a_name_says_day_batch_kind_and_number() -> None:
    assert str(NAME) == "2026-11-20-1f0e5c7a9b2d-820-wellsense-01.x12"
    assert str(OutName(DAY, "rulings", "csv", sequence=2)) == "2026-11-20-rulings-02.csv"
    for kind in ("../etc", "Wells Fargo", "a/b", ""):
        with pytest.raises(AssertionError):
            OutName(DAY, kind, "csv")


def test_the_same_bytes_again_change_nothing(site: Site) -> None:
    first = put(site, NAME, b"one")
    stamp = first.path.stat().st_mtime_ns
    again = put(site, NAME, iter((b"o", b"ne")))
    assert (first.new, again.new) == (True, False)
    assert first.path.read_bytes() == b"one"
    assert first.path.stat().st_mtime_ns == stamp
    assert registered(site) == {str(NAME): hashlib.sha256(b"one").hexdigest()}
    assert not list((site.outbox / ".partial").iterdir())


def test_other_bytes_under_one_name_are_refused(site: Site) -> None:
    put(site, NAME, b"one")
    with pytest.raises(OutboxError, match="left before with other bytes") as refused:
        put(site, NAME, b"two")
    assert refused.value.exit_code is ExitCode.USAGE
    assert "lockbox export" in refused.value.hint
    assert (site.outbox / str(NAME)).read_bytes() == b"one"


def test_what_a_transfer_took_away_is_not_sent_twice(site: Site) -> None:
    put(site, NAME, b"one").path.unlink()
    again = put(site, NAME, b"one")
    assert not again.new
    assert not again.path.exists()
    with pytest.raises(OutboxError):
        put(site, NAME, b"two")


def test_a_write_that_stops_half_way_leaves_nothing(site: Site) -> None:
    def torn() -> Iterator[bytes]:
        yield b"half"
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        put(site, NAME, torn())
    assert [path.name for path in site.outbox.iterdir()] == [".partial"]
    assert put(site, NAME, b"whole").new


def test_a_stop_between_file_and_register_is_made_good(site: Site) -> None:
    put(site, NAME, b"one")
    register = site.root / "outbox.txt"
    register.write_text(register.read_text()[:40])
    assert registered(site) == {}
    assert not put(site, NAME, b"one").new
    assert list(registered(site)) == [str(NAME)]
