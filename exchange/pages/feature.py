"""The pages room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.pages import metrics


def init(app: Flask) -> None:
    """Add the room's addresses to `app`."""
    app.register_blueprint(metrics.blueprint)
