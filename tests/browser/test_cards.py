"""The cards of result pages in Chromium: their height, what stands on a screen, foreign and hostile titles."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.looking import sideways

pytestmark = pytest.mark.browser

USUAL_TITLE = 100
LISTS = ("/practices/", "/practices/?page=2", "/practices/?page=3", "/practices/?q=food+waste", "/practices/?q=water&sort=newest")
MEASURES = """() => [...document.querySelectorAll("main article.brief")].map(card => {
  const box = card.getBoundingClientRect();
  const parts = [...card.querySelectorAll(".h3 bdi, p, .line")].map(one => one.getBoundingClientRect());
  return {
    title: card.querySelector(".h3").innerText, height: box.height, top: box.top, bottom: box.bottom,
    inside: parts.every(one => one.left >= box.left && one.right <= box.right && one.bottom <= box.bottom),
    start: Math.round(document.dir === "rtl" ? box.right - parts[0].right : parts[0].left - box.left),
  };
})"""
# In place of the title of a card of the page: a word without a space, and a letter under many marks.
HOSTILE = """() => [...document.querySelectorAll("main article.brief .h3 bdi")].slice(0, 2).forEach((title, at) => {
  title.textContent = at ? "Z" + "\\u0300\\u0323".repeat(20) + "algo" : "Wasser".repeat(25);
})"""


def measures(page: Page, address: str) -> list[dict[str, Any]]:
    """Of each card of a list: title, height, top, bottom, whether its parts stand inside, how far its title is from its edge."""
    page.goto(address)
    found: list[dict[str, Any]] = page.evaluate(MEASURES)
    assert found, address
    return found


@pytest.mark.parametrize(("lang", "width", "most"), [("en", 1280, 120), ("ar", 1280, 130), ("en", 360, 210), ("ar", 360, 210)])
def test_a_card_with_a_usual_title_is_no_higher_than_planned(new_page: NewPage, lang: str, width: int, most: int) -> None:
    page = new_page(width)
    for address in LISTS:
        cards = [one for one in measures(page, f"/{lang}{address}") if len(one["title"]) <= USUAL_TITLE]
        assert cards
        assert not [one for one in cards if one["height"] > most or not one["inside"]], address


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("width", "height", "least"), [(1280, 900, 5), (360, 740, 2)])
def test_whole_cards_stand_in_the_first_screen(new_page: NewPage, lang: str, width: int, height: int, least: int) -> None:
    page = new_page(width)
    for address in LISTS:
        whole = [one for one in measures(page, f"/{lang}{address}") if one["bottom"] <= height]
        assert len(whole) >= least, address


def test_an_english_title_in_arabic_starts_at_the_edge_of_the_page(new_page: NewPage) -> None:
    cards = measures(new_page(), "/ar/practices/")
    assert {one["start"] for one in cards} == {17}


@pytest.mark.parametrize("width", [320, 1280])
def test_a_word_of_150_letters_and_40_marks_stay_inside_the_card(new_page: NewPage, width: int) -> None:
    page = new_page(width)
    before = measures(page, "/en/practices/")
    page.evaluate(HOSTILE)
    long, marked = page.evaluate(MEASURES)[:2]
    assert long["inside"]
    assert marked["inside"]
    assert sideways(page) == 0
    # The marks add no height, and nothing of them is drawn outside the line of the title.
    assert marked["height"] <= max(one["height"] for one in before)
    assert page.locator("main article.brief .h3").nth(1).evaluate("one => getComputedStyle(one).overflow") == "clip"
