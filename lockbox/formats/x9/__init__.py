"""Image cash letters (X9.100-187, X9.37): the checks, page images and totals that such a file carries."""

from lockbox.formats.x9.frame import NotAnImageCashLetter, looks_like_cash_letter
from lockbox.formats.x9.letter import CashLetterFile, Item, View, read_cash_letter

__all__ = [
    "CashLetterFile",
    "Item",
    "NotAnImageCashLetter",
    "View",
    "looks_like_cash_letter",
    "read_cash_letter",
]
