"""The contact room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from exchange.accounts.access import may
from exchange.accounts.models import User
from exchange.accounts.places import (
    AWAITED,
    DESK_COUNT,
    DESK_WAYS,
    I_WAIT_FOR,
    NAVIGATION,
    QUEUE,
    QUEUE_COUNT,
    WAITING,
    WAITING_COUNT,
    Entry,
    Line,
    Waiting,
)
from exchange.contact import models as models
from exchange.contact import notices, queries
from exchange.contact.views import blueprint
from exchange.core import formats
from exchange.experts.places import PROFILE_FIGURES, Figure
from exchange.experts.visibility import ProfileView


def answered_figure(expert: ProfileView) -> list[Figure]:
    """How many requests the expert answered."""
    return [Figure(_("Requests answered"), queries.requests_answered(expert.user_id))]


def reports_link(member: User) -> list[Entry]:
    """The way to the reports, for moderators."""
    return [Entry(url_for("contact.reports"), _("Reported conversations"))] if may(member, "review") else []


def letters(member: User) -> list[Waiting]:
    """The conversations whose last message is for the member to answer."""
    return [
        Waiting(
            kind=pgettext("a letter between members", "Message"),
            title=one.subject,
            href=url_for("contact.show", number=one.number),
            reason=_("%(name)s wrote to you", name=one.other_name),
            button=_("Answer"),
            colour="info",
            since=one.last_at,
        )
        for one in queries.answers_owed(member.id)
    ]


def open_reports(member: User) -> list[Waiting]:
    """The reports that a moderator may work on; nothing for other members."""
    if not may(member, "review"):
        return []
    return [
        Waiting(
            kind=pgettext("of something wrong", "Report"),
            title=one.subject,
            href=url_for("contact.close_report", number=one.number),
            reason=_("%(name)s reports this conversation", name=one.reporter),
            button=_("Look at it"),
            colour="bad",
            since=one.created_at,
        )
        for one in queries.reports(member.id).items
    ]


def report_count(member: User) -> list[int]:
    """How many reports wait for a moderator; nothing for other members."""
    return [queries.open_report_count(member.id)] if may(member, "review") else []


def lines_awaited(member: User) -> list[Line]:
    """The messages of the member that nobody has answered yet."""
    return [
        Line(
            one.subject,
            url_for("contact.show", number=one.number),
            _("%(name)s has not answered since %(date)s", name=one.other_name, date=formats.day(one.last_at)),
        )
        for one in queries.letters_without_answer(member.id)
    ]


def messages_link(_member: User) -> list[Entry]:
    """The way to all conversations of a member."""
    return [Entry(url_for("contact.index"), _("Messages"))]


def init(app: Flask) -> None:
    """Add the room's addresses and notices to `app`, and to the page of an expert how many requests they answered."""
    app.register_blueprint(blueprint)
    notices.init(app)
    NAVIGATION.fill(app, reports_link, order=30)
    WAITING.fill(app, letters, order=50)
    WAITING.fill(app, open_reports, order=30)
    QUEUE.fill(app, open_reports, order=30)
    WAITING_COUNT.fill(app, lambda member: [queries.answers_owed_count(member.id), *report_count(member)], order=50)
    QUEUE_COUNT.fill(app, report_count, order=30)
    AWAITED.fill(app, lines_awaited, order=50)
    DESK_COUNT.fill(app, lambda member: [(I_WAIT_FOR, queries.count_without_answer(member.id))], order=50)
    DESK_WAYS.fill(app, messages_link, order=50)
    PROFILE_FIGURES.fill(app, answered_figure, order=20)
