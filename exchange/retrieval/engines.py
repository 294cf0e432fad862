"""The engines there are, by name, and the one of this application: the setting SEARCH_ENGINE chooses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app

from exchange.retrieval.database.engine import DatabaseEngine
from exchange.retrieval.fallback import WithFallback
from exchange.retrieval.kinds.searchable import of_app
from exchange.retrieval.port import SearchEngine
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.narrowing import Boosts

EXTENSION = "search"
MEGABYTE = 1_000_000


def make_embedded(app: Flask) -> SearchEngine:
    """Whoosh, with an index in the folder of the instance; the database answers while that is away."""
    settings = app.config
    boosts = Boosts(
        settings["SEARCH_EVIDENCE_BOOST"] / 100, settings["SEARCH_FRESHNESS_BOOST"] / 100, settings["SEARCH_LANGUAGE_BOOST"] / 100
    )
    folder = Path(settings["EXCHANGE_VAR"]) / "index"
    index = WhooshEngine(folder, of_app(app), settings["SEARCH_MEMORY"] * MEGABYTE, boosts)
    return WithFallback(index, alone(app))


def alone(app: Flask) -> SearchEngine:
    """The database and nothing beside it."""
    return DatabaseEngine(of_app(app))


# A further engine is a folder beside these two and a line here; `config.SEARCH_ENGINES` has the names.
ENGINES: dict[str, Callable[[Flask], SearchEngine]] = {"whoosh": make_embedded, "database": alone}


def engine() -> SearchEngine:
    """The engine of this application."""
    found: SearchEngine = current_app.extensions[EXTENSION]
    return found
