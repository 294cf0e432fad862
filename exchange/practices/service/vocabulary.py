"""What a change of the vocabularies means for practices."""

from __future__ import annotations

from sqlalchemy import select

from exchange.core.db import db
from exchange.outbox import service as outbox
from exchange.practices import lifecycle
from exchange.practices.models import Version, VersionPlace, VersionTarget, VersionTheme
from exchange.vocabularies.events import TermsChanged

SOME = 500


def owe_index_of_terms(changed: TermsChanged) -> None:
    """Owe the index a look at every published practice that carries a changed term, inside the transaction of the load."""
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
    outbox.promise_all("index", [(f"practice:{number}", {"kind": "practice", "id": number}) for number in sorted(ids)])
