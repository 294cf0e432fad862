"""The three decisions. Each keeps the reviewer's work first, so that nothing typed beside it is lost."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Invalid
from exchange.practices import lifecycle, moves
from exchange.practices.models import Version
from exchange.review import lists, notices, queries, rules
from exchange.review.service.locked import Matter, require_text, version_for
from exchange.review.service.work import Work, keep, look_ends


def publish(actor: Actor, version_id: int, work: Work) -> None:
    """Publish a version; the earlier one becomes an earlier version. Authors are told.

    NotFound, Conflict, Forbidden; Invalid (at `checks`, `evidence`, `comments`) when something is missing.
    """
    matter = _begin(actor, version_id, "publish", work)
    version = matter.version
    lacking = rules.lacking_to_publish(version.checks, queries.open_comments(version.id), version.evidence)
    if lacking:
        raise Invalid(lacking)
    now = clock.now()
    earlier = db.session.scalars(
        select(Version).where(Version.practice_id == version.practice_id, Version.status == lifecycle.PUBLISHED).with_for_update()
    ).one_or_none()
    if earlier is not None:
        moves.make(earlier, "supersede", None, at=now)
    moves.make(version, "publish", actor.id, note=work.message, at=now)
    look_ends(version)
    matter.practice.confirmed_at = now
    _tell(matter, "published", work.message, practice=version.practice_id)


def request_changes(actor: Actor, version_id: int, work: Work) -> None:
    """Ask the authors for changes; the comments stand at their answers. Invalid (at `message`) without a message."""
    matter = _begin(actor, version_id, "request_changes", work)
    note = require_text("message", work.message, str(_("Write what the authors should change")))
    moves.make(matter.version, "request_changes", actor.id, note=note)
    look_ends(matter.version)
    _tell(matter, "changes", note, open=queries.open_comments(matter.version.id))


def decline(actor: Actor, version_id: int, work: Work, reason: str) -> None:
    """Decline a version, with a reason of the list and a message. Invalid (at `reason`, `message`) without them."""
    matter = _begin(actor, version_id, "decline", work)
    if reason not in lists.REASONS:
        raise Invalid({"reason": str(_("Choose the reason for declining"))})
    note = require_text("message", work.message, str(_("Explain the decision to the authors")))
    moves.make(matter.version, "decline", actor.id, note=note, reason=reason)
    look_ends(matter.version)
    _tell(matter, "declined", note, reason=reason, again=not matter.version.reopened)


def _begin(actor: Actor, version_id: int, verb: str, work: Work) -> Matter:
    matter = version_for(actor, version_id, verb)
    keep(matter, work)
    return matter


def _tell(matter: Matter, kind: str, note: str, **values: object) -> None:
    version = matter.version
    notices.tell(matter.authors, kind, title=version.title, version=version.id, who=matter.name, note=note, **values)
