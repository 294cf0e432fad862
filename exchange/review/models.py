"""Tables of the review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import User
from exchange.core.db import Base


class Comment(Base):
    """A remark at one answer of a version, or a reply to one (`parent_id`); resolved by the reviewer."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (resolved_by IS NULL)", name="resolved_is_whole"),
        CheckConstraint("parent_id IS NULL OR resolved_at IS NULL", name="only_threads_are_resolved"),
        CheckConstraint("length(trim(body)) > 0", name="has_body"),
        Index("ix_comments_version", "version_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    revision: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])


class Seen(Base):
    """What a reviewer keeps of a version: the revision looked at last (0: none to the end yet) and a message being written.

    `revision` is set when a look ends, by a decision, a hand-back or a withdrawal; the next look shows what changed since.
    """

    __tablename__ = "review_seen"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")
