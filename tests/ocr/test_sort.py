"""A page is what its code lines, its words and its size say, in that order."""

import pytest

from lockbox.records import PageKind, Side
from ocr.sort import Evidence, phrase_likeness, phrase_points, sort

CHECK_SIZE = {"width": 6.0, "height": 2.75, "marks": 200}
LETTER_SIZE = {"width": 8.5, "height": 11.0, "marks": 400}
CODE_LINE = "A011000138A123456C1025"


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        (Evidence(**CHECK_SIZE, micr=CODE_LINE), PageKind.CHECK),
        (Evidence(**CHECK_SIZE, micr=CODE_LINE, texts=("PERSONAL M0NEY ORDER",)), PageKind.MONEY_ORDER),
        (Evidence(**CHECK_SIZE, micr="A000008002A20607031822C"), PageKind.MONEY_ORDER),
        (Evidence(**CHECK_SIZE, texts=("Pay to the Order of", "Dollars")), PageKind.CHECK),
        (Evidence(**CHECK_SIZE, code_row=True), PageKind.CHECK),
        (Evidence(**CHECK_SIZE, texts=("ENDORSE HERE", "pay to the order of")), PageKind.CHECK_BACK),
        (Evidence(**CHECK_SIZE, side=Side.BACK, texts=("pay to the order of",)), PageKind.CHECK_BACK),
        (Evidence(**CHECK_SIZE), PageKind.CHECK_BACK),
        (Evidence(8.5, 3.5, 150, coupon=True), PageKind.SLIP),
        (Evidence(8.5, 3.5, 150, texts=("Payment coupon", "Amount enclosed")), PageKind.SLIP),
        (Evidence(**LETTER_SIZE, coupon=True), PageKind.BILL),
        (Evidence(**LETTER_SIZE, texts=("Premium bill", "Amount due")), PageKind.BILL),
        (Evidence(**LETTER_SIZE, texts=("Dear Health Connector,", "Sincerely,")), PageKind.LETTER),
        (Evidence(**LETTER_SIZE, texts=("please", "call", "me")), PageKind.LETTER),
        (Evidence(**LETTER_SIZE), PageKind.OTHER),
        (Evidence(9.5, 4.125, 120), PageKind.ENVELOPE),
        (Evidence(6.0, 2.75, 60, texts=("CASH RECEIVED",)), PageKind.OTHER),
        (Evidence(6.0, 2.75, 2), PageKind.BLANK),
        (Evidence(2.75, 6.0, 60), PageKind.CHECK_BACK),
        (Evidence(6.0, 2.75, 5, texts=("ENDORSE HERE",)), PageKind.CHECK_BACK),
        (Evidence(8.5, 11.0, 0), PageKind.BLANK),
    ],
)
def test_kinds(evidence: Evidence, kind: PageKind) -> None:
    assert sort(evidence) is kind


def test_a_code_line_outweighs_words() -> None:
    texts = ("Premium bill", "Payment coupon", "ENDORSE HERE")
    assert sort(Evidence(**CHECK_SIZE, micr=CODE_LINE, texts=texts)) is PageKind.CHECK


def test_phrases_are_heard_through_misreading_but_not_made_up() -> None:
    assert phrase_points(["DO NOT WRITE. STAMP OR SlGN BELOW THIS LINE"])[PageKind.CHECK_BACK] >= 4
    assert phrase_points(["my dearest memory", "x"]) == {}


def test_worn_print_is_liker_to_a_phrase_the_right_way_up() -> None:
    assert phrase_likeness("UNDOROSF HFRE") > 70 > 40 > phrase_likeness("343AKGGN")
    assert phrase_likeness("end") == 0
