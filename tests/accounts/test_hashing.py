"""Hashing takes long: never while the database is held, and only so many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import flask_security
import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.accounts import security
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.setup import demo_accounts as demo
from tests import factories
from tests.accounts.mailbox import PASSWORD, last_link
from tests.backup.places import application
from tests.client import Reader, words

NEW = "nine small silver spoons"
SIGN_IN = "/en/account/sign-in/"
CHANGE = "/en/account/settings/password/"

Drain = Callable[[], int]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each hash that the library makes or checks, whether a transaction was open meanwhile."""
    seen: list[bool] = []
    make, check = flask_security.hash_password, flask_security.verify_password

    def noting_make(password: str) -> str:
        seen.append(bool(db.session.info.get("in_transaction")))
        return str(make(password))

    def noting_check(password: str, kept: str) -> bool:
        seen.append(bool(db.session.info.get("in_transaction")))
        return bool(check(password, kept))

    monkeypatch.setattr(security, "hash_password", noting_make)
    monkeypatch.setattr(security, "verify_password", noting_check)
    return seen


def test_no_verb_hashes_while_it_holds_the_database(reader: Reader, app: Flask, drain: Drain, held: list[bool]) -> None:
    email = "ann@example.org"
    reader.send("/en/account/register/", {"name": "Ann", "email": email})
    assert held == []
    reader.send(last_link(drain), {"name": "Ann", "password": PASSWORD})
    reader.send(SIGN_IN, {"email": email, "password": PASSWORD})
    reader.send(CHANGE, {"old": PASSWORD, "password": NEW})
    reader.send("/en/account/reset/", {"email": email}, form_at="/en/account/reset/")
    reader.send(last_link(drain), {"password": PASSWORD})
    options = ["--email", "mod@example.org", "--role", "moderator", "--password-stdin"]
    db.session.rollback()
    app.test_cli_runner().invoke(args=["accounts", "create", *options], input=f"{PASSWORD}\n")
    demo.make(app.config["SETTINGS"], lambda _text: None)
    demo.file_of(app.config["SETTINGS"]).unlink()
    demo.make(app.config["SETTINGS"], lambda _text: None)
    demo.file_of(app.config["SETTINGS"]).unlink()
    assert held == [False] * (1 + 1 + 2 + 1 + 1 + 3 + 3)
    assert db.session.scalar(select(func.count()).select_from(User)) == 5


def test_a_hash_inside_a_transaction_is_an_error_of_the_program(app: Flask) -> None:
    kept = security.make_hash(PASSWORD)
    with pytest.raises(RuntimeError), transaction():
        security.make_hash(PASSWORD)
    with pytest.raises(RuntimeError), transaction():
        security.is_password(PASSWORD, kept)


@pytest.mark.parametrize("password", ["short", "ann@example.org"])
def test_a_password_that_cannot_be_taken_is_not_hashed(reader: Reader, drain: Drain, held: list[bool], password: str) -> None:
    reader.send("/en/account/register/", {"name": "Ann", "email": "ann@example.org"})
    assert reader.send(last_link(drain), {"name": "Ann", "password": password}).status_code == 422
    assert held == []


@pytest.fixture
def no_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Takes every turn at hashing, as a crowd that signs in does."""
    turns = app.extensions["turns_at_hashing"]
    taken: list[bool] = []

    def take_all() -> None:
        monkeypatch.setattr(security, "SECONDS_FOR_A_TURN", 0.01)
        while turns.acquire(blocking=False):
            taken.append(True)

    yield take_all
    for _turn in taken:
        turns.release()


def test_who_gets_no_turn_is_told_to_wait_and_what_was_typed_is_kept(
    reader: Reader, drain: Drain, no_turn: Callable[[], None]
) -> None:
    factories.member(email="ben@example.org", password=security.make_hash(PASSWORD))
    reader.send("/en/account/register/", {"name": "Ann", "email": "ann@example.org"})
    link = last_link(drain)
    no_turn()
    signing_in = reader.send(SIGN_IN, {"email": "ben@example.org", "password": PASSWORD})
    confirming = reader.send(link, {"name": "Ann Author", "password": PASSWORD})
    for answer, typed in ((signing_in, "ben@example.org"), (confirming, "Ann Author")):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Many people are signing in at this moment." in words(answer)
        assert f'value="{typed}"' in answer.get_data(as_text=True)
        assert PASSWORD not in answer.get_data(as_text=True)
    assert db.session.scalars(select(User.email)).all() == ["ben@example.org"]


def test_the_turn_comes_back_when_hashing_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_password: str) -> str:
        raise MemoryError

    turns = app.extensions["turns_at_hashing"]
    before = turns._value
    monkeypatch.setattr(security, "hash_password", fail)
    with pytest.raises(MemoryError):
        security.make_hash(PASSWORD)
    assert turns._value == before >= 1


def test_a_password_costs_what_it_should_to_guess(tmp_path: Path) -> None:
    product = application(tmp_path, f"sqlite:///{tmp_path / 'exchange.sqlite3'}")
    with product.app_context():
        assert security.make_hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
