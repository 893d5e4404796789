import datetime as dt
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text

from lockbox.formats.coupon import coupon_pdf, due_date, payload_digits
from lockbox.records import Coverage, SlipPayload
from lockbox.settlement import Bill, Member
from lockbox.slips import DEFAULT_PROFILE, parse_payload
from ocr import barcode_reader

OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf").read_bytes()
READER = barcode_reader.load()
MEMBER = Member("730021448815", "Maria", "O'Brien-González", "14 Elm St Apt 2", "Lowell", "MA", "01850")


def _bill(coverage: Coverage = Coverage.MEDICAL, month: str = "2027-01", cents: int = 23500) -> Bill:
    return Bill(MEMBER.member_id, coverage, "Tufts Health Plan", month, cents)


def test_due_on_the_23rd_of_the_month_before() -> None:
    assert due_date("2026-12") == dt.date(2026, 11, 23)
    assert due_date("2027-01") == dt.date(2026, 12, 23)


def test_same_input_same_bytes() -> None:
    first, second = (coupon_pdf(MEMBER, (_bill(),), OCR_B) for _ in range(2))
    assert first == second


def test_the_page_says_what_is_owed() -> None:
    text = extract_text(BytesIO(coupon_pdf(MEMBER, (_bill(),), OCR_B)))
    for said in ("730021448815", "$235.00", "December 23, 2026", "P.O. Box 412612", "Boston MA 02241-2612"):
        assert said in text
    assert payload_digits(_bill()) in text


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(Coverage),
    st.tuples(st.integers(2026, 2031), st.integers(1, 12)),
    st.integers(1, 9_999_999),
)
def test_bar_code_reads_back(coverage: Coverage, month: tuple[int, int], cents: int) -> None:
    bill = _bill(coverage, f"{month[0]}-{month[1]:02d}", cents)
    page = pypdfium2.PdfDocument(coupon_pdf(MEMBER, (bill,), OCR_B))[0].render(scale=200 / 72).to_pil()
    (code,) = READER.read(np.asarray(page.convert("L")))
    assert code.text == payload_digits(bill)
    said = parse_payload(code.text, (DEFAULT_PROFILE,))
    assert said == SlipPayload(DEFAULT_PROFILE.name, bill.member_id, coverage, bill.coverage_month, cents)


@pytest.mark.parametrize("count", [1, 3])
def test_one_page_a_bill(count: int) -> None:
    assert len(pypdfium2.PdfDocument(coupon_pdf(MEMBER, (_bill(),) * count, OCR_B))) == count
