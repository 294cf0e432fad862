"""The search room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.changes import tags
from exchange.changes.events import RECORDS_CHANGED
from exchange.outbox import worker
from exchange.outbox.worker import Queue
from exchange.practices.places import AFTER_TEXT, BESIDE_TEXT
from exchange.search import alike, helping, read_your_writes, service, sync
from exchange.search.cli import commands
from exchange.search.views import blueprint


def init(app: Flask) -> None:
    """Add the room's addresses and commands, what stands beside and after the text of a practice, and the queue that keeps the index in step."""
    app.extensions["search_indexer"] = sync.Indexer()
    app.register_blueprint(blueprint)
    app.after_request(read_your_writes.remember)
    BESIDE_TEXT.fill(app, helping.block, order=10)
    AFTER_TEXT.fill(app, alike.block, order=10)
    app.cli.add_command(commands)
    tags.made_of(app, service.state)
    RECORDS_CHANGED.connect(app, sync.owe)
    worker.register(app, Queue(sync.TOPIC, sync.handle, batch=sync.BATCH, guard=sync.guard, idle=sync.tidy))
