"""One transaction for one verb, on a real database."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db, is_sqlite
from exchange.core.transaction import require_transaction, transaction
from tests import factories


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(User.name).order_by(User.id)))


def new(name: str, **values: object) -> User:
    user = User(email=f"{name.lower()}@example.org", name=name, fs_uniquifier=name, created_at=clock.now(), **values)
    db.session.add(user)
    return user


def test_what_a_block_writes_stands_together(app: Flask) -> None:
    with transaction():
        new("Ann")
        new("Ben")
    assert names() == ["Ann", "Ben"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_block_that_fails_writes_nothing(app: Flask, error: type[BaseException]) -> None:
    def half() -> None:
        with transaction():
            new("Ann")
            db.session.flush()
            raise error

    with pytest.raises(error):
        half()
    assert names() == []
    with transaction():
        new("Ben")
    assert names() == ["Ben"]


def test_a_block_that_fails_at_the_commit_writes_nothing(app: Flask) -> None:
    def twice() -> None:
        with transaction():
            new("Ann")
            new("Ann")

    with pytest.raises(IntegrityError):
        twice()
    assert names() == []


def test_transactions_do_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass
    with transaction():
        new("Ann")
    assert names() == ["Ann"]


def test_a_promise_needs_a_transaction_around_it(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        require_transaction()
    with transaction():
        require_transaction()


def test_a_block_sees_what_others_wrote_since_the_request_began_to_read(app: Flask) -> None:
    user = factories.member("Before")
    assert db.session.get_one(User, user.id).name == "Before"
    other = threading.Thread(target=rename, args=(app, user.id, "After"))
    other.start()
    other.join()
    with transaction():
        assert db.session.get_one(User, user.id).name == "After"


def rename(app: Flask, user_id: int, name: str) -> None:
    with app.app_context(), transaction():
        db.session.get_one(User, user_id).name = name


def lengthen(app: Flask, user_id: int) -> None:
    with app.app_context(), transaction():
        db.session.get_one(User, user_id, with_for_update=True).name += "+"


def test_writers_at_once_wait_for_each_other_and_none_is_lost(app: Flask) -> None:
    user = factories.member("x")
    writers = [threading.Thread(target=lengthen, args=(app, user.id)) for _writer in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert names() == ["x++++++"]


def test_a_row_that_points_nowhere_is_refused(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add(SignIn(digest="d", user_id=999_999, created_at=clock.now()))


def test_the_database_refuses_a_value_no_rule_allows(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        new("Ann", role="emperor")


def test_a_moment_needs_a_time_zone_and_comes_back_in_utc(app: Flask) -> None:
    with pytest.raises(StatementError), transaction():
        new("Ann").created_at = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - the fault under test
    moment = clock.now()
    user = factories.member()
    db.session.expire_all()
    kept = db.session.get_one(User, user.id).created_at
    assert kept.utcoffset() == timedelta(0)
    assert abs(kept - moment) < timedelta(minutes=1)


def test_sqlite_keeps_a_log_beside_and_guards_its_keys(app: Flask) -> None:
    if not is_sqlite(db.engine):
        assert str(db.session.scalar(select(func.version()))).startswith("PostgreSQL")
        return
    assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
