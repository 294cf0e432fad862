"""Every main page in Chromium: no axe findings, no sideways scrolling, nothing on the console, within its budget of bytes."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import Served

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = {
    "home": "/",
    "themes": "/themes/",
    "theme": "/themes/waste/",
    "countries": "/countries/",
    "country": "/countries/GH/",
    "search": "/practices/",
    "found": "/practices/?q=food",
    "nothing found": "/practices/?q=zzzzzzzz",
    "experts": "/experts/",
    "about": "/about/",
    "how we review": "/how-we-review/",
    "privacy": "/privacy/",
    "register": "/account/register/",
    "sign in": "/account/sign-in/",
    "reset": "/account/reset/",
    "nowhere": "/nothing-here/",
    "practice": "first practice",
    "expert": "first expert",
}
SIGNED_IN = {
    "desk": ("member", "/desk/"),
    "profile": ("member", "/account/profile/"),
    "settings": ("member", "/account/settings/"),
    "messages": ("member", "/desk/messages/"),
    "new submission": ("member", "/submissions/new/"),
    "queue": ("moderator", "/review/"),
}
KB = 1_000


def go(page: Page, lang: str, address: str) -> Response:
    """Open an address of a language, or what the first result of a list leads to."""
    lists = {"first practice": "/practices/", "first expert": "/experts/"}
    if address in lists:
        page.goto(f"/{lang}{lists[address]}")
        address = page.locator("main article h3 a").first.get_attribute("href") or ""
    else:
        address = f"/{lang}{address}"
    answer = page.goto(address)
    assert answer is not None
    return answer


def findings(page: Page) -> list[str]:
    """What axe finds, a line each."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_check_sees_a_fault(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'), document.createElement('h1'))")
    assert any(one.startswith("image-alt") for one in findings(page))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_public_pages_have_no_findings(new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(width)
    wrong = {}
    for name, address in PUBLIC.items():
        answer = go(page, lang, address)
        assert answer.status == (404 if name == "nowhere" else 200), f"{name}: {answer.status}"
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        if found := findings(page):
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_of_members_have_no_findings(new_page: NewPage, lang: str, width: int) -> None:
    wrong = {}
    pages = {}
    for name, (role, address) in SIGNED_IN.items():
        if role not in pages:
            pages[role] = new_page(width)
            sign_in(pages[role], role, lang)
        assert go(pages[role], lang, address).status == 200, name
        if found := findings(pages[role]):
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_scrolls_sideways_at_320_pixels(new_page: NewPage, lang: str) -> None:
    page = new_page(320)
    wide = {}
    for name, address in PUBLIC.items():
        go(page, lang, address)
        if over := sideways(page):
            wide[name] = over
    member = new_page(320)
    sign_in(member, "member", lang)
    for name, (role, address) in SIGNED_IN.items():
        if role == "member":
            go(member, lang, address)
            if over := sideways(member):
                wide[name] = over
    assert not wide


@pytest.mark.parametrize("name", list(PUBLIC))
def test_a_first_view_keeps_its_budget(new_page: NewPage, name: str) -> None:
    page = new_page(360)
    if PUBLIC[name].startswith("first "):
        finder = new_page(360)
        go(finder, "en", PUBLIC[name])
        address = finder.url
    else:
        address = f"/en{PUBLIC[name]}"
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    sizes = {one.url: len(gzip.compress(one.body(), 6)) for one in answers if one.status < 300 or one.status == 404}
    html = sizes[page.url]
    assert len(answers) <= 8, [one.url for one in answers]
    assert html <= (20 * KB if name in {"search", "found", "experts"} else 14 * KB), f"{html} bytes"
    assert sum(sizes.values()) <= 50 * KB, sizes


def test_search_filter_and_read_without_script(new_page: NewPage, exchange: Served) -> None:
    page = new_page(script=False)
    page.goto("/en/")
    page.fill("main [name=q]", "food")
    page.press("main [name=q]", "Enter")
    assert "/en/practices/" in page.url
    assert "q=food" in page.url
    before = page.locator("main article h3 a").count()
    assert before > 0
    box = page.locator("main input[type=checkbox][name=country]:visible, main input[type=checkbox][name=theme]:visible").first
    box.check()
    page.locator("main form button[type=submit]:visible", has_text="Apply").first.click()
    assert page.locator("main article h3 a").count() > 0
    title = page.locator("main article h3 a").first.inner_text()
    page.locator("main article h3 a").first.click()
    assert page.locator("h1").inner_text().strip() == title.strip()
