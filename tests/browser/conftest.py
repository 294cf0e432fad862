"""Fixtures of the tests in a real browser: Debian's Chromium over a small exchange, served once a test process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.instance import EMAILS, PASSWORD, Served, served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SECONDS = 1_000

NewPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def app() -> None:
    """Takes the place of the application every other test gets."""


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The exchange the browser reads."""
    with served(tmp_path_factory.mktemp("browser") / "var") as one:
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a test process."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser, exchange: Served) -> Iterator[NewPage]:
    """Makes a page with a browser profile of its own; what it complains of on its console fails the test."""
    complaints: list[str] = []
    contexts = []

    def make(width: int = 1280, *, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=exchange.address, viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        context.set_default_timeout(30 * SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    # A page that answers 4xx on purpose is an error to the console, and none here.
    own = [one for one in complaints if "the server responded with a status of 4" not in one]
    assert not own, own


def sign_in(page: Page, role: str, lang: str = "en") -> None:
    """Sign in as the member, moderator or administrator of the exchange."""
    page.goto(f"/{lang}/account/sign-in/")
    page.fill("[name=email]", EMAILS[role])
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
