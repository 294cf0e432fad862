"""The review room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.review import models as models
from exchange.review import notices, parts, waiting
from exchange.review.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses, parts and notices to `app`."""
    app.register_blueprint(blueprint)
    notices.init(app)
    parts.init(app)
    waiting.init(app)
