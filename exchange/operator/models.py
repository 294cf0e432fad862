"""The texts as they were written, oldest first: the newest of a name and language holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class OperatorText(Base):
    """One text as it was written once, by whom (None: by command) and when; "" takes it away. Rows are added and never changed."""

    __tablename__ = "operator_texts"
    __table_args__ = (Index("ix_operator_texts_current", "name", "language", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
