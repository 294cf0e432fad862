"""What people are told about their part in a practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.notices.quoting import quotation, short_name
from exchange.notices.service import Cause, Words, compose_with
from exchange.practices import links


def _title(values: Mapping[str, Any]) -> str:
    return quotation(values["title"]) or str(_("Practice without a title"))


def invitation(values: Mapping[str, Any]) -> Words:
    """To a member asked to be author or contact. The subject is ours alone: nobody has reviewed the title of a draft."""
    given = {"name": short_name(values["inviter"]), "title": _title(values)}
    author = values["part"] == "author"
    return Words(
        subject=_("You are asked to be a co-author of a practice")
        if author
        else _("You are asked to be a contact for a practice"),
        fact=_("%(name)s asks you to be a co-author of “%(title)s”.", **given)
        if author
        else _("%(name)s asks you to be a contact for “%(title)s”.", **given),
        lines=(
            _("As a co-author you can change the text, and your name stands on it.")
            if author
            else _("As a contact you are named on the practice, and members can write to you about it."),
            _("Nothing is shown before you agree."),
            _("You can refuse, and keep this member from writing to you."),
        ),
        # A notice owed by an earlier release does not name the member.
        link=links.invitation_link(values["practice"], values["part"], values.get("member", 0), whole=True),
        link_label=_("Agree or refuse"),
        why=_("You get this because a member named your public profile."),
    )


def compose_agreement(values: Mapping[str, Any]) -> Words:
    """To the member who asked: the other one agreed."""
    given = {"name": short_name(values["member"]), "title": _title(values)}
    return Words(
        subject=_("Invitation accepted: %(title)s", **given),
        fact=_("%(name)s has agreed to be a co-author of “%(title)s”.", **given)
        if values["part"] == "author"
        else _("%(name)s has agreed to be a contact for “%(title)s”.", **given),
        link=url_for("pages.desk", _external=True),
        link_label=_("Open my work"),
        why=_("You get this because you sent the invitation."),
    )


def compose_refusal(values: Mapping[str, Any]) -> Words:
    """To the member who asked: the other one does not want it, or no longer."""
    given = {"name": short_name(values["member"]), "title": _title(values)}
    return Words(
        subject=_("Invitation refused: %(title)s", **given),
        fact=_("%(name)s does not want to be a co-author of “%(title)s”.", **given)
        if values["part"] == "author"
        else _("%(name)s does not want to be a contact for “%(title)s”.", **given),
        lines=(_("You can name somebody else while the practice is a draft."),),
        link=url_for("pages.desk", _external=True),
        link_label=_("Open my work"),
        why=_("You get this because you sent the invitation."),
    )


def init(app: Flask) -> None:
    """Give `app` the words of these notices."""
    compose_with(app, "practices.invitation", invitation, Cause.OPENING)
    compose_with(app, "practices.agreed", compose_agreement, Cause.ASKED)
    compose_with(app, "practices.refused", compose_refusal, Cause.ASKED)
