"""Subscribers and their bills in columns, turned into records one at a time, when somebody asks for one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np
import numpy.typing as npt

from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from matching.columns import Array, Columns, Texts, columns_of_texts
from matching.ids import ID_DIGITS

_WORDS = ("first_name", "last_name", "street", "city", "state", "zip", "billing_account", "status", "subsidised")
_COVERAGES = tuple(Coverage)


def columns_of_members(members: Sequence[Member]) -> dict[str, Array]:
    """Return subscribers, who must be in the order of their ids, as the columns that this module reads."""
    ids = [one.member_id for one in members]
    assert all(len(one) == ID_DIGITS and one.isascii() and one.isdigit() for one in ids), "an id is not 12 digits"
    assert all(one < other for one, other in pairwise(ids)), "a member id is listed twice"
    bills = [bill for one in members for bill in one.bills]
    assert all(bill.member_id == one.member_id for one in members for bill in one.bills), "a bill is somebody else's"
    columns: dict[str, Array] = {
        "ids": np.array([int(one) for one in ids], np.int64),
        "bills": np.cumsum([0, *(len(one.bills) for one in members)], dtype=np.uint32),
        "coverage": np.array([_COVERAGES.index(bill.coverage) for bill in bills], np.uint8),
        "due": np.array([bill.due_cents for bill in bills], np.int64),
    }
    for name in ("carrier", "coverage_month"):
        kinds = sorted({getattr(bill, name) for bill in bills})
        codes = {kind: code for code, kind in enumerate(kinds)}
        columns[f"bill.{name}"] = np.array([codes[getattr(bill, name)] for bill in bills], np.uint32)
        columns |= columns_of_texts(name, kinds)
    for name in _WORDS:
        columns |= columns_of_texts(name, (getattr(one, name) for one in members))
    return columns


@dataclass(frozen=True, slots=True, eq=False)
class Ids(Mapping[str, int]):
    """Place of each member id; ``numbers`` are the ids as int64, ascending."""

    numbers: memoryview

    def __getitem__(self, member_id: str) -> int:
        """Return the place of an id.

        Raises:
            KeyError: nobody has it.
        """
        if len(member_id) == ID_DIGITS and member_id.isascii() and member_id.isdigit():
            number = int(member_id)
            place = bisect_left(self.numbers, number)
            if place < len(self.numbers) and self.numbers[place] == number:
                return place
        raise KeyError(member_id)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids, ascending."""
        return (f"{number:012d}" for number in self.numbers)

    def __len__(self) -> int:
        """Return how many ids there are."""
        return len(self.numbers)


@dataclass(frozen=True, slots=True, eq=False)
class _Bills:
    """All bills, those of one subscriber together, oldest first; one entry a bill save in ``starts``."""

    starts: memoryview
    coverages: memoryview
    carriers: memoryview
    months: memoryview
    due: memoryview
    carrier_names: tuple[str, ...]
    month_names: tuple[str, ...]

    @classmethod
    def over(cls, columns: Columns) -> _Bills:
        names = ("bills", "coverage", "bill.carrier", "bill.coverage_month", "due")
        starts, coverages, carriers, months, due = (columns[name].data for name in names)
        kinds = (tuple(Texts.over(columns, name)) for name in ("carrier", "coverage_month"))
        return cls(starts, coverages, carriers, months, due, *kinds)

    def of(self, place: int, member_id: str) -> tuple[Bill, ...]:
        return tuple(
            Bill(
                member_id,
                _COVERAGES[self.coverages[at]],
                self.carrier_names[self.carriers[at]],
                self.month_names[self.months[at]],
                self.due[at],
            )
            for at in range(self.starts[place], self.starts[place + 1])
        )


@dataclass(frozen=True, slots=True, eq=False)
class Members(Sequence[Member]):
    """All subscribers in the order of their ids."""

    ids: Ids
    words: tuple[Texts, ...]
    bills: _Bills
    bill_starts: npt.NDArray[np.uint32]
    due: npt.NDArray[np.int64]

    @classmethod
    def over(cls, columns: Columns) -> Members:
        """Return the subscribers that ``columns_of_members`` laid out."""
        words = tuple(Texts.over(columns, name) for name in _WORDS)
        return cls(Ids(columns["ids"].data), words, _Bills.over(columns), columns["bills"], columns["due"])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Member: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Member]: ...
    def __getitem__(self, place: int | slice) -> Member | Sequence[Member]:
        """Return one subscriber, counted from 0, or several."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        member_id = f"{self.ids.numbers[place]:012d}"
        words = {name: texts[place] for name, texts in zip(_WORDS, self.words, strict=True)}
        return Member(member_id, **words, bills=self.bills.of(place, member_id))

    @property
    def months(self) -> tuple[str, ...]:
        """The coverage months that bills are for."""
        return self.bills.month_names

    def name(self, place: int) -> tuple[str, str]:
        """Return first and last name of one subscriber."""
        return self.words[0][place], self.words[1][place]

    def billed_for(self, places: Sequence[int], cents: int) -> list[int]:
        """Return those of some subscribers who have a bill of exactly so much."""
        of = np.asarray(places, np.intp)
        at, ends = self.bill_starts[of].astype(np.intp), self.bill_starts[of + 1].astype(np.intp)
        found = np.zeros(len(of), bool)
        while (left := np.flatnonzero(at < ends)).size:
            found[left] |= self.due[at[left]] == cents
            at[left] += 1
        return [int(place) for place in of[found]]


@dataclass(frozen=True, slots=True, eq=False)
class ById(Mapping[str, Member]):
    """The subscribers by member id."""

    members: Members

    def __getitem__(self, member_id: str) -> Member:
        """Return the subscriber of an id.

        Raises:
            KeyError: nobody has it.
        """
        return self.members[self.members.ids[member_id]]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids, ascending."""
        return iter(self.members.ids)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.members)
