"""Keeping a published practice in order: its index document, its author's confirmation."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.outbox import service as outbox
from exchange.practices import lifecycle, moves
from exchange.practices.models import Version
from exchange.practices.service.locked import practice_of


def owe_index(practice_id: int) -> None:
    """Owe the index a look at this practice, inside the transaction of what changed it."""
    outbox.promise("index", {"kind": "practice", "id": practice_id}, key=f"practice:{practice_id}")


def confirm(actor: Actor, practice_id: int) -> None:
    """An author says that the published text still holds: its date starts anew. Conflict when nothing is published."""
    practice = practice_of(actor, practice_id)
    if published_version(practice_id) is None or practice.retracted_at is not None:
        raise Conflict(str(_("This practice is not published, so there is nothing to confirm.")))
    practice.confirmed_at = clock.now()
    moves.log(practice_id, "confirm", actor.id)
    owe_index(practice_id)


def owe_index_if_published(practice_id: int) -> None:
    """Owe the index a look when readers can find the practice."""
    if published_version(practice_id) is not None:
        owe_index(practice_id)


def published_version(practice_id: int) -> int | None:
    """Number (key) of the published version, or None."""
    return db.session.scalar(select(Version.id).where(Version.practice_id == practice_id, Version.status == lifecycle.PUBLISHED))
