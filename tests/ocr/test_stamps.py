"""Rows of capitals that may be a stamp, and the code line that is none."""

from ocr.layout import find_layout
from ocr.stamps import even_rows
from tests.ocr.drawn import Page, fonts


def test_stamped_capitals_are_found_and_the_code_line_is_left_alone() -> None:
    page = Page(6.0, 2.75)
    page.micr()
    assert even_rows(find_layout(page.gray(), 200)) == ()
    page.put((2.0, 0.8), "VOID", 0.35, fonts().print_path("sans"))
    (row,) = even_rows(find_layout(page.gray(), 200))
    assert abs(row.left - 400) < 10
    assert abs(row.bottom - 160) < 5
