"""Every page of the desk, dark and light: axe finds nothing serious, and nothing leaves the machine."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.desk.browser.conftest import Visits

AXE = Axe()
PAGES = {
    "ann": ("/queue", "/queue?show=mine", "/queue?show=second", "/next?reason=CARD_DATA", "/next?reason=NO_ID"),
    "aud": ("/audit", "/audit/log", "/audit?sought=nothing", "night", "envelope"),
    "ops": ("/night", "/queue"),
    "sue": ("/next?reason=LOW_CONFIDENCE",),
}


def serious(page: Page) -> list[str]:
    """Return what axe finds of serious or critical impact, in words."""
    found = AXE.run(page).response["violations"]
    return [
        f"{page.url} {one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def addresses(visits: Visits, who: str) -> list[str]:
    run, name = visits.served.run, visits.served.held[5].envelope
    named = {"night": f"/audit/night/{run}", "envelope": f"/audit/envelope?night={run}&name={name}"}
    return [named.get(path, path) for path in PAGES[who]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(visits: Visits, dark: bool) -> None:
    found: list[str] = []
    door = visits.page(dark)
    door.goto("/sign-in")
    found += serious(door)
    for who in PAGES:
        page = visits.sign_in(who, visits.page(dark))
        for address in addresses(visits, who):
            page.goto(address)
            found += serious(page)
        page.get_by_role("button", name="Keys").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        found += serious(page)
    assert found == []


@pytest.mark.parametrize("size", [(1366, 768), (2560, 1440)], ids=["laptop", "27-inch"])
def test_no_page_needs_scrolling_sideways(visits: Visits, size: tuple[int, int]) -> None:
    for who in PAGES:
        page = visits.sign_in(who, visits.page(size=size))
        for address in addresses(visits, who):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_an_audit_is_watched_as_it_goes_on(visits: Visits) -> None:
    page = visits.sign_in("aud")
    page.get_by_role("button", name="Verify everything").press("Enter")
    expect(page.locator("[data-ended]")).to_have_text("✓ Archive and books are whole.", timeout=60_000)
    page.go_back()
    page.reload()
    expect(page.get_by_text("✓ nothing found").first).to_be_visible()


def test_a_story_is_printed_without_the_bar_and_with_its_pictures(visits: Visits) -> None:
    page = visits.sign_in("aud")
    page.goto(addresses(visits, "aud")[-1])
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("img", name="Page 1: check")).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
