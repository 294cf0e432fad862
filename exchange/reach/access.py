"""Who may write to others, and how one member stands towards another. Pure."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext as _l

from exchange.accounts import access as roles
from exchange.accounts.models import User
from exchange.core.rights import Rights, Rule


class Standing(Enum):
    """What stands between two members. A blocked writer and one who asks somebody that takes no requests stand alike."""

    OPEN = "open"
    CLOSED = "closed"
    BLOCKED_BY_ME = "blocked by me"
    MYSELF = "myself"
    WAITING = "waiting"


def standing(*, myself: bool, reachable: bool, blocked_by_me: bool, blocked_by_them: bool) -> Standing:
    """How an actor stands towards somebody: `reachable` says whether that person can be written to at all."""
    if myself:
        return Standing.MYSELF
    if blocked_by_me:
        return Standing.BLOCKED_BY_ME
    if blocked_by_them or not reachable:
        return Standing.CLOSED
    return Standing.OPEN


def is_confirmed(person: User | None, _subject: None) -> bool:
    """A member with a confirmed address."""
    return person is not None and person.active and person.confirmed_at is not None and roles.may(person, "write to members")


NOT_CONFIRMED = _l("Confirm your e-mail address before you write to other members.")

RIGHTS = Rights[User | None, None]({"write to others": (Rule(is_confirmed, NOT_CONFIRMED),)})
