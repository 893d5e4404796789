"""Whatever three people do at the desk in whatever order, Suspense is the open exceptions and no rule is passed by."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lockbox.books.acts import Who
from lockbox.books.authority import control_of
from lockbox.books.books import open_books
from lockbox.books.desk_queue import DeskFilter
from lockbox.books.people import Listing, Role
from lockbox.books.plan import Act
from lockbox.books.remarks import RemarkKind
from lockbox.books.rulings import Agreement
from lockbox.errors import RulingError
from lockbox.reasons import Disposition
from lockbox.settings import Policy
from lockbox.settings_desk import DeskSettings
from lockbox.settlement import Account, RulingKind
from tests.lockbox.books.nights import held, night, part

PEOPLE = {"ann": Role.CLERK, "bob": Role.CLERK, "sue": Role.SUPERVISOR}
NAMES = st.sampled_from(sorted(PEOPLE))
NUMBERS = st.integers(0, 50)
CENTS = st.sampled_from([100, 250, 400, 900])
CONTROL = control_of(
    Policy(second_clerk_cents=500), DeskSettings(keyed_twice_cents=200, second_kinds=(RulingKind.CLOSE,))
)


class Desk(RuleBasedStateMachine):
    """A morning of three people on one small queue, with a clock that only goes forward."""

    @initialize(amounts=st.lists(st.none() | CENTS, min_size=1, max_size=5), deposited=st.booleans())
    def open(self, amounts: list[int | None], deposited: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.books = open_books(f"sqlite:///{self.folder / 'books.db'}")
        self.clock = dt.datetime(2026, 3, 5, 7, tzinfo=dt.UTC)
        for name, role in PEOPLE.items():
            listing = Listing(name, role, "", b"0123456789abcdef", "root", self.clock.isoformat())
            self.books.desk.list_person(listing, Who("root", Role.NONE))
        how = Disposition.DEPOSIT if deposited else Disposition.HOLD
        self.books.post(night(*(held(f"e{place}", cents, how) for place, cents in enumerate(amounts))))
        self.ids = [row.item.id for row in self.books.open_exceptions()]

    def teardown(self) -> None:
        if hasattr(self, "books"):
            assert self.books.verify() == ()
            self.books.close()
            shutil.rmtree(self.folder)

    def now(self, minutes: int = 1) -> str:
        self.clock += dt.timedelta(minutes=minutes)
        return self.clock.isoformat()

    def item(self, number: int) -> str:
        fresh = [row.item.id for row in self.books.open_exceptions() if row.item.id not in self.ids]
        self.ids += sorted(fresh)
        return self.ids[number % len(self.ids)]

    @rule(name=NAMES, number=NUMBERS)
    def looks(self, name: str, number: int) -> None:
        self.attempt(lambda: self.books.desk.take(self.item(number), Who(name, PEOPLE[name]), self.now(), 10))

    @rule(name=NAMES, after=NUMBERS)
    def takes_the_next(self, name: str, after: int) -> None:
        found = self.books.desk.take_next(DeskFilter(self.now(), name), Who(name, PEOPLE[name]), self.item(after), 10)
        holder = self.books.desk.holder(found, self.clock.isoformat()) if found else None
        assert not found or (holder and holder.clerk == name)

    @rule(minutes=st.integers(5, 20))
    def time_goes_by(self, minutes: int) -> None:
        self.now(minutes)

    @rule(name=NAMES, number=NUMBERS, kind=st.sampled_from(RulingKind), cents=CENTS, keyed=st.none() | CENTS)
    def rules(self, name: str, number: int, kind: RulingKind, cents: int, keyed: int | None) -> None:
        parts = (part(cents),) if kind is RulingKind.POST else ()
        act = Act(self.item(number), kind, name, self.now(), "because", parts, keyed)
        self.attempt(lambda: self.books.desk.rule(act, Who(name, PEOPLE[name]), CONTROL))

    @rule(name=NAMES, number=NUMBERS)
    def posts_what_is_there(self, name: str, number: int) -> None:
        item = next((row.item for row in self.books.open_exceptions() if row.item.id == self.item(number)), None)
        if item and (worth := item.cents or item.amount_cents):
            act = Act(item.id, RulingKind.POST, name, self.now(), allocations=(part(worth),))
            self.attempt(lambda: self.books.desk.rule(act, Who(name, PEOPLE[name]), CONTROL))

    @rule(name=NAMES, number=NUMBERS)
    def agrees(self, name: str, number: int) -> None:
        word = Agreement(self.item(number), name, self.now())
        self.attempt(lambda: self.books.desk.second(word, Who(name, PEOPLE[name]), CONTROL))

    @rule(name=NAMES, number=NUMBERS, kind=st.sampled_from([RemarkKind.HAND_OVER, RemarkKind.HAND_BACK]))
    def hands_on(self, name: str, number: int, kind: RemarkKind) -> None:
        self.books.desk.remark(self.item(number), kind, Who(name, PEOPLE[name]), (self.now(), "look"))

    def attempt(self, act: object) -> None:
        before = self.books.balances()
        try:
            assert callable(act)
            act()
        except RulingError:
            assert self.books.balances() == before

    @invariant()
    def suspense_is_what_is_open(self) -> None:
        if hasattr(self, "books"):
            balances = dict(self.books.balances())
            opened = sum(row.item.cents for row in self.books.open_exceptions())
            assert balances.get(Account.SUSPENSE, 0) == opened
            assert sum(balances.values()) == 0

    @invariant()
    def no_ruling_that_needs_two_has_one_pair_of_hands(self) -> None:
        for item in getattr(self, "ids", ()):
            for ruling in self.books.exception(item).rulings:
                weighty = ruling.kind in (RulingKind.RETURN, RulingKind.CLOSE) or ruling.cents > 500
                if ruling.final and weighty:
                    first = next(one for one in self.books.exception(item).rulings if one.id == ruling.seconds)
                    assert first.clerk != ruling.clerk


Desk.TestCase.settings = settings(
    max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestDesk = Desk.TestCase
