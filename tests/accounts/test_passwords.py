"""Choosing a new password, with a link or while signed in; what a password must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from exchange.accounts import checks, passwords, security, service
from exchange.accounts.models import User
from exchange.accounts.passwords import Flaw
from exchange.core.db import db
from exchange.core.errors import Gone, Invalid
from exchange.core.transaction import transaction
from tests import factories
from tests.accounts.mailbox import PASSWORD, last_link, mails, text_of
from tests.client import Reader, words

RESET = "/en/account/reset/"
CHANGE = "/en/account/settings/password/"
SETTINGS = "/en/account/settings/"
NEW = "nine small silver spoons"


@pytest.fixture
def ann() -> User:
    return factories.member("Ann", email="ann@example.org", password=security.make_hash(PASSWORD))


def can_sign_in(password: str) -> bool:
    try:
        service.prove("ann@example.org", password)
    except Invalid:
        return False
    return True


def ask(reader: Reader, drain: Callable[[], int], email: str = "ann@example.org") -> str:
    reader.send(RESET, {"email": email})
    return last_link(drain)


def is_in(reader: Reader) -> bool:
    return reader.get(SETTINGS).status_code == 200


def test_a_member_chooses_a_new_password_with_the_link(
    reader: Reader, new_reader: Callable[[], Reader], drain: Callable[[], int], ann: User
) -> None:
    phone = new_reader()
    phone.sign_in(ann)
    link = ask(reader, drain)
    assert link.startswith("/en/account/reset/")
    answer = reader.send(link, {"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/en/account/sign-in/")
    assert can_sign_in(NEW)
    assert not can_sign_in(PASSWORD)
    assert not is_in(phone)


def test_the_member_is_told_that_the_password_was_changed(reader: Reader, drain: Callable[[], int], ann: User) -> None:
    reader.send(ask(reader, drain), {"password": NEW})
    drain()
    assert mails()[-1]["Subject"] == "Your password was changed"
    assert NEW not in text_of(mails()[-1])


def test_asking_for_a_new_password_tells_nobody_whether_there_is_an_account(
    reader: Reader, drain: Callable[[], int], ann: User
) -> None:
    known = reader.send(RESET, {"email": "ann@example.org"})
    unknown = reader.send(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert drain() == 2
    assert [mail["To"] for mail in mails()] == ["ann@example.org"]


def test_what_is_no_address_is_told_at_the_field(reader: Reader) -> None:
    assert "Enter an e-mail address such as" in words(reader.send(RESET, {"email": "ann"}))
    assert "Enter an e-mail address such as" in words(reader.send("/en/account/confirm/", {"email": "ann"}))


def test_a_link_works_once(reader: Reader, drain: Callable[[], int], ann: User) -> None:
    link = ask(reader, drain)
    reader.send(link, {"password": NEW})
    assert reader.get(link).status_code == 410
    assert reader.post(link, data={"password": "a third long password"}).status_code == 410
    assert can_sign_in(NEW)


def test_every_earlier_link_is_over_once_the_password_is_changed(reader: Reader, drain: Callable[[], int], ann: User) -> None:
    first, second = ask(reader, drain), ask(reader, drain)
    confirming = security.confirm_token(db.session.get_one(User, ann.id))
    reader.send(second, {"password": NEW})
    assert reader.get(first).status_code == 410
    assert reader.get(f"/en/account/confirm/{confirming}/").status_code == 410


def test_a_mail_scanner_that_opens_the_link_uses_nothing_up(reader: Reader, drain: Callable[[], int], ann: User) -> None:
    link = ask(reader, drain)
    reader.get(link)
    reader.head(link)
    assert reader.send(link, {"password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("setting", "address"), [("SECURITY_RESET_PASSWORD_WITHIN", "reset"), ("SECURITY_CONFIRM_EMAIL_WITHIN", "confirm")]
)
def test_a_link_that_is_too_old_says_how_to_get_a_new_one(
    app: Flask, reader: Reader, ann: User, monkeypatch: pytest.MonkeyPatch, setting: str, address: str
) -> None:
    token = security.reset_token(ann) if address == "reset" else security.confirm_token(ann)
    monkeypatch.setitem(app.config, setting, timedelta(seconds=-1))
    answer = reader.get(f"/en/account/{address}/{token}/")
    assert answer.status_code == 410
    assert f'href="/en/account/{address}/"' in answer.get_data(as_text=True)


def test_a_link_of_one_kind_is_no_link_of_the_other(reader: Reader, ann: User) -> None:
    assert reader.get(f"/en/account/reset/{security.confirm_token(ann)}/").status_code == 410
    assert reader.get(f"/en/account/confirm/{security.reset_token(ann)}/").status_code == 410


def test_a_closed_account_has_no_links(reader: Reader, ann: User) -> None:
    reset, confirm = security.reset_token(ann), security.confirm_token(ann)
    with transaction():
        db.session.get_one(User, ann.id).active = False
    assert reader.get(f"/en/account/reset/{reset}/").status_code == 410
    assert reader.get(f"/en/account/confirm/{confirm}/").status_code == 410


def test_two_who_use_one_link_at_once_change_the_password_once(ann: User) -> None:
    token = security.reset_token(ann)
    first, second = service.prepare_to_reset(token, NEW), service.prepare_to_reset(token, "a third long password")
    with transaction():
        service.reset(first)
    with pytest.raises(Gone), transaction():
        service.reset(second)
    assert can_sign_in(NEW)


def test_choosing_a_password_with_the_link_confirms_the_address_too(reader: Reader, drain: Callable[[], int]) -> None:
    factories.member(email="ann@example.org", confirmed=False)
    reader.send(ask(reader, drain), {"password": NEW})
    assert can_sign_in(NEW)


def test_a_password_that_is_too_short_is_told_and_the_link_stays_good(
    reader: Reader, drain: Callable[[], int], ann: User
) -> None:
    link = ask(reader, drain)
    answer = reader.send(link, {"password": "short"})
    assert answer.status_code == 422
    assert "Choose a password of 12 characters or more." in words(answer)
    assert reader.send(link, {"password": NEW}).status_code == 303


def test_a_member_changes_the_password_and_stays_signed_in_here_only(
    reader: Reader, new_reader: Callable[[], Reader], ann: User
) -> None:
    phone = new_reader()
    reader.sign_in(ann)
    phone.sign_in(ann)
    answer = reader.send(CHANGE, {"old": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    assert can_sign_in(NEW)
    assert is_in(reader)
    assert not is_in(phone)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("not the password", NEW, "This is not your password."),
        ("", NEW, "Enter the password you sign in with now."),
        (PASSWORD, "", "Choose a password."),
        (PASSWORD, "short", "Choose a password of 12 characters or more."),
        (PASSWORD, "ANN@example.org", "This password is easy to guess."),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(
    reader: Reader, ann: User, old: str, new: str, told: str
) -> None:
    reader.sign_in(ann)
    answer = reader.send(CHANGE, {"old": old, "password": new})
    assert answer.status_code == 422
    assert told in words(answer)
    assert can_sign_in(PASSWORD)


def test_changing_the_password_by_program_keeps_no_session(ann: User, reader: Reader) -> None:
    reader.sign_in(ann)
    chosen = service.prepare_to_change(ann, PASSWORD, NEW)
    with transaction():
        assert service.change_password(chosen, keep=None) is None
    assert not is_in(reader)


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("eleven char", Flaw.SHORT),
        ("twelve chars", None),
        ("x1" * 64, Flaw.GUESSABLE),
        ("x1y" * 43, Flaw.LONG),
        ("x1y" * 42 + "ab", None),
        ("\ufdfa" * 3, None),
        ("aaaaaaaaaaaaaa", Flaw.GUESSABLE),
        ("Password1234", Flaw.GUESSABLE),
        ("person@example.org", Flaw.GUESSABLE),
        ("Person@Example.org", Flaw.GUESSABLE),
        ("Maximilian Muster", Flaw.GUESSABLE),
        ("tab\tinside it is", Flaw.UNREADABLE),
        ("broken \ufffd letters", Flaw.UNREADABLE),
        ("lone \ud800 surrogate", Flaw.UNREADABLE),
        ("密码可以是任何语言的十二个字", None),
        ("كلمة سر طويلة جدا", None),
        ("🐝🐝🐝🐝 🌍🌍🌍🌍 🌱🌱🌱🌱", None),
    ],
)
def test_what_a_password_must_be(password: str, flaw: Flaw | None) -> None:
    assert passwords.flaw(password, "person@example.org", "Maximilian Muster") is flaw


@given(st.text(max_size=200))
def test_a_password_is_judged_the_same_in_whatever_form_it_arrives(password: str) -> None:
    assert passwords.flaw(password, "person@example.org") is passwords.flaw(passwords.normal(password), "person@example.org")


def test_every_flaw_has_words_that_say_how_to_mend_it(app: Flask) -> None:
    told = {checks.mend(flaw) for flaw in Flaw}
    assert len(told) == len(Flaw)


def test_two_who_press_one_link_at_once_open_one_account(app: Flask) -> None:
    user = factories.member(email="ann@example.org", confirmed=False)
    token = security.confirm_token(user)
    first, second = (service.prepare_to_confirm(token, "Ann", word) for word in (NEW, "a third long password"))
    with transaction():
        service.confirm(first)
    with pytest.raises(Gone), transaction():
        service.confirm(second)
    assert can_sign_in(NEW)


def test_the_library_below_never_commits_by_itself(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        app.extensions["security"].datastore.commit()


def test_a_link_to_reset_that_ended_while_the_form_was_sent_is_over(ann: User) -> None:
    with pytest.raises(Gone):
        service.prepare_to_reset("forged", NEW)
