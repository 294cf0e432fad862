"""Opening an account and confirming its address, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from exchange.accounts.models import Registration, User
from exchange.core import clock
from exchange.core.db import db
from tests import factories
from tests.accounts.mailbox import PASSWORD, last_link, mails, text_of
from tests.client import Reader, words

ADDRESS = "/en/account/register/"
NEW = {"name": "Ann Author", "email": "Ann@Example.ORG "}
JOIN = {"name": "Ann Author", "password": PASSWORD}


def register(reader: Reader, address: str = ADDRESS, **changed: str) -> TestResponse:
    return reader.send(address, {**NEW, **changed})


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_a_visitor_registers_confirms_and_signs_in(reader: Reader, drain: Callable[[], int]) -> None:
    answer = register(reader)
    assert (answer.status_code, answer.location) == (303, "/en/account/mail-sent/")
    assert "Look in your mail" in words(reader.get(answer.location))
    link = last_link(drain)
    assert link.startswith("/en/account/confirm/")
    assert reader.send(link, JOIN).location == "/en/account/sign-in/"
    assert "Your address is confirmed" in words(reader.get("/en/account/sign-in/"))
    answer = reader.send("/en/account/sign-in/", {"email": "ann@example.org", "password": PASSWORD})
    assert answer.status_code == 303
    assert "Ann Author" in words(reader.get("/en/account/settings/"))


def test_the_account_keeps_the_address_in_one_spelling_and_never_the_password(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    assert count() == 0
    reader.send(last_link(drain), JOIN)
    user = db.session.scalars(select(User)).one()
    assert (user.email, user.name, user.role, user.language) == ("ann@example.org", "Ann Author", "member", "en")
    assert user.confirmed_at is not None
    assert user.password is not None
    assert user.password.startswith("$argon2id$")


def test_pages_and_mail_are_in_the_language_of_the_page_of_registering(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader, "/ar/account/register/")
    link = last_link(drain)
    assert link.startswith("/ar/account/confirm/")
    assert mails()[-1]["Content-Language"] == "ar"
    reader.send(link, JOIN)
    assert db.session.scalars(select(User.language)).one() == "ar"


def test_an_address_with_an_account_is_answered_the_same_and_told_by_mail(
    reader: Reader, new_reader: Callable[[], Reader], drain: Callable[[], int]
) -> None:
    known = factories.member(email="ann@example.org", name="First Ann")
    answer = register(reader, name="Second Ann")
    other = register(new_reader(), email="somebody@example.org")
    assert (answer.status_code, answer.location) == (other.status_code, other.location)
    drain()
    to_known = next(mail for mail in mails() if mail["To"] == "ann@example.org")
    assert to_known["Subject"] == "You already have an account"
    assert "Second Ann" not in text_of(to_known)
    assert db.session.get_one(User, known.id).name == "First Ann"


def test_what_somebody_typed_is_forgotten_when_nobody_confirms_for_long(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    with clock.later(timedelta(days=31)):
        register(reader, email="other@example.org")
        reader.send("/en/account/confirm/", {"email": NEW["email"]})
    assert db.session.scalars(select(Registration.email)).all() == ["other@example.org"]
    drain()
    assert [mail["To"] for mail in mails()].count("ann@example.org") == 0


def test_asking_for_the_link_again_tells_nobody_whether_there_is_an_account(reader: Reader, drain: Callable[[], int]) -> None:
    answer = reader.send("/en/account/confirm/", {"email": "nobody@example.org"})
    assert (answer.status_code, answer.location) == (303, "/en/account/mail-sent/")
    assert drain() == 1
    assert mails() == []


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    link = last_link(drain)
    for _time in range(2):
        assert reader.get(link).status_code == 200
        assert reader.head(link).status_code == 200
    assert count() == 0
    reader.send(link, JOIN)
    assert db.session.scalars(select(User.confirmed_at)).one() is not None


def test_a_confirmation_link_used_twice_says_that_the_address_is_confirmed(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    link = last_link(drain)
    reader.send(link, JOIN)
    before = db.session.scalars(select(User.confirmed_at)).one()
    again = reader.get(link, follow_redirects=True)
    assert "Your address is confirmed" in words(again)
    assert db.session.scalars(select(User.confirmed_at)).one() == before


def test_a_confirmation_without_its_forgery_token_is_refused(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    link = last_link(drain)
    answer = reader.post(link, data={**JOIN, "name": "Typed anew"})
    assert answer.status_code == 400
    assert 'value="Typed anew"' in answer.get_data(as_text=True)
    assert count() == 0


@pytest.mark.parametrize("token", ["x", "a.b.c", "ü", "%00", "x" * 500])
def test_a_forged_link_says_how_to_get_a_new_one(reader: Reader, token: str) -> None:
    answer = reader.get(f"/en/account/confirm/{token}/")
    assert answer.status_code == 410
    assert "Ask for a new link" in words(answer)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Enter your name."),
        ({"name": " \t "}, "Enter your name."),
        ({"name": "n" * 121}, "This is too long."),
        ({"name": "a\ufffd"}, "Some characters could not be read."),
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "ann"}, "Enter an e-mail address such as"),
        ({"email": "ann@localhost"}, "Enter an e-mail address such as"),
        ({"email": "a@b.example, c@d.example"}, "Enter an e-mail address such as"),
        ({"email": f"{'a' * 250}@example.org"}, "This is too long."),
    ],
)
def test_a_problem_is_shown_at_its_field_and_what_was_typed_is_kept(reader: Reader, changed: dict[str, str], told: str) -> None:
    answer = register(reader, **changed)
    page = words(answer)
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert page.count(told) == 2
    assert count() == 0
    if "name" not in changed:
        assert 'value="Ann Author"' in answer.get_data(as_text=True)


def test_every_problem_is_told_at_once(reader: Reader, drain: Callable[[], int]) -> None:
    page = words(register(reader, name="", email="ann"))
    assert "Enter your name." in page
    assert "Enter your e-mail address." not in page
    register(reader)
    page = words(reader.send(last_link(drain), {"name": "", "password": "short"}))
    assert "Enter your name." in page


def test_a_password_is_never_sent_back(reader: Reader, drain: Callable[[], int]) -> None:
    register(reader)
    assert PASSWORD not in reader.send(last_link(drain), {**JOIN, "name": ""}).get_data(as_text=True)


def test_account_pages_take_forms_only(reader: Reader) -> None:
    answer = reader.post(ADDRESS, json=NEW)
    assert answer.status_code == 415
    assert count() == 0


def test_registering_without_its_forgery_token_keeps_what_was_typed(reader: Reader) -> None:
    answer = reader.post(ADDRESS, data=NEW)
    assert answer.status_code == 400
    assert 'value="Ann Author"' in answer.get_data(as_text=True)
    assert count() == 0
