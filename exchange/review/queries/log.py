"""The log of moves, and the names in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.accounts.names import Name
from exchange.core.db import db
from exchange.practices.models import Move

DECISIONS = ("publish", "request_changes", "decline")


def lines_of_version(version_id: int) -> Sequence[Move]:
    """The log of a version, oldest first."""
    return db.session.scalars(select(Move).where(Move.version_id == version_id).order_by(Move.id)).all()


def lines_of_practice(practice_id: int) -> Sequence[Move]:
    """The log of a practice and all its versions, oldest first."""
    return db.session.scalars(select(Move).where(Move.practice_id == practice_id).order_by(Move.id)).all()


def latest_line(version_id: int) -> Move:
    """What happened to a version last: no version is without a line."""
    return db.session.scalars(select(Move).where(Move.version_id == version_id).order_by(Move.id.desc()).limit(1)).one()


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
    decided = select(func.count()).select_from(Move).where(Move.actor_id == user_id, Move.move.in_(DECISIONS))
    return db.session.scalar(decided) or 0
