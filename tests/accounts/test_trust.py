"""A change of trust gives the session that stays a new token: a copy of its cookie from before is dead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.accounts import security
from exchange.accounts.models import User
from tests import factories
from tests.accounts.mailbox import PASSWORD, last_link
from tests.client import Reader

CHANGE = "/en/account/settings/password/"
SETTINGS = "/en/account/settings/"
NEW = "nine small silver spoons"

NewReader = Callable[[], Reader]


@pytest.fixture
def ann(reader: Reader) -> User:
    user = factories.member("Ann", email="ann@example.org", password=security.make_hash(PASSWORD))
    reader.send("/en/account/sign-in/", {"email": user.email, "password": PASSWORD})
    return user


def copy_of(reader: Reader, made: Reader) -> Reader:
    """`made` with the cookies of `reader`, as somebody has who copied them."""
    cookie = reader.get_cookie("session")
    assert cookie is not None
    made.set_cookie("session", cookie.value)
    return made


def is_in(reader: Reader) -> bool:
    return reader.get(SETTINGS).status_code == 200


def test_a_copied_cookie_is_dead_once_the_password_is_changed_in_that_session(
    reader: Reader, new_reader: NewReader, ann: User
) -> None:
    thief = copy_of(reader, new_reader())
    assert is_in(thief)
    assert reader.send(CHANGE, {"old": PASSWORD, "password": NEW}).location == SETTINGS
    assert is_in(reader)
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_once_that_session_signs_in_again(reader: Reader, new_reader: NewReader, ann: User) -> None:
    thief = copy_of(reader, new_reader())
    reader.send("/en/account/sign-in/", {"email": ann.email, "password": PASSWORD}, form_at=SETTINGS)
    assert is_in(reader)
    assert not is_in(thief)


@pytest.mark.parametrize("way", ["everywhere", "by link"])
def test_a_copied_cookie_is_dead_once_every_session_ends(
    reader: Reader, new_reader: NewReader, drain: Callable[[], int], ann: User, way: str
) -> None:
    thief = copy_of(reader, new_reader())
    if way == "everywhere":
        reader.send("/en/account/settings/sign-out-everywhere/", form_at=SETTINGS)
    else:
        new_reader().send("/en/account/reset/", {"email": ann.email})
        new_reader().send(last_link(drain), {"password": NEW})
    assert not is_in(thief)
    assert not is_in(reader)


def test_a_session_that_ended_while_its_password_was_changed_is_not_begun_again(
    reader: Reader, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = security.is_password

    def verify_then_end(password: str, kept: str | None) -> bool:
        found = verify(password, kept)
        other = reader.application.test_client()
        assert isinstance(other, Reader)
        copy_of(reader, other).send("/en/account/sign-out/", form_at=SETTINGS)
        return found

    reader.get(CHANGE)
    monkeypatch.setattr(security, "is_password", verify_then_end)
    assert reader.send(CHANGE, {"old": PASSWORD, "password": NEW}).location == "/en/account/sign-in/"
    assert not is_in(reader)
