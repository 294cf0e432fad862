"""Names: nobody is invisible, and nobody is taken for the exchange or its staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts import look_alikes, names, service
from exchange.accounts.models import Registration
from exchange.core.db import db
from exchange.core.errors import Invalid
from exchange.core.transaction import transaction
from exchange.experts import service as experts
from exchange.experts.rules import ProfileValues
from tests import factories

STAFF = "Demo Moderator"
EXCHANGE = "This name belongs to the exchange itself. Enter your own name."
TAKEN = "A moderator of this exchange has this name. Add something that tells you apart, such as a second name."
LETTER = "Enter a name with at least one letter."


def registering(name: str) -> None:
    with transaction():
        service.register(name, "new@example.org", "four words not together", "en")


def changing_details(name: str) -> None:
    member = factories.member("Ana Pires")
    with transaction():
        service.change_details(member, name, "en")


def saving_a_profile(name: str) -> None:
    member = factories.member("Ana Pires")
    with transaction():
        experts.save(member, ProfileValues(name=name))


every_way = pytest.mark.parametrize("way", [registering, changing_details, saving_a_profile])


def refusal(way: Callable[[str], None], name: str) -> str:
    with pytest.raises(Invalid) as caught:
        way(name)
    db.session.rollback()
    return caught.value.problems["name"]


@every_way
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (STAFF, TAKEN),
        ("demo   MODERATOR", TAKEN),
        ("D\u0435mo Moderator", TAKEN),
        ("Dém\u00ado-Moderator\u200f", TAKEN),
        ("ＤＥＭＯ М\u041eDERATOR", TAKEN),
        ("Practice Exchange", EXCHANGE),
        ("Pr\u0430ctice Exchange Team", EXCHANGE),
        ("PracticeExchange", EXCHANGE),
        ("Ana (Moderator of this exchange)", EXCHANGE),
        ("2026 !", LETTER),
    ],
)
def test_a_name_that_speaks_for_the_exchange_is_refused_at_every_way_in(
    way: Callable[[str], None], name: str, reason: str
) -> None:
    factories.moderator(STAFF)
    assert refusal(way, name) == reason


@every_way
@pytest.mark.parametrize("name", ["\u200b\u200b", "\u3164", "\u2800", "\u2067\u2069", "\u00ad"])
def test_a_name_that_nobody_sees_is_refused_as_missing(way: Callable[[str], None], name: str) -> None:
    assert refusal(way, name).startswith("Enter your name")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana \u202eKO", "Ana KO"),
        ("\u2067آنا\u2069\u200f", "آنا"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("Z" + "\u0322" * 100 + "oe", "Z" + "\u0322" * 4 + "oe"),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hương"),
        ("O’Brien-García, Jr.", "O’Brien-García, Jr."),
    ],
)
def test_a_name_is_kept_without_what_turns_or_covers_others(typed: str, kept: str) -> None:
    registering(typed)
    assert db.session.scalar(select(Registration.name).where(Registration.email == "new@example.org")) == kept


def test_staff_keep_their_own_names_and_members_the_one_they_have() -> None:
    moderator, member = factories.moderator(STAFF), factories.member(STAFF)
    with transaction():
        service.change_details(moderator, STAFF, "fr")
        service.change_details(member, STAFF, "fr")


def test_an_operator_may_give_any_name_that_can_be_seen() -> None:
    factories.moderator(STAFF)
    opened = service.prepare_account("team@example.org", "administrator", "Practice Exchange Team", "four words not together")
    with transaction():
        service.create(opened)
    with pytest.raises(Invalid):
        service.prepare_account("nobody@example.org", "moderator", "\u3164", "four words not together")


def test_the_name_an_operator_gave_the_exchange_is_protected_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "EXCHANGE_NAME", "Rose")
    assert names.likeness("Rose Miller", None) == ""
    assert names.likeness("R\u043ese", None) == EXCHANGE


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ian Lee", "lan Lee", True),
        ("Ian Lee", "Lan Lee", False),
        ("Anna Berg", "Anna Bergs", False),
        ("Максим", "Максим", True),
        ("Максим", "Maxim", False),
        ("Rn Clark", "M CIark", False),
        ("corn", "com", True),
        ("李明", "李朋", False),
        ("कुमार", "कमार", False),
        ("", "", False),
        ("!", "?", False),
    ],
)
def test_two_names_are_alike_when_readers_may_take_one_for_the_other(one: str, other: str, alike: bool) -> None:
    assert look_alikes.is_like(one, other) is alike
    assert look_alikes.is_like(other, one) is alike
