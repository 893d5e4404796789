"""Soaks the desk: ``python -m bench.desk_soak [--items N] [--clerks K] [--minutes M] [--think S] [--site DIR]``.

Seeds a site with open items, serves it as ``lockbox desk`` does, and lets clerks settle items over HTTP, some of them
items that others have. Half-way the server is killed (SIGKILL) and started again. Then the books are opened and every
answer that a clerk was given is held against them. All mail is drawn, all people are made up, and all traffic stays
on 127.0.0.1. Bounded: it ends when the minutes are over, or nothing is open any more.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import json
import math
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import httpx

from batches.site import Site
from bench.desk_night import AT, crowd, post_night
from lockbox.books.acts import Who
from lockbox.books.books import Books, open_books
from lockbox.books.people import Listing, Role
from lockbox.reasons import Reason
from lockbox.settlement import Account

PASSWORD = "soak the desk well"  # noqa: S105 - of made-up people
_REASONS = tuple(map(Reason, ("LOW_CONFIDENCE", "MULTIPLE_CANDIDATES", "UNDERPAID", "SSN_FOUND", "COVERAGE_AMBIGUOUS")))
_PARTS = re.compile(r"class=\"choice\" data-parts='([^']*)'")
_POACHED = 0.1
"""Share of acts that are aimed at an item which somebody else has."""
_PATIENCE = 60
_FRESH_SECONDS = 15
"""A server is told apart for so long after its start: twenty clerks then sign in and ask for the same night at once."""


@dataclass
class Tally:
    """What the clerks were told, together."""

    opened: list[float] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    started: float = 0.0
    acts: list[float] = field(default_factory=list)
    done: dict[str, list[str]] = field(default_factory=dict)
    proposed: set[tuple[str, str]] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    lately: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def seed(root: Path, items: int, members: int, clerks: int) -> None:
    """Make a site with so many open items, every one with a likely payer, and so many clerks."""
    site = Site.create(root, "ab" * 32)
    site.load_roster(crowd(members), AT)
    chance = random.Random("soak")
    post_night(site, [(chance.choice(_REASONS), True) for _ in range(items)])
    with contextlib.closing(open_books(site.books_url)) as books:
        for number in range(clerks):
            listing = Listing(clerk(number), Role.CLERK, PASSWORD, b"0123456789abcdef", "root", AT)
            books.desk.list_person(listing, Who("root", Role.NONE))


def clerk(number: int) -> str:
    """Return the name of a made-up clerk."""
    return f"clerk{number:02}"


class Served:
    """The desk as its own process, which can be killed and started again."""

    def __init__(self, root: Path) -> None:
        """Serve a site on a free port."""
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._command = [str(Path(sys.executable).parent / "lockbox"), "desk", "--port", str(self.port)]
        self._command += ["--site", str(root)]
        self._process = self._start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Kill it without a word of warning, and start it again."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        """Stop it in peace."""
        self._process.terminate()
        self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        for _ in range(10 * _PATIENCE):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return process
            time.sleep(0.1)
        raise SystemExit("the desk did not start")


class Clerk(threading.Thread):
    """One clerk: opens the next item, looks, and posts it to the likeliest payer, or tries to poach another's."""

    def __init__(self, number: int, address: str, until: float, think: float, tally: Tally) -> None:
        """Get ready to work until a moment of the monotonic clock, with so many seconds of looking at each item."""
        super().__init__(daemon=True)
        self.who, self.address, self.until, self.think, self.tally = clerk(number), address, until, think, tally
        self.chance = random.Random(number)
        self.browser = httpx.Client(base_url=address, timeout=30, headers={"x-desk": "1"})

    def run(self) -> None:
        """Work."""
        self._ask("POST", "/sign-in", {"name": self.who, "password": PASSWORD})
        after = ""
        while time.monotonic() < self.until:
            begun = time.perf_counter()
            found = self._ask("GET", f"/next?after={after}")
            if found is None or found.status_code != 303 or "/item/" not in found.headers["location"]:
                return
            address = found.headers["location"]
            page = self._ask("GET", address)
            if page is None or page.status_code != 200:
                continue
            opened = time.perf_counter() - begun
            item = urlsplit(address).path.rpartition("/")[2]
            with self.tally.lock:
                is_early = begun < self.tally.started + _FRESH_SECONDS
                (self.tally.early if is_early else self.tally.opened).append(opened)
                self.tally.lately = [*self.tally.lately[-40:], item]
            time.sleep(self.think * self.chance.uniform(0.5, 1.5))
            self._settle(item, page.text)
            if self.chance.random() < _POACHED:
                self._settle(self.chance.choice(self.tally.lately), page.text)
            after = item

    def _settle(self, item: str, page: str) -> None:
        token, choice = re.search(r'name="form_token" value="([0-9a-f]+)"', page), _PARTS.search(page)
        if not token or not choice:
            return
        parts = json.loads(html.unescape(choice[1]))
        said = {"form_token": token[1], "kind": "post"}
        columns = ("part_member", "part_plan", "part_month", "part_amount")
        form = {**said, **{name: [part[at] for part in parts] for at, name in enumerate(columns)}}
        begun = time.perf_counter()
        answer = self._ask("POST", f"/item/{item}/settle", form)
        if answer is None:
            return
        words = answer.json()
        with self.tally.lock:
            self.tally.acts.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                self.tally.refused[str(words.get("kind"))] += 1
            elif str(words["done"]).startswith("Proposed"):
                self.tally.proposed.add((item, self.who))
            else:
                self.tally.done.setdefault(item, []).append(self.who)

    def _ask(
        self, method: str, path: str, form: dict[str, str | list[str]] | dict[str, str] | None = None
    ) -> httpx.Response | None:
        """Ask until there is an answer: a lost connection is tried again, as a person would."""
        while time.monotonic() < self.until + _PATIENCE:
            try:
                return self.browser.request(method, path, data=form)
            except httpx.TransportError:
                self.tally.refused["no connection"] += 1
                time.sleep(0.3)
        return None


