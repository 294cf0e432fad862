"""A request waits for the database for a bounded time; a command and the worker wait for longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from exchange.accounts.models import User
from exchange.core import clock, patience
from exchange.core.db import db, is_sqlite
from exchange.core.transaction import transaction
from tests import factories
from tests.client import Reader

LONG = 0.6


@pytest.fixture(autouse=True)
def short(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests lose their patience sooner than people's do, and nothing is known of the test before."""
    if "turns" in app.extensions:
        monkeypatch.setitem(app.extensions, "turns", patience.Turns())
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", LONG)
    monkeypatch.setattr(patience, "LEAST_SECONDS", 0.2)


@contextmanager
def held() -> Iterator[None]:
    """Another connection may write inside the block, and nobody else."""
    with db.engine.connect() as other:
        if is_sqlite(db.engine):
            other.exec_driver_sql("COMMIT")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql("LOCK TABLE users, practices IN EXCLUSIVE MODE")
        yield


def write(name: str = "ann") -> None:
    with transaction():
        db.session.add(User(email=f"{name}@example.org", name=name, fs_uniquifier=name, created_at=clock.now()))


def seconds_until_refused(app: Flask, arrived: float | None = None) -> float:
    """How long a request that writes waits before it is refused."""
    environ = {} if arrived is None else {patience.ARRIVED: arrived}
    began = time.monotonic()
    with app.test_request_context(environ_overrides=environ), pytest.raises(OperationalError):
        write()
    return time.monotonic() - began


def test_a_request_that_writes_is_refused_when_its_patience_is_over(app: Flask) -> None:
    with held():
        assert LONG * 0.8 < seconds_until_refused(app) < LONG + 2


def test_patience_counts_from_when_the_request_arrived(app: Flask) -> None:
    with held():
        assert seconds_until_refused(app, time.monotonic() - LONG / 2) < LONG * 0.9


def test_a_late_request_is_refused_at_once_while_the_lock_is_known_to_be_held(app: Flask) -> None:
    if not is_sqlite(db.engine):
        pytest.skip("PostgreSQL locks rows: one that is held says nothing of the next")
    with held():
        seconds_until_refused(app)
        assert seconds_until_refused(app, time.monotonic() - LONG) < 0.15


def test_a_request_that_arrived_long_ago_still_waits_for_a_lock_that_is_free_soon(app: Flask) -> None:
    refused: list[BaseException] = []

    def late() -> None:
        try:
            with app.app_context(), app.test_request_context(environ_overrides={patience.ARRIVED: time.monotonic() - 10}):
                write()
        except OperationalError as error:
            refused.append(error)

    request = threading.Thread(target=late)
    with held():
        request.start()
        time.sleep(0.05)
    request.join()
    assert not refused


def test_requests_of_one_process_wait_for_one_another_and_none_is_lost(app: Flask) -> None:
    failed: list[BaseException] = []

    def one(number: int) -> None:
        try:
            with app.app_context(), app.test_request_context():
                write(f"writer{number}")
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    assert db.session.scalar(text("SELECT count(*) FROM users")) == 12


def test_many_refused_requests_are_all_answered_when_the_first_is(app: Flask) -> None:
    took: list[float] = []

    def one() -> None:
        with app.app_context():
            took.append(seconds_until_refused(app))

    writers = [threading.Thread(target=one) for _writer in range(8)]
    with held():
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    assert len(took) == 8
    assert max(took) < LONG + 2


def test_readers_do_not_wait_for_who_writes(app: Flask) -> None:
    with held(), app.test_request_context():
        began = time.monotonic()
        db.session.execute(text("SELECT count(*) FROM users"))
        assert time.monotonic() - began < LONG


def test_work_that_nobody_waits_for_waits_longer_than_a_request(app: Flask) -> None:
    entered, done = threading.Event(), threading.Event()

    def work() -> None:
        with app.app_context():
            entered.set()
            write()
            done.set()

    worker = threading.Thread(target=work)
    with held():
        worker.start()
        entered.wait(5)
        assert not done.wait(2 * LONG)
    worker.join(10)
    assert done.is_set()


def test_a_refused_write_is_answered_with_503(app: Flask, reader: Reader) -> None:
    member = factories.member()
    reader.sign_in(member)
    reader.get("/en/submissions/new/")
    with held():
        assert reader.send("/en/submissions/new/").status_code == 503


def test_a_request_reads_with_the_patience_of_a_request(app: Flask) -> None:
    setting = "PRAGMA busy_timeout" if is_sqlite(db.engine) else "SHOW lock_timeout"
    outside = db.session.scalar(text(setting))
    with app.app_context(), app.test_request_context():
        inside = db.session.scalar(text(setting))
    assert (outside, inside) == ((30_000, 600) if is_sqlite(db.engine) else ("0", "600ms"))
