"""The outside contract: commands typed at a site whose readings are written down, and what a stranger may rely on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

import batches.counter.night
from batches import mailroom
from batches.counter.surroundings import Surroundings
from batches.run import run_batch
from batches.site import Site
from cli import main
from lockbox.errors import ExitCode
from lockbox.records import Batch
from lockbox.settlement import Match

sys.path.append(str(Path(__file__).parent / "batches"))
import recorded

RESULTS = (
    "batch,envelope,item,instrument,outcome,disposition,reasons,amount,courtesy_amount,legal_amount,check_date,"
    "routing,account_last4,serial,member_id,coverage,carrier,coverage_month,id_source,confidence,confirmation"
)
ALLOCATIONS = "batch,envelope,item,member_id,coverage,coverage_month,amount"
ANN = recorded.member_id(0)
SECRETS = [f"12345678{place}" for place in range(3)]

Say = Callable[..., Result]


def world(width: int = 100) -> Surroundings:
    noon = dt.datetime(2026, 3, 20, 12, 0, tzinfo=dt.UTC)
    return Surroundings(
        now=noon.isoformat,
        today=noon.date,
        epoch=lambda: 4e9,
        ticks=lambda: 1.0,
        sleep=lambda _seconds: None,
        chance=lambda: "ab" * 32,
        user="pat",
        host="mailroom",
        out=Console(width=width, highlight=False, color_system=None),
        err=Console(width=width, highlight=False, color_system=None, stderr=True),
    )


def lockbox(root: Path, *words: str, width: int = 100) -> Result:
    """Type a command at the site; whatever comes, it is never a traceback."""
    result = CliRunner().invoke(main, [*words, "--site", str(root)], obj=world(width))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in set(ExitCode)
    if result.exit_code in {ExitCode.USAGE, ExitCode.DAMAGED} and "--json" not in words:
        assert len(result.output.splitlines()) > 1, "trouble comes with a hint"
    return result


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a site whose mail is a written-down night, whatever folder is named."""
    site = recorded.make_site(tmp_path / "site")
    declare(monkeypatch, site)
    monkeypatch.setattr(batches.counter.night, "run_batch", functools.partial(run_batch, readers=recorded.READERS))
    return site


def declare(monkeypatch: pytest.MonkeyPatch, site: Site, count: int | None = None) -> None:
    def take_in(*_: object) -> Batch:
        return recorded.night(site, count)

    monkeypatch.setattr(batches.counter.night, "take_in", take_in)


@pytest.fixture
def say(site: Site) -> Say:
    return functools.partial(lockbox, site.root)


def run(say: Say, *words: str) -> Result:
    return say("run", ".", "--settle", "0", *words)


def queued(say: Say, envelope: str) -> str:
    items = json.loads(say("queue", "--json").stdout)
    return str(next(one["item"]["id"] for one in items if one["item"]["envelope"] == envelope))


def test_json_is_all_that_is_printed_and_logs_name_nobody(say: Say) -> None:
    done = run(say, "--json")
    assert done.exit_code == ExitCode.HELD
    assert json.loads(done.stdout)["posted"] == 3
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["taken in", "done"]
    known = [*recorded.NAMES, *SECRETS, *(recorded.member_id(place) for place in range(6))]
    assert not [word for word in known if word in done.stderr]


def test_no_screen_shows_an_account_number(say: Say) -> None:
    printed = [run(say).output]
    item = queued(say, "003")
    for words in (
        ("queue",),
        ("queue", "show", item),
        ("queue", "show", item, "--json"),
        ("status", ANN, "--json"),
        ("export", "results"),
        ("export", "allocations"),
        ("report", "--json"),
        ("replay", "--json"),
        ("verify", "--json"),
    ):
        result = say(*words)
        printed.append(result.output)
        if "--json" in words:
            json.loads(result.stdout)
    assert not [secret for secret in SECRETS if any(secret in text for text in printed)]
    assert "*****6780" in say("queue", "show", item).output
    page = next((Path(say.args[0]) / "reports").glob("*.html")).read_text("utf-8")  # type: ignore[attr-defined]
    assert not [secret for secret in (*SECRETS, *recorded.NAMES) if secret in page]


def test_exports_have_the_published_columns(say: Say) -> None:
    run(say)
    results, allocations = (say("export", kind).stdout.splitlines() for kind in ("results", "allocations"))
    assert (results[0], len(results)) == (RESULTS, 1 + 6)
    assert (allocations[0], len(allocations)) == (ALLOCATIONS, 1 + 3)


