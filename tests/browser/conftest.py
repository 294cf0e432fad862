"""Fixtures of the tests in a real browser: Debian's Chromium over a small exchange, served once a test process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.instance import EMAILS, PASSWORD, Served, served

SECONDS = 1_000
ON_PURPOSE = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")

NewPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def app() -> None:
    """Takes the place of the application every other test gets."""


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The exchange the browser reads."""
    with served(tmp_path_factory.mktemp("browser") / "var") as one:
        yield one


@pytest.fixture
def new_page(browser: Browser, exchange: Served) -> Iterator[NewPage]:
    """Makes a page with a browser profile of its own; what it complains of on its console fails the test."""
    complaints: list[str] = []
    contexts = []

    def make(width: int = 1280, *, script: bool = True, dark: bool = False, forced: bool = False) -> Page:
        context = browser.new_context(
            base_url=exchange.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced else "none",
        )
        context.set_default_timeout(60 * SECONDS)
        contexts.append(context)
        context.on(
            "response",
            lambda answer: complaints.append(answer.url) if "/static/" in answer.url and answer.status >= 400 else None,
        )
        page = context.new_page()
        context.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
        context.on("weberror", lambda error: complaints.append(str(getattr(error.error, "stack", error.error))))
        return page

    yield make
    for context in contexts:
        context.close()
    # A page that answers 4xx on purpose, or a line that a test cut, is an error to the console, and none here.
    own = [one for one in complaints if not any(words in one for words in ON_PURPOSE)]
    assert not own, own


def sign_in(page: Page, role: str, lang: str = "en") -> None:
    """Sign in as the member, moderator or administrator of the exchange."""
    page.goto(f"/{lang}/account/sign-in/")
    page.fill("[name=email]", EMAILS[role])
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
