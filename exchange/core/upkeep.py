"""Upkeep of the database that nobody waits for."""

from __future__ import annotations

import logging

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from exchange.core.db import db, is_sqlite
from exchange.core.transaction import transaction

log = logging.getLogger(__name__)
# Rows looked at in each index: enough to tell which one narrows, and done in milliseconds however large the table.
SAMPLE = 400


def take_statistics() -> None:
    """Let SQLite note how far each index narrows, by which it chooses between them; PostgreSQL does so by itself.

    Without it SQLite takes an equal status to narrow more than some hundred numbers do, and reads every published version
    for them. A database that cannot be written to now stays as it is.
    """
    if not is_sqlite(db.engine):
        return
    try:
        with transaction():
            db.session.execute(text(f"PRAGMA analysis_limit={SAMPLE}"))
            db.session.execute(text("ANALYZE"))
    except OperationalError as fault:
        log.warning("database: no statistics taken (%s)", type(fault.orig).__name__)
