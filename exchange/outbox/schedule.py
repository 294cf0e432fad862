"""Regular work: a job with a name that is run again and again, once across all processes.

Its next run is a row of the outbox like any other, so lease, retry and failing for good are the same. A run writes down the next
one before it is struck out; a process killed in between runs the job once more, never less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import delete

from exchange.core import clock
from exchange.core.db import db, wait_for_turn
from exchange.core.transaction import transaction
from exchange.outbox import queries, service
from exchange.outbox.models import Job
from exchange.outbox.service import LeasedJob

TOPIC = "schedule"
# Any number that nothing else of the product locks by.
ENROLMENT = 740_022


@dataclass(frozen=True)
class RegularJob:
    """Regular work: its name, how much time lies between two runs, and what to call; the call must bear being repeated."""

    name: str
    every: timedelta
    handler: Callable[[], object]


def register(app: Flask, job: RegularJob) -> None:
    """Have the worker of `app` run `job` when it is due; each name has one job."""
    app.extensions.setdefault("schedule", {})[job.name] = job


def regular_jobs() -> dict[str, RegularJob]:
    """The jobs of this product, by name."""
    found: dict[str, RegularJob] = current_app.extensions.get("schedule", {})
    return found


def enrol() -> None:
    """Owe a first run, now, of every job that has none owed; called when a worker starts."""
    with transaction():
        # Two workers that look at once would both owe the run.
        wait_for_turn(ENROLMENT)
        owed = queries.owed_keys(TOPIC)
        service.enqueue_all(TOPIC, [(name, {}) for name in sorted(regular_jobs().keys() - owed)])


def handle(taken: Sequence[LeasedJob]) -> None:
    """Run the job of each row and owe its next run. Raises what the job raises; a job that this release has not is forgotten."""
    for one in taken:
        job = regular_jobs().get(one.key)
        if job is not None:
            job.handler()
            _owe_next(job, one)


def _owe_next(job: RegularJob, one: LeasedJob) -> None:
    with transaction():
        # One that an interrupted run owed already.
        others = delete(Job).where(Job.topic == TOPIC, Job.key == job.name, Job.id != one.id)
        db.session.execute(others, execution_options={"synchronize_session": False})
        service.enqueue(TOPIC, {}, key=job.name, not_before=_next(job, clock.now()))


def _next(job: RegularJob, now: datetime) -> datetime:
    """The next moment for a run. Counted from now: what was missed while nothing worked is not made up for."""
    return now + job.every
