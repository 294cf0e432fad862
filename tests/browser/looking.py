"""What a test sees of a page and does on it: axe, width, fields and forms found by name, whatever the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320

Answers = Mapping[str, str | list[str]]


def go(page: Page, lang: str, address: str) -> Response:
    """Open an address of a language, or what the first result of a list leads to."""
    lists = {"first practice": "/practices/", "first expert": "/experts/"}
    if address in lists:
        page.goto(f"/{lang}{lists[address]}")
        address = page.locator("main article h3 a").first.get_attribute("href") or ""
    else:
        address = f"/{lang}{address}"
    answer = page.goto(address)
    assert answer is not None
    return answer


TWICE = "() => { const all = [...document.querySelectorAll('[id]')].map(one => one.id); return all.filter((id, at) => all.indexOf(id) < at); }"


def findings(page: Page) -> list[str]:
    """What axe finds, a line each, and each id that stands twice."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response
    lines = [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]]
    return lines + [f"id twice: {name}" for name in page.evaluate(TWICE)]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def sideways_at_the_narrowest(page: Page) -> int:
    """The same on the narrowest screen; the page has its own size again afterwards."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
    over = sideways(page)
    page.set_viewport_size(size)
    return over


def look(page: Page) -> None:
    """The page has no findings, one first heading, and fits its own screen and the narrowest."""
    assert not findings(page), page.url
    assert page.locator("h1").count() == 1, page.url
    assert sideways(page) == 0, page.url
    assert sideways_at_the_narrowest(page) == 0, page.url


def enter(page: Page, answers: Answers) -> None:
    """Give each field its answer, whatever kind of field it is."""
    for name, answer in answers.items():
        for value in [answer] if isinstance(answer, str) else answer:
            _enter_one(page.locator(f"main [name='{name}']"), value)


def _enter_one(fields: Locator, value: str) -> None:
    first = fields.first
    kind = first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "select":
        first.select_option(value)
    elif kind in {"checkbox", "radio"}:
        fields.and_(fields.page.locator(f"[value='{value}']")).check()
    else:
        first.fill(value)


def press(page: Page, where: str) -> None:
    """Press the first button of main that `where` finds, or of the form it finds, and wait for the page it leads to."""
    button = page.locator(f"main button{where}" if where.startswith("[") else f"main {where} button[type=submit]:not(.hide)")
    with page.expect_navigation():
        button.first.click()


def follow(page: Page, where: str, words: str | None = None) -> None:
    """Follow the first link of main that `where` finds and that has these words."""
    with page.expect_navigation():
        page.locator(f"main {where}", has_text=words).first.click()


def slow_line(page: Page, *, milliseconds: int = 150, kilobytes: int = 50) -> None:
    """Let this page's line from now on take so long for each answer and carry so many kilobytes a second (400 kbit/s)."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = kilobytes * 1_000
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", conditions)
