"""Practice Exchange: an expert network and best-practice exchange for sustainable consumption and production."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from config import ROOT, Settings, from_environment
from exchange.accounts import access as roles
from exchange.accounts import feature as accounts
from exchange.accounts import security
from exchange.administration import feature as administration
from exchange.api import feature as api
from exchange.backup import feature as backup
from exchange.changes import feature as changes
from exchange.contact import feature as contact
from exchange.core import (
    access,
    addresses,
    answers,
    commands,
    compression,
    context,
    db,
    formats,
    headers,
    languages,
    limits,
    mail,
    refusals,
)
from exchange.experts import feature as experts
from exchange.featured import feature as featured
from exchange.feeds import feature as feeds
from exchange.notices import service as notices
from exchange.operator import feature as operator
from exchange.outbox import feature as outbox
from exchange.pages import feature as pages
from exchange.practices import feature as practices
from exchange.retrieval import feature as retrieval
from exchange.review import feature as review
from exchange.saved import feature as saved
from exchange.search import feature as search
from exchange.setup import feature as setup
from exchange.terms import feature as terms
from exchange.transfer import feature as transfer
from exchange.vocabularies import feature as vocabularies

Step = Callable[[Flask], None]

FOUNDATION: tuple[Step, ...] = (
    compression.init,
    db.init,
    addresses.init,
    languages.init,
    refusals.init,
    security.init,
    limits.init,
    formats.init,
    context.init,
    answers.init,
    headers.init,
    mail.init,
    commands.init,
    notices.init,
    outbox.init,
    changes.init,
)
FEATURES: tuple[Step, ...] = (
    vocabularies.init,
    accounts.init,
    operator.init,
    retrieval.init,
    experts.init,
    practices.init,
    search.init,
    review.init,
    featured.init,
    contact.init,
    saved.init,
    feeds.init,
    transfer.init,
    terms.init,
    api.init,
    pages.init,
    administration.init,
    backup.init,
    setup.init,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The product as a WSGI application, from `settings` or the environment (SettingsError as `config` says). Starts nothing."""
    chosen = settings or from_environment()
    app = Flask("exchange", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(chosen.as_flask())
    for step in FOUNDATION + FEATURES:
        step(app)
    access.init(app, roles.REACHED_BY, accounts.sign_in_first)
    return app
