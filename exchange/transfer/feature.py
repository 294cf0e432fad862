"""The transfer room in the application: practices in and out as files, the sample, and the pages about imports."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from exchange.outbox import schedule
from exchange.outbox.schedule import RegularJob
from exchange.outbox.worker import Queue, register
from exchange.transfer import cli, parts, runs, undoing, views

EVERY_HOUR = timedelta(hours=1)


def init(app: Flask) -> None:
    """Add `flask practices`, `flask imports` and `flask sample` to `app`, the queue of imports, and their pages, and those of imported records."""
    app.cli.add_command(cli.practices)
    app.cli.add_command(cli.imports)
    app.cli.add_command(cli.sample)
    register(app, Queue(undoing.TOPIC, runs.handle))
    schedule.register(app, RegularJob("transfer.tidy", EVERY_HOUR, runs.tidy))
    views.imports.take_files(app)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.records_blueprint)
    parts.init(app)
