"""The feeds room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.feeds.views import blueprint


def init(app: Flask) -> None:
    """Add the addresses of the feeds to `app`."""
    app.register_blueprint(blueprint)
