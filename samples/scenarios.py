"""The table of all envelopes that can lie in a sample night, how often they come, and what should become of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lockbox.reasons import Reason
from samples import doubt, ids, ordinary, spoilt, trouble
from samples.story import Story
from samples.truth import EITHER, EXCEPTION, POSTED


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row: how often it comes among a thousand envelopes, its outcome, and the reasons an exception must give."""

    name: str
    weight: float
    tell: Callable[[Story], None]
    outcome: str
    reasons: tuple[str, ...] = ()
    envelopes: int = 1

    def __post_init__(self) -> None:
        """Every code is one of the published list."""
        assert all(Reason(code) for code in self.reasons)


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("coupon_exact", 450, ordinary.coupon_exact, POSTED),
    Scenario("coupon_and_envelope", 60, ordinary.coupon_and_envelope, POSTED),
    Scenario("whole_bill", 30, ordinary.whole_bill, POSTED),
    Scenario("dental_coupon", 60, ordinary.dental_coupon, POSTED),
    Scenario("business_coupon", 20, ordinary.business_coupon, POSTED),
    Scenario("cashiers_coupon", 12, ordinary.cashiers_coupon, POSTED),
    Scenario("money_order_coupon", 40, ordinary.money_order_coupon, POSTED),
    Scenario("oldest_month", 15, ordinary.oldest_month, POSTED),
    Scenario("two_coupons_one_check", 12, ordinary.two_coupons_one_check, POSTED),
    Scenario("two_checks_two_coupons", 16, ordinary.two_checks_two_coupons, POSTED),
    Scenario("written_id", 70, ordinary.written_id, EITHER),
    Scenario("written_id_on_back", 20, ordinary.written_id_on_back, EITHER),
    Scenario("bill_pay", 30, ordinary.bill_pay, EITHER),
    Scenario("money_order_written", 15, ordinary.money_order_written, EITHER),
    Scenario("damaged_coupon", 8, ordinary.damaged_coupon, EITHER),
    Scenario("letter_and_payment", 4, trouble.letter_and_payment, EITHER),
    Scenario("amount_mismatch", 4, trouble.amount_mismatch, EXCEPTION, ("AMOUNT_MISMATCH",)),
    Scenario("no_words", 3, trouble.no_words, EXCEPTION, ("AMOUNT_WORDS_MISSING",)),
    Scenario("no_figures", 3, trouble.no_figures, EITHER, ("AMOUNT_FIGURES_MISSING",)),
    Scenario("amount_illegible", 3, trouble.amount_illegible, EXCEPTION, ("AMOUNT_UNREAD",)),
    Scenario("underpaid", 8, trouble.underpaid, EXCEPTION, ("UNDERPAID", "AMOUNT_VS_SLIP")),
    Scenario("overpaid", 6, trouble.overpaid, EXCEPTION, ("OVERPAID", "AMOUNT_VS_SLIP")),
    Scenario("altered", 2, trouble.altered, EXCEPTION, ("ALTERED",)),
    Scenario("over_limit", 2, trouble.over_limit, EXCEPTION, ("OVER_LIMIT",)),
    Scenario("order_over_maximum", 2, trouble.order_over_maximum, EXCEPTION, ("MONEY_ORDER_ANOMALY",)),
    Scenario("stale", 3, trouble.stale, EXCEPTION, ("STALE_DATED",)),
    Scenario("post_dated", 4, trouble.post_dated, EXCEPTION, ("POST_DATED",)),
    Scenario("no_date", 3, trouble.no_date, EITHER, ("DATE_MISSING",)),
    Scenario("unsigned", 4, trouble.unsigned, EXCEPTION, ("NO_SIGNATURE",)),
    Scenario("wrong_payee", 4, trouble.wrong_payee, EXCEPTION, ("PAYEE_NOT_ACCEPTABLE",)),
    Scenario("third_party", 3, trouble.third_party, EXCEPTION, ("THIRD_PARTY",)),
    Scenario("foreign", 2, trouble.foreign, EXCEPTION, ("FOREIGN",)),
    Scenario("paid_in_full", 2, trouble.paid_in_full, EXCEPTION, ("PAID_IN_FULL",)),
    Scenario("void", 2, trouble.void, EXCEPTION, ("NON_PAYMENT",)),
    Scenario("photocopy", 2, trouble.photocopy, EXCEPTION, ("NON_PAYMENT",)),
    Scenario("returned", 1, trouble.returned, EXCEPTION, ("RETURNED_ITEM",)),
    Scenario("deceased", 2, trouble.deceased, EXCEPTION, ("DECEASED",)),
    Scenario("warrant", 2, trouble.warrant, EXCEPTION, ("GOVERNMENT_WARRANT",)),
    Scenario("smudged_code_line", 3, trouble.smudged_code_line, EXCEPTION, ("MICR_UNREADABLE",)),
    Scenario("out_of_focus", 2, trouble.out_of_focus, EXCEPTION),
    Scenario("too_faint", 2, trouble.too_faint, EXCEPTION, ("IMAGE_QUALITY",)),
    Scenario("no_back", 3, trouble.no_back, EXCEPTION, ("IMAGE_MISSING",)),
    Scenario("not_a_page", 4, trouble.not_a_page, EXCEPTION, ("NOT_A_PAGE",)),
    Scenario("letter_only", 5, trouble.letter_only, EXCEPTION, ("CORRESPONDENCE",)),
    Scenario("slip_only", 5, trouble.slip_only, EXCEPTION, ("SLIP_ONLY",)),
    Scenario("nothing_inside", 4, trouble.nothing_inside, EXCEPTION, ("ENVELOPE_EMPTY",)),
    Scenario("cash", 2, trouble.cash, EXCEPTION, ("CASH",)),
    Scenario("card_number", 3, trouble.card_number, EXCEPTION, ("CARD_DATA",)),
    Scenario("no_id", 4, doubt.no_id, EXCEPTION, ("NO_ID",)),
    Scenario("id_not_found", 4, doubt.id_not_found, EXCEPTION, ("ID_NOT_FOUND",)),
    Scenario("id_name_conflict", 4, doubt.id_name_conflict, EXCEPTION, ("ID_NAME_CONFLICT",)),
    Scenario("namesakes", 2, doubt.namesakes, EXCEPTION, ("MULTIPLE_CANDIDATES",)),
    Scenario("relative_pays", 3, doubt.relative_pays, EXCEPTION, ("LOW_CONFIDENCE",)),
    Scenario("near_neighbour", 6, doubt.near_neighbour, EITHER),
    Scenario("coverage_unsaid", 3, doubt.coverage_unsaid, EXCEPTION, ("COVERAGE_AMBIGUOUS",)),
    Scenario("both_in_one", 3, doubt.both_in_one, EXCEPTION, ("COMBINED_COVERAGES",)),
    Scenario("wrong_carrier", 3, doubt.wrong_carrier, EXCEPTION, ("CARRIER_MISMATCH",)),
    Scenario("terminated", 3, doubt.terminated, EXCEPTION, ("NOT_ENROLLED",)),
    Scenario("nothing_due", 2, doubt.nothing_due, EXCEPTION, ("NOTHING_DUE",)),
    Scenario("paid_elsewhere", 2, doubt.paid_elsewhere, EXCEPTION, ("PAID_ELSEWHERE",)),
    Scenario("stop_listed", 1, doubt.stop_listed, EXCEPTION, ("STOP_LIST",)),
    Scenario("does_not_add_up", 3, doubt.does_not_add_up, EXCEPTION, ("SPLIT_NEEDED",)),
    Scenario("social_security", 2, doubt.social_security, EXCEPTION, ("SSN_FOUND",)),
    Scenario("seen_twice", 3, doubt.seen_twice, EXCEPTION, ("DUPLICATE_ITEM",), envelopes=2),
    Scenario("torn_through_amount", 1, spoilt.torn_through_amount, EXCEPTION, ("IMAGE_QUALITY",)),
    Scenario("two_papers", 1, spoilt.two_papers, EXCEPTION, ("IMAGE_QUALITY",)),
    Scenario("streaked", 1, spoilt.streaked, EXCEPTION, ("IMAGE_QUALITY",)),
    Scenario("id_split", 3, ids.id_split, EITHER),
    Scenario("id_below_address", 1, ids.id_below_address, EITHER),
    Scenario("id_along_edge", 1, ids.id_along_edge, EITHER),
    Scenario("id_on_turned_back", 1, ids.id_on_turned_back, EITHER),
    Scenario("id_in_letter", 1, ids.id_in_letter, EITHER),
    Scenario("id_on_envelope", 1, ids.id_on_envelope, EITHER),
    Scenario("two_ids", 1, ids.two_ids, EXCEPTION),
    Scenario("billing_account", 1, ids.billing_account, EITHER),
    Scenario("id_and_social_security", 1, ids.id_and_social_security, EXCEPTION, ("SSN_FOUND",)),
)

NOT_ON_PAPER = {
    "OUT_OF_BALANCE": "write another count or total into batch.toml",
    "DUPLICATE_BATCH": "run the same night again, or put a copy of a file beside it",
    "READER_FAILED": "give the run a reader that crashes, as the tests do",
}
"""Reasons that no single envelope can show, and how to get them."""
