"""Keeping, changing and removing saved searches."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import Gone, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.practices.searchable import PRACTICES
from exchange.saved import queries, rules, service
from exchange.search import parameters
from tests.saved.records import keep, member


def wanted(**values: str) -> parameters.Parameters:
    return parameters.read(PRACTICES, MultiDict(values))


def save(user: User, q: str = "repair", name: str = "Repair", often: str = rules.DAILY) -> int:
    with transaction():
        return service.save(db.session.merge(user), wanted(q=q), name, often, "en")


def test_the_same_words_and_filters_are_kept_once_whatever_their_order(app: Flask) -> None:
    user = member()
    first = keep(user, "country=KE&theme=waste&country=FR&q=repair&sort=newest&page=2&view=map", name="One")
    again = keep(user, "q=repair&theme=waste&country=FR&country=KE", rules.WEEKLY, "Two")
    assert first == again
    [here] = queries.of_member(user.id)
    assert (here.query, here.name, here.often) == ("q=repair&theme=waste&country=FR&country=KE", "Two", rules.WEEKLY)


def test_two_members_keep_the_same_search_each(app: Flask) -> None:
    assert keep(member()) != keep(member())


def test_a_year_that_is_none_is_not_kept(app: Flask) -> None:
    user = member()
    keep(user, "year_from=soon&year_to=2020")
    assert queries.of_member(user.id)[0].query == "year_to=2020"


@pytest.mark.parametrize(
    ("name", "often", "at"),
    [("  ", rules.DAILY, "name"), ("x" * 121, rules.DAILY, "name"), ("Repair", "hourly", "often"), ("Repair", "", "often")],
)
def test_what_cannot_be_taken_is_said_at_its_field(app: Flask, name: str, often: str, at: str) -> None:
    user = member()
    with pytest.raises(Invalid) as problem:
        save(user, name=name, often=often)
    assert list(problem.value.problems) == [at]
    number = save(user)
    with pytest.raises(Invalid) as problem, transaction():
        service.change(db.session.merge(user), number, name, often)
    assert list(problem.value.problems) == [at]


def test_all_problems_are_said_at_once(app: Flask) -> None:
    with pytest.raises(Invalid) as problem:
        save(member(), q="废" * 400, name="", often="")
    assert set(problem.value.problems) == {"", "name", "often"}


def test_a_person_keeps_fifty_searches_and_changes_one_of_them_still(app: Flask) -> None:
    user = member()
    for number in range(rules.MOST):
        save(user, q=f"word{number}")
    with pytest.raises(Invalid, match="You keep 50 searches"):
        save(user, q="one more")
    save(user, q="word3", name="Renamed")
    assert queries.count(user.id) == rules.MOST
    assert save(member(), q="one more")


def test_a_search_of_another_is_not_there(app: Flask) -> None:
    number, other = save(member()), member()
    with pytest.raises(NotFound), transaction():
        service.change(db.session.merge(other), number, "Mine", rules.NEVER)
    with pytest.raises(NotFound), transaction():
        service.remove(db.session.merge(other), number)


def test_a_closed_account_saves_nothing(app: Flask) -> None:
    user = member()
    with transaction():
        db.session.get_one(User, user.id).active = False
    with pytest.raises(Gone):
        save(user)


def test_changing_only_the_name_leaves_the_next_mail_where_it_is(app: Flask) -> None:
    user = member()
    number = save(user)
    due = queries.of_member(user.id)[0].due_at
    with transaction():
        service.change(db.session.merge(user), number, "Renamed", rules.DAILY)
    [here] = queries.of_member(user.id)
    assert (here.name, here.due_at) == ("Renamed", due)


def test_stopping_silences_every_search_of_the_member_and_no_others(app: Flask) -> None:
    user, other = member(), member()
    save(user)
    save(user, q="waste", often=rules.AT_ONCE)
    save(other)
    with transaction():
        service.stop(user.id)
    assert queries.count(user.id) == 2
    assert queries.count(user.id, telling=True) == 0
    assert queries.count(other.id, telling=True) == 1


def test_verbs_run_inside_a_transaction(app: Flask) -> None:
    user = member()
    with pytest.raises(RuntimeError):
        service.stop(user.id)
    with pytest.raises(RuntimeError):
        service.remove(user, 1)
