"""Addresses as people and programs spell them lead to the page they mean, and no further."""

from __future__ import annotations

import pytest

from exchange.accounts import security
from exchange.core.db import db
from tests import factories
from tests.client import Reader, page_of


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("/EN/", "/en/"),
        ("/EN", "/en/"),
        ("/en-GB/", "/en/"),
        ("/zh-CN/themes/", "/zh/themes/"),
        ("/zh_Hans/themes/waste/", "/zh/themes/waste/"),
        ("/pt-BR/", None),
        ("/Fr/practices/?q=eau&page=2", "/fr/practices/?q=eau&page=2"),
        ("/ES/practices/7", "/es/practices/7"),
        ("/en/countries/de/", "/en/countries/DE/"),
        ("/en/themes/Waste/", "/en/themes/waste/"),
        ("/EN/nothing/", None),
        ("/enough/", None),
        ("/EN//evil.example/", None),
        ("/EN/%0d%0aSet-Cookie:%20a/", None),
    ],
)
def test_an_address_spelt_otherwise_leads_to_the_right_one(reader: Reader, given: str, right: str | None) -> None:
    answer = reader.get(given)
    assert (answer.status_code, answer.location) == ((301, right) if right else (404, None))


def test_a_write_to_an_address_spelt_otherwise_is_not_sent_on(reader: Reader) -> None:
    assert reader.post("/EN/colours/").status_code == 404


def test_a_password_manager_is_sent_to_the_form_for_another_password(reader: Reader) -> None:
    answer = reader.get("/.well-known/change-password", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (302, "/fr/account/settings/password/")


def test_a_form_for_a_password_says_whose_it_is(reader: Reader) -> None:
    user = factories.member()
    email, link = user.email, f"/en/account/reset/{security.reset_token(db.session.merge(user))}/"
    reader.sign_in(user)
    for address in ("/en/account/settings/password/", link):
        found = page_of(reader.get(address)).findall(".//form//input[@autocomplete='username']")
        assert [one.get("value") for one in found] == [email]
        assert found[0].get("name") is None
