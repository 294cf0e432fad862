"""The worker: keeps promises, one lane for each topic, until told to stop."""

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
from exchange.outbox.service import Taken

log = logging.getLogger(__name__)
PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class Lane:
    """How promises of one topic are kept.

    `handle` gets up to `batch` of them and raises when it kept none. `guard` is entered around each batch and
    gives False when another process does this work now; a guarded lane ignores leases of processes that are gone.
    `begin` is called once, before the first batch of a worker, and again until it does not raise. `idle` is called inside the guard when nothing was due, with a question to ask meanwhile: must it leave off?
    """

    topic: str
    handle: Callable[[Sequence[Taken]], None]
    batch: int = 1
    guard: Callable[[], AbstractContextManager[bool]] | None = None
    idle: Callable[[Callable[[], bool]], object] | None = None
    begin: Callable[[], object] | None = None


def register(app: Flask, lane: Lane) -> None:
    """Make `lane` part of this product; each topic has one."""
    app.extensions.setdefault("outbox", {})[lane.topic] = lane


def lanes(app: Flask) -> list[Lane]:
    """The lanes registered, by topic."""
    found: dict[str, Lane] = app.extensions.get("outbox", {})
    return [found[topic] for topic in sorted(found)]


def work_once(lane: Lane, stop: threading.Event | None = None) -> int:
    """Take one batch and keep it: the number of promises kept, 0 when none was due or the work failed."""
    if lane.guard is None:
        return _keep_batch(lane)
    with lane.guard() as ours:
        kept = _keep_batch(lane) if ours else 0
        if ours and not kept and lane.idle is not None:
            lane.idle(lambda: (stop is not None and stop.is_set()) or _is_due(lane))
        return kept


def _is_due(lane: Lane) -> bool:
    """True when something is owed by now. Ends the read it began."""
    due = queries.anything_due([lane.topic], clock.now())
    db.session.rollback()
    return due


def _keep_batch(lane: Lane) -> int:
    lease, taken = service.take(lane.topic, lane.batch, ignore_leases=lane.guard is not None)
    if not taken:
        return 0
    try:
        lane.handle(taken)
    except Exception as error:
        db.session.rollback()
        log.warning("outbox: %s failed for %d promises (%s)", lane.topic, len(taken), type(error).__name__)
        given_up = sum(service.put_off(lease, one, error) for one in taken)
        if given_up:
            log.error("outbox: %s gave up %d promises, see flask outbox failed", lane.topic, given_up)
        return 0
    service.close(lease, [one.id for one in taken])
    return len(taken)


def drain(app: Flask, stop: threading.Event | None = None) -> int:
    """Keep everything due now, and wait while another process holds leased work: the number kept here."""
    stop = stop or threading.Event()
    kept = 0
    topics = [lane.topic for lane in lanes(app)]
    while not stop.is_set():
        done = sum(work_once(lane) for lane in lanes(app))
        kept += done
        if done == 0:
            if not queries.anything_due(topics, clock.now()):
                return kept
            db.session.rollback()
            stop.wait(PAUSE_SECONDS)
    return kept


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set: one thread a lane, so that slow mail never holds up the index."""
    threads = [threading.Thread(target=_run_lane, args=(app, lane, stop), name=f"outbox-{lane.topic}") for lane in lanes(app)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run_lane(app: Flask, lane: Lane, stop: threading.Event) -> None:
    begin = lane.begin
    while not stop.is_set():
        with app.app_context():
            try:
                if begin is not None:
                    begin()
                    begin = None
                done = work_once(lane, stop)
            except Exception as error:
                # The database may be away for a moment; the worker outlives it.
                log.warning("outbox: %s could not be worked (%s)", lane.topic, type(error).__name__)
                done = 0
        if not done:
            stop.wait(PAUSE_SECONDS)
