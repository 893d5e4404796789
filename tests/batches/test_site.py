from pathlib import Path

import pytest

from batches.site import Site
from lockbox.errors import NotFoundError, SettingsError, SiteError


def test_a_new_site_opens_with_its_key_and_published_defaults(tmp_path: Path) -> None:
    made = Site.create(tmp_path / "site", "ab" * 32)
    opened = Site.open(tmp_path / "site")
    assert opened == made
    assert opened.settings.fingerprint_key == "ab" * 32
    assert opened.settings.policy.wrong_posting_bound == 10_000
    assert opened.books_url == f"sqlite:///{tmp_path / 'site' / 'books.db'}"
    assert {path.name for path in made.root.iterdir()} == {"lockbox.toml", "archive", "reports", "outbox"}


def test_a_site_is_not_made_twice_nor_opened_where_there_is_none(tmp_path: Path) -> None:
    Site.create(tmp_path, "ab")
    with pytest.raises(SiteError):
        Site.create(tmp_path, "cd")
    assert Site.open(tmp_path).settings.fingerprint_key == "ab"
    with pytest.raises(SiteError):
        Site.open(tmp_path / "archive")
    (tmp_path / "lockbox.toml").write_text("[settings]\ncolour = 3\n[machine]\nworkers = -1\n")
    with pytest.raises(SettingsError, match=r"(?s)colour.*workers"):
        Site.open(tmp_path)


def test_rosters_stay_on_record_and_the_last_whole_line_counts(tmp_path: Path) -> None:
    site = Site.create(tmp_path, "ab")
    with pytest.raises(NotFoundError):
        site.roster()
    first = site.load_roster(b"one\n", "2026-03-01T08:00:00Z")
    second = site.load_roster(b"two\n", "2026-03-02T08:00:00Z")
    assert site.rosters() == (first, second)
    assert site.archive.get(site.roster().sha256) == b"two\n"
    with (tmp_path / "rosters.txt").open("a") as file:
        file.write(first.sha256[:40])
    assert Site.open(tmp_path).roster() == second
    third = site.load_roster(b"three\n", "2026-03-03T08:00:00Z")
    assert site.roster() == third


def test_one_run_at_a_time(tmp_path: Path) -> None:
    site = Site.create(tmp_path, "ab")
    with site.lock(), pytest.raises(SiteError, match="another run"), site.lock():
        pass
    with site.lock():
        pass
