"""Fixtures of the books' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lockbox.books.books import Books, open_books


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


@pytest.fixture
def books(file: Path) -> Iterator[Books]:
    opened = open_books(f"sqlite:///{file}")
    yield opened
    opened.close()
