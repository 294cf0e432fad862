"""The practice: its permanent number, its people, where it came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import User
from exchange.core.db import Base


class Person(Base):
    """A member's part in a practice: author, or contact who agreed to be asked. `agreed_at` is None while invited."""

    __tablename__ = "practice_people"
    __table_args__ = (
        CheckConstraint("part IN ('author', 'contact')", name="part"),
        Index("ix_practice_people_user", "user_id"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    position: Mapped[int]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class Practice(Base):
    """A practice with a permanent number. Its text is in versions; an imported one names its source."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint("(source_id IS NULL) = (source IS NULL)", name="source_is_whole"),
        CheckConstraint("source_id IS NULL OR (licence IS NOT NULL AND attribution IS NOT NULL)", name="imported_is_attributed"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_has_reason"),
        CheckConstraint(
            "(retracted_at IS NULL) = (retraction_reason IS NULL) AND (retracted_at IS NULL) = (retraction_title IS NULL)",
            name="retracted_is_whole",
        ),
        CheckConstraint(
            "retracted_at IS NULL OR (retraction_asked_by IS NOT NULL AND retracted_by IS NOT NULL "
            "AND retraction_asked_by <> retracted_by)",
            name="two_moderators_retract",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(Text)
    retraction_asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retraction_asked_reason: Mapped[str | None] = mapped_column(Text)
    retracted_at: Mapped[datetime | None]
    retracted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retraction_reason: Mapped[str | None] = mapped_column(Text)
    retraction_title: Mapped[str | None] = mapped_column(Text)

    source_id: Mapped[str | None] = mapped_column(String(500), unique=True)
    source: Mapped[str | None] = mapped_column(String(500))
    source_url: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(String(200))
    attribution: Mapped[str | None] = mapped_column(Text)
    record_type: Mapped[str | None] = mapped_column(String(100))
    source_digest: Mapped[str | None] = mapped_column(String(64))
    source_record: Mapped[dict[str, Any] | None]

    people: Mapped[list[Person]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=(Person.part, Person.position)
    )
