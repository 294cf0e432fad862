"""The contact room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.access import may
from exchange.accounts.models import User
from exchange.accounts.places import DESK, NAVIGATION, Desk, DeskBlock, Entry
from exchange.contact import models as models
from exchange.contact import notices, queries
from exchange.contact.views import blueprint
from exchange.core.paging import require_page
from exchange.experts.places import PROFILE_FIGURES, Figure
from exchange.experts.visibility import ProfileView


def answered_figure(expert: ProfileView) -> list[Figure]:
    """How many requests the expert answered."""
    return [Figure(_("Requests answered"), queries.requests_answered(expert.user_id))]


def reports_link(member: User) -> list[Entry]:
    """The way to the reports, for moderators."""
    return [Entry(url_for("contact.reports"), _("Reported conversations"))] if may(member, "review") else []


def conversations(desk: Desk) -> list[DeskBlock]:
    """Who wrote to the member, a page of it. NotFound after the last page."""
    page = require_page(queries.conversations_of(desk.member.id, desk.page))
    return [DeskBlock("contact/desk.html", {"page": page}, 50)]


def init(app: Flask) -> None:
    """Add the room's addresses and notices to `app`, and to the page of an expert how many requests they answered."""
    app.register_blueprint(blueprint)
    notices.init(app)
    NAVIGATION.fill(app, reports_link, order=30)
    DESK.fill(app, conversations, order=50)
    PROFILE_FIGURES.fill(app, answered_figure, order=20)
