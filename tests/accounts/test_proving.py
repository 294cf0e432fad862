"""A link proves an address, and nothing that was chosen elsewhere holds with it: whoever came first, whichever link is pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from exchange.accounts import security
from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from tests import factories
from tests.accounts.mailbox import LINK, PASSWORD, last_link, mails, text_of
from tests.client import Reader, page_of, words

EMAIL = "ann@example.org"
STRANGERS = "the stranger chose this one"
OWNERS = "nine small silver spoons"
REGISTER = "/en/account/register/"
SIGN_IN = "/en/account/sign-in/"

Drain = Callable[[], int]
NewReader = Callable[[], Reader]


def register(reader: Reader, name: str, password: str, **more: str) -> TestResponse:
    """As a browser would, and a program that sends a password whether it is asked for or not."""
    return reader.send(REGISTER, {"name": name, "email": EMAIL, "password": password, **more})


def link_of(reader: Reader, drain: Drain, name: str, password: str) -> str:
    """The link of the mail that registering with this name and password brings to the owner of the address."""
    assert register(reader, name, password).status_code == 303
    return last_link(drain)


def signs_in(reader: Reader, password: str) -> bool:
    return reader.send(SIGN_IN, {"email": EMAIL, "password": password}).status_code == 303


def name_on(page: TestResponse) -> str:
    field = page_of(page).find(".//input[@name='name']")
    assert field is not None
    return field.get("value") or ""


@pytest.mark.parametrize("first", ["stranger", "owner"])
@pytest.mark.parametrize("pressed", ["stranger", "owner"])
def test_the_password_typed_behind_the_link_is_the_one_that_holds(
    new_reader: NewReader, drain: Drain, first: str, pressed: str
) -> None:
    people = {"stranger": ("Stranger", STRANGERS), "owner": ("Ann", PASSWORD)}
    order = ["stranger", "owner"] if first == "stranger" else ["owner", "stranger"]
    links = {who: link_of(new_reader(), drain, *people[who]) for who in order}
    reader = new_reader()
    assert name_on(reader.get(links[pressed])) == people[pressed][0]
    assert reader.send(links[pressed], {"name": "Ann Author", "password": OWNERS}).status_code == 303
    assert not signs_in(new_reader(), STRANGERS)
    assert not signs_in(new_reader(), PASSWORD)
    assert signs_in(reader, OWNERS)
    assert "Ann Author" in words(reader.get("/en/account/settings/"))
    assert db.session.scalars(select(User.name)).all() == ["Ann Author"]


def test_one_link_pressed_ends_all_others_of_the_address(new_reader: NewReader, drain: Drain) -> None:
    reader = new_reader()
    strangers, own = (link_of(new_reader(), drain, name, PASSWORD) for name in ("Stranger", "Ann"))
    reader.send("/en/account/confirm/", {"email": EMAIL})
    again = last_link(drain)
    reader.send(own, {"name": "Ann", "password": OWNERS})
    assert reader.get(strangers).status_code == 410
    posted = reader.post(strangers, data={"name": "Stranger", "password": STRANGERS})
    assert posted.status_code in {303, 410}
    for link in (own, again):
        reader.post(link, data={"name": "Stranger", "password": STRANGERS})
    assert db.session.scalars(select(User.name)).all() == ["Ann"]
    assert not signs_in(new_reader(), STRANGERS)
    assert signs_in(new_reader(), OWNERS)


def test_a_password_sent_while_registering_is_kept_nowhere(reader: Reader, drain: Drain) -> None:
    link_of(reader, drain, "Ann", PASSWORD)
    assert db.session.scalars(select(User.password).where(User.password.is_not(None))).all() == []
    assert not signs_in(reader, PASSWORD)


def test_the_link_asked_for_again_shows_the_last_name_and_asks_for_the_password(reader: Reader, drain: Drain) -> None:
    register(reader, "Stranger", STRANGERS)
    with clock.later(timedelta(minutes=1)):
        register(reader, "Ann", PASSWORD)
    drain()
    reader.send("/en/account/confirm/", {"email": EMAIL})
    link = last_link(drain)
    assert name_on(reader.get(link)) == "Ann"
    assert reader.send(link, {"name": "Ann", "password": OWNERS}).status_code == 303
    assert signs_in(reader, OWNERS)


def test_a_new_password_asked_for_before_confirming_is_the_one_that_holds(new_reader: NewReader, drain: Drain) -> None:
    earlier = link_of(new_reader(), drain, "Ann", PASSWORD)
    reader = new_reader()
    reader.send("/en/account/reset/", {"email": EMAIL})
    reader.send(last_link(drain), {"name": "Ann", "password": OWNERS})
    assert not signs_in(new_reader(), PASSWORD)
    assert signs_in(reader, OWNERS)
    new_reader().post(earlier, data={"name": "Stranger", "password": STRANGERS})
    assert signs_in(new_reader(), OWNERS)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"password": ""}, "Choose a password."),
        ({"password": "too short"}, "Choose a password of 12 characters or more."),
        ({"password": "long " * 30}, "Choose a password of at most 128 characters."),
        ({"password": "p" * 1001}, "This is too long."),
        ({"password": EMAIL}, "This password is easy to guess."),
        ({"password": "with\x00nothing in it"}, "Some characters of the password could not be read."),
        ({"name": ""}, "Enter your name."),
        ({"name": " \t "}, "Enter your name."),
        ({"name": "n" * 121}, "This is too long."),
    ],
)
def test_a_problem_behind_the_link_is_told_and_the_link_stays_good(
    reader: Reader, drain: Drain, typed: dict[str, str], told: str
) -> None:
    link = link_of(reader, drain, "Ann", PASSWORD)
    answer = reader.send(link, {"name": "Ann Author", "password": OWNERS, **typed})
    assert answer.status_code == 422
    assert words(answer).count(told) == 2
    assert OWNERS not in answer.get_data(as_text=True)
    if "name" not in typed:
        assert name_on(answer) == "Ann Author"
    assert reader.send(link, {"name": "Ann", "password": OWNERS}).status_code == 303


def waiting_from_before(name: str = "Stranger") -> User:
    """A member as earlier releases left them: registered with a password, the address not confirmed."""
    return factories.member(name, email=EMAIL, password=security.make_hash(STRANGERS), confirmed=False)


def test_who_waits_since_an_earlier_release_cannot_sign_in_with_the_password_of_then(reader: Reader) -> None:
    waiting_from_before()
    answer = reader.send(SIGN_IN, {"email": EMAIL, "password": STRANGERS})
    nobody = reader.send(SIGN_IN, {"email": "nobody@example.org", "password": STRANGERS})
    assert answer.status_code == nobody.status_code == 422
    assert words(answer) == words(nobody)


@pytest.mark.parametrize("way", ["the old mail", "the link asked for again", "registering again"])
def test_who_waits_since_an_earlier_release_chooses_a_password_behind_the_link(
    new_reader: NewReader, drain: Drain, way: str
) -> None:
    user = waiting_from_before()
    old = f"/en/account/confirm/{security.confirm_token(user)}/"
    reader = new_reader()
    if way == "the link asked for again":
        reader.send("/en/account/confirm/", {"email": EMAIL})
    elif way == "registering again":
        register(reader, "Ann", PASSWORD)
    link = old if way == "the old mail" else last_link(drain)
    assert name_on(reader.get(link)) == ("Ann" if way == "registering again" else "Stranger")
    assert reader.send(link, {"name": "Ann Author", "password": OWNERS}).status_code == 303
    assert not signs_in(new_reader(), STRANGERS)
    assert signs_in(new_reader(), OWNERS)
    assert db.session.scalars(select(User.name)).all() == ["Ann Author"]
    if link != old:
        assert reader.get(old).status_code == 410


def test_sessions_of_an_account_that_waited_end_when_the_link_is_pressed(new_reader: NewReader, drain: Drain) -> None:
    user = waiting_from_before()
    stranger, reader = new_reader(), new_reader()
    stranger.sign_in(user)
    reader.send("/en/account/confirm/", {"email": EMAIL})
    reader.send(last_link(drain), {"name": "Ann", "password": OWNERS})
    assert stranger.get("/en/account/settings/").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_a_link_of_a_closed_account_opens_none(reader: Reader, drain: Drain) -> None:
    link = link_of(reader, drain, "Ann", PASSWORD)
    user = factories.member(email=EMAIL)
    with transaction():
        db.session.get_one(User, user.id).active = False
    assert reader.get(link).status_code == 410
    written = len(mails())
    reader.send("/en/account/confirm/", {"email": EMAIL})
    register(reader, "Ann", PASSWORD)
    drain()
    assert len(mails()) == written


def test_a_registration_of_an_address_with_an_account_brings_no_link_to_it(reader: Reader, drain: Drain) -> None:
    factories.member("First Ann", email=EMAIL)
    register(reader, "Second Ann", PASSWORD)
    drain()
    assert mails()[-1]["Subject"] == "You already have an account"
    assert "/account/confirm/" not in text_of(mails()[-1])
    assert LINK.search(text_of(mails()[-1]))
