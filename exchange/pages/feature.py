"""The pages room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry
from exchange.pages import metrics


def desk_link(_member: User) -> list[Entry]:
    """The way to the member's work."""
    return [Entry(url_for("pages.desk"), _("My work"))]


def init(app: Flask) -> None:
    """Add the room's addresses to `app`."""
    app.register_blueprint(metrics.blueprint)
    NAVIGATION.fill(app, desk_link, order=10)
