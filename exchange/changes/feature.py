"""The record of visible change in the application."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from exchange.changes import models as models
from exchange.changes import service
from exchange.outbox import schedule
from exchange.outbox.schedule import Job
from exchange.outbox.worker import Lane, register

EVERY_DAY = timedelta(days=1)
BATCH = 500


def init(app: Flask) -> None:
    """Add the lane that records what changes by time alone, and the upkeep of the record."""
    register(app, Lane(service.TOPIC, service.keep, batch=BATCH))
    schedule.register(app, Job("changes.forget_replaced", EVERY_DAY, service.forget_replaced))
