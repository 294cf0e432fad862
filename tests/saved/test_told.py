"""Who is told of what, and that it is once: through the real index, outbox and mail."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import moves
from exchange.practices.models import Practice
from exchange.saved import rules, service
from exchange.saved.models import SavedSearch, Told
from tests.accounts.mailbox import mails, text_of
from tests.saved.conftest import Work
from tests.saved.records import hide, keep, member, owed, publish, publish_again, told, work_until_owed


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
    assert "10 more practices\nhttp://exchange.test/en/practices/?q=repair&sort=newest" in text
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
    assert f"Stop all mail about saved searches\n{address}" in text_of(mail)


def test_the_mail_is_in_its_receiver_s_language_with_hostile_titles_as_text(work: Work) -> None:
    keep(member(language="fr"))
    publish("Repair <script>alert(1)</script>")
    [mail] = work()
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "/fr/practices/" in text_of(mail)
