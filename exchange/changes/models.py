"""The table of visible changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base

VISIBLE = "visible"
CHANGED = "changed"
GONE = "gone"


class Change(Base):
    """A record by kind and number, and what became of it for readers: `visible` (it was not before), `changed` or `gone`.

    `version` is the number of the version that everybody reads; None for a kind without versions and for what is gone.
    Whoever commits later has the higher `sequence`.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint(f"what IN ('{VISIBLE}', '{CHANGED}', '{GONE}')", name="what_is_known"),
        Index("ix_changes_record", "kind", "number", "sequence"),
        Index("ix_changes_at", "at"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    version: Mapped[int | None]
    what: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
