"""Whatever three people do in whatever order, no cent is lost, doubled or moved by one pair of hands."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lockbox.banking import BankFile, BankLine, ReturnClue
from lockbox.books.bank_take import BankPosting
from lockbox.books.books import open_books
from lockbox.books.plan import Act
from lockbox.books.post import BatchPosting
from lockbox.canonical import digest
from lockbox.errors import AlreadyPostedError, RulingError
from lockbox.reasons import Disposition
from lockbox.settings import Policy
from lockbox.settlement import Account, Allocation, Posting, RulingKind
from matching.bank import match_return, returned_before
from tests.lockbox.books.nights import ANN_ID, BOB_ID, DENTAL, held, night, part, posted

POLICY = Policy(second_clerk_cents=500)
PEOPLE = st.sampled_from(["ann", "bob", "cy"])
CENTS = st.integers(1, 1000)
KINDS = st.sampled_from([*RulingKind, RulingKind.POST, RulingKind.POST])
PARTS = st.tuples(CENTS, st.sampled_from([ANN_ID, BOB_ID]), st.booleans()).map(
    lambda drawn: part(drawn[0], drawn[1], DENTAL if drawn[2] else part(1).coverage)
)


@st.composite
def mail(draw: st.DrawFn) -> tuple[Posting, ...]:
    made = []
    for place in range(draw(st.integers(0, 4))):
        envelope = f"e{place}"
        if draw(st.booleans()):
            made.append(posted(envelope, *draw(st.lists(PARTS, min_size=1, max_size=3))))
        else:
            made.append(held(envelope, draw(st.none() | CENTS), draw(st.sampled_from(Disposition))))
    return tuple(made)


class Days(RuleBasedStateMachine):
    """Nights are posted, posted again and decided anew; clerks rule on anything in any way."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.file = self.folder / "books.db"
        self.books = open_books(f"sqlite:///{self.file}")
        self.nights: list[BatchPosting] = []
        self.numbers: list[str] = []
        self.reports = 0
        self.clock = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)

    def teardown(self) -> None:
        if hasattr(self, "books"):
            assert self.books.verify() == ()
            self.books.close()
            shutil.rmtree(self.folder)

    @rule(postings=mail())
    def a_night_is_posted(self, postings: tuple[Posting, ...]) -> None:
        made = night(*postings, name=f"night {len(self.nights)}")
        assert self.books.post(made).new
        self.nights.append(made)
        self.numbers += [one.item.id for one in self.books.open_exceptions() if one.item.batch == made.batch]
        for member in (ANN_ID, BOB_ID):
            if any(account.startswith(f"member:{member}") for account, _ in self.books.balances()):
                self.numbers += [story.confirmation for story in self.books.status(member)]
        self.numbers = sorted(set(self.numbers))

    @rule(choice=st.integers(0))
    def the_same_night_comes_again(self, choice: int) -> None:
        if self.nights:
            before = self.books.balances()
            assert not self.books.post(self.nights[choice % len(self.nights)]).new
            assert self.books.balances() == before

    @rule(choice=st.integers(0), postings=mail())
    def the_same_mail_is_decided_otherwise(self, choice: int, postings: tuple[Posting, ...]) -> None:
        if self.nights:
            old = self.nights[choice % len(self.nights)]
            before = self.books.balances()
            try:
                self.books.post(BatchPosting(old.batch, "f" * 64, "m", old.received_on, old.posted_on, postings))
            except AlreadyPostedError:
                assert self.books.balances() == before
            else:
                raise AssertionError("posted twice")

    @rule(choice=st.integers(0), kind=KINDS, who=PEOPLE, parts=st.lists(PARTS, max_size=2))
    def somebody_rules(self, choice: int, kind: RulingKind, who: str, parts: list[Allocation]) -> None:
        if not self.numbers:
            return
        number = self.numbers[choice % len(self.numbers)]
        last = self.books.exception(number).exceptions[-1:]
        worth = (last[0].cents or last[0].amount_cents) if last else None
        exact = (part(worth, parts[0].member_id if parts else ANN_ID),) if worth and len(parts) < 2 else tuple(parts)
        self._do(Act(number, kind, who, self._now(), "why", exact if kind is RulingKind.POST else ()))

    @rule(choice=st.integers(0), who=PEOPLE)
    def somebody_agrees(self, choice: int, who: str) -> None:
        waiting = [one for one in self.books.open_exceptions() if one.proposals]
        if waiting:
            one = waiting[choice % len(waiting)]
            before = self.books.balances()
            try:
                ruled = self.books.second(one.item.id, who, self._now())
            except RulingError:
                assert self.books.balances() == before
            else:
                assert ruled.ruling.seconds
                assert ruled.ruling.clerk not in {p.clerk for p in one.proposals if p.id == ruled.ruling.seconds}

    @rule(choice=st.integers(0), twice=st.booleans())
    def the_bank_returns_a_check(self, choice: int, twice: bool) -> None:
        """A return of a check whose money is there reverses to zero; one that is gone moves nothing."""
        papers = self.books.bank.papers(dt.date.min, dt.date.max)
        if not papers:
            return
        paper = papers[choice % len(papers)]
        standing = self.books.exception(paper.confirmation).entries
        self.reports += 1
        name = digest(f"report {self.reports}")
        on = self.clock.date()
        lines = [BankLine(name, n, "555", paper.cents, on, "", "", "", "", item_key=paper.item_key) for n in (3, 4)]
        clue = ReturnClue(item_key=paper.item_key, confirmation="" if paper.item_key else paper.confirmation)
        back = tuple(match_return(line, clue, [paper]) for line in lines[: 1 + twice])
        gone = tuple((one.line.id, returned_before(one.line)) for one in back)
        file = BankFile(name, "BANK", str(self.reports), on, self._now(), "ann")
        posting = BankPosting(file, back, (), self.nights[0].batch, gone)
        before = self.books.balances()
        assert self.books.bank.take(posting).new
        after = self.books.balances()
        assert not self.books.bank.take(posting).new
        assert self.books.balances() == after
        story = self.books.exception(paper.confirmation)
        if any(Account.RETURNED in (e.debit, e.credit) for e in standing if not e.reverses) and before == after:
            return
        moved = {entry.debit: 0 for entry in story.entries} | {entry.credit: 0 for entry in story.entries}
        for entry in story.entries:
            moved[entry.debit] -= entry.cents
            moved[entry.credit] += entry.cents
        assert not any(moved.values()), "something of a returned check is left"
        assert story.exceptions[-1].cents == 0

    def _do(self, act: Act) -> None:
        before = self.books.balances()
        try:
            ruled = self.books.rule(act, POLICY)
        except RulingError:
            assert self.books.balances() == before
            return
        if not ruled.ruling.final:
            assert self.books.balances() == before
        weighty = ruled.ruling.kind is RulingKind.RETURN or sum(e.cents for e in ruled.entries if not e.reverses) > 500
        assert ruled.ruling.seconds or not ruled.ruling.final or not weighty

    def _now(self) -> str:
        self.clock += dt.timedelta(minutes=1)
        return self.clock.isoformat()

    @invariant()
    def suspense_is_what_is_open(self) -> None:
        if hasattr(self, "books"):
            balances = dict(self.books.balances())
            waiting = self.books.open_exceptions()
            assert balances.get(Account.SUSPENSE, 0) == sum(one.item.cents for one in waiting)
            assert sum(balances.values()) == 0
            assert all(cents >= 0 for account, cents in balances.items() if account != Account.CLEARING)
            places = [(one.item.batch, one.item.envelope, one.item.item) for one in waiting]
            assert len(set(places)) == len(places)


TestRandomDays = Days.TestCase
TestRandomDays.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
