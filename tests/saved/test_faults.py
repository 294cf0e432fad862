"""Looks that come too early, are cut off, or are made twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.notices import service as notices
from exchange.outbox import service as outbox
from exchange.outbox.models import Job
from exchange.saved import looking, queries, rules, service
from tests.accounts.mailbox import text_of
from tests.saved.conftest import Work
from tests.saved.records import keep, member, owed, publish, told, work_until_owed

Drain = Callable[[], int]


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(params=["after the look", "before the mail is owed", "before the job is removed"])
def killed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """End the work once at this step."""
    place = {
        "after the look": (looking, "_tell_all"),
        "before the mail is owed": (notices, "owe_all"),
        "before the job is removed": (outbox, "remove_done"),
    }[request.param]
    real = getattr(*place)
    left = [1]

    def end(*args: object, **values: object) -> object:
        if left and (place[1] != "remove_done" or saved_in(args)):
            left.clear()
            raise Killed
        return real(*args, **values)

    return lambda: monkeypatch.setattr(*place, end)


def saved_in(args: tuple[object, ...]) -> bool:
    """True when the jobs being removed are of this room."""
    db.session.rollback()
    ids = args[1]
    assert isinstance(ids, list)
    return db.session.scalar(select(Job.id).where(Job.id.in_(ids), Job.topic == service.TOPIC)) is not None


def test_a_look_waits_for_the_index(work: Work) -> None:
    user = member()
    keep(user)
    number = publish("Repair one")
    looking.look_at_once({number})
    assert told(user) == set()
    assert [one.payload for one in owed(service.TOPIC) if one.due_at > clock.now()] == [{"practices": [number]}]
    assert len(work()) == 1


def test_a_look_does_not_take_the_reduced_search_for_the_index(app: Flask) -> None:
    user = member()
    keep(user)
    number = publish("Repair one")
    with transaction():
        db.session.query(Job).where(Job.topic == "index").delete()
    with pytest.raises(looking.IndexAway):
        looking.look_at_once({number})
    assert told(user) == set()


def test_work_killed_between_any_two_steps_tells_once_when_it_is_done_again(
    drain: Drain, work: Work, killed: Callable[[], None]
) -> None:
    user = member()
    keep(user)
    keep(user, "country=KE", rules.DAILY, "Kenya")
    publish("Repair one")
    publish("School meals", countries=["KE"])
    killed()
    with pytest.raises(Killed):
        work(timedelta(days=1, minutes=1))
    made = work(timedelta(days=1, minutes=10))
    text = "".join(text_of(mail) for mail in made)
    assert text.count("- Repair one") == text.count("- School meals") == 1
    assert len(told(user)) == 2


def test_a_look_made_twice_tells_once(work: Work) -> None:
    user = member()
    keep(user)
    number = publish("Repair one")
    work_until_owed(number)
    looking.look_at_once({number})
    assert len(owed("mail")) == 1
    assert len(work()) == 1


def test_a_worker_that_comes_between_is_refused_by_the_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    user = member()
    keep(user)
    number = publish("Repair one")
    work_until_owed(number)
    monkeypatch.setattr(queries, "known_pairs", lambda *_: set())
    with pytest.raises(Exception, match=r"(?i)unique"):
        looking.look_at_once({number})
    db.session.rollback()
    assert len(owed("mail")) == 1
