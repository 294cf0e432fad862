"""A practice in another language: text answers only, in versions of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Translation(Base):
    """A practice and a language other than its original's; its pages are made from the published version."""

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("practice_id", "language"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(35))


class TranslationVersion(Base):
    """One version of a translation: the text answers, and the version of the practice they were made from."""

    __tablename__ = "translation_versions"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'in_review', 'changes_requested', "
            "'published', 'superseded', 'declined', 'withdrawn')",
            name="status",
        ),
        CheckConstraint("status NOT IN ('published', 'superseded') OR published_at IS NOT NULL", name="published_has_date"),
        UniqueConstraint("translation_id", "number"),
        Index(
            "uq_translation_versions_one_published",
            "translation_id",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
        Index("ix_translation_versions_made_from", "made_from_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translations.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[dict[str, Any]]
    made_from_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_machine: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
