"""Who is told of what, when, and that it is once: through the real index, outbox and mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.notices import service as notices
from exchange.outbox import service as outbox
from exchange.outbox.models import Promise
from exchange.practices import moves
from exchange.practices.models import Practice
from exchange.saved import looking, queries, rules, service
from exchange.saved.models import SavedSearch, Told
from exchange.search import sync
from tests.accounts.mailbox import mails, text_of
from tests.saved.records import hide, keep, member, publish, publish_again, told

Drain = Callable[[], int]
TUESDAY = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def work(drain: Drain) -> Callable[..., list[EmailMessage]]:
    """Do all that is due now, and what the index made wait a moment; the mail of saved searches so far, oldest first."""

    def do(after: timedelta = timedelta(0)) -> list[EmailMessage]:
        with clock.later(after):
            drain()
            with clock.later(looking.UNTIL_INDEXED + timedelta(seconds=1)):
                drain()
        return mails()

    return do


Work = Callable[..., list[EmailMessage]]


def owed(topic: str) -> list[Promise]:
    db.session.rollback()
    return list(db.session.scalars(select(Promise).where(Promise.topic == topic)))


def test_a_member_is_told_at_once_of_a_practice_that_matches(work: Work) -> None:
    user = member(email="ann@example.org")
    keep(user, "q=repair&country=KE", name="Repair in Kenya")
    number = publish("Repair cafés", countries=["KE"])
    publish("Repair cafés elsewhere", countries=["FR"])
    publish("School meals", countries=["KE"])
    [mail] = work()
    assert (mail["To"], mail["Subject"]) == ("ann@example.org", "New practice: Repair cafés")
    text = text_of(mail)
    assert (
        f"- Repair cafés\n  http://exchange.test/en/practices/{number}/repair-cafés/" in text
        or f"/en/practices/{number}/" in text
    )
    assert "Repair in Kenya\n" in text
    assert "School meals" not in text
    assert "elsewhere" not in text
    assert "You get this because you saved a search" in text
    assert told(user) == {number}


def test_nobody_is_told_of_what_was_published_before_the_search_was_saved(work: Work) -> None:
    publish("Repair cafés")
    user = member()
    keep(user)
    keep(user, "", rules.DAILY, "Everything")
    assert work() == []
    assert work(timedelta(days=8)) == []


def test_a_new_version_of_an_old_practice_is_not_told_of(work: Work) -> None:
    old = publish("School meals")
    user = member()
    keep(user)
    publish_again(old, "Repair at school")
    assert work() == []


def test_a_new_version_of_a_practice_told_of_is_not_told_again(work: Work) -> None:
    keep(member())
    number = publish("Repair cafés")
    assert len(work()) == 1
    publish_again(number, "Repair cafés, second year")
    assert len(work(timedelta(minutes=5))) == 1


def test_a_practice_that_two_searches_find_is_told_once_under_the_first(work: Work) -> None:
    user = member()
    keep(user, "q=repair", name="By word")
    keep(user, "country=KE", name="By place")
    publish("Repair cafés", countries=["KE"])
    [mail] = work()
    assert "By word" in text_of(mail)
    assert "By place" not in text_of(mail)


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


def test_nobody_is_told_of_their_own_practice(work: Work) -> None:
    author, other = member(), member(email="other@example.org")
    keep(author)
    keep(other)
    publish("Repair cafés", author=author)
    [mail] = work()
    assert mail["To"] == "other@example.org"


def test_many_practices_published_together_make_one_mail_a_member(work: Work) -> None:
    user = member()
    keep(user)
    for number in range(30):
        publish(f"Repair {number:02}")
    [mail] = work()
    assert mail["Subject"] == "30 new practices: Repair"
    text = text_of(mail)
    assert text.count("\n- ") == 20
    assert "And 10 more:\nhttp://exchange.test/en/practices/?q=repair&sort=newest" in text
    assert len(told(user)) == 30


def test_after_a_mail_at_once_the_next_practices_wait_and_go_together(work: Work) -> None:
    keep(member())
    publish("Repair one")
    assert len(work()) == 1
    publish("Repair two")
    publish("Repair three")
    assert len(work()) == 1
    assert len(work(rules.PAUSE)) == 2
    assert mails()[1]["Subject"] == "2 new practices: Repair"


def test_a_practice_hidden_before_the_mail_is_made_is_left_out(work: Work, app: Flask) -> None:
    keep(member())
    first, second = publish("Repair one"), publish("Repair two")
    work_until_owed(first, second)
    hide(first)
    [mail] = work()
    assert mail["Subject"] == "New practice: Repair two"
    assert "Repair one" not in text_of(mail)


def test_no_mail_is_made_when_nothing_is_left_to_read(work: Work) -> None:
    keep(member())
    number = publish("Repair one")
    work_until_owed(number)
    hide(number)
    assert work() == []


def test_a_retracted_practice_is_left_out(work: Work) -> None:
    keep(member())
    number = publish("Repair one")
    work_until_owed(number)
    first, second = member(role="moderator").id, member(role="moderator").id
    with transaction():
        practice = db.session.get_one(Practice, number)
        practice.retraction_asked_by, practice.retracted_by = first, second
        practice.retracted_at, practice.retraction_reason, practice.retraction_title = clock.now(), "Copied.", "Repair one"
    assert work() == []


def test_no_mail_is_made_for_one_who_stopped_it_meanwhile(work: Work) -> None:
    user = member()
    keep(user)
    work_until_owed(publish("Repair one"))
    with transaction():
        service.stop(user.id)
    assert work() == []


def test_a_closed_or_unconfirmed_account_is_not_written_to(work: Work) -> None:
    closed, unconfirmed, late = member(), member(confirmed=False), member()
    for user in (closed, unconfirmed, late):
        keep(user)
        keep(user, "", rules.DAILY, "Everything")
    with transaction():
        db.session.get_one(User, closed.id).active = False
    work_until_owed(publish("Repair one"))
    assert told(closed) == told(unconfirmed) == set()
    with transaction():
        db.session.get_one(User, late.id).active = False
    assert work() == []
    assert work(timedelta(days=2)) == []


def work_until_owed(*numbers: int) -> None:
    """Index the practices and look, up to the mail owed."""
    sync.rebuild()
    with transaction():
        db.session.query(Promise).where(Promise.topic == "index").delete()
    looking.look_at_once(set(numbers))
    assert len(owed("mail")) >= 1
    with transaction():
        db.session.query(Promise).where(Promise.topic == service.TOPIC, Promise.key == "published").delete()


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
        db.session.query(Promise).where(Promise.topic == "index").delete()
    with pytest.raises(looking.IndexAway):
        looking.look_at_once({number})
    assert told(user) == set()


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(params=["after the look", "before the mail is owed", "before the promise is closed"])
def killed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """End the work once at this step."""
    place = {
        "after the look": (looking, "_tell_all"),
        "before the mail is owed": (notices, "owe_all"),
        "before the promise is closed": (outbox, "close"),
    }[request.param]
    real = getattr(*place)
    left = [1]

    def end(*args: object, **values: object) -> object:
        if left and (place[1] != "close" or saved_in(args)):
            left.clear()
            raise Killed
        return real(*args, **values)

    return lambda: monkeypatch.setattr(*place, end)


def saved_in(args: tuple[object, ...]) -> bool:
    """True when the promises being closed are of this room."""
    db.session.rollback()
    ids = args[1]
    assert isinstance(ids, list)
    return db.session.scalar(select(Promise.id).where(Promise.id.in_(ids), Promise.topic == service.TOPIC)) is not None


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
    monkeypatch.setattr(queries, "known", lambda *_: set())
    with pytest.raises(Exception, match=r"(?i)unique"):
        looking.look_at_once({number})
    db.session.rollback()
    assert len(owed("mail")) == 1


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


def test_publishing_owes_no_look_when_nobody_is_told_at_once(app: Flask) -> None:
    keep(member(), often=rules.DAILY)
    publish("Repair one")
    assert [one.key for one in owed(service.TOPIC) if one.key == "published"] == []


def test_practices_published_by_an_import_owe_one_look(app: Flask) -> None:
    keep(member())
    now = clock.now()
    with transaction():
        practices = [Practice(created_at=now) for _ in range(3)]
        db.session.add_all(practices)
        db.session.flush()
        columns = {"number": 1, "answers": {}, "revision": 0}
        moves.make_many([{**columns, "practice_id": one.id} for one in practices], "import_published", None, at=now)
        numbers = [one.id for one in practices]
    [promise] = owed(service.TOPIC)
    assert promise.payload == {"practices": numbers}


def test_a_member_who_is_removed_takes_their_searches_along(app: Flask) -> None:
    user = member()
    keep(user)
    number = publish("Repair one")
    work_until_owed(number)
    with transaction():
        db.session.delete(db.session.get_one(User, user.id))
    assert db.session.scalars(select(SavedSearch)).all() == []
    assert db.session.scalars(select(Told)).all() == []


def test_the_mail_offers_to_stop_without_signing_in(work: Work) -> None:
    keep(member())
    publish("Repair one")
    [mail] = work()
    address = str(mail["List-Unsubscribe"]).strip("<>")
    assert address.startswith("http://exchange.test/en/saved/stop/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop all mail about saved searches:\n{address}" in text_of(mail)


def test_the_mail_is_in_the_language_of_its_receiver_and_shows_hostile_titles_as_text(work: Work) -> None:
    keep(member(language="fr"))
    publish("Repair <script>alert(1)</script>")
    [mail] = work()
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "/fr/practices/" in text_of(mail)
