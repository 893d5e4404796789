"""The desk's side of the books: people and sessions, claims, hand-overs, two persons, and a log that cannot be cut."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from lockbox.books.acts import ActFilter, ActKind, Who
from lockbox.books.authority import NotAllowedError, control_of
from lockbox.books.books import Books
from lockbox.books.claims import ClaimedError
from lockbox.books.desk import SignIn
from lockbox.books.desk_queue import DeskFilter
from lockbox.books.people import Listing, PersonError, Role
from lockbox.books.plan import Act
from lockbox.books.remarks import RemarkKind, scan_subject
from lockbox.books.rulings import Agreement, ProposedError, SettledError
from lockbox.books.sessions import SignInError
from lockbox.errors import RulingError
from lockbox.reasons import Disposition, Reason
from lockbox.records import Box
from lockbox.settings import Policy
from lockbox.settings_desk import DeskSettings
from lockbox.settlement import RulingKind
from tests.lockbox.books.nights import held, night, part

AT = "2026-03-05T09:00:00+00:00"
ROOT = Who("root", Role.NONE)
SALT = b"0123456789abcdef"
CONTROL = control_of(Policy(), DeskSettings())
ROLES = {"ann": Role.CLERK, "bob": Role.CLERK, "sue": Role.SUPERVISOR, "aud": Role.AUDITOR}


def who(name: str) -> Who:
    return Who(name, ROLES[name], "127.0.0.1")


def at(minutes: int) -> str:
    return f"2026-03-05T{9 + minutes // 60:02}:{minutes % 60:02}:00+00:00"


@pytest.fixture
def books(any_books: Books) -> Books:
    for name, role in ROLES.items():
        any_books.desk.list_person(Listing(name, role, "long enough " + name, SALT, "root", AT), ROOT)
    any_books.post(night(held("e1", 9900), held("e2", None), held("e3", 250_000), held("e4", 500, Disposition.HOLD)))
    return any_books


@pytest.fixture
def items(books: Books) -> dict[str, str]:
    return {one.item.envelope: one.item.id for one in books.open_exceptions()}


def post(item: str, cents: int, clerk: str = "ann", keyed: int | None = None, minutes: int = 0) -> Act:
    return Act(item, RulingKind.POST, clerk, at(minutes), allocations=(part(cents),), cents=keyed)


# --- people --------------------------------------------------------------------------------------


def test_a_password_lets_in_and_is_not_kept(books: Books, file: Path) -> None:
    token = "t" * 64
    inside = books.desk.sign_in(SignIn(" ANN ", "long enough ann", "127.0.0.1", AT, token), DeskSettings())
    assert (inside.name, inside.role) == ("ann", Role.CLERK)
    assert books.desk.visitor(token, at(1), 60) == inside
    assert books.desk.visitor("u" * 64, at(1), 60) is None
    for name, password in (("ann", "long enough bob"), ("nobody", "long enough ann"), ("ann", "")):
        with pytest.raises(SignInError):
            books.desk.sign_in(SignIn(name, password, "127.0.0.1", AT, "v"), DeskSettings())
    raw = file.read_bytes() + Path(f"{file}-wal").read_bytes() if file.exists() else b""
    assert b"long enough" not in raw
    assert token.encode() not in raw


def test_every_change_of_a_person_is_a_row_and_ends_their_sessions(books: Books) -> None:
    desk = books.desk
    desk.sign_in(SignIn("ann", "long enough ann", "", AT, "a"), DeskSettings())
    desk.list_person(Listing("ann", Role.SUPERVISOR, None, SALT, "root", at(1)), ROOT)
    assert desk.visitor("a", at(2), 60) is None
    assert desk.sign_in(SignIn("ann", "long enough ann", "", at(2), "b"), DeskSettings()).role is Role.SUPERVISOR
    desk.list_person(Listing("ann", Role.NONE, None, SALT, "root", at(3)), ROOT)
    assert "ann" not in [one.name for one in desk.people()]
    with pytest.raises(SignInError):
        desk.sign_in(SignIn("ann", "long enough ann", "", at(4), "c"), DeskSettings())
    assert len(desk.acts(ActFilter(kind=ActKind.PERSON))) == len(ROLES) + 2


@pytest.mark.parametrize(
    ("name", "password"), [("", "long enough"), ("<b>", "long enough"), ("eve", "short"), ("x" * 81, "long enough")]
)
def test_who_cannot_be_listed(books: Books, name: str, password: str) -> None:
    with pytest.raises(PersonError):
        books.desk.list_person(Listing(name, Role.CLERK, password, SALT, "root", AT), ROOT)


# --- claims --------------------------------------------------------------------------------------


def test_one_holder_at_a_time_and_leases_run_out(books: Books, items: dict[str, str]) -> None:
    desk, item = books.desk, items["e1"]
    desk.take(item, who("ann"), at(0), 15)
    with pytest.raises(ClaimedError, match="ann has had this item since 09:00"):
        desk.take(item, who("bob"), at(14), 15)
    desk.keep(item, who("ann"), at(14), 15)
    with pytest.raises(ClaimedError):
        books.rule(post(item, 9900, "bob", minutes=20), Policy())
    desk.take(item, who("bob"), at(30), 15)
    with pytest.raises(ClaimedError):
        books.rule(post(item, 9900, "ann", minutes=31), Policy())
    desk.release(item, who("bob"), at(32))
    assert books.rule(post(item, 9900, "ann", minutes=33), Policy()).ruling.final
    assert books.verify() == ()


def test_many_clerks_never_get_the_same_next_item(books: Books, items: dict[str, str]) -> None:
    def take(number: int) -> str:
        clerk = Who(f"clerk {number}", Role.CLERK)
        return books.desk.take_next(DeskFilter(AT, clerk.name), clerk, "", 15)

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(take, range(6)))
    assert sorted(filter(None, got)) == sorted(items.values())
    assert got.count("") == 2


def test_a_queue_goes_on_behind_an_item_that_is_settled_meanwhile(books: Books, items: dict[str, str]) -> None:
    queue = DeskFilter(AT, "ann", sort="amount")
    order = [row.item.envelope for row in books.desk.rows(queue)]
    assert order == ["e3", "e1", "e4", "e2"]
    books.rule(post(items["e1"], 9900), Policy())
    assert books.desk.take_next(queue, who("ann"), items["e1"], 15) == items["e4"]


@pytest.mark.parametrize("sort", ["age", "amount", "reason", "cut-off"])
def test_a_queue_comes_in_pages_without_gap_or_repeat(books: Books, sort: str) -> None:
    books.post(night(*(held(f"f{n}", 100 * (n % 3) + 100, reason=list(Reason)[n % 4]) for n in range(17)), name="b"))
    whole = [row.item.id for row in books.desk.rows(DeskFilter(AT, sort=sort, limit=100))]
    paged, after = [], ""
    while rows := books.desk.rows(DeskFilter(AT, sort=sort, limit=4, after=after)):
        paged += [row.item.id for row in rows]
        after = rows[-1].key
    assert paged == whole
    assert len(set(whole)) == 21
    counts = books.desk.counts(DeskFilter(AT))
    assert counts.items == 21
    assert counts.by_reason[0][1] == max(count for _, count in counts.by_reason)


# --- who may do what -----------------------------------------------------------------------------


def test_only_clerks_and_supervisors_rule_once_people_are_listed(books: Books, items: dict[str, str]) -> None:
    for name in ("aud", "stranger"):
        with pytest.raises(NotAllowedError, match="only clerks and supervisors"):
            books.rule(post(items["e1"], 9900, name), Policy())


def test_what_was_handed_over_waits_for_a_supervisor(books: Books, items: dict[str, str]) -> None:
    desk, item = books.desk, items["e1"]
    desk.remark(item, RemarkKind.HAND_OVER, who("ann"), (AT, "is this the widow?"))
    with pytest.raises(NotAllowedError, match="is this the widow"):
        books.rule(post(item, 9900, "bob"), Policy())
    assert [row.item.id for row in desk.rows(DeskFilter(AT, show="supervisor"))] == [item]
    assert item not in [row.item.id for row in desk.rows(DeskFilter(AT))]
    desk.remark(item, RemarkKind.HAND_BACK, who("sue"), (AT, "yes"))
    assert item in [row.item.id for row in desk.rows(DeskFilter(AT))]
    desk.remark(item, RemarkKind.HAND_OVER, who("bob"), (AT, "still not sure"))
    assert books.rule(post(item, 9900, "sue"), Policy()).ruling.final


def test_kinds_and_reasons_that_settings_name_need_more(books: Books, items: dict[str, str]) -> None:
    desk = DeskSettings(second_kinds=(RulingKind.SUSPEND,), supervisor_reasons=(Reason.NO_ID,))
    wait = Act(items["e1"], RulingKind.SUSPEND, "ann", AT)
    assert "always does" in books.rule(wait, Policy(), desk).second_wanted
    with pytest.raises(NotAllowedError, match="posted by a supervisor"):
        books.rule(post(items["e1"], 9900), Policy(), desk)
    assert books.rule(post(items["e1"], 9900, "sue"), Policy(), desk).ruling.final


def test_one_of_two_may_have_to_be_a_supervisor(books: Books, items: dict[str, str]) -> None:
    desk, act = DeskSettings(second_by="supervisor"), post(items["e3"], 250_000)
    assert books.rule(act, Policy(), desk).second_wanted
    assert not books.rule(replace(act, clerk="bob"), Policy(), desk).ruling.final
    with pytest.raises(NotAllowedError, match="must be a supervisor"):
        books.second(items["e3"], "bob", AT, desk=desk)
    assert books.second(items["e3"], "sue", AT, desk=desk).ruling.final
    assert books.verify() == ()


def test_an_amount_keyed_twice_is_keyed_unseen(books: Books, items: dict[str, str]) -> None:
    item = items["e2"]
    first = books.rule(post(item, 150_000, "ann", keyed=150_000), Policy(second_clerk_cents=999_999))
    assert "keyed by two people" in first.second_wanted
    with pytest.raises(NotAllowedError, match="keyed by two people"):
        books.second(item, "bob", AT)
    with pytest.raises(ProposedError):
        books.rule(post(item, 150_000, "ann", keyed=150_000), Policy())
    assert not books.rule(post(item, 150_100, "bob", keyed=150_100), Policy()).ruling.final
    assert books.rule(post(item, 150_000, "sue", keyed=150_000), Policy()).ruling.final
    assert books.verify() == ()


def test_what_is_settled_names_who_did_it(books: Books, items: dict[str, str]) -> None:
    books.rule(post(items["e1"], 9900), Policy())
    with pytest.raises(SettledError) as settled:
        books.rule(post(items["e1"], 9900, "bob"), Policy())
    assert settled.value.ruling.clerk == "ann"
    with pytest.raises(RulingError, match="nobody has proposed"):
        books.desk.second(Agreement(items["e3"], "bob", AT), who("bob"), CONTROL)


# --- facts and the log ---------------------------------------------------------------------------


def test_a_redaction_is_a_fact(books: Books) -> None:
    scan, box = scan_subject("ab" * 32, 0), Box(10, 20, 300, 40)
    books.desk.redact(scan, box, who("ann"), AT)
    assert books.desk.redactions(scan) == (box,)
    assert books.desk.redactions(scan_subject("ab" * 32, 1)) == ()


def test_every_view_and_act_is_logged_and_a_missing_line_is_found(
    books: Books, items: dict[str, str], file: Path
) -> None:
    desk, item = books.desk, items["e1"]
    desk.take(item, who("ann"), at(0), 15)
    with pytest.raises(ClaimedError):
        desk.take(item, who("bob"), at(1), 15)
    desk.rule(post(item, 9900, minutes=2), who("ann"), CONTROL)
    said = [(act.who, act.kind) for act in reversed(desk.acts(ActFilter(subject=item)))]
    assert said == [("ann", ActKind.VIEW), ("bob", ActKind.VIEW), ("ann", ActKind.RULE)]
    assert books.verify() == ()
    if not file.exists():
        return
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute("DROP TRIGGER act_no_delete")
    plain.execute("DELETE FROM act WHERE kind = 'view' AND who = 'bob'")
    plain.close()
    assert any("log of acts is broken" in fault for fault in books.verify())
