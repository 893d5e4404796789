"""Verifies a site as a whole: every byte of the archive, every sum of the books, and each against the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from batches.run import batch_posting
from batches.site import Site
from lockbox.books.books import Books, open_books
from lockbox.errors import DamagedError, NotFoundError

_ALL = 1_000_000


def check_site(site: Site) -> tuple[str, ...]:
    """Return everything that is wrong with a site, in plain words; empty if nothing is."""
    try:
        with closing(open_books(site.books_url)) as books:
            return (*_archive_faults(site, books.head()), *_books_faults(site, books))
    except DamagedError as error:
        return (*_archive_faults(site, ""), f"books: {error}")


def _archive_faults(site: Site, head: str) -> Iterator[str]:
    for damage in site.archive.verify(head):
        yield f"archive: {damage.path}: {damage.fault}"


def _books_faults(site: Site, books: Books) -> Iterator[str]:
    """Yield what is wrong within the books, then where they differ from what was sealed."""
    for fault in books.verify():
        yield f"books: {fault}"
    for night in books.nights(last=_ALL):
        try:
            sealed = batch_posting(site.archive, site.archive.manifest(night.run))
        except (DamagedError, NotFoundError) as error:
            yield f"books: batch {night.batch[:12]} cannot be held against the archive: {error}"
        else:
            for one in books.differences(sealed):
                yield f"books: batch {night.batch[:12]}: {one}"
