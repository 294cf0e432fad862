"""The log of practices, and the names in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.accounts.names import Name
from exchange.core.db import db
from exchange.practices.lifecycle import VERSIONS
from exchange.workflow import queries as history
from exchange.workflow.models import Event

DECISIONS = ("publish", "request_changes", "decline")
# Of the last so many decisions: how long they take now, and no more lines to read as the log grows.
LATEST_DECISIONS = 200


def lines_of_version(version_id: int) -> Sequence[Event]:
    """The log of a version, oldest first."""
    return history.events_of_part(VERSIONS, version_id)


def lines_of_practice(practice_id: int) -> Sequence[Event]:
    """The log of a practice and all its versions, oldest first."""
    return history.events_of(VERSIONS, practice_id)


def latest_line(version_id: int) -> Event:
    """What happened to a version last: no version is without a line."""
    return history.latest_of_part(VERSIONS, version_id)


def names_of(ids: Iterable[int | None]) -> dict[int, Name]:
    """Names of members by number, with their roles; accounts that were closed are left out."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(User.id, User.name, User.role).where(User.id.in_(wanted), User.active))
    return {row.id: Name(row.name, row.role) for row in rows}


def name_of(user_id: int | None) -> str:
    """The name of a member, "" for none or a closed account."""
    return names_of([user_id]).get(user_id or 0, "")


def reviews_done(user_id: int) -> int:
    """Number of decisions a member took as reviewer."""
    decided = select(func.count()).where(Event.subject == VERSIONS.subject, Event.actor_id == user_id, Event.what.in_(DECISIONS))
    return db.session.scalar(decided) or 0


def median_days() -> int | None:
    """Days from sending to the decision, in whole days, that half of the last decisions took at most; None before the first."""
    chosen = select(Event.part, Event.at).where(Event.subject == VERSIONS.subject, Event.what.in_(DECISIONS))
    decided = db.session.execute(chosen.order_by(Event.id.desc()).limit(LATEST_DECISIONS)).all()
    sent: dict[int, list[datetime]] = {}
    of_these = Event.part.in_({row.part for row in decided})
    for row in db.session.execute(
        select(Event.part, Event.at).where(Event.subject == VERSIONS.subject, Event.what == "submit", of_these)
    ):
        sent.setdefault(row.part, []).append(row.at)
    took = [row.at - max(before) for row in decided if (before := [at for at in sent.get(row.part, ()) if at <= row.at])]
    return round(median(one.total_seconds() for one in took) / 86_400) if took else None
