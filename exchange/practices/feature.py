"""The practices room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.core import languages
from exchange.practices import choices, cli, fields, notices, page, queries
from exchange.practices import models as models
from exchange.practices.queries import Card
from exchange.practices.service.vocabulary import owe_index_of_terms
from exchange.practices.views import blueprint
from exchange.vocabularies import service as vocabularies


def practices_of(user_id: int) -> list[Card]:
    """Cards of what a member has published, newest first, in the language of the page."""
    return queries.practices_of(user_id, languages.current())


def init(app: Flask) -> None:
    """Add the room's addresses, commands and notices to `app`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        practices_of=practices_of,
        FIELDS_BY_NAME=fields.BY_NAME,
        PARTNER_ROLES=choices.PARTNER_ROLES,
        EVIDENCE_KINDS=choices.EVIDENCE_KINDS,
        READING_LABELS=page.READING_LABELS,
        EVIDENCE_LEVELS=choices.EVIDENCE_LEVELS,
    )
    notices.init(app)
    app.cli.add_command(cli.practices)
    app.cli.add_command(cli.sample)
    vocabularies.when_changed(app, owe_index_of_terms)
