"""Who may see a conversation, and who may work on a report. Pure."""

from __future__ import annotations

from exchange.accounts import access as roles
from exchange.accounts.models import User
from exchange.contact.models import Conversation


def takes_part(user_id: int, conversation: Conversation) -> bool:
    """True for the two members of a conversation; nobody else sees it."""
    return user_id in {conversation.writer_id, conversation.receiver_id}


def other(user_id: int, conversation: Conversation) -> int:
    """The number of the other member of the two."""
    return conversation.receiver_id if user_id == conversation.writer_id else conversation.writer_id


def may_moderate(actor: User, conversation: Conversation) -> bool:
    """A moderator or administrator works on a report, unless they take part in the conversation themselves."""
    return roles.may(actor, "review") and not takes_part(actor.id, conversation)
