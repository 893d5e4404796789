"""Fixtures of the books' tests; LOCKBOX_TEST_POSTGRESQL names an empty database to try them on as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lockbox.books.books import Books, open_books

POSTGRESQL = os.environ.get("LOCKBOX_TEST_POSTGRESQL", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


@pytest.fixture
def books(file: Path) -> Iterator[Books]:
    opened = open_books(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def any_books(request: pytest.FixtureRequest, file: Path) -> Iterator[Books]:
    """Books on SQLite, and on PostgreSQL where there is one to try."""
    url = f"sqlite:///{file}"
    if request.param == "postgresql":
        url = POSTGRESQL
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    opened = open_books(url)
    yield opened
    opened.close()
