"""The language of a page and of a reader without one."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from exchange.core import languages
from exchange.core.context import COLOUR_COOKIE
from tests import factories
from tests.client import Reader


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.code)
def test_each_of_the_six_languages_has_its_pages(reader: Reader, language: languages.Language) -> None:
    page = reader.get(f"/{language.code}/account/sign-in/?next=/en/desk/").get_data(as_text=True)
    assert f'<html lang="{language.code}" dir="{language.dir}"' in page
    for other in languages.LANGUAGES:
        assert f'href="/{other.code}/account/sign-in/?next=/en/desk/"' in page


@pytest.mark.parametrize(
    ("cookie", "account", "header", "expected"),
    [
        ("ru", "fr", "es", "ru"),
        ("xx", "fr", "es", "fr"),
        (None, "fr", "es", "fr"),
        (None, None, "es-MX,en;q=0.5", "es"),
        (None, None, "zh-TW", "zh"),
        (None, None, "de,sw;q=0.9", "en"),
        (None, None, "", "en"),
        (None, None, ";;;q=x", "en"),
    ],
)
def test_a_reader_without_a_language_gets_the_one_they_most_likely_want(
    reader: Reader, cookie: str | None, account: str | None, header: str, expected: str
) -> None:
    if account:
        reader.sign_in(factories.member(language=account))
    if cookie:
        reader.set_cookie(languages.COOKIE, cookie)
    answer = reader.get("/", headers={"Accept-Language": header})
    assert (answer.status_code, answer.location) == (302, f"/{expected}/")
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


def test_outside_a_request_everything_is_in_english(app: Flask) -> None:
    assert languages.current_language() == "en"


def test_a_page_without_a_place_for_a_language_leads_to_the_home_pages(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/", method="POST"):
        assert languages.links()[0] == ("ar", "العربية", "/ar/", False)


@pytest.mark.parametrize(
    ("chosen", "mark"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("pink", ""), ("", "")]
)
def test_the_colours_a_reader_chose_stand_on_the_page(reader: Reader, chosen: str, mark: str) -> None:
    reader.set_cookie(COLOUR_COOKIE, chosen)
    assert f'<html lang="en" dir="ltr"{mark}>' in reader.get("/en/account/sign-in/").get_data(as_text=True)


def test_the_address_of_a_static_file_changes_with_the_file(app: Flask, reader: Reader) -> None:
    page = reader.get("/en/account/sign-in/").get_data(as_text=True)
    assert re.search(r'href="/static/style\.css\?v=[0-9a-f]{12}"', page)
