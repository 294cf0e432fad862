"""Who is told about a submission, and what roles may do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from exchange.accounts import access, emails, queries
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.vocabularies.models import Theme
from tests import factories


@pytest.fixture
def pair() -> tuple[str, str]:
    """A theme and the one above it."""
    child = db.session.scalars(select(Theme).where(Theme.parent_id.is_not(None)).order_by(Theme.position)).first()
    assert child
    return child.id, str(child.parent_id)


def names(users: list[User]) -> list[str]:
    return [user.name for user in users]


def test_moderators_of_the_theme_and_language_are_told(pair: tuple[str, str]) -> None:
    child, parent = pair
    factories.moderator("All")
    factories.moderator("Theme", themes=[child])
    factories.moderator("Theme above", themes=[parent])
    factories.moderator("French", languages=["fr"])
    factories.moderator("Portuguese", languages=["pt"])
    factories.moderator("Both", themes=[child], languages=["pt-BR"])
    factories.member("Member")
    factories.member("Admin", "administrator")
    assert names(queries.moderators_for([child], "fr")) == ["All", "Theme", "Theme above", "French"]
    assert names(queries.moderators_for([child], "pt-BR")) == ["All", "Theme", "Theme above", "Portuguese", "Both"]
    assert names(queries.moderators_for([parent], "en")) == ["All", "Theme above"]


def test_without_a_moderator_the_administrators_are_told(pair: tuple[str, str]) -> None:
    factories.moderator("Russian", languages=["ru"])
    factories.moderator("Unconfirmed", confirmed=False)
    factories.member("Admin", "administrator")
    assert names(queries.moderators_for([pair[0]], "fr")) == ["Admin"]
    assert names(queries.moderators_for([], "fr")) == ["Admin"]


def test_a_closed_account_is_found_by_nobody() -> None:
    user = factories.moderator("Gone", email="gone@example.org")
    assert queries.by_id(user.id) is not None
    with transaction():
        db.session.get_one(User, user.id).active = False
    assert queries.by_id(user.id) is None
    assert queries.by_email("gone@example.org") is None
    assert queries.moderators() == []


@pytest.mark.parametrize("right", access.RIGHTS)
def test_a_visitor_has_no_right(right: str) -> None:
    assert not access.may(None, right)


def test_rights_follow_the_role() -> None:
    member, moderator = factories.member(), factories.moderator()
    assert access.may(member, "write practices")
    assert not access.may(member, "review")
    assert access.may(moderator, "review")
    assert not access.may(moderator, "assign reviews")


def test_a_right_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(KeyError):
        access.may(factories.member(), "fly")


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ("Ann@Example.org", "ann@example.org"),
        (" ann@example.org\n", "ann@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@example.test", "ann@example.test"),
        ("änn@example.org", None),
        ("ann", None),
        ("ann@localhost", None),
        ("Ann <ann@example.org>", None),
        ("ann@example.org\nBcc: all@example.org", None),
        ("ann@[127.0.0.1]", None),
        ("", None),
        ("\u200bname@example.org", "name@example.org"),
        ("na\u00adme@example.org\u2060", "name@example.org"),
        ("<name@example.org>", "name@example.org"),
        ("mailto:name@example.org", "name@example.org"),
        ("MAILTO:name%2Bnews@example.org?subject=Hello", "name+news@example.org"),
        ("<mailto:name@example.org>", "name@example.org"),
        ("ｎａｍｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "name@example.org"),
        ("name＠example。org", "name@example.org"),
        ("mailto:name@example.org%0ABcc:all@example.org", None),
    ],
)
def test_an_address_is_kept_in_one_spelling(given_address: str, kept: str | None) -> None:
    assert emails.normal(given_address) == kept


@given(st.one_of(st.text(max_size=60), st.emails()))
def test_an_address_once_normal_stays_as_it_is(typed: str) -> None:
    kept = emails.normal(typed)
    assert kept is None or (emails.normal(kept) == kept == kept.lower() and kept.isascii())
