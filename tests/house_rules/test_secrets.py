"""What no compressed answer may repeat: a secret beside words that a stranger chose (BREACH)."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from exchange.core import forgery
from tests import factories
from tests.client import FORM_TOKEN, Reader

# Pages that say again what their address or form said, for everybody and for members.
OPEN = [
    "/en/practices/?q={typed}",
    "/en/experts/?q={typed}",
    "/en/themes/?x={typed}",
    "/en/account/sign-in/?next=/en/{typed}",
    "/en/account/register/?next=/en/{typed}",
    "/en/nothing/{typed}/",
]
MEMBERS = [
    *OPEN[:3],
    "/en/account/profile/?x={typed}",
    "/en/account/settings/?x={typed}",
    "/en/submissions/new/?x={typed}",
    "/en/desk/?x={typed}",
    "/en/saved/new/?what=practices&q={typed}",
]
# Letters and digits of which at least one is a digit and one a letter, as signed, hashed and random values are.
UNGUESSABLE = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}")


def secrets_of(page: str) -> set[str]:
    """What stands on a page and looks like a secret: values nobody could guess, but for the marks of static files."""
    return {
        piece
        for value in re.findall(r'(?:value|href|action|data-[\w-]+)="([^"]*)"', re.sub(r"/static/[^\"]*", "", page))
        for piece in UNGUESSABLE.findall(value)
    }


def pages_of(reader: Reader, address: str) -> list[str]:
    return [reader.get(address.format(typed="chosen")).get_data(as_text=True) for _ in range(2)]


@pytest.mark.parametrize("address", OPEN)
def test_no_secret_stands_in_two_answers_to_a_visitor(reader: Reader, address: str) -> None:
    reader.get("/en/account/sign-in/")
    first, second = pages_of(reader, address)
    assert secrets_of(first), "the forms of the page have tokens"
    assert not secrets_of(first) & secrets_of(second)


@pytest.mark.parametrize("address", OPEN[:3])
def test_no_token_stands_in_two_answers_where_there_is_no_session(reader: Reader, address: str) -> None:
    first, second = pages_of(reader, address)
    assert secrets_of(first)
    assert not secrets_of(first) & secrets_of(second)


@pytest.mark.parametrize("address", MEMBERS)
def test_no_secret_stands_in_two_answers_to_a_member(reader: Reader, address: str) -> None:
    reader.sign_in(factories.member())
    first, second = pages_of(reader, address)
    assert secrets_of(first)
    assert not secrets_of(first) & secrets_of(second)


def test_no_page_shows_what_the_session_keeps(reader: Reader, app: Flask) -> None:
    reader.sign_in(factories.member())
    page = reader.get("/en/account/settings/").get_data(as_text=True)
    with reader.session_transaction() as session:
        kept = [str(value) for value in session.values() if len(str(value)) >= 16]
    assert len(kept) >= 3
    assert not [value for value in kept if value in page]


def test_a_form_refused_shows_a_new_token_and_not_the_one_sent(reader: Reader) -> None:
    sent = FORM_TOKEN.search(reader.get("/en/account/sign-in/").get_data(as_text=True))
    assert sent
    answer = reader.post("/en/account/sign-in/", data={"csrf_token": sent[1], "email": "nobody@example.org", "password": "x"})
    assert sent[1] not in answer.get_data(as_text=True)
    assert FORM_TOKEN.search(answer.get_data(as_text=True))


def test_the_secret_itself_and_the_tokens_of_others_open_nothing(reader: Reader, app: Flask) -> None:
    other = app.test_client()
    page = other.get("/en/account/sign-in/").get_data(as_text=True)
    strange = FORM_TOKEN.search(page)
    reader.get("/en/account/sign-in/")
    with reader.session_transaction() as session:
        secret = session[forgery.KEPT]
    with app.test_request_context():
        as_the_library_signs = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(secret)
        short = TimestampSigner(app.config["SECRET_KEY"], salt="form of a session").sign(b"AAAA").decode()
    assert strange
    for token in ("", "x", secret, as_the_library_signs, short, strange[1], "é" * 50):
        answer = reader.post("/en/account/sign-in/", data={"csrf_token": token, "email": "a@example.org", "password": "x"})
        assert answer.status_code == 400, token


def test_a_token_is_good_for_a_day_and_for_many_answers(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page = reader.get("/en/account/sign-in/").get_data(as_text=True)
    token = FORM_TOKEN.search(page)
    assert token
    sent = {"csrf_token": token[1], "email": "a@example.org", "password": "x"}
    for _ in range(2):
        assert reader.post("/en/account/sign-in/", data=sent).status_code == 422
    later = time.time() + 86_400 + 60
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert reader.post("/en/account/sign-in/", data=sent).status_code == 400
