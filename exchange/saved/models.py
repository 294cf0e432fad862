"""Tables of saved searches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import User
from exchange.core.db import Base
from exchange.practices.searchable import PRACTICES


class SavedSearch(Base):
    """A search a member keeps: its words and filters as an address writes them, and how often they are told of what is new.

    `since` is the moment after which a practice must have been published first to be told of; `due_at` is when the next daily
    or weekly look is due; `told_at` is when something was told last.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint("kind IN ('practices')", name="kind"),
        CheckConstraint("often IN ('never', 'at_once', 'daily', 'weekly')", name="often"),
        CheckConstraint("(due_at IS NOT NULL) = (often IN ('daily', 'weekly'))", name="due_when_regular"),
        CheckConstraint("length(trim(name)) > 0", name="has_name"),
        UniqueConstraint("user_id", "kind", "query"),
        Index("ix_saved_searches_often_due", "often", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20), default=PRACTICES)
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[str] = mapped_column(String(2000))
    often: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    owner: Mapped[User] = relationship(lazy="raise")


class Told(Base):
    """That a member was told of a practice: for which of their searches, by which notice. The key makes it once, whatever found it."""

    __tablename__ = "saved_told"
    __table_args__ = (
        Index("ix_saved_told_practice", "practice_id"),
        Index("ix_saved_told_search", "search_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    search_id: Mapped[int | None] = mapped_column(ForeignKey("saved_searches.id", ondelete="SET NULL"))
    notice: Mapped[str] = mapped_column(String(32))
    told_at: Mapped[datetime]
