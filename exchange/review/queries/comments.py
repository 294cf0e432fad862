"""Comments at the answers, as threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from exchange.core.db import db
from exchange.practices.models import Version
from exchange.review.models import Comment
from exchange.review.queries.versions import own_version


@dataclass(frozen=True)
class Thread:
    """A comment at an answer with its replies, oldest first; authors loaded."""

    comment: Comment
    replies: Sequence[Comment] = field(default=())

    @property
    def open(self) -> bool:
        """True until the reviewer resolves it."""
        return self.comment.resolved_at is None


def threads_of(version_id: int) -> dict[str, list[Thread]]:
    """The threads of a version by field name, oldest first."""
    rows = db.session.scalars(
        select(Comment).options(joinedload(Comment.author)).where(Comment.version_id == version_id).order_by(Comment.id)
    ).all()
    replies: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            replies[row.parent_id].append(row)
    found: dict[str, list[Thread]] = defaultdict(list)
    for row in rows:
        if row.parent_id is None:
            found[row.field].append(Thread(row, replies[row.id]))
    return dict(found)


def comment_count(version_id: int) -> int:
    """How many comments and replies a version has."""
    return db.session.scalar(select(func.count()).select_from(Comment).where(Comment.version_id == version_id)) or 0


def open_comments(version_id: int) -> int:
    """How many comments of a version the reviewer has not resolved."""
    chosen = select(func.count()).select_from(Comment)
    chosen = chosen.where(Comment.version_id == version_id, Comment.parent_id.is_(None), Comment.resolved_at.is_(None))
    return db.session.scalar(chosen) or 0


def thread(version_id: int, comment_id: int, user_id: int) -> Thread | None:
    """A thread, for the authors of its version and its reviewer; None for everybody else."""
    found = next((one for some in threads_of(version_id).values() for one in some if one.comment.id == comment_id), None)
    reviews = select(Version.id).where(Version.id == version_id, Version.reviewer_id == user_id)
    if found is None or (own_version(version_id, user_id) is None and db.session.scalar(reviews) is None):
        return None
    return found
