"""Headers every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from config import from_environment
from exchange import create_app
from exchange.core.db import db
from exchange.core.headers import POLICY
from tests import factories
from tests.client import Reader

SAME_EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("address", ["/en/account/sign-in/", "/en/nothing/", "/static/style.css", "/", "/en/account/settings/"])
def test_every_answer_says_what_the_page_may_load(reader: Reader, address: str) -> None:
    answer = reader.get(address)
    for name, value in SAME_EVERYWHERE.items():
        assert answer.headers[name] == value
    assert "Strict-Transport-Security" not in answer.headers
    answer.close()


def test_the_policy_lets_nothing_in_from_outside() -> None:
    assert POLICY.startswith("default-src 'none';")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_pages_of_an_account_are_kept_by_no_cache(reader: Reader) -> None:
    assert reader.get("/en/account/sign-in/").headers["Cache-Control"] == "no-store"
    assert reader.get("/en/about/").headers["Cache-Control"] == "no-cache"
    assert reader.post("/en/about/").headers["Cache-Control"] == "no-store"
    reader.sign_in(factories.member())
    assert reader.get("/en/about/").headers["Cache-Control"] == "no-store"


def test_a_page_differs_by_cookie(reader: Reader) -> None:
    assert "Cookie" in reader.get("/en/about/").headers["Vary"]


def test_a_static_file_with_its_mark_is_kept_for_a_year(reader: Reader) -> None:
    marked, plain = reader.get("/static/style.css?v=abc"), reader.get("/static/style.css")
    assert marked.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in plain.headers["Cache-Control"]
    marked.close()
    plain.close()


@pytest.fixture
def production(product: Flask) -> Iterator[Flask]:
    values = {name: str(product.config[name]) for name in ("EXCHANGE_VAR", "DATABASE_URL")}
    demanded = {
        "EXCHANGE_ENV": "production",
        "SECRET_KEY": "q7Vx-2mZ_9tLwB4nRk8sPc3hYd6gFj1e",
        "TRUSTED_HOSTS": "exchange.example.org",
        "PUBLIC_URL": "https://exchange.example.org",
        "MAIL_SENDER": "exchange@example.org",
    }
    made = create_app(from_environment({**values, **demanded}))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_production_demands_an_encrypted_line(production: Flask) -> None:
    answer = production.test_client().get("/en/account/sign-in/", base_url="https://exchange.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_production_answers_for_its_own_hosts_only(production: Flask) -> None:
    answer = production.test_client().get("/en/account/sign-in/", base_url="https://evil.example")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "evil" not in answer.get_data(as_text=True)
