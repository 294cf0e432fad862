"""Who may see a conversation, and who may work on a report about it. Pure."""

from __future__ import annotations

from exchange.accounts import access as roles
from exchange.contact.models import Conversation
from exchange.core.access import Actor
from exchange.core.rights import Rights, Rule


def takes_part(person: Actor, conversation: Conversation) -> bool:
    """One of the two members."""
    return person.id in {conversation.writer_id, conversation.receiver_id}


def takes_no_part(person: Actor, conversation: Conversation) -> bool:
    """Neither of the two members."""
    return not takes_part(person, conversation)


def reviews(person: Actor, _conversation: Conversation) -> bool:
    """Somebody who reviews."""
    return roles.may(person, "review")


def other_member(user_id: int, conversation: Conversation) -> int:
    """The number of the other member of the two."""
    return conversation.receiver_id if user_id == conversation.writer_id else conversation.writer_id


RIGHTS = Rights[Actor, Conversation](
    {
        "take part": (Rule(takes_part, known=False),),
        "work on a report": (Rule(reviews, known=False), Rule(takes_no_part, known=False)),
    }
)
