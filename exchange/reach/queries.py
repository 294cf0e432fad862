"""Reads of reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.reach import access
from exchange.reach.access import Standing
from exchange.reach.models import Approach, Block


@dataclass(frozen=True)
class Blocked:
    """A member whom the reader blocked; `name` is "" for one whose account is closed."""

    user_id: int
    name: str
    since: datetime


def is_blocked(blocker_id: int, blocked_id: int) -> bool:
    """True when the first does not want to be written to by the second."""
    found = select(Block.blocker_id).where(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id)
    return db.session.scalar(found) is not None


def blocked_by(user_id: int) -> list[Blocked]:
    """The members whom this one blocked, the latest first."""
    rows = select(User.id, User.name, User.active, Block.created_at).join(Block, Block.blocked_id == User.id)
    found = db.session.execute(rows.where(Block.blocker_id == user_id).order_by(Block.created_at.desc(), User.id))
    return [Blocked(row.id, row.name if row.active else "", row.created_at) for row in found]


def standing_between(user_id: int, other_id: int, *, reachable: bool) -> Standing:
    """How a member stands towards another; `reachable` says whether that person can be written to at all."""
    return access.standing(
        myself=user_id == other_id,
        reachable=reachable,
        blocked_by_me=is_blocked(user_id, other_id),
        blocked_by_them=is_blocked(other_id, user_id),
    )


def approaches_since(sender_id: int, after: datetime) -> Sequence[Approach]:
    """Each time that a member turned to somebody after that moment, the newest first."""
    chosen = select(Approach).where(Approach.sender_id == sender_id, Approach.made_at > after)
    return db.session.scalars(chosen.order_by(Approach.made_at.desc(), Approach.id.desc())).all()
