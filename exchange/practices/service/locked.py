"""Loading what a verb changes, locked, for those who may change it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, NotFound
from exchange.core.transaction import require_transaction
from exchange.practices import access, lifecycle
from exchange.practices.models import Practice, Version
from exchange.practices.queries.published import people_of


def practice_of(actor: Actor, practice_id: int) -> Practice:
    """The practice, locked, for an agreed author; NotFound for everybody else."""
    require_transaction()
    found = db.session.get(Practice, practice_id, with_for_update=True)
    if found is None:
        raise NotFound(str(access.NOT_YOURS))
    access.RIGHTS.authorise("write", actor, people_of(practice_id))
    return found


def draft_of(actor: Actor, version_id: int) -> Version:
    """The version, locked, with themes, places and targets, for an agreed author.

    NotFound for everybody else; Conflict, with what stands in the way, while it may not be written.
    The practice is locked first: its number, people and versions change together.
    """
    require_transaction()
    practice_id = db.session.scalar(select(Version.practice_id).where(Version.id == version_id))
    if practice_id is None:
        raise NotFound(str(_("There is no such draft among yours.")))
    practice_of(actor, practice_id)
    version = db.session.scalars(
        select(Version)
        .options(selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
        .where(Version.id == version_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if version.status not in lifecycle.WRITABLE:
        raise Conflict(str(lifecycle.NOT_WRITABLE_WORDS[version.status]))
    return version
