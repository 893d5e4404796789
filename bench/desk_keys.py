"""Counts keystrokes: ``python -m bench.desk_keys [--items N] [--members M]``, a scripted clerk in Debian's Chromium.

Half of the items have a likely payer; of the other half the papers do not name the member in a way that was read, and
the clerk finds them by the last digits of the Member ID that stands on the paper, as many as it takes. Nothing but the
keyboard is used. A chord such as Alt Enter counts as one keystroke, a typed character as one. All mail is drawn, all
people are made up, and all traffic stays on 127.0.0.1. Bounded: it ends when the items are settled.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, expect, sync_playwright

from batches.site import Site
from bench.desk_night import AT, Held, crowd, post_night
from bench.desk_soak import PASSWORD, Served, clerk
from lockbox.books.acts import Who
from lockbox.books.books import Books, open_books
from lockbox.books.people import Listing, Role
from lockbox.identity import confirmation
from lockbox.reasons import Reason
from lockbox.settlement import RulingKind

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_LOOK = 0.35
"""Seconds that a person looks at an item before the first key; the desk takes no act sooner."""
_LEAST_DIGITS = 5
_SLOW_KEYS = """
window.slowKeys = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.name === "keydown") slowKeys.push(one.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


@dataclass
class Hands:
    """The keyboard, counted."""

    page: Page
    strokes: int = 0
    all: int = 0
    slow: list[float] = field(default_factory=list)

    def press(self, key: str) -> None:
        """Press one key or chord."""
        self.page.keyboard.press(key)
        self.strokes += 1
        self.all += 1

    def type(self, text: str) -> None:
        """Type characters."""
        self.page.keyboard.type(text)
        self.strokes += len(text)
        self.all += len(text)

    def taken(self) -> int:
        """Return the strokes since the last time."""
        strokes, self.strokes = self.strokes, 0
        return strokes


def seed(root: Path, items: int, members: int) -> dict[str, Held]:
    """Make a site with a clerk and so many open items; return what is true of each envelope."""
    site = Site.create(root, "ab" * 32)
    site.load_roster(crowd(members), AT)
    plan = [(Reason("LOW_CONFIDENCE"), True) if n % 2 else (Reason("NO_ID"), False) for n in range(items)]
    _, held = post_night(site, plan)
    with contextlib.closing(open_books(site.books_url)) as books:
        listing = Listing(clerk(0), Role.CLERK, PASSWORD, b"0123456789abcdef", "root", AT)
        books.desk.list_person(listing, Who("root", Role.NONE))
    return {one.envelope: one for one in held}


def settle(page: Page, hands: Hands, held: Held) -> str:
    """Settle the item on screen and return which way it went."""
    time.sleep(_LOOK)
    if held.names_member:
        if page.locator("#choices .choice").first.get_attribute("data-member") != held.bill.member_id:
            page.keyboard.press("Alt+n")
            hands.taken()
            return "another payer is likelier"
        if not page.locator('[name="part_amount"]').first.input_value():
            hands.press("Alt+1")
        hands.press("Alt+Enter")
        return "right candidate"
    hands.press("Alt+s")
    digits = held.bill.member_id
    first = page.locator("#hits .hit").first
    hands.type(digits[-_LEAST_DIGITS:])
    expect(first).to_be_visible()
    if first.get_attribute("data-member") != digits:
        hits = page.locator("#hits .hit").evaluate_all("all => all.map((one) => one.dataset.member)")
        for _ in range(hits.index(digits) if digits in hits else 0):
            hands.press("ArrowDown")
    hands.press("Enter")
    expect(page.locator('[name="part_member"]').first).to_have_value(digits)
    amount = f"{held.bill.due_cents / 100:.2f}"
    for part in page.locator("#parts .part").all()[:1]:
        if part.locator("[name=part_amount]").input_value() != amount:
            return "other bills are older"
    hands.press("Alt+Enter")
    return "search"


def work(page: Page, truth: dict[str, Held]) -> tuple[dict[str, list[int]], list[float], Hands]:
    """Settle everything and return strokes by way, seconds from the last key to the next item, and the hands."""
    hands, strokes, waits = Hands(page), dict[str, list[int]](), list[float]()
    page.keyboard.press("Alt+n")
    for _ in range(len(truth)):
        expect(page.locator("#desk")).to_be_attached()
        root = page.locator("#desk")
        item = root.get_attribute("data-item") or ""
        envelope = (page.locator(".facts h1").text_content() or "").split()[0]
        way = settle(page, hands, truth[envelope.rstrip(",")])
        begun = time.perf_counter()
        if way == "other bills are older":
            page.keyboard.press("Alt+n")
        try:
            expect(page.locator(f'#desk:not([data-item="{item}"])')).to_be_attached(timeout=8000)
        except AssertionError:
            if "/queue" not in page.url:
                raise
            strokes.setdefault(way, []).append(hands.taken())
            break
        waits.append(time.perf_counter() - begun)
        strokes.setdefault(way, []).append(hands.taken())
    hands.slow = page.evaluate("window.slowKeys")
    return strokes, waits, hands


def wrong(books: Books, truth: dict[str, Held]) -> Counter[str]:
    """Return how many rulings there are by what they did: to the right member, to another one."""
    found: Counter[str] = Counter()
    for night in books.nights(1):
        for envelope, held in truth.items():
            from_books = books.exception(confirmation(night.batch, envelope, 1))
            for ruling in from_books.rulings:
                right = {part.member_id for part in ruling.allocations} == {held.bill.member_id}
                found["right" if right or ruling.kind is not RulingKind.POST else "wrong"] += 1
    return found


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description="Counts a clerk's keystrokes.")
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--members", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        truth = seed(root, options.items, options.members)
        served = Served(root)
        with contextlib.closing(open_books(Site.open(root).books_url)) as books, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.add_init_script(_SLOW_KEYS)
            page.goto(f"{served.address}/sign-in")
            page.get_by_label("Name").fill(clerk(0))
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/queue")
            strokes, waits, hands = work(page, truth)
            browser.close()
            served.stop()
            rulings = wrong(books, truth)
    print("| way | items | median strokes | most |\n|---|---|---|---|")
    for way, counts in sorted(strokes.items()):
        print(f"| {way} | {len(counts)} | {median(counts):g} | {max(counts)} |")
    last = quantiles(waits, n=20)[-1]
    print(f"\nfrom the last key to the next item: median {1000 * median(waits):.0f} ms, 95 % {1000 * last:.0f} ms")
    slow = sum(one > 50 for one in hands.slow)
    print(f"{hands.all} keystrokes, {len(hands.slow)} painted after more than 16 ms, {slow} after more than 50 ms")
    print(f"rulings: {dict(rulings)}")
    sys.exit(1 if rulings["wrong"] else 0)


if __name__ == "__main__":
    main()
