"""Every main page in Chromium: no axe findings, no sideways scrolling, nothing on the console, in light and in dark."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPage, sign_in
from tests.browser.looking import findings, go, sideways, sideways_at_the_narrowest

pytestmark = pytest.mark.browser

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
    "accessibility": "/accessibility/",
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


def test_the_check_sees_a_fault(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'), document.createElement('h1'))")
    assert any(one.startswith("image-alt") for one in findings(page))
    page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('pre'), {textContent: 'x'.repeat(999)}))"
    )
    assert sideways(page) > 0


def faults(new_page: NewPage, lang: str, width: int, *, dark: bool = False) -> dict[str, object]:
    """What is wrong with the main pages, by their names."""
    pages = {"visitor": new_page(width, dark=dark)}
    wrong: dict[str, object] = {}
    for name, (role, address) in {**{name: ("visitor", address) for name, address in PUBLIC.items()}, **SIGNED_IN}.items():
        if role not in pages:
            pages[role] = new_page(width, dark=dark)
            sign_in(pages[role], role, lang)
        page = pages[role]
        answer = go(page, lang, address)
        assert answer.status == (404 if name == "nowhere" else 200), f"{name}: {answer.status}"
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        found = findings(page)
        over = sideways(page), sideways_at_the_narrowest(page)
        if found or any(over):
            wrong[name] = found, over
    return wrong


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_main_pages_have_no_findings_and_fit_their_screen(new_page: NewPage, lang: str, width: int) -> None:
    assert not faults(new_page, lang, width)


def test_the_main_pages_have_no_findings_in_dark(new_page: NewPage) -> None:
    assert not faults(new_page, "en", 1280, dark=True)


def test_the_chosen_theme_stands_against_that_of_the_system(new_page: NewPage) -> None:
    page = new_page(dark=True)
    page.goto("/en/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    with page.expect_navigation():
        page.locator("footer form button[value=light]").click()
    assert page.evaluate(ground) != dark
    assert not findings(page)


def test_search_filter_and_read_without_script(new_page: NewPage) -> None:
    page = new_page(script=False)
    page.goto("/en/")
    page.fill("main [name=q]", "food")
    page.press("main [name=q]", "Enter")
    page.wait_for_url("**/practices/?*q=food*")
    cards = page.locator("main article h3 a")
    before = cards.count()
    assert before > 1
    box = page.locator("main input[type=checkbox][name=country]:visible, main input[type=checkbox][name=theme]:visible").first
    chosen = f"{box.get_attribute('name')}={box.get_attribute('value')}"
    box.check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]:visible", has_text="Apply").first.click()
    assert chosen in page.url
    assert 0 < cards.count() <= before
    title = cards.first.inner_text()
    with page.expect_navigation():
        cards.first.click()
    assert page.locator("h1").inner_text().strip() == title.strip()
