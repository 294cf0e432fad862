"""Reading the record of visible change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from exchange.changes.models import Change
from exchange.core.db import db

# Asked with every page of a visitor: made once, and of the table's columns, without what a select of a record does beside.
_ROWS = Change.metadata.tables[Change.__tablename__].c
_NEWEST = select(_ROWS.sequence, _ROWS.at).order_by(_ROWS.sequence.desc()).limit(1)


def since(sequence: int, limit: int) -> list[Change]:
    """Up to `limit` rows after `sequence`, ascending; 0 begins with everything that is visible.

    Who goes on after the last row got misses no record, however the commits of others cross: a row committed later has a higher
    number. Of a record that changed several times, rows that a newer one replaced may be left out (`service.KEEP_REPLACED`).
    """
    return list(db.session.scalars(select(Change).where(Change.sequence > sequence).order_by(Change.sequence).limit(limit)))


def newest_row() -> tuple[int, str]:
    """The last row's sequence and moment; (0, "") for an empty record. After an older copy was restored no pair comes again with other rows before it."""
    row = db.session.execute(_NEWEST).first()
    return (row.sequence, row.at.isoformat()) if row else (0, "")


def numbers_since(kind: str, moment: datetime) -> list[int]:
    """The numbers of the records of `kind` that readers see otherwise, or no longer, since `moment`, ascending.

    By the time of the change, which a commit may follow a little later: for a look that goes further back than it must.
    """
    chosen = select(Change.number).where(Change.kind == kind, Change.at > moment)
    return list(db.session.scalars(chosen.distinct().order_by(Change.number)))


def latest() -> int:
    """The highest sequence there is; 0 before any change."""
    return db.session.scalar(select(func.max(Change.sequence))) or 0


def numbers_after(kind: str, sequence: int) -> list[int]:
    """The numbers of the records of `kind` that changed after `sequence`, ascending."""
    chosen = select(Change.number).where(Change.sequence > sequence, Change.kind == kind)
    return list(db.session.scalars(chosen.distinct().order_by(Change.number)))


def newest_by_span(kind: str, span: int) -> dict[int, datetime]:
    """When readers last saw one of each span of numbers of `kind` change: 0 for the first `span` numbers. Spans without a change are left out."""
    place = (Change.number - 1) // span
    return {
        row[0]: row[1]
        for row in db.session.execute(select(place, func.max(Change.at)).where(Change.kind == kind).group_by(place))
    }


def newest_by_number(kind: str, first: int, last: int) -> dict[int, datetime]:
    """When readers last saw each of the records of `kind` with these numbers change; those that never did are left out."""
    chosen = select(Change.number, func.max(Change.at)).where(Change.kind == kind, Change.number.between(first, last))
    return {row[0]: row[1] for row in db.session.execute(chosen.group_by(Change.number))}
