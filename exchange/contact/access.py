"""Who may write to whom, and who may see a conversation. Pure."""

from __future__ import annotations

from enum import Enum

from exchange.accounts import access as roles
from exchange.accounts.models import User
from exchange.contact.models import Conversation


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


def takes_part(user_id: int, conversation: Conversation) -> bool:
    """True for the two members of a conversation; nobody else sees it."""
    return user_id in {conversation.writer_id, conversation.receiver_id}


def other(user_id: int, conversation: Conversation) -> int:
    """The number of the other member of the two."""
    return conversation.receiver_id if user_id == conversation.writer_id else conversation.writer_id


def may_moderate(actor: User, conversation: Conversation) -> bool:
    """A moderator or administrator works on a report, unless they take part in the conversation themselves."""
    return roles.may(actor, "review") and not takes_part(actor.id, conversation)
