"""A practice chosen for the home page: by whom, for how long, and what stands there otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.featured import queries, rules, service
from exchange.review import service as review
from exchange.search import sync
from exchange.workflow.models import Event
from tests import factories
from tests.client import Reader, words
from tests.review import factories as make

REASON = "It says what it cost, and who paid."
LONG = " ".join(["word"] * 130)


def today(days: int = 0) -> date:
    return clock.now().date() + timedelta(days=days)


def choose(moderator: User, practice: int, **given: Any) -> int:
    values = {"reason": REASON, "first_day": today(), "last_day": today(10), "language": "en", **given}
    with transaction():
        return service.choose(moderator, practice, **values)


def published(**given: Any) -> int:
    return make.practice_of(make.published(factories.member("Ana Pires"), factories.moderator(), **given))


def test_a_chosen_practice_stands_on_the_home_page_with_name_and_reason(reader: Reader) -> None:
    choose(factories.moderator("Maria Nunes"), published(title="Refill stations"))
    shown = words(reader.get("/en/"))
    assert "Chosen by Maria Nunes until" in shown
    assert REASON in shown
    assert "Refill stations" in shown
    assert "Newly published practice" not in shown


def test_after_its_last_day_the_newest_that_tells_enough_stands_there() -> None:
    chosen = published()
    with clock.later(timedelta(hours=1)):
        told = published(description=LONG)
    with clock.later(timedelta(hours=2)):
        published()
    choose(factories.moderator(), chosen, last_day=today(1))
    found = queries.first_place("en")
    assert found is not None
    assert (found.card.number, found.reason) == (chosen, REASON)
    with clock.later(timedelta(days=1)):
        assert (queries.first_place("en") or found).reason == REASON
    with clock.later(timedelta(days=2)):
        after = queries.first_place("en")
    assert after is not None
    assert (after.card.number, after.reason, after.by) == (told, None, None)


def test_nothing_stands_there_when_no_practice_tells_enough(reader: Reader) -> None:
    published()
    assert queries.first_place("en") is None
    assert "Newly published practice" not in words(reader.get("/en/"))


def test_a_hidden_or_retracted_practice_is_never_on_the_home_page() -> None:
    one, two = factories.moderator(), factories.moderator()
    hidden = published()
    choose(one, hidden, last_day=today(1))
    with transaction():
        review.hide(one, hidden, "Wrong figures")
    assert queries.first_place("en") is None
    with transaction():
        review.show_again(one, hidden, "Right now")
    assert queries.first_place("en") is not None
    with transaction():
        review.ask_retraction(one, hidden, "Made up")
    with transaction():
        review.retract(two, hidden)
    assert queries.first_place("en") is None
    assert [one.card for one in queries.choices("en")[rules.PRESENT]] == [None]


def test_a_practice_that_readers_do_not_see_cannot_be_chosen() -> None:
    moderator, hidden = factories.moderator(), published()
    with transaction():
        review.hide(moderator, hidden, "Wrong figures")
    for number in (hidden, 999):
        with pytest.raises(NotFound):
            choose(moderator, number)


def test_nobody_chooses_their_own_practice_and_no_member_chooses_any() -> None:
    moderator, invited = factories.moderator(), factories.moderator()
    number = make.practice_of(make.published(factories.member(), factories.moderator(), co_authors=[moderator], contact=invited))
    for person in (moderator, invited, factories.member()):
        with pytest.raises(Forbidden):
            choose(person, number)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"reason": " "}, {"reason"}),
        ({"reason": "x" * 301}, {"reason"}),
        ({"first_day": None, "last_day": None}, {"first_day", "last_day"}),
        ({"first_day": date(2999, 2, 2), "last_day": date(2999, 1, 1)}, {"last_day"}),
        ({"first_day": date(2001, 1, 1), "last_day": date(2001, 1, 2)}, {"last_day"}),
        ({"last_day": date(2999, 1, 1)}, {"last_day"}),
    ],
    ids=["no reason", "long reason", "no days", "days turned round", "over", "for ever"],
)
def test_a_choice_with_something_wrong_says_where(given: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        choose(factories.moderator(), published(), **given)
    assert set(refused.value.problems) == wrong


def test_two_choices_never_stand_on_the_same_day() -> None:
    moderator, one, other = factories.moderator(), published(), published()
    first = choose(moderator, one, last_day=today(5))
    with pytest.raises(Invalid) as refused:
        choose(moderator, other, first_day=today(5), last_day=today(9))
    assert set(refused.value.problems) == {"first_day"}
    choose(moderator, other, first_day=today(6), last_day=today(9))
    another = factories.moderator()
    with transaction():
        service.end(another, first)
    choose(moderator, one, last_day=today(5))
    listed = queries.choices("en")
    assert {when: len(some) for when, some in listed.items()} == {"present": 1, "next": 1, "past": 1}


def test_any_moderator_ends_a_choice_once_and_the_log_says_who(app: Flask) -> None:
    chooser, other = factories.moderator(), factories.moderator()
    number = choose(chooser, published())
    member = factories.member()
    with pytest.raises(Forbidden), transaction():
        service.end(member, number)
    with pytest.raises(NotFound), transaction():
        service.end(other, number + 1)
    with transaction():
        service.end(other, number)
    assert queries.first_place("en") is None
    with pytest.raises(Conflict), transaction():
        service.end(chooser, number)
    lines = db.session.execute(
        select(Event.what, Event.actor_id, Event.number).where(Event.subject == "choice").order_by(Event.id)
    )
    assert [tuple(line) for line in lines] == [("choose", chooser.id, number), ("end", other.id, number)]


def test_the_way_to_choose_stands_on_the_page_for_moderators(reader: Reader) -> None:
    moderator = factories.moderator()
    number = published()
    own = make.practice_of(make.published(moderator, factories.moderator()))
    reader.sign_in(moderator)
    assert f"/en/review/home-page/practices/{number}/" in reader.get(f"/en/review/practices/{number}/").get_data(as_text=True)
    assert "home-page" not in reader.get(f"/en/review/practices/{own}/").get_data(as_text=True)
    page = reader.send(
        f"/en/review/home-page/practices/{number}/",
        {"reason": REASON, "first_day": today().isoformat(), "last_day": today(3).isoformat()},
        follow_redirects=True,
    )
    assert "Your choice is kept." in words(page)
    assert REASON in words(page)


def test_a_refused_choice_keeps_what_was_typed(reader: Reader) -> None:
    reader.sign_in(factories.moderator())
    address = f"/en/review/home-page/practices/{published()}/"
    page = reader.send(address, {"reason": "Kept words", "first_day": today().isoformat(), "last_day": "soon"})
    assert page.status_code == 422
    assert "Kept words" in page.get_data(as_text=True)


def test_a_choice_and_its_end_make_the_home_page_anew_for_those_who_have_it(reader: Reader) -> None:
    number, moderator = published(), factories.moderator()
    sync.rebuild()
    tags = [reader.get("/en/").headers["ETag"]]
    chosen = choose(moderator, number)
    tags.append(reader.get("/en/").headers["ETag"])
    with transaction():
        service.end(moderator, chosen)
    tags.append(reader.get("/en/").headers["ETag"])
    assert len(set(tags)) == 3
