"""Promises: written with their change, kept once, tried again, never lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import queries, service, worker
from exchange.outbox.models import Job
from exchange.outbox.service import LEASE, LONGEST_WAIT, LeasedJob
from exchange.outbox.worker import Queue
from tests import factories

TOPIC = "example"


class Work:
    """A handler that notes what it did, and fails when told."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.error: BaseException | None = None

    def __call__(self, taken: Sequence[LeasedJob]) -> None:
        if self.error:
            raise self.error
        self.done += [one.payload["n"] for one in taken]


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Work:
    made = Work()
    monkeypatch.setitem(app.extensions, "outbox", {TOPIC: Queue(TOPIC, made, batch=2)})
    return made


def queue(app: Flask) -> Queue:
    return worker.queues(app)[0]


def owe(*numbers: int, topic: str = TOPIC) -> None:
    with transaction():
        service.enqueue_all(topic, [(str(number), {"n": number}) for number in numbers])


def owed() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job)) or 0


def row() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_a_promise_is_kept_once_and_struck_out(app: Flask, work: Work) -> None:
    owe(1, 2, 3)
    assert worker.drain(app) == 3
    assert work.done == [1, 2, 3]
    assert owed() == 0
    assert worker.drain(app) == 0


def test_a_promise_without_its_change_cannot_be_written(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        service.enqueue(TOPIC, {})
    assert owed() == 0


def test_a_change_undone_takes_its_promise_with_it(app: Flask, work: Work) -> None:
    def change() -> None:
        with transaction():
            service.enqueue(TOPIC, {"n": 1})
            raise ValueError

    with pytest.raises(ValueError):
        change()
    assert owed() == 0


def test_nothing_owed_writes_nothing(app: Flask) -> None:
    owe()
    assert owed() == 0


def test_what_fails_is_tried_again_later_and_later(app: Flask, work: Work) -> None:
    owe(1)
    work.error = ValueError("told to nobody: ann@example.org")
    waits = []
    moment = clock.now()
    for attempt in range(1, 14):
        with clock.at(moment):
            assert worker.work_once(queue(app)) == 0
            assert row().attempts == attempt
            waits.append(int((row().due_at - moment).total_seconds()))
            assert worker.work_once(queue(app)) == 0, "not due yet"
            assert row().attempts == attempt
        moment = row().due_at
    assert waits[:5] == [5, 10, 20, 40, 80]
    assert waits[-1] == LONGEST_WAIT.total_seconds()
    assert row().last_error == "ValueError"
    work.error = None
    with clock.at(moment):
        assert worker.work_once(queue(app)) == 1
    assert owed() == 0


def test_one_failure_does_not_hold_up_the_rest(app: Flask, work: Work) -> None:
    owe(1, 2)
    work.error = ValueError()
    worker.work_once(queue(app))
    work.error = None
    owe(3)
    assert worker.drain(app) == 1
    assert work.done == [3]
    with clock.later(timedelta(seconds=6)):
        assert worker.drain(app) == 2


def test_work_that_a_killed_process_left_is_done_by_the_next(app: Flask, work: Work) -> None:
    owe(1)
    work.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        worker.work_once(queue(app))
    work.error = None
    assert row().leased_until is not None
    assert worker.work_once(queue(app)) == 0, "somebody may still be at it"
    with clock.later(LEASE + timedelta(seconds=1)):
        assert worker.work_once(queue(app)) == 1
    assert work.done == [1]
    assert owed() == 0


def test_a_worker_killed_after_the_work_does_it_again_and_loses_nothing(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(1)

    def killed(_lease: str, _ids: Sequence[int]) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(service, "remove_done", killed)
        with pytest.raises(SystemExit):
            worker.work_once(queue(app))
    with clock.later(LEASE + timedelta(seconds=1)):
        assert worker.work_once(queue(app)) == 1
    assert work.done == [1, 1]
    assert owed() == 0


def test_who_lost_the_lease_neither_strikes_out_nor_puts_off_the_work_of_another(app: Flask) -> None:
    owe(1)
    first, taken = service.take_due(TOPIC, 1)
    with clock.later(LEASE + timedelta(seconds=1)):
        second, _again = service.take_due(TOPIC, 1)
    service.remove_done(first, [taken[0].id])
    service.reschedule(first, taken[0], ValueError())
    assert (row().lease, row().attempts) == (second, 0)


def test_a_lease_can_be_made_longer(app: Flask) -> None:
    owe(1)
    lease, _taken = service.take_due(TOPIC, 1)
    with clock.later(LEASE - timedelta(seconds=1)):
        service.extend_lease(lease)
    with clock.later(LEASE + timedelta(seconds=1)):
        assert service.take_due(TOPIC, 1)[1] == []
    with clock.later(2 * LEASE):
        assert len(service.take_due(TOPIC, 1)[1]) == 1


def test_only_work_of_the_topic_is_taken_oldest_first_and_so_much(app: Flask) -> None:
    owe(1, 2, 3)
    owe(9, topic="other")
    assert [one.payload["n"] for one in service.take_due(TOPIC, 2)[1]] == [1, 2]
    assert [one.payload["n"] for one in service.take_due(TOPIC, 2)[1]] == [3]
    assert service.take_due(TOPIC, 2)[1] == []


def test_who_looks_at_once_and_comes_second_takes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owe(1)
    first: list[LeasedJob] = []

    def write_after_the_other_worker() -> object:
        monkeypatch.setattr(service, "transaction", transaction)
        first.extend(service.take_due(TOPIC, 1)[1])
        return transaction()

    monkeypatch.setattr(service, "transaction", write_after_the_other_worker)
    assert service.take_due(TOPIC, 1)[1] == []
    assert [one.payload["n"] for one in first] == [1]


def test_workers_at_once_never_do_one_promise_twice(app: Flask, work: Work) -> None:
    owe(*range(40))
    lock = threading.Lock()
    done: list[int] = []

    def keep_some() -> None:
        with app.app_context():
            while taken := service.take_due(TOPIC, 1):
                lease, rows = taken
                if not rows:
                    return
                with lock:
                    done.extend(one.payload["n"] for one in rows)
                service.remove_done(lease, [one.id for one in rows])

    workers = [threading.Thread(target=keep_some) for _worker in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(done) == list(range(40))
    assert owed() == 0


@pytest.mark.parametrize("ours", [True, False])
def test_guarded_work_is_done_by_whoever_holds_the_guard_whatever_old_leases(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    held: list[str] = []

    @contextmanager
    def guard() -> Iterator[bool]:
        held.append("in")
        yield ours
        held.append("out")

    made = Work()
    monkeypatch.setitem(app.extensions, "outbox", {TOPIC: Queue(TOPIC, made, batch=5, guard=guard)})
    owe(1)
    service.take_due(TOPIC, 1)
    assert worker.work_once(queue(app)) == int(ours)
    assert made.done == ([1] if ours else [])
    assert held == ["in", "out"]


def test_draining_waits_for_work_that_another_holds(app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.01)
    owe(1)
    lease, taken = service.take_due(TOPIC, 1)
    finished = threading.Event()

    def drain() -> None:
        with app.app_context():
            worker.drain(app)
        finished.set()

    draining = threading.Thread(target=drain)
    draining.start()
    assert not finished.wait(0.2)
    service.remove_done(lease, [taken[0].id])
    assert finished.wait(5)
    draining.join()
    assert work.done == []


def test_draining_ends_when_told(app: Flask, work: Work) -> None:
    owe(1)
    stop = threading.Event()
    stop.set()
    assert worker.drain(app, stop) == 0


def test_the_worker_works_until_told_to_stop_and_outlives_a_fault(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.01)
    stop = threading.Event()
    begin = worker.work_once
    calls = iter([ConnectionError("the database is away")])

    def sometimes(chosen: Queue, ending: threading.Event) -> int:
        if error := next(calls, None):
            raise error
        return begin(chosen, ending)

    monkeypatch.setattr(worker, "work_once", sometimes)
    owe(1, 2, 3)
    running = threading.Thread(target=worker.run, args=(app, stop))
    running.start()
    for _attempt in range(500):
        if len(work.done) == 3:
            break
        stop.wait(0.01)
    stop.set()
    running.join()
    assert work.done == [1, 2, 3]
    assert owed() == 0
    assert "example could not be worked (ConnectionError)" in caplog.text


def test_the_backlog_tells_what_waits_what_fails_and_since_when(app: Flask, work: Work) -> None:
    assert queries.backlog() == []
    owe(1)
    work.error = ValueError()
    worker.work_once(queue(app))
    owe(2)
    owe(3, topic="other")
    with clock.later(timedelta(seconds=90)):
        first, second = queries.backlog()
    assert (first.topic, first.waiting, first.failing) == (TOPIC, 2, 1)
    assert (second.topic, second.waiting, second.failing) == ("other", 1, 0)
    assert 89 < first.oldest_seconds < 120


def test_a_promise_stands_with_what_owes_it(app: Flask, work: Work) -> None:
    user = factories.member()
    with transaction():
        db.session.merge(user).name = "New"
        service.enqueue(TOPIC, {"n": user.id}, key="k")
    assert (row().key, row().payload) == ("k", {"n": user.id})


def test_a_job_for_later_is_as_old_as_the_time_since_it_was_due() -> None:
    with transaction():
        service.enqueue(TOPIC, {}, key="late", not_before=clock.now() + timedelta(days=30))
    with clock.later(timedelta(days=30, minutes=1)):
        (found,) = queries.backlog()
        assert 30 < found.oldest_seconds < 120
