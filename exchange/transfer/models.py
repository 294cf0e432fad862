"""Tables of imports: one row a run, and one for each line of its file that there is something to say of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base
from exchange.workflow.table import Subject


class ImportRun(Base):
    """The import of one file. `line` is the last line whose outcome is recorded, `read` the bytes up to it; an interrupted run goes on after them.

    `stored` names the file kept for a run from a page until it ends; a command reads its own file. `note` says why somebody ran it,
    `fault` why it ended before the end of the file.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'running', 'ended', 'undo_asked', 'undoing', 'undone')", name="status"),
        CheckConstraint("status <> 'undo_asked' OR undo_asked_by IS NOT NULL", name="asked_by_somebody"),
        Index("ix_import_runs_status", "status", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(300))
    by_command: Mapped[bool]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    reviewed: Mapped[bool]
    sources: Mapped[list[Any]]
    stored: Mapped[str | None] = mapped_column(String(60))
    size: Mapped[int | None]
    read: Mapped[int] = mapped_column(default=0)
    line: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    undo_asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undo_note: Mapped[str] = mapped_column(Text, default="")

    @property
    def subject(self) -> Subject:
        """What lines of the log about this run name."""
        return Subject(self.id)


class ImportLine(Base):
    """What became of a line. `reason` is a code of `words.KEPT_WORDS`, `words` what the product says of a refused or mended line.

    `undone` says what an undo did with the practice this line made: a code of `words.UNDONE_WORDS`, "" before.
    """

    __tablename__ = "import_lines"
    __table_args__ = (
        CheckConstraint("outcome IN ('created', 'returned', 'updated', 'kept', 'refused', 'mended')", name="outcome"),
        Index("ix_import_lines_outcome", "run_id", "outcome", "undone", "number"),
        Index("ix_import_lines_practice", "practice_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    undone: Mapped[str] = mapped_column(String(20), default="")
