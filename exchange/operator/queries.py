"""Reads of the operator's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from exchange.core.db import db
from exchange.operator.models import OperatorText

MOST_SHOWN = 20


def texts() -> Mapping[tuple[str, str], str]:
    """The texts that hold, by name and language; those taken away are left out."""
    newest = select(func.max(OperatorText.id)).group_by(OperatorText.name, OperatorText.language)
    rows = db.session.execute(
        select(OperatorText.name, OperatorText.language, OperatorText.text).where(OperatorText.id.in_(newest))
    )
    return {(row.name, row.language): row.text for row in rows if row.text}


def history(name: str, language: str) -> Sequence[OperatorText]:
    """The last texts of a name and language as they were written, newest first."""
    chosen = select(OperatorText).where(OperatorText.name == name, OperatorText.language == language)
    return db.session.scalars(chosen.order_by(OperatorText.id.desc()).limit(MOST_SHOWN)).all()
