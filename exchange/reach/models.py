"""Tables of reach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Block(Base):
    """A member who does not want to be written to by another."""

    __tablename__ = "blocks"

    blocker_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime]


class Approach(Base):
    """One time that a member turned to another: the kind of notice, what about, and whether a mail went.

    `opening` is False for going on in what both take part in. Without a receiver it is an act of a workflow, told to those whose
    role it is. Kept as long as the rules look back, see `service.LOOK_BACK`.
    """

    __tablename__ = "approaches"
    __table_args__ = (
        CheckConstraint("sender_id <> receiver_id", name="two_people"),
        Index("ix_approaches_sender", "sender_id", "made_at"),
        Index("ix_approaches_receiver", "receiver_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80), default="")
    opening: Mapped[bool]
    mailed: Mapped[bool]
    made_at: Mapped[datetime]
