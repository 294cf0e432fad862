"""Which steps of the preparation this database has behind it, and with what."""

from __future__ import annotations

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import require_transaction
from exchange.setup.models import Prepared


def finished_digest(step: str) -> str | None:
    """The digest `step` was finished with, or None when it was not. Ends the read it began."""
    row = db.session.get(Prepared, step)
    digest = row.digest if row else None
    db.session.rollback()
    return digest


def finish(step: str, digest: str) -> None:
    """Write down, in the caller's transaction, that `step` was finished with `digest`."""
    require_transaction()
    row = db.session.get(Prepared, step)
    if row is None:
        db.session.add(Prepared(step=step, digest=digest, done_at=clock.now()))
    else:
        row.digest, row.done_at = digest, clock.now()
