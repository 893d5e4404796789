"""``[unpaid]`` of lockbox.toml: the days that the list of unpaid bills counts with; changes no outcome of a night."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

Days = Annotated[int, Field(ge=0, le=366)]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Unpaid:
    """How the rules of delinquency count; ``lockbox.grace`` says where each stands.

    Attributes:
        due_day: of the month before coverage; the premium must have been received.
        notice_days: days after the due date until a notice goes out (general knowledge).
        pay_days: days that a notice gives where there is no subsidy (general knowledge).
        months_in_a_row: delinquent months after which a subsidised member gets the notice.
        subsidised_pay_days: days that the notice gives a subsidised member, at least.
        reinstate_days: days after the notice of termination within which paying everything brings coverage back.
        dental_subsidised: whether a member's subsidy counts for the dental plan too (general knowledge: it does not).
    """

    due_day: Annotated[int, Field(ge=1, le=31)] = 23
    notice_days: Days = 1
    pay_days: Days = 7
    months_in_a_row: Annotated[int, Field(ge=1, le=6)] = 2
    subsidised_pay_days: Days = 35
    reinstate_days: Days = 35
    dental_subsidised: bool = False


PUBLISHED = Unpaid()
"""The published defaults."""
