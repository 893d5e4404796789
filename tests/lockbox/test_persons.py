"""Names of persons among the lines of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.persons import is_print_of_bank, may_be_person


@pytest.mark.parametrize("name", ["Rosa Sample", "ROSA M. SAMPLE", "Sample, Rosa", "Mary-Ann O'Neil Jr"])
def test_persons(name: str) -> None:
    assert may_be_person(name)


@pytest.mark.parametrize(
    "line",
    [
        *("THE FIRST NATIONAL", "Checking Savings Investments Bank", "Old Granite Credit Union", "MONEY ORDER"),
        *(
            "Hyannis, MA",
            "Elm Street",
            "14 Elm St",
            "Pioneer Valley Trust",
            "PAY TO THE ORDER OF",
            "Sample LLC",
            "Rosa",
        ),
    ],
)
def test_what_else_is_printed(line: str) -> None:
    assert not may_be_person(line)


@given(st.text(max_size=30))
def test_a_person_is_no_bank(line: str) -> None:
    assert not (may_be_person(line) and is_print_of_bank(line))


@pytest.mark.parametrize(("line", "bank"), [("Old Granite Credit Union", True), ("Rosa Sample", False)])
def test_a_bank_prints_of_itself(line: str, bank: bool) -> None:
    assert is_print_of_bank(line) is bank
