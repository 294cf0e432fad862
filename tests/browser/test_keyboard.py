"""All by keyboard: the way past the bars, the menus, and a focus that is seen wherever it goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, sign_in
from tests.browser.looking import enter, findings, press

pytestmark = pytest.mark.browser

SEEN = """() => {
    const one = document.activeElement;
    if (one === document.body) return "nothing has the focus";
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || !box.height) return `${one.outerHTML.slice(0, 120)} has no size`;
    if (box.bottom <= 0 || box.top >= innerHeight) return `${one.outerHTML.slice(0, 120)} is out of sight`;
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return marked ? "" : `${one.outerHTML.slice(0, 120)} has no mark of focus`;
}"""


def tab_through(page: Page, most: int = 400) -> list[str]:
    """Press Tab until the focus leaves the page: what is wrong with each stop."""
    wrong: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body || document.activeElement.dataset.reached === '1'"):
            return wrong
        page.evaluate("document.activeElement.dataset.reached = '1'")
        if fault := page.evaluate(SEEN):
            wrong.append(fault)
    raise AssertionError(f"more than {most} stops")


def test_the_skip_link_leads_past_the_bars(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    assert page.evaluate(SEEN) == ""
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("width", "address"), [(1280, "/en/practices/?q=food"), (360, "/ar/practices/?q=food"), (360, "/en/")])
def test_every_stop_of_a_page_is_seen(new_page: NewPage, width: int, address: str) -> None:
    page = new_page(width)
    page.goto(address)
    assert not tab_through(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_menu_opens_leads_on_and_closes(new_page: NewPage, width: int) -> None:
    page = new_page(width)
    page.goto("/en/practices/?q=food")
    menu = page.locator("header details[data-menu]:visible").first
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    assert not findings(page)
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    arabic = menu.locator("a[lang=ar]")
    arabic.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/ar/practices/?q=food" in page.url


def test_the_focus_goes_to_the_summary_of_problems_and_from_there_to_the_field(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/account/register/")
    press(page, "form:has([name=email])")
    summary = page.locator("main [data-errors]")
    expect(summary).to_be_focused()
    assert page.evaluate(SEEN) == ""
    assert page.title().startswith("Error:")
    assert not findings(page)
    link = summary.locator("a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert page.evaluate(SEEN) == ""


def test_a_form_that_failed_keeps_what_was_typed(new_page: NewPage) -> None:
    page = new_page(360)
    sign_in(page, "member")
    page.goto("/en/account/profile/")
    enter(page, {"name": "", "position": "Adviser for markets"})
    press(page, "form:has([name=country])")
    expect(page.locator("main [data-errors]")).to_be_focused()
    assert page.input_value("[name=position]") == "Adviser for markets"
    assert not findings(page)
    assert not tab_through(page)


def test_the_way_back_from_a_filter_shows_the_results_before_it(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/?q=food")
    words = page.locator("#results h2").inner_text()
    box = page.locator("main input[type=checkbox][name=country]:visible, main input[type=checkbox][name=theme]:visible").first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/practices/?*{box.get_attribute('name')}=*")
    page.go_back()
    expect(page.locator("#results h2")).to_have_text(words)
    expect(page.locator("main input[type=checkbox]:checked")).to_have_count(0)
