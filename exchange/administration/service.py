"""What administrators do with the platform itself. Both run inside `transaction()` and are logged with their reason."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from exchange.accounts.access import MEMBER, RIGHTS, Standing
from exchange.accounts.administering import LONGEST_REASON
from exchange.administration.lifecycle import INDEX, JOBS, REBUILD, RETRY
from exchange.core.access import Actor
from exchange.core.errors import Conflict, Invalid
from exchange.outbox import service as outbox
from exchange.search import sync
from exchange.workflow.service import add_remark
from exchange.workflow.table import Subject

# Those two are about nobody.
_NOBODY = Standing(0, MEMBER)


def retry_jobs(actor: Actor, numbers: Collection[int] | None, reason: str) -> int:
    """Try jobs that failed for good again, all of them with None: how many. Raises Invalid at reason; Forbidden; Conflict when none is left."""
    RIGHTS.authorise("look", actor, _NOBODY)
    told = _take_reason(reason)
    found = outbox.retry(numbers)
    if not found:
        raise Conflict(str(JOBS.conflict))
    add_remark(JOBS, RETRY, Subject(found[0], revision=len(found)), actor.id, note=told)
    return len(found)


def rebuild_index(actor: Actor, reason: str) -> None:
    """Owe a rebuild of the search index, which the worker does. Raises Invalid at reason; Forbidden; Conflict when one is owed already."""
    RIGHTS.authorise("look", actor, _NOBODY)
    told = _take_reason(reason)
    if not sync.owe_rebuild():
        raise Conflict(str(INDEX.conflict))
    add_remark(INDEX, REBUILD, Subject(0), actor.id, note=told)


def _take_reason(reason: str) -> str:
    told = reason.strip()
    if not told:
        raise Invalid({"reason": str(_("Write the reason"))})
    if len(told) > LONGEST_REASON:
        raise Invalid({"reason": str(_("Shorten the reason to %(number)s characters.", number=LONGEST_REASON))})
    return told
