"""How one member stands towards another. Pure."""

from __future__ import annotations

from enum import Enum

from exchange.accounts import access as roles
from exchange.accounts.models import User


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


def may_write(actor: User) -> bool:
    """A member with a confirmed address may write to others."""
    return actor.active and actor.confirmed_at is not None and roles.may(actor, "write to members")
