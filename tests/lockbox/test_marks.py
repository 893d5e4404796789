"""Words that change what may be done with a check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.marks import endorsed_over, find_marks
from lockbox.records import MarkKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Paid in full", MarkKind.PAID_IN_FULL),
        ("pald in full", MarkKind.PAID_IN_FULL),
        ("full and final settlement of account", MarkKind.PAID_IN_FULL),
        ("VOID", MarkKind.VOID),
        ("V0ID", MarkKind.VOID),
        ("COPY", MarkKind.COPY),
        ("NON-NEGOTIABLE", MarkKind.COPY),
        ("CAD 412.50", MarkKind.FOREIGN),
        ("Canadlan Dollars", MarkKind.FOREIGN),
        ("£412.50", MarkKind.FOREIGN),
        ("412 €", MarkKind.FOREIGN),
        ("payable in U.S. Funds", MarkKind.FOREIGN),
        ("Decesed", MarkKind.DECEASED),
        ("Estate of John Doe", MarkKind.DECEASED),
        ("cash enclosed", MarkKind.CASH),
        ("Gift Card", MarkKind.GIFT_CARD),
    ],
)
def test_marks_are_seen(text: str, kind: MarkKind) -> None:
    assert [mark.kind for mark in find_marks(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "avoid",
            "covoid",
            "Void after 90 days",
            "VOID IF COPIED",
            "do not copy",
            "real estate of",
            "Cadillac",
            "E412",
        ),
        *("premium must be paid in full", "no cash enclosed", "security features: the word VOID appears", "US DOLLARS"),
        *("", "Health Connector", "Four hundred twelve and 50/100", "copyright"),
    ],
)
def test_sound_checks_have_no_marks(text: str) -> None:
    assert find_marks(text) == ()


@given(st.text(max_size=80))
def test_noise_gives_at_most_one_mark_of_a_kind(text: str) -> None:
    kinds = [mark.kind for mark in find_marks(text)]
    assert len(kinds) == len(set(kinds))
    assert isinstance(endorsed_over(text), str)


def test_an_order_on_the_back_names_who_it_is_endorsed_to() -> None:
    assert endorsed_over("Pay to the order of\nHealth Connector\nMary Smith") == "HEALTH CONNECTOR MARY SMITH"
    assert endorsed_over("pay to tne order of John Smith") == "JOHN SMITH"
    for harmless in ("Pay to the order of ANY BANK", "For deposit only", "Mary Smith", "Pay to the order of"):
        assert endorsed_over(harmless) == ""
