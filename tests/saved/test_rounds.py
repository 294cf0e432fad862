"""Daily and weekly mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.saved import rules, service
from exchange.saved.models import SavedSearch
from tests.accounts.mailbox import text_of
from tests.saved.conftest import Work
from tests.saved.records import keep, member, owed, publish

TUESDAY = datetime(2031, 3, 4, 12, tzinfo=UTC)


def test_what_was_told_at_once_is_not_in_the_weekly_mail(work: Work) -> None:
    user = member()
    keep(user, "q=repair")
    keep(user, "country=KE", rules.WEEKLY, "Kenya")
    publish("Repair cafés", countries=["KE"])
    publish("School meals", countries=["KE"])
    assert len(work()) == 1
    first, second = work(timedelta(days=8))
    assert "Repair cafés" in text_of(first)
    assert "School meals" in text_of(second)
    assert "Repair cafés" not in text_of(second)


def test_a_daily_mail_comes_once_a_day_when_there_is_something(work: Work) -> None:
    keep(member(), often=rules.DAILY)
    publish("Repair one")
    assert work() == []
    assert len(work(timedelta(days=1))) == 1
    assert len(work(timedelta(days=1, minutes=5))) == 1
    assert len(work(timedelta(days=2))) == 1
    with clock.later(timedelta(days=2, minutes=5)):
        publish("Repair two")
    assert len(work(timedelta(days=3, minutes=10))) == 2


def test_a_daily_and_a_weekly_search_due_together_make_one_mail(work: Work) -> None:
    user = member()
    with clock.at(TUESDAY):
        keep(user, "q=repair", rules.DAILY, "Repair")
        keep(user, "country=KE", rules.WEEKLY, "Kenya")
    with clock.at(datetime(2031, 3, 9, 12, tzinfo=UTC)):
        publish("Repair one")
        publish("School meals", countries=["KE"])
    with clock.at(datetime(2031, 3, 10, 6, 1, tzinfo=UTC)):
        [mail] = work()
    assert mail["Subject"] == "2 new practices in your searches"


def test_a_round_that_was_missed_is_made_once_and_the_next_is_due_later(work: Work) -> None:
    user = member()
    with clock.at(TUESDAY):
        keep(user, often=rules.DAILY)
    with clock.at(TUESDAY + timedelta(hours=1)):
        publish("Repair one")
    late = TUESDAY + timedelta(days=20, hours=1)
    with clock.at(late):
        assert len(work()) == 1
    [search] = db.session.scalars(select(SavedSearch))
    assert search.due_at == datetime(2031, 3, 25, 6, tzinfo=UTC)
    [promise] = owed(service.TOPIC)
    assert promise.due_at == search.due_at


def test_one_round_is_owed_for_all_whose_time_is_the_same(app: Flask) -> None:
    with clock.at(TUESDAY):
        for _ in range(3):
            keep(member(), often=rules.DAILY)
        keep(member(), often=rules.WEEKLY)
    assert sorted(one.key for one in owed(service.TOPIC)) == ["2031-03-05T06:00:00+00:00", "2031-03-10T06:00:00+00:00"]


def test_a_search_changed_to_never_is_not_due_any_more(work: Work) -> None:
    user = member()
    number = keep(user, often=rules.DAILY)
    publish("Repair one")
    with transaction():
        service.change(db.session.merge(user), number, "Repair", rules.NEVER)
    assert work(timedelta(days=2)) == []
    assert owed(service.TOPIC) == []


def test_a_search_turned_on_again_tells_of_what_comes_after(work: Work) -> None:
    user = member()
    number = keep(user, often=rules.NEVER)
    publish("Repair while silent")
    with transaction():
        service.change(db.session.merge(user), number, "Repair", rules.DAILY)
    publish("Repair afterwards")
    [mail] = work(timedelta(days=1))
    assert mail["Subject"] == "New practice: Repair afterwards"
