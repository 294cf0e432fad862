"""The room of the home page's choices in the application."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from exchange.changes import tags
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


def init(app: Flask) -> None:
    """Add the room's addresses to `app`, and the way there to the page of a practice for moderators."""
    app.register_blueprint(blueprint)
    tags.made_of(app, queries.state)
    MODERATION.fill(app, link_to_choose, order=20)
