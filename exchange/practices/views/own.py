"""Loading what an author may write, and where they are led when that is over."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from exchange.core.errors import Conflict, DomainError, Gone, NotFound
from exchange.practices import lifecycle, queries
from exchange.practices.queries import Draft


def own_draft(number: int, place: str | None = None) -> Draft:
    """The draft of the member who asks, while they may write it.

    Later its addresses lead a reader to where the submission stands, at `place`, and refuse a write with Conflict. Gone (Conflict
    for a write) for who discarded it; NotFound for everybody else.
    """
    found = queries.draft(number, current_user.id)
    if found is not None:
        return found
    status = queries.status_for_author(number, current_user.id)
    if status is not None and _reads():
        abort(redirect(url_for("review.log", number=number, _anchor=place)))
    if status is not None:
        raise Conflict(str(lifecycle.NOT_WRITABLE_WORDS[status]))
    raise absence(number)


def absence(number: int) -> DomainError:
    """What to tell a member who asks for a submission that is not theirs: that it is gone, when they discarded it, else NotFound."""
    if not queries.was_discarded(number, current_user.id):
        return NotFound(str(_("There is no such submission among yours.")))
    words = str(_("You discarded this draft. Its text was deleted."))
    return Gone(words) if _reads() else Conflict(words)


def _reads() -> bool:
    return request.method in {"GET", "HEAD"}
