"""The contact room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.contact import models as models
from exchange.contact import notices
from exchange.contact.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses and notices to `app`."""
    app.register_blueprint(blueprint)
    notices.init(app)
