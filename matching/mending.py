"""Payment slips whose digits fail their check: mended where one open bill of the roster is clearly meant."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from lockbox.records import SlipPayload
from lockbox.slips import encode_payload
from matching.ids import digits_of, near_texts
from matching.roster import Roster

_MOST_WRONG = 2
_MARGIN = 2


def mend(text: str, roster: Roster) -> SlipPayload | None:
    """Return the bill whose thirty digits a damaged scan line or bar code shows, None if that is not plain.

    At most two digits may be wrong, one of them in the member id, and no other open bill may come
    within two digits of that: check digits keep the lines of neighbours three digits apart.
    """
    seen = digits_of(text)
    ids = sorted({meant for meant, _ in near_texts(seen[1:13]) if meant in roster.ids})
    members = [roster.members[roster.ids[member_id]] for member_id in ids]
    payloads = [
        SlipPayload("mended", bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents)
        for member in members
        for bill in member.bills
    ]
    ranked = sorted(
        (Levenshtein.distance(seen, encode_payload(payload)), place) for place, payload in enumerate(payloads)
    )
    if not ranked or ranked[0][0] > _MOST_WRONG:
        return None
    if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + _MARGIN:
        return None
    return payloads[ranked[0][1]]
