"""The main job in a real browser, in English and Arabic, and once without script: from an account to an answered message.

Fields and forms are found by their names and addresses, which are the same in every language.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import PASSWORD, Served
from tests.browser.test_pages import findings, sideways

pytestmark = pytest.mark.browser

SECTIONS: dict[str, dict[str, str | list[str]]] = {
    "overview": {
        "title": "",
        "summary": "Market traders run shared refill points. Single-use bottles fell by a third.",
        "language": "en",
        "themes-0": "waste",
        "kind": "business_model",
        "scale": "city",
    },
    "where": {"countries-0": "KE", "start": "2022", "end": "2024", "state": "finished"},
    "done": {"problem": "Small pots are the cheapest way to buy.", "description": "The association bought six pumps."},
    "people": {"organisation": "Market traders’ association"},
    "results": {"results": "Sales of single-use bottles fell by 33% (survey of 26 stalls)."},
    "lessons": {"advice": "Agree one price per litre first.", "offers": ["questions"]},
    "declarations": {"agreed": "y", "interests": "None", "licence": "CC-BY-4.0", "terms": "y"},
}
CHECKLIST = ["clear", "repeatable", "result", "costs", "facts", "lawful", "agreed"]


def enter(page: Page, answers: Mapping[str, str | list[str]]) -> None:
    """Give each field its answer, whatever kind of field it is."""
    for name, answer in answers.items():
        for value in [answer] if isinstance(answer, str) else answer:
            enter_one(page.locator(f"main [name='{name}']"), value)


def enter_one(fields: Locator, value: str) -> None:
    first = fields.first
    kind = first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "select":
        first.select_option(value)
    elif kind in {"checkbox", "radio"}:
        fields.and_(fields.page.locator(f"[value='{value}']")).check()
    else:
        first.fill(value)


def press(page: Page, where: str) -> None:
    """Press the first submit button of the form that `where` finds, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(f"main {where} button[type=submit]:not(.hide)").first.click()


def look(page: Page) -> None:
    """The page has no findings and fits its width."""
    assert not findings(page), page.url
    assert sideways(page) == 0, page.url


def link_in_mail(exchange: Served, address: str, part: str) -> str:
    """The newest link to a member whose address has `part`."""
    exchange.keep_promises()
    links: list[str] = [found for text in exchange.mails_to(address) for found in re.findall(r"https?://[^/\s]+(/\S+)", text)]
    wanted = [link for link in links if part in link]
    assert wanted, f"no link with {part} in the mail to {address}: {links}"
    return wanted[-1]


def register(page: Page, exchange: Served, lang: str, name: str) -> str:
    """Make an account through the pages and sign in: the address of the account."""
    email = f"{secrets.token_hex(4)}@example.org"
    page.goto(f"/{lang}/account/register/")
    enter(page, {"name": name, "email": email, "password": PASSWORD})
    press(page, "form:has([name=email])")
    page.goto(link_in_mail(exchange, email, "/account/confirm/"))
    press(page, "form:has([name=csrf_token])")
    page.goto(f"/{lang}/account/sign-in/")
    enter(page, {"email": email, "password": PASSWORD})
    press(page, "form:has([name=password])")
    assert "/sign-in/" not in page.url
    return email


def write(page: Page, lang: str, title: str) -> None:
    """Write a whole draft and send it."""
    page.goto(f"/{lang}/submissions/new/")
    look(page)
    press(page, "form:has([name=csrf_token])")
    draft = re.sub(r"(/submissions/\d+/).*", r"\1", page.url)
    for section, answers in SECTIONS.items():
        page.goto(f"{draft}{section}/")
        look(page)
        enter(page, {**answers, "title": title} if section == "overview" else answers)
        press(page, "form:has([name=back])")
    page.goto(f"{draft}authors/")
    look(page)
    press(page, "form:has([name=myself])")
    page.goto(draft)
    look(page)
    page.goto(f"{draft}check/")
    look(page)
    assert page.locator("main form[action*='/send/']").count() == 1, page.locator("main").inner_text()
    press(page, "form[action*='/send/']")
    if page.url.rstrip("/").endswith("/send"):
        press(page, "form:has([name=csrf_token])")


@pytest.mark.parametrize(("lang", "width", "script"), [("en", 1280, True), ("ar", 360, True), ("en", 360, False)])
def test_from_an_account_to_an_answered_message(
    new_page: NewPage, exchange: Served, lang: str, width: int, *, script: bool
) -> None:
    title = f"Refill stations in the markets of Nairobi {secrets.token_hex(4)}"
    author, reviewer, member = (new_page(width, script=script) for _ in range(3))

    email = register(author, exchange, lang, "Achieng Njoroge")
    author.goto(f"/{lang}/account/profile/")
    look(author)
    enter(
        author, {"country": "KE", "themes-0": "waste", "languages-0-language": "en", "languages-0-level": "fluent", "public": "y"}
    )
    press(author, "form:has([name=country])")
    write(author, lang, title)

    sign_in(reviewer, "moderator", lang)
    reviewer.goto(f"/{lang}/review/")
    look(reviewer)
    with reviewer.expect_navigation():
        reviewer.locator("main tr, main li", has_text=title).locator("form[action*='/take/'] button").first.click()
    if "/take/" in reviewer.url:
        press(reviewer, "form[action*='/take/']")
    look(reviewer)
    enter(reviewer, {"checks": CHECKLIST, "evidence": "reported", "decision": "publish"})
    with reviewer.expect_navigation():
        reviewer.locator("main button[name=send]").click()

    exchange.keep_promises()
    member_email = register(member, exchange, lang, "Pavel Novak")
    member.goto(f"/{lang}/practices/?q={title.replace(' ', '+')}")
    look(member)
    with member.expect_navigation():
        member.locator("main article a", has_text=title).first.click()
    look(member)
    assert title in member.locator("h1").inner_text()

    with member.expect_navigation():
        member.locator("main a[href*='/desk/messages/new/']").first.click()
    look(member)
    enter(member, {"subject": "Pumps", "body": "Which pumps did you buy?"})
    press(member, "form:has([name=body])")

    author.goto(link_in_mail(exchange, email, "/desk/messages/"))
    look(author)
    assert "Which pumps did you buy?" in author.locator("main").inner_text()
    assert member_email not in author.content()
    enter(author, {"body": "Metered ones."})
    press(author, "form[action*='/reply/']")
    member.goto(link_in_mail(exchange, member_email, "/desk/messages/"))
    assert "Metered ones." in member.locator("main").inner_text()
