"""Regular work: run when due, once, not piled up, each job for itself."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import queries, schedule, service, worker
from exchange.outbox.models import Job
from exchange.outbox.schedule import RegularJob

HOUR = timedelta(hours=1)


class Runs:
    """What was run, by name; the names in `broken` fail."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.done: list[str] = []
        self.broken: set[str] = set()

    def add(self, name: str) -> None:
        schedule.register(self.app, RegularJob(name, HOUR, lambda: self.run(name)))

    def run(self, name: str) -> None:
        if name in self.broken:
            raise ValueError
        self.done.append(name)


@pytest.fixture
def runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setitem(app.extensions, "schedule", {})
    lanes = {schedule.TOPIC: app.extensions["outbox"][schedule.TOPIC]}
    monkeypatch.setitem(app.extensions, "outbox", lanes)
    made = Runs(app)
    made.add("one")
    return made


def rows() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Job.key).order_by(Job.key)))


def test_a_job_runs_at_once_and_then_at_its_interval(app: Flask, runs: Runs) -> None:
    schedule.enrol()
    assert worker.drain(app) == 1
    assert worker.drain(app) == 0
    with clock.later(HOUR + timedelta(seconds=1)):
        assert worker.drain(app) == 1
    assert runs.done == ["one", "one"]


def test_runs_missed_while_nothing_worked_are_not_made_up_for(app: Flask, runs: Runs) -> None:
    schedule.enrol()
    worker.drain(app)
    with clock.later(HOUR * 50):
        worker.drain(app)
    assert runs.done == ["one", "one"]


def test_a_job_enrolled_by_several_workers_is_owed_once(app: Flask, runs: Runs) -> None:
    for _worker in range(3):
        schedule.enrol()
    assert rows() == ["one"]
    worker.drain(app)
    schedule.enrol()
    assert rows() == ["one"]


def test_a_job_held_by_one_worker_is_not_run_by_another(app: Flask, runs: Runs) -> None:
    schedule.enrol()
    service.take_due(schedule.TOPIC, 1)
    assert worker.work_once(worker.queues(app)[0]) == 0
    assert runs.done == []


def test_a_run_interrupted_before_it_was_struck_out_owes_one_next_run(app: Flask, runs: Runs) -> None:
    schedule.enrol()
    schedule.handle(service.take_due(schedule.TOPIC, 1)[1])
    with clock.later(service.LEASE * 2):
        worker.drain(app)
    assert (runs.done, rows()) == (["one", "one"], ["one"])


def test_a_failing_job_is_tried_again_and_stops_no_other(app: Flask, runs: Runs) -> None:
    runs.add("two")
    runs.broken = {"one"}
    schedule.enrol()
    worker.drain(app)
    assert runs.done == ["two"]
    runs.broken = set()
    with clock.later(timedelta(minutes=1)):
        worker.drain(app)
    assert runs.done == ["two", "one"]


def test_a_job_that_is_no_longer_registered_is_forgotten(app: Flask, runs: Runs) -> None:
    with transaction():
        service.enqueue(schedule.TOPIC, {}, key="earlier")
    worker.drain(app)
    assert rows() == []


def test_a_run_due_now_is_not_as_old_as_the_run_before(app: Flask, runs: Runs) -> None:
    schedule.enrol()
    worker.drain(app)
    with clock.later(HOUR + timedelta(seconds=5)):
        assert queries.backlog()[0].oldest_seconds < 60


def work_for_a_moment(app: Flask) -> None:
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    db.session.rollback()
    worker.run(app, stop)


def test_a_worker_that_starts_runs_the_jobs(app: Flask, runs: Runs) -> None:
    work_for_a_moment(app)
    assert (runs.done, rows()) == (["one"], ["one"])


def test_a_worker_enrols_once_the_database_is_back(app: Flask, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    away = [OperationalError("SELECT", {}, Exception())]

    def begin() -> None:
        if away:
            raise away.pop()
        schedule.enrol()

    queue = app.extensions["outbox"][schedule.TOPIC]
    monkeypatch.setitem(app.extensions["outbox"], schedule.TOPIC, replace(queue, begin=begin))
    work_for_a_moment(app)
    assert runs.done == ["one"]


def test_statistics_of_the_database_are_taken_daily(app: Flask) -> None:
    assert schedule.regular_jobs()["database.statistics"].every == timedelta(days=1)
