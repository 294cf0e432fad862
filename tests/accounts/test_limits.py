"""How often the account pages may be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from exchange.accounts import security
from exchange.core.limits import limiter
from tests import factories
from tests.accounts.mailbox import PASSWORD
from tests.client import Reader, words

WRONG = "not the password"
SIGN_IN = "/en/account/sign-in/"


@pytest.fixture(autouse=True)
def limits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "RATE_LIMITS", True)
    limiter.reset()
    yield
    limiter.reset()


def attempt(reader: Reader, email: str = "ann@example.org", password: str = WRONG) -> int:
    return reader.send(SIGN_IN, {"email": email, "password": password}).status_code


def test_guessing_the_password_of_one_account_is_stopped(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.hashed(PASSWORD))
    assert [attempt(reader) for _time in range(11)] == [422] * 10 + [429]
    assert attempt(reader, password=PASSWORD) == 429
    assert attempt(reader, email="ANN@example.org ") == 429
    assert attempt(reader, email="other@example.org") == 422


def test_the_answer_says_when_to_try_again(reader: Reader) -> None:
    for _time in range(10):
        attempt(reader)
    answer = reader.send(SIGN_IN, {"email": "ann@example.org", "password": "x"})
    assert "Too many attempts" in words(answer)
    # The page says what the header says; the store of limits keeps its own time, so the figure is read, not assumed.
    minutes = -(-int(answer.headers["Retry-After"]) // 60)
    assert f"Try again in {minutes} minutes." in words(answer)
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_signing_in_often_keeps_nobody_out(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.hashed(PASSWORD))
    for _time in range(12):
        assert attempt(reader, password=PASSWORD) == 303
        reader.send("/en/account/sign-out/", form_at="/en/account/settings/")


def test_reading_the_page_is_not_counted(reader: Reader) -> None:
    for _time in range(11):
        attempt(reader)
    assert reader.get(SIGN_IN).status_code == 200


@pytest.mark.parametrize("address", ["/en/account/reset/", "/en/account/confirm/"])
def test_nobody_is_flooded_with_our_mail(reader: Reader, drain: Callable[[], int], address: str) -> None:
    factories.member(email="ann@example.org")
    sent = [reader.send(address, {"email": "ann@example.org"}).status_code for _time in range(7)]
    assert sent == [303] * 6 + [429]
    assert drain() == 6


def test_registering_is_limited_by_account_so_that_a_class_can_register_together(reader: Reader) -> None:
    form = {"name": "Ann"}
    same = [reader.send("/en/account/register/", {**form, "email": "ann@example.org"}).status_code for _time in range(7)]
    others = [reader.send("/en/account/register/", {**form, "email": f"p{n}@example.org"}).status_code for n in range(20)]
    assert same == [303] * 6 + [429]
    assert set(others) == {303}
