"""Drafts that save themselves, and what happens when they are open twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from exchange.practices.service.drafts import LARGEST_ANSWER
from tests.browser.conftest import NewPage, sign_in
from tests.browser.looking import findings, press, sideways_at_the_narrowest

pytestmark = pytest.mark.browser

PROBLEM = "[name=problem]"


def new_draft(page: Page) -> str:
    """The address of the section "What was done" of a new draft, which is open now."""
    page.goto("/en/submissions/new/")
    press(page, "form:has([name=csrf_token])")
    address = re.sub(r"(/submissions/\d+/).*", r"\1done/", page.url)
    page.goto(address)
    return address


def saved(page: Page) -> None:
    """Wait until the page has saved what was typed."""
    expect(page.locator("[data-saved-state]")).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"), timeout=30_000)


def test_typing_saves_without_pressing_anything(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    address = new_draft(page)
    page.locator(PROBLEM).press_sequentially("Small pots are cheap.")
    saved(page)
    again = page.context.new_page()
    again.goto(address)
    assert again.input_value(PROBLEM) == "Small pots are cheap."


def test_a_draft_changed_in_two_tabs_asks_which_text_to_keep(new_page: NewPage) -> None:
    first = new_page()
    sign_in(first, "member")
    address = new_draft(first)
    second = first.context.new_page()
    second.goto(address)
    first.locator(PROBLEM).fill("The text of the first tab.")
    saved(first)

    second.locator(PROBLEM).fill("The text of the second tab.")
    expect(second.locator("[data-saved-state]")).to_contain_text("changed elsewhere", timeout=30_000)
    first.reload()
    assert first.input_value(PROBLEM) == "The text of the first tab."

    press(second, "[name=back]")
    words = second.locator("main").inner_text()
    assert "The text of the first tab." in words
    assert second.input_value(PROBLEM) == "The text of the second tab."
    assert not findings(second)
    assert sideways_at_the_narrowest(second) == 0
    first.reload()
    assert first.input_value(PROBLEM) == "The text of the first tab."

    second.locator("[name=keep_problem][value=mine]").check()
    press(second, "[name=back]")
    first.reload()
    assert first.input_value(PROBLEM) == "The text of the second tab."


def test_what_could_not_be_sent_is_kept_and_sent_when_the_line_is_back(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    address = new_draft(page)
    page.context.set_offline(True)
    page.locator(PROBLEM).fill("Written on the train.")
    expect(page.locator("[data-saved-state]")).to_contain_text("You are offline", timeout=30_000)
    page.context.set_offline(False)
    saved(page)
    again = page.context.new_page()
    again.goto(address)
    assert again.input_value(PROBLEM) == "Written on the train."


def test_an_answer_with_a_problem_is_not_told_as_a_broken_line(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    new_draft(page)
    page.locator(PROBLEM).fill("long text " * (LARGEST_ANSWER // 10 + 1))
    expect(page.locator("[data-saved-state]")).to_have_text("This device keeps a text that could not be saved.", timeout=30_000)
    press(page, "[name=back]")
    expect(page.locator("main [data-errors]")).to_be_focused()
    assert not findings(page)
