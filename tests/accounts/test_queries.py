"""Who is found by their role or address, and what roles may do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.accounts import access, emails, queries
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from tests import factories


def test_reviewers_are_moderators_and_administrators_with_a_confirmed_address() -> None:
    factories.moderator("Unconfirmed", confirmed=False)
    factories.member("Member")
    factories.member("Admin", "administrator")
    factories.moderator("French", languages=["fr"])
    assert [user.name for user in queries.reviewers()] == ["Admin", "French"]


def test_a_closed_account_is_found_by_nobody() -> None:
    user = factories.moderator("Gone", email="gone@example.org")
    assert queries.by_id(user.id) is not None
    with transaction():
        db.session.get_one(User, user.id).active = False
    assert queries.by_id(user.id) is None
    assert queries.by_email("gone@example.org") is None
    assert queries.reviewers() == []


@pytest.mark.parametrize("right", access.RIGHTS_OF_ROLES)
def test_a_visitor_has_no_right(right: str) -> None:
    assert not access.may(None, right)


def test_rights_follow_the_role() -> None:
    member, moderator = factories.member(), factories.moderator()
    assert access.may(member, "write practices")
    assert not access.may(member, "review")
    assert access.may(moderator, "review")
    assert not access.may(moderator, "oversee reviews")


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
