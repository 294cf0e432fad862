"""What axe, the width, the keyboard, the console and the line say of every page."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from exchange.core.db import db
from tests.house_rules import routes
from tests.house_rules.routes import Visit
from tests.look.matrix import SETTINGS, Setting, looks
from tests.look.seeing import see

# A browser that leaves a page lets go of a file that the server is still sending.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

KB = 1_000
LISTS = {"search.practices", "search.experts"}


def browser_of(browser: Browser, address: str, setting: Setting) -> BrowserContext:
    """A browser profile of its own in this setting."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": setting.width, "height": 900},
        color_scheme=setting.theme,  # type: ignore[arg-type]  # a literal
    )
    context.set_default_timeout(60_000)
    return context


def take_over(context: BrowserContext, visit: Visit, address: str) -> None:
    """Let the browser be who the reader of the table is."""
    context.clear_cookies()
    host = urlsplit(address).hostname or ""
    cookies = [
        {"name": one.key, "value": one.value, "domain": host, "path": one.path, "httpOnly": True}
        for one in (visit.reader._cookies or {}).values()
    ]
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]  # the names are those of its type


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
def test_pages_have_no_findings(app: Flask, browser: Browser, address: str, setting: Setting) -> None:
    context = browser_of(browser, address, setting)
    page = context.new_page()
    wrong: dict[str, dict[str, list[str]]] = {}
    weights: dict[str, int] = {}
    for row, role in looks(setting):
        visit = routes.visit(app, row, role)
        db.session.rollback()
        answer = visit.reader.get(visit.address)
        if answer.mimetype != "text/html" or "Content-Disposition" in answer.headers:
            continue
        take_over(context, visit, address)
        place = visit.address.replace("/en/", f"/{setting.lang}/", 1)
        seen = see(page, f"{address}{place}", budget=20 * KB if row.endpoint in LISTS else 14 * KB)
        weights[f"{row.name} as {role}"] = seen.line.page
        if seen.faults:
            wrong[f"{row.name} as {role}"] = seen.faults
    context.close()
    note(setting, weights, wrong)
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


def note(setting: Setting, weights: dict[str, int], wrong: dict[str, dict[str, list[str]]]) -> None:
    """Leave what was seen where `python -m tests.look` reads it, when it asked for that."""
    folder = os.environ.get("LOOK_RESULTS")
    if folder:
        seen = {"setting": setting.name, "weights": weights, "faults": wrong}
        (Path(folder) / f"{setting.name}.json").write_text(json.dumps(seen), "utf-8")
