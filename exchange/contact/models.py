"""Tables of contact."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import User
from exchange.core.db import Base


class Conversation(Base):
    """Messages between two members: who wrote first, to whom, about which practice if any."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("writer_id <> receiver_id", name="two_people"),
        Index("ix_conversations_writer", "writer_id", "created_at"),
        Index("ix_conversations_receiver", "receiver_id", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id", ondelete="SET NULL"))
    subject: Mapped[str] = mapped_column(String(150))
    created_at: Mapped[datetime]
    writer_shared_at: Mapped[datetime | None]
    receiver_shared_at: Mapped[datetime | None]
    writer: Mapped[User] = relationship(lazy="raise", foreign_keys=[writer_id])
    receiver: Mapped[User] = relationship(lazy="raise", foreign_keys=[receiver_id])


class Message(Base):
    """One message of a conversation."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="has_body"),
        Index("ix_messages_conversation", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])


class Report(Base):
    """A conversation reported to the moderators, and how it was closed: an outcome of `choices.OUTCOMES` and a note."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_is_whole"),
        CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_has_outcome"),
        CheckConstraint("outcome IN ('', 'nothing', 'warned', 'stopped')", name="outcome"),
        CheckConstraint("length(trim(reason)) > 0", name="has_reason"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    conversation: Mapped[Conversation] = relationship(lazy="raise")
    reporter: Mapped[User] = relationship(lazy="raise", foreign_keys=[reporter_id])
    closer: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[closed_by])
