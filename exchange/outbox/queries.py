"""What is owed now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from exchange.core import clock
from exchange.core.db import db
from exchange.outbox.models import Job

_LIVE = Job.failed_at.is_(None)


@dataclass(frozen=True)
class Backlog:
    """How much of one topic is owed: rows waiting, those of them tried in vain at least once, seconds since the oldest was written.

    `failed` are the rows tried no longer, which none of the other figures counts.
    """

    topic: str
    waiting: int
    failing: int
    oldest_seconds: float
    failed: int


@dataclass(frozen=True)
class Failed:
    """A job that failed for good: its number, topic and key, when it was owed, when and after how many attempts it was given up.

    `error` is the class of the last error, never its text.
    """

    number: int
    topic: str
    key: str
    created_at: datetime
    failed_at: datetime
    attempts: int
    error: str


def backlog() -> list[Backlog]:
    """One entry for each topic with something owed or failed for good, by name. A job for a later day is not owed yet."""
    now = clock.now()
    rows = db.session.execute(
        select(
            Job.topic,
            func.count().filter(_LIVE),
            func.count().filter(_LIVE, Job.attempts > 0),
            func.min(Job.created_at).filter(_LIVE),
            func.count().filter(~_LIVE),
        )
        .where((Job.due_at <= now) | (Job.attempts > 0))
        .group_by(Job.topic)
        .order_by(Job.topic)
    )
    return [
        Backlog(topic, waiting, failing, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0, failed)
        for topic, waiting, failing, oldest, failed in rows
    ]


def failed_jobs(limit: int | None = None) -> list[Failed]:
    """Every job that failed for good, by number; of many the first `limit`."""
    columns = (
        Job.id,
        Job.topic,
        Job.key,
        Job.created_at,
        Job.failed_at,
        Job.attempts,
        Job.last_error,
    )
    rows = db.session.execute(select(*columns).where(~_LIVE).order_by(Job.id).limit(limit))
    return [
        Failed(number, topic, key, created_at, failed_at, attempts, error or "")
        for number, topic, key, created_at, failed_at, attempts, error in rows
        if failed_at is not None
    ]


def owed_keys(topic: str) -> set[str]:
    """The keys of everything owed of a topic, now or later. What failed for good is owed no longer."""
    return set(db.session.scalars(select(Job.key).where(Job.topic == topic, _LIVE).distinct()))


def waiting_keys(topic: str) -> set[str]:
    """The keys of what is owed of a topic and nobody is at."""
    free = (Job.leased_until.is_(None)) | (Job.leased_until <= clock.now())
    return set(db.session.scalars(select(Job.key).where(Job.topic == topic, _LIVE, free).distinct()))


def payload_owed(topic: str, key: str) -> dict[str, Any] | None:
    """What a job of this key that is owed says, the oldest one's; None when none is owed."""
    chosen = select(Job.payload).where(Job.topic == topic, Job.key == key, _LIVE).order_by(Job.id).limit(1)
    return db.session.scalars(chosen).first()


def is_owed(number: int) -> bool:
    """True while the job of this number is neither done nor failed for good."""
    return db.session.scalar(select(Job.id).where(Job.id == number, _LIVE)) is not None


def anything_due(topics: list[str], now: datetime) -> bool:
    """True when a job of these topics is due or leased by somebody."""
    at_hand = (Job.due_at <= now) | (Job.leased_until > now)
    due = select(Job.id).where(Job.topic.in_(topics), _LIVE, at_hand).limit(1)
    return db.session.execute(due).first() is not None
