"""The desk of administrators: what needs them, figures that are true, the log, and members in the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from exchange.accounts import administering
from exchange.accounts.lifecycle import MEMBERS
from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices.models import Version
from exchange.review import queries as review_queries
from exchange.workflow import queries as log
from tests import factories, statements
from tests.client import Reader, words
from tests.house_rules import administration as made
from tests.house_rules import values
from tests.review import factories as review

DESK = "/en/admin/"


@pytest.fixture
def boss(reader: Reader) -> User:
    user = factories.member("Boss", "administrator")
    reader.sign_in(user)
    return user


def test_a_desk_with_nothing_waiting_says_so(reader: Reader, boss: User) -> None:
    values.index_built(None)
    page = words(reader.get(DESK))
    assert "Nothing needs you. Everything runs." in page
    assert "member, 1 new this week" in page
    assert "decision" not in page


def test_what_waits_is_counted_and_named(reader: Reader, boss: User) -> None:
    values.index_built(None)
    made.role_asked_for(None)
    number = review.sent(factories.member())
    with transaction():
        db.session.execute(update(Version).where(Version.id == number).values(sent_at=clock.now() - timedelta(days=20)))
    page = words(reader.get(DESK))
    assert "2 things need you. The rest runs." in page
    assert "1 review is late" in page
    assert "Administrator for Person" in page


def test_who_asked_for_a_role_is_not_told_to_agree_to_it(reader: Reader, boss: User) -> None:
    factories.member(role="administrator")
    member = factories.member().id
    with transaction():
        administering.change_role(db.session.merge(boss), member, "administrator", (), (), "Runs the server.", 0)
    assert "Administrator for" not in words(reader.get(DESK))


def test_the_median_is_that_of_the_decisions_and_missing_before_the_first() -> None:
    assert review_queries.median_days() is None
    review.published(factories.member(), factories.moderator())
    assert review_queries.median_days() == 0


def test_the_desk_asks_no_more_of_the_database_as_members_and_acts_grow(reader: Reader, boss: User) -> None:
    def asked() -> int:
        with statements.asked() as found:
            assert reader.get(DESK).status_code == 200
        return len(found)

    made.member_suspended(None)
    asked()  # The first page of a process reads what the process then keeps.
    before = asked()
    for _time in range(5):
        made.member_suspended(None)
    assert asked() == before


def test_the_log_is_read_by_kind_and_names_what_was_done(reader: Reader, boss: User) -> None:
    made.member_suspended(None)
    values.practice_hidden(None)
    everything = words(reader.get(f"{DESK}log/"))
    assert "Suspended Person" in everything
    assert "Hid the practice from readers" in everything
    assert "A complaint is looked into." in everything
    members_alone = words(reader.get(f"{DESK}log/?kind=member"))
    assert "Suspended Person" in members_alone
    assert "Hid the practice" not in members_alone
    assert reader.get(f"{DESK}log/?page=2").status_code == 404


def test_an_address_stands_on_the_pages_of_members_and_nowhere_else(reader: Reader, boss: User) -> None:
    number = made.member_suspended(None)["number"]
    email = db.session.scalars(select(User.email).where(User.id == number)).one()
    db.session.rollback()
    assert email in words(reader.get(f"{DESK}members/{number}/"))
    assert email not in words(reader.get(DESK)) + words(reader.get(f"{DESK}log/"))


def test_a_role_is_changed_in_the_page_and_the_reason_kept(reader: Reader, boss: User) -> None:
    member = factories.member().id
    page = f"{DESK}members/{member}/"
    data = {"role": "moderator", "themes": ["waste"], "languages": ["ru"], "reason": "Reads Russian.", "seen": "0"}
    assert reader.send(f"{page}role/", data, form_at=page).status_code == 303
    [line] = log.events_of(MEMBERS, member)
    assert (line.what, line.note, line.actor_id) == ("make_moderator", "Reads Russian.", boss.id)


@pytest.mark.parametrize(("reason", "told"), [("", "Write the reason"), ("x" * 1_001, "Shorten the reason")])
def test_a_reason_that_cannot_be_kept_is_told_and_stays_in_the_form(reader: Reader, boss: User, reason: str, told: str) -> None:
    member = factories.member().id
    page = f"{DESK}members/{member}/"
    answer = reader.send(f"{page}role/", {"role": "moderator", "themes": ["waste"], "reason": reason, "seen": "0"}, form_at=page)
    assert answer.status_code == 422
    assert told in words(answer)
    text = answer.get_data(as_text=True)
    assert 'value="moderator" checked' in text
    assert 'value="waste" checked' in text
    assert not reason or reason in text


def test_the_second_of_two_administrators_gets_their_reason_back(
    reader: Reader, boss: User, new_reader: Callable[[], Reader]
) -> None:
    member = factories.member().id
    page = f"{DESK}members/{member}/"
    second = new_reader()
    second.sign_in(factories.member(role="administrator"))
    assert reader.send(f"{page}end-sessions/", {"reason": "Lost a phone.", "seen": "0"}, form_at=page).status_code == 303
    answer = second.send(f"{page}suspend/", {"reason": "It sells things.", "seen": "0"}, form_at=page)
    assert answer.status_code == 409
    assert "Somebody else has changed this member" in words(answer)
    assert "It sells things." in answer.get_data(as_text=True)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_a_form_that_does_not_say_what_it_knew_changes_nothing(reader: Reader, boss: User, seen: str) -> None:
    member = factories.member().id
    page = f"{DESK}members/{member}/"
    assert reader.send(f"{page}suspend/", {"reason": "Spam", "seen": seen}, form_at=page).status_code == 409


def test_whoever_lacks_the_role_is_told_which_and_whom_to_ask(reader: Reader) -> None:
    reader.sign_in(factories.moderator())
    answer = reader.get(DESK)
    assert answer.status_code == 403
    page = words(answer)
    assert "Only an administrator can open this page." in page
    assert "An administrator gives roles. Ask one" in page


def test_a_single_administrator_reads_the_command_for_the_role(reader: Reader, boss: User) -> None:
    page = f"{DESK}members/{factories.member().id}/"
    assert "accounts role --email" in words(reader.get(page))
    answer = reader.send(f"{page}role/", {"role": "administrator", "reason": "Helps", "seen": "0"}, form_at=page)
    assert answer.status_code == 403
    assert "needs two administrators" in words(answer)
