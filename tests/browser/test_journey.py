"""The main job in a real browser, in English and Arabic, and once without script: from an account to an answered message.

The story of `tests/journeys`, told with the mouse. Fields and forms are found by names and addresses, the same in all languages.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage, sign_in
from tests.browser.instance import PASSWORD, Served
from tests.browser.looking import enter, follow, look, press
from tests.journeys import steps

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]


def link_in_mail(exchange: Served, address: str, part: str) -> str:
    """The newest link to a member whose address has `part`."""
    exchange.do_jobs()
    links: list[str] = [found for text in exchange.mails_to(address) for found in re.findall(r"https?://[^/\s]+(/\S+)", text)]
    wanted = [link for link in links if part in link]
    assert wanted, f"no link with {part} in the mail to {address}: {links}"
    return wanted[-1]


def register(page: Page, exchange: Served, lang: str, name: str) -> str:
    """Make an account through the pages and sign in: the address of the account."""
    email = f"{secrets.token_hex(4)}@example.org"
    page.goto(f"/{lang}/account/register/")
    enter(page, {"name": name, "email": email})
    press(page, "form:has([name=email])")
    page.goto(link_in_mail(exchange, email, "/account/confirm/"))
    enter(page, {"password": PASSWORD})
    press(page, "form:has([name=password])")
    page.goto(f"/{lang}/account/sign-in/")
    enter(page, {"email": email, "password": PASSWORD})
    press(page, "form:has([name=password])")
    assert "/sign-in/" not in page.url
    return email


def write_profile(page: Page, lang: str, see: Look) -> None:
    """Keep a public profile."""
    page.goto(f"/{lang}/account/profile/")
    see(page)
    enter(page, {**steps.PROFILE, f"biography_{lang}": steps.BIOGRAPHY})
    press(page, "form:has([name=country])")
    see(page)


def write(page: Page, lang: str, title: str, see: Look) -> None:
    """Write a whole draft and name oneself as contact; the list of sections is open then."""
    page.goto(f"/{lang}/submissions/new/")
    see(page)
    press(page, "form:has([name=csrf_token])")
    draft = re.sub(r"(/submissions/\d+/).*", r"\1", page.url)
    for section, answers in steps.SECTIONS.items():
        page.goto(f"{draft}{section}/")
        see(page)
        enter(page, {**answers, "title": title} if section == "overview" else answers)
        press(page, "[name=back]")
        assert page.url == draft
    page.goto(f"{draft}authors/")
    see(page)
    press(page, "[name=myself]")
    page.goto(draft)
    see(page)


def send(page: Page, see: Look) -> None:
    """From the list of sections to the sent submission."""
    follow(page, "a[href$='/check/']")
    see(page)
    assert page.locator("main form[action*='/send/']").count() == 1, page.locator("main").inner_text()
    press(page, "form[action*='/send/']")


def take(page: Page, lang: str, title: str, see: Look) -> None:
    """From the queue to the review."""
    page.goto(f"/{lang}/review/")
    see(page)
    with page.expect_navigation():
        page.locator("main li", has_text=title).locator("form[action*='/take/'] button").click()
    assert title in page.locator("h1").inner_text()
    see(page)


def ask_for_changes(page: Page, see: Look) -> None:
    """A comment at the results, and a decision."""
    page.locator("summary:has(+ .field [name=comment_results])").click()
    enter(page, {"comment_results": "Name the source of this figure."})
    press(page, "[name=save][value=answer-results]")
    see(page)
    enter(page, {"decision": "request_changes", "message": "One thing is missing: a source."})
    press(page, "[name=send]")


def answer_the_comment(page: Page, exchange: Served, email: str, see: Look) -> None:
    """Open the draft from the mail, change the answer and send again."""
    page.goto(link_in_mail(exchange, email, "/submissions/"))
    see(page)
    draft = page.url
    follow(page, "a[href*='/results/']")
    assert "Name the source of this figure." in page.locator("main").inner_text()
    see(page)
    enter(page, {"results": "Sales of single-use bottles fell by 33% (survey of 26 stalls)."})
    press(page, "[name=back]")
    assert page.url.split("#")[0] == draft
    send(page, see)


def publish(page: Page, see: Look) -> None:
    """Try with the comment open, then resolve it and decide."""
    assert page.locator("main ins").count() > 0
    enter(page, steps.PUBLISH)
    press(page, "[name=send]")
    assert page.locator("main [data-errors]").is_visible()
    see(page)
    press(page, "[name=resolve]")
    enter(page, steps.PUBLISH)
    press(page, "[name=send]")
    see(page)


def find_and_read(page: Page, lang: str, title: str, see: Look) -> None:
    """Search from home, narrow the results, and read the practice."""
    page.goto(f"/{lang}/")
    enter(page, {"q": title})
    with page.expect_navigation():
        page.press("main [name=q]", "Enter")
    see(page)
    address = page.url
    page.goto(f"{address}&country=KE&theme=waste&kind=business_model&scale=city")
    see(page)
    follow(page, "article h3 a", title)
    assert title in page.locator("h1").inner_text()
    see(page)


def write_to_the_expert(page: Page, lang: str, name: str, see: Look) -> None:
    """From the directory to a sent message."""
    page.goto(f"/{lang}/experts/?theme=waste&country=KE&q={name.replace(' ', '+')}")
    see(page)
    follow(page, "article h3 a", name)
    see(page)
    follow(page, "a[href*='/desk/messages/new/']")
    see(page)
    enter(page, {"subject": "Pumps", "body": "Which pumps did you buy?"})
    press(page, "form:has([name=body])")
    see(page)


@pytest.mark.parametrize(("lang", "width", "script"), [("en", 1280, True), ("ar", 360, True), ("en", 360, False)])
def test_from_an_account_to_an_answered_message(
    new_page: NewPage, exchange: Served, lang: str, width: int, *, script: bool
) -> None:
    mark = secrets.token_hex(4)
    title, name = f"{steps.TITLE} {mark}", f"Achieng Njoroge {mark}"
    author, reviewer, member = (new_page(width, script=script) for _ in range(3))
    # Without script the pages are the same; what is told is that every step can be finished.
    see: Look = look if script else lambda page: None

    email = register(author, exchange, lang, name)
    write_profile(author, lang, see)
    write(author, lang, title, see)
    send(author, see)
    author.goto(f"/{lang}/desk/")
    assert title in author.locator("main").inner_text()
    see(author)

    sign_in(reviewer, "moderator", lang)
    take(reviewer, lang, title, see)
    ask_for_changes(reviewer, see)
    answer_the_comment(author, exchange, email, see)
    take(reviewer, lang, title, see)
    publish(reviewer, see)
    exchange.do_jobs()

    find_and_read(member, lang, title, see)
    member_email = register(member, exchange, lang, f"Pavel Novak {mark}")
    write_to_the_expert(member, lang, name, see)

    author.goto(link_in_mail(exchange, email, "/desk/messages/"))
    assert "Which pumps did you buy?" in author.locator("main").inner_text()
    assert member_email not in author.content()
    see(author)
    enter(author, {"body": "Metered ones, from a dairy."})
    press(author, "form[action*='/reply/']")
    member.goto(link_in_mail(exchange, member_email, "/desk/messages/"))
    assert "Metered ones, from a dairy." in member.locator("main").inner_text()
    assert email not in member.content()
