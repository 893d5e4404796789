"""Verifies a site as a whole: every byte of the archive, every sum of the books, and each against the other."""

from __future__ import annotations

from contextlib import closing

from batches.run import batch_posting
from batches.site import Site
from lockbox.books.books import open_books
from lockbox.errors import DamagedError, NotFoundError


def check_site(site: Site) -> tuple[str, ...]:
    """Return everything that is wrong with a site, in plain words; empty if nothing is."""
    with closing(open_books(site.books_url)) as books:
        faults = [f"archive: {damage.path}: {damage.fault}" for damage in site.archive.verify(books.head())]
        faults += [f"books: {fault}" for fault in books.verify()]
        for night in books.nights(last=1_000_000):
            try:
                sealed = batch_posting(site.archive, site.archive.manifest(night.run))
            except (DamagedError, NotFoundError) as error:
                faults.append(f"books: batch {night.batch[:12]} cannot be held against the archive: {error}")
            else:
                faults += [f"books: batch {night.batch[:12]}: {one}" for one in books.differences(sealed)]
    return tuple(faults)
