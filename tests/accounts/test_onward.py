"""Where somebody was going goes with them: through registering, the mail, confirming or a new password, and signing in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.accounts import security
from exchange.core.addresses import own_path, pack, unpack
from tests import factories
from tests.accounts.mailbox import LINK, PASSWORD, mails, text_of
from tests.client import Reader, page_of

GOAL = "/en/submissions/new/?from=home"
EMAIL = "ann@example.org"
NEW = "nine small silver spoons"


def link_on(reader: Reader, address: str, part: str) -> str:
    """The address of the first link of a page that leads to `part`."""
    page = reader.get(address)
    found = [link.get("href") or "" for link in page_of(page).iter("a") if part in (link.get("href") or "")]
    with_next = [one for one in found if "next=" in one]
    assert with_next, f"no link to {part} with next on {address}: {found}"
    return with_next[0]


def mailed(drain: Callable[[], int]) -> str:
    """The link of the newest mail, its query too."""
    drain()
    found = LINK.search(text_of(mails()[-1]))
    assert found
    return found[1]


def sign_in_and_land(reader: Reader, address: str, password: str) -> str:
    return reader.send(address, {"email": EMAIL, "password": password}).location or ""


def test_who_registers_on_the_way_gets_there(reader: Reader, drain: Callable[[], int]) -> None:
    asked = f"/en/account/sign-in/?next={GOAL.replace('?', '%3F').replace('=', '%3D')}"
    register = link_on(reader, asked, "/account/register/")
    sent = reader.send(register, {"name": "Ann", "email": EMAIL})
    assert sent.location.startswith("/en/account/mail-sent/?next=")
    confirmed = reader.send(mailed(drain), {"name": "Ann", "password": PASSWORD})
    assert sign_in_and_land(reader, confirmed.location, PASSWORD) == GOAL


@pytest.mark.parametrize("again", ["/account/confirm/", "/account/reset/"])
def test_who_asks_for_the_mail_again_on_the_way_gets_there(reader: Reader, drain: Callable[[], int], again: str) -> None:
    sent = reader.send(f"/en/account/register/?next={GOAL}", {"name": "Ann", "email": EMAIL}).location
    drain()
    reader.send(link_on(reader, sent, again), {"email": EMAIL})
    confirmed = reader.send(mailed(drain), {"name": "Ann", "password": PASSWORD})
    assert sign_in_and_land(reader, confirmed.location, PASSWORD) == GOAL


def test_who_chooses_a_new_password_on_the_way_gets_there(reader: Reader, drain: Callable[[], int]) -> None:
    factories.member(email=EMAIL, password=security.make_hash(PASSWORD))
    reader.send(link_on(reader, f"/en/account/sign-in/?next={GOAL}", "/account/reset/"), {"email": EMAIL})
    done = reader.send(mailed(drain), {"password": NEW})
    assert sign_in_and_land(reader, done.location, NEW) == GOAL


def test_who_registers_an_address_with_an_account_on_the_way_gets_there(reader: Reader, drain: Callable[[], int]) -> None:
    factories.member(email=EMAIL, password=security.make_hash(PASSWORD))
    reader.send(f"/en/account/register/?next={GOAL}", {"name": "Ann", "email": EMAIL})
    assert sign_in_and_land(reader, mailed(drain), PASSWORD) == GOAL


def test_a_link_that_is_over_leads_on_to_a_new_one_with_the_way_kept(reader: Reader) -> None:
    address = f"/en/account/confirm/forged/?next={GOAL}"
    for part in ("/account/confirm/", "/account/sign-in/"):
        assert parse_qs(urlsplit(link_on_over(reader, address, part)).query)["next"] == [GOAL]


def link_on_over(reader: Reader, address: str, part: str) -> str:
    assert reader.get(address).status_code == 410
    return link_on(reader, address, part)


def test_registering_leads_back_to_signing_in_with_the_way_kept(reader: Reader) -> None:
    back = link_on(reader, f"/en/account/register/?next={GOAL}", "/account/sign-in/")
    assert parse_qs(urlsplit(back).query)["next"] == [GOAL]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", "/" + "x" * 3000])
def test_no_mail_carries_a_way_to_another_site(reader: Reader, drain: Callable[[], int], elsewhere: str) -> None:
    sent = reader.send("/en/account/register/", {"name": "Ann", "email": EMAIL}, query_string={"next": elsewhere})
    assert sent.location == "/en/account/mail-sent/"
    assert "?" not in mailed(drain)


def test_nobody_writes_readable_words_into_a_mail_to_somebody_else(reader: Reader, drain: Callable[[], int]) -> None:
    reader.send("/en/account/register/?next=/en/CALL-0900-1234/", {"name": "WIN-A-PRIZE", "email": EMAIL})
    drain()
    text = str(mails()[-1])
    assert "CALL" not in text
    assert "PRIZE" not in text
    assert all(len(line) <= 998 for line in text.splitlines())


@given(st.text(max_size=400))
def test_what_is_packed_comes_back_and_what_is_not_ours_does_not(text: str) -> None:
    path = f"/{text}"
    carried = pack(path)
    assert unpack(carried) == (own_path(path) if carried else None)
    assert unpack(text) is None or own_path(unpack(text))
