"""Tables of what is on the home page."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base
from exchange.featured.rules import LONGEST_REASON
from exchange.workflow.table import Subject


class Choice(Base):
    """A practice that a moderator chose for the home page: why, in their words and in `language`, and the first and last day it stands there."""

    __tablename__ = "featured_choices"
    __table_args__ = (
        CheckConstraint("status IN ('chosen', 'ended')", name="status"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("length(trim(reason)) > 0", name="has_reason"),
        Index("ix_featured_choices_status_days", "status", "first_day", "last_day"),
        Index("ix_featured_choices_practice", "practice_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))
    chosen_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    language: Mapped[str] = mapped_column(String(2))
    first_day: Mapped[date]
    last_day: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def subject(self) -> Subject:
        """What the lines of its log are about."""
        return Subject(self.id)
