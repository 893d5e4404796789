"""Verifies a site as a whole: every byte of the archive, every sum of the books, and each against the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

from batches.bank import report_faults
from batches.run import batch_posting
from batches.site import Site
from lockbox.books.books import Books, open_books
from lockbox.errors import DamagedError, NotFoundError

_ALL = 1_000_000

Watch = Callable[[str, int, int], None]
"""Is told what is being checked, how much of it is done, and how much there is."""


def _unwatched(_stage: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def check_site(site: Site, watch: Watch = _unwatched) -> tuple[str, ...]:
    """Return everything that is wrong with a site, in plain words; empty if nothing is.

    ``watch`` is told the stage in words, and how much of it is done and there is.
    """
    try:
        with closing(open_books(site.books_url)) as books:
            return (*_archive_faults(site, books.head(), watch), *_books_faults(site, books, watch))
    except DamagedError as error:
        return (*_archive_faults(site, "", watch), f"books: {error}")


def _archive_faults(site: Site, head: str, watch: Watch) -> Iterator[str]:
    for damage in site.archive.verify(head, partial(watch, "objects of the archive")):
        yield f"archive: {damage.path}: {damage.fault}"


def _books_faults(site: Site, books: Books, watch: Watch) -> Iterator[str]:
    """Yield what is wrong within the books, then where they differ from what was sealed."""
    watch("sums and rows of the books", 0, 1)
    for fault in books.verify():
        yield f"books: {fault}"
    for one in report_faults(site, books):
        yield f"bank: {one}"
    nights = books.nights(last=_ALL)
    for number, night in enumerate(nights, 1):
        watch("nights of the books against the archive", number, len(nights))
        try:
            sealed = batch_posting(site.archive, site.archive.manifest(night.run))
        except (DamagedError, NotFoundError) as error:
            yield f"books: batch {night.batch[:12]} cannot be held against the archive: {error}"
        else:
            for one in books.differences(sealed):
                yield f"books: batch {night.batch[:12]}: {one}"
