"""The contact room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.contact import models as models
from exchange.contact import notices, queries
from exchange.contact.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses and notices to `app`, and to the page of an expert how many requests they answered."""
    app.register_blueprint(blueprint)
    notices.init(app)
    app.jinja_env.globals["requests_answered"] = queries.requests_answered
