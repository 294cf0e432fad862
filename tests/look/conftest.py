"""The product of the tests, served to a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from waitress.server import create_server

from exchange.core.db import db
from exchange.server import web


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where `app` answers, by the product's own web server."""
    server: Any = create_server(app, host="127.0.0.1", port=0, **web.options(app))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        server.task_dispatcher.shutdown()
        thread.join(10)
        # Connections of the server's threads, which have ended.
        db.engine.dispose()
