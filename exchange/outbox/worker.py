"""The worker: does jobs, one queue for each topic, until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Flask

from exchange.core import clock
from exchange.core.db import db
from exchange.outbox import queries, service
from exchange.outbox.service import LeasedJob

log = logging.getLogger(__name__)
PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class Queue:
    """How jobs of one topic are done.

    `handle` gets up to `batch` of them and raises when it did none. `guard` is entered around each batch and
    gives False when another process does this work now; a guarded queue ignores leases of processes that are gone.
    `begin` is called once, before the first batch of a worker, and again until it does not raise. `idle` is called inside the guard when nothing was due, with a question to ask meanwhile: must it leave off?
    """

    topic: str
    handle: Callable[[Sequence[LeasedJob]], None]
    batch: int = 1
    guard: Callable[[], AbstractContextManager[bool]] | None = None
    idle: Callable[[Callable[[], bool]], object] | None = None
    begin: Callable[[], object] | None = None


def register(app: Flask, queue: Queue) -> None:
    """Make `queue` part of this product; each topic has one."""
    app.extensions.setdefault("outbox", {})[queue.topic] = queue


def queues(app: Flask) -> list[Queue]:
    """The queues registered, by topic."""
    found: dict[str, Queue] = app.extensions.get("outbox", {})
    return [found[topic] for topic in sorted(found)]


def work_once(queue: Queue, stop: threading.Event | None = None) -> int:
    """Lease one batch and handle it: the number of jobs done, 0 when none was due or the work failed."""
    if queue.guard is None:
        return _handle_batch(queue)
    with queue.guard() as ours:
        done = _handle_batch(queue) if ours else 0
        if ours and not done and queue.idle is not None:
            queue.idle(lambda: (stop is not None and stop.is_set()) or _is_due(queue))
        return done


def _is_due(queue: Queue) -> bool:
    """True when something is owed by now. Ends the read it began."""
    due = queries.anything_due([queue.topic], clock.now())
    db.session.rollback()
    return due


def _handle_batch(queue: Queue) -> int:
    lease, taken = service.take_due(queue.topic, queue.batch, ignore_leases=queue.guard is not None)
    if not taken:
        return 0
    try:
        queue.handle(taken)
    except Exception as error:
        db.session.rollback()
        log.warning("outbox: %s failed for %d jobs (%s)", queue.topic, len(taken), type(error).__name__)
        given_up = sum(service.reschedule(lease, one, error) for one in taken)
        if given_up:
            log.error("outbox: %s gave up %d jobs, see flask outbox failed", queue.topic, given_up)
        return 0
    service.remove_done(lease, [one.id for one in taken])
    return len(taken)


def drain(app: Flask, stop: threading.Event | None = None) -> int:
    """Do everything due now, and wait while another process holds leased work: the number of jobs done here."""
    stop = stop or threading.Event()
    total = 0
    topics = [queue.topic for queue in queues(app)]
    while not stop.is_set():
        done = sum(work_once(queue) for queue in queues(app))
        total += done
        if done == 0:
            if not queries.anything_due(topics, clock.now()):
                return total
            db.session.rollback()
            stop.wait(PAUSE_SECONDS)
    return total


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set: one thread a queue, so that slow mail never holds up the index."""
    threads = [
        threading.Thread(target=_run_queue, args=(app, queue, stop), name=f"outbox-{queue.topic}") for queue in queues(app)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run_queue(app: Flask, queue: Queue, stop: threading.Event) -> None:
    begin = queue.begin
    while not stop.is_set():
        with app.app_context():
            try:
                if begin is not None:
                    begin()
                    begin = None
                done = work_once(queue, stop)
            except Exception as error:
                # The database may be away for a moment; the worker outlives it.
                log.warning("outbox: %s could not be worked (%s)", queue.topic, type(error).__name__)
                done = 0
        if not done:
            stop.wait(PAUSE_SECONDS)
