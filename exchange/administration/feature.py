"""The desk of administrators in the application."""

from __future__ import annotations

from flask import Flask

from exchange.administration import parts
from exchange.administration.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses and parts to `app`."""
    app.register_blueprint(blueprint)
    parts.init(app)
