"""Writes that are refused before a view sees them, and what goes back to the person."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from flask import Flask, g
from wtforms import PasswordField

from exchange.accounts import forms as account_forms
from exchange.core import refusals
from exchange.core.forms import Form
from exchange.core.refusals import CARRIED, MOST_FIELDS, Typed, TypedField
from tests import factories
from tests.client import Reader, words

SECTION = "/en/submissions/7/done/"
TEXT = 'Households threw away\nold "pots" & <pans>, ünlöst.'


def page(answer: object) -> str:
    return html.unescape(answer.get_data(as_text=True))  # type: ignore[attr-defined]  # an answer of the test client


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[1]", "application/json"),
        ("5", "application/json"),
        ("[" * 5_000, "application/json"),
        ('"\\ud800"', "application/problem+json"),
        ("a=1", "text/plain"),
        ("<a/>", "application/xml"),
        ("a=1", ""),
    ],
)
@pytest.mark.parametrize("address", ["/en/account/register/", "/en/account/settings/", SECTION, "/en/colours/"])
def test_a_body_that_is_no_form_is_refused_everywhere(reader: Reader, address: str, body: str, kind: str) -> None:
    reader.sign_in(factories.member())
    assert reader.post(address, data=body.encode("utf-8", "surrogatepass"), content_type=kind).status_code == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/page"},
    ],
)
def test_a_form_from_another_site_is_refused_with_a_good_token(reader: Reader, headers: dict[str, str]) -> None:
    reader.sign_in(factories.member(name="Ana"))
    answer = reader.send("/en/account/settings/", {"name": "Eve was here", "language": "en"}, headers=headers)
    assert answer.status_code == 400
    assert "This form was sent from another site." in words(answer)
    assert "Eve was here" not in page(answer)
    assert 'value="Ana"' in page(reader.get("/en/account/settings/"))


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://localhost"}, {"Origin": "http://exchange.test"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_a_form_from_a_page_of_ours_is_taken(reader: Reader, headers: dict[str, str]) -> None:
    reader.sign_in(factories.member())
    assert reader.send("/en/account/settings/", {"name": "Ana", "language": "en"}, headers=headers).status_code == 303


def test_another_site_cannot_put_words_on_the_sign_in_page(reader: Reader) -> None:
    answer = reader.post(SECTION, data={"problem": TEXT}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert TEXT not in page(answer)


def subclasses(kind: type[Form]) -> Iterator[type[Form]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_password_field_has_a_name_that_is_never_given_back(app: Flask) -> None:
    assert account_forms.SignIn in set(subclasses(Form))
    with app.test_request_context():
        g.language = "en"
        for kind in subclasses(Form):
            for field in kind(formdata=None) if kind.__init__ is Form.__init__ else ():
                assert not isinstance(field, PasswordField) or field.short_name in refusals.SECRETS, kind


def test_more_fields_than_any_form_has_are_not_given_back(app: Flask) -> None:
    def what_came(count: int) -> Typed | None:
        with app.test_request_context(SECTION, method="POST", data={f"name-{n}": "x" for n in range(count)}):
            return refusals.typed_input()

    kept = what_came(MOST_FIELDS)
    assert kept is not None
    assert len(kept.fields) == MOST_FIELDS
    assert what_came(MOST_FIELDS + 1) is None


def test_a_text_is_told_from_a_code() -> None:
    assert [TypedField("a", value).is_text for value in ("", "12.ab", "2024-01-02", "two words", "слово", "x" * 61)] == [
        False, False, False, True, True, True,
    ]  # fmt: skip
    assert not TypedField("writer", "a b").is_text
    assert not TypedField("typed.edit", "0.12ae32cb1e." + "12ae32cb1e" * 9).is_text
    assert (TypedField("a", "one").rows, TypedField("a", "line\n" * 500).rows) == (2, 14)


def test_what_another_form_carries_is_told_apart_from_its_own_fields(app: Flask) -> None:
    typed = Typed(SECTION, (TypedField("email", "in the text"), TypedField("writer", "4")))
    assert typed.writer == "4"
    data = {"email": "ann@example.org", **{one.name: one.value for one in typed.fields_to_carry()}}
    with app.test_request_context("/en/account/sign-in/", method="POST", data=data):
        assert refusals.read_carried(SECTION) == typed
    with app.test_request_context("/en/account/sign-in/", method="POST", data={"email": "x"}):
        assert refusals.read_carried(SECTION) is None


def test_a_secret_that_is_carried_is_dropped_too(app: Flask) -> None:
    data = {CARRIED + "password": "four words", CARRIED + "body": "a text", "password": "four words"}
    with app.test_request_context("/en/account/sign-in/", method="POST", data=data):
        found = refusals.typed_input()
    assert found is not None
    assert [one.name for one in found.fields] == [CARRIED + "body"]


def test_a_write_that_was_saved_names_its_copy_and_a_refused_one_does_not(reader: Reader) -> None:
    reader.sign_in(factories.member())
    data = {"name": "Ana", "language": "en", "copy": "a1-b2"}
    assert "saved_copies=a1-b2;" in str(reader.send("/en/account/settings/", data).headers.getlist("Set-Cookie"))
    assert "saved_copies=a1-b2.c3;" in str(
        reader.send("/en/account/settings/", {**data, "copy": "c3"}).headers.getlist("Set-Cookie")
    )
    for wrong in ({**data, "name": ""}, {**data, "copy": "no; good"}, {**data, "copy": ""}):
        assert "saved_copies" not in str(reader.send("/en/account/settings/", wrong).headers.getlist("Set-Cookie"))


def test_a_script_that_saves_by_itself_is_answered_by_the_status_alone(reader: Reader) -> None:
    headers = {"X-Autosave": "1"}
    answer = reader.post(SECTION, data={"problem": TEXT}, headers=headers)
    assert (answer.status_code, answer.data) == (401, b"")
    reader.sign_in(factories.member())
    answer = reader.post(SECTION, data={"problem": TEXT}, headers=headers)
    assert (answer.status_code, answer.data) == (404, b"")


def test_a_refused_write_leads_to_the_page_as_it_is_now(app: Flask) -> None:
    def seen(address: str, referrer: str) -> str:
        with app.test_request_context(address, method="POST", headers={"Referer": referrer}):
            return refusals.page_to_see(Typed(address, ()))

    assert seen(SECTION, "") == SECTION
    assert seen("/en/review/7/decide/", "http://localhost/en/review/7/?show=full") == "/en/review/7/"
    assert seen("/en/review/7/decide/", "https://evil.example/en/") == ""
