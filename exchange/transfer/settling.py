"""Waiting until what was written can be searched, whichever process does the index work."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from exchange.changes.events import INDEX
from exchange.core.db import db
from exchange.outbox import worker
from exchange.outbox.models import Job
from exchange.outbox.worker import Queue

PAUSE_SECONDS = 0.1
# Without any progress for so long, the search room refuses the work or nobody does it.
PATIENCE_SECONDS = 120.0

Advance = Callable[[int], object]


def prepare(app: Flask) -> None:
    """Have an index that is missing made now, while little is in it: made later, it would take in everything twice."""
    queue = _queue(app)
    if queue is not None and queue.guard is not None:
        with queue.guard():
            db.session.rollback()


def count_owed() -> int:
    """How much index work is owed now."""
    return _count_left(_newest_job())


def settle(app: Flask, advance: Advance, patience: float = PATIENCE_SECONDS) -> int:
    """Do the index work owed now, or wait while another process does it: how much is left, 0 in all but bad times.

    `advance` is told how much was done since. Work that failed is waited for until it is due again; after
    `patience` seconds without progress what is left is given back to the worker of the running exchange.
    """
    queue = _queue(app)
    newest = _newest_job()
    left = _count_left(newest)
    moved = time.monotonic()
    while left and queue is not None and time.monotonic() - moved < patience:
        if not worker.work_once(queue):
            time.sleep(PAUSE_SECONDS)
        now = _count_left(newest)
        if now < left:
            moved = time.monotonic()
            advance(left - now)
        left = now
    return left


def _queue(app: Flask) -> Queue | None:
    return next((one for one in worker.queues(app) if one.topic == INDEX), None)


def _newest_job() -> int:
    newest = db.session.scalar(select(func.max(Job.id)).where(Job.topic == INDEX)) or 0
    db.session.rollback()
    return newest


def _count_left(newest: int) -> int:
    # What failed for good is tried no longer: waiting for it would be in vain.
    open_ones = (Job.topic == INDEX, Job.id <= newest, Job.failed_at.is_(None))
    left = db.session.scalar(select(func.count()).where(*open_ones)) or 0
    db.session.rollback()
    return left
