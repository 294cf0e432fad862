"""Suggestions under the search box, by keyboard and pointer, in both directions; and the box without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.looking import findings

pytestmark = pytest.mark.browser


def opened(page: Page, address: str, typed: str) -> tuple[Locator, Locator]:
    """The box of a page after typing, and its list, which is open."""
    page.goto(address)
    box, options = page.locator("[data-suggest]"), page.locator("#suggestions")
    box.press_sequentially(typed)
    expect(options).to_be_visible()
    return box, options


@pytest.mark.parametrize(
    ("width", "address", "typed"),
    [(1280, "/en/", "was"), (360, "/en/practices/", "was"), (360, "/ar/", "النفا"), (1280, "/ar/experts/", "amin")],
)
def test_the_list_opens_says_how_many_and_is_led_by_the_keyboard(new_page: NewPage, width: int, address: str, typed: str) -> None:
    page = new_page(width)
    box, options = opened(page, address, typed)
    count = options.get_by_role("option").count()
    assert count
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).not_to_have_attribute("aria-activedescendant", "suggestions-0")
    assert box.evaluate("one => getComputedStyle(one).color !== getComputedStyle(one).backgroundColor"), "what is typed is seen"
    assert page.locator("form[role=search] [role=status]").inner_text().strip()
    assert not findings(page)
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestions-0")
    expect(options.locator("#suggestions-0")).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    assert not findings(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", f"suggestions-{count - 1}")
    page.keyboard.press("Escape")
    expect(options).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == typed
    page.keyboard.press("ArrowDown")
    expect(options).to_be_visible()
    page.keyboard.press("ArrowDown")
    href = options.locator("#suggestions-0").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")


def test_the_list_lies_under_the_box_and_within_the_page(new_page: NewPage) -> None:
    for width, address, typed in ((360, "/en/", "was"), (360, "/ar/", "النفا"), (1280, "/ar/practices/", "النفا")):
        page = new_page(width)
        box, options = opened(page, address, typed)
        whole, below = box.locator("xpath=ancestor::form").bounding_box(), options.bounding_box()
        assert whole is not None
        assert below is not None
        # As wide as field and button together: on a phone the field alone is too narrow for a title.
        assert below["y"] >= whole["y"] + whole["height"] - 1
        assert abs(below["x"] - whole["x"]) <= 1
        assert abs(below["width"] - whole["width"]) <= 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_suggestion_leads_by_pointer_to_the_page_it_named(new_page: NewPage) -> None:
    page = new_page()
    _box, options = opened(page, "/en/", "waste")
    first = options.get_by_role("option").first
    label = first.locator("bdi").inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(label)


def test_enter_without_a_choice_searches_for_what_was_typed(new_page: NewPage) -> None:
    page = new_page()
    opened(page, "/en/practices/", "waste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/?q=waste")


def test_the_list_closes_when_the_focus_leaves_or_the_words_go(new_page: NewPage) -> None:
    page = new_page()
    box, options = opened(page, "/en/practices/", "waste")
    box.fill("")
    expect(options).to_be_hidden()
    box.press_sequentially("wast")
    expect(options).to_be_visible()
    page.keyboard.press("Tab")
    expect(options).to_be_hidden()
    expect(box).to_have_value("wast")


def test_only_the_last_of_what_was_typed_is_answered(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    box, options = opened(page, "/en/", "wa")
    with page.expect_request(lambda request: request.url.endswith("q=waste%20manag")):
        box.press_sequentially("ste manag", delay=5)
    expect(options.get_by_role("option").first).to_contain_text("aste")
    assert len(asked) <= 4
    assert asked[-1].endswith("q=waste%20manag")


def test_without_script_the_box_is_a_plain_search(new_page: NewPage) -> None:
    page = new_page(script=False)
    page.goto("/en/")
    box = page.locator("#q")
    expect(box).to_have_attribute("type", "search")
    expect(page.locator("#suggestions")).to_be_hidden()
    box.fill("wsate")
    box.press("Enter")
    page.get_by_text("Did you mean:").locator("a").click()
    assert page.url.endswith("/en/practices/?q=waste")


def test_a_line_that_breaks_leaves_the_box_as_it_is(new_page: NewPage) -> None:
    page = new_page()
    box, options = opened(page, "/en/practices/", "was")
    page.context.set_offline(True)
    box.press_sequentially("te")
    page.wait_for_timeout(500)
    expect(box).to_have_value("waste")
    page.context.set_offline(False)
    box.press_sequentially(" ")
    expect(options).to_be_visible()
