"""Whether a line of a page can be a person's name: what banks, forms, streets and companies print is none."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:[^\W\d_][\w'.-]*)(?:,? [^\W\d_][\w'.-]*){1,4}")
_BANK = re.compile(
    r"\b(?:bank\w*|bancorp|credit union|savings|first national|national association|f\.?d\.?i\.?c|federal reserve"
    r"|payment instruments|money ?gram|western union)\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:money order|pay|order of|to the order|dollars|date|memo|void|signature|authorized|endorse\w*|account|check"
    r"|amount|member|premium|invoice|policy|payable|specimen|not negotiable|security|details|purchaser|sender)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:street|st|avenue|ave|road|rd|drive|lane|ln|boulevard|blvd|court|highway|suite|apt|box|floor|unit)\.?$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:, ?|\s)(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]"
    r"|UT|V[AT]|W[AIVY])\.?$"
)
_COMPANY = re.compile(
    r"\b(?:inc|llc|llp|ltd|corp\w*|co|company|trust|fund|foundation|association|assoc\w*|society|church|school|university"
    r"|insurance|health|plan|group|services?|systems?|solutions?|repair|bakery|store|shop|market|restaurant|cafe|salon"
    r"|construction|plumbing|landscaping|cleaning|consulting|studio|farm|realty|properties|partners|national|federal"
    r"|treasury|treasurer|department|city|town|county|state|office|hunger|relief|instruments|investments)\b",
    re.IGNORECASE,
)


def is_print_of_bank(text: str) -> bool:
    """Say whether a line is what a bank or another issuer prints of itself."""
    return _BANK.search(text) is not None


def may_be_person(text: str) -> bool:
    """Say whether a line has two to five words, and none by which a bank, form, place or company is known."""
    if not _NAME.fullmatch(text) or _STATE.search(text) or _PLACE.search(text):
        return False
    return not any(words.search(text) for words in (_BANK, _FORM, _COMPANY))
