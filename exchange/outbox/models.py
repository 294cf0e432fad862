"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Job(Base):
    """A piece of work owed: its topic, what it is about, when it is due, who is at it now, and since when it is tried no longer."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(leased_until IS NULL) = (lease IS NULL)", name="lease_is_whole"),
        Index("ix_outbox_topic_due", "topic", "due_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200), default="")
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))
    failed_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(40))
