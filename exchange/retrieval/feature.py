"""The retrieval room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.retrieval.engines import ENGINES, EXTENSION


def init(app: Flask) -> None:
    """Give `app` the engine that its settings name; rooms above register what it searches."""
    app.extensions[EXTENSION] = ENGINES[app.config["SEARCH_ENGINE"]](app)
