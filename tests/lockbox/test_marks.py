"""Words that change what may be done with a check."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.lattice import Lattice, from_probabilities
from lockbox.marks import endorsed_over, find_marks, find_marks_in_ink, is_endorsed
from lockbox.records import MarkKind

ALPHABET = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&.,-"


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
        ("RETURNED NSF", MarkKind.RETURNED),
        ("First Savings BankETURNED", MarkKind.RETURNED),
        ("UnionCOP", MarkKind.COPY),
        ("COFY", MarkKind.COPY),
        ("changed to 152.00", MarkKind.ALTERED),
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
    for harmless in ("Pay to the order of ANY BANK", "For deposit only", "Mary Smith"):
        assert endorsed_over(harmless) == ""


def test_an_order_on_the_back_counts_even_where_the_name_is_not_read() -> None:
    assert endorsed_over("Pay to the order of")
    assert endorsed_over("Pytth odr f\nJn Sm", ordered=True)
    assert endorsed_over("Pytth odr f\nFirst Savings Bank", ordered=True) == ""


def scrawl(text: str, meant: str) -> Lattice:
    """Return a lattice that reads as one text and is two nats short of another of the same length."""
    rows = []
    for seen, other in zip(text, meant, strict=True):
        row, blank = np.full((2, len(ALPHABET) + 1), 1e-6)
        row[ALPHABET.index(other) + 1], row[ALPHABET.index(seen) + 1], blank[0] = 0.1, 0.8, 0.99
        rows += [row, blank]
    return from_probabilities(np.array(rows), ALPHABET)


@pytest.mark.parametrize(
    ("text", "meant", "kind"),
    [
        ("Pald im fvll", "Paid in full", MarkKind.PAID_IN_FULL),
        ("Savings Bank COPY", "Savings Bank COPY", MarkKind.COPY),
        ("Savings Bank RETUBMED", "Savings Bank RETURNED", MarkKind.RETURNED),
    ],
)
def test_the_ink_may_be_a_mark(text: str, meant: str, kind: MarkKind) -> None:
    padded = text.ljust(len(meant))
    assert [mark.kind for mark in find_marks_in_ink(scrawl(padded, meant), padded)] == [kind]


@pytest.mark.parametrize("text", ["Health Connector", "Void after 90 days", "Premium for April", "Avery Copley"])
def test_ink_that_is_something_else_bears_no_mark(text: str) -> None:
    assert find_marks_in_ink(scrawl(text, text), text) == ()
    assert not is_endorsed(scrawl(text, text))


def test_a_short_stamp_is_no_part_of_a_longer_word() -> None:
    assert find_marks_in_ink(scrawl("Secucopy", "Secucopy"), "Secucopy") == ()
    assert [mark.kind for mark in find_marks_in_ink(scrawl("COPY", "COPY"), "COPV")] == [MarkKind.COPY]


def test_the_ink_may_order_payment() -> None:
    assert is_endorsed(scrawl("Pav to the onder of", "Pay to the order of"))
