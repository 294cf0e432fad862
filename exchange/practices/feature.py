"""The practices room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.practices import models as models
from exchange.practices.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses, commands and notices to `app`."""
    app.register_blueprint(blueprint)
