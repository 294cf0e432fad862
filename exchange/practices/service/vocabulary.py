"""What a change of the vocabularies means for practices."""

from __future__ import annotations

from sqlalchemy import select

from exchange.changes import service as changes
from exchange.core.db import db
from exchange.practices import lifecycle
from exchange.practices.events import KIND
from exchange.practices.models import Version, VersionPlace, VersionTarget, VersionTheme
from exchange.vocabularies.events import TermsChanged

SOME = 500


def record_changed_terms(changed: TermsChanged) -> None:
    """Record every published practice that carries a changed term, inside the transaction of the load."""
    ids: set[int] = set()
    for column, codes in (
        (VersionTheme.theme_id, changed.themes),
        (VersionPlace.place_code, changed.places),
        (VersionTarget.target_code, changed.targets),
    ):
        listed = sorted(codes)
        for start in range(0, len(listed), SOME):
            carrying = select(Version.practice_id).join(column.class_, column.class_.version_id == Version.id)
            published = carrying.where(Version.status == lifecycle.PUBLISHED, column.in_(listed[start : start + SOME]))
            ids.update(db.session.scalars(published))
    changes.record(KIND, sorted(ids))
