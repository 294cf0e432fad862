"""The pages room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError

from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry, waiting_count
from exchange.pages import metrics, sitemaps


def desk_link(member: User) -> list[Entry]:
    """The way to the member's work, with how much waits for them; without the number when it cannot be counted."""
    try:
        count = waiting_count(member)
    except SQLAlchemyError:
        count = 0
    words = ngettext("%(num)s thing waits for you", "%(num)s things wait for you", count)
    return [Entry(url_for("pages.desk"), _("My work"), count, words, in_bar=True)]


def init(app: Flask) -> None:
    """Add the room's addresses to `app`."""
    app.register_blueprint(metrics.blueprint)
    app.register_blueprint(sitemaps.blueprint)
    NAVIGATION.fill(app, desk_link, order=10)
