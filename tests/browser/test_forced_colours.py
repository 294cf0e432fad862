"""With forced colours, what grounds and shadows told is told by borders."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.looking import findings

pytestmark = pytest.mark.browser

GROUND = "getComputedStyle(document.body).backgroundColor"


def style(page: Page, where: str, name: str) -> str:
    """The computed value of a property of the first element that `where` finds."""
    return str(page.locator(where).first.evaluate("(one, name) => getComputedStyle(one)[name]", name))


def test_buttons_and_cards_have_borders_and_one_menu_item_is_marked(new_page: NewPage) -> None:
    page = new_page(forced=True)
    page.goto("/en/practices/?q=food")
    for where in ("form.search button", "article.brief", "#filters .panel", "#filters .facet + .facet"):
        assert style(page, where, "borderTopStyle") == "solid", where
        assert style(page, where, "borderTopWidth") != "0px", where
        assert style(page, where, "borderTopColor") != page.evaluate(GROUND), where
    assert style(page, ".nav.wide a:not([aria-current])", "borderBottomColor") == "rgb(255, 255, 255)"
    assert style(page, ".nav.wide a[aria-current]", "borderBottomColor") != "rgb(255, 255, 255)"
    assert not findings(page)


def test_a_chosen_filter_and_the_page_of_a_list_are_told_apart(new_page: NewPage) -> None:
    page = new_page(forced=True)
    page.goto("/en/practices/")
    assert style(page, ".pages [aria-current]", "borderTopStyle") == "solid"
    page.locator("#filters input[name=theme]").first.check()
    page.wait_for_url("**theme=*")
    assert style(page, "#filters input:checked", "outlineStyle") == "solid"
    assert style(page, "#active-filters .pill", "borderTopStyle") == "solid"