def test_an_exception_is_told_whole_with_ids_that_can_be_typed(say: Say) -> None:
    run(say)
    item = queued(say, "003")
    assert item[:12] in say("queue", width=80).output
    told = " ".join(say("queue", "show", item[:8]).output.split())
    for words in ("DUPLICATE_ITEM", "$100.00", "Ann Baker", "a name stands there", "check_back", "archive/objects/"):
        assert words in told
    assert say("queue", "--batch", "latest", "--reason", "DUPLICATE_ITEM").output.count("2026-03-20") == 1
    assert say("queue", "--batch", "ffffffff").exit_code == ExitCode.USAGE


def test_who_asks_by_member_id_hears_of_what_waits_too(say: Say) -> None:
    run(say)
    told = say("status", f"{ANN[:4]}-{ANN[4:8]}-{ANN[8:]}").output
    assert "posted: $100.00 to the medical plan" in told
    assert "now: waits for a clerk" in told
    assert say("status", "999999999999").exit_code == ExitCode.USAGE


def test_a_clerk_posts_only_to_plans_and_months_of_the_roster(say: Say) -> None:
    run(say)
    item, carl = queued(say, "003"), recorded.member_id(4)
    assert "no dental plan" in say("rule", item, "--member", carl, "--coverage", "dental").output
    assert (
        "no medical bill of 2026-05"
        in say("rule", item, "--member", carl, "--coverage", "medical", "--month", "2026-05").output
    )
    assert "Proposed" in say("rule", item, "--return", "--note", "sent twice").output
    assert "second clerk" in say("rule", item, "--agree", "--clerk", "Pat").output
    assert "Done: return." in say("rule", item, "--agree", "--clerk", "sam").output
    assert say("verify").exit_code == ExitCode.DONE


def test_a_batch_out_of_balance_posts_nothing_until_its_ticket_is_mended(
    say: Say, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, site, count=9)
    broken = run(say)
    assert broken.exit_code == ExitCode.OUT_OF_BALANCE
    assert "nothing was posted: declared 9 instruments, found 4" in broken.output
    assert say("status", ANN).exit_code == ExitCode.USAGE
    assert "Nothing waits" in say("queue").output
    declare(monkeypatch, site, count=4)
    assert run(say).exit_code == ExitCode.HELD
    assert say("verify").exit_code == ExitCode.DONE


def test_the_same_mail_under_other_settings_is_refused(say: Say, site: Site) -> None:
    run(say)
    assert run(say).exit_code == ExitCode.HELD
    toml = site.root / "lockbox.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace("# wrong_posting_bound = 10000", "wrong_posting_bound = 9000"), "utf-8")
    refused = run(say)
    assert refused.exit_code == ExitCode.USAGE
    assert "already posted by run" in refused.output


@pytest.mark.parametrize("what", ["object", "manifest", "books"])
def test_a_flipped_bit_is_found_and_named(say: Say, site: Site, what: str) -> None:
    run(say)
    manifest = next(path for path in (site.root / "archive" / "runs").iterdir() if "journal" not in path.name)
    outcome = re.findall(r'"outcome_sha256":"([0-9a-f]{64})"', manifest.read_text("ascii"))[0]
    path = {
        "object": site.root / "archive" / "objects" / outcome[:2] / outcome,
        "manifest": manifest,
        "books": site.root / "books.db",
    }[what]
    data = bytearray(path.read_bytes())
    data[5 if what == "books" else len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    found = say("verify")
    assert found.exit_code == ExitCode.DAMAGED
    assert ("books: " if what == "books" else path.name) in found.output
    assert json.loads(say("verify", "--json").stdout)
    for words in ("queue", "status") if what == "books" else ("replay", "report", "export"):
        rest = {"status": (ANN,), "export": ("results",)}.get(words, ())
        assert say(words, *rest).exit_code == ExitCode.DAMAGED


def test_a_replay_that_differs_lists_the_fields(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    run(say)
    assert say("replay").exit_code == ExitCode.DONE
    find_payer = mailroom.find_payer

    def find_nobody(*papers: Any) -> tuple[Match, ...]:  # noqa: ANN401 - as find_payer takes them
        return tuple(dataclasses.replace(match, candidates=()) for match in find_payer(*papers))

    monkeypatch.setattr(mailroom, "find_payer", find_nobody)
    changed = say("replay", "--json")
    assert changed.exit_code == ExitCode.REPLAY_DIFFERS
    assert {"000", "001"} <= {one["envelope"] for one in json.loads(changed.stdout)}


def test_trouble_with_files_and_a_stop_are_told_in_words(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    run(say)
    nowhere = say("export", "results", "--out", "nowhere/results.csv")
    assert nowhere.exit_code == ExitCode.USAGE
    assert "nowhere/results.csv: No such file or directory" in nowhere.output

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batches.counter.night, "take_in", stop)
    assert run(say).exit_code == ExitCode.INTERRUPTED
