"""What is printed for a member: bills with payment coupons, from the roster of a site."""

from __future__ import annotations

import re
from pathlib import Path

from batches.rosters import shared_roster
from batches.site import Site
from lockbox.errors import LockboxError, NotFoundError
from lockbox.formats.coupon import coupon_pdf
from lockbox.records import Coverage

_OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")


class FontMissingError(LockboxError):
    """The OCR-B font is not installed."""

    hint = "As root: apt-get install fonts-ocr-b"


def coupon_for(site: Site, member_id: str, coverage: Coverage | None = None) -> bytes:
    """Return a PDF with a subscriber's open bills, of one coverage or of both.

    Raises:
        NotFoundError: no such subscriber, or nothing is open.
        FontMissingError: OCR-B is not installed.
    """
    roster = shared_roster(site.archive, site.roster().sha256)
    member = roster.member(re.sub(r"[\s-]", "", member_id))
    if member is None:
        raise NotFoundError(f"no subscriber {member_id} is on the roster")
    bills = tuple(bill for bill in member.bills if coverage in (None, bill.coverage) and bill.due_cents > 0)
    if not bills:
        raise NotFoundError(f"subscriber {member_id} has no open bill of that kind")
    return coupon_pdf(member, bills, ocr_b_font(), qr=True)


def ocr_b_font() -> bytes:
    """Return the OCR-B font as the system has it.

    Raises:
        FontMissingError: it is not installed.
    """
    try:
        return _OCR_B.read_bytes()
    except OSError:
        raise FontMissingError from None
