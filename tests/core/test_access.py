"""Who may open an address at all."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.accounts.access import REACHED_BY
from exchange.core import access
from exchange.core.access import Need, declared_need, needs
from tests import factories
from tests.client import Reader, words


def test_a_view_keeps_what_it_declares() -> None:
    @needs(Need.MODERATOR)
    def view() -> str:
        return ""

    assert declared_need(view) is Need.MODERATOR
    assert declared_need(lambda: "") is None
    assert declared_need(None) is None


def test_every_need_says_whom_it_lets_in() -> None:
    assert set(REACHED_BY) == set(Need)
    assert all("administrator" in roles for roles in REACHED_BY.values())


def test_a_visitor_who_must_sign_in_first_is_led_back_afterwards(reader: Reader) -> None:
    answer = reader.get("/fr/account/settings/?tab=1")
    assert answer.location == "/fr/account/sign-in/?next=/fr/account/settings/?tab%3D1"
    asked = reader.post("/fr/account/settings/", data={"name": "Ana Silva"})
    assert asked.status_code == 401
    assert 'action="/fr/account/sign-in/?next=/fr/account/settings/"' in asked.get_data(as_text=True)


def test_the_sign_in_page_says_what_an_account_is_needed_for(reader: Reader) -> None:
    answer = reader.get("/en/submissions/new/", follow_redirects=True)
    assert "Sharing a practice needs an account with a confirmed e-mail address." in words(answer)
    assert access.reason_at("/en/no/such/page/") == ""


def test_who_lacks_the_role_is_told_which_one_it_takes(app: Flask, reader: Reader) -> None:
    reader.sign_in(factories.member())
    answer = reader.get("/en/review/")
    assert answer.status_code == 403
    assert words(answer).count("Only a moderator or administrator can open this page.") == 1


def test_who_lacks_the_role_is_told_so_in_the_language_of_the_page(app: Flask, reader: Reader) -> None:
    reader.sign_in(factories.member())
    assert "此页面仅供审核员和管理员使用。" in words(reader.get("/zh/review/"))


@pytest.mark.parametrize("role", ["member", "moderator", "administrator"])
def test_the_reader_has_the_role_of_their_account(app: Flask, role: str) -> None:
    from flask_login import login_user

    with app.app_context(), app.test_request_context():
        assert access.role_of_reader() == "visitor"
        login_user(factories.member(role=role))
        assert access.role_of_reader() == role
