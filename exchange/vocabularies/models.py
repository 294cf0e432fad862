"""Tables of the vocabularies. Labels are objects from language code to text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Theme(Base):
    """A term of the two-level theme vocabulary. Never deleted: retired, with a pointer to what replaces it.

    `edited` holds what administrators changed, in the shape of the columns: a load of the files leaves that as it stands.
    """

    __tablename__ = "themes"
    __table_args__ = (CheckConstraint("replaced_by IS NULL OR retired", name="only_retired_are_replaced"),)

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id"))
    position: Mapped[int]
    labels: Mapped[dict[str, Any]]
    definitions: Mapped[dict[str, Any]]
    also: Mapped[dict[str, Any]]
    retired: Mapped[bool] = mapped_column(default=False)
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("themes.id"))
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class Place(Base):
    """A country (ISO 3166-1 alpha-2), an M49 region, or the world (M49 001)."""

    __tablename__ = "places"
    __table_args__ = (CheckConstraint("kind IN ('country', 'region', 'world')", name="kind"),)

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    m49: Mapped[str] = mapped_column(String(3))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("places.code"))
    names: Mapped[dict[str, Any]]
    ldc: Mapped[bool] = mapped_column(default=False)
    lldc: Mapped[bool] = mapped_column(default=False)
    sids: Mapped[bool] = mapped_column(default=False)


class Goal(Base):
    """A Sustainable Development Goal, `1` to `17`."""

    __tablename__ = "goals"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    position: Mapped[int]
    short: Mapped[dict[str, Any]]
    titles: Mapped[dict[str, Any]]


class Target(Base):
    """A target of a goal, such as `12.3` or `12.a`."""

    __tablename__ = "targets"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    goal_code: Mapped[str] = mapped_column(ForeignKey("goals.code"))
    position: Mapped[int]
    titles: Mapped[dict[str, Any]]


class VocabularyState(Base):
    """One row that says which state of the vocabularies the database holds; processes compare it to keep their copies fresh."""

    __tablename__ = "vocabulary_state"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
