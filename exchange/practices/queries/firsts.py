"""When practices were published for the first time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from exchange.changes import queries as changes
from exchange.core.db import db
from exchange.practices.events import KIND
from exchange.practices.models import Version

MOST_IN_A_STATEMENT = 10_000


def first_published(ids: Collection[int]) -> dict[int, datetime]:
    """When each of these practices was published for the first time; one that never was is left out."""
    listed = sorted(ids)
    found: dict[int, datetime] = {}
    for start in range(0, len(listed), MOST_IN_A_STATEMENT):
        rows = db.session.execute(
            select(Version.practice_id, func.min(Version.published_at))
            .where(Version.published_at.is_not(None), Version.practice_id.in_(listed[start : start + MOST_IN_A_STATEMENT]))
            .group_by(Version.practice_id)
        )
        found |= {number: at for number, at in rows if at is not None}
    return found


def first_published_since(moment: datetime) -> dict[int, datetime]:
    """The practices that were published for the first time after `moment`, with when."""
    first = first_published(changes.numbers_since(KIND, moment))
    return {number: at for number, at in first.items() if at > moment}
