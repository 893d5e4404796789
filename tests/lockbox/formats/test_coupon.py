import datetime as dt
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text

from lockbox.formats.coupon import coupon_pdf, due_date, payload_digits, payment_info
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


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_qr_code_reads_back_as_the_slip(dpi: int) -> None:
    """The code for phones says the bill in words, and is read as a slip even where the bars are spoilt."""
    bill = _bill()
    page = pypdfium2.PdfDocument(coupon_pdf(MEMBER, (bill,), OCR_B, qr=True))[0].render(scale=dpi / 72).to_pil()
    gray = np.array(page.convert("L"))
    assert {code.symbology for code in READER.read(gray)} == {"code128", "qrcode"}
    gray[round(9.4 * dpi) :] = 255
    (code,) = READER.read(gray)
    assert code.text == payment_info(bill)
    assert "PAY $235.00 BY 12/23/2026" in code.text
    said = parse_payload(code.text, (DEFAULT_PROFILE,))
    assert said == SlipPayload(DEFAULT_PROFILE.name, bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents)


def test_the_qr_code_says_what_it_is_for_where_a_person_sees_it() -> None:
    page = pypdfium2.PdfDocument(coupon_pdf(MEMBER, (_bill(),), OCR_B, qr=True))[0]
    plain = pypdfium2.PdfDocument(coupon_pdf(MEMBER, (_bill(),), OCR_B))[0]
    shown, without = (np.asarray(one.render(scale=2).to_pil().convert("L")) for one in (page, plain))
    height = round((11 - 1.64) * 144)
    caption = np.s_[height - 12 : height + 6, round(3.4 * 144) : round(4.6 * 144)]
    assert (without[caption] == 255).all()
    assert (shown[caption] < 160).sum() > 50
    assert "Scan for payment info" in page.get_textpage().get_text_range()


@pytest.mark.parametrize("count", [1, 3])
def test_one_page_a_bill(count: int) -> None:
    assert len(pypdfium2.PdfDocument(coupon_pdf(MEMBER, (_bill(),) * count, OCR_B))) == count
