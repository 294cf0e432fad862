"""What is owed now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from exchange.core import clock
from exchange.core.db import db
from exchange.outbox.models import Promise


@dataclass(frozen=True)
class Backlog:
    """How much of one topic is owed: rows waiting, rows tried in vain at least once, seconds since the oldest was written, highest row number."""

    topic: str
    waiting: int
    failing: int
    oldest_seconds: float


def backlog() -> list[Backlog]:
    """One entry for each topic with something owed, by name. Work promised for a later day is not owed yet."""
    now = clock.now()
    rows = db.session.execute(
        select(
            Promise.topic,
            func.count(),
            func.count().filter(Promise.attempts > 0),
            func.min(Promise.created_at),
        )
        .where((Promise.due_at <= now) | (Promise.attempts > 0))
        .group_by(Promise.topic)
        .order_by(Promise.topic)
    )
    return [
        Backlog(topic, waiting, failing, max(0.0, (now - oldest).total_seconds())) for topic, waiting, failing, oldest in rows
    ]


def owed_keys(topic: str) -> set[str]:
    """The keys of everything owed of a topic, now or later."""
    return set(db.session.scalars(select(Promise.key).where(Promise.topic == topic).distinct()))


def waiting_keys(topic: str) -> set[str]:
    """The keys of what is owed of a topic and nobody is at."""
    free = (Promise.leased_until.is_(None)) | (Promise.leased_until <= clock.now())
    return set(db.session.scalars(select(Promise.key).where(Promise.topic == topic, free).distinct()))


def is_owed(number: int) -> bool:
    """True while the promise of this number is not kept."""
    return db.session.scalar(select(Promise.id).where(Promise.id == number)) is not None


def anything_due(topics: list[str], now: datetime) -> bool:
    """True when a promise of these topics is due or leased by somebody."""
    due = select(Promise.id).where(Promise.topic.in_(topics), (Promise.due_at <= now) | (Promise.leased_until > now)).limit(1)
    return db.session.execute(due).first() is not None
