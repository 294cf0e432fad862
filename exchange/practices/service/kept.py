"""Keeping a published practice in order: the record of its visible changes, its author's confirmation."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.practices import lifecycle, moves
from exchange.practices.events import KIND
from exchange.practices.models import Version
from exchange.practices.service.locked import practice_of


def record_change(practice_id: int) -> None:
    """Record that readers see this practice otherwise, inside the transaction of what changed it."""
    changes.record(KIND, [practice_id])


def confirm(actor: Actor, practice_id: int) -> None:
    """An author says that the published text still holds: its date starts anew. Conflict when nothing is published."""
    practice = practice_of(actor, practice_id)
    if published_version(practice_id) is None or practice.retracted_at is not None:
        raise Conflict(str(_("This practice is not published, so there is nothing to confirm.")))
    practice.confirmed_at = clock.now()
    moves.log(practice_id, "confirm", actor.id)
    record_change(practice_id)


def record_change_if_published(practice_id: int) -> None:
    """The same for a practice that may have no published version yet: then nothing."""
    if published_version(practice_id) is not None:
        record_change(practice_id)


def published_version(practice_id: int) -> int | None:
    """Number (key) of the published version, or None."""
    return db.session.scalar(select(Version.id).where(Version.practice_id == practice_id, Version.status == lifecycle.PUBLISHED))
