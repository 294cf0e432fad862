"""What a first view costs on a slow line, a page each."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import Served
from tests.browser.looking import go
from tests.browser.test_pages import PUBLIC, SIGNED_IN

pytestmark = pytest.mark.browser

KB = 1_000
LISTS = {"search", "found", "experts"}
READING = {"practice", "expert", "theme", "themes", "about", "how we review", "privacy", "accessibility"}


def compressed(answer: Response) -> int:
    """The bytes of an answer as they go over the line."""
    return len(gzip.compress(answer.body(), 6))


def first_view(page: Page, address: str) -> dict[str, int]:
    """Compressed bytes of all that a page loads, by address; the page itself first."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return {one.url: compressed(one) for one in answers}


def over(name: str, sizes: dict[str, int]) -> list[str]:
    """The budgets that a first view breaks."""
    html = next(iter(sizes.values()))
    scripts = sum(size for url, size in sizes.items() if "/js/" in url)
    style = sum(size for url, size in sizes.items() if ".css" in url)
    icons = sum(size for url, size in sizes.items() if "/icons" in url)
    whole = sum(sizes.values())
    limits = [
        ("page", html, 20 * KB if name in LISTS else 14 * KB),
        ("style", style, 6 * KB),
        ("scripts", scripts, 4 * KB),
        ("icons", icons, 2 * KB),
        ("all", whole, 30 * KB if name in READING else 50 * KB),
        ("requests", len(sizes), 8),
    ]
    return [f"{name}: {what} {found} > {limit}" for what, found, limit in limits if found > limit]


def test_a_first_view_keeps_its_budget(new_page: NewPage) -> None:
    broken = []
    for name, address in PUBLIC.items():
        finder = new_page(360)
        go(finder, "en", address)
        broken += over(name, first_view(new_page(360), finder.url))
    assert not broken


def test_the_pages_of_members_keep_their_budget(new_page: NewPage, exchange: Served) -> None:
    broken = []
    for role in ("member", "moderator"):
        page = new_page(360)
        sign_in(page, role)
        for name, (whose, address) in SIGNED_IN.items():
            if whose == role:
                tab = page.context.new_page()
                broken += over(name, first_view(tab, f"/en{address}"))
                tab.close()
    assert not broken


@pytest.mark.parametrize("address", ["/en/", "/ar/practices/?q=food", "/en/themes/waste/"])
def test_nothing_moves_while_a_page_loads(new_page: NewPage, address: str) -> None:
    page = new_page(360)
    page.goto(address, wait_until="networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
                .observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 0)));
        })"""
    )
    assert shift <= 0.01
