"""Enqueuing jobs, leasing them, and removing those that are done.

A row is taken with a lease: another worker may take it again once the lease has run out, so work that a
killed process left is done by the next. Handlers must therefore be idempotent and look at the database
as it is now. Source of the method: transactional outbox (Richardson, Microservices Patterns, 3.2.2).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g, has_request_context
from sqlalchemy import delete, insert, select, update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import require_transaction, transaction
from exchange.outbox.models import Job

LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# With the waits between them almost four days: a mail server may be away over a long weekend. What fails longer is a fault.
MOST_ATTEMPTS = 100


@dataclass(frozen=True)
class LeasedJob:
    """A job this worker has leased."""

    id: int
    key: str
    payload: dict[str, Any]
    attempts: int


def enqueue(topic: str, payload: dict[str, Any], key: str = "", not_before: datetime | None = None) -> None:
    """Write down work owed, in the transaction of the change that owes it (RuntimeError outside one): due now, or at `not_before`."""
    enqueue_all(topic, [(key, payload)], not_before)


def enqueue_all(topic: str, owed: Sequence[tuple[str, dict[str, Any]]], not_before: datetime | None = None) -> None:
    """Write down several pieces of work, as (key, payload), at once."""
    require_transaction()
    # What is due later is owed from then on: an age counted from now would look like work left undone.
    due = max(clock.now(), not_before or clock.now())
    rows = [
        {"topic": topic, "key": key, "payload": payload, "created_at": due, "due_at": due, "attempts": 0} for key, payload in owed
    ]
    if not rows:
        return
    if not has_request_context():
        # Many at once, from an import or a changed vocabulary: giving their numbers back would take most of the time.
        db.session.execute(insert(Job), rows)
        return
    numbers = db.session.scalars(insert(Job).returning(Job.id), rows)
    g.setdefault("enqueued", {})[topic] = max(numbers)


def newest_enqueued(topic: str) -> int | None:
    """The newest job of a topic enqueued while answering this request, whether or not it was committed."""
    found: dict[str, int] = g.get("enqueued", {})
    return found.get(topic)


def take_due(topic: str, limit: int, *, ignore_leases: bool = False) -> tuple[str, list[LeasedJob]]:
    """Lease up to `limit` due jobs of `topic`, oldest first: the lease's name and the rows.

    `ignore_leases` is for work that an exclusive lock guards already: who holds the lock knows that
    any other lease is of a process that is gone. The write lock is asked for only when something is due.
    """
    now = clock.now()
    lease = secrets.token_hex(16)
    due = select(Job).where(Job.topic == topic, Job.due_at <= now, Job.failed_at.is_(None))
    if not ignore_leases:
        due = due.where((Job.leased_until.is_(None)) | (Job.leased_until <= now))
    if not db.session.scalar(select(due.exists())):
        # A worker looks several times a second: an idle one must keep no member who writes waiting.
        db.session.rollback()
        return lease, []
    with transaction():
        chosen = due.order_by(Job.id).limit(limit).with_for_update(skip_locked=True)
        rows = [LeasedJob(row.id, row.key, row.payload, row.attempts) for row in db.session.scalars(chosen)]
        if rows:
            leased = update(Job).where(Job.id.in_([row.id for row in rows]))
            db.session.execute(
                leased.values(lease=lease, leased_until=now + LEASE), execution_options={"synchronize_session": False}
            )
    return lease, rows


def extend_lease(lease: str) -> None:
    """Make a lease last another full term, for work that takes long."""
    with transaction():
        kept = update(Job).where(Job.lease == lease).values(leased_until=clock.now() + LEASE)
        db.session.execute(kept, execution_options={"synchronize_session": False})


def note_payload(number: int, payload: dict[str, Any]) -> None:
    """Write down how far a job that is being done has come, for whoever waits for it."""
    with transaction():
        db.session.execute(
            update(Job).where(Job.id == number).values(payload=payload), execution_options={"synchronize_session": False}
        )


def remove_done(lease: str, ids: Sequence[int]) -> None:
    """Remove jobs that are done; one leased again by another worker in the meantime stays."""
    with transaction():
        kept = delete(Job).where(Job.id.in_(ids), Job.lease == lease)
        db.session.execute(kept, execution_options={"synchronize_session": False})


def reschedule(lease: str, failed: LeasedJob, error: BaseException) -> bool:
    """Give a job back after a failure: due again after 5 s, doubling up to an hour. Keeps the kind of error, never its text.

    True when that was the last of `MOST_ATTEMPTS`: it stays written down as failed for good and is taken no more.
    """
    given_up = failed.attempts + 1 >= MOST_ATTEMPTS
    wait = min(FIRST_WAIT * 2 ** min(failed.attempts, 12), LONGEST_WAIT)
    with transaction():
        again = update(Job).where(Job.id == failed.id, Job.lease == lease)
        values = {
            "attempts": failed.attempts + 1,
            "due_at": clock.now() + wait,
            "last_error": type(error).__name__,
            "failed_at": clock.now() if given_up else None,
            "lease": None,
            "leased_until": None,
        }
        db.session.execute(again.values(values), execution_options={"synchronize_session": False})
    return given_up


def retry(numbers: Collection[int] | None = None) -> list[int]:
    """Let jobs that failed for good be tried again from now, with all their attempts: the numbers of those that were, in order.

    With None all of them. A number of no such job is left out. RuntimeError outside a transaction.
    """
    require_transaction()
    chosen = select(Job.id).where(Job.failed_at.is_not(None)).order_by(Job.id)
    if numbers is not None:
        chosen = chosen.where(Job.id.in_(numbers))
    found = list(db.session.scalars(chosen.with_for_update()))
    again = update(Job).where(Job.id.in_(found)).values(failed_at=None, attempts=0, due_at=clock.now())
    db.session.execute(again, execution_options={"synchronize_session": False})
    return found
