"""What changes a part of the page by keyboard: the focus stays where it was, and the outcome is said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage, sign_in
from tests.browser.looking import findings, press, slow_line

pytestmark = pytest.mark.browser

WHERE = """() => {
    const one = document.activeElement;
    return [one.tagName, one.id, one.closest("form")?.id ?? "", one.name ?? "", one.value ?? "", one.textContent.trim().slice(0, 40)].join("|");
}"""


def focus_of(page: Page) -> str:
    """Which element has the focus: its kind, form, name, value and words."""
    return str(page.evaluate(WHERE))


def count_of(page: Page) -> str:
    return page.locator("#count").inner_text().strip()


def changes(page: Page, box: Locator, key: str = "Space") -> None:
    """Press a key on a control that changes the results, and wait until they came."""
    box.focus()
    page.evaluate("document.querySelector('#results').dataset.old = '1'")
    page.keyboard.press(key)
    expect(page.locator("#results[data-old]")).to_have_count(0)
    expect(page.locator("#announce")).to_have_text(count_of(page))


@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (360, "ar")])
@pytest.mark.parametrize("name", ["theme", "country", "region", "language", "source"])
def test_a_filter_chosen_by_keyboard_keeps_the_focus(new_page: NewPage, width: int, lang: str, name: str) -> None:
    page = new_page(width)
    page.goto(f"/{lang}/practices/")
    if width < 960:
        page.locator("details.facets > summary").press("Enter")
    facet = page.locator(f"details[data-facet={name}]")
    assert facet.count() == 1
    if facet.get_attribute("open") is None:
        facet.locator("summary").first.press("Enter")
    boxes = facet.locator(f"input[type=checkbox][name={name}]")
    box = boxes.last if name == "country" else boxes.first
    if not box.is_visible():
        facet.locator("details.all > summary").first.press("Enter")
    box.focus()
    before = focus_of(page)
    changes(page, box)
    assert focus_of(page) == before
    assert page.evaluate("document.activeElement.checked")
    changes(page, page.locator(":focus"))
    assert focus_of(page) == before
    assert not page.evaluate("document.activeElement.checked")


def test_sorting_by_keyboard_keeps_the_focus(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/?q=food")
    changes(page, page.locator("#sort"), "ArrowDown")
    expect(page.locator("#sort")).to_be_focused()


def test_a_year_keeps_the_focus_and_what_is_typed_next(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    page.locator("details[data-facet=year] > summary").press("Enter")
    first, second = page.locator("#filters [name=year_from]"), page.locator("#filters [name=year_to]")
    first.fill("2010")
    slow_line(page, milliseconds=400)
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.wait_for_url("**year_from=2010*")
    expect(second).to_be_focused()
    expect(second).to_have_value("20")
    expect(first).to_have_value("2010")


def test_removing_a_filter_leads_to_the_next_one_and_at_last_to_the_count(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/?evidence=reported&kind=project&kind=policy&q=the")
    pills = page.locator("#active-filters a.pill")
    for left in range(pills.count() - 1, 0, -1):
        changes(page, pills.first, "Enter")
        expect(pills).to_have_count(left)
        expect(pills.first).to_be_focused()
    changes(page, pills.first, "Enter")
    expect(page.locator("#count")).to_be_focused()
    assert not findings(page)


def test_another_page_of_results_is_read_from_its_beginning(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    changes(page, page.locator("#pages a[rel=next]"), "Enter")
    assert "page=2" in page.url
    expect(page.locator("#count")).to_be_focused()
    assert page.evaluate("document.querySelector('#count').getBoundingClientRect().top >= 0")
    page.go_back()
    expect(page.locator("#pages [aria-current]")).to_contain_text("1")


def test_the_field_that_narrows_a_list_keeps_focus_and_words(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    page.locator("details[data-facet=country] > fieldset details.all > summary").first.press("Enter")
    field = page.locator("#narrow-country")
    field.press_sequentially("Ger")
    expect(field).to_be_focused()
    expect(page.locator("details[data-facet=country] fieldset:has(#narrow-country) .choice:visible").first).to_contain_text("Ger")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    assert page.url.endswith("/en/practices/"), "Enter sends nothing"


def test_what_is_typed_into_a_narrowing_field_outlives_results_that_come_late(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    page.locator("details[data-facet=country] > fieldset details.all > summary").first.press("Enter")
    slow_line(page, milliseconds=400)
    page.locator("details[data-facet=theme] input[type=checkbox]").first.press("Space")
    page.locator("#narrow-country").press_sequentially("be")
    page.wait_for_url("**theme=*")
    expect(page.locator("#narrow-country")).to_be_focused()
    expect(page.locator("#narrow-country")).to_have_value("be")
    assert page.locator("details[data-facet=country] fieldset:has(#narrow-country) .choice:visible").all_inner_texts() != []


def test_a_section_that_saves_itself_leaves_the_focus_alone(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    page.goto("/en/submissions/new/")
    press(page, "form:has([name=csrf_token])")
    page.goto(re.sub(r"(/submissions/\d+/).*", r"\1done/", page.url))
    page.locator("[name=problem]").press_sequentially("Small pots")
    expect(page.locator("[data-saved-state]")).to_have_text(re.compile(r"^Saved at"), timeout=30_000)
    expect(page.locator("[name=problem]")).to_be_focused()
    page.locator("[data-marks-for=problem] button").nth(1).press("Enter")
    expect(page.locator("[name=problem]")).to_be_focused()
    assert "**" in page.input_value("[name=problem]")


def test_a_password_is_shown_without_losing_the_focus(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/account/sign-in/")
    button = page.locator("button[data-show]")
    button.press("Enter")
    expect(button).to_be_focused()
    expect(page.locator("#password")).to_have_attribute("type", "text")
    expect(button).to_have_text("Hide the password")


def test_where_the_script_did_not_come_the_button_comes_late(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/js/filters.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/en/practices/")
    apply = page.locator("[data-apply]").first
    expect(apply).to_be_hidden()
    expect(apply).to_be_visible(timeout=20_000)
