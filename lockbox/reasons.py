"""The reason codes: why an envelope waits for a clerk, or posts with a flag."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """What happens to the paper instrument."""

    DEPOSIT = "deposit"
    HOLD = "hold"
    RETURN = "return"
    NONE = "none"


class Reason(StrEnum):
    """A code of the published list; its meaning is in MEANINGS, its policy in the settings."""

    MICR_UNREADABLE = "MICR_UNREADABLE"
    IMAGE_QUALITY = "IMAGE_QUALITY"
    IMAGE_MISSING = "IMAGE_MISSING"
    AMOUNT_UNREAD = "AMOUNT_UNREAD"
    AMOUNT_MISMATCH = "AMOUNT_MISMATCH"
    AMOUNT_WORDS_MISSING = "AMOUNT_WORDS_MISSING"
    AMOUNT_FIGURES_MISSING = "AMOUNT_FIGURES_MISSING"
    UNDERPAID = "UNDERPAID"
    OVERPAID = "OVERPAID"
    AMOUNT_VS_SLIP = "AMOUNT_VS_SLIP"
    NO_ID = "NO_ID"
    ID_NOT_FOUND = "ID_NOT_FOUND"
    ID_NAME_CONFLICT = "ID_NAME_CONFLICT"
    MULTIPLE_CANDIDATES = "MULTIPLE_CANDIDATES"
    LOW_CONFIDENCE = "LOW_CONFIDENCE"
    COVERAGE_AMBIGUOUS = "COVERAGE_AMBIGUOUS"
    COMBINED_COVERAGES = "COMBINED_COVERAGES"
    CARRIER_MISMATCH = "CARRIER_MISMATCH"
    NOT_ENROLLED = "NOT_ENROLLED"
    NOTHING_DUE = "NOTHING_DUE"
    SPLIT_NEEDED = "SPLIT_NEEDED"
    PAYEE_NOT_ACCEPTABLE = "PAYEE_NOT_ACCEPTABLE"
    THIRD_PARTY = "THIRD_PARTY"
    STALE_DATED = "STALE_DATED"
    POST_DATED = "POST_DATED"
    DATE_MISSING = "DATE_MISSING"
    NO_SIGNATURE = "NO_SIGNATURE"
    ALTERED = "ALTERED"
    FOREIGN = "FOREIGN"
    PAID_IN_FULL = "PAID_IN_FULL"
    CASH = "CASH"
    CARD_DATA = "CARD_DATA"
    SSN_FOUND = "SSN_FOUND"
    CORRESPONDENCE = "CORRESPONDENCE"
    SLIP_ONLY = "SLIP_ONLY"
    ENVELOPE_EMPTY = "ENVELOPE_EMPTY"
    NOT_A_PAGE = "NOT_A_PAGE"
    DUPLICATE_ITEM = "DUPLICATE_ITEM"
    DUPLICATE_BATCH = "DUPLICATE_BATCH"
    PAID_ELSEWHERE = "PAID_ELSEWHERE"
    STOP_LIST = "STOP_LIST"
    OVER_LIMIT = "OVER_LIMIT"
    MONEY_ORDER_ANOMALY = "MONEY_ORDER_ANOMALY"
    OUT_OF_BALANCE = "OUT_OF_BALANCE"
    RETURNED_ITEM = "RETURNED_ITEM"
    NON_PAYMENT = "NON_PAYMENT"
    DECEASED = "DECEASED"
    GOVERNMENT_WARRANT = "GOVERNMENT_WARRANT"
    READER_FAILED = "READER_FAILED"


MEANINGS: dict[Reason, str] = {
    Reason.MICR_UNREADABLE: "code line not read, or the routing number fails its check digit",
    Reason.IMAGE_QUALITY: "an image test failed (named in the detail)",
    Reason.IMAGE_MISSING: "front or back is not there",
    Reason.AMOUNT_UNREAD: "neither figures nor words read with certainty",
    Reason.AMOUNT_MISMATCH: "figures and words disagree",
    Reason.AMOUNT_WORDS_MISSING: "no words",
    Reason.AMOUNT_FIGURES_MISSING: "no figures",
    Reason.UNDERPAID: "less than the bill",
    Reason.OVERPAID: "more than the bill",
    Reason.AMOUNT_VS_SLIP: "check and slip name different amounts",
    Reason.NO_ID: "no slip and no legible id",
    Reason.ID_NOT_FOUND: "id read, not on the roster",
    Reason.ID_NAME_CONFLICT: "id belongs to somebody else than the name",
    Reason.MULTIPLE_CANDIDATES: "several members fit",
    Reason.LOW_CONFIDENCE: "best candidate is below the posting bound",
    Reason.COVERAGE_AMBIGUOUS: "medical or dental not certain",
    Reason.COMBINED_COVERAGES: "one check for medical and dental",
    Reason.CARRIER_MISMATCH: "company written is not the one enrolled",
    Reason.NOT_ENROLLED: "terminated, never enrolled, or the binder came late",
    Reason.NOTHING_DUE: "member owes nothing",
    Reason.SPLIT_NEEDED: "several bills or people, sum does not settle them exactly",
    Reason.PAYEE_NOT_ACCEPTABLE: "payable to somebody else (a carrier, a bank)",
    Reason.THIRD_PARTY: "endorsed over by somebody else",
    Reason.STALE_DATED: "older than 180 days",
    Reason.POST_DATED: "dated after the day received",
    Reason.DATE_MISSING: "no legible date",
    Reason.NO_SIGNATURE: "unsigned",
    Reason.ALTERED: "signs of change",
    Reason.FOREIGN: "foreign bank or currency",
    Reason.PAID_IN_FULL: "a note that would settle a dispute",
    Reason.CASH: "cash in the envelope",
    Reason.CARD_DATA: "a card number on paper",
    Reason.SSN_FOUND: "a social security number on paper",
    Reason.CORRESPONDENCE: "a letter, an address change, a notice",
    Reason.SLIP_ONLY: "coupon without payment",
    Reason.ENVELOPE_EMPTY: "nothing in it",
    Reason.NOT_A_PAGE: "a file that is no image, broken, encrypted or empty",
    Reason.DUPLICATE_ITEM: "same routing, account, serial and amount, or same picture, seen before",
    Reason.DUPLICATE_BATCH: "the same batch or file again",
    Reason.PAID_ELSEWHERE: "the bill was paid by another channel",
    Reason.STOP_LIST: "payer or member on a list",
    Reason.OVER_LIMIT: "above the amount that posts by itself",
    Reason.MONEY_ORDER_ANOMALY: "over the issuer's maximum, odd serial",
    Reason.OUT_OF_BALANCE: "batch count or total does not hold",
    Reason.RETURNED_ITEM: "the bank sent it back",
    Reason.NON_PAYMENT: "photocopy, gift card, demand draft, void check",
    Reason.DECEASED: "payer or member has died",
    Reason.GOVERNMENT_WARRANT: "Treasury or state warrant",
    Reason.READER_FAILED: "a reader crashed or timed out on this page",
}
"""One line for the clerk; the paragraph is in docs/reasons.md."""

DISPOSITIONS: dict[Reason, Disposition] = {
    Reason.MICR_UNREADABLE: Disposition.DEPOSIT,
    Reason.IMAGE_QUALITY: Disposition.HOLD,
    Reason.IMAGE_MISSING: Disposition.HOLD,
    Reason.AMOUNT_UNREAD: Disposition.DEPOSIT,
    Reason.AMOUNT_MISMATCH: Disposition.DEPOSIT,
    Reason.AMOUNT_WORDS_MISSING: Disposition.HOLD,
    Reason.AMOUNT_FIGURES_MISSING: Disposition.DEPOSIT,
    Reason.UNDERPAID: Disposition.DEPOSIT,
    Reason.OVERPAID: Disposition.DEPOSIT,
    Reason.AMOUNT_VS_SLIP: Disposition.DEPOSIT,
    Reason.NO_ID: Disposition.DEPOSIT,
    Reason.ID_NOT_FOUND: Disposition.DEPOSIT,
    Reason.ID_NAME_CONFLICT: Disposition.DEPOSIT,
    Reason.MULTIPLE_CANDIDATES: Disposition.DEPOSIT,
    Reason.LOW_CONFIDENCE: Disposition.DEPOSIT,
    Reason.COVERAGE_AMBIGUOUS: Disposition.DEPOSIT,
    Reason.COMBINED_COVERAGES: Disposition.DEPOSIT,
    Reason.CARRIER_MISMATCH: Disposition.DEPOSIT,
    Reason.NOT_ENROLLED: Disposition.DEPOSIT,
    Reason.NOTHING_DUE: Disposition.DEPOSIT,
    Reason.SPLIT_NEEDED: Disposition.DEPOSIT,
    Reason.PAYEE_NOT_ACCEPTABLE: Disposition.HOLD,
    Reason.THIRD_PARTY: Disposition.RETURN,
    Reason.STALE_DATED: Disposition.HOLD,
    Reason.POST_DATED: Disposition.HOLD,
    Reason.DATE_MISSING: Disposition.DEPOSIT,
    Reason.NO_SIGNATURE: Disposition.HOLD,
    Reason.ALTERED: Disposition.HOLD,
    Reason.FOREIGN: Disposition.RETURN,
    Reason.PAID_IN_FULL: Disposition.HOLD,
    Reason.CASH: Disposition.HOLD,
    Reason.CARD_DATA: Disposition.RETURN,
    Reason.SSN_FOUND: Disposition.DEPOSIT,
    Reason.CORRESPONDENCE: Disposition.NONE,
    Reason.SLIP_ONLY: Disposition.NONE,
    Reason.ENVELOPE_EMPTY: Disposition.NONE,
    Reason.NOT_A_PAGE: Disposition.NONE,
    Reason.DUPLICATE_ITEM: Disposition.HOLD,
    Reason.DUPLICATE_BATCH: Disposition.NONE,
    Reason.PAID_ELSEWHERE: Disposition.DEPOSIT,
    Reason.STOP_LIST: Disposition.HOLD,
    Reason.OVER_LIMIT: Disposition.DEPOSIT,
    Reason.MONEY_ORDER_ANOMALY: Disposition.HOLD,
    Reason.OUT_OF_BALANCE: Disposition.NONE,
    Reason.RETURNED_ITEM: Disposition.DEPOSIT,
    Reason.NON_PAYMENT: Disposition.RETURN,
    Reason.DECEASED: Disposition.HOLD,
    Reason.GOVERNMENT_WARRANT: Disposition.DEPOSIT,
    Reason.READER_FAILED: Disposition.DEPOSIT,
}
"""Default disposition of an instrument held for a reason."""

FLAGS: frozenset[Reason] = frozenset({Reason.AMOUNT_FIGURES_MISSING, Reason.DATE_MISSING})
"""Reasons that by default do not block posting."""
