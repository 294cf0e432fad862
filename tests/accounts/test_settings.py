"""Name and language of a member."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from exchange.accounts import service
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import Gone
from exchange.core.transaction import transaction
from tests import factories
from tests.client import Reader, words

ADDRESS = "/en/account/settings/"


@pytest.fixture
def ann(reader: Reader) -> User:
    user = factories.member("Ann")
    reader.sign_in(user)
    return user


def test_a_member_changes_name_and_language(reader: Reader, ann: User) -> None:
    answer = reader.send(ADDRESS, {"name": " Ann  Author ", "language": "fr"})
    assert (answer.status_code, answer.location) == (303, "/fr/account/settings/")
    assert db.session.execute(select(User.name, User.language)).all() == [("Ann Author", "fr")]
    assert reader.get("/").location == "/fr/"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"name": "", "language": "en"}, "Enter your name."),
        ({"name": "Ann", "language": "xx"}, "Choose one of the options of the list."),
    ],
)
def test_a_problem_is_told_and_nothing_is_changed(reader: Reader, ann: User, data: dict[str, str], told: str) -> None:
    answer = reader.send(ADDRESS, data)
    assert answer.status_code == 422
    assert told in words(answer)
    assert db.session.scalars(select(User.name)).one() == "Ann"


def test_a_name_that_only_the_rules_refuse_is_told_at_its_field(reader: Reader, ann: User) -> None:
    answer = reader.send(ADDRESS, {"name": "!!!", "language": "en"})
    assert answer.status_code == 422
    assert "Enter a name with at least one letter." in words(answer)


def test_the_page_names_the_language_in_that_language(reader: Reader, ann: User) -> None:
    page = words(reader.get(ADDRESS))
    assert "العربية" in page
    assert ann.email in page


def test_a_form_without_its_forgery_token_changes_nothing_and_keeps_what_was_typed(reader: Reader, ann: User) -> None:
    answer = reader.post(ADDRESS, data={"name": "Typed name", "language": "en"})
    assert answer.status_code == 400
    assert "Typed name" in answer.get_data(as_text=True)
    assert db.session.scalars(select(User.name)).one() == "Ann"


def test_a_member_whose_account_was_closed_meanwhile_is_told(ann: User) -> None:
    with transaction():
        db.session.get_one(User, ann.id).active = False
    with pytest.raises(Gone), transaction():
        service.change_details(ann, "Ann", "en")


def test_a_language_that_is_none_of_the_six_becomes_english(ann: User) -> None:
    with transaction():
        service.change_details(ann, "Ann", "xx")
    assert db.session.scalars(select(User.language)).one() == "en"
