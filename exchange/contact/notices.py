"""The words and receivers of the notices of contact.

A notice carries numbers only; what was written is read when the mail is made, so it lies in no queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.names import Name, in_role
from exchange.contact import choices, queries
from exchange.notices.quoting import quotation, short_name
from exchange.notices.service import Cause, Words, compose_with


def message(values: Mapping[str, Any]) -> Words | None:
    """To the receiver: the first message of a conversation."""
    letter = queries.letter(values["message_id"])
    if letter is None:
        return None
    return Words(
        subject=_("Message from %(name)s: %(subject)s", name=short_name(letter.author), subject=quotation(letter.subject)),
        fact=_("%(name)s wrote to you.", name=short_name(letter.author)),
        lines=[
            *_role(letter.author),
            _("You decide whether to answer. %(name)s does not see your e-mail address.", name=short_name(letter.author)),
        ],
        quote=letter.body,
        link=_page(letter.conversation_id),
        link_label=_("Read and answer the message"),
        why=_why(),
    )


def reply(values: Mapping[str, Any]) -> Words | None:
    """To the other member: an answer."""
    letter = queries.letter(values["message_id"])
    if letter is None:
        return None
    return Words(
        subject=_("Answer from %(name)s: %(subject)s", name=short_name(letter.author), subject=quotation(letter.subject)),
        fact=_("%(name)s answered you.", name=short_name(letter.author)),
        lines=_role(letter.author),
        quote=letter.body,
        link=_page(letter.conversation_id),
        link_label=_("Open the conversation"),
        why=_why(),
    )


def compose_shared_address(values: Mapping[str, Any]) -> Words | None:
    """To the other member: an address can now be seen under the conversation. The mail itself does not hold it."""
    talk = queries.between(values["conversation_id"], values["by"])
    if talk is None:
        return None
    return Words(
        subject=_(
            "%(name)s shared their address with you: %(subject)s", name=short_name(talk.author), subject=quotation(talk.subject)
        ),
        fact=_("%(name)s shared their e-mail address with you.", name=short_name(talk.author)),
        lines=[*_role(talk.author), _("You find it under the conversation. Only you can see it there.")],
        link=_page(talk.conversation_id),
        link_label=_("Open the conversation"),
        why=_why(),
    )


def compose_report(values: Mapping[str, Any]) -> Words | None:
    """To the moderators: a conversation was reported."""
    row = queries.report_row(values["report_id"])
    if row is None:
        return None
    return Words(
        subject=_("Conversation reported by %(name)s", name=short_name(row.reporter)),
        fact=_("%(name)s reported a conversation to the moderators.", name=short_name(row.reporter)),
        link=url_for("contact.close_report", number=row.number, _external=True),
        link_label=_("Read the report"),
        why=_("You get this because you are a moderator or an administrator."),
    )


def compose_closed_report(values: Mapping[str, Any]) -> Words | None:
    """To the reporter: how the report was closed."""
    row = queries.report_row(values["report_id"])
    if row is None:
        return None
    return Words(
        subject=_("Your report was closed: %(subject)s", subject=quotation(row.subject)),
        fact=_("A moderator read the conversation you reported and closed the report."),
        lines=[_("Outcome: %(outcome)s", outcome=choices.OUTCOMES[row.outcome])],
        link=_page(row.conversation_id),
        link_label=_("Open the conversation"),
        why=_("You get this because you reported this conversation."),
    )


def compose_warning(values: Mapping[str, Any]) -> Words | None:
    """To the member who was reported: the moderator's warning."""
    row = queries.report_row(values["report_id"])
    if row is None:
        return None
    return Words(
        subject=_("A warning from a moderator: %(subject)s", subject=quotation(row.subject)),
        fact=_("A moderator read a conversation of yours and warns you."),
        lines=[_("Members write to each other to learn from practices. Keep to that.")],
        quote=row.note,
        link=_page(row.conversation_id),
        link_label=_("Open the conversation"),
        why=_("You get this because the other member reported this conversation."),
    )


def init(app: Flask) -> None:
    """Register the notices of the room."""
    compose_with(app, "contact_message", message, Cause.OPENING)
    compose_with(app, "contact_reply", reply, Cause.ANSWER)
    compose_with(app, "contact_shared", compose_shared_address, Cause.ANSWER)
    compose_with(app, "contact_report", compose_report, Cause.ROLE)
    compose_with(app, "contact_report_closed", compose_closed_report, Cause.ASKED)
    compose_with(app, "contact_warned", compose_warning, Cause.ROLE)


def _role(author: str) -> list[str]:
    """What the platform says of a writer who is on its staff."""
    return [in_role(short_name(author))] if isinstance(author, Name) and author.mark else []


def _page(number: int) -> str:
    return url_for("contact.show", number=number, _external=True)


def _why() -> str:
    return str(_("You get this because you take part in this conversation. You can block the other member on its page."))
