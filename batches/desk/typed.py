"""What a clerk typed into an item's form, turned into an act of the books."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from batches.clerk import refuse_unknown
from lockbox.books.acts import Who
from lockbox.books.plan import Act
from lockbox.errors import RulingError
from lockbox.money import parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Allocation, RulingKind
from matching.corrections import Correction
from matching.roster import Roster

_MOST_PARTS, _MOST_LETTERS = 20, 500
_WITH_LETTER = frozenset({RulingKind.RETURN.value, RulingKind.SUSPEND.value})
PLAIN_KINDS = frozenset(kind.value for kind in RulingKind)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came; ``parts`` are member, coverage, month and amount as typed."""

    kind: str = ""
    amount: str = ""
    member: str = ""
    payer: str = ""
    plan: str = ""
    note: str = ""
    until: str = ""
    letter: str = ""
    language: str = ""
    back: str = ""
    parts: tuple[tuple[str, str, str, str], ...] = ()

    def correction(self) -> Correction:
        """Return what was keyed, as far as it makes sense so far."""
        digits = re.sub(r"[\s-]", "", self.member)
        coverage = Coverage(self.plan) if self.plan in tuple(Coverage) else None
        whole = digits if re.fullmatch(r"[0-9]{12}", digits) else ""
        return Correction(_cents_or_none(self.amount), whole, self.payer.strip(), coverage)

    def act(self, number: str, who: Who, at: str, roster: Roster) -> Act:
        """Return the ruling that was asked for.

        Raises:
            RulingError: what was typed makes no sense; all mistakes are named.
        """
        mistakes: list[str] = []
        kind = RulingKind(self.kind) if self.kind in PLAIN_KINDS else RulingKind.POST
        cents = _read(self.amount, "the amount", mistakes)
        until = _day(self.until, mistakes) if kind is RulingKind.SUSPEND else None
        parts = tuple(self._allocations(mistakes)) if kind is RulingKind.POST else ()
        if kind is RulingKind.CLOSE:
            cents = None
        if mistakes:
            raise RulingError("; ".join(mistakes))
        refuse_unknown(parts, roster.by_id)
        return Act(number, kind, who.name, at, self.said_note(), parts, cents, until)

    def said_note(self) -> str:
        """Return the note, with the letter that goes out where one does."""
        sends = self.letter and self.kind in _WITH_LETTER
        letter = f"letter: {self.letter} {self.language}".strip() if sends else ""
        return "; ".join(filter(None, (letter, self.note.strip())))

    def _allocations(self, mistakes: list[str]) -> list[Allocation]:
        found = []
        for member, coverage, month, amount in self.parts:
            if not (member.strip() or amount.strip()):
                continue
            cents = _read(amount, f"the part of {member or 'nobody'}", mistakes)
            if coverage not in tuple(Coverage):
                mistakes.append(f"say medical or dental for {member or 'each part'}")
            elif cents is not None:
                found.append(Allocation(re.sub(r"[\s-]", "", member), Coverage(coverage), month.strip(), cents))
            elif not amount:
                mistakes.append(f"the part of {member} has no amount")
        return found


async def typed(request: Request) -> Typed:
    """Read a form; what is too long or too much is cut."""
    form = await request.form()
    one = {name: str(form.get(name, ""))[:_MOST_LETTERS] for name in Typed.__slots__ if name != "parts"}
    columns = [
        [str(value)[:40] for value in form.getlist(f"part_{name}")] for name in ("member", "plan", "month", "amount")
    ]
    rows = list(zip(*columns, strict=False))[:_MOST_PARTS]
    return Typed(**one, parts=tuple((a, b, c, d) for a, b, c, d in rows))


Form = Annotated[Typed, Depends(typed)]
"""A route's parameter: what was typed."""


def _read(text: str, what: str, mistakes: list[str]) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_dollars(text.strip().lstrip("$"))
    except ValueError:
        mistakes.append(f"{what} is not dollars and cents: {text!r}")
        return None


def _cents_or_none(text: str) -> int | None:
    return _read(text, "", [])


def _day(text: str, mistakes: list[str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        mistakes.append(f"{text!r} is no day")
        return None
