"""The practices room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.accounts.events import MEMBER_CHANGED
from exchange.changes import service as changes
from exchange.core import languages
from exchange.core.places import Block
from exchange.experts.places import AFTER_PROFILE
from exchange.experts.visibility import ProfileView
from exchange.practices import choices, desk, notices, queries, searchable
from exchange.practices import models as models
from exchange.practices.events import KIND
from exchange.practices.fields import FORM
from exchange.practices.service.people import record_changed_member
from exchange.practices.service.vocabulary import record_changed_terms
from exchange.practices.views import blueprint
from exchange.retrieval.kinds.searchable import register
from exchange.vocabularies.events import VOCABULARY_CHANGED


def of_expert(expert: ProfileView) -> list[Block]:
    """What the expert has published, newest first, in the language of the page; nothing for none."""
    cards = queries.practices_of(expert.user_id, languages.current_language())
    return [Block("practices/of_expert.html", {"cards": cards})] if cards else []


def init(app: Flask) -> None:
    """Add the room's addresses and notices to `app`, have practices searched, and add to the page of an expert what they published.

    Visible changes of practices are recorded when a member they name, or a term they carry, changes.
    """
    app.register_blueprint(blueprint)
    register(app, searchable.KIND)
    app.jinja_env.globals.update(
        FIELDS_BY_NAME=FORM.by_name,
        EVIDENCE_LEVELS=choices.EVIDENCE_LEVELS,
        HOW_SURE=choices.HOW_SURE,
    )
    AFTER_PROFILE.fill(app, of_expert, order=10)
    notices.init(app)
    desk.init(app)
    changes.register(app, KIND, queries.visible_versions)
    MEMBER_CHANGED.connect(app, record_changed_member)
    VOCABULARY_CHANGED.connect(app, record_changed_terms)
