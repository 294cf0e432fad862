"""Signing in and out, and what ends a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from exchange.accounts import security, service
from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid
from exchange.core.transaction import transaction
from tests import factories
from tests.accounts.mailbox import PASSWORD
from tests.client import Reader, words

ADDRESS = "/en/account/sign-in/"
SETTINGS = "/en/account/settings/"


@pytest.fixture
def ann() -> User:
    return factories.member("Ann", email="ann@example.org", password=security.make_hash(PASSWORD))


def enter(reader: Reader, password: str = PASSWORD, address: str = ADDRESS, email: str = "ann@example.org") -> TestResponse:
    return reader.send(address, {"email": email, "password": password})


def sessions() -> int:
    return db.session.scalar(select(func.count()).select_from(SignIn)) or 0


def is_in(reader: Reader) -> bool:
    return reader.get(SETTINGS).status_code == 200


def test_a_member_signs_in_and_comes_to_their_work(reader: Reader, ann: User) -> None:
    answer = enter(reader)
    assert (answer.status_code, answer.location) == (303, "/en/desk/")
    assert is_in(reader)


def test_the_address_may_be_typed_in_any_case(reader: Reader, ann: User) -> None:
    assert enter(reader, email=" ANN@Example.org").status_code == 303


def test_the_same_letters_typed_on_another_device_are_the_same_password(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.make_hash("caf\u00e9 \ufb01ne crème brûlée"))
    assert enter(reader, "cafe\u0301 fine cre\u0300me bru\u0302le\u0301e").status_code == 303


def test_who_is_asked_to_sign_in_goes_on_to_where_they_were(reader: Reader, ann: User) -> None:
    asked = reader.get(SETTINGS)
    assert asked.status_code == 302
    assert enter(reader, address=asked.location).location == SETTINGS


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/" * 3000,
    ],
)
def test_no_link_to_sign_in_leads_to_another_site(app: Flask, reader: Reader, ann: User, elsewhere: str) -> None:
    with app.test_request_context():
        address = url_for("accounts.sign_in", next=elsewhere, lang="en")
    assert enter(reader, address=address).location == "/en/desk/"


def test_who_is_signed_in_already_is_led_on(reader: Reader, ann: User) -> None:
    enter(reader)
    assert reader.get(f"{ADDRESS}?next=/en/about/").location == "/en/about/"


@pytest.mark.parametrize(
    ("email", "password"), [("ann@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("no", "x")]
)
def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(
    reader: Reader, ann: User, email: str, password: str
) -> None:
    answer = enter(reader, password, email=email)
    assert answer.status_code == 422
    assert "This address and password do not belong together." in words(answer)
    assert f'value="{email}"' in answer.get_data(as_text=True)
    assert not is_in(reader)


def test_an_unknown_address_costs_the_same_work(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    hashed = security.make_hash

    def counted(password: str) -> str:
        worked.append(password)
        return hashed(password)

    monkeypatch.setattr(security, "make_hash", counted)
    with pytest.raises(Invalid):
        service.prove("nobody@example.org", PASSWORD)
    assert worked == [PASSWORD]


def test_a_closed_account_cannot_sign_in(reader: Reader, ann: User) -> None:
    close(ann)
    assert enter(reader).status_code == 422


def close(user: User) -> None:
    with transaction():
        db.session.get_one(User, user.id).active = False


def test_an_account_without_a_password_cannot_sign_in(reader: Reader) -> None:
    factories.member(email="ann@example.org")
    assert enter(reader).status_code == 422


def test_the_session_is_a_new_one_after_signing_in(reader: Reader, ann: User) -> None:
    with reader.session_transaction() as browser:
        browser[security.TOKEN] = "planted"
        browser["other"] = "kept from before"
    enter(reader)
    with reader.session_transaction() as browser:
        assert browser[security.TOKEN] != "planted"
        assert "other" not in browser
        first = browser[security.TOKEN]
    reader.send("/en/account/sign-in/", {"email": ann.email, "password": PASSWORD}, form_at=SETTINGS)
    with reader.session_transaction() as browser:
        assert browser[security.TOKEN] != first
    assert sessions() == 1


def test_the_table_holds_no_token(reader: Reader, ann: User) -> None:
    enter(reader)
    with reader.session_transaction() as browser:
        token = browser[security.TOKEN]
    assert db.session.scalars(select(SignIn.digest)).one() == security.digest(token) != token


def test_signing_out_ends_the_session_on_the_server(reader: Reader, new_reader: Callable[[], Reader], ann: User) -> None:
    enter(reader)
    with reader.session_transaction() as browser:
        stolen = dict(browser)
    answer = reader.send("/en/account/sign-out/", form_at=SETTINGS)
    assert (answer.status_code, answer.location) == (303, "/en/")
    assert sessions() == 0
    thief = new_reader()
    with thief.session_transaction() as browser:
        browser.update(stolen)
    assert not is_in(thief)


def test_signing_out_needs_its_forgery_token(reader: Reader, ann: User) -> None:
    enter(reader)
    assert reader.post("/en/account/sign-out/").status_code == 400
    assert is_in(reader)


def test_signing_out_twice_does_no_harm(reader: Reader) -> None:
    assert reader.send("/en/account/sign-out/", form_at=ADDRESS).status_code == 303


def test_every_device_is_signed_out_at_once(reader: Reader, new_reader: Callable[[], Reader], ann: User) -> None:
    phone = new_reader()
    enter(reader)
    enter(phone)
    answer = phone.send("/en/account/settings/sign-out-everywhere/", form_at=SETTINGS)
    assert (answer.status_code, answer.location) == (303, "/en/account/sign-in/")
    assert not is_in(reader)
    assert not is_in(phone)


def test_signing_out_everywhere_needs_its_forgery_token(reader: Reader, ann: User) -> None:
    enter(reader)
    assert reader.post("/en/account/settings/sign-out-everywhere/").status_code == 400
    assert is_in(reader)


def test_a_session_lasts_while_it_is_used_even_for_reading_only(reader: Reader, ann: User) -> None:
    enter(reader)
    for days in (13, 26, 39):
        with clock.later(timedelta(days=days)):
            assert is_in(reader)


def test_a_session_unused_for_too_long_ends(reader: Reader, ann: User) -> None:
    enter(reader)
    with clock.later(timedelta(days=15)):
        assert not is_in(reader)


def test_no_session_lasts_for_ever(reader: Reader, ann: User) -> None:
    enter(reader)
    for days in range(10, 90, 10):
        with clock.later(timedelta(days=days)):
            assert is_in(reader)
    with clock.later(timedelta(days=91)):
        assert not is_in(reader)


def test_signing_in_clears_away_sessions_that_are_over(reader: Reader, new_reader: Callable[[], Reader], ann: User) -> None:
    enter(reader)
    with clock.later(timedelta(days=91)):
        enter(new_reader())
        assert sessions() == 1


def test_closing_the_account_ends_its_sessions(reader: Reader, ann: User) -> None:
    enter(reader)
    close(ann)
    assert not is_in(reader)


def test_signing_in_sets_the_language_for_addresses_without_one(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD), language="ru")
    enter(reader)
    assert reader.get("/").location == "/ru/"


def test_a_session_value_of_the_wrong_kind_is_nobody(reader: Reader, ann: User) -> None:
    reader.sign_in(ann)
    with reader.session_transaction() as browser:
        browser[security.TOKEN] = 7
    assert not is_in(reader)


def test_a_password_changed_between_proof_and_session_wins(ann: User) -> None:
    proof = service.prove("ann@example.org", PASSWORD)
    other = security.make_hash("another long password")
    with transaction():
        db.session.get_one(User, ann.id).password = other
    with pytest.raises(Conflict), transaction():
        service.sign_in(proof)
    assert sessions() == 0


def test_an_account_closed_between_session_and_answer_is_not_entered(
    app: Flask, reader: Reader, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = service.sign_in

    def begin_then_close(proof: service.Proof, earlier: str | None = None) -> service.Entered:
        entered = begin(proof, earlier)
        db.session.get_one(User, ann.id).active = False
        return entered

    monkeypatch.setattr(service, "sign_in", begin_then_close)
    assert enter(reader).status_code == 410
    assert not is_in(reader)
