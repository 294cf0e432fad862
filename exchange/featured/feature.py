"""The room of the home page's choices in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_login import current_user

from exchange.accounts.models import User
from exchange.accounts.places import ADMIN_INDEX, CONTENT, Section
from exchange.changes import service as changes
from exchange.core.places import Block
from exchange.featured import models as models
from exchange.featured import queries, service
from exchange.featured.access import RIGHTS
from exchange.featured.views import blueprint
from exchange.practices import queries as practices
from exchange.practices.models import Practice
from exchange.practices.places import MODERATION


def link_to_choose(practice: Practice) -> list[Block]:
    """The way to choose a practice that readers see, for those who may."""
    visible = bool(practices.visible_versions([practice.id]))
    may = visible and RIGHTS.may("choose", current_user, service.people_of(practice.id))
    return [Block("featured/link.html", {"number": practice.id})] if may else []


def section(_member: User) -> list[Section]:
    """The entry on the desk of administrators."""
    return [Section(CONTENT, _("Chosen for the home page"), url_for("featured.choices"))]


def init(app: Flask) -> None:
    """Add the room's addresses to `app`, and the way there to the page of a practice for moderators."""
    app.register_blueprint(blueprint)
    changes.register(app, service.KIND, queries.standing)
    ADMIN_INDEX.fill(app, section, order=50)
    MODERATION.fill(app, link_to_choose, order=20)
