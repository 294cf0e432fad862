"""What a first view costs on the wire of a slow line, and how still it stands, a page each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import Served
from tests.browser.looking import go, press, slow_line
from tests.browser.test_pages import PUBLIC, SIGNED_IN

pytestmark = pytest.mark.browser

KB = 1_000
WIDTHS = (360, 412, 1280)
LISTS = {"search", "found", "experts"}
READING = {"practice", "expert", "theme", "themes", "about", "how we review", "privacy", "accessibility"}
SECTIONS = ("overview", "where", "done", "people", "means", "results", "lessons", "sources", "declarations")
WRITING = {"profile", *SECTIONS}
# Chromium counts a shift against nobody when it follows a press; nothing is pressed here.
SHIFT = """() => new Promise(done => {
    let sum = 0;
    const what = [];
    new PerformanceObserver(list => {
        for (const one of list.getEntries()) {
            sum += one.value;
            for (const { node } of one.sources) what.push((node?.outerHTML ?? node?.textContent ?? "").slice(0, 80));
        }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done([sum, what]), 300);
})"""


@dataclass(frozen=True)
class View:
    """A page as it came: bytes of bodies and of whole answers by address, the page itself first; shift and what shifted."""

    bodies: dict[str, int]
    answers: dict[str, int]
    shift: float
    shifted: list[str]


def first_view(page: Page, address: str) -> View:
    """What comes over the line when nothing is kept from before."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    whole: dict[str, int] = {}
    requests: list[Any] = []
    line.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", lambda event: whole.update({event["requestId"]: event["encodedDataLength"]}))
    note: Callable[[Any], None] = lambda request: requests.append(request)  # noqa: E731 - it is taken off again
    page.on("requestfinished", note)
    page.goto(address, wait_until="networkidle")
    shift, shifted = page.evaluate(SHIFT)
    bodies = {one.url: one.sizes()["responseBodySize"] for one in requests}
    page.remove_listener("requestfinished", note)
    line.detach()
    # What the page before had asked for and came late is not of this view, nor what the browser draws by itself (data:).
    return View(
        bodies, {asked[one]: int(size) for one, size in whole.items() if asked.get(one, "").startswith("http")}, shift, shifted
    )


def over(name: str, view: View) -> list[str]:
    """The budgets that a first view breaks."""
    html = next(iter(view.bodies.values()))
    scripts = sum(size for url, size in view.bodies.items() if "/js/" in url)
    style = sum(size for url, size in view.bodies.items() if ".css" in url)
    for_members = any("/members.css" in url for url in view.bodies)
    icons = sum(size for url, size in view.bodies.items() if "/icons" in url)
    limits = [
        ("page", html, 20 * KB if name in LISTS else 14 * KB),
        ("style", style, 15 * KB if for_members else 7 * KB),
        ("scripts", scripts, 8 * KB if name in WRITING else 4 * KB),
        ("icons", icons, 2 * KB),
        ("all", sum(view.answers.values()), 30 * KB if name in READING else 50 * KB),
        ("requests", len(view.answers), 8),
    ]
    broken = [f"{name}: {what} {found} > {limit}" for what, found, limit in limits if found > limit]
    if view.shift > 0.01:
        broken.append(f"{name}: shift {view.shift:.3f} of {view.shifted}")
    return broken


@pytest.mark.parametrize("width", WIDTHS)
def test_a_first_view_keeps_its_budget_and_stands_still(new_page: NewPage, width: int) -> None:
    finder, page = new_page(width), new_page(width)
    slow_line(page)
    broken = []
    for name, address in PUBLIC.items():
        go(finder, "en", address)
        broken += over(name, first_view(page, finder.url))
    assert not broken


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_members_keep_their_budget_and_stand_still(new_page: NewPage, exchange: Served, width: int) -> None:
    broken = []
    for role in ("member", "moderator"):
        page = new_page(width)
        sign_in(page, role)
        slow_line(page)
        for name, (whose, address) in SIGNED_IN.items():
            if whose == role:
                broken += over(name, first_view(page, f"/en{address}"))
    assert not broken


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sections_of_a_draft_keep_their_budget_and_stand_still(new_page: NewPage, width: int) -> None:
    page = new_page(width)
    sign_in(page, "member")
    page.goto("/en/submissions/new/")
    press(page, "form:has([name=csrf_token])")
    draft = re.sub(r"(/submissions/\d+/).*", r"\1", page.url)
    page.goto(draft)
    names = page.locator("main ul.tasks a").evaluate_all("all => all.map(one => one.getAttribute('href').split('/').at(-2))")
    slow_line(page)
    broken = over("draft", first_view(page, draft))
    for name in names:
        broken += over(name, first_view(page, f"{draft}{name}/"))
    assert not broken
    assert len(names) >= 5


def test_the_check_of_the_line_sees_a_page_that_is_too_large_and_moves(new_page: NewPage) -> None:
    page = new_page(360)
    body = "<!doctype html><title>x</title><p>below</p>" + "".join(f"{number:07}" for number in range(3_000))
    script = "setTimeout(() => document.body.prepend(Object.assign(document.createElement('h1'), {textContent: 'late'})), 50)"
    page.route("**/large", lambda route: route.fulfill(body=f"{body}<script>{script}</script>", content_type="text/html"))
    page.goto("/large")
    shift, _shifted = page.evaluate(SHIFT)
    assert shift > 0.01
    assert over("large", View({"/large": 21 * KB}, {"/large": 51 * KB}, shift, [])) != []
