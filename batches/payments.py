"""Payments by other channels taken in: the file into the archive, its lines into the books."""

from __future__ import annotations

from contextlib import closing

from batches.site import Site
from lockbox.books.books import open_books
from lockbox.books.elsewhere import LoadedPayments
from lockbox.formats.other_payments import PaymentsError, parse_payments


def load_payments(site: Site, data: bytes, clerk: str, at: str) -> LoadedPayments:
    """Take a file of payments in; those that are known already change nothing.

    Raises:
        PaymentsError: naming every mistake with its line; nothing was loaded.
        OtherPaymentError: a payment loaded before says something else now; nothing was loaded.
    """
    try:
        payments = parse_payments(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PaymentsError(f"the file is not UTF-8 text: {error.reason} at byte {error.start}") from error
    with closing(open_books(site.books_url)) as books:
        return books.take_payments(payments, site.archive.put(data), (clerk, at))
