"""Making a move: the one place that sets a version's status and writes the log line with it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.core.transaction import require_transaction
from exchange.practices import lifecycle
from exchange.practices.models import Move, Version


def make(
    version: Version,
    move: str,
    actor_id: int | None,
    *,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Move `version` by the rule named `move` and log it, in the caller's transaction.

    Raises Conflict when the version is no longer in a state the move starts from: somebody came first.
    Rights are the caller's to check.
    """
    require_transaction()
    before = version.status
    if not lifecycle.allowed(move, before):
        raise Conflict(str(_("Somebody else has moved this practice in the meantime. Look at where it stands now.")))
    moment = at or clock.now()
    version.status = lifecycle.RULES[move].after
    version.updated_at = moment
    if version.status == lifecycle.SUBMITTED and move != "hand_back":
        version.sent_at = moment
    if version.status == lifecycle.PUBLISHED:
        version.published_at = moment
    db.session.flush()
    log(version.practice_id, version, move, actor_id, before=before, note=note, reason=reason, at=moment)


def log(
    practice_id: int,
    version: Version | None,
    move: str,
    actor_id: int | None,
    *,
    before: str | None = None,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
    gone: bool = False,
) -> None:
    """Write a log line, for moves of a version and for what happens to the practice apart from its versions; `gone` for a version that is removed."""
    require_transaction()
    line = Move(
        practice_id=practice_id,
        version_id=version.id if version else None,
        revision=version.revision if version else None,
        actor_id=actor_id,
        move=move,
        before=before,
        after=version.status if version and not gone else None,
        reason=reason,
        note=note,
        at=at or clock.now(),
    )
    db.session.add(line)
