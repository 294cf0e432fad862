"""The experts room in the application."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.events import MEMBER_CHANGED
from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry
from exchange.changes import service as changes
from exchange.experts import models as models
from exchange.experts import queries, searchable, service
from exchange.experts.views import blueprint
from exchange.retrieval.kinds.searchable import register
from exchange.vocabularies.events import VOCABULARY_CHANGED


def profile_link(_member: User) -> list[Entry]:
    """The way to the member's own profile."""
    return [Entry(url_for("experts.edit"), _("Profile"))]


def init(app: Flask) -> None:
    """Add the room's addresses to `app`, have experts searched, and have a change of profiles recorded when their member's name or a term they carry changes."""
    app.register_blueprint(blueprint)
    register(app, searchable.KIND)
    NAVIGATION.fill(app, profile_link, order=40)
    changes.register(app, service.KIND, lambda numbers: dict.fromkeys(queries.public_names(numbers)))
    MEMBER_CHANGED.connect(app, service.record_changed_member)
    VOCABULARY_CHANGED.connect(app, service.record_changed_terms)
