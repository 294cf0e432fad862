"""How often the account pages may be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from exchange.accounts import devices, emails, security
from exchange.accounts import limits as limits_of
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
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD))
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
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD))
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


SPELLINGS = (
    "ann@example.org",
    "ANN@Example.org ",
    "ann@ｅxample.org",
    "ann@example。org",
    "ａnn@example.org",
    "ann＠example.org",
    "a\u200bnn@example.org",
    "\u2060ann@example.org",
)


def test_all_spellings_of_one_address_are_counted_together(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD))
    answers = [attempt(reader, SPELLINGS[number % len(SPELLINGS)]) for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_mail_is_limited_by_address_whatever_its_spelling(reader: Reader) -> None:
    sent = [reader.send("/en/account/reset/", {"email": SPELLINGS[number % 4]}).status_code for number in range(7)]
    assert sent == [303] * 6 + [429]


@pytest.mark.parametrize("text", ["not an address", "NOT an  address", "not\u200ban address"])
def test_what_is_no_address_is_counted_in_a_folded_form(text: str) -> None:
    assert emails.count_key(text) == "notanaddress"


@given(st.text(max_size=300))
def test_every_spelling_that_names_an_account_is_counted_as_that_account(text: str) -> None:
    address = emails.normal(text)
    assert emails.count_key(text) == (address or emails.count_key(text))


def test_guesses_from_all_addresses_of_one_subscriber_are_counted_together(reader: Reader) -> None:
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD))
    answers = []
    for number in range(12):
        here = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
        typed = {"email": "ann@example.org", "password": WRONG}
        answers.append(reader.send(SIGN_IN, typed, environ_base=here).status_code)
    assert answers == [422] * 10 + [429] * 2


def guess(reader: Reader, times: int, password: str = WRONG, start: int = 0) -> list[int]:
    """Attempts to sign in as Ann, each from another network."""
    typed = {"email": "ann@example.org", "password": password}
    return [
        reader.send(SIGN_IN, typed, environ_base={"REMOTE_ADDR": f"198.51.{number // 250}.{number % 250}"}).status_code
        for number in range(start, start + times)
    ]


@pytest.fixture
def phone(new_reader: Callable[[], Reader]) -> Reader:
    """A device on which Ann signed in before, and out again."""
    factories.member(email="ann@example.org", password=security.make_hash(PASSWORD))
    made = new_reader()
    assert attempt(made, password=PASSWORD) == 303
    made.send("/en/account/sign-out/", form_at="/en/account/settings/")
    return made


def device_of(reader: Reader) -> str:
    cookie = reader.get_cookie("device")
    assert cookie is not None
    return cookie.value


def test_wrong_guesses_from_anywhere_keep_no_owner_out_of_a_known_device(
    reader: Reader, new_reader: Callable[[], Reader], phone: Reader
) -> None:
    assert guess(reader, 52) == [422] * 50 + [429] * 2
    assert attempt(new_reader(), password=PASSWORD) == 429
    assert attempt(phone) == 422
    assert attempt(phone, password=PASSWORD) == 303


def test_many_attempts_in_the_same_network_keep_no_owner_out_of_a_known_device(reader: Reader, phone: Reader) -> None:
    token = reader.token_on(SIGN_IN)
    typed = [{"csrf_token": token, "email": f"p{number}@example.org", "password": WRONG} for number in range(120)]
    answers = [reader.post(SIGN_IN, data=one).status_code for one in typed]
    assert answers[-2:] == [422, 429]
    assert attempt(phone, password=PASSWORD) == 303


def test_a_stolen_device_cookie_gives_one_limit_however_often_it_is_copied(
    new_reader: Callable[[], Reader], phone: Reader
) -> None:
    answers = []
    for number in range(12):
        thief = new_reader()
        thief.set_cookie("device", device_of(phone))
        answers += guess(thief, 1, start=number)
    assert answers == [422] * 10 + [429] * 2


@pytest.mark.parametrize("kind", ["forged", "of another account", "name changed", "nonsense", "many marks"])
def test_a_device_cookie_that_is_not_of_this_account_is_counted_as_none(
    new_reader: Callable[[], Reader], phone: Reader, kind: str
) -> None:
    device, mark = device_of(phone).split(".")
    other = factories.member(email="thief@example.org", password=security.make_hash(PASSWORD))
    thief = new_reader()
    assert attempt(thief, other.email, PASSWORD) == 303
    made = {
        "forged": f"{device}.{'0' * 32}",
        "of another account": device_of(thief),
        "name changed": f"{'0' * 32}.{mark}",
        "nonsense": "x" * 500,
        "many marks": ".".join([device, *[f"{number:032x}" for number in range(6)]]),
    }[kind]
    answers: list[int] = []
    for number in range(11):
        copy = new_reader()
        copy.set_cookie("device", made)
        answers += guess(copy, 1, start=number)
    # Each network counts by itself again; a device that is known is refused the eleventh time.
    assert answers == [422] * 11


def test_a_device_is_known_for_each_of_its_last_accounts_and_its_cookie_names_nobody(reader: Reader) -> None:
    kept = security.make_hash(PASSWORD)
    emails_of = [f"p{number}@example.org" for number in range(7)]
    for email in emails_of:
        factories.member(email=email, password=kept)
        assert attempt(reader, email, PASSWORD) == 303
        reader.send("/en/account/sign-out/", form_at="/en/account/settings/")
    value = device_of(reader)
    assert len(value.split(".")) == 1 + devices.MOST_ACCOUNTS
    assert "example" not in value
    with reader.application.test_request_context(headers={"Cookie": f"device={value}"}):
        known = [devices.mark_for(limits_of.account_of(email)) is not None for email in emails_of]
    assert known == [False] * 2 + [True] * 5
