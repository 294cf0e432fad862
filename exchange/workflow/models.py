"""The log of events: written once, never changed; the database refuses an update or a deletion."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Event(Base):
    """One line: what happened to which subject, by whom, from where to where, when, with what note.

    `subject` is the kind, such as "practice"; `number`, `part` and `revision` are plain numbers of that room: the line outlives a
    record that is removed. `actor_id` is None for what the product does by itself. `before` and `after` are None for a remark,
    and where there is no record before or after.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_subject", "subject", "number", "id"),
        Index("ix_events_part", "subject", "part", "id"),
        Index("ix_events_what", "subject", "what", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    part: Mapped[int | None]
    revision: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    what: Mapped[str] = mapped_column(String(30))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
