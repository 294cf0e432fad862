"""One brake for every way by which a member turns to another: limits, blocks and repeats across kinds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.contact import service as contact
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import DomainError, Forbidden, Invalid, TooMany
from exchange.core.transaction import transaction
from exchange.notices import service as notices
from exchange.notices.service import Member
from exchange.outbox.models import Job
from exchange.practices import service as practices
from exchange.reach import queries, service
from exchange.reach.access import Standing
from exchange.reach.models import Approach
from tests import factories
from tests.accounts import mailbox
from tests.contact.records import write
from tests.practices import records

CLOSED = "This person cannot be written to."
ADVERT = "Win now at https://casino.example.com"


@pytest.fixture
def few(app: Flask) -> Iterator[Flask]:
    """A limit of three a day."""
    app.config["MESSAGES_PER_DAY"] = 3
    yield app
    app.config["MESSAGES_PER_DAY"] = 10


def invite(inviter: User, invited: User, part: str = "contact", draft: int | None = None) -> bool:
    number = draft or records.draft(inviter, {"title": ADVERT, "language": "en"})
    with transaction():
        return practices.invite(inviter, number, part, invited.id)


def take_off(inviter: User, invited: User, draft: int, part: str = "contact") -> None:
    with transaction():
        practices.remove(inviter, draft, part, invited.id)


def block(blocker: User, blocked: User) -> None:
    with transaction():
        service.block(blocker.id, blocked.id)


def mails() -> int:
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.topic == "mail")) or 0


def test_one_limit_counts_messages_and_invitations_together(few: Flask) -> None:
    sender = factories.member()
    write(sender, factories.expert())
    invite(sender, factories.expert())
    invite(sender, factories.expert(), "author")
    turns: list[Callable[..., object]] = [invite, write]
    for turn in turns:
        with pytest.raises(TooMany, match="Try again in 24 hours"):
            turn(sender, factories.expert())
    assert mails() == 3
    with clock.later(timedelta(hours=24, seconds=1)):
        assert invite(sender, factories.expert())


def test_many_drafts_with_two_invitations_each_mail_no_more_than_the_days_limit(app: Flask) -> None:
    sender, victims = factories.member(), [factories.expert() for _one in range(50)]
    refused = 0
    for number in range(25):
        draft = records.draft(sender, {"title": ADVERT, "language": "en"})
        for part, victim in zip(("author", "contact"), victims[2 * number :], strict=False):
            try:
                invite(sender, victim, part, draft)
            except TooMany:
                refused += 1
    assert (mails(), refused) == (app.config["MESSAGES_PER_DAY"], 50 - app.config["MESSAGES_PER_DAY"])


def test_who_takes_off_and_invites_again_mails_once_in_two_weeks() -> None:
    sender, invited = factories.member(), factories.expert()
    draft = records.draft(sender, {"title": "Repair", "language": "en"})
    told = []
    for days in (0, 1, 13, 15):
        with clock.later(timedelta(days=days)):
            told.append(invite(sender, invited, draft=draft))
            take_off(sender, invited, draft)
    assert told == [True, False, False, True]
    assert mails() == 2


def test_one_person_gets_few_mails_of_invitations_in_a_week_from_one_sender() -> None:
    sender, invited = factories.member(), factories.expert()
    told = [invite(sender, invited) for _draft in range(5)]
    assert told == [True] * service.MOST_TO_ONE + [False] * 2
    assert invite(factories.member(), invited)
    with clock.later(timedelta(days=7, seconds=1)):
        assert invite(sender, invited)


def test_a_blocked_member_invites_and_writes_in_vain_and_is_not_told_why() -> None:
    sender, receiver, closed = factories.member(), factories.expert(), factories.expert(open_to_requests="no")
    draft = records.draft(sender, {"title": ADVERT, "language": "en"})
    invite(sender, receiver, draft=draft)
    block(receiver, sender)
    take_off(sender, receiver, draft)
    before = mails()
    for other in (receiver, closed):
        for part in ("author", "contact"):
            with pytest.raises(Invalid) as raised:
                invite(sender, other, part, draft)
            assert raised.value.problems == {"": CLOSED}
        with pytest.raises(Invalid) as raised:
            write(sender, other)
        assert raised.value.problems == {"": CLOSED}
    assert mails() == before


def test_nobody_invites_whom_they_blocked_or_themselves() -> None:
    sender, other = factories.expert(), factories.expert()
    block(sender, other)
    with pytest.raises(Invalid, match="You blocked this person"):
        invite(sender, other)
    with pytest.raises(Invalid, match="yourself"):
        invite(sender, sender)


def test_what_is_refused_is_not_counted(few: Flask) -> None:
    sender, receiver = factories.member(), factories.expert()
    block(receiver, sender)
    for _time in range(5):
        with pytest.raises(Invalid):
            write(sender, receiver)
    assert db.session.scalar(select(func.count()).select_from(Approach)) == 0
    assert write(sender, factories.expert())


def test_answers_have_a_limit_of_their_own_that_openings_share(app: Flask) -> None:
    sender, expert = factories.member(), factories.expert()
    number = write(sender, expert)
    app.config["MESSAGES_PER_DAY"] = 1
    try:
        for n in range(10):
            with transaction():
                contact.reply(expert, number, f"Answer {n}")
        with pytest.raises(TooMany), transaction():
            contact.share(expert, number)
        with pytest.raises(TooMany), transaction():
            contact.reply(expert, number, "More")
        with pytest.raises(TooMany):
            write(expert, factories.expert())
    finally:
        app.config["MESSAGES_PER_DAY"] = 10


def test_a_member_without_a_confirmed_address_invites_nobody() -> None:
    sender = factories.member(confirmed=False)
    with pytest.raises(Forbidden):
        invite(sender, factories.expert())


def test_two_requests_at_once_pass_the_limit_once(few: Flask) -> None:
    sender, others = factories.member(), [factories.expert() for _one in range(8)]
    draft = records.draft(sender, {"title": "Repair", "language": "en"})
    refused: list[DomainError] = []
    ready = threading.Barrier(len(others))

    def turn(place: int, other: int) -> None:
        with few.app_context():
            actor = db.session.get_one(User, sender_id)
            ready.wait()
            try:
                with transaction():
                    if place % 2:
                        practices.invite(actor, draft, "contact", other)
                    else:
                        contact.write(actor, other, "Subject", "Words")
            except TooMany as error:
                refused.append(error)
            finally:
                db.session.remove()

    sender_id = sender.id
    numbers = [one.id for one in others]
    db.session.remove()
    threads = [threading.Thread(target=turn, args=(place, one)) for place, one in enumerate(numbers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    assert mails() == 3


def test_two_members_who_write_to_each_other_at_once_both_do(app: Flask) -> None:
    pair = [factories.expert().id, factories.expert().id]
    db.session.remove()
    ready = threading.Barrier(2)
    failed: list[BaseException] = []

    def turn(sender: int, receiver: int) -> None:
        with app.app_context():
            actor = db.session.get_one(User, sender)
            ready.wait()
            try:
                with transaction():
                    contact.write(actor, receiver, "Subject", "Words")
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=turn, args=(one, two)) for one, two in (pair, reversed(pair))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert mails() == 2


def test_mail_between_members_cannot_be_owed_past_the_brake() -> None:
    expert = factories.expert()
    for kind in ("contact_message", "contact_reply", "contact_shared", "practices.invitation"):
        with pytest.raises(RuntimeError, match=r"exchange\.reach"), transaction():
            notices.owe(Member(expert.id), kind, message_id=1)


def test_the_brake_is_not_asked_for_mail_of_the_workflow() -> None:
    sender, expert = factories.member(), factories.expert()
    with pytest.raises(RuntimeError, match="need no permit"), transaction():
        service.allow(service.hold(sender), expert.id, "review.sent", standing=Standing.OPEN)


def test_a_closed_account_gets_no_mail(drain: Callable[[], int]) -> None:
    sender, expert = factories.member(), factories.expert()
    with transaction():
        contact.write(sender, expert.id, "Subject", "Words")
        db.session.get_one(User, expert.id).active = False
    assert drain() > 0
    assert mailbox.mails() == []


def test_what_the_rules_no_longer_look_at_is_forgotten() -> None:
    sender = factories.member()
    write(sender, factories.expert())
    with clock.later(service.LOOK_BACK + timedelta(seconds=1)):
        write(sender, factories.expert())
    assert db.session.scalar(select(func.count()).select_from(Approach)) == 1


def test_the_blocked_are_listed_the_latest_first() -> None:
    blocker, first, second = factories.member(), factories.member("First"), factories.member("Second")
    block(blocker, first)
    with clock.later(timedelta(minutes=1)):
        block(blocker, second)
        block(blocker, blocker)
    assert [one.name for one in queries.blocked_by(blocker.id)] == ["Second", "First"]
    with transaction():
        service.unblock(blocker.id, second.id)
        db.session.get_one(User, first.id).active = False
    assert [(one.user_id, one.name) for one in queries.blocked_by(blocker.id)] == [(first.id, "")]


def test_an_invitation_names_no_word_of_the_draft_in_its_subject(drain: Callable[[], int]) -> None:
    from tests.accounts.mailbox import mails as letters
    from tests.accounts.mailbox import text_of

    invite(factories.member("Ana Silva"), factories.expert())
    drain()
    (letter,) = letters()
    assert letter["Subject"] == "You are asked to be a contact for a practice"
    assert "“Win now at https: casino[.]example[.]com”" in text_of(letter)
    assert "casino.example" not in letter.as_string()
