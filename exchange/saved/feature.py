"""Saved searches in the application."""

from __future__ import annotations

from flask import Flask

from exchange.outbox.worker import Lane, register
from exchange.practices import moves
from exchange.saved import looking, notices, service
from exchange.saved.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses and notice, the outbox lane that looks for what is new, and the promise that publishing makes to it."""
    app.register_blueprint(blueprint)
    notices.init(app)
    register(app, Lane(service.TOPIC, looking.keep, batch=looking.BATCH))
    moves.when_published(app, "saved", service.owe_look)
