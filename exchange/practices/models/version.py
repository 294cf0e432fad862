"""The text of a practice at one time, and the copies kept of what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.core.db import Base
from exchange.practices.models.practice import Practice
from exchange.workflow.table import Subject

WORKING = "status IN ('draft', 'submitted', 'in_review', 'changes_requested')"


class VersionTheme(Base):
    """A theme of a version; position 0 is the main one."""

    __tablename__ = "version_themes"
    __table_args__ = (Index("ix_version_themes_theme", "theme_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    position: Mapped[int]


class VersionPlace(Base):
    """A country, region or the world, where the practice was carried out."""

    __tablename__ = "version_places"
    __table_args__ = (Index("ix_version_places_place", "place_code"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("places.code"), primary_key=True)
    position: Mapped[int]


class VersionTarget(Base):
    """An SDG target a version names."""

    __tablename__ = "version_targets"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    target_code: Mapped[str] = mapped_column(ForeignKey("targets.code"), primary_key=True)
    position: Mapped[int]


class Version(Base):
    """One version of a practice. `answers` maps a field of `fields.py` to its value; what lists and facets need stands in columns."""

    __tablename__ = "versions"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'in_review', 'changes_requested', "
            "'published', 'superseded', 'declined', 'withdrawn')",
            name="status",
        ),
        CheckConstraint("status NOT IN ('published', 'superseded') OR published_at IS NOT NULL", name="published_has_date"),
        CheckConstraint("status NOT IN ('submitted', 'in_review') OR sent_at IS NOT NULL", name="sent_has_date"),
        CheckConstraint("status <> 'in_review' OR reviewer_id IS NOT NULL", name="in_review_has_reviewer"),
        CheckConstraint("evidence IS NULL OR evidence IN ('reported', 'measured', 'evaluated')", name="evidence"),
        UniqueConstraint("practice_id", "number"),
        Index(
            "uq_versions_one_published",
            "practice_id",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
        Index("uq_versions_one_working", "practice_id", unique=True, sqlite_where=text(WORKING), postgresql_where=text(WORKING)),
        Index("ix_versions_status_sent", "status", "sent_at", "id"),
        Index("ix_versions_published", "status", "published_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=0)
    edit: Mapped[int] = mapped_column(default=0)

    title: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(35), default="")
    kind: Mapped[str] = mapped_column(String(30), default="")
    scale: Mapped[str] = mapped_column(String(30), default="")
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    organisation: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]]

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    barred_reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reopened: Mapped[bool] = mapped_column(default=False)
    checks: Mapped[list[Any]]
    evidence: Mapped[str | None] = mapped_column(String(20))

    practice: Mapped[Practice] = relationship(lazy="raise")
    themes: Mapped[list[VersionTheme]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by=VersionTheme.position)
    places: Mapped[list[VersionPlace]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by=VersionPlace.position)
    targets: Mapped[list[VersionTarget]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=VersionTarget.position
    )

    @property
    def subject(self) -> Subject:
        """What lines of the log about this version name."""
        return Subject(self.practice_id, self.id, self.revision)


class Revision(Base):
    """What a version said each time it was sent: all answers as one object, for showing what changed since."""

    __tablename__ = "revisions"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
