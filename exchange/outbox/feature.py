"""The outbox in the application: its commands, and the queue of regular work."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from exchange.core.upkeep import take_statistics
from exchange.outbox import schedule
from exchange.outbox.cli import commands
from exchange.outbox.schedule import RegularJob
from exchange.outbox.worker import Queue, register

EVERY_DAY = timedelta(days=1)


def init(app: Flask) -> None:
    """Add `flask outbox` and the schedule to `app`."""
    app.cli.add_command(commands)
    register(app, Queue(schedule.TOPIC, schedule.handle, begin=schedule.enrol))
    schedule.register(app, RegularJob("database.statistics", EVERY_DAY, take_statistics))
