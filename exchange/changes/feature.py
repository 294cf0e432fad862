"""The record of visible change in the application."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from exchange.changes import models as models
from exchange.changes import service, tags
from exchange.outbox import schedule
from exchange.outbox.schedule import RegularJob
from exchange.outbox.worker import Queue, register

EVERY_DAY = timedelta(days=1)
BATCH = 500


def init(app: Flask) -> None:
    """Add the queue that records what changes by time alone, the upkeep of the record, and the tags of pages made from it."""
    register(app, Queue(service.TOPIC, service.handle, batch=BATCH))
    tags.init(app)
    schedule.register(app, RegularJob("changes.forget_replaced", EVERY_DAY, service.forget_replaced))
