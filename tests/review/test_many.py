"""What an author sends into the review mails others, so it has an end each day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import TooMany
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.reach import service as reach
from exchange.review import service
from exchange.review.models import Comment
from tests.client import Reader, words
from tests.review import factories as make


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "ACTS_PER_DAY", 2)


def test_sending_and_withdrawing_in_turn_mails_the_moderators_until_the_days_limit() -> None:
    author, _moderator = make.author(), make.reviewer()
    number = make.draft(author)
    for _time in range(2):
        with transaction():
            service.submit(author, number)
        with transaction():
            service.withdraw(author, number)
            service.reopen(author, number)
        make.declare(number)
    before = db.session.scalar(select(func.count()).select_from(Job))
    with pytest.raises(TooMany, match="Try again in 24 hours"), transaction():
        service.submit(author, number)
    assert db.session.scalar(select(func.count()).select_from(Job)) == before
    with clock.later(timedelta(hours=24, seconds=1)), transaction():
        service.submit(author, number)


def test_a_limit_between_members_stops_no_work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MESSAGES_PER_DAY", 0)
    assert make.sent(make.author())


def test_a_reply_beyond_the_days_limit_keeps_its_words_and_is_not_sent(reader: Reader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    comment = db.session.scalars(select(Comment.id)).one()
    with transaction():
        service.reply(author, number, comment, "It is enough.")
    reader.sign_in(author)
    answer = reader.send(f"/en/submissions/{number}/comments/{comment}/reply/", {"body": "Once more of it."})
    assert answer.status_code == 429
    assert "Try again in 24 hours." in words(answer)
    assert "Once more of it." in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 2


def test_sending_beyond_the_days_limit_says_when_to_try_again(reader: Reader) -> None:
    author = make.author()
    for _time in range(2):
        make.sent(author)
    number = make.draft(author)
    reader.sign_in(author)
    answer = reader.send(f"/en/submissions/{number}/send/")
    assert answer.status_code == 429
    assert "Try again in 24 hours." in words(answer)


def test_a_reviewer_replies_without_an_end() -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    comment = db.session.scalars(select(Comment.id)).one()
    for time in range(4):
        with transaction():
            service.reply(reviewer, number, comment, f"Reply {time}")
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 5
