"""The experts room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.events import MEMBER_CHANGED
from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry
from exchange.experts import models as models
from exchange.experts import searchable, service
from exchange.experts.views import blueprint
from exchange.retrieval.kinds.searchable import register
from exchange.vocabularies.events import VOCABULARY_CHANGED


def profile_link(_member: User) -> list[Entry]:
    """The way to the member's own profile."""
    return [Entry(url_for("experts.edit"), _("Profile"))]


def init(app: Flask) -> None:
    """Add the room's addresses to `app`, have experts searched, and have profiles indexed anew when their member's name or a term they carry changes."""
    app.register_blueprint(blueprint)
    register(app, searchable.KIND)
    NAVIGATION.fill(app, profile_link, order=40)
    MEMBER_CHANGED.connect(app, service.owe_index_if_public)
    VOCABULARY_CHANGED.connect(app, service.owe_index_of_terms)
