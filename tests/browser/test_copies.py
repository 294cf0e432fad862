"""What a member types stays on the device until it is saved, for that member alone, and nothing is lost without script either."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import EMAILS, PASSWORD
from tests.browser.looking import findings, press, sideways_at_the_narrowest
from tests.browser.test_autosave import PROBLEM, new_draft, saved

pytestmark = pytest.mark.browser

TEXT = "Small pots are cheap. " * 50
COPIES = "() => Object.keys(localStorage).filter((key) => key.startsWith('copy:')).length"
KEPT = "This device keeps a text that could not be saved."


def lose_session(page: Page) -> None:
    """As when somebody signs out elsewhere: this browser learns it with its next request."""
    page.context.clear_cookies(name="session")


def sign_in_here(page: Page, role: str) -> None:
    page.fill("main [name=email]", EMAILS[role])
    page.fill("main [name=password]", PASSWORD)
    page.press("main [name=password]", "Enter")
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_text_sent_after_the_session_ended_is_saved_by_one_press(new_page: NewPage, script: bool) -> None:
    page = new_page(360, script=script)
    sign_in(page, "member")
    address = new_draft(page)
    page.fill(PROBLEM, TEXT)
    lose_session(page)
    press(page, "[name=back]")
    assert "Nothing you wrote is lost" in page.locator("main").inner_text()
    assert sideways_at_the_narrowest(page) == 0
    if script:
        assert not findings(page)
    sign_in_here(page, "member")
    assert page.input_value("main textarea[name=problem]") == TEXT
    if script:
        assert not findings(page)
        assert page.evaluate(COPIES) == 1
    press(page, "form[data-again]")
    page.goto(address)
    assert page.input_value(PROBLEM) == TEXT.strip()
    if script:
        assert page.evaluate(COPIES) == 0


def test_a_copy_is_offered_to_the_member_who_typed_and_to_nobody_else(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    address = new_draft(page)
    page.locator(PROBLEM).press_sequentially("Never sent.")
    page.context.set_offline(True)
    page.wait_for_timeout(1_000)
    assert page.evaluate(COPIES) == 1
    page.context.set_offline(False)
    page.evaluate(
        "() => { for (const key of Object.keys(localStorage)) if (key.startsWith('copy:')) globalThis.kept = [key, localStorage[key]]; }"
    )
    key, copy = page.evaluate("() => globalThis.kept")
    saved(page)
    page.evaluate("([key, copy]) => localStorage.setItem(key, copy.replace('Never sent', 'Never saved'))", [key, copy])
    page.goto(address)
    expect(page.locator("main")).to_contain_text(KEPT)
    assert not findings(page)
    other = page.context
    other.clear_cookies(name="session")
    stranger = other.new_page()
    sign_in(stranger, "moderator")
    stranger.goto("/en/account/settings/")
    assert KEPT not in stranger.locator("main").inner_text()
    assert stranger.evaluate(COPIES) == 1
    other.clear_cookies(name="session")
    sign_in(stranger, "member")
    stranger.goto(address)
    stranger.get_by_role("button", name="Show the text kept on this device").click()
    assert stranger.input_value(PROBLEM) == "Never saved."
    assert stranger.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    saved(stranger)
    assert stranger.evaluate(COPIES) == 0


def test_a_copy_older_than_seven_days_goes(new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, "member")
    old = "{id: 'a', at: Date.now() - 7.1 * 864e5, fields: [['problem', 'old']]}"
    new = "{id: 'b', at: Date.now() - 6.9 * 864e5, fields: [['problem', 'new']]}"
    page.evaluate(
        f"() => {{ localStorage.setItem('copy:1:/old/', JSON.stringify({old})); localStorage.setItem('copy:1:/new/', JSON.stringify({new})); }}"
    )
    page.goto("/en/account/settings/")
    assert page.evaluate("() => Object.keys(localStorage)") == ["copy:1:/new/"]


@pytest.mark.parametrize("agrees", [True, False])
def test_signing_out_asks_before_a_copy_goes(new_page: NewPage, agrees: bool) -> None:
    page = new_page()
    sign_in(page, "member")
    number = page.locator("[data-sign-out]").first.get_attribute("data-member")
    copy = "JSON.stringify({id: 'a', at: Date.now(), fields: [['problem', 'text']]})"
    page.evaluate(f"() => localStorage.setItem('copy:{number}:/en/somewhere/', {copy})")
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]  # a Dialog of Playwright
        dialog.accept() if agrees else dialog.dismiss()  # type: ignore[attr-defined]  # as above

    page.on("dialog", answer)
    page.locator("header .wide summary", has_text="Amina").click()
    page.locator("header .wide [data-sign-out] button").click()
    expect(page.locator("header .wide").last).to_be_visible()
    page.wait_for_timeout(500)
    assert re.search("text of yours that is not saved", asked[0])
    assert page.evaluate(COPIES) == (0 if agrees else 1)
    assert (page.locator("[data-sign-out]").count() == 0) is agrees