def held_against(books: Books, tally: Tally) -> tuple[int, int, tuple[str, ...]]:
    """Return double rulings, lost ones, and what is wrong with the books, after all that was answered."""
    double = sum(len(set(clerks)) > 1 for clerks in tally.done.values())
    lost = 0
    for item, clerks in tally.done.items():
        rulings = [one for one in books.exception(item).rulings if one.final and one.exception == item]
        lost += not any(one.clerk in clerks for one in rulings)
        double += len(rulings) > 1
    for item, who in tally.proposed:
        lost += not any(one.clerk == who and one.exception == item for one in books.exception(item).rulings)
    faults = [*books.verify()]
    suspense = dict(books.balances()).get(Account.SUSPENSE, 0)
    waiting = sum(queued.item.cents for queued in books.open_exceptions())
    if suspense != waiting:
        faults.append(f"Suspense holds {suspense}, open exceptions {waiting}")
    return double, lost, tuple(faults)


def soak(root: Path, clerks: int, minutes: float, think: float) -> Tally:
    """Let clerks work for some minutes, and kill the server half-way."""
    served, tally = Served(root), Tally()
    until, tally.started = time.monotonic() + 60 * minutes, time.perf_counter()
    people = [Clerk(number, served.address, until, think, tally) for number in range(clerks)]
    for person in people:
        person.start()
    time.sleep(30 * minutes)
    tally.started = math.inf
    served.kill()
    tally.started = time.perf_counter()
    for person in people:
        person.join(60 * minutes + 2 * _PATIENCE)
    served.stop()
    return tally


def said(name: str, seconds: list[float]) -> str:
    """Return a line of a table: how many, median and 95th percentile in milliseconds."""
    milliseconds = [1000 * one for one in seconds]
    if len(milliseconds) < 2:
        return f"| {name} | {len(seconds)} | | |"
    last = quantiles(milliseconds, n=20)[-1]
    return f"| {name} | {len(seconds)} | {median(milliseconds):.0f} | {last:.0f} |"


def main() -> None:
    """Soak and print."""
    parser = argparse.ArgumentParser(description="Soaks the clerk's desk.")
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--members", type=int, default=5000)
    parser.add_argument("--clerks", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think", type=float, default=3.0, help="seconds that a clerk looks at an item")
    parser.add_argument("--site", type=Path, help="a site to seed and keep, or one seeded before")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.site or Path(folder) / "site"
        if not (root / "lockbox.toml").exists():
            seed(root, options.items, options.members, options.clerks)
        with contextlib.closing(open_books(Site.open(root).books_url)) as books:
            print(f"{len(books.open_exceptions())} open items, {options.clerks} clerks, {options.minutes} minutes")
        if options.minutes:
            tally = soak(root, options.clerks, options.minutes, options.think)
            with contextlib.closing(open_books(Site.open(root).books_url)) as books:
                double, lost, faults = held_against(books, tally)
            print("\n| what | times | median ms | 95 % ms |\n|---|---|---|---|")
            print(said("an item opened", tally.opened))
            print(said(f"an item opened in a server's first {_FRESH_SECONDS} s or while it was away", tally.early))
            print(said("an act answered", tally.acts))
            print(f"\nsettled {len(tally.done)}, proposed {len(tally.proposed)}, refused {dict(tally.refused)}")
            print(f"double rulings {double}, lost rulings {lost}")
            print("books: " + ("; ".join(faults) or "whole, Suspense equals the open exceptions"))
            sys.exit(1 if double or lost or faults else 0)


if __name__ == "__main__":
    main()
