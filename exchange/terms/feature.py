"""The terms room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.terms import parts
from exchange.terms.views import blueprint


def init(app: Flask) -> None:
    """Add the pages of the vocabularies to `app`."""
    app.register_blueprint(blueprint)
    parts.init(app)
