"""Who reviews what: taking, assigning, handing back."""

from __future__ import annotations

from flask_babel import gettext as _

from exchange.core.access import Actor
from exchange.core.errors import Invalid
from exchange.practices import moves
from exchange.practices.models import Version
from exchange.review import access, notices, queries
from exchange.review.service.locked import Matter, require_text, version_for
from exchange.review.service.work import forget_reviewer, look_ends


def take(actor: Actor, version_id: int) -> None:
    """Become the reviewer. NotFound; Conflict when somebody else has taken it; Forbidden by the rules of `access.py`."""
    matter = version_for(actor, version_id, "take")
    _give(matter.version, actor.id)
    moves.make(matter.version, "take", actor.id)
    _tell_authors(matter, matter.name)


def assign(actor: Actor, version_id: int, reviewer_id: int) -> None:
    """Make another moderator the reviewer; they and the authors are told.

    NotFound, Conflict and Forbidden as for `take`; Invalid (at `reviewer`) when that member may not review it.
    """
    matter = version_for(actor, version_id, "assign")
    reviewer = queries.person(reviewer_id)
    if reviewer is None or reviewer.id == actor.id or not access.RIGHTS.may("take", reviewer, matter.case):
        raise Invalid({"reviewer": str(_("Choose a moderator from the list"))})
    version = matter.version
    _give(version, reviewer.id)
    # The log keeps whom it was assigned to as the move's reason: a number, so that no name outlives its account.
    moves.make(version, "assign", actor.id, reason=str(reviewer.id))
    told = queries.users([reviewer.id])
    _tell_authors(matter, told[0].name)
    notices.tell(told, "assigned", title=version.title, version=version.id, who=matter.name, due=matter.due)


def hand_back(actor: Actor, version_id: int, reason: str) -> None:
    """Put a review back into the queue, with a reason; the moderators are told. Invalid (at `reason`) without one."""
    matter = version_for(actor, version_id, "hand_back")
    note = require_text("reason", reason, str(_("Say why you hand it back")))
    version = matter.version
    look_ends(version)
    forget_reviewer(version)
    moves.make(version, "hand_back", actor.id, note=note)
    others = [one.id for one in queries.to_tell(matter.case) if one.id != actor.id]
    notices.tell(queries.users(others), "handed_back", title=version.title, version=version.id, who=matter.name, note=note)


def _give(version: Version, reviewer_id: int) -> None:
    if version.reviewer_id not in {None, reviewer_id}:
        forget_reviewer(version)
    version.reviewer_id = reviewer_id


def _tell_authors(matter: Matter, reviewer: str) -> None:
    version = matter.version
    notices.tell(matter.authors, "taken", title=version.title, version=version.id, who=reviewer, due=matter.due)
