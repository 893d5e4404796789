"""A posted night of recorded readings, and its open books."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import recorded

from batches.run import run_batch
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.books import Books, open_books


@pytest.fixture(scope="session")
def posted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunReport]:
    """Run the night once; every test has a copy of its own."""
    site = recorded.make_site(tmp_path_factory.mktemp("posted") / "site")
    return site.root, run_batch(site, recorded.night(site), recorded.OPERATOR, readers=recorded.READERS)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return recorded.make_site(tmp_path / "site")


@pytest.fixture
def night(site: Site, posted: tuple[Path, RunReport]) -> RunReport:
    root, report = posted
    shutil.copytree(root, site.root, dirs_exist_ok=True)
    return report


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as opened:
        yield opened
