"""The search room in the application."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from exchange.outbox.worker import Lane, register
from exchange.search import alike, helping, own_change, sync
from exchange.search.cli import commands
from exchange.search.engine.narrowing import Boosts
from exchange.search.engine.whoosh_backend import WhooshBackend
from exchange.search.views import blueprint

MEGABYTE = 1_000_000


def init(app: Flask) -> None:
    """Add the room's addresses and commands, the engine, and the outbox lane that keeps the index in step."""
    settings = app.config
    boosts = Boosts(
        settings["SEARCH_EVIDENCE_BOOST"] / 100, settings["SEARCH_FRESHNESS_BOOST"] / 100, settings["SEARCH_LANGUAGE_BOOST"] / 100
    )
    folder = Path(settings["EXCHANGE_VAR"]) / "index"
    app.extensions["search"] = WhooshBackend(folder, settings["SEARCH_MEMORY"] * MEGABYTE, boosts)
    app.extensions["search_indexer"] = sync.Indexer()
    app.register_blueprint(blueprint)
    app.after_request(own_change.remember)
    # The page of a practice belongs to a room below this one: its template asks for what stands beside the text.
    app.jinja_env.globals.update(who_can_help=helping.with_practice, similar_practices=alike.similar_practices)
    app.cli.add_command(commands)
    register(app, Lane(sync.TOPIC, sync.keep, batch=sync.BATCH, guard=sync.guard, idle=sync.tidy))
