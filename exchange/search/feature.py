"""The search room in the application."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from exchange.outbox import worker
from exchange.outbox.worker import Lane
from exchange.practices.places import AFTER_TEXT
from exchange.retrieval.kinds.searchable import of_app
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.narrowing import Boosts
from exchange.search import alike, helping, own_change, sync
from exchange.search.cli import commands
from exchange.search.views import blueprint

MEGABYTE = 1_000_000


def init(app: Flask) -> None:
    """Add the room's addresses and commands, the engine, what stands after the text of a practice, and the outbox lane that keeps the index in step."""
    settings = app.config
    boosts = Boosts(
        settings["SEARCH_EVIDENCE_BOOST"] / 100, settings["SEARCH_FRESHNESS_BOOST"] / 100, settings["SEARCH_LANGUAGE_BOOST"] / 100
    )
    folder = Path(settings["EXCHANGE_VAR"]) / "index"
    app.extensions["search"] = WhooshEngine(folder, of_app(app), settings["SEARCH_MEMORY"] * MEGABYTE, boosts)
    app.extensions["search_indexer"] = sync.Indexer()
    app.register_blueprint(blueprint)
    app.after_request(own_change.remember)
    AFTER_TEXT.fill(app, helping.block, order=10)
    AFTER_TEXT.fill(app, alike.block, order=20)
    app.cli.add_command(commands)
    worker.register(app, Lane(sync.TOPIC, sync.keep, batch=sync.BATCH, guard=sync.guard, idle=sync.tidy))
