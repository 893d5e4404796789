"""What a page is, from its size, its machine-readable lines and the words printed on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from lockbox.records import PageKind, Side
from ocr.micr_band import is_code_line, is_postal

_BLANK_MARKS = 6
_ALIKE = 82  # likeness, of 100, from which a line is taken to hold a phrase
_FEW_LETTERS = 8  # with fewer a phrase must be there letter by letter
_ENOUGH = 2  # points that make a kind
_TALL = 5.5  # inches from which a page is a letter's or a bill's
_NARROW = 4.2  # inches up to which a page is no letter
_ENVELOPE_WIDTHS, _ENVELOPE_HEIGHTS = (8.8, 10.2), (3.7, 5.2)

_PHRASES: tuple[tuple[PageKind, str, int], ...] = (
    (PageKind.MONEY_ORDER, "money order", 3),
    (PageKind.MONEY_ORDER, "purchaser, signer for drawer", 2),
    (PageKind.CHECK, "pay to the order of", 2),
    (PageKind.CHECK, "order of", 1),
    (PageKind.CHECK, "dollars", 1),
    (PageKind.CHECK, "memo", 1),
    (PageKind.CHECK, "void after", 1),
    (PageKind.CHECK, "authorized signature", 1),
    (PageKind.CHECK_BACK, "endorse here", 4),
    (PageKind.CHECK_BACK, "do not write, stamp or sign below this line", 4),
    (PageKind.CHECK_BACK, "reserved for financial institution", 3),
    (PageKind.CHECK_BACK, "for deposit only", 3),
    (PageKind.CHECK_BACK, "security features", 1),
    (PageKind.CHECK_BACK, "details on back", 1),
    (PageKind.CHECK_BACK, "microprint", 1),
    (PageKind.CHECK_BACK, "chemical reactive paper", 1),
    (PageKind.CHECK_BACK, "pay to the order of", 1),
    (PageKind.SLIP, "payment coupon", 3),
    (PageKind.SLIP, "return this part with your payment", 3),
    (PageKind.SLIP, "amount enclosed", 2),
    (PageKind.SLIP, "make check payable", 2),
    (PageKind.SLIP, "amount due", 1),
    (PageKind.SLIP, "coverage month", 1),
    (PageKind.BILL, "premium bill", 3),
    (PageKind.BILL, "how to pay by mail", 2),
    (PageKind.ENVELOPE, "forever", 2),
    (PageKind.ENVELOPE, "first-class", 2),
    (PageKind.ENVELOPE, "return service requested", 2),
    (PageKind.LETTER, "dear", 2),
    (PageKind.LETTER, "sincerely", 2),
    (PageKind.LETTER, "yours truly", 2),
    (PageKind.LETTER, "to whom it may concern", 2),
    (PageKind.OTHER, "cash received", 5),
    (PageKind.OTHER, "cash log", 3),
)
"""Kinds of page, what is printed on them, and how much that says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page when its kind is decided.

    Attributes:
        width, height: inches, upright.
        marks: letter-sized marks on it.
        micr: text of the E-13B band, empty if there is none.
        code_row: whether a row near the foot could be a code line, were it legible.
        coupon: whether a bar code or scan line of a slip's length was read.
        texts: lines read so far.
        side: which side of the paper the scanner said it is.
    """

    width: float
    height: float
    marks: int
    micr: str = ""
    code_row: bool = False
    coupon: bool = False
    texts: tuple[str, ...] = ()
    side: Side = Side.UNKNOWN


def sort(evidence: Evidence) -> PageKind:
    """Decide what a page is; machine-readable lines first, then words, then size."""
    points = phrase_points(evidence.texts)
    if evidence.coupon:
        return PageKind.BILL if evidence.height > _TALL else PageKind.SLIP
    if is_code_line(evidence.micr):
        return _instrument(evidence, points)
    if evidence.marks < _BLANK_MARKS:  # letters of pale print run together to few marks
        return _by_words(evidence, points) or PageKind.BLANK
    if evidence.side is Side.BACK and evidence.height <= _TALL:
        return PageKind.CHECK_BACK
    return _by_words(evidence, points) or _by_size(evidence)


def are_of_back(texts: Sequence[str]) -> bool:
    """Say whether the words of lines make a page the back of a check."""
    return phrase_points(texts).get(PageKind.CHECK_BACK, 0) >= _ENOUGH


def are_of_slip(texts: Sequence[str]) -> bool:
    """Say whether the words of lines make a page a payment slip."""
    return phrase_points(texts).get(PageKind.SLIP, 0) >= _ENOUGH


def phrase_points(texts: Sequence[str]) -> dict[PageKind, int]:
    """Return how much the lines of a page speak for each kind; a phrase counts once."""
    lines = [" ".join(text.lower().split()) for text in texts]
    points: dict[PageKind, int] = {}
    for kind, phrase, worth in _PHRASES:
        if any(_holds(line, phrase) for line in lines):
            points[kind] = points.get(kind, 0) + worth
    return points


def phrase_likeness(text: str) -> int:
    """Return how much, of 100, a text as a whole is like the known phrase that it is most like; 0 for a short one."""
    line = " ".join(text.lower().split())
    if len(line) < _FEW_LETTERS:
        return 0
    return round(max(fuzz.ratio(line, phrase) for _, phrase, _ in _PHRASES if len(phrase) >= _FEW_LETTERS))


def _holds(line: str, phrase: str) -> bool:
    if len(phrase) < _FEW_LETTERS:
        return bool(re.search(rf"\b{re.escape(phrase)}\b", line))
    return len(line) >= 0.8 * len(phrase) and fuzz.partial_ratio(phrase, line) >= _ALIKE


def _instrument(evidence: Evidence, points: dict[PageKind, int]) -> PageKind:
    ordered = points.get(PageKind.MONEY_ORDER, 0) >= _ENOUGH
    return PageKind.MONEY_ORDER if ordered or is_postal(evidence.micr) else PageKind.CHECK


def _by_words(evidence: Evidence, points: dict[PageKind, int]) -> PageKind | None:
    tall = evidence.height > _TALL
    if tall:
        points = {**points, PageKind.BILL: points.get(PageKind.BILL, 0) + points.get(PageKind.SLIP, 0)}
        flat_only = (PageKind.SLIP, PageKind.CHECK_BACK, PageKind.CHECK, PageKind.MONEY_ORDER, PageKind.ENVELOPE)
        points = {kind: worth for kind, worth in points.items() if kind not in flat_only}
    best = max(points.items(), key=lambda item: item[1], default=(PageKind.OTHER, 0))
    return best[0] if best[1] >= _ENOUGH else None


def _by_size(evidence: Evidence) -> PageKind:
    bare_on_its_side = evidence.width <= _NARROW and not evidence.texts
    if evidence.height > _TALL and not bare_on_its_side:
        return PageKind.LETTER if len(evidence.texts) >= 3 else PageKind.OTHER
    if _within(evidence.width, _ENVELOPE_WIDTHS) and _within(evidence.height, _ENVELOPE_HEIGHTS):
        return PageKind.ENVELOPE
    return PageKind.CHECK if evidence.code_row else PageKind.CHECK_BACK


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
