"""The pages that need no member in them, in one language, of an application made for a process of its own."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from flask import Flask, g, url_for
from flask_migrate import upgrade
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from config import from_environment
from exchange import create_app
from tests.client import Reader
from tests.house_rules import routes
from tests.house_rules import values as makers
from tests.sampling import TAKES_ALL

LINK = re.compile(r'href="(/[^"#]*)')
# Pages of one view differ in their data; the first few tell whether the view can be read.
MOST_OF_A_VIEW = 3 if TAKES_ALL else 1


def make(folder: Path) -> Flask:
    """The product over an empty SQLite database and an empty index in `folder`."""
    settings = {"EXCHANGE_VAR": str(folder), "PUBLIC_URL": "http://exchange.test", "RATE_LIMITS": "0", "LOG_LEVEL": "ERROR"}
    app = create_app(from_environment(settings))
    app.config.update(TESTING=True)
    app.test_client_class = Reader
    with app.app_context():
        upgrade()
    return app


def answers(app: Flask, reader: Reader, code: str) -> Iterator[tuple[str, TestResponse]]:
    """Each page below `/code/` with what it answers: those of the table of routes that a visitor may read, and all they link to.

    Of a view that has many pages the first few. Redirections are followed.
    """
    waiting = deque(_from_table(app, code))
    seen: set[str] = set()
    of_a_view: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        view = _view(app, address)
        if address in seen or view is None or not address.startswith(f"/{code}/") or of_a_view[view] >= MOST_OF_A_VIEW:
            continue
        seen.add(address)
        of_a_view[view] += 1
        answer = reader.get(address, follow_redirects=True)
        yield address, answer
        if answer.mimetype == "text/html":
            waiting.extend(unescape(one) for one in LINK.findall(answer.get_data(as_text=True)))


def _from_table(app: Flask, code: str) -> list[str]:
    found = []
    with app.app_context():
        for row in routes.table():
            if row.method != "GET" or row.expected[0] != 200 or not app.url_map.is_endpoint_expecting(row.endpoint, "lang"):
                continue
            made = getattr(makers, row.values)(None) if row.values else {}
            with app.test_request_context():
                g.language = code
                found.append(url_for(row.endpoint, **made))
    return found


def _view(app: Flask, address: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("exchange.test").match(address.partition("?")[0])
    except HTTPException:
        return None
    return str(endpoint)
