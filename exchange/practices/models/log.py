"""The log of moves: written once, never changed; the database refuses an update or a deletion."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Move(Base):
    """One line: who moved what from where to where, when, with what note.

    `actor_id` is None for an import. The practice's and version's numbers are plain: the line outlives
    a draft that is discarded. A request for changes and a decline carry their message in `note`.
    """

    __tablename__ = "moves"
    __table_args__ = (
        CheckConstraint("move NOT IN ('request_changes', 'decline') OR length(trim(note)) > 0", name="decision_has_message"),
        CheckConstraint("move <> 'decline' OR length(reason) > 0", name="decline_has_reason"),
        CheckConstraint("move NOT IN ('hide', 'retract', 'hand_back') OR length(trim(note)) > 0", name="has_reason"),
        Index("ix_moves_practice", "practice_id", "id"),
        Index("ix_moves_version", "version_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    version_id: Mapped[int | None]
    revision: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    move: Mapped[str] = mapped_column(String(30))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
